"""Past sessions: find them, read them, and rebuild every file but the recording from the journal."""

import base64
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from voice_interviewer import journal
from voice_interviewer.errors import SessionError, UnknownName, UsageError
from voice_interviewer.events import CommandGiven, Event, Scored, SessionStarted, TurnCorrected, TurnEnded
from voice_interviewer.interview.session import Session, replay
from voice_interviewer.reports import latency, page, scorecard, subtitles, table, transcript
from voice_interviewer.reports.progress import LATEST, Result, by_dimension
from voice_interviewer.reports.transcript import MAX_CHARACTERS
from voice_interviewer.speech.plaintext import plain
from voice_interviewer.values import Command, Speaker, Turn

FORMATS: Final = ("json", "md", "html", "csv", "srt")
GOOD: Final = 3.0
"""The rubric's level of a good candidate."""
RECORDING: Final = "recording.flac"
EMBEDDED: Final = 25_000_000
"""Bytes of a recording up to which the report holds it; a larger one stays beside the report."""
USUAL: Final = ("json", "md", "html")
"""What every finished session has; the others are made when asked for."""
NOTES: Final = "notes.md"


@dataclass(frozen=True, slots=True)
class Past:
    """One session folder with its journal read."""

    folder: Path
    events: tuple[Event, ...]
    session: Session

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def started(self) -> SessionStarted:
        assert isinstance(self.events[0], SessionStarted)
        return self.events[0]

    @property
    def finished(self) -> bool:
        return self.session.ended is not None

    @property
    def scorecard(self) -> Mapping[str, Any] | None:
        """The latest one journalled."""
        return next((event.scorecard for event in reversed(self.events) if isinstance(event, Scored)), None)


def load(folder: Path) -> Past:
    """Raises SessionError."""
    events = journal.read(folder / journal.FILE_NAME)
    return Past(folder, events, replay(events))


def folders(data_dir: Path) -> list[Path]:
    """Every session folder, oldest first."""
    sessions = data_dir / "sessions"
    if not sessions.is_dir():
        return []
    return sorted(path for path in sessions.iterdir() if (path / journal.FILE_NAME).is_file())


def every(data_dir: Path) -> Iterator[Past]:
    """Every session whose journal can be read, oldest first."""
    return _readable(folders(data_dir))


def unreadable(data_dir: Path, known: Iterable[Past]) -> list[Path]:
    """The session folders that are not among those that could be read, oldest first."""
    readable = {past.folder for past in known}
    return [folder for folder in folders(data_dir) if folder not in readable]


def _readable(places: Iterable[Path]) -> Iterator[Past]:
    """One that never began, or is damaged, does not stand in the way of the others."""
    for folder in places:
        with suppress(SessionError):
            yield load(folder)


def locate(data_dir: Path, name: str) -> Path:
    """A session's folder, whether its journal can be read or not. Raises UsageError."""
    folder = next((each for each in folders(data_dir) if each.name == name), None)
    return folder if folder is not None else find(data_dir, name).folder


def find(data_dir: Path, name: str) -> Past:
    """A session by its id, the beginning of one, or `last`. Raises UsageError."""
    known = folders(data_dir)
    if name == "last" and (newest := next(_readable(reversed(known)), None)) is not None:
        return newest
    if not known:
        raise UsageError("There is no session yet.", "`voice-interviewer practice` begins one.")
    matches = [folder for folder in known if folder.name == name] or [
        folder for folder in known if folder.name.startswith(name)
    ]
    if len(matches) > 1:
        raise UsageError(
            f"{len(matches)} sessions begin with “{name}”.",
            f"Say more of one: {matches[-1].name}, for example.",
        )
    if not matches:
        remedy = "`voice-interviewer sessions list` names them all."
        raise UnknownName("session", name, [folder.name for folder in known], remedy)
    return load(matches[0])


def refresh(past: Past) -> list[Path]:
    """Write every file again that the session's folder should have, or has because it was asked for."""
    present = {form for name, form, _ in _files(past, past.folder) if (past.folder / name).exists()}
    return export(past, [form for form in FORMATS if form in present | set(USUAL)])


def export(past: Past, formats: Sequence[str] = FORMATS, to: Path | None = None) -> list[Path]:
    """Write the files of `formats` from the journal; returns their paths. Raises SessionError."""
    folder = to or past.folder
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, form, content in _files(past, folder):
            if form in formats:
                write_whole(folder / name, content())
                written.append(folder / name)
    except OSError as error:
        raise SessionError(
            f"The session's files cannot be written to {folder}: {error.strerror or error}.",
            "Free some space or name another folder with --to; `sessions export` makes them again.",
        ) from error
    return written


