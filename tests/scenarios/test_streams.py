"""Standard streams that are closed, full, not text, or read by nobody: the interview is held, saved and scored."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenarios.running import environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell opens and closes the streams")
PRACTICE = ["practice", "fraud-detection", "--stt", "typed", "--speaker", "none", "--llm", "bank",
            "--seed", "3", "--minutes", "20", "--out", "data"]  # fmt: skip
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")


def shell(
    home: Path, streams: str, arguments: list[str], typed: bytes = b"", extra: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Run the program with its streams redirected by a shell; (status, standard output, standard error)."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$@" {streams}', "sh", sys.executable, "-m", "voice_interviewer", *arguments],
        input=typed, capture_output=True, timeout=100, env=environment(home, extra), cwd=home, check=False,
    )  # fmt: skip
    err = done.stderr.decode()
    assert "Traceback" not in err
    assert "went wrong" not in err
    assert "ignored" not in err
    return done.returncode, done.stdout.decode(), err


def answers(home: Path) -> list[str]:
    """What the only session's transcript has of the candidate, checked to be scored."""
    (folder,) = (home / "data" / "sessions").iterdir()
    assert (folder / "scorecard.md").is_file()
    turns = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))["turns"]
    return [turn["text"] for turn in turns if turn["speaker"] == "candidate"]


def test_what_is_no_text_is_an_answer_all_the_same(tmp_path: Path) -> None:
    typed = b"A queue \xff\xfe here.\n\x1b[31mRed\x1b[0m and \xe2\x80\x9cquoted\xe2\x80\x9d.\n"
    status, _, err = shell(tmp_path, "", PRACTICE, typed)
    assert (status, err) == (0, "")
    assert answers(tmp_path) == ["A queue \ufffd\ufffd here.", "Red and “quoted”."]


def test_a_line_without_end_is_cut_and_said_to_be(tmp_path: Path) -> None:
    status, out, _ = shell(tmp_path, "", PRACTICE, b"word " * 40_000 + b"\nA queue.\n")
    assert status == 0
    assert "its first 20,000 characters are your answer" in out
    assert [len(text) for text in answers(tmp_path)] == [19_999, 8]
    (transcript,) = tmp_path.glob("data/sessions/*/transcript.json")
    assert shell(tmp_path, "", ["score", str(transcript)])[0] == 0


def test_a_closed_input_is_its_end(tmp_path: Path) -> None:
    status, out, err = shell(tmp_path, "<&-", PRACTICE)
    assert (status, err) == (0, "")
    assert "The interview is over (end of input)" in out


def test_a_closed_output_is_silence(tmp_path: Path) -> None:
    assert shell(tmp_path, ">&-", PRACTICE, b"A queue.\n") == (0, "", "")
    assert answers(tmp_path) == ["A queue."]


def test_all_streams_may_be_closed(tmp_path: Path) -> None:
    assert shell(tmp_path, "<&- >&- 2>&-", PRACTICE) == (0, "", "")
    assert answers(tmp_path) == []


@needs_full
def test_a_full_output_is_told_of_once_the_session_is_saved(tmp_path: Path) -> None:
    status, _, err = shell(tmp_path, f">{FULL}", PRACTICE, b"A queue.\n")
    assert status == 1
    assert err.startswith("The output cannot be written: no space left on device.")
    assert answers(tmp_path) == ["A queue."]


@needs_full
@pytest.mark.parametrize("command", [["sessions", "list"], ["problems", "list"], ["--help"]])
def test_a_full_output_is_one_sentence_for_every_command(tmp_path: Path, command: list[str]) -> None:
    status, _, err = shell(tmp_path, f">{FULL}", command)
    assert status == 1
    assert err.count("\n") == 1


def test_a_reader_who_leaves_ends_nothing(tmp_path: Path) -> None:
    status, out, err = shell(tmp_path, "| head -1", PRACTICE, b"A queue.\n")
    assert (status, err) == (0, "")
    assert out.count("\n") == 1
    assert answers(tmp_path) == ["A queue."]


def test_an_output_without_the_letters_shows_marks(tmp_path: Path) -> None:
    typed = "naïve “quote”\n".encode()
    status, out, err = shell(tmp_path, "", PRACTICE, typed, {"PYTHONIOENCODING": "ascii"})
    assert (status, err) == (0, "")
    assert "The interview is over" in out
    assert len(answers(tmp_path)) == 1


def test_a_limit_on_files_is_one_sentence(tmp_path: Path) -> None:
    program = ["-m", "voice_interviewer", *PRACTICE]
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 8; trap "" XFSZ; "$@"', "sh", sys.executable, *program],
        input=b"A queue, because it is durable.\n" * 60, capture_output=True, timeout=100,
        env=environment(tmp_path), cwd=tmp_path, check=False,
    )  # fmt: skip
    err = done.stderr.decode()
    assert done.returncode == 1
    assert "cannot be written" in err
    assert err.count("\n") == 1, err
