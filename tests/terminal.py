"""The program at a terminal of its own, and what a person would see there: a real pseudo-terminal, read by an
emulator, so that text drawn in pieces is whole."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.scenarios.running import environment

ENTER, ESC, CTRL_C, CTRL_S, UP = "\r", "\x1b", "\x03", "\x13", "\x1b[A"

_ENTERS, _LEAVES = b"\x1b[?1049h", b"\x1b[?1049l"
_BETWEEN = 0.2
"""Seconds between two keys: Esc and a letter in one breath are another key."""


class Terminal:
    """`voice-interviewer ARGUMENTS` on a terminal of `size` (columns, lines). Ended with the `with` block, if it still
    runs."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        size: tuple[int, int] = (100, 30),
        env: dict[str, str] | None = None,
        blind: bool = False,
    ) -> None:
        """`blind`: what is drawn is taken in and not made out, which costs more than drawing it."""
        self._blind = blind
        self._screens = [pyte.Screen(*size), pyte.Screen(*size)]  # the shell's, and the full one over it
        self._streams = [pyte.ByteStream(screen) for screen in self._screens]
        self._full = False
        self.raw = b""
        self._ours, self._theirs = pty.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voice_interviewer", *arguments],
            stdin=self._theirs, stdout=self._theirs, stderr=self._theirs, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one call, and no lock
            env={**_environment(home), "TERM": "xterm-256color", **(env or {})},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for end in (self._ours, self._theirs):
            if end >= 0:
                os.close(end)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screens[self._full].display)

    @property
    def said(self) -> str:
        """The screen's words in one line, whatever their breaks."""
        return " ".join(self.text.split())

    def shows(self, text: str, within: float = 60.0) -> None:
        """Wait until it can be read."""
        deadline = time.monotonic() + within
        while text not in self.said:
            left = deadline - time.monotonic()
            assert left > 0, f"“{text}” did not appear:\n{self.text}"
            assert self.process.poll() is None or self._read(0.2), f"it ended without “{text}”:\n{self.text}"
            self._read(min(left, 0.5))

    def presses(self, *keys: str) -> None:
        """One after another, as a person does."""
        for key in keys:
            os.write(self._ours, key.encode())
            until = time.monotonic() + _BETWEEN
            while (left := until - time.monotonic()) > 0:
                self._read(left)

    def ends(self, within: float = 30.0) -> int:
        """Its exit status."""
        deadline = time.monotonic() + within
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it did not end:\n{self.text}"
            self._read(0.2)
        while self._read(0.2):
            pass
        return self.process.returncode

    def hangs_up(self) -> None:
        """The window is closed."""
        os.close(self._theirs)
        os.close(self._ours)
        self._theirs = self._ours = -1

    @property
    def given_back(self) -> bool:
        """Whether the terminal is as a shell needs it: lines and echo, and not the other screen."""
        flags = termios.tcgetattr(self._theirs)[3]
        lines = bool(flags & termios.ICANON and flags & termios.ECHO)
        return lines and self.raw.rfind(_LEAVES) >= self.raw.rfind(_ENTERS)

    def _read(self, within: float) -> bool:
        """Take in what comes; False where nothing did."""
        if not select.select([self._ours], [], [], within)[0]:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:
            return False
        if self._blind:
            return bool(data)
        self.raw += data
        for piece in re.split(rb"(\x1b\[\?1049[hl])", data):
            if piece in (_ENTERS, _LEAVES):
                self._full = piece == _ENTERS
            else:
                self._streams[self._full].feed(piece)
        return bool(data)


def _environment(home: Path) -> dict[str, str]:
    return {name: value for name, value in environment(home).items() if name not in ("COLUMNS", "LINES")}
