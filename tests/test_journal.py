"""The journal: what is appended is read back, whatever a crash tore off."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer import journal
from voice_interviewer.errors import SessionError
from voice_interviewer.events import (
    AnswerUnderstood,
    Event,
    MoveChosen,
    NoticeGiven,
    SessionEnded,
    SessionStarted,
    TurnEnded,
)
from voice_interviewer.values import (
    Advance,
    Command,
    Constrain,
    Difficulty,
    Finding,
    FindingKind,
    Finish,
    Hint,
    Move,
    Parts,
    PhasePlan,
    Probe,
    Question,
    Reply,
    Say,
    Speaker,
    SwitchProblem,
    Turn,
    Understanding,
    Wait,
    Word,
)

PARTS = Parts("whisper", "bank", "espeak", "silero", "mic", "speaker")
STARTED = SessionStarted(
    0.0, "20260101-000000-x", "x", "t", 20.0, Difficulty.HARD, 7, "2026-01-01T00:00:00+00:00", PARTS,
    (PhasePlan("requirements", 60.0),),
)  # fmt: skip
TURN = Turn(Speaker.CANDIDATE, "so “x” <b>\n", 1.0, 2.0, "requirements", (Word("so", 1.0, 1.2, 0.5),), 0.5)
REPLY = Reply("Why?", "ask why", Question("topic", "data", False))
MOVES: tuple[Move, ...] = (
    Say(REPLY, "greeting", "first"),
    Probe(REPLY, "cache", "said cache"),
    Hint(REPLY, 2, "serving", "asked"),
    Constrain(REPLY, "ten-times", "time"),
    Advance(REPLY, "serving", "covered"),
    Wait("thinking", thinking=True),
    Wait("offer", reply=REPLY),
    SwitchProblem(REPLY, Difficulty.EASY, "asked"),
    Finish(REPLY, "time"),
)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: type(move).__name__)
def test_every_move_is_read_back_as_what_it_was(move: Move) -> None:
    assert len({type(each) for each in MOVES}) == len(get_args(Move))
    event = MoveChosen(3.5, move)
    assert journal.decode(journal.encode(event)) == event


@pytest.mark.parametrize(
    "event",
    [
        STARTED,
        TurnEnded(2.0, TURN),
        AnswerUnderstood(
            2.1,
            1,
            Understanding(
                (Finding(FindingKind.GROUND, "scale", "ten k", True),), Command.HINT, True, 3, True
            ),
        ),
        SessionEnded(9.0, "finished"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_survives_being_written(event: Event) -> None:
    assert journal.decode(journal.encode(event)) == event


@given(st.text(), st.floats(0, 1e6))
def test_any_text_survives_on_one_line(text: str, at: float) -> None:
    event = NoticeGiven(at, "microphone", text.encode("utf-8", "replace").decode())
    line = journal.encode(event)
    assert "\n" not in line
    assert journal.decode(line) == event


@given(st.binary(max_size=200))
def test_garbage_decodes_to_nothing(content: bytes) -> None:
    assert journal.decode(content.decode("utf-8", "replace")) is None


@pytest.mark.parametrize(
    "line",
    ['{"event":"NoSuchEvent","at":1}', '{"event":"TurnEnded","at":"x"}', "[]", "null", "3", "[" * 9999],
)
def test_a_line_of_no_known_event_decodes_to_nothing(line: str) -> None:
    assert journal.decode(line) is None


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    journal.append_all(tmp_path, [STARTED, TurnEnded(2.0, TURN)])
    path = tmp_path / journal.FILE_NAME
    path.write_bytes(path.read_bytes()[:-25])
    assert journal.read(path) == (STARTED,)
    journal.append_all(tmp_path, [SessionEnded(3.0, "finished")])
    assert journal.read(path) == (STARTED, SessionEnded(3.0, "finished"))


def test_a_damaged_line_in_the_middle_does_not_hide_the_rest(tmp_path: Path) -> None:
    journal.append_all(tmp_path, [STARTED])
    with (tmp_path / journal.FILE_NAME).open("ab") as file:
        file.write(b"\xff\x00 not json\n")
    journal.append_all(tmp_path, [SessionEnded(3.0, "finished")])
    assert journal.read(tmp_path / journal.FILE_NAME)[-1] == SessionEnded(3.0, "finished")


def test_a_file_without_a_beginning_is_no_session(tmp_path: Path) -> None:
    journal.append_all(tmp_path, [SessionEnded(3.0, "finished")])
    with pytest.raises(SessionError, match="holds no interview"):
        journal.read(tmp_path / journal.FILE_NAME)


def test_a_missing_journal_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="cannot be read"):
        journal.read(tmp_path / "nowhere.jsonl")


def test_what_is_no_text_can_still_be_journalled(tmp_path: Path) -> None:
    journal.append_all(tmp_path, [STARTED, NoticeGiven(1.0, "voice", "half \ud83d pair")])
    assert journal.read(tmp_path / journal.FILE_NAME)[1] == NoticeGiven(1.0, "voice", "half ? pair")


def test_a_session_has_one_writer(tmp_path: Path) -> None:
    first = journal.Journal(tmp_path)
    first.append(STARTED)
    assert journal.running(tmp_path)
    with pytest.raises(SessionError, match="running in another window"):
        journal.append_all(tmp_path, [SessionEnded(3.0, "finished")])
    first.close()
    assert not journal.running(tmp_path)
    journal.append_all(tmp_path, [SessionEnded(3.0, "finished")])
    assert journal.read(tmp_path / journal.FILE_NAME) == (STARTED, SessionEnded(3.0, "finished"))


def test_a_second_writer_does_not_cut_what_the_first_is_writing(tmp_path: Path) -> None:
    first = journal.Journal(tmp_path)
    path = tmp_path / journal.FILE_NAME
    path.write_bytes(b"half a line")
    with pytest.raises(SessionError):
        journal.Journal(tmp_path)
    assert path.read_bytes() == b"half a line"
    first.close()


def test_where_there_is_no_journal_nothing_is_running(tmp_path: Path) -> None:
    assert not journal.running(tmp_path)
    assert not list(tmp_path.iterdir())


def test_everything_appended_before_a_kill_is_on_disk_and_the_lock_goes_with_the_process(
    tmp_path: Path,
) -> None:
    program = textwrap.dedent(
        """
        import sys, pathlib
        from tests.test_journal import STARTED, TURN
        from voice_interviewer.events import TurnEnded
        from voice_interviewer.journal import Journal
        journal = Journal(pathlib.Path(sys.argv[1]))
        journal.append(STARTED)
        for number in range(50):
            journal.append(TurnEnded(float(number), TURN))
        print("written", flush=True)
        sys.stdin.read()
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    assert journal.running(tmp_path)
    process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert len(journal.read(tmp_path / journal.FILE_NAME)) == 51
    assert not journal.running(tmp_path)


def test_sessions_of_one_second_never_share_a_folder(tmp_path: Path) -> None:
    now = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    names = [journal.create_folder(tmp_path, "fraud", now).name for _ in range(3)]
    assert names == ["20260504-030201-fraud", "20260504-030201-fraud-2", "20260504-030201-fraud-3"]


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_session_is_readable_by_the_user_alone(tmp_path: Path) -> None:
    folder = journal.create_folder(tmp_path, "fraud", datetime.now(UTC))
    journal.append_all(folder, [STARTED])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / journal.FILE_NAME).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("in the way")
    with pytest.raises(SessionError, match="cannot be written"):
        journal.create_folder(tmp_path, "fraud", datetime.now(UTC))


@pytest.mark.parametrize("damage", ["2.1e9990", "NaN", "-Infinity", "1e13", "9" * 400])
def test_a_line_with_a_number_that_nothing_measured_is_damaged(damage: str) -> None:
    line = journal.encode(SessionEnded(9.0, "finished"))
    assert journal.decode(line) == SessionEnded(9.0, "finished")
    assert journal.decode(line.replace("9.0", damage)) is None
