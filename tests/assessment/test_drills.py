"""What a drill assesses: its own dimensions, from everything said in it, the framing minute included."""

import pytest

from voice_interviewer.assessment.scorecard import Scorecard, planned_dimensions, score
from voice_interviewer.bank import DEFAULT_TRACK, Bank
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.values import Speaker, Turn

BANK = Bank.load()
TRACK = BANK.track(DEFAULT_TRACK)
PROBLEM = BANK.problem("fraud-detection")
SAID = (
    Turn(Speaker.INTERVIEWER, "Only monitoring today. Where do you start?", 0.0, 4.0, "requirements"),
    Turn(
        Speaker.CANDIDATE,
        "The goal is to lose less money. If a new model does worse in the canary we roll back to the previous version "
        "automatically, because a bad release costs money every minute.",
        5.0,
        20.0,
        "requirements",
    ),
)


def card(focus: str | None) -> Scorecard:
    session = session_from_turns(SAID, PROBLEM.slug, TRACK, 10, focus=focus)
    return score(PROBLEM, TRACK, session, "typed", rough=False)


def scores(focus: str | None) -> dict[str, int | None]:
    return {one.id: one.score for one in card(focus).dimensions}


def test_what_is_said_in_the_framing_minute_counts_for_the_drill() -> None:
    drilled = card("monitoring")
    monitoring = next(one for one in drilled.dimensions if one.id == "monitoring")
    assert monitoring.score is not None
    assert monitoring.score > 1
    assert "On your own" in monitoring.justification


def test_and_without_a_drill_too_since_ground_counts_wherever_it_is_said() -> None:
    assert scores(None)["monitoring"] == scores("monitoring")["monitoring"]


def test_a_drill_is_assessed_on_its_own_dimensions_alone() -> None:
    drilled = scores("monitoring")
    assert {name for name, given in drilled.items() if given is not None} <= {"monitoring", "experimentation"}
    assert card("monitoring").coverage == 0.5


@pytest.mark.parametrize(
    ("focus", "planned"),
    [
        ("monitoring", {"monitoring", "experimentation"}),
        ("experimentation", {"monitoring", "experimentation"}),
        ("Data and features", {"data", "features"}),
        ("framing", {"framing", "communication"}),
    ],
)
def test_a_drill_plans_the_dimensions_of_its_phase(focus: str, planned: set[str]) -> None:
    assert planned_dimensions(TRACK, focus) == planned


@pytest.mark.parametrize("focus", [None, "communication"])
def test_without_one_phase_to_drill_all_are_planned(focus: str | None) -> None:
    assert len(planned_dimensions(TRACK, focus)) == 8
