"""Past sessions: found, mended, deleted, and not stood in the way of by one that never began."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_journal import STARTED, TURN
from voice_interviewer import history, journal
from voice_interviewer.errors import SessionError, UnknownName, UsageError
from voice_interviewer.events import CommandGiven, Event, Scored, SessionEnded, TurnEnded
from voice_interviewer.reports.progress import LATEST
from voice_interviewer.values import Command


def session(data_dir: Path, name: str) -> Path:
    folder = data_dir / "sessions" / name
    folder.mkdir(parents=True)
    journal.append_all(folder, [STARTED, TurnEnded(2.0, TURN), SessionEnded(3.0, "finished")])
    return folder


def broken(data_dir: Path, name: str) -> Path:
    folder = data_dir / "sessions" / name
    folder.mkdir(parents=True)
    (folder / journal.FILE_NAME).write_text("")
    return folder


def test_last_is_the_newest_that_can_be_read(tmp_path: Path) -> None:
    session(tmp_path, "20260101-000000-a")
    session(tmp_path, "20260102-000000-b")
    broken(tmp_path, "20260103-000000-c")
    assert history.find(tmp_path, "last").id == "20260102-000000-b"
    assert [past.id for past in history.every(tmp_path)] == ["20260101-000000-a", "20260102-000000-b"]


def test_a_session_that_cannot_be_read_can_still_be_deleted(tmp_path: Path) -> None:
    folder = broken(tmp_path, "20260103-000000-c")
    history.delete(history.locate(tmp_path, folder.name))
    assert not folder.exists()


def test_a_running_session_is_neither_deleted_nor_corrected(tmp_path: Path) -> None:
    folder = session(tmp_path, "20260101-000000-a")
    running = journal.Journal(folder)
    with pytest.raises(SessionError, match="running in another window"):
        history.delete(folder)
    with pytest.raises(SessionError, match="running in another window"):
        history.correct(history.load(folder), 0, "A cache.")
    running.close()
    history.correct(history.load(folder), 0, "A cache.")
    history.delete(folder)
    assert not folder.exists()


def test_a_session_is_found_by_the_beginning_of_its_name(tmp_path: Path) -> None:
    session(tmp_path, "20260101-000000-a")
    assert history.find(tmp_path, "20260101").session.turns[0].text == TURN.text
    with pytest.raises(UnknownName, match="20260101"):
        history.find(tmp_path, "20260101-000000-b")


def test_exports_are_written_whole_and_by_format(tmp_path: Path) -> None:
    past = history.load(session(tmp_path, "20260101-000000-a"))
    names = {path.name for path in history.export(past, ["srt", "csv"], tmp_path / "out")}
    assert names == {"transcript.srt", "transcript.csv"}
    assert not list((tmp_path / "out").glob(".*"))


def scored(data_dir: Path, name: str, **scores: int | None) -> None:
    dimensions = [{"id": dimension, "score": score} for dimension, score in scores.items()]
    journal.append_all(session(data_dir, name), [Scored(4.0, {"dimensions": dimensions})])


def test_the_weak_areas_are_those_that_the_latest_scorecards_found_below_three(tmp_path: Path) -> None:
    scored(tmp_path, "20260101-000000-a", serving=1, data=5)
    for day in range(2, 2 + LATEST):
        scored(
            tmp_path, f"202601{day:02}-000000-a", data=2, monitoring=1 + day % 2, modelling=4, features=None
        )
    broken(tmp_path, "20260131-000000-a")
    assert history.weak_dimensions(tmp_path) == ("monitoring", "data")


def test_without_a_past_nothing_is_weak(tmp_path: Path) -> None:
    assert history.weak_dimensions(tmp_path) == ()


def test_without_sessions_there_is_no_last_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no session yet"):
        history.find(tmp_path, "last")


def test_the_beginning_of_several_names_is_told_to_be(tmp_path: Path) -> None:
    for name in ("20260101-000000-a", "20260102-000000-b"):
        session(tmp_path, name)
    with pytest.raises(UsageError, match="2 sessions begin with “2026”"):
        history.find(tmp_path, "2026")


@pytest.mark.parametrize("text", ["", "  ", "\x1b[31m", "x" * 200_000])
def test_a_correction_needs_words_and_not_too_many(tmp_path: Path, text: str) -> None:
    past = history.load(session(tmp_path, "20260101-000000-a"))
    with pytest.raises(UsageError):
        history.correct(past, 0, text)
    assert history.load(past.folder).events == past.events


def test_after_a_correction_every_file_there_is_says_the_same(tmp_path: Path) -> None:
    past = history.load(session(tmp_path, "20260101-000000-a"))
    history.export(past, ["csv"])
    mended = history.correct(past, 0, "A \x1b[1mcache\x1b[0m.")
    names = {path.name for path in history.refresh(mended)}
    assert names == {"transcript.json", "transcript.md", "latency.json", "report.html", "transcript.csv"}
    for name in names - {"latency.json"}:
        assert "A cache." in (past.folder / name).read_text(encoding="utf-8"), name


SPOKEN, TYPED = TurnEnded(2.0, TURN), TurnEnded(2.0, replace(TURN, typed=True))


@pytest.mark.parametrize(
    ("events", "cut_ins"),
    [
        ((SPOKEN, SPOKEN, CommandGiven(3.0, Command.TAKE_BACK, TURN.text)), 1),
        ((SPOKEN, CommandGiven(3.0, Command.TAKE_BACK)), 1),
        ((TYPED, TYPED, CommandGiven(3.0, Command.TAKE_BACK, TURN.text)), 0),
        ((TYPED, CommandGiven(3.0, Command.TAKE_BACK)), 0),
        ((SPOKEN, TYPED, CommandGiven(3.0, Command.TAKE_BACK, TURN.text)), 1),
        ((SPOKEN, CommandGiven(3.0, Command.TAKE_BACK, TURN.text)), 0),
        ((SPOKEN, CommandGiven(3.0, Command.HINT)), 0),
    ],
)
def test_only_who_was_speaking_was_cut_into(tmp_path: Path, events: tuple[Event, ...], cut_ins: int) -> None:
    journal.append_all(tmp_path, [STARTED, *events])
    history.export(history.load(tmp_path), ["json"])
    latency = json.loads((tmp_path / "latency.json").read_text(encoding="utf-8"))
    assert latency["summary"]["cut_ins"] == cut_ins


def test_sessions_that_cannot_be_read_are_named_apart(tmp_path: Path) -> None:
    session(tmp_path, "20260101-000000-a")
    folder = broken(tmp_path, "20260102-000000-b")
    assert history.unreadable(tmp_path, history.every(tmp_path)) == [folder]


def report_of(past: history.Past, to: Path | None = None) -> str:
    (path,) = history.export(past, ["html"], to)
    return path.read_text(encoding="utf-8")


def test_a_report_holds_the_recording_or_leads_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    past = history.load(session(tmp_path, "20260101-000000-a"))
    assert "<audio" not in report_of(past)
    (past.folder / "recording.flac").write_bytes(b"fLaC")
    assert 'src="data:audio/flac;base64,ZkxhQw=="' in report_of(past)
    monkeypatch.setattr(history, "EMBEDDED", 3)
    assert 'src="recording.flac"' in report_of(past)
    assert f'src="{(past.folder / "recording.flac").resolve().as_uri()}"' in report_of(
        past, tmp_path / "elsewhere"
    )


def test_a_report_holds_the_notes(tmp_path: Path) -> None:
    past = history.load(session(tmp_path, "20260101-000000-a"))
    assert "Your notes" not in report_of(past)
    (past.folder / "notes.md").write_text("cache -> model", encoding="utf-8")
    assert "cache -&gt; model" in report_of(past)
