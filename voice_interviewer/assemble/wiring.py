"""The live shell of one interview, wired from its parts."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from voice_interviewer import history
from voice_interviewer.assemble import fronts
from voice_interviewer.assemble.fronts import Front, FullScreen, NotesFile, Wires
from voice_interviewer.assemble.language import WatchedModel
from voice_interviewer.assemble.parts import Chosen, Devices
from voice_interviewer.assemble.stepping import SteppingTranscriber
from voice_interviewer.engines.wavefile import FlacRecording, WavMicrophone
from voice_interviewer.errors import DeviceError, PartMissing
from voice_interviewer.events import SessionResumed, SessionStarted
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.session import Session
from voice_interviewer.live.conductor import Conductor
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.echo import EchoPath
from voice_interviewer.live.hearing import Recogniser
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.mouth import Mouth
from voice_interviewer.live.playout import Played, Playout
from voice_interviewer.live.recorder import Recorder
from voice_interviewer.live.replies import ReplyWriter
from voice_interviewer.live.signals import (
    InputEnded,
    PartTroubled,
    Signal,
    StopAsked,
)
from voice_interviewer.live.stage import Stage
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.turnsound import TurnSound
from voice_interviewer.live.worker import ThreadWorker
from voice_interviewer.ports import Clock, EventLog
from voice_interviewer.reports import latency
from voice_interviewer.settings import Settings
from voice_interviewer.speech.endpointing import Endpointer, Policy
from voice_interviewer.speech.frame import SAMPLE_RATE
from voice_interviewer.ui.keyboard import LineReader
from voice_interviewer.ui.plain import full_screen
from voice_interviewer.ui.tui.practice import Setting
from voice_interviewer.values import Difficulty

TYPE_INSTEAD = "Type your answers, one line each."


@dataclass(frozen=True, slots=True)
class Parts:
    """What one interview is made of. `keyboard`: typed answers, or keys at a terminal."""

    settings: Settings
    brief: Brief
    devices: Devices
    chosen: Chosen
    memory: Memory
    workers: dict[str, ThreadWorker]
    journal: EventLog
    clock: Clock
    folder: Path
    keyboard: LineReader | None
    out: TextIO


class Live:
    """Everything that runs while an interview does. Entered into `stack`, which takes it down again."""

    def __init__(self, parts: Parts, offset: float, resume: history.Past | None) -> None:
        """`offset`: the recording's second at which it begins. Raises SessionError."""
        self._parts = parts
        sound = parts.devices.microphone is not None or parts.devices.loudspeaker is not None
        recording = FlacRecording(parts.folder) if sound and parts.settings.recording else None
        if recording is not None:
            offset = max(offset, recording.frames / SAMPLE_RATE)
        self._timeline = Timeline(parts.clock, offset)
        self._recorder = self._recorded(recording) if recording is not None else None
        self._echo = self._echo_path()
        self._playout = self._played()
        self._front = self._faced(resume)
        self._conductor = Conductor(self._stage(), resume.session if resume is not None else None)
        self._ear = self._listener()

    async def run(
        self, stack: AsyncExitStack, opening: SessionStarted | SessionResumed
    ) -> tuple[Session, Difficulty | None]:
        """The whole interview. Raises PartMissing for a device asked for by name that does not open, SessionError
        when the disk refuses the journal."""
        parts, conductor = self._parts, self._conductor
        notes = self._started(stack)
        if self._ear is None and parts.chosen.transcriber is not None:
            opening = replace(
                opening, parts=replace(opening.parts, stt="typed", microphone="none", vad="none")
            )
        if self._recorder is not None:
            writing = asyncio.create_task(self._recorder.run())
            stack.push_async_callback(_stopped, writing)
        tell = self._from_thread()
        await self._front.start(stack, Wires(tell, self._mute, conductor.unread, typed=self._ear is None))
        if isinstance(parts.chosen.transcriber, SteppingTranscriber):
            parts.chosen.transcriber.tell = lambda text: tell(PartTroubled("recogniser", text))
        if parts.devices.begin is not None:
            parts.devices.begin(lambda reason: tell(InputEnded(reason)), self._timeline.monotonic(0.0))
        for part, text in notes:
            conductor.emit(PartTroubled(part, text))
        if isinstance(parts.devices.microphone, WavMicrophone):
            parts.devices.microphone.over = lambda: tell(InputEnded("end of input", farewell=True))
        session = await conductor.run(opening, self._ear)
        return session, conductor.switch_to

    def stop(self) -> None:
        """Ctrl-C, from the event loop."""
        self._conductor.emit(StopAsked())

    def leave(self) -> None:
        """The program is about to end in the middle of things: give the terminal back."""
        self._front.leave()

    def _mute(self) -> None:
        if self._ear is not None:
            self._ear.mute()

    def _faced(self, resume: history.Past | None) -> Front:
        """What the candidate looks at."""
        parts = self._parts
        titles = {phase.slug: phase.title for phase in parts.brief.track.phases}
        typed = parts.chosen.transcriber is None
        budget = latency.budget_for(parts.chosen.parts.stt)
        lines = fronts.lines(parts.out, parts.keyboard, titles, budget, typed=typed)
        if not full_screen(parts.settings):
            return lines
        setting = Setting(
            parts.brief.problem.title,
            titles,
            budget,
            typed=typed,
            notes=history.notes(parts.folder),
            earlier=resume.session.turns if resume is not None else (),
            overran=latency.overran,
        )
        return FullScreen(lines, setting, NotesFile(parts.folder, parts.workers["notes"]))

    # ------------------------------------------------------------ devices

    def _started(self, stack: AsyncExitStack) -> list[tuple[str, str]]:
        """Start the devices. Under `auto` an interview goes on without one that does not open, and says so."""
        settings, notes = self._parts.settings, list[tuple[str, str]]()
        if self._playout is not None:
            try:
                self._playout.start(lambda text: self._conductor.emit(PartTroubled("loudspeaker", text)))
            except DeviceError as error:
                if settings.speaker is not None:
                    raise PartMissing(error.message, error.remedy) from error
                self._playout.lose(error.message)
            stack.callback(self._playout.stop)
        if self._ear is not None:
            try:
                self._ear.start()
            except DeviceError as error:
                if settings.mic is not None or settings.stt != "auto":
                    raise PartMissing(error.message, error.remedy) from error
                notes.append(("microphone", f"{error.message} {TYPE_INSTEAD}"))
                self._ear = None
            else:
                stack.callback(self._ear.stop)
        microphone = self._parts.devices.microphone
        if isinstance(microphone, WavMicrophone) and microphone.warning:
            notes.append(("microphone", microphone.warning))
        return notes

    def _recorded(self, recording: FlacRecording) -> Recorder:
        loudspeaker = self._parts.devices.loudspeaker
        rate = loudspeaker.rate if loudspeaker is not None else SAMPLE_RATE

        def trouble(text: str) -> None:
            self._conductor.emit(PartTroubled("recording", text))

        return Recorder(recording, self._timeline, rate, self._parts.workers["recording"], trouble)

    def _echo_path(self) -> EchoPath | None:
        canceller, loudspeaker = self._parts.chosen.canceller, self._parts.devices.loudspeaker
        return (
            EchoPath(canceller, loudspeaker.rate)
            if canceller is not None and loudspeaker is not None
            else None
        )

    def _played(self) -> Playout | None:
        loudspeaker, recorder = self._parts.devices.loudspeaker, self._recorder
        if loudspeaker is None:
            return None

        def played(piece: Played) -> None:
            if recorder is not None:
                recorder.played(piece)
            if self._echo is not None:
                self._echo.played(piece)

        return Playout(loudspeaker, self._timeline, played, self._parts.workers["loudspeaker"])

    def _listener(self) -> Ear | None:
        parts = self._parts
        if parts.devices.microphone is None or parts.chosen.transcriber is None:
            return None
        turn_model = parts.chosen.turn_model
        return Ear(
            parts.devices.microphone,
            parts.chosen.detector,
            Endpointer(Policy.by_rough_words() if parts.chosen.transcriber.rough else Policy()),
            Recogniser(parts.chosen.transcriber, parts.workers["recogniser"]),
            self._timeline,
            self._conductor.emit,
            parts.workers["microphone"],
            record=self._recorder.candidate if self._recorder is not None else None,
            clean=self._echo.clean if self._echo is not None else None,
            sound=TurnSound(turn_model, parts.workers["turn model"]) if turn_model is not None else None,
        )

    # ------------------------------------------------------------ words

    def _stage(self) -> Stage:
        parts = self._parts

        def forgetful(text: str) -> None:
            self._conductor.emit(PartTroubled("language model", text))

        model = WatchedModel(parts.chosen.model, forgetful) if parts.chosen.model is not None else None
        thought = Thought(model, parts.memory, self._timeline) if model is not None else None
        return Stage(
            brief=parts.brief,
            log=parts.journal,
            timeline=self._timeline,
            mouth=Mouth(parts.chosen.synthesizer, parts.workers["voice"], self._playout, self._timeline),
            writer=ReplyWriter(thought, self._timeline),
            display=self._front.display,
            open_room=parts.devices.open_room and self._playout is not None,
            by_key=parts.settings.turns == "key",
            thought=thought,
            echo=self._echo,
        )

    def _from_thread(self) -> Callable[[Signal], None]:
        """What hands the conductor a signal from another thread."""
        loop = asyncio.get_running_loop()

        def tell(signal: Signal) -> None:
            loop.call_soon_threadsafe(self._conductor.emit, signal)

        return tell


async def _stopped(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])
