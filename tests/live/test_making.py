"""Replies made ahead, on virtual time: in the silence that is waited for anyway, then released or dropped."""

import asyncio
import itertools

import numpy as np
import pytest

from tests.live.scene import Scene, play
from voice_interviewer.errors import LanguageModelError
from voice_interviewer.events import SessionEnded, TurnTraced
from voice_interviewer.live.making import sameness
from voice_interviewer.testing import (
    FakeLanguageModel,
    FakeRecognition,
    FakeTranscriber,
    ToneSynthesizer,
    tone,
)
from voice_interviewer.values import Speaker

GOAL = "the goal is to lose less money because fraud is expensive"
MORE = "and to annoy few customers with it because they leave us"


async def answer(scene: Scene) -> None:
    await scene.replied(1)
    await asyncio.sleep(1.0)
    await scene.say()
    await scene.replied(2)


def test_a_reply_is_ready_when_the_turn_is_decided() -> None:
    model = FakeLanguageModel(["What does a missed fraud cost them?"], first_token=0.05)
    scene = play(answer, [GOAL], model=model, thinking=False)
    (traced,) = scene.of(TurnTraced)
    trace = traced.trace
    assert trace.processing < 0.1
    assert trace.recognised < trace.first_token < trace.first_audio < trace.decided_end
    assert trace.first_sample == pytest.approx(trace.decided_end, abs=0.03)
    assert trace.drafts_dropped == 0
    assert scene.turns(Speaker.INTERVIEWER)[1].text == "What does a missed fraud cost them?"


def test_the_wait_is_the_same_however_fast_the_parts_are() -> None:
    waits = []
    for first_token in (0.0, 0.15, 0.6):
        model = FakeLanguageModel(["What does a missed fraud cost them?"], first_token=first_token)
        (traced,) = play(answer, [GOAL], model=model, thinking=False).of(TurnTraced)
        waits.append(traced.trace.waited)
    assert waits == [pytest.approx(waits[0], abs=0.001)] * 3


@pytest.mark.parametrize("pause", [0.4, 0.6, 0.69])
def test_a_voice_before_the_release_drops_the_draft_unheard(pause: float) -> None:
    voice = ToneSynthesizer()

    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        scene.microphone.say(np.concatenate([tone(7.0), tone(pause, 0.0), tone(2.0)]))
        await asyncio.sleep(7.0 + pause + 2.0)
        await scene.replied(2)

    scene = play(act, [GOAL, MORE], voice=voice, cost=0.02)
    (said,) = scene.turns(Speaker.CANDIDATE)
    assert said.text == f"{GOAL} {MORE}"
    assert len(scene.turns(Speaker.INTERVIEWER)) == 2
    reply = scene.turns(Speaker.INTERVIEWER)[1]
    assert reply.start > said.end
    (traced,) = scene.of(TurnTraced)
    assert traced.trace.drafts_dropped == 1


class SecondThoughts(FakeTranscriber):
    """Streams words that turn out otherwise when the utterance is over."""

    def __init__(self, meanwhile: str, in_the_end: str) -> None:
        super().__init__([in_the_end], streaming=True)
        self.meanwhile = meanwhile

    def begin(self, start: int) -> FakeRecognition:
        return Wavering(self, start)


class Wavering(FakeRecognition):
    def accept(self, samples: np.ndarray) -> str | None:
        owner = self._owner
        assert isinstance(owner, SecondThoughts)
        super().accept(samples)
        return owner.meanwhile


@pytest.mark.parametrize(
    ("meanwhile", "dropped"),
    [(f"Um, {GOAL}.", 0), (GOAL.upper(), 0), ("the gold is to use less honey", 1)],
)
def test_a_draft_is_kept_where_the_words_differ_in_nothing_that_counts(meanwhile: str, dropped: int) -> None:
    model = FakeLanguageModel(["What does a missed fraud cost them?"])
    scene = play(
        answer, [], model=model, thinking=False, transcriber=SecondThoughts(meanwhile, GOAL), cost=0.01
    )
    (traced,) = scene.of(TurnTraced)
    assert traced.trace.drafts_dropped == dropped
    assert len(model.asked) == 1 + dropped
    assert meanwhile in str(model.asked[0])
    assert dropped == 0 or GOAL in str(model.asked[1])
    assert scene.turns(Speaker.CANDIDATE)[0].text == GOAL


def test_a_model_that_fails_while_it_drafts_leaves_the_bank_s_words() -> None:
    model = FakeLanguageModel([LanguageModelError("It is away.", "Start it.")])
    scene = play(answer, [GOAL], model=model, thinking=False)
    assert len(scene.turns(Speaker.INTERVIEWER)) == 2
    assert scene.turns(Speaker.INTERVIEWER)[1].text


def test_an_unfinished_sentence_is_no_reason_to_make_a_reply() -> None:
    voice = ToneSynthesizer()

    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        said = len(voice.said)
        await scene.say()
        await asyncio.sleep(5.0)
        assert len(voice.said) == said

    play(act, ["we would train it on the"], voice=voice)


def test_ctrl_c_in_a_pause_ends_at_once_though_a_draft_waits() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say()
        await asyncio.sleep(0.6)  # recognised, and the reply to it made

    voice = ToneSynthesizer()
    scene = play(act, [GOAL], cost=0.05, voice=voice)
    assert [turn.text for turn in scene.turns(Speaker.CANDIDATE)] == [GOAL]
    assert len(scene.turns(Speaker.INTERVIEWER)) == 1
    assert len(voice.said) > 1
    ended = scene.log.events[-1]
    assert isinstance(ended, SessionEnded)
    assert ended.at - scene.turns(Speaker.CANDIDATE)[0].end < 2.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Um, we log it.", "we log it", True),
        ("It's, uh, cheap", "it's cheap", True),
        ("we log it", "we don't log it", False),
        ("", "hm", True),
    ],
)
def test_sameness(one: str, other: str, same: bool) -> None:
    assert (sameness(one) == sameness(other)) is same


def test_a_direct_question_is_answered_without_the_usual_wait() -> None:
    scene = play(answer, ["what is the latency budget for one payment"], cost=0.02)
    (traced,) = scene.of(TurnTraced)
    assert traced.trace.waited < 0.4
    assert traced.trace.response < 0.5
    assert "handing over" in traced.trace.reason


def test_drafts_of_a_long_answer_leave_its_beginning_evaluated_on_the_server() -> None:
    """What a server's prefix cache holds after a draft is all the words so far: the next prompt begins with them."""
    model = FakeLanguageModel(["What does a missed fraud cost them?"])
    long = np.concatenate([tone(7.0), tone(0.5, 0.0), tone(7.0), tone(0.5, 0.0), tone(3.0)])

    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        scene.microphone.say(long)
        await asyncio.sleep(len(long) / 16_000)
        await scene.replied(2)

    play(act, [GOAL, MORE, "that is the trade"], model=model, thinking=False, cost=0.02)
    prompts = ["\n".join(message.content for message in asked) for asked in model.asked]
    assert len(prompts) == 3
    for (earlier, later), words in zip(itertools.pairwise(prompts), [GOAL, f"{GOAL} {MORE}"], strict=True):
        pairs = zip(earlier, later, strict=False)
        shared = "".join(one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
        assert shared.endswith(words)
        assert len(shared) > 0.85 * len(earlier)
