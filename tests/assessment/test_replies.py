"""A reply is an answer, good or bad; a command, a question back or a hesitation is none."""

import pytest

from tests.assessment.small import PROBLEM, TRACK, Talk, listen
from voice_interviewer.assessment import questions
from voice_interviewer.assessment.ground import survey
from voice_interviewer.assessment.replies import Exchange, exchanges
from voice_interviewer.bank import DEFAULT_TRACK, Bank
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.interview.understanding import understand
from voice_interviewer.values import Understanding

BANK = Bank.load()
BRIEF = Brief(BANK.problem("fraud-detection"), BANK.track(DEFAULT_TRACK), seed=0)
NOTHING = session_from_turns((), "fraud-detection", BRIEF.track, 45)
QUESTION = "Where do the labels come from?"


def hears_commands(text: str) -> Understanding:
    return understand(BRIEF, NOTHING, text)


def exchanged(talk: Talk) -> Exchange | None:
    asked = questions.read(talk.turns, PROBLEM, TRACK, survey(PROBLEM, TRACK, listen), listen)
    return exchanges(talk.turns, asked, hears_commands).get("data")


def reply(*said: str) -> str | None:
    talk = Talk("data").ask(QUESTION)
    for one in said:
        talk.say(one)
    found = exchanged(talk)
    assert found is not None
    return found.reply.quote if found.reply else None


@pytest.mark.parametrize(
    "said",
    [
        "Skip this, please.",
        "skip",
        "Let's wrap up.",
        "Can we move on?",
        "Could I get a hint?",
        "Let me think about that.",
        "Could you say that again?",
        "Um, well, okay.",
        "How many are there?",
        "",
    ],
)
def test_what_is_no_answer_is_no_reply(said: str) -> None:
    assert reply(said) is None


@pytest.mark.parametrize("said", ["I have no idea", "From the banks", "I like trains"])
def test_an_answer_is_a_reply_however_good(said: str) -> None:
    assert reply(said) == said


def test_the_answer_after_a_pause_for_thought_is_the_reply() -> None:
    assert reply("Let me think about that.", "The banks send them.") == "The banks send them"


def test_a_word_of_the_interviewers_in_between_changes_nothing() -> None:
    found = exchanged(Talk("data").ask(QUESTION).say("Hm.").ask("Would a hint help?").say("From the banks."))
    assert found is not None
    assert found.reply is not None


def test_what_surrounds_an_answer_is_left_out() -> None:
    assert reply("Which ones? From the banks. Let's wrap up.") == "From the banks"


def test_the_question_that_was_answered_is_shown_rather_than_one_that_was_not() -> None:
    talk = Talk("data").ask(QUESTION).say("Skip this.").ask("And the delay?").say("It takes a while.")
    found = exchanged(talk)
    assert found is not None
    assert found.question == 2
    assert found.reply is not None
    talk.ask("And the labels again?").say("From the banks.")
    assert exchanged(talk) == found


def test_an_answer_to_another_question_is_no_reply_to_this_one() -> None:
    found = exchanged(Talk("data").ask(QUESTION).ask("Which aggregates would you keep?").say("Small ones."))
    assert found == Exchange(0, None)


def test_what_was_not_asked_has_no_reply() -> None:
    assert exchanged(Talk("data").say("From the banks.")) is None
