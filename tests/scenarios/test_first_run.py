"""The first interview at a terminal: an offer, made once; and none where nobody could answer it."""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scenarios.running import environment, run
from tests.standins.files import file_server

pty = pytest.importorskip("pty")
pytestmark = pytest.mark.slow
QUESTION = "Fetch them now?"
PRACTICE = ["practice", "fraud-detection", "--minutes", "5", "--llm", "bank", "--seed", "1"]


class Terminal:
    """The program at a terminal of its own."""

    def __init__(self, home: Path, *arguments: str, **extra: str) -> None:
        self.screen = ""
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voice_interviewer", *PRACTICE, *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, env=environment(home, extra), start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def shows(self, text: str, within: float = 60.0) -> None:
        deadline = time.monotonic() + within
        while text not in self.screen:
            left = deadline - time.monotonic()
            assert left > 0, f"“{text}” did not appear:\n{self.screen}"
            if select.select([self._ours], [], [], left)[0]:
                try:
                    self.screen += os.read(self._ours, 65536).decode(errors="replace")
                except OSError as error:
                    raise AssertionError(f"it ended without “{text}”:\n{self.screen}") from error

    def types(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            os.close(self._ours)


def marks(home: Path) -> list[Path]:
    return list(home.rglob("offered"))


@pytest.mark.timeout(170)
def test_declined_it_begins_at_once_and_never_asks_again(tmp_path: Path) -> None:
    first = Terminal(tmp_path)
    first.shows(QUESTION)
    assert "smart-turn (9 MB)" in first.screen
    assert "to fetch, once" in first.screen
    first.types("n\n")
    first.shows("what is built in")
    first.shows("Interviewer:")
    assert first.end() == 0
    assert marks(tmp_path)
    second = Terminal(tmp_path)
    second.shows("Interviewer:")
    assert QUESTION not in second.screen
    assert second.end() == 0


@pytest.mark.timeout(170)
def test_a_pull_that_fails_is_told_and_the_interview_begins(tmp_path: Path) -> None:
    with file_server() as server:
        server.fault = "404"
        terminal = Terminal(tmp_path, VOICE_INTERVIEWER_MIRROR=f"http://127.0.0.1:{server.server_address[1]}")
        terminal.shows(QUESTION)
        terminal.types("y\n")
        terminal.shows("answered 404")
        terminal.shows("Interviewer:")
        assert terminal.end() == 0


@pytest.mark.timeout(170)
def test_ctrl_c_at_the_question_leaves_without_a_trace(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.shows(QUESTION)
    time.sleep(
        1.0
    )  # nobody presses before the prompt waits; a signal just ahead of its read would not wake it
    assert terminal.end() == 130
    assert "Traceback" not in terminal.screen
    assert not marks(tmp_path)


@pytest.mark.timeout(170)
def test_what_was_decided_is_not_offered(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--stt", "typed", "--tts", "none")
    terminal.shows("Interviewer:")
    assert QUESTION not in terminal.screen
    assert terminal.end() == 0


@pytest.mark.timeout(170)
def test_nobody_is_asked_where_there_is_no_terminal(tmp_path: Path) -> None:
    ran = run(tmp_path, [*PRACTICE, "--stt", "typed"], typed="Let's wrap up.\n")
    assert ran.status == 0
    assert QUESTION not in ran.out + ran.err
    assert not marks(tmp_path)
