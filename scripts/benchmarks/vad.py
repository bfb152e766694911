"""Voice detection: what noise passes for a voice, how soon a voice is noticed and its end, and what a frame costs.

    scripts/bench vad [--minutes 30] [--json FILE]

Noise is made with fixed seeds: a quiet room (-60 dBFS RMS), a loud one with hum (-45), typing, and coughs. Each runs
through the program's detector and its endpointing; a turn is counted where one would be handed to the recogniser.
Speech: the held-out clips of tests/data/turns in a quiet room.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile as sf

from tests.paths import DATA
from voice_interviewer.engines.silero import GatedDetector, SileroDetector
from voice_interviewer.engines.webrtc import WebRtcDetector
from voice_interviewer.ports import VoiceDetector
from voice_interviewer.reports.latency import percentile
from voice_interviewer.speech.endpointing import Endpointer, Policy, TurnDecided, VoicePaused, VoiceStarted
from voice_interviewer.speech.frame import FRAME_SAMPLES, SAMPLE_RATE, Samples, in_samples, seconds

ROOM: Final = -60.0
DETECTORS: Final[dict[str, Callable[[], VoiceDetector]]] = {
    "silero behind webrtc": lambda: GatedDetector(WebRtcDetector(), SileroDetector()),
    "webrtc alone": WebRtcDetector,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30.0, help="of each kind of noise")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {name: measure(make(), options.minutes) for name, make in DETECTORS.items()}
    print(f"{'':24}" + "".join(f"{column:>22}" for column in next(iter(figures.values()))))
    for name, row in figures.items():
        print(f"{name:24}" + "".join(f"{value:22.3f}" for value in row.values()))
    print(f"Turns begun by {options.minutes:.0f} min of each noise; times in seconds; seeds fixed.")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(detector: VoiceDetector, minutes: float) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, noise in NOISES.items():
        figures[f"{name}: turns"] = float(turns(detector, noise, minutes))
    rows = [
        json.loads(line) for line in (DATA / "turns" / "turns.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    onsets, ends, costs = [], [], []
    for number, row in enumerate(row for row in rows if row["half"] == "held-out"):
        onset, end, cost = hear(detector, row["id"], number)
        onsets += [onset] if onset is not None else []
        ends += [end] if end is not None else []
        costs.append(cost)
    heard = sum(row["half"] == "held-out" for row in rows)
    figures["voice missed, %"] = 100 * (1 - len(onsets) / heard)
    figures["noticed after, p95"] = percentile(onsets, 95) or 0.0
    figures["end off by, p95"] = percentile([abs(end) for end in ends], 95) or 0.0
    figures["ms a 32 ms frame"] = 1000 * statistics.median(costs)
    return figures


def turns(
    detector: VoiceDetector, noise: Callable[[np.random.Generator, int], Samples], minutes: float
) -> int:
    """How many turns the noise would begin and end."""
    random, endpointer, found = np.random.default_rng(7), Endpointer(Policy()), 0
    detector.reset()
    at = 0
    for _ in range(round(minutes * 6)):
        samples = noise(random, 10 * SAMPLE_RATE // FRAME_SAMPLES * FRAME_SAMPLES)
        for start in range(0, len(samples), FRAME_SAMPLES):
            probability = detector.probability(samples[start : start + FRAME_SAMPLES])
            found += sum(isinstance(one, TurnDecided) for one in endpointer.feed(probability, at))
            at += FRAME_SAMPLES
    return found


def hear(detector: VoiceDetector, clip: str, number: int) -> tuple[float | None, float | None, float]:
    """When a clip's voice was noticed after its first loud 10 ms, by how much its end is off (s), and seconds a
    frame."""
    voice, rate = sf.read(DATA / "turns" / f"{clip}.ogg", dtype="float32")
    assert rate == SAMPLE_RATE
    lead = in_samples(1.0)
    sound = np.concatenate([np.zeros(lead, np.float32), voice, np.zeros(lead, np.float32)])
    sound = room(np.random.default_rng(number), len(sound)) + sound
    levels = loudness(np.asarray(voice))
    loud = np.flatnonzero(levels > max(-45.0, levels.max() - 35.0))
    first, last = lead + int(loud[0]) * 160, lead + (int(loud[-1]) + 1) * 160
    endpointer = Endpointer(Policy(decided_end=9.0))
    onset, end = None, None
    detector.reset()
    began, frames = time.perf_counter(), range(0, len(sound) - FRAME_SAMPLES, FRAME_SAMPLES)
    for start in frames:
        for signal in endpointer.feed(detector.probability(sound[start : start + FRAME_SAMPLES]), start):
            if isinstance(signal, VoiceStarted) and onset is None:
                onset = seconds(start + FRAME_SAMPLES - first)
            elif isinstance(signal, VoicePaused):
                end = seconds(signal.speech_end - last)
    return onset, end, (time.perf_counter() - began) / len(frames)


def loudness(samples: Samples) -> "np.ndarray[Any, np.dtype[np.float64]]":
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160).astype(np.float64)
    return np.asarray(10 * np.log10((frames**2).mean(axis=1) + 1e-12))


def room(random: np.random.Generator, length: int, level: float = ROOM) -> Samples:
    return (random.standard_normal(length) * 10 ** (level / 20)).astype(np.float32)


def hum(random: np.random.Generator, length: int) -> Samples:
    """A fan and the mains."""
    when = np.arange(length) / SAMPLE_RATE
    mains = sum(np.sin(2 * np.pi * 50 * order * when) / order for order in (1, 2, 3, 5))
    return (room(random, length, -45.0) + 0.003 * np.asarray(mains)).astype(np.float32)


def typing(random: np.random.Generator, length: int) -> Samples:
    """Six keys a second: bursts of 12 ms, -30 to -18 dBFS at their peak."""
    sound = room(random, length)
    for at in random.integers(0, length - 400, size=round(6 * length / SAMPLE_RATE)):
        burst = random.standard_normal(192) * np.exp(-np.arange(192) / 40)
        sound[at : at + 192] += (burst * 10 ** (random.uniform(-30, -18) / 20)).astype(np.float32)
    return sound


def coughs(random: np.random.Generator, length: int) -> Samples:
    """One in ten seconds: two bursts of noise through a throat's resonance, 0.15 and 0.2 s long, -20 dBFS."""
    sound = room(random, length)
    at = int(random.integers(0, length - in_samples(0.6)))
    for start, duration in ((0.0, 0.15), (0.25, 0.2)):
        count = in_samples(duration)
        burst = random.standard_normal(count) * np.exp(-np.arange(count) / (count / 3))
        coloured = np.convolve(
            burst, np.sin(2 * np.pi * 700 * np.arange(64) / SAMPLE_RATE) * np.hanning(64), "same"
        )
        where = at + in_samples(start)
        sound[where : where + count] += (coloured * 0.1 / np.sqrt(np.mean(coloured**2))).astype(np.float32)
    return sound


NOISES: Final = {"room": room, "fan and hum": hum, "typing": typing, "coughs": coughs}


if __name__ == "__main__":
    sys.exit(main())
