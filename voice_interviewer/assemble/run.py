"""One interview from its parts to its files."""

import asyncio
import logging
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

from voice_interviewer import history
from voice_interviewer.assemble.language import first_prompt, warm_up
from voice_interviewer.assemble.miccheck import checked
from voice_interviewer.assemble.parts import Chosen, Devices, choose
from voice_interviewer.assemble.scoring import Heard, scored
from voice_interviewer.assemble.wiring import Live, Parts
from voice_interviewer.assessment import scorecard
from voice_interviewer.bank import Bank
from voice_interviewer.errors import EngineError, PartMissing, SessionError, UnknownName
from voice_interviewer.events import Scored, SessionResumed, SessionStarted
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.phases import plan
from voice_interviewer.interview.session import Session
from voice_interviewer.journal import Journal, create_folder, journal_of
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.worker import ThreadWorker
from voice_interviewer.settings import Settings
from voice_interviewer.ui import plain
from voice_interviewer.ui.keyboard import LineReader
from voice_interviewer.values import Difficulty, Problem

log = logging.getLogger(__name__)

_WORKERS: Final = ("recogniser", "voice", "recording", "microphone", "loudspeaker", "turn model", "notes")
_ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
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
    opening: str = ""
    """For the user, once every part is there: what was chosen for them, or is gone on with."""


def interview(
    settings: Settings, bank: Bank, order: Order, devices: Devices, keyboard: LineReader | None, out: TextIO
) -> Outcome:
    """Run one interview to its end, score it and write its files. `keyboard`: typed answers, or keys; None where
    nobody types."""
    return asyncio.run(_interview(settings, bank, order, devices, keyboard, out))


async def _interview(
    settings: Settings, bank: Bank, order: Order, devices: Devices, keyboard: LineReader | None, out: TextIO
) -> Outcome:
    async with AsyncExitStack() as stack:
        held: Journal | None = None
        if order.resume is not None:
            held = stack.enter_context(closing(Journal(order.resume.folder)))
            order = replace(order, resume=_unfinished(order.resume.folder))
        chosen = await choose(settings, devices, _minutes(settings, order), _teller(out))
        started = _started(settings, bank, order, chosen)
        brief = Brief(
            order.problem,
            bank.track(order.problem.track),
            started.seed,
            started.focus,
            bank.difficulties,
            frozenset(started.weak),
        )
        brief.prepare()
        workers = {name: ThreadWorker(name) for name in _WORKERS}
        for worker in workers.values():
            stack.callback(worker.close)
        if chosen.transcriber is not None:
            stack.callback(chosen.transcriber.close)
        if chosen.model is not None:
            stack.push_async_callback(chosen.model.aclose)
        memory = Memory(chosen.wording.context)
        chosen = await _load(chosen, brief, order.resume, memory, workers, out)
        clock = SystemClock()
        if keyboard is not None and plain.full_screen(settings):
            chosen, devices = await checked(chosen, devices, workers, clock)
        folder = stack.enter_context(_folder(settings, order, clock))
        journal = held or stack.enter_context(closing(Journal(folder)))
        for line in filter(None, (order.opening, f"{chosen.sentence()} {devices.note}".strip())):
            plain.write(out, f"{plain.wrapped(out, line, indent=0)}\n")
        interrupts = stack.enter_context(_Interrupts(asyncio.get_running_loop(), journal, folder, out))
        opening: SessionStarted | SessionResumed = replace(started, session=folder.name, parts=chosen.parts)
        if order.resume is not None:
            opening = _resumed(order.resume, chosen, clock)
        async with AsyncExitStack() as running:
            parts = Parts(
                settings, brief, devices, chosen, memory, workers, journal, clock, folder, keyboard, out
            )
            live = Live(parts, opening.at, order.resume)
            interrupts.stop, interrupts.leave = live.stop, live.leave
            session, switch_to = await live.run(running, opening)
        scoring = _Scoring(journal, folder, brief, session, chosen, out)
        scoring.by_bank()
        if switch_to is None:
            await scoring.by_model(memory, interrupts.take)
    return Outcome(folder, switch_to)


def _unfinished(folder: Path) -> history.Past:
    """The session as it is now that nobody else can write it."""
    past = history.load(folder)
    if past.finished:
        raise SessionError(f"{past.id} was finished meanwhile.", "Resume it again to go on from there.")
    return past


@contextmanager
def _folder(settings: Settings, order: Order, clock: SystemClock) -> Iterator[Path]:
    """The session's folder: the one to go on in, or a new one, which goes again if the interview never began."""
    if order.resume is not None:
        yield order.resume.folder
        return
    folder = create_folder(settings.data_dir, order.problem.slug, clock.utc())
    try:
        yield folder
    finally:
        begun = journal_of(folder)
        if not begun.exists() or not begun.stat().st_size:
            shutil.rmtree(folder, ignore_errors=True)


