"""Interrupting: how soon the interviewer is silent, what it says after that, and what must not stop it.

    scripts/bench barge-in [--clips 40] [--json FILE]

Whole conversations on virtual time, with the program's own ear, conductor, mouth and voice detector; devices and the
recogniser are fakes that cost nothing, so a real device's buffer comes on top. The candidate speaks a held-out clip of
tests/data/turns over the greeting; or coughs, types, or hums "mm-hm" (0.35 s, made with fixed seeds).
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.live.scene import Scene, play
from tests.sounds import cough, detector, held_out, press_keys
from voice_interviewer.engines.silero import GatedDetector
from voice_interviewer.reports.latency import percentile
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples, in_samples
from voice_interviewer.values import Speaker

INTO: Final = 1.5
"""Seconds into the greeting at which the candidate begins."""
RATE: Final = 22_050
AUDIBLE: Final = 10 ** (-45 / 20)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    judge = detector()
    long = [clip for clip in held_out() if len(clip.words.split()) > 4]
    stopped, late, stale = [], 0, 0
    for clip in long[:: max(1, len(long) // options.clips)][: options.clips]:
        silent, after = interrupted(clip.samples, judge)
        late += silent is None
        stopped += [silent] if silent is not None else []
        stale += after
    harmless = {name: share(make, words, judge) for name, (make, words) in HARMLESS.items()}
    figures: dict[str, Any] = {
        "barge-in p50": percentile(stopped, 50), "barge-in p95": percentile(stopped, 95), "not stopped": late,
        "stale samples": stale, **{f"stopped by {name}, %": value for name, value in harmless.items()},
    }  # fmt: skip
    for name, value in figures.items():
        print(f"{name:28}{value:10.3f}" if isinstance(value, float) else f"{name:28}{value:10}")
    print(f"Bounds: p95 0.350 s, 0 stale samples, 5 %. {len(stopped) + late} clips; seeds fixed.")
    print(f"{os.cpu_count()} cores; {judge.name}.")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def interrupted(clip: Samples, judge: GatedDetector) -> tuple[float | None, int]:
    """Seconds from the first sound of the clip to the interviewer's last sample, None where it went on; and audible
    samples of the greeting after that, up to the next reply."""
    began: list[float] = []
    loud = int(np.flatnonzero(np.abs(clip) > AUDIBLE)[0]) / SAMPLE_RATE

    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(INTO)
        began.append(scene.microphone.position / SAMPLE_RATE + loud)
        scene.microphone.say(clip)
        await scene.replied(1)
        await asyncio.sleep(0.5)

    judge.reset()
    scene = play(act, ["i would like to say something about the labels first"], detector=judge)
    (greeting, *_) = scene.turns(Speaker.INTERVIEWER)
    if not greeting.interrupted:
        return None, 0
    sounding = np.flatnonzero(np.abs(scene.speaker.played) > AUDIBLE)
    held = sounding[sounding / RATE < greeting.end]
    after = sounding[(sounding / RATE > greeting.end) & (sounding / RATE < greeting.end + 0.5)]
    return float(held[-1] / RATE - began[0]), len(after)


def share(make: Any, words: str, judge: GatedDetector, runs: int = 20) -> float:
    """Percent of such sounds that stop the greeting for good."""
    stopped = 0
    for seed in range(runs):
        sound = make(np.random.default_rng(seed))

        async def act(scene: Scene, sound: Samples = sound) -> None:
            await scene.speaking()
            await asyncio.sleep(INTO)
            scene.microphone.say(sound)
            await scene.replied(1)

        judge.reset()
        scene = play(act, [words] * 9, detector=judge)
        stopped += scene.turns(Speaker.INTERVIEWER)[0].interrupted
    return 100.0 * stopped / runs


def coughs(random: np.random.Generator) -> Samples:
    """Of 0.12 to 0.2 and 0.15 to 0.25 s."""
    return cough(random, 0.12 + 0.08 * random.random(), 0.15 + 0.1 * random.random())


def keys(random: np.random.Generator) -> Samples:
    """Twelve in two seconds."""
    sound = np.zeros(2 * SAMPLE_RATE, np.float32)
    press_keys(sound, random, 12)
    return sound


def hum(random: np.random.Generator) -> Samples:
    """ "Mm-hm": two hummed syllables, 0.35 s in all, by voices of 100 to 220 Hz."""
    when = np.arange(in_samples(0.35)) / SAMPLE_RATE
    pitch = random.uniform(100, 220) * (1 + 0.25 * when / 0.35)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    voice = sum(np.sin(order * phase) / order**1.5 for order in range(1, 12))
    swell = np.abs(np.sin(2 * np.pi * when / 0.35)) ** 0.5
    return (0.1 * np.asarray(voice) * swell).astype(np.float32)


HARMLESS: Final = {"coughs": (coughs, ""), "keys": (keys, ""), "mm-hm": (hum, "mm-hm")}


if __name__ == "__main__":
    sys.exit(main())
