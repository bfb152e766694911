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
from typing import Final

import numpy as np

from tests.sounds import cough, detector, held_out, press_keys, room, speech_bounds
from voice_interviewer.engines.webrtc import WebRtcDetector
from voice_interviewer.ports import VoiceDetector
from voice_interviewer.reports.latency import percentile
from voice_interviewer.speech.endpointing import Endpointer, Policy, TurnDecided, VoicePaused, VoiceStarted
from voice_interviewer.speech.frame import FRAME_SAMPLES, SAMPLE_RATE, Samples, in_samples, seconds

DETECTORS: Final[dict[str, Callable[[], VoiceDetector]]] = {
    "silero behind webrtc": detector,
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


def measure(judge: VoiceDetector, minutes: float) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, noise in NOISES.items():
        figures[f"{name}: turns"] = float(turns(judge, noise, minutes))
    onsets, ends, costs = [], [], []
    heard = held_out()
    for number, clip in enumerate(heard):
        onset, end, cost = hear(judge, clip.samples, number)
        onsets += [onset] if onset is not None else []
        ends += [end] if end is not None else []
        costs.append(cost)
    figures["voice missed, %"] = 100 * (1 - len(onsets) / len(heard))
    figures["noticed after, p95"] = percentile(onsets, 95) or 0.0
    figures["end off by, p95"] = percentile([abs(end) for end in ends], 95) or 0.0
    figures["ms a 32 ms frame"] = 1000 * statistics.median(costs)
    return figures


def turns(judge: VoiceDetector, noise: Callable[[np.random.Generator, int], Samples], minutes: float) -> int:
    """How many turns the noise would begin and end."""
    random, endpointer, found = np.random.default_rng(7), Endpointer(Policy()), 0
    judge.reset()
    at = 0
    for _ in range(round(minutes * 6)):
        samples = noise(random, 10 * SAMPLE_RATE // FRAME_SAMPLES * FRAME_SAMPLES)
        for start in range(0, len(samples), FRAME_SAMPLES):
            probability = judge.probability(samples[start : start + FRAME_SAMPLES])
            found += sum(isinstance(one, TurnDecided) for one in endpointer.feed(probability, at))
            at += FRAME_SAMPLES
    return found


def hear(judge: VoiceDetector, voice: Samples, number: int) -> tuple[float | None, float | None, float]:
    """When a clip's voice was noticed after its first loud 10 ms, by how much its end is off (s), and seconds a
    frame."""
    lead = in_samples(1.0)
    sound = np.concatenate([np.zeros(lead, np.float32), voice, np.zeros(lead, np.float32)])
    sound = room(np.random.default_rng(number), len(sound)) + sound
    first, last = (lead + bound for bound in speech_bounds(voice))
    endpointer = Endpointer(Policy(decided_end=9.0))
    onset, end = None, None
    judge.reset()
    began, frames = time.perf_counter(), range(0, len(sound) - FRAME_SAMPLES, FRAME_SAMPLES)
    for start in frames:
        for signal in endpointer.feed(judge.probability(sound[start : start + FRAME_SAMPLES]), start):
            if isinstance(signal, VoiceStarted) and onset is None:
                onset = seconds(start + FRAME_SAMPLES - first)
            elif isinstance(signal, VoicePaused):
                end = seconds(signal.speech_end - last)
    return onset, end, (time.perf_counter() - began) / len(frames)


def hum(random: np.random.Generator, length: int) -> Samples:
    """A fan and the mains."""
    when = np.arange(length) / SAMPLE_RATE
    mains = sum(np.sin(2 * np.pi * 50 * order * when) / order for order in (1, 2, 3, 5))
    return (room(random, length, -45.0) + 0.003 * np.asarray(mains)).astype(np.float32)


def typing(random: np.random.Generator, length: int) -> Samples:
    """Six keys a second."""
    sound = room(random, length)
    press_keys(sound, random, round(6 * length / SAMPLE_RATE))
    return sound


def coughs(random: np.random.Generator, length: int) -> Samples:
    """One in ten seconds, of 0.15 and 0.2 s."""
    sound = room(random, length)
    at = int(random.integers(0, length - in_samples(0.6)))
    made = cough(random, 0.15, 0.2)
    sound[at : at + len(made)] += made
    return sound


NOISES: Final = {"room": room, "fan and hum": hum, "typing": typing, "coughs": coughs}


if __name__ == "__main__":
    sys.exit(main())
