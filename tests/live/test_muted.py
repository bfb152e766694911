"""A muted microphone: nothing is heard or recorded of the room, nobody is asked meanwhile, and no answer is cut off."""

import asyncio
from itertools import pairwise

import numpy as np

from tests.live.scene import Scene, play
from voice_interviewer.events import CandidateSilent, NoticeGiven
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.hearing import Recogniser
from voice_interviewer.live.signals import Signal
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.speech.endpointing import Endpointer, Policy
from voice_interviewer.speech.frame import SAMPLE_RATE, AudioFrame
from voice_interviewer.testing import (
    FakeMicrophone,
    FakeTranscriber,
    InlineWorker,
    LoopClock,
    LoudnessDetector,
    tone,
    virtual_time,
)
from voice_interviewer.values import Speaker

ANSWER = "the goal is to lose less money because fraud is expensive"


def test_an_answer_stays_open_while_muted_and_goes_on_after() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say(1.5)
        scene.ear.mute()
        await asyncio.sleep(20.0)
        assert len(scene.turns(Speaker.CANDIDATE)) == 0
        assert scene.conductor.view().muted
        scene.ear.mute()
        await scene.say(1.5)
        await scene.replied(2)
        assert not scene.conductor.view().muted

    scene = play(act, [ANSWER])
    (answer,) = scene.turns(Speaker.CANDIDATE)
    assert answer.end - answer.start > 20.0


def test_what_is_said_while_muted_is_no_answer_and_silence_no_reason_to_ask() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        scene.ear.mute()
        await scene.say(3.0)
        await asyncio.sleep(300.0)
        scene.ear.mute()

    scene = play(act, [ANSWER])
    assert scene.turns(Speaker.CANDIDATE) == []
    assert scene.of(CandidateSilent) == []
    assert len(scene.turns(Speaker.INTERVIEWER)) == 1
    said = [notice.text for notice in scene.of(NoticeGiven)]
    assert said == [
        "Your microphone is muted: nothing is heard or recorded.",
        "Your microphone is heard again.",
    ]


def test_muted_it_records_silence_in_step_with_the_clock() -> None:
    recorded: list[AudioFrame] = []

    async def stage() -> None:
        microphone, told = FakeMicrophone(), list[Signal]()
        ear = Ear(
            microphone,
            LoudnessDetector(),
            Endpointer(Policy()),
            Recogniser(FakeTranscriber([]), InlineWorker()),
            Timeline(LoopClock()),
            told.append,
            InlineWorker(),
            record=recorded.append,
        )
        ear.start()
        for muted in (False, True, False):
            if muted is not ear.muted:
                ear.mute()
            microphone.say(tone(2.0))
            await asyncio.sleep(2.0)
        ear.stop()

    with virtual_time() as runner:
        runner.run(stage())
    assert all(one.end == other.start for one, other in pairwise(recorded))
    samples = np.concatenate([frame.samples for frame in recorded])
    second = [float(np.abs(samples[at : at + SAMPLE_RATE // 2]).max()) for at in (8000, 40_000, 72_000)]
    assert second[0] > 0.05
    assert second[1] == 0.0
    assert second[2] > 0.05
