"""Open speakers: how much quieter the interviewer's echo becomes, what passes for the candidate, and who is let in.

    scripts/bench echo [--json FILE]

The embedded voice talks for 40 s into simulated rooms (echo gain and delay, noise at -60 dBFS, and a way of several
reflections); what is left goes through the program's detector and endpointing. A phantom is a voice noticed once the
canceller is trusted, while nobody speaks. Then held-out clips of tests/data/turns are spoken over it.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.sounds import AUDIBLE, detector, held_out
from voice_interviewer.assemble.embedded import ESPEAK_VOICE
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.engines.livekit_apm import LivekitAudioProcessing
from voice_interviewer.live.echo import EchoPath
from voice_interviewer.live.playout import Played
from voice_interviewer.rehearsal.room import Acoustics, Room
from voice_interviewer.reports.latency import percentile
from voice_interviewer.speech.endpointing import Endpointer, Policy, VoiceStarted
from voice_interviewer.speech.frame import BLOCK_SAMPLES, FRAME_SAMPLES, SAMPLE_RATE, Samples, rms_db
from voice_interviewer.speech.resample import resample

SECONDS: Final = 40
ECHOES: Final = (-6.0, -12.0, -20.0)
DELAYS: Final = (20.0, 80.0, 150.0)
REFLECTIONS: Final = ((0, 1.0), (130, 0.45), (310, -0.3), (720, 0.2), (1500, -0.1))
"""Samples later, and gain: a small room."""
OVER: Final = 8
"""Clips spoken over it in each room, from 8 s on, 4 s apart."""
TEXT: Final = (
    "Before we go on, I would like to understand the shape of the traffic. Suppose that it doubles on a weekend, and "
    "that the labels for it come six weeks late. What would you look at first, and what would you tell the team? There "
    "is no single right answer here; I want to hear how you weigh one thing against another. "
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    far = voice()
    rows = [
        {
            "echo": echo,
            "delay": delay,
            **alone(far, Room(echo, delay, -60.0)),
            **over(far, Room(echo, delay, -60.0)),
        }
        for echo in ECHOES
        for delay in DELAYS
    ]
    print(
        f"{'echo':>8}{'delay':>9}{'quieter by':>12}{'trusted after':>15}{'phantoms':>10}{'let in':>9}{'after, p95':>12}"
    )
    for row in rows:
        late = f"{row['late']:.2f} s" if row["late"] is not None else "-"
        print(f"{row['echo']:5.0f} dB{row['delay']:6.0f} ms{row['quieter']:9.1f} dB{row['trusted']:13.2f} s"
              f"{row['phantoms']:10}{row['let_in']:4} of {OVER}{late:>12}")  # fmt: skip
    print(
        f"{statistics.median(row['ms'] for row in rows):.2f} ms for 10 ms. {os.cpu_count()} cores, seeds fixed."
    )
    if options.json is not None:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def voice() -> Samples:
    speaker = EspeakSynthesizer(ESPEAK_VOICE)
    speaker.prepare()
    said = speaker.synthesize(TEXT)
    samples = resample(said.samples, said.rate, SAMPLE_RATE)
    far = np.resize(samples, SECONDS * SAMPLE_RATE)
    return (far * 10 ** ((-20 - rms_db(far)) / 20)).astype(np.float32)


def run(far: Samples, near: Samples, room: Room) -> tuple[Samples, Samples, list[bool], float]:
    """What was heard, what was left of it, whether the canceller was trusted at each block, and ms a block."""
    path, acoustics = EchoPath(LivekitAudioProcessing(), SAMPLE_RATE), Acoustics(room)
    heard, left, trusted, took = [], [], [], 0.0
    reflected = np.zeros_like(far)
    for later, gain in REFLECTIONS:
        reflected[later:] += gain * far[: len(far) - later]
    for at in range(0, len(far), BLOCK_SAMPLES):
        block = slice(at, at + BLOCK_SAMPLES)
        path.played(Played(far[block], at / SAMPLE_RATE, 1))
        heard.append(acoustics.hear(near[block], reflected[block]))
        began = time.perf_counter()
        left.append(path.clean(heard[-1], at))
        took += time.perf_counter() - began
        trusted.append(path.trusted)
    return np.concatenate(heard), np.concatenate(left), trusted, 1000 * took / len(heard)


def voices(left: Samples, since: int) -> list[int]:
    """Samples at which a voice is noticed, from `since` on."""
    judge, endpointer = detector(), Endpointer(Policy())
    found = []
    for at in range(since // FRAME_SAMPLES * FRAME_SAMPLES, len(left) - FRAME_SAMPLES, FRAME_SAMPLES):
        signals = endpointer.feed(judge.probability(left[at : at + FRAME_SAMPLES]), at)
        found += [at + FRAME_SAMPLES for signal in signals if isinstance(signal, VoiceStarted)]
    return found


def alone(far: Samples, room: Room) -> dict[str, Any]:
    heard, left, trusted, took = run(far, np.zeros_like(far), room)
    since = (trusted.index(True) if True in trusted else len(trusted)) * BLOCK_SAMPLES
    late = slice(max(since, 2 * SAMPLE_RATE), None)
    return {"quieter": rms_db(heard[late]) - rms_db(left[late]), "trusted": since / SAMPLE_RATE,
            "phantoms": len(voices(left, since)), "ms": took}  # fmt: skip


def over(far: Samples, room: Room) -> dict[str, Any]:
    """How many clips were noticed within their first second, and how long that took."""
    clips = [clip for clip in held_out() if clip.sort == "finished"][::5][:OVER]
    near, begins = np.zeros_like(far), []
    for number, clip in enumerate(clips):
        at = (8 + 4 * number) * SAMPLE_RATE
        spoken = clip.samples[: 2 * SAMPLE_RATE]
        near[at : at + len(spoken)] = spoken
        begins.append(at + int(np.flatnonzero(np.abs(spoken) > 10 ** (AUDIBLE / 20))[0]))
    _, left, _, _ = run(far, near, room)
    found = voices(left, 6 * SAMPLE_RATE)
    delays = [
        [(at - begin) / SAMPLE_RATE for at in found if 0 <= at - begin < SAMPLE_RATE] for begin in begins
    ]
    noticed = [each[0] for each in delays if each]
    return {"let_in": len(noticed), "late": percentile(noticed, 95)}


if __name__ == "__main__":
    sys.exit(main())
