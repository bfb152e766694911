"""An interview on virtual time for a test to play the candidate in: real ear, mouth and conductor, fake devices."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import numpy as np

from voice_interviewer.bank import Bank
from voice_interviewer.events import (
    SessionStarted,
    TurnEnded,
)
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.phases import plan
from voice_interviewer.live.conductor import Conductor
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.hearing import Recogniser
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.mouth import Mouth
from voice_interviewer.live.playout import Playout
from voice_interviewer.live.replies import ReplyWriter
from voice_interviewer.live.signals import PartTroubled, StopAsked
from voice_interviewer.live.stage import Stage
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import LanguageModel, Transcriber, VoiceDetector
from voice_interviewer.speech.endpointing import Endpointer, Policy
from voice_interviewer.speech.frame import Samples
from voice_interviewer.testing import (
    FakeDisplay,
    FakeLoudspeaker,
    FakeMicrophone,
    FakeTranscriber,
    InlineWorker,
    LoopClock,
    LoudnessDetector,
    MemoryLog,
    ToneSynthesizer,
    tone,
    virtual_time,
)
from voice_interviewer.values import Parts, Speaker, Turn

BANK = Bank.load()
PARTS = Parts("fake", "bank", "tone", "loudness", "fake", "fake")


@dataclass
class Scene:
    """A running interview and its fakes."""

    conductor: Conductor
    microphone: FakeMicrophone
    speaker: FakeLoudspeaker
    log: MemoryLog
    ear: Ear
    display: FakeDisplay = field(default_factory=FakeDisplay)

    def turns(self, speaker: Speaker) -> list[Turn]:
        return [e.turn for e in self.log.events if isinstance(e, TurnEnded) and e.turn.speaker is speaker]

    def of(self, kind: type) -> list:  # type: ignore[type-arg]
        return [event for event in self.log.events if isinstance(event, kind)]

    async def replied(self, count: int = 1) -> None:
        """Wait until the interviewer has finished `count` turns in all."""
        while len(self.turns(Speaker.INTERVIEWER)) < count:
            await asyncio.sleep(0.05)

    async def speaking(self) -> None:
        while self.conductor.view().floor != "speaking":
            await asyncio.sleep(0.02)

    async def say(self, seconds: float = 2.0) -> None:
        self.microphone.say(tone(seconds))
        await asyncio.sleep(seconds)


Act = Callable[[Scene], Awaitable[None]]


def play(
    act: Act,
    answers: list[str],
    *,
    minutes: float = 20.0,
    open_room: bool = False,
    by_key: bool = False,
    model: LanguageModel | None = None,
    context: int | None = None,
    thinking: bool = True,
    voice: ToneSynthesizer | None = None,
    transcriber: Transcriber | None = None,
    cost: float = 0.2,
    log: MemoryLog | None = None,
    detector: VoiceDetector | None = None,
) -> Scene:
    """Run an interview while `act` plays the candidate; ends it when `act` is over."""

    async def stage() -> Scene:
        timeline, journal = Timeline(LoopClock()), log or MemoryLog()
        microphone, speaker, display = FakeMicrophone(), FakeLoudspeaker(22_050), FakeDisplay()
        problem = BANK.problem("fraud-detection")
        track = BANK.track(problem.track)
        brief = Brief(problem, track, 5)
        playout = Playout(speaker, timeline, lambda _: None, InlineWorker())
        mouth = Mouth(voice or ToneSynthesizer(), InlineWorker(0.05), playout, timeline)
        memory = Memory(context if thinking else None)
        thought = Thought(model, memory, timeline) if model is not None else None
        writer = ReplyWriter(thought, timeline)
        conductor = Conductor(
            Stage(
                brief,
                journal,
                timeline,
                mouth,
                writer,
                display,
                open_room,
                by_key,
                thought if thinking else None,
            )
        )
        recogniser = Recogniser(transcriber or FakeTranscriber(answers), InlineWorker(cost))
        ear = Ear(microphone, detector or LoudnessDetector(), Endpointer(Policy()), recogniser,
                  timeline, conductor.emit, InlineWorker())  # fmt: skip
        scene = Scene(conductor, microphone, speaker, journal, ear, display)
        started = SessionStarted(0.0, "s", problem.slug, track.id, minutes, problem.difficulty, 5,
                                 "2026-01-01T00:00:00+00:00", PARTS, plan(track, minutes, None))  # fmt: skip
        playout.start(lambda text: conductor.emit(PartTroubled("loudspeaker", text)))
        ear.start()
        running = asyncio.create_task(conductor.run(started, ear))

        async def acted() -> None:
            await act(scene)
            conductor.emit(StopAsked())

        acting = asyncio.create_task(acted())
        await asyncio.wait([running, acting], return_when=asyncio.FIRST_COMPLETED)
        if acting.done() and acting.exception() is not None:
            running.cancel()
            await asyncio.wait([running])
            acting.result()
        await running
        acting.cancel()
        ear.stop()
        playout.stop()
        return scene

    with virtual_time() as runner:
        return runner.run(stage())


def audible(samples: Samples) -> float:
    return float(np.abs(samples).max()) if len(samples) else 0.0