def _started(settings: Settings, bank: Bank, order: Order, chosen: Chosen) -> SessionStarted:
    """How the session begins, or began."""
    if order.resume is not None:
        return order.resume.started
    minutes = _minutes(settings, order)
    return SessionStarted(
        at=0.0,
        session="",
        problem=order.problem.slug,
        track=order.problem.track,
        minutes=minutes,
        difficulty=order.problem.difficulty,
        seed=settings.seed if settings.seed is not None else random.randrange(2**31),
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        parts=chosen.parts,
        plan=plan(bank.track(order.problem.track), minutes, settings.focus),
        focus=settings.focus,
        continues=order.continues,
        rough_recogniser=chosen.rough,
        problem_chosen_by_user=order.chosen_by_user,
        weak=history.weak_dimensions(settings.data_dir),
    )


def _resumed(past: history.Past, chosen: Chosen, clock: SystemClock) -> SessionResumed:
    last = max(event.at for event in past.events)
    began = datetime.fromisoformat(past.started.started_at)
    return SessionResumed(last, max(0.0, (clock.utc() - began).total_seconds() - last), chosen.parts)


def _minutes(settings: Settings, order: Order) -> float:
    if order.resume is not None:
        return order.resume.started.minutes
    return order.minutes if order.minutes is not None else settings.minutes


def _teller(out: TextIO) -> Callable[[str], None]:
    """Says what is being waited for."""

    def tell(text: str) -> None:
        plain.write(out, f"{text}\n")

    return tell


async def _load(
    chosen: Chosen,
    brief: Brief,
    resume: history.Past | None,
    memory: Memory,
    workers: dict[str, ThreadWorker],
    out: TextIO,
) -> Chosen:
    """Load and warm up every model before the first word: loading holds the interpreter, which would be heard."""

    calls = []
    if chosen.transcriber is not None:
        glossary = (*brief.problem.glossary, *brief.track.glossary)
        calls.append(workers["recogniser"].call(_LOADING, chosen.transcriber.prepare, glossary))
    if chosen.synthesizer is not None:
        calls.append(workers["voice"].call(_LOADING, chosen.synthesizer.prepare))
    prompt = first_prompt(brief, resume.session if resume is not None else None, memory)
    try:
        wording, _ = await asyncio.gather(
            warm_up(chosen.wording, prompt, _teller(out)), asyncio.gather(*calls)
        )
    except (EngineError, UnknownName) as error:  # what is there and does not load is as good as missing
        raise PartMissing(error.message, error.remedy) from error
    return chosen.loaded(wording)


class _Scoring:
    """The scorecard and the files; the session is safe already, so nothing here may lose it."""

    def __init__(
        self, journal: Journal, folder: Path, brief: Brief, session: Session, chosen: Chosen, out: TextIO
    ) -> None:
        self._journal = journal
        self._folder = folder
        self._session = session
        self._wording = chosen.wording
        self._heard = Heard(chosen.parts.stt, chosen.rough)
        self._assessed = scorecard.assess(brief.problem, brief.track, session)
        self._out = out
        self._kept: scorecard.Scorecard | None = None

    def by_bank(self) -> None:
        """At once, so that whatever happens while a model scores, there is a scorecard."""
        self._keep(scorecard.card(self._assessed, self._heard.recogniser, self._heard.rough))

    async def by_model(self, memory: Memory, stoppable: Callable[[Callable[[], None]], None]) -> None:
        """By the model of the interview, where it had one."""
        if self._wording.model is not None:
            self._keep(await scored(self._wording, self._assessed, self._heard, self._out, memory, stoppable))

    def _keep(self, card: scorecard.Scorecard) -> None:
        if card == self._kept:
            return
        self._kept = card
        self._journal.append(Scored(self._session.at, scorecard.to_dict(card)))
        history.export(history.load(self._folder), history.USUAL)


class _Interrupts:
    """Ctrl-C, or the terminal's closing, from the first event to the last file: the first ends the interview in order,
    and its end is not disturbed; the second leaves at once, everything said being on disk. What takes long after the
    interview can be ended in the same way."""

    def __init__(self, loop: asyncio.AbstractEventLoop, journal: Journal, folder: Path, out: TextIO) -> None:
        self._loop = loop
        self._journal = journal
        self._folder = folder
        self._out = out
        self._presses = 0
        self._previous: dict[signal.Signals, Any] = {}
        self.stop: Callable[[], None] = _nothing
        self.leave: Callable[[], None] = _nothing

    def __enter__(self) -> "_Interrupts":
        self._previous = {each: signal.signal(each, self._pressed) for each in _ENDING}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._previous.items():
            signal.signal(each, handler)

    def take(self, stop: Callable[[], None]) -> None:
        """From now on, the first ends this."""
        self._presses = 0
        self.stop = stop

    def _pressed(self, *_: object) -> None:
        self._presses += 1
        if self._presses == 1:
            self._loop.call_soon_threadsafe(self.stop)
            return
        self._journal.close()
        self.leave()
        with suppress(RuntimeError):  # a second Ctrl-C may fall into a write
            plain.write(self._out, f"\nStopped at once; what was said is kept.\n{self._folder}\n")
        os._exit(130)


def _nothing() -> None:
    pass
