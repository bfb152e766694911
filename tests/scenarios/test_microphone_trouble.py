"""A microphone that fails under a running interview, through a real sound server: noticed, told once, and recovered."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import numpy as np
import pytest
import soundfile as sf

from tests.pulse import Pulse, needs_pulse, pulse_server

pytestmark = [pytest.mark.slow, needs_pulse]

GONE = "delivers nothing at all"
BACK = "is back"


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    with pulse_server() as server:
        yield server


@contextmanager
def room(pulse: Pulse, folder: Path) -> Iterator[None]:
    """Noise in the microphone, as in any room: the null sink alone gives exact zeros."""
    noise = np.random.default_rng(1).standard_normal(44_100 * 120) * 1e-3
    sf.write(folder / "noise.wav", noise.astype(np.float32), 44_100)
    player = subprocess.Popen(["paplay", "--device=micsink", folder / "noise.wav"], env=pulse.env)
    try:
        yield
    finally:
        player.terminate()
        player.wait()


class Practice:
    """A running interview, and what it prints."""

    def __init__(self, pulse: Pulse, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voice_interviewer", "practice", "fraud-detection", "--minutes", "10", "--llm",
             "bank", "--stt", "pocketsphinx", "--tts", "espeak", "--headphones", "--seed", "1", "--out", str(folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**pulse.env, "HOME": str(folder), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)

    def prints(self, text: str, within: float, *others: str) -> float:
        """Seconds until it has printed lines with `text` and the others, in any order."""
        began = time.monotonic()
        seen: list[str] = []
        missing = {text, *others}
        while (left := began + within - time.monotonic()) > 0:
            try:
                seen.append(self._lines.get(timeout=left))
            except Empty:
                break
            missing -= {each for each in missing if each in seen[-1]}
            if not missing:
                return time.monotonic() - began
        raise AssertionError(f"{missing} was not printed within {within} s, but: {seen}")

    def is_quiet(self, seconds: float, text: str) -> None:
        """Nothing with `text` is printed for a while."""
        with pytest.raises(AssertionError, match="was not printed"):
            self.prints(text, seconds)

    def end(self) -> int:
        self.process.terminate()
        status = self.process.wait(20)
        self._reader.join()
        return status


@pytest.mark.timeout(120)
def test_a_muted_microphone_is_told_once_and_back_when_it_is(pulse: Pulse, tmp_path: Path) -> None:
    with room(pulse, tmp_path):
        practice = Practice(pulse, tmp_path)
        try:
            practice.prints("Requirements", 60)
            time.sleep(1.0)
            subprocess.run(["pactl", "set-sink-mute", "micsink", "1"], env=pulse.env, check=True)
            noticed = practice.prints(GONE, 10)
            practice.is_quiet(3.0, "microphone")
            subprocess.run(["pactl", "set-sink-mute", "micsink", "0"], env=pulse.env, check=True)
            back = practice.prints(BACK, 10)
        finally:
            status = practice.end()
    assert noticed < 2.5  # 1 s, and what the sound server and a busy machine add
    assert back < 3.0
    assert status == 0


@pytest.mark.timeout(150)
def test_microphone_and_loudspeaker_come_back_after_the_sound_server_did(
    pulse: Pulse, tmp_path: Path
) -> None:
    practice = Practice(pulse, tmp_path)
    try:
        with room(pulse, tmp_path):
            practice.prints("Requirements", 60)
            time.sleep(1.0)
            pulse.kill()
        practice.prints("waits for it", 10)
        time.sleep(2.0)
        with pulse.another(), room(pulse, tmp_path):
            began = time.monotonic()
            practice.prints("The microphone is back", 20, "The loudspeaker is back")
            assert time.monotonic() - began < 15.0
            status = practice.end()
    finally:
        practice.process.kill()
    assert status == 0
