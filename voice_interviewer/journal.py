"""The journal: every event of a session as a JSON line, appended as it happens; the source of truth.

A line is `{"event": "TurnEnded", "at": 12.3, …}`. Each is one unbuffered append, so a killed process loses nothing
that was appended; a finished turn is also fsynced, so neither does a power cut. A crash can tear at most the last
line: reading skips what does not parse, and going on cuts the torn tail off first. Only one program writes at a time.
"""

import errno
import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from voice_interviewer.errors import SessionError
from voice_interviewer.events import Event, Scored, SessionEnded, SessionResumed, SessionStarted, TurnEnded

FILE_NAME: Final = "journal.jsonl"
MOST: Final = 1e12
"""A number beyond it is damage: the largest is a seed, below 2**31, or nanoseconds of a long interview."""
_KINDS: Final[dict[str, type[Event]]] = {kind.__name__: kind for kind in get_args(Event)}
_WRITING: Final = os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)
_DURABLE: Final = (SessionStarted, SessionResumed, TurnEnded, Scored, SessionEnded)


def journal_of(folder: Path) -> Path:
    """Where a session's journal lies."""
    return folder / FILE_NAME


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(_KINDS[kind])


def encode(event: Event) -> str:
    """One event as one line, without the line end."""
    kind = type(event).__name__
    body: dict[str, Any] = _adapter(kind).dump_python(event, mode="json")
    return json.dumps({"event": kind, **body}, ensure_ascii=False, separators=(",", ":"))


def decode(line: str) -> Event | None:
    """The event a line holds; None for a line that is torn, damaged, or of a kind this version does not know."""
    try:
        body = json.loads(line, parse_float=_number, parse_int=_whole, parse_constant=_number)
        return _adapter(body.pop("event")).validate_python(body)
    except (ValueError, ValidationError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _number(text: str) -> float:
    """Raises ValueError for what no clock and no count ever says: infinity, nothing, or a million years."""
    value = float(text)
    if not abs(value) <= MOST:
        raise ValueError(text)
    return value


def _whole(text: str) -> int:
    _number(text)
    return int(text)


def read(path: Path) -> tuple[Event, ...]:
    """Every event of a journal that can be read, in order.

    Raises SessionError when the file cannot be opened or does not begin with a SessionStarted.
    """
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        raise SessionError(
            f"The session's journal cannot be read: {error.strerror or error}.",
            f"Check the folder {path.parent}.",
        ) from error
    events = tuple(event for line in text.split("\n") if line.strip() and (event := decode(line)) is not None)
    if not events or not isinstance(events[0], SessionStarted):
        raise SessionError(
            f"{path.parent.name} holds no interview: its journal does not begin with one.",
            "Remove it with `voice-interviewer sessions delete`.",
        )
    return events


class Journal:
    """Appends events to a session's journal (`ports.EventLog`). One writer a session: it holds a lock of the system's,
    which goes with the process however that ends."""

    def __init__(self, folder: Path) -> None:
        """Raises SessionError, also where another program is writing."""
        self._path = folder / FILE_NAME
        new = not self._path.exists()
        try:
            self._file = os.open(self._path, _WRITING | os.O_CREAT, 0o600)
        except OSError as error:
            raise _unwritable(folder, error) from error
        try:
            if not _locked(self._file):
                raise SessionError("That session is running in another window.", "End it there first.")
            self._cut_torn_tail()
            if new:
                _on_disk(folder, folder.parent)
        except OSError as error:
            self.close()
            raise _unwritable(folder, error) from error
        except SessionError:
            self.close()
            raise

    def append(self, event: Event) -> None:
        """Write one event. Raises SessionError when the disk refuses it."""
        line = memoryview((encode(event) + "\n").encode(errors="replace"))
        try:
            while line:
                line = line[os.write(self._file, line) :]
            if isinstance(event, _DURABLE):
                os.fsync(self._file)
        except OSError as error:
            raise _unwritable(self._path.parent, error) from error

    def close(self) -> None:
        """Safe to call twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _cut_torn_tail(self) -> None:
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.ftruncate(self._file, whole)


def running(folder: Path) -> bool:
    """Whether a program is writing this session's journal now."""
    try:
        file = os.open(folder / FILE_NAME, _WRITING)
    except OSError:
        return False
    try:
        return not _locked(file)
    finally:
        os.close(file)


def _locked(file: int) -> bool:
    """Take the file's lock, until it is closed; False where another program has it."""
    try:
        _lock(file)
    except OSError as error:
        # Elsewhere than "taken", the file system knows no locks: better two at once than none.
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


if sys.platform == "win32":

    def _lock(file: int) -> None:
        """A byte far beyond the end: what is locked, others cannot even read."""
        import msvcrt  # noqa: PLC0415 - on this system only

        os.lseek(file, 0x7FFF_0000, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _on_disk(*folders: Path) -> None:
        """Windows has no way to fsync a folder, and NTFS journals its own."""

else:

    def _lock(file: int) -> None:
        import fcntl  # noqa: PLC0415 - on these systems only

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _on_disk(*folders: Path) -> None:
        """A new file survives a power cut only once its folder is on disk, too."""
        for folder in folders:
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


def _unwritable(folder: Path, error: OSError) -> SessionError:
    return SessionError(
        f"The session cannot be written to {folder}: {error.strerror or error}.",
        "Free some space or choose another folder with --out.",
    )


def append_all(folder: Path, events: Iterable[Event]) -> None:
    """Add events to a finished session's journal."""
    journal = Journal(folder)
    try:
        for event in events:
            journal.append(event)
    finally:
        journal.close()


def create_folder(data_dir: Path, problem: str, started: datetime) -> Path:
    """A new session's folder, `sessions/<YYYYMMDD-HHMMSS>-<problem>` in UTC, readable by the user alone.

    Created exclusively: a taken name gets `-2`, `-3` …, so that sessions started in one second never share one.
    """
    name = f"{started.astimezone(UTC):%Y%m%d-%H%M%S}-{problem}"
    sessions = data_dir / "sessions"
    try:
        sessions.mkdir(parents=True, exist_ok=True, mode=0o700)
        for attempt in range(1, 1000):
            folder = sessions / (name if attempt == 1 else f"{name}-{attempt}")
            try:
                folder.mkdir(mode=0o700)
            except FileExistsError:
                continue
            return folder
    except OSError as error:
        raise _unwritable(sessions, error) from error
    raise SessionError(
        f"A thousand sessions named {name} exist already.", "Choose another folder with --out."
    )
