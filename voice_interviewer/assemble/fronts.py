"""What a person looks at and presses during an interview: lines, or the whole screen."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TextIO

from voice_interviewer import history
from voice_interviewer.errors import EngineError
from voice_interviewer.events import Event
from voice_interviewer.live.signals import (
    CommandPressed,
    InputEnded,
    LineTyped,
    PartTroubled,
    Signal,
    StopAsked,
)
from voice_interviewer.live.worker import Worker
from voice_interviewer.ports import Display, View
from voice_interviewer.reports import latency
from voice_interviewer.speech.plaintext import plain as as_plain
from voice_interviewer.ui.keyboard import LONGEST, LineReader
from voice_interviewer.ui.keys import KEYS, MUTE
from voice_interviewer.ui.plain import PlainDisplay
from voice_interviewer.ui.tui.practice import Controls, PracticeApp, Setting
from voice_interviewer.values import Command

log = logging.getLogger(__name__)

TOO_LONG: Final = f"That line was cut: its first {LONGEST:,} characters are your answer."
FELL_BACK: Final = "The full screen has failed; the interview goes on in lines."
_OPENING: Final = 5.0
"""Seconds the screen may take to be there; it takes a tenth of one."""
_CLOSING: Final = 3.0
_SOON: Final = 0.5
"""Seconds after a change until the notes are on disk, so that not every letter is written alone."""
_WRITING: Final = 10.0


@dataclass(frozen=True, slots=True)
class Wires:
    """What a front may do to the interview. `tell` from any thread, `mute` on the event loop; `unread` are typed lines
    that were not taken up before the end."""

    tell: Callable[[Signal], None]
    mute: Callable[[], None]
    unread: Callable[[], list[str]]
    typed: bool


class Front(Protocol):
    """Shows the interview, and hands over what is typed and pressed while `start`'s stack is open."""

    @property
    def display(self) -> Display: ...

    async def start(self, stack: AsyncExitStack, wires: Wires) -> None: ...

    def leave(self) -> None:
        """Give the terminal back at once: the program is about to end in the middle of things."""
        ...


class Lines:
    """Line mode. `keyboard`: typed answers, or keys at a terminal; None where nobody types."""

    def __init__(self, display: PlainDisplay, keyboard: LineReader | None) -> None:
        self.display = display
        self._keyboard = keyboard

    async def start(self, stack: AsyncExitStack, wires: Wires) -> None:
        self.listen(stack, wires)

    def listen(self, stack: AsyncExitStack | ExitStack, wires: Wires) -> None:
        """Typed answers; beside a microphone, keys, and an answer for whoever is not understood well."""
        keyboard = self._keyboard
        if keyboard is None:
            return
        loop = asyncio.get_running_loop()

        def mute() -> None:
            loop.call_soon_threadsafe(wires.mute)

        def line(text: str) -> None:
            take_line(text, wires, self.display.help, mute)

        def ended() -> None:
            if wires.typed:
                wires.tell(InputEnded("end of input", farewell=True))

        if wires.typed or keyboard.interactive:
            if keyboard.interactive:
                self.display.help()
            keyboard.attach(line, ended)
            stack.callback(lambda: keyboard.detach(wires.unread()))

    def leave(self) -> None:
        pass


def take_line(text: str, wires: Wires, show_keys: Callable[[], None], mute: Callable[[], None]) -> None:
    """A typed line: a key's letter, or an answer."""
    if len(text) > LONGEST:
        wires.tell(PartTroubled("keyboard", TOO_LONG))
    text = as_plain(text[:LONGEST])
    key = text.lower()
    if key == "?":
        show_keys()
    elif key == MUTE and not wires.typed:
        mute()
    elif key in KEYS:
        wires.tell(CommandPressed(KEYS[key]))
    elif key or wires.typed:
        wires.tell(LineTyped(text))
    else:
        wires.tell(CommandPressed(Command.DONE))


