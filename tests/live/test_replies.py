"""The words of a reply: a language model's while they keep the rules, the bank's where they end."""

import logging
import re

import pytest

from tests.interview.samples import TRACK, brief
from tests.interview.simulate import Interview
from voice_interviewer.errors import LanguageModelError
from voice_interviewer.interview.lines import REPLY_WORDS
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.replies import ANOTHER_WAY, LEFT_THERE, Drafting, ReplyWriter
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.testing import FakeLanguageModel, LoopClock, virtual_time
from voice_interviewer.values import Advance, Finish, Move, Question, Reply, Say

QUESTION = "The card was stolen a week ago. Which rows carry the label?"
ASK = Say(Reply(f"Okay. {QUESTION}", f"Ask: “{QUESTION}”", Question("labels", "data")), "ground", "open")
SERVING = TRACK.phases[3]
HAND_OVER = Advance(
    Reply(
        f"{SERVING.handover[0]} {SERVING.opening[0]}",
        f"In a few words hand over to serving, then ask: “{SERVING.opening[0]}”",
        Question("serving", "serving"),
    ),
    "serving",
    "time",
)
FAREWELL = TRACK.lines["farewell"][0]
GOODBYE = Finish(Reply(f"It depends. {FAREWELL}", f"Answer, and end with: “{FAREWELL}”"), "over")


def spoken(move: Move, *said: str | LanguageModelError) -> tuple[str, Drafting]:
    """What is heard where a model says this."""
    interview = Interview(brief())
    interview.begin()
    drafting = Drafting()

    async def words() -> str:
        timeline = Timeline(LoopClock())
        thought = Thought(FakeLanguageModel(list(said)), Memory(None), timeline)
        writer = ReplyWriter(thought, timeline)
        assert move.reply is not None
        pieces = writer.pieces(interview.brief, interview.session, move, move.reply, drafting)
        return " ".join([piece async for piece in pieces])

    with virtual_time() as runner:
        return runner.run(words()), drafting


def test_a_model_that_keeps_the_rules_is_heard() -> None:
    said, drafting = spoken(ASK, "A card is gone for a week. Whose payments carry a label?")
    assert said == "A card is gone for a week. Whose payments carry a label?"
    assert not drafting.breach


def test_the_log_says_why_the_bank_stands_in_and_nothing_of_what_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "voice_interviewer")
    _, drafting = spoken(ASK, "Tell me one thing. What comes first in requirements?")
    assert "“" in drafting.breach
    words = caplog.text.partition("stand in:")[2]
    assert words.strip() == re.sub("“[^”]+”", "“…”", drafting.breach)


def test_a_question_keeps_what_leads_up_to_it() -> None:
    said, drafting = spoken(ASK, "Let us stay with the payments. Great answer! What else?")
    assert said == f"Let us stay with the payments. {QUESTION}"
    assert "praises" in drafting.breach


def test_a_sentence_that_was_begun_is_taken_up() -> None:
    said, _ = spoken(ASK, "So on the payments you mentioned, have you thought of Flink?")
    assert said == f"So on the payments you mentioned, {ANOTHER_WAY} {QUESTION}"


def test_a_phase_is_handed_over_to_whatever_the_model_says() -> None:
    assert spoken(HAND_OVER, "When a payment comes in, who asks for what?")[0] == (
        f"{SERVING.handover[0]} When a payment comes in, who asks for what?"
    )
    assert spoken(HAND_OVER, "So, on to the serving. Who asks for what?")[0] == (
        "So, on to the serving. Who asks for what?"
    )
    assert spoken(HAND_OVER, "Your serving is great. Why?")[0] == HAND_OVER.reply.text
    assert spoken(HAND_OVER, "")[0] == HAND_OVER.reply.text


def test_a_goodbye_is_said_and_asks_nothing() -> None:
    assert spoken(GOODBYE, "It depends on the team.")[0] == f"It depends on the team. {FAREWELL}"
    assert spoken(GOODBYE, f"On the team. {FAREWELL}")[0] == f"On the team. {FAREWELL}"
    assert spoken(GOODBYE, "What would you say?")[0] == GOODBYE.reply.text


def test_what_was_begun_after_the_question_is_left_there() -> None:
    assert spoken(ASK, "Why? And if you ever come by, great job.")[0] == (
        f"Why? And if you ever come by, {LEFT_THERE}"
    )


def test_the_question_always_has_room() -> None:
    said, drafting = spoken(ASK, "Take the cards of last week, and those of the week before that. " * 9)
    assert len(said.split()) <= REPLY_WORDS
    assert said.endswith(QUESTION)
    assert "room" in drafting.breach


@pytest.mark.parametrize("text", ["Which rows carry it\uff1f", "\u200bWhich rows carry it?"])
def test_signs_of_other_scripts_are_put_right(text: str) -> None:
    assert spoken(ASK, text)[0] == "Which rows carry it?"


def test_a_model_that_breaks_off_leaves_the_bank_to_speak() -> None:
    said, drafting = spoken(ASK, LanguageModelError("Gone.", "Look."))
    assert said == ASK.reply.text
    assert drafting.trouble is not None
