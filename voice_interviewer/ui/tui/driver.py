"""Textual's terminal, with the manners of an interview: a terminal that stops taking output, or goes, never holds up
the event loop, which listens meanwhile."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import IO, Any, Final

from textual.driver import Driver

log = logging.getLogger(__name__)

BACKLOG: Final = 100
"""Writes that may wait for the terminal: ten seconds of them. What comes after is dropped, and all is drawn anew once
the terminal takes something again (a selection in a Windows console, for one, stops it for as long as it lasts)."""
_PATIENCE: Final = 1.0
"""Seconds `flush` waits for the terminal: so long, at the most, does the program's end take longer for it."""


class Outlet:
    """A text stream to `file` that never blocks its writer and never raises. `redraw` is called, from the outlet's
    thread, when something had to be dropped and the terminal takes output again."""

    def __init__(self, file: IO[str], redraw: Callable[[], None]) -> None:
        self._file = file
        self._redraw = redraw
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._idle = threading.Event()
        self._idle.set()
        self._dropped = self._gone = False
        threading.Thread(target=self._serve, name="voice-interviewer screen", daemon=True).start()

    def write(self, text: str) -> int:
        if self._gone or self._waiting.qsize() >= BACKLOG:
            self._dropped = True
        else:
            self._idle.clear()
            self._waiting.put(text)
        return len(text)

    def flush(self) -> None:
        """Wait, for a while, until the terminal has it all."""
        self._idle.wait(_PATIENCE)

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()

    def _serve(self) -> None:
        while not self._gone:
            text = self._waiting.get()
            try:
                self._file.write(text)
                self._file.flush()
            except (OSError, ValueError) as error:
                log.info("the terminal is gone: %s", error)
                self._gone = True
            if self._gone or self._waiting.empty():
                self._idle.set()
                if self._dropped and not self._gone:
                    self._dropped = False
                    self._redraw()


def patient(base: type[Driver], redraw: Callable[[], None]) -> type[Driver]:
    """Textual's driver for this system, made to write through an `Outlet`."""

    class PatientDriver(base):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            file: Any = getattr(self, "_file", None)  # where this driver draws on anything
            if file is not None:
                self._file: Any = Outlet(file, redraw)

        def _sigcont_application(self, *args: Any) -> None:
            """Textual starts over at every SIGCONT, and would take its own raw mode for what the shell had."""
            if self._must_signal_resume:
                super()._sigcont_application(*args)

    return PatientDriver
