"""Drills: the problem in a sentence, one question of framing, then nothing but the phase that is practised."""

import pytest

from tests.interview.samples import PROBLEM, TRACK, brief
from tests.interview.simulate import Interview
from voice_interviewer.bank import DEFAULT_TRACK, Bank
from voice_interviewer.interview.brief import Brief
from voice_interviewer.values import Advance, Probe

BANK = Bank.load()
GOAL = "The business goal is to lose less money, because chargebacks are what hurts this company."


def drill(focus: str, minutes: float = 10.0) -> Interview:
    interview = Interview(brief(focus=focus), minutes=minutes)
    interview.begin()
    return interview


def test_a_drill_opens_with_the_problem_in_short_and_what_is_practised() -> None:
    opening = drill("monitoring").session.turns[0].text
    assert PROBLEM.short_question in opening
    assert PROBLEM.question not in opening
    assert "Only monitoring today." in opening
    assert opening.count("?") == 1


@pytest.mark.parametrize("problem", BANK.problems, ids=lambda problem: problem.slug)
@pytest.mark.parametrize("rough", [False, True])
def test_every_shipped_drill_says_so_within_one_reply(problem: object, rough: bool) -> None:
    track = BANK.track(DEFAULT_TRACK)
    for phase in track.phases[1:-1]:
        for seed in range(3):
            shipped = Brief(problem, track, seed, phase.slug)  # type: ignore[arg-type]
            interview = Interview(shipped, minutes=10.0, rough=rough)
            interview.begin()
            opening = interview.session.turns[0].text
            assert phase.title.lower() in opening
            assert shipped.problem.short_question in opening
            assert len(opening.split()) <= 60


@pytest.mark.parametrize("focus", ["monitoring", "experimentation", "serving", "data"])
def test_after_one_answer_it_goes_to_the_phase_that_is_practised(focus: str) -> None:
    interview = drill(focus)
    move = interview.answer(GOAL)
    assert isinstance(move, Advance)
    assert move.phase == TRACK.areas.get(focus, focus)


def test_questions_are_still_answered_in_the_framing_minute() -> None:
    interview = drill("monitoring")
    move = interview.answer("what is the scale?")
    assert move.reply is not None
    assert move.reply.text == PROBLEM.facts[0].say
    assert isinstance(interview.answer(GOAL), Advance)


def test_a_drill_on_the_first_phase_stays_in_it() -> None:
    interview = drill("framing")
    assert PROBLEM.question in interview.session.turns[0].text
    assert not isinstance(interview.answer(GOAL), Advance)


def test_a_drill_presses_on_nothing_outside_its_phase() -> None:
    interview = drill("monitoring")
    interview.answer(GOAL)
    moves = [
        interview.answer(
            "We keep a feature store and a cache, and a deep network, because the latency budget of this payment "
            f"system is tight, and that is point {number}."
        )
        for number in range(8)
    ]
    about = {
        move.reply.question.dimension for move in moves if isinstance(move, Probe) and move.reply.question
    }
    assert about <= {"monitoring", "experimentation", "framing", "communication", ""}


def test_what_was_said_early_is_not_asked_for_again() -> None:
    interview = drill("monitoring")
    interview.answer(
        "I would watch drift of the payments, because fraudsters change. And an A/B test, since it is fair."
    )
    asked = []
    for number in range(8):
        interview.answer(f"We look at the chargebacks because they show what we missed, in week {number}.")
        asked += [one.topic for one in interview.session.asked]
    assert "drift" not in asked
    assert "ab-test" not in asked


def test_repeating_the_opening_of_a_drill_keeps_it_short() -> None:
    interview = drill("monitoring")
    move = interview.answer("can you repeat that?")
    assert move.reply is not None
    assert PROBLEM.short_question in move.reply.text
    assert PROBLEM.question not in move.reply.text


def test_a_drill_too_short_for_its_minutes_still_names_its_phase() -> None:
    assert "Only monitoring today." in drill("monitoring", minutes=1.5).session.turns[0].text


def test_a_changed_requirement_touches_what_is_drilled() -> None:
    interview = drill("data")
    interview.answer(GOAL)
    for _ in range(3):
        interview.answer("harder please")
    assert set(interview.session.constraints) == {"no-data", "half-latency"}
