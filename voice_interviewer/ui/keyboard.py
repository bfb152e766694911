"""Lines from the keyboard or a pipe, for whichever interview is on."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, TextIO

LONGEST: Final = 20_000
"""Characters of a line that are kept: half an hour of talk. What follows on the line is a file by mistake."""


class LineReader:
    """Reads `source` on a daemon thread of its own (a terminal read cannot be cancelled), and hands its lines to the
    interview that is attached. What comes between two interviews, or was left unread by one, waits for the next.

    Of a line longer than `LONGEST` one character more is handed over, by which it is known, and no further ones.
    """

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._waiting: deque[str] = deque()
        self._line: Callable[[str], None] | None = None
        self._ended: Callable[[], None] | None = None
        self._over = False
        self._thread: threading.Thread | None = None

    @property
    def interactive(self) -> bool:
        """Whether a person is typing."""
        return not self._source.closed and self._source.isatty()

    def attach(self, line: Callable[[str], None], ended: Callable[[], None]) -> None:
        """Hand over every line from now on, without its end, and tell once when no more will come; from the reader's
        thread, or from here for what waited."""
        with self._lock:
            self._line, self._ended = line, ended
            while self._waiting:
                line(self._waiting.popleft())
            if self._over:
                ended()
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._serve, name="voice-interviewer keyboard", daemon=True
            )
            self._thread.start()

    def detach(self, unread: Iterable[str] = ()) -> None:
        """Nothing is handed over any more; `unread` was, and was not taken up."""
        with self._lock:
            self._line = self._ended = None
            self._waiting.extendleft(reversed(list(unread)))

    def _serve(self) -> None:
        try:
            while text := self._source.readline(LONGEST + 1):
                rest = text
                while len(rest) > LONGEST and not rest.endswith("\n"):
                    rest = self._source.readline(LONGEST + 1)
                self._hand_over(text.rstrip("\r\n"))
        except (OSError, ValueError):
            pass  # the stream was closed or broke off: the same as its end
        with self._lock:
            self._over = True
            if self._ended is not None:
                self._ended()

    def _hand_over(self, text: str) -> None:
        with self._lock:
            if self._line is not None:
                self._line(text)
            else:
                self._waiting.append(text)
