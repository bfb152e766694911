"""How an interview's time is divided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.interview.samples import TRACK
from voice_interviewer.errors import UnknownName
from voice_interviewer.interview.phases import has_warm_up, plan, resolve


def seconds(minutes: float, focus: str | None = None) -> dict[str, float]:
    return {planned.phase: planned.seconds for planned in plan(TRACK, minutes, focus)}


def test_forty_five_minutes_are_the_tracks_own_column() -> None:
    assert list(seconds(45).values()) == [480, 660, 480, 480, 480, 120]


def test_a_short_interview_gives_every_phase_a_minute() -> None:
    planned = seconds(10)
    assert planned["wrap-up"] == 60
    assert min(planned.values()) == 60
    assert sum(planned.values()) == 600


def test_less_than_a_minute_each_is_divided_evenly() -> None:
    assert set(seconds(3).values()) == {30.0}


@given(st.floats(0.5, 120))
def test_a_plan_adds_up_to_the_interview(minutes: float) -> None:
    planned = seconds(minutes)
    assert sum(planned.values()) == pytest.approx(minutes * 60, abs=0.01)
    assert list(planned) == [phase.slug for phase in TRACK.phases]


def test_a_focus_is_a_drill() -> None:
    assert seconds(20, "monitoring") == {"requirements": 60, "monitoring": 1080, "wrap-up": 60}
    assert seconds(20, "framing") == {"requirements": 1140, "wrap-up": 60}
    assert seconds(1.5, "serving") == {"requirements": 30, "serving": 30, "wrap-up": 30}


@pytest.mark.parametrize(
    ("focus", "phase"),
    [
        (None, None),
        ("communication", None),
        ("features", "data-and-features"),
        ("Data and features", "data-and-features"),
        ("serving", "serving"),
    ],
)
def test_a_focus_names_a_phase_or_a_dimension(focus: str | None, phase: str | None) -> None:
    assert resolve(TRACK, focus) == phase


def test_an_unknown_focus_names_near_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        plan(TRACK, 20, "monitorng")
    assert "monitoring" in caught.value.near


@pytest.mark.parametrize(
    ("minutes", "focus", "expected"),
    [
        (45, None, True),
        (30, None, True),
        (29, None, False),
        (45, "serving", False),
        (45, "communication", True),
    ],
)
def test_the_warm_up_needs_half_an_hour(minutes: float, focus: str | None, expected: bool) -> None:
    assert has_warm_up(TRACK, minutes, focus) is expected
