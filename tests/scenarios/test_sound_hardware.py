"""The real path: sounddevice on a sound server without hardware, a person's voice played into the microphone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.paths import DATA, ROOT
from tests.pulse import needs_pulse, pulse_server
from tests.scenarios.running import Ran
from voice_interviewer.engines.wavefile import read_audio

pytestmark = [pytest.mark.sound, pytest.mark.slow, needs_pulse]


@pytest.mark.timeout(150)
def test_an_interview_is_held_through_a_sound_card_and_ended_by_ctrl_c(tmp_path: Path) -> None:
    arguments = ["practice", "fraud-detection", "--minutes", "5", "--stt", "whisper", "--stt-model",
                 str(DATA / "whisper-toy"), "--tts", "espeak", "--llm", "bank", "--headphones",
                 "--out", str(tmp_path)]  # fmt: skip
    with pulse_server() as pulse:
        env = {**pulse.env, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        heard = tmp_path / "speaker.wav"
        out = (tmp_path / "out.txt").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "voice_interviewer", *arguments], stdout=out, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, env=env, cwd=tmp_path,
        )  # fmt: skip
        try:
            with pulse.recording_speaker(heard):
                until(tmp_path / "out.txt", "Interviewer:", process)
                pulse.play_into_microphone(DATA / "audio" / "39-the-business-goal-is.wav")
                until(tmp_path / "out.txt", "You: the business goal is to reduce", process)
                until(tmp_path / "out.txt", "answered in", process)
            process.send_signal(signal.SIGINT)
            status = process.wait(10)
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
            out.close()
    ran = Ran(status, (tmp_path / "out.txt").read_text(), "")
    assert status == 0, ran.out
    assert np.abs(read_audio(heard)).max() > 0.05
    assert np.abs(read_audio(ran.folder / "recording.flac")).max() > 0.05
    assert ran.moments("SessionEnded")[0]["reason"] == "ended by the user"
    assert ran.json("scorecard.json")["problem"] == "fraud-detection"


def until(path: Path, words: str, process: "subprocess.Popen[bytes]", patience: float = 60.0) -> None:
    """Wait until the program has said something; fail if it ended first."""
    deadline = time.monotonic() + patience
    while words not in path.read_text():
        assert process.poll() is None, path.read_text()
        assert time.monotonic() < deadline, path.read_text()
        time.sleep(0.05)
