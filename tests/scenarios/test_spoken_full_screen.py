"""The microphone's check, and a spoken interview on the full screen, with real (virtual) sound hardware."""

import json
from pathlib import Path

import pytest

from tests.paths import DATA
from tests.pulse import needs_pulse, pulse_server

pytest.importorskip("pty", reason="pseudo-terminals are Unix's")

from tests.terminal import ENTER, Terminal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(170), needs_pulse]
SENTENCE = DATA / "audio" / "39-the-business-goal-is.wav"
PRACTICE = ["practice", "fraud-detection", "--minutes", "5", "--llm", "bank", "--seed", "1", "--headphones"]


def test_checked_spoken_muted_and_ended(tmp_path: Path) -> None:
    (tmp_path / ".local/share/voice-interviewer/models").mkdir(parents=True)
    (tmp_path / ".local/share/voice-interviewer/models/offered").touch()
    with (
        pulse_server() as pulse,
        Terminal(tmp_path, *PRACTICE, env=dict(pulse.env) | {"HOME": str(tmp_path)}) as terminal,
    ):
        terminal.shows("Before we begin: your microphone")
        pulse.play_into_microphone(SENTENCE)
        terminal.shows("I heard: “the business")
        terminal.presses("d")
        terminal.shows("Which microphone?")
        terminal.presses(ENTER)
        terminal.shows("Enter begins the interview")
        pulse.play_into_microphone(SENTENCE)
        terminal.shows("I heard: “the business")
        terminal.presses(ENTER)
        terminal.shows("speaking")
        pulse.play_into_microphone(SENTENCE)
        terminal.shows("You: the business")
        terminal.presses("m")
        terminal.shows("Your microphone is muted")
        pulse.play_into_microphone(SENTENCE)
        terminal.presses("m")
        terminal.shows("is heard again")
        terminal.presses("q", "y")
        terminal.shows("correct one of your answers")
        terminal.presses("q")
        assert terminal.ends() == 0
        assert b"leaked" not in terminal.raw
    (folder,) = (tmp_path / ".local/share/voice-interviewer/sessions").iterdir()
    turns = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))["turns"]
    assert sum(turn["speaker"] == "candidate" for turn in turns) == 1
    assert (folder / "recording.flac").is_file()


def test_leaving_at_the_check_leaves_no_session(tmp_path: Path) -> None:
    with (
        pulse_server() as pulse,
        Terminal(
            tmp_path,
            *PRACTICE,
            "--tts",
            "none",
            "--stt",
            "pocketsphinx",
            env=dict(pulse.env) | {"HOME": str(tmp_path)},
        ) as terminal,
    ):
        terminal.shows("Before we begin: your microphone")
        terminal.presses("q")
        assert terminal.ends() == 130
        assert terminal.given_back
    assert not [*(tmp_path / ".local/share/voice-interviewer").glob("sessions/*")]