def _files(past: Past, to: Path) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Name, format and content of each; `to`: the folder they are for."""
    session, started = past.session, past.started
    meta = transcript.TranscriptMeta(
        problem=started.problem,
        minutes=started.minutes,
        session=started.session,
        started_at=started.started_at,
    )
    turns = session.turns
    yield "transcript.json", "json", lambda: transcript.to_json(meta, turns)
    yield "transcript.md", "md", lambda: transcript.to_markdown(meta, turns)

    @cache
    def timed() -> str:
        return latency.to_json(
            session.traces,
            started.parts,
            cut_ins=_cut_ins(past),
            barge_ins=_barge_ins(past),
            budget=latency.budget_for(started.parts.stt),
        )

    yield "latency.json", "json", timed
    card = past.scorecard
    if card is not None:
        yield "scorecard.json", "json", lambda: json.dumps(card, ensure_ascii=False, indent=2) + "\n"
        yield "scorecard.md", "md", lambda: scorecard.to_markdown(card)
    yield (
        "report.html",
        "html",
        lambda: page.to_html(
            page.Report(meta, turns, card, json.loads(timed()), _audio(past.folder, to), notes(past.folder))
        ),
    )
    yield "transcript.csv", "csv", lambda: table.to_csv(turns)
    yield "transcript.srt", "srt", lambda: subtitles.to_srt(turns)


def _audio(folder: Path, to: Path) -> str:
    """The recording's address for a page in the folder `to`: in the page itself where it is small enough."""
    recording = folder / RECORDING
    with suppress(OSError):
        if recording.stat().st_size <= EMBEDDED:
            return "data:audio/flac;base64," + base64.b64encode(recording.read_bytes()).decode("ascii")
        return RECORDING if to == folder else recording.resolve().as_uri()
    return ""


def notes(folder: Path) -> str:
    """What the candidate sketched, "" where there is nothing."""
    with suppress(OSError):
        return (folder / NOTES).read_text(encoding="utf-8", errors="replace")
    return ""


def _barge_ins(past: Past) -> int:
    return sum(turn.interrupted for turn in past.session.turns if turn.speaker is Speaker.INTERVIEWER)


def _cut_ins(past: Past) -> int:
    """How often a candidate who was speaking said they had not finished. Typed answers are not cut into."""
    count, mine = 0, list[Turn]()
    for event in past.events:
        match event:
            case TurnEnded(turn=turn) if turn.speaker is Speaker.CANDIDATE:
                mine.append(turn)
            case CommandGiven(command=Command.TAKE_BACK, text=text):
                before = (
                    mine[:-1] if text else mine
                )  # the command itself was the last turn, unless it was a key
                count += bool(before) and not before[-1].typed
            case _:
                pass
    return count


def weak_dimensions(data_dir: Path) -> tuple[str, ...]:
    """The rubric's dimensions that need practice by the latest scorecards: those that average below `GOOD`, the weakest
    first."""
    newest_first = _readable(reversed(folders(data_dir)))
    cards = (past.scorecard for past in newest_first if past.scorecard is not None)
    scores = by_dimension(islice(cards, LATEST))
    average = {name: sum(each) / len(each) for name, each in scores.items()}
    return tuple(sorted((name for name in average if average[name] < GOOD), key=lambda name: average[name]))


def results(data_dir: Path) -> list[Result]:
    """Every scored session, oldest first."""
    return [
        Result(past.id, datetime.fromisoformat(past.started.started_at), past.started.problem, past.scorecard)
        for past in every(data_dir)
        if past.scorecard is not None
    ]


def correct(past: Past, turn: int, text: str) -> Past:
    """Mend a misheard candidate turn; what was heard is kept beside it. Raises UsageError."""
    refuse_running(past.folder)
    turns = past.session.turns
    if not 0 <= turn < len(turns) or turns[turn].speaker is not Speaker.CANDIDATE:
        yours = [str(number) for number, each in enumerate(turns) if each.speaker is Speaker.CANDIDATE]
        remedy = f"Yours are {', '.join(yours)}." if yours else "You said nothing in that session."
        raise UsageError(f"Turn {turn} is not one of yours.", remedy)
    text = plain(text)
    if not text:
        raise UsageError("There is no text to put there.", "Say what you said, in quotes, after the turn.")
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            f"That text has {len(text):,} characters.", f"A turn holds at most {MAX_CHARACTERS:,}."
        )
    at = max(event.at for event in past.events)
    journal.append_all(past.folder, [TurnCorrected(at, turn, text)])
    return load(past.folder)


def refuse_running(folder: Path) -> None:
    """Raises SessionError for a session that another program is writing."""
    if journal.running(folder):
        raise SessionError(f"{folder.name} is running in another window.", "End it there first.")


def delete(folder: Path) -> None:
    """Remove a session with everything in it. Raises SessionError, also for one that is running."""
    refuse_running(folder)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise SessionError(f"{folder} cannot be removed: {error.strerror}.", "Remove it by hand.") from error


def older_than(data_dir: Path, days: int, now: datetime) -> list[Path]:
    limit = now.astimezone(UTC) - timedelta(days=days)
    return [
        past.folder for past in every(data_dir) if datetime.fromisoformat(past.started.started_at) < limit
    ]


def write_whole(path: Path, text: str) -> None:
    """Write whole or not at all, readable by the user alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
