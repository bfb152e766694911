"""Sounds that tests and benchmarks measure with: recorded turns and answers, noises made with a seed, and levels.

Times and lengths are in samples at 16 kHz, levels in dBFS RMS.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tests.paths import DATA, SHARED
from voice_interviewer.engines.silero import GatedDetector, SileroDetector
from voice_interviewer.engines.webrtc import WebRtcDetector
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, in_samples

Sound: TypeAlias = tuple[Samples, str]
"""Samples, and their words."""
TURNS: Final = DATA / "turns"
AUDIBLE: Final = -45.0
BELOW_LOUDEST: Final = 35.0
"""conversation.md's: speech is above the one, and within the other, in dB, of its own loudest 10 ms."""


@dataclass(frozen=True)
class Clip:
    """A row of tests/data/turns/turns.jsonl; see its README."""

    id: str
    half: str
    speaker: str
    sort: str
    words: str

    @property
    def samples(self) -> Samples:
        return read(TURNS / f"{self.id}.ogg")


def clips() -> list[Clip]:
    """Speech up to a pause, in the order of the list."""
    rows = (TURNS / "turns.jsonl").read_text(encoding="utf-8").splitlines()
    return [Clip(**json.loads(row)) for row in rows]


def held_out() -> list[Clip]:
    return [clip for clip in clips() if clip.half == "held-out"]


def recorded_answers() -> list[Sound]:
    """Those of the shared folder: commands and statements."""
    folder = SHARED / "audio" / "answers"
    lines = (folder / "answers.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line]
    return [(read(folder / name), words) for name, words, *_ in rows if (folder / name).is_file()]


def read(path: Path) -> Samples:
    samples, rate = sf.read(path, dtype="float32")
    assert rate == SAMPLE_RATE
    return np.asarray(samples)


def detector() -> GatedDetector:
    """The program's own."""
    return GatedDetector(WebRtcDetector(), SileroDetector())


def levels(samples: Samples) -> NDArray[np.float64]:
    """Of every 10 ms."""
    blocks = samples[: len(samples) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    return np.asarray(10 * np.log10((blocks.astype(np.float64) ** 2).mean(axis=1) + 1e-12))


def speech_bounds(samples: Samples) -> tuple[int, int]:
    """Where speech begins and ends by conversation.md's definition."""
    loudness = levels(samples)
    loud = np.flatnonzero(loudness > max(AUDIBLE, loudness.max() - BELOW_LOUDEST))
    return int(loud[0]) * BLOCK_SAMPLES, (int(loud[-1]) + 1) * BLOCK_SAMPLES


def room(random: np.random.Generator, length: int, level: float = -60.0) -> Samples:
    """White noise."""
    return (random.standard_normal(length) * 10 ** (level / 20)).astype(np.float32)


def press_keys(sound: Samples, random: np.random.Generator, count: int) -> None:
    """Add key clicks: bursts of 12 ms, -30 to -18 dBFS at their peak."""
    for at in random.integers(0, len(sound) - 400, size=count):
        burst = random.standard_normal(192) * np.exp(-np.arange(192) / 40)
        sound[at : at + 192] += (burst * 10 ** (random.uniform(-30, -18) / 20)).astype(np.float32)


def cough(random: np.random.Generator, *durations: float) -> Samples:
    """Bursts of noise through a throat's resonance, -20 dBFS, so many seconds long and 0.1 s apart."""
    resonance = np.sin(2 * np.pi * 700 * np.arange(64) / SAMPLE_RATE) * np.hanning(64)
    pieces: list[Any] = []
    for duration in durations:
        count = in_samples(duration)
        burst = random.standard_normal(count) * np.exp(-np.arange(count) / (count / 3))
        coloured = np.convolve(burst, resonance, "same")
        pieces += [coloured * 0.1 / np.sqrt(np.mean(coloured**2)), np.zeros(in_samples(0.1))]
    return np.concatenate(pieces).astype(np.float32)
