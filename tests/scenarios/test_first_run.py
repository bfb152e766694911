"""The first interview at a terminal: an offer, made once; and none where nobody could answer it."""

import signal
import time
from pathlib import Path

import pytest

from tests.scenarios.running import run
from tests.standins.files import file_server

pytest.importorskip("pty", reason="pseudo-terminals are Unix's")

from tests.terminal import ENTER, Terminal

pytestmark = pytest.mark.slow
QUESTION = "Fetch them now?"
PRACTICE = ["practice", "fraud-detection", "--minutes", "5", "--llm", "bank", "--seed", "1", "--plain"]


def terminal_of(home: Path, *arguments: str, **env: str) -> Terminal:
    return Terminal(home, *PRACTICE, *arguments, env=env)


def ended(terminal: Terminal) -> int:
    terminal.process.send_signal(signal.SIGINT)
    return terminal.ends()


def marks(home: Path) -> list[Path]:
    return list(home.rglob("offered"))


@pytest.mark.timeout(170)
def test_declined_it_begins_at_once_and_never_asks_again(tmp_path: Path) -> None:
    first = terminal_of(tmp_path)
    first.shows(QUESTION)
    assert "smart-turn (9 MB)" in first.said
    assert "to fetch, once" in first.said
    first.presses("n", ENTER)
    first.shows("what is built in")
    first.shows("Interviewer:")
    assert ended(first) == 0
    assert marks(tmp_path)
    second = terminal_of(tmp_path)
    second.shows("Interviewer:")
    assert QUESTION not in second.said
    assert ended(second) == 0


@pytest.mark.timeout(170)
def test_a_pull_that_fails_is_told_and_the_interview_begins(tmp_path: Path) -> None:
    with file_server() as server:
        server.fault = "404"
        terminal = terminal_of(
            tmp_path, VOICE_INTERVIEWER_MIRROR=f"http://127.0.0.1:{server.server_address[1]}"
        )
        terminal.shows(QUESTION)
        terminal.presses("y", ENTER)
        terminal.shows("answered 404")
        terminal.shows("Interviewer:")
        assert ended(terminal) == 0


@pytest.mark.timeout(170)
def test_ctrl_c_at_the_question_leaves_without_a_trace(tmp_path: Path) -> None:
    terminal = terminal_of(tmp_path)
    terminal.shows(QUESTION)
    time.sleep(
        1.0
    )  # nobody presses before the prompt waits; a signal just ahead of its read would not wake it
    assert ended(terminal) == 130
    assert "Traceback" not in terminal.said
    assert not marks(tmp_path)


@pytest.mark.timeout(170)
def test_what_was_decided_is_not_offered(tmp_path: Path) -> None:
    terminal = terminal_of(tmp_path, "--stt", "typed", "--tts", "none")
    terminal.shows("Interviewer:")
    assert QUESTION not in terminal.said
    assert ended(terminal) == 0


@pytest.mark.timeout(170)
def test_nobody_is_asked_where_there_is_no_terminal(tmp_path: Path) -> None:
    ran = run(tmp_path, [*PRACTICE, "--stt", "typed"], typed="Let's wrap up.\n")
    assert ran.status == 0
    assert QUESTION not in ran.out + ran.err
    assert not marks(tmp_path)
