"""What "can you repeat that?" says again: the question at hand, the hint or fact said last, the problem when asked."""

import pytest

from tests.interview.samples import PROBLEM, TRACK, brief
from tests.interview.simulate import Interview

OPENINGS = TRACK.phases[0].opening
ASK = "can you repeat that?"


def begun(minutes: float = 20.0) -> Interview:
    interview = Interview(brief(), minutes=minutes)
    interview.begin()
    return interview


def said(interview: Interview, text: str) -> str:
    reply = interview.answer(text).reply
    assert reply is not None
    return reply.text


def test_right_after_the_opening_the_whole_problem_comes_again() -> None:
    interview = begun()
    again = said(interview, ASK)
    assert PROBLEM.question in again
    assert any(opening in again for opening in OPENINGS)
    assert PROBLEM.question in said(interview, ASK)


def test_once_something_else_was_said_only_the_short_question_comes_again() -> None:
    interview = begun()
    said(interview, "how much time is left?")
    again = said(interview, ASK)
    assert PROBLEM.question not in again
    assert any(opening in again for opening in OPENINGS)
    assert PROBLEM.question not in said(interview, "say that again please")


def test_a_fact_said_last_comes_again() -> None:
    interview = begun()
    fact = said(interview, "what is the scale?")
    assert fact in said(interview, ASK)


@pytest.mark.parametrize("told", ["give me a hint", "what is the scale?"])
def test_the_question_comes_again_where_it_is_named(told: str) -> None:
    interview = begun()
    last = said(interview, told)
    again = said(interview, "repeat the question please")
    assert last not in again
    assert any(opening in again for opening in OPENINGS)


def test_a_follow_up_question_comes_again_alone() -> None:
    interview = begun()
    said(
        interview, "The business goal is to lose less money, because chargebacks are what hurts this company."
    )
    question = interview.session.question
    assert question is not None
    again = said(interview, ASK)
    assert question.text in again
    assert PROBLEM.question not in again


@pytest.mark.parametrize(
    "text",
    [
        "repeat the problem",
        "can you read the problem again",
        "what was the task again",
        "could you repeat the problem statement",
        "can you remind me of the problem",
        "what was the original question again",
    ],
)
def test_the_whole_problem_comes_again_when_it_is_asked_for(text: str) -> None:
    interview = begun()
    said(
        interview, "The business goal is to lose less money, because chargebacks are what hurts this company."
    )
    question = interview.session.question
    assert PROBLEM.question in said(interview, text)
    assert interview.session.question == question


def test_after_a_pause_the_question_at_hand_is_enough() -> None:
    interview = begun()
    said(interview, "how much time is left?")
    again = said(interview, "pause")
    assert PROBLEM.question not in again


def test_a_greeting_that_nobody_heard_is_made_up_for_with_the_problem() -> None:
    unheard = Interview(brief())
    for event in begun().events[:2]:
        unheard.note(event)
    assert PROBLEM.question in said(unheard, ASK)


def test_rephrasing_the_short_question_puts_that_question_in_other_words() -> None:
    interview = begun()
    said(interview, "how much time is left?")
    again = said(interview, "could you rephrase that?")
    assert PROBLEM.short_question not in again
    assert again.count("?") == 1


def test_the_warm_up_is_repeated_as_such() -> None:
    interview = begun(minutes=45.0)
    again = said(interview, ASK)
    assert any(question in again for question in TRACK.warm_up)