class FullScreen:
    """The whole screen; lines, should it ever fail."""

    def __init__(self, lines: Lines, setting: Setting, notes: "NotesFile") -> None:
        self._lines = lines
        self._setting = setting
        self._notes = notes
        self._app: PracticeApp | None = None
        self._left = ExitStack()

    @property
    def display(self) -> Display:
        return self

    def show(self, view: View) -> None:
        self._shown.show(view)

    def tell(self, event: Event) -> None:
        self._shown.tell(event)

    @property
    def _shown(self) -> Display:
        return self._app if self._app is not None else self._lines.display

    async def start(self, stack: AsyncExitStack, wires: Wires) -> None:
        """Returns once the screen is there, or has failed and lines stand in for it."""

        def line(text: str) -> None:
            take_line(text, wires, app.help, wires.mute)

        controls = Controls(
            press=lambda command: wires.tell(CommandPressed(command)),
            line=line,
            mute=wires.mute,
            end=lambda: wires.tell(StopAsked()),
            keep=lambda text: self._notes.keep(text, wires.tell),
        )
        stack.push_async_callback(self._notes.close)
        self._app = app = PracticeApp(self._setting, controls)
        running = asyncio.create_task(app.run_async())
        watching = asyncio.create_task(self._watch(running, stack, wires))
        stack.push_async_callback(self._close, app, running, watching)
        mounted = asyncio.create_task(app.mounted.wait())
        await asyncio.wait([mounted, running], timeout=_OPENING, return_when=asyncio.FIRST_COMPLETED)
        mounted.cancel()

    async def _watch(self, running: "asyncio.Task[None]", stack: AsyncExitStack, wires: Wires) -> None:
        """A screen that ends before the interview does has failed."""
        await asyncio.wait([running])
        if not running.cancelled() and (error := running.exception()) is not None:
            log.error("the screen failed", exc_info=error)
        self._app = None
        wires.tell(PartTroubled("screen", FELL_BACK))
        self._lines.listen(stack, wires)

    async def _close(
        self, app: PracticeApp, running: "asyncio.Task[None]", watching: "asyncio.Task[None]"
    ) -> None:
        watching.cancel()
        if not running.done():
            app.exit()
            await asyncio.wait([running], timeout=_CLOSING)
        self._app = None

    def leave(self) -> None:
        if self._app is not None:
            with suppress(OSError, RuntimeError):
                self._left.enter_context(self._app.suspend())


class NotesFile:
    """The candidate's notes on disk, a moment after each change."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        self._path = folder / history.NOTES
        self._worker = worker
        self._text: str | None = None
        self._saving: asyncio.Task[None] | None = None
        self._told = False

    def keep(self, text: str, tell: Callable[[Signal], None]) -> None:
        """From the event loop; returns at once. A disk that refuses is told of once."""
        self._text = text
        if self._saving is None or self._saving.done():
            self._saving = asyncio.create_task(self._save(tell))

    async def close(self) -> None:
        """Everything is on disk, or the disk refuses, when this returns."""
        if self._saving is not None:
            self._saving.cancel()
            await asyncio.wait([self._saving])
        if self._text is not None:
            with suppress(OSError, EngineError):
                await self._worker.call(_WRITING, history.write_whole, self._path, self._text)

    async def _save(self, tell: Callable[[Signal], None]) -> None:
        while self._text is not None:
            await asyncio.sleep(_SOON)
            text = self._text
            try:
                await self._worker.call(_WRITING, history.write_whole, self._path, text)
            except (OSError, EngineError) as error:
                if not self._told:
                    self._told = True
                    why = error.strerror if isinstance(error, OSError) else str(error)
                    tell(PartTroubled("notes", f"Your notes cannot be saved: {why}. They are tried again."))
                continue
            self._told = False
            if self._text == text:
                self._text = None


def lines(
    out: TextIO, keyboard: LineReader | None, titles: dict[str, str], budget: float, *, typed: bool
) -> Lines:
    """Line mode on `out`."""
    display = PlainDisplay(
        out, titles, budget, typed=typed, overran=latency.overran, summed_up=latency.summed_up
    )
    return Lines(display, keyboard)
