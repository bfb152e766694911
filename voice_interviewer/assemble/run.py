"""One interview from its parts to its files."""

import asyncio
import logging
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from voice_interviewer import history
from voice_interviewer.assemble.language import WatchedModel, first_prompt, warm_up
from voice_interviewer.assemble.parts import Chosen, Devices, choose
from voice_interviewer.assessment import scorecard
from voice_interviewer.bank import Bank
from voice_interviewer.engines.wavefile import FlacRecording
from voice_interviewer.events import Scored, SessionResumed, SessionStarted
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.phases import plan
from voice_interviewer.interview.session import Session
from voice_interviewer.journal import Journal, append_all, create_folder
from voice_interviewer.live.conductor import Conductor
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.hearing import Recogniser
from voice_interviewer.live.mouth import Mouth
from voice_interviewer.live.playout import Played, Playout
from voice_interviewer.live.recorder import Recorder
from voice_interviewer.live.replies import ReplyWriter
from voice_interviewer.live.signals import CommandPressed, InputEnded, LineTyped, PartTroubled, StopAsked
from voice_interviewer.live.stage import Stage
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.worker import ThreadWorker
from voice_interviewer.reports.latency import BUDGET
from voice_interviewer.settings import Settings
from voice_interviewer.speech.endpointing import Endpointer, Policy
from voice_interviewer.ui import plain
from voice_interviewer.values import Difficulty, Problem

log = logging.getLogger(__name__)

_WORKERS: Final = ("recogniser", "voice", "recording", "microphone", "loudspeaker")
_LOADING: Final = 120.0
"""Seconds a model may take to load and warm up: a large Whisper from a slow disk."""


