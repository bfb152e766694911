"""The machine sleeps in mid-interview: the program stands still, devices and clocks go on, and it takes up again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.paths import DATA, ROOT
from tests.pulse import needs_pulse, pulse_server
from tests.scenarios.running import Ran
from tests.scenarios.test_sound_hardware import until

pytestmark = [pytest.mark.sound, pytest.mark.slow, needs_pulse, pytest.mark.timeout(150)]
SENTENCE = DATA / "audio" / "39-the-business-goal-is.wav"
ASLEEP = 12.0
"""Seconds: longer than every wait for a device."""


def test_after_a_sleep_it_hears_and_answers_again(tmp_path: Path) -> None:
    arguments = ["practice", "fraud-detection", "--minutes", "5", "--stt", "whisper", "--stt-model",
                 str(DATA / "whisper-toy"), "--tts", "espeak", "--llm", "bank", "--headphones",
                 "--out", str(tmp_path)]  # fmt: skip
    with pulse_server() as pulse:
        env = {**pulse.env, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        out = tmp_path / "out.txt"
        with out.open("wb") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", "voice_interviewer", *arguments], stdout=written, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, env=env, cwd=tmp_path,
            )  # fmt: skip
        try:
            until(out, "Interviewer:", process)
            process.send_signal(signal.SIGSTOP)
            time.sleep(ASLEEP)
            process.send_signal(signal.SIGCONT)
            deadline = time.monotonic() + 60
            while "You: the business goal is to reduce" not in out.read_text():
                assert time.monotonic() < deadline, out.read_text()
                pulse.play_into_microphone(SENTENCE)  # a person says it again
                time.sleep(2.0)
            until(out, "answered in", process)
            process.send_signal(signal.SIGINT)
            status = process.wait(10)
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
    ran = Ran(status, out.read_text(), "")
    assert status == 0, ran.out
    assert ran.moments("SessionEnded")[0]["reason"] == "ended by the user"
