"""The interviewer's report card."""

import pytest

from tests.assessment.small import PROBLEM, TRACK, Talk, listen
from voice_interviewer.assessment.conduct import Conduct, review, to_dict
from voice_interviewer.assessment.ground import survey


def card(talk: Talk) -> Conduct:
    return review(talk.turns, PROBLEM, TRACK, survey(PROBLEM, TRACK, listen), listen)


def test_words_and_questions_are_counted_by_reply() -> None:
    one = card(Talk().ask("One two three. Four?").say("Yes.").ask("Right. Two? Three?").say("No."))
    assert (one.words_per_reply, one.questions_per_reply) == (4, 1.5)


def test_the_share_of_the_talk_is_by_time() -> None:
    assert card(Talk().ask("Why?").say("So.")).talk_share == 0.5


def test_nobody_speaking_is_no_conduct() -> None:
    assert to_dict(card(Talk())) == {
        "talk_share": 0.0,
        "repeats": 0,
        "questions_per_reply": 0.0,
        "words_per_reply": 0,
        "leaks": 0,
    }


def begun() -> Talk:
    """A conversation in which the problem has been put."""
    return Talk("data").ask("Hello.").ask("How would you start?")


QUESTION = "How would you deal with all the late ones?"


def test_a_question_asked_twice_is_a_repeat() -> None:
    assert card(Talk().ask(QUESTION).say("Hm.").ask(f"Right. {QUESTION}")).repeats == 1


def test_nearly_the_same_words_are_the_same_question() -> None:
    assert (
        card(Talk().ask(QUESTION).say("Hm.").ask("How would you deal with all of the late ones?")).repeats
        == 1
    )


def test_another_question_is_no_repeat() -> None:
    assert (
        card(Talk().ask(QUESTION).say("Hm.").ask("How would you deal with the many currencies?")).repeats == 0
    )


def test_a_question_wanted_again_is_no_repeat() -> None:
    assert card(Talk().ask(QUESTION).say("Could you say that again").ask(QUESTION)).repeats == 0


def test_a_question_that_was_cut_off_may_be_asked_again() -> None:
    assert card(Talk().ask(QUESTION, interrupted=True).say("Wait.").ask(QUESTION)).repeats == 0


@pytest.mark.parametrize("line", ["Why so?", "Would a hint help?", "Why that one and no other?"])
def test_short_and_standing_lines_may_come_again(line: str) -> None:
    assert card(Talk().ask(line).say("Hm.").ask(line)).repeats == 0


def test_telling_what_the_candidate_has_not_said_is_a_leak() -> None:
    assert card(Talk("data").ask("Hi.").ask("So?").ask("I would keep windows here. What else?")).leaks == 1


def test_putting_the_problem_is_no_leak() -> None:
    assert (
        card(Talk("data").ask("Hello.").say("Hi.").ask("We keep windows here. How would you start?")).leaks
        == 0
    )


@pytest.mark.parametrize(
    "talk",
    [
        begun().ask("Which windows would you keep?"),
        begun().hint(3).say("Hm.").ask("As I said, windows."),
        begun().say("I'd keep windows.").ask("You said windows."),
        begun().say("When do labels come?").ask("The labels come late."),
        begun().say("Hm.").ask("The delay is thirty days."),
        begun().ask("To the data."),
    ],
)
def test_questions_hints_answers_and_the_candidates_own_ideas_are_no_leaks(talk: Talk) -> None:
    assert card(talk).leaks == 0


def test_an_answer_is_an_answer_once() -> None:
    talk = begun().say("When do labels come?").ask("The labels come late.").ask("You need joins.")
    assert card(talk).leaks == 1


def test_the_beginning_of_a_hint_that_was_cut_off_is_no_leak() -> None:
    start = "Keep windows and joins"
    assert card(begun().say("Well.").ask(start, interrupted=True).say("Well.")).leaks == 0
    assert card(begun().say("Well.").ask(start).say("Well.")).leaks == 1
