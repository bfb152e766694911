"""Meters, clock and phases in letters."""

import pytest

from tests.ui.tui.sample import SESSION, TITLES
from voice_interviewer.speech.floor import Floor
from voice_interviewer.ui.tui import drawing


@pytest.mark.parametrize(
    ("level", "bar"), [(-120.0, "░░░░"), (-60.0, "░░░░"), (-30.0, "██░░"), (0.0, "████"), (3.0, "████")]
)
def test_a_meter_is_full_at_full_scale(level: float, bar: str) -> None:
    assert drawing.meter(level, 4) == bar


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0, "0:00"), (59.6, "1:00"), (3725.0, "62:05"), (-5.0, "+0:05"), (-0.2, "0:00")]
)
def test_the_clock_tells_minutes_and_what_runs_over(seconds: float, shown: str) -> None:
    assert drawing.clock(seconds) == shown


def test_each_phase_is_as_wide_as_the_others_and_the_one_that_is_on_is_marked() -> None:
    cells = list(drawing.phases(SESSION, 240.0, TITLES, 13))
    assert len(cells) == len(SESSION.started.plan)
    assert {len(line) for cell in cells for line in cell} == {13}
    assert cells[0] == ("Requirements ", "━━━━━━────── ", "▸ 4:00/8:00  ")
    assert cells[1][1:] == ("──────────── ", "0:00/11:00   ")


def test_a_phase_that_runs_over_has_a_full_bar() -> None:
    assert next(iter(drawing.phases(SESSION, 4000.0, TITLES, 7)))[1] == "━━━━━━ "


@pytest.mark.parametrize(("text", "shown"), [("short", "short"), ("a long way home", "… way home")])
def test_of_a_long_text_the_end_is_shown(text: str, shown: str) -> None:
    assert drawing.tail(text, 10) == shown


@pytest.mark.parametrize("floor", list(Floor))
def test_every_state_has_a_sign_and_a_word(floor: Floor) -> None:
    line = drawing.state(floor, typed=False, muted=False)
    assert floor.value in line
    assert not line[0].isalnum()


def test_one_who_types_is_not_told_to_speak() -> None:
    assert drawing.state(Floor.LISTENING, typed=True, muted=False) == "○ listening · type your answer"
    assert "speak" not in drawing.state(Floor.SPEAKING, typed=True, muted=False).partition("speaking")[2]
    assert "muted" in drawing.state(Floor.HEARING, typed=False, muted=True)
    assert "speaking" in drawing.state(Floor.SPEAKING, typed=False, muted=True)
