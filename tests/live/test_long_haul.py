"""Extremes of a conversation, on virtual time: a candidate who says nothing for ten minutes, or talks for as long."""

import asyncio
import itertools

import numpy as np
import pytest

from tests.live.scene import Scene, play
from voice_interviewer.events import CandidateSilent, Continued, NoticeGiven, Paused, TurnTraced
from voice_interviewer.speech.frame import SAMPLE_RATE
from voice_interviewer.testing import tone
from voice_interviewer.values import Speaker

OFFERS = ("hint?", "nudge?", "help?")


def test_ten_silent_minutes_are_left_silent_but_for_one_offer_to_a_question() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(600.0)

    scene = play(act, [], minutes=45.0)
    turns = scene.turns(Speaker.INTERVIEWER)
    pauses = [later.start - turn.end for turn, later in itertools.pairwise(turns)]
    assert min(pauses) > 29.0
    offers = [turn.text.endswith(OFFERS) for turn in turns]
    assert sum(offers) >= 1
    assert not any(one and other for one, other in itertools.pairwise(offers))
    assert len(turns) <= 6  # the phases go on with the clock
    assert scene.of(CandidateSilent)


def test_the_interview_waits_for_a_microphone_that_went_and_its_clock_with_it() -> None:
    left: list[float] = []

    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(2.0)
        scene.microphone.stall()
        await asyncio.sleep(1.0)
        left.append(scene.conductor.session.left(scene.conductor.session.at))
        await asyncio.sleep(300.0)
        scene.microphone.stall(False)
        await asyncio.sleep(3.0)
        left.append(scene.conductor.session.left(scene.conductor.session.at))
        await scene.say(2.0)
        await scene.replied(2)

    scene = play(act, ["the goal is to lose less money to fraud"], minutes=20.0)
    assert left[0] - left[1] < 5.0
    assert not scene.of(CandidateSilent)
    assert [notice.text.split(".")[0] for notice in scene.of(NoticeGiven)] == [
        "The microphone has gone quiet",
        "The microphone is back",
    ]
    (answer,) = scene.turns(Speaker.CANDIDATE)
    assert answer.text == "the goal is to lose less money to fraud"


def test_a_pause_that_was_asked_for_outlasts_a_microphone_that_comes_back() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say(1.0)
        await scene.replied(2)
        scene.microphone.stall()
        await asyncio.sleep(30.0)
        scene.microphone.stall(False)
        await asyncio.sleep(3.0)

    scene = play(act, ["pause please"])
    assert scene.of(Paused)
    assert not scene.of(Continued)
    assert scene.conductor.session.paused_at is not None


def test_an_answer_of_ten_minutes_is_one_turn_and_answered_as_soon_as_any() -> None:
    sentence, gap = tone(8.0), np.zeros(round(0.45 * SAMPLE_RATE), np.float32)
    long = np.concatenate([piece for _ in range(71) for piece in (sentence, gap)])

    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        scene.microphone.say(long)
        await asyncio.sleep(len(long) / SAMPLE_RATE)
        await scene.replied(2)

    texts = [f"sentence number {number} is about the labels of the model" for number in range(71)]
    scene = play(act, texts, minutes=45.0)
    (answer,) = scene.turns(Speaker.CANDIDATE)
    assert answer.text == " ".join(texts)
    (traced,) = scene.of(TurnTraced)
    assert traced.trace.response < 1.0
    assert traced.trace.processing < 0.1
    assert traced.trace.drafts_dropped > 50


@pytest.mark.parametrize("late", [0.0, 0.01, 0.03])
def test_a_voice_at_the_very_first_sample_of_a_reply_takes_the_floor(late: float) -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(late)
        await scene.say(2.0)
        await asyncio.sleep(5.0)

    scene = play(act, ["sorry can i say something about the goal first"])
    (said,) = scene.turns(Speaker.CANDIDATE)
    before = [turn for turn in scene.turns(Speaker.INTERVIEWER) if turn.start < said.end]
    assert all(turn.interrupted and turn.end - said.start < 0.35 for turn in before)
    assert any(turn.start > said.end for turn in scene.turns(Speaker.INTERVIEWER))


@pytest.mark.parametrize("gap", [0.5, 0.6, 0.64, 0.67, 0.7, 0.73, 0.76, 0.8, 0.85])
def test_whoever_goes_on_around_the_moment_of_release_is_never_lost_nor_talked_over(gap: float) -> None:
    """A frame is 32 ms, the wait 0.7 s: some of these resume one frame before the reply is released, some one after."""
    halves = ["we would start with a simple model", "because it is easy to debug"]

    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say(2.0)
        await asyncio.sleep(gap)
        await scene.say(2.0)
        await asyncio.sleep(11.5)

    scene = play(act, halves)
    mine = scene.turns(Speaker.CANDIDATE)
    second = mine[0].start + 2.0 + gap
    assert mine[-1].end == pytest.approx(second + 2.0, abs=0.1)
    if len(mine) == 2:  # else it was one utterance, for which the recogniser has one text
        assert [turn.text for turn in mine] == halves
    sounding = [turn for turn in scene.turns(Speaker.INTERVIEWER)[1:] if turn.start < second + 2.0]
    assert all(turn.interrupted and turn.end - second < 0.35 for turn in sounding)
    assert scene.turns(Speaker.INTERVIEWER)[-1].start > second + 2.0


def test_two_short_sounds_within_200_ms_hold_the_interviewer_and_let_it_go_on() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        for _ in range(2):
            await scene.say(0.08)
            await asyncio.sleep(0.1)
        await scene.replied(1)

    scene = play(act, ["", ""])
    assert not scene.turns(Speaker.INTERVIEWER)[0].interrupted
    assert scene.turns(Speaker.CANDIDATE) == []


def test_a_barge_in_200_ms_after_a_short_sound_is_as_quick_as_any() -> None:
    times: list[float] = []

    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        await scene.say(0.08)
        await asyncio.sleep(0.12)
        begin = len(scene.speaker.played)
        await scene.say(2.0)
        rate = scene.speaker.rate
        after = np.flatnonzero(np.abs(scene.speaker.played[begin:]) > 1e-3)
        times.append(float(after[-1]) / rate if len(after) else 0.0)
        await scene.replied(2)

    scene = play(act, ["sorry could i ask about the goal"])
    assert scene.turns(Speaker.INTERVIEWER)[0].interrupted
    assert times[0] < 0.35
