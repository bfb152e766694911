"""Past sessions: found, deleted, and not stood in the way of by one that never began."""

from pathlib import Path

import pytest

from tests.test_journal import STARTED, TURN
from voice_interviewer import history, journal
from voice_interviewer.errors import SessionError, UnknownName
from voice_interviewer.events import Scored, SessionEnded, TurnEnded


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
    for day in range(2, 2 + history.LATEST):
        scored(
            tmp_path, f"202601{day:02}-000000-a", data=2, monitoring=1 + day % 2, modelling=4, features=None
        )
    broken(tmp_path, "20260131-000000-a")
    assert history.weak_dimensions(tmp_path) == ("monitoring", "data")


def test_without_a_past_nothing_is_weak(tmp_path: Path) -> None:
    assert history.weak_dimensions(tmp_path) == ()