class SystemClock:
    """`ports.Clock`."""

    def monotonic(self) -> float:
        return time.monotonic()

    def utc(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the session lies, and the difficulty to go on with when the candidate asked for another problem."""

    folder: Path
    switch_to: Difficulty | None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be practised. `resume`: an unfinished session to go on with."""

    problem: Problem
    chosen_by_user: bool = True
    resume: history.Past | None = None
    continues: str | None = None
    minutes: float | None = None
    """In place of the settings' (a rehearsal's may be below five)."""


def interview(
    settings: Settings, bank: Bank, order: Order, devices: Devices, source: TextIO | None, out: TextIO
) -> Outcome:
    """Run one interview to its end, score it and write its files. `source`: lines from the keyboard, if any."""
    return asyncio.run(_interview(settings, bank, order, devices, source, out))


async def _interview(
    settings: Settings, bank: Bank, order: Order, devices: Devices, source: TextIO | None, out: TextIO
) -> Outcome:
    chosen = await choose(settings, devices, _minutes(settings, order))
    track = bank.track(order.problem.track)
    opening = _opening(settings, bank, order, chosen)
    started = (
        opening if isinstance(opening, SessionStarted) else order.resume.started if order.resume else None
    )
    assert started is not None
    brief = Brief(order.problem, track, started.seed, started.focus, bank.difficulties)
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        workers = {name: ThreadWorker(name) for name in _WORKERS}
        for worker in workers.values():
            stack.callback(worker.close)
        if chosen.transcriber is not None:
            stack.callback(chosen.transcriber.close)
        if chosen.model is not None:
            stack.push_async_callback(chosen.model.aclose)
        chosen = await _load(chosen, brief, order.resume, workers, out)
        out.write(chosen.sentence() + (f" {devices.note}" if devices.note else "") + "\n")
        opening = replace(opening, parts=chosen.parts)
        folder = (
            order.resume.folder
            if order.resume
            else create_folder(settings.data_dir, order.problem.slug, clock.utc())
        )
        if isinstance(opening, SessionStarted):
            opening = _named(opening, folder.name)
        journal = Journal(folder)
        stack.callback(journal.close)
        session, switch_to = await _live(
            stack,
            _Wiring(settings, brief, devices, chosen, workers, journal, clock, folder, source, out),
            opening,
            order.resume,
        )
    _score(folder, brief, session, chosen)
    return Outcome(folder, switch_to)


@dataclass(frozen=True, slots=True)
class _Wiring:
    settings: Settings
    brief: Brief
    devices: Devices
    chosen: Chosen
    workers: dict[str, ThreadWorker]
    journal: Journal
    clock: SystemClock
    folder: Path
    source: TextIO | None
    out: TextIO


async def _live(
    stack: AsyncExitStack,
    wiring: _Wiring,
    opening: SessionStarted | SessionResumed,
    resume: history.Past | None,
) -> tuple[Session, Difficulty | None]:
    """Wire the parts, start the devices, and conduct."""
    recording = FlacRecording(wiring.folder) if wiring.settings.recording else None
    offset = max(opening.at, recording.frames / 16_000 if recording is not None else 0.0)
    timeline = Timeline(wiring.clock, offset)
    rate = wiring.devices.loudspeaker.rate if wiring.devices.loudspeaker is not None else 16_000
    recorder = (
        Recorder(recording, timeline, rate, wiring.workers["recording"]) if recording is not None else None
    )
    playout = _playout(wiring, timeline, recorder)
    mouth = Mouth(wiring.chosen.synthesizer, wiring.workers["voice"], playout, timeline)

    def forgetful(text: str) -> None:
        conductor.emit(PartTroubled("language model", text))

    model = WatchedModel(wiring.chosen.model, forgetful) if wiring.chosen.model is not None else None
    titles = {phase.slug: phase.title for phase in wiring.brief.track.phases}
    stage = Stage(
        brief=wiring.brief,
        log=wiring.journal,
        timeline=timeline,
        mouth=mouth,
        writer=ReplyWriter(model, timeline),
        display=plain.PlainDisplay(wiring.out, titles, BUDGET),
        open_room=wiring.devices.open_room and playout is not None,
        by_key=wiring.settings.turns == "key",
    )
    conductor = Conductor(stage, resume.session if resume is not None else None)
    ear = _ear(wiring, timeline, conductor, recorder)
    loop = asyncio.get_running_loop()

    def trouble(text: str) -> None:
        conductor.emit(PartTroubled("loudspeaker", text))

    def ended(reason: str) -> None:
        loop.call_soon_threadsafe(conductor.emit, InputEnded(reason))

    stack.enter_context(_interruptible(loop, conductor, wiring.journal))
    if recorder is not None:
        writing = asyncio.create_task(recorder.run())
        stack.push_async_callback(_stopped, writing)
    if playout is not None:
        playout.start(trouble)
        stack.callback(playout.stop)
    if ear is not None:
        ear.start()
        stack.callback(ear.stop)
    _keyboard(wiring, loop, conductor)
    if wiring.devices.begin is not None:
        wiring.devices.begin(ended, timeline.monotonic(0.0))
    session = await conductor.run(opening, ear)
    return session, conductor.switch_to


async def _stopped(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


def _playout(wiring: _Wiring, timeline: Timeline, recorder: Recorder | None) -> Playout | None:
    def played(piece: Played) -> None:
        if recorder is not None:
            recorder.played(piece)

    if wiring.devices.loudspeaker is None:
        return None
    return Playout(wiring.devices.loudspeaker, timeline, played, wiring.workers["loudspeaker"])


def _ear(wiring: _Wiring, timeline: Timeline, conductor: Conductor, recorder: Recorder | None) -> Ear | None:
    microphone, transcriber = wiring.devices.microphone, wiring.chosen.transcriber
    if microphone is None or transcriber is None:
        return None
    return Ear(
        microphone,
        wiring.chosen.detector,
        Endpointer(Policy()),
        Recogniser(transcriber, wiring.workers["recogniser"]),
        timeline,
        conductor.emit,
        wiring.workers["microphone"],
        recorder.candidate if recorder is not None else None,
    )


def _keyboard(wiring: _Wiring, loop: asyncio.AbstractEventLoop, conductor: Conductor) -> None:
    """Typed answers, or keys at a terminal."""
    if wiring.source is None:
        return
    typed = wiring.chosen.transcriber is None

    def line(text: str) -> None:
        command = None if typed else plain.KEYS.get(text.strip().lower())
        if typed:
            loop.call_soon_threadsafe(conductor.emit, LineTyped(text))
        elif command is not None:
            loop.call_soon_threadsafe(conductor.emit, CommandPressed(command))

    def ended() -> None:
        if typed:
            loop.call_soon_threadsafe(conductor.emit, InputEnded("end of input", farewell=True))

    if not typed:
        wiring.out.write(plain.HELP + "\n")
    plain.read_lines(wiring.source, line, ended)


def _opening(settings: Settings, bank: Bank, order: Order, chosen: Chosen) -> SessionStarted | SessionResumed:
    now = datetime.now(UTC)
    if order.resume is not None:
        last = max(event.at for event in order.resume.events)
        began = datetime.fromisoformat(order.resume.started.started_at)
        return SessionResumed(last, max(0.0, (now - began).total_seconds() - last), chosen.parts)
    minutes = _minutes(settings, order)
    return SessionStarted(
        at=0.0,
        session="",
        problem=order.problem.slug,
        track=order.problem.track,
        minutes=minutes,
        difficulty=order.problem.difficulty,
        seed=settings.seed if settings.seed is not None else random.randrange(2**31),
        started_at=now.isoformat(timespec="seconds"),
        parts=chosen.parts,
        plan=plan(bank.track(order.problem.track), minutes, settings.focus),
        focus=settings.focus,
        continues=order.continues,
        rough_recogniser=chosen.rough,
        problem_chosen_by_user=order.chosen_by_user,
    )


def _minutes(settings: Settings, order: Order) -> float:
    if order.resume is not None:
        return order.resume.started.minutes
    return order.minutes if order.minutes is not None else settings.minutes


def _named(opening: SessionStarted, session: str) -> SessionStarted:
    return replace(opening, session=session)


async def _load(
    chosen: Chosen,
    brief: Brief,
    resume: history.Past | None,
    workers: dict[str, ThreadWorker],
    out: TextIO,
) -> Chosen:
    """Load and warm up every model before the first word: loading holds the interpreter, which would be heard."""

    def tell(text: str) -> None:
        out.write(text + "\n")
        out.flush()

    calls = []
    if chosen.transcriber is not None:
        glossary = (*brief.problem.glossary, *brief.track.glossary)
        calls.append(workers["recogniser"].call(_LOADING, chosen.transcriber.prepare, glossary))
    if chosen.synthesizer is not None:
        calls.append(workers["voice"].call(_LOADING, chosen.synthesizer.prepare))
    prompt = first_prompt(brief, resume.session if resume is not None else None)
    wording, _ = await asyncio.gather(warm_up(chosen.wording, prompt, tell), asyncio.gather(*calls))
    return chosen.loaded(wording)


def _score(folder: Path, brief: Brief, session: Session, chosen: Chosen) -> None:
    """The scorecard and the files; the session is safe already, so nothing here may lose it."""
    card = scorecard.score(brief.problem, brief.track, session, chosen.parts.stt, chosen.rough)
    append_all(folder, [Scored(session.at, scorecard.to_dict(card))])
    history.export(history.load(folder), ("json", "md"))


@contextmanager
def _interruptible(loop: asyncio.AbstractEventLoop, conductor: Conductor, journal: Journal) -> Iterator[None]:
    """The first Ctrl-C ends the interview in order; a second one leaves at once, the journal being on disk."""
    presses = 0

    def pressed(*_: object) -> None:
        nonlocal presses
        presses += 1
        if presses > 1:
            journal.close()
            os._exit(130)
        loop.call_soon_threadsafe(conductor.emit, StopAsked())

    previous = signal.signal(signal.SIGINT, pressed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
