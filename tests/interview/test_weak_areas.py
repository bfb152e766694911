"""What past interviews found weak is practised first."""

from dataclasses import replace

import pytest

from tests.interview.samples import brief
from voice_interviewer.bank import Bank
from voice_interviewer.events import CandidateSilent, PhaseEntered, SessionStarted
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.phases import plan
from voice_interviewer.interview.session import fold
from voice_interviewer.interview.situation import Situation
from voice_interviewer.values import Difficulty, Parts

NOTHING = Parts("", "", "", "", "", "")


def due(one: Brief, phase: str) -> str:
    """The dimension that is asked about first in a phase."""
    started = SessionStarted(0.0, "s", one.problem.slug, one.track.id, 45, Difficulty.MEDIUM, one.seed,
                             "2026-01-01T00:00:00+00:00", NOTHING, plan(one.track, 45, None))  # fmt: skip
    session = fold(fold(None, started), PhaseEntered(1.0, phase))
    return Situation(one, session, CandidateSilent(2.0, 0.0)).open_ground[0].dimension


@pytest.mark.parametrize("weak", ["data", "features"])
@pytest.mark.parametrize("seed", range(4))
def test_the_weak_one_of_two_dimensions_is_asked_about_first(weak: str, seed: int) -> None:
    bank = Bank.load()
    problem = bank.problem("fraud-detection")
    one = Brief(problem, bank.track(problem.track), seed, weak=frozenset({weak}))
    assert due(one, "data-and-features") == weak


def test_a_brief_without_a_past_prefers_nothing() -> None:
    assert replace(brief(), weak=frozenset()).weak == brief().weak == frozenset()
