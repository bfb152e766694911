"""Whole interviews on the full screen of a real terminal: pressed, typed, ended, killed, hung up."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pty", reason="pseudo-terminals are Unix's")

from tests.terminal import CTRL_C, CTRL_S, ENTER, ESC, UP, Terminal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(170)]
TYPED = ["practice", "fraud-detection", "--minutes", "5", "--llm", "bank", "--seed", "1", "--stt", "typed"]
ANSWER = "What does a missed fraud cost compared to a false alarm?"


def session(home: Path) -> Path:
    (found,) = (home / ".local" / "share" / "voice-interviewer" / "sessions").iterdir()
    return found


def events(home: Path, kind: str) -> list[dict[str, Any]]:
    lines = (session(home) / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == kind]


def typed(home: Path, *more: str) -> Terminal:
    return Terminal(home, *TYPED, "--tts", "none", *more)


def test_an_interview_with_notes_a_hint_and_a_correction(tmp_path: Path) -> None:
    with typed(tmp_path) as terminal:
        terminal.shows("type your answer")
        terminal.presses(ANSWER, ENTER)
        terminal.shows(f"You: {ANSWER}")
        terminal.presses(ESC, "h")
        terminal.shows("hint level 1 of 4 used")
        terminal.presses("n", "# Design", ENTER, "```", ENTER, "  a -> b", ENTER, "```", ESC)
        terminal.shows("Notes · saved as you type")
        terminal.presses("q")
        terminal.shows("End the interview?")
        terminal.presses("y")
        terminal.shows("correct one of your answers")
        for _ in range(3):
            if "What did you say?" not in terminal.text:
                terminal.presses(UP, ENTER)
        terminal.shows("What did you say?")
        terminal.presses(" And who pays?", CTRL_S)
        terminal.shows("You (corrected): ")
        terminal.presses("q")
        assert terminal.ends() == 0
        assert terminal.given_back
        assert str(session(tmp_path)) in terminal.text.replace("\n", "")
    folder = session(tmp_path)
    assert (folder / "notes.md").read_text(encoding="utf-8") == "# Design\n```\n  a -> b\n```"
    assert "  a -&gt; b" in (folder / "report.html").read_text(encoding="utf-8")
    turns = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))["turns"]
    assert f"{ANSWER} And who pays?" in [turn["text"] for turn in turns]
    assert events(tmp_path, "TurnCorrected")
    assert len(events(tmp_path, "Scored")) == 2


def test_ctrl_c_ends_it_in_order_and_the_review_follows(tmp_path: Path) -> None:
    with typed(tmp_path) as terminal:
        terminal.shows("type your answer")
        terminal.presses(ANSWER, ENTER)
        terminal.shows(f"You: {ANSWER}")
        terminal.presses(CTRL_C)
        terminal.shows("correct one of your answers")
        terminal.presses(CTRL_C)
        assert terminal.ends() == 0
        assert terminal.given_back
    assert events(tmp_path, "SessionEnded")[0]["reason"] == "ended by the user"


def test_two_signals_leave_at_once_and_give_the_terminal_back(tmp_path: Path) -> None:
    with typed(tmp_path) as terminal:
        terminal.shows("type your answer")
        terminal.presses(ANSWER, ENTER)
        terminal.shows(f"You: {ANSWER}")
        terminal.process.send_signal(signal.SIGSTOP)  # so that both have come before it can do anything
        terminal.process.send_signal(signal.SIGINT)
        terminal.process.send_signal(signal.SIGTERM)
        terminal.process.send_signal(signal.SIGCONT)
        assert terminal.ends() == 130
        assert terminal.given_back
        assert "what was said is kept" in terminal.said
    assert any(event["turn"]["text"] == ANSWER for event in events(tmp_path, "TurnEnded"))


def test_a_closed_window_loses_nothing(tmp_path: Path) -> None:
    with typed(tmp_path) as terminal:
        terminal.shows("type your answer")
        terminal.presses(ANSWER, ENTER)
        terminal.shows(f"You: {ANSWER}")
        terminal.presses(ESC, "n", "half a though")
        terminal.hangs_up()
        terminal.process.wait(20)
    assert any(event["turn"]["text"] == ANSWER for event in events(tmp_path, "TurnEnded"))
    assert events(tmp_path, "SessionEnded")
    assert (session(tmp_path) / "notes.md").read_text(encoding="utf-8") == "half a though"
    assert (session(tmp_path) / "scorecard.json").is_file()


def test_killed_it_goes_on_with_what_was_said_and_noted(tmp_path: Path) -> None:
    with typed(tmp_path) as terminal:
        terminal.shows("type your answer")
        terminal.presses(ANSWER, ENTER)
        terminal.shows(f"You: {ANSWER}")
        terminal.presses(ESC, "n", "my sketch")
        notes = session(tmp_path) / "notes.md"
        while not notes.is_file() or notes.read_text(encoding="utf-8") != "my sketch":
            terminal.presses()
            terminal.shows("Notes")
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.process.wait()
    with Terminal(
        tmp_path, "practice", "--resume", "last", "--llm", "bank", "--stt", "typed", "--tts", "none"
    ) as again:
        again.shows(f"You: {ANSWER}")
        again.presses(ESC, "n")
        again.shows("my sketch")


def test_a_problem_is_picked_and_leaving_the_picker_leaves_nothing(tmp_path: Path) -> None:
    with Terminal(tmp_path, "practice", "--stt", "typed", "--tts", "none", "--llm", "bank") as terminal:
        terminal.shows("What would you like to practise?")
        terminal.shows("not done yet")
        terminal.presses("q")
        assert terminal.ends() == 130
        assert terminal.given_back
    with Terminal(tmp_path, "practice", "--stt", "typed", "--tts", "none", "--llm", "bank") as terminal:
        terminal.shows("practise next")
        terminal.presses("n")
        terminal.shows("type your answer")


def test_a_rehearsal_has_the_screen_too_and_ends_by_itself(tmp_path: Path) -> None:
    script = tmp_path / "short.toml"
    script.write_text(
        'problem = "fraud-detection"\nminutes = 1\n[[say]]\ntext = "I would start with the goal."\n'
        'words = "i would start with the goal"\nduring = "interviewer"\ndelay = 0.5\n',
        encoding="utf-8",
    )
    with Terminal(tmp_path, "rehearse", str(script), "--stt", "script", "--llm", "bank") as terminal:
        terminal.shows("speaking")
        terminal.shows("hearing you")
        terminal.shows("you ██")
        assert terminal.ends(60) == 0
        assert terminal.given_back
    assert (session(tmp_path) / "report.html").is_file()


@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_lines_where_they_are_wished_for_or_all_there_is(tmp_path: Path, term: str) -> None:
    more = [] if term == "dumb" else ["--plain"]
    with Terminal(tmp_path, *TYPED, "--tts", "none", *more, env={"TERM": term}) as terminal:
        terminal.shows("Keys, each with Enter")
        terminal.shows("Interviewer:")
        assert b"\x1b[?1049h" not in terminal.raw
        terminal.presses(CTRL_C)
        assert terminal.ends() == 0


def test_a_terminal_that_takes_nothing_does_not_hold_the_interview_up(tmp_path: Path) -> None:
    """A selection in a console, a stopped multiplexer: nobody reads what is drawn for 12 seconds."""
    with typed(tmp_path) as terminal:
        terminal.shows("type your answer")
        time.sleep(12.0)
        terminal.presses(ANSWER, ENTER)
        deadline = time.monotonic() + 10
        while len(events(tmp_path, "TurnEnded")) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        terminal.shows(f"You: {ANSWER}")
        for line in ("Requirements Data and fe", "╭─ Question ─", "listening · type your answer", "q end"):
            terminal.shows(line, within=5)
        terminal.presses(CTRL_C)
        terminal.shows("correct one of your answers")
        terminal.presses("q")
        assert terminal.ends() == 0
