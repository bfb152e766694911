"""False cut-ins against response time, on recorded pauses: this policy, fixed silences, and Smart Turn alone.

    scripts/bench turn-taking [--half held-out|tuning] [--json FILE] [--plot FILE.svg] [--worst N]

Every clip of tests/data/turns (made by `scripts/bench make_turns`) is followed by a room's noise. Voice is detected
with the program's own detector; the words are the clip's own (a recogniser that hears every word, at once), the turn
model is Smart Turn. A pause is cut into where the reply would be audible before the candidate goes on; how long each
pause lasts is fixed by its place in the list, evenly over the logarithm from 0.3 to 8 s. Response times are those
after finished answers; the program's own delay is taken as 60 ms everywhere.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.paths import SHARED
from tests.sounds import Clip, clips, detector, speech_bounds
from voice_interviewer.engines.silero import GatedDetector
from voice_interviewer.engines.smartturn import SmartTurn
from voice_interviewer.interview.commands import detect
from voice_interviewer.reports.latency import percentile
from voice_interviewer.speech.ending import Ending, ending
from voice_interviewer.speech.endpointing import Endpointer, Policy, TurnDecided, VoicePaused
from voice_interviewer.speech.frame import FRAME_SAMPLES, in_samples, seconds
from voice_interviewer.values import Command

MODEL: Final = SHARED / "models" / "smart-turn" / "smart-turn-v3.2-cpu.onnx"
OWN: Final = 0.06
"""Seconds from the decision to the first audible sample; scripts/bench latency measures it."""
SHORTEST, LONGEST = 0.3, 8.0
NOISE: Final = -60.0
"""dBFS RMS of the room."""
FIXED: Final = (0.5, 0.7, 1.0, 2.0)
PIPECAT: Final = (0.2, 3.0)
"""Seconds of silence: what the turn model is asked after, and what ends a turn that it calls incomplete (the defaults
of the framework it was made for)."""
PAUSES: Final = ("unfinished", "filler", "inside", "sentence", "thinking")
ENDS: Final = ("finished", "handed over")


@dataclass(frozen=True)
class Judged:
    """A clip: its sort, how long its pause lasts, and what is known at its possible end."""

    id: str
    sort: str
    pause: float
    words: str
    end: int
    """Sample at which the voice stops."""
    voice: tuple[float, ...]
    """Speech probability of every frame, the noise after it included."""
    completeness: float


Wait = Callable[[Judged], float]
"""Seconds from the end of a clip to the decision."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("held-out", "tuning"), default="held-out")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="name so many clips that were cut into")
    options = parser.parse_args()
    if not MODEL.is_file():
        print("This needs the shared reference folder beside the checkout.")
        return 2
    found = judged(options.half)
    policies: dict[str, Wait] = {"this policy": ours(), "without the turn model": ours(by_sound=False)}
    policies |= {f"{silence} s of silence": fixed(silence) for silence in FIXED}
    policies["Smart Turn alone"] = smart_turn_alone
    results = {name: score(found, wait) for name, wait in policies.items()}
    show(options.half, found, results)
    cut_into = (clip for clip in found if clip.sort in PAUSES and ours()(clip) + OWN < clip.pause)
    for clip in islice(cut_into, options.worst):
        print(f"  cut into: {clip.id} ({clip.pause:.1f} s, sounds {clip.completeness:.2f}): {clip.words}")
    if options.json is not None:
        options.json.write_text(json.dumps({"half": options.half, "policies": results}, indent=1) + "\n")
    if options.plot is not None:
        options.plot.write_text(plot(results), encoding="utf-8")
    return 0


def judged(half: str) -> list[Judged]:
    judge_, model = detector(), SmartTurn(MODEL)
    return [judge(clip, number, judge_, model) for number, clip in enumerate(clips()) if clip.half == half]


def judge(clip: Clip, number: int, detector: GatedDetector, model: SmartTurn) -> Judged:
    voice, random = clip.samples, np.random.default_rng(number)
    before, after = in_samples(0.5), in_samples(LONGEST + 1.0)
    sound = np.concatenate([np.zeros(before, np.float32), voice, np.zeros(after, np.float32)])
    sound = (sound + random.standard_normal(len(sound)) * 10 ** (NOISE / 20)).astype(np.float32)
    detector.reset()
    frames = range(0, len(sound) - FRAME_SAMPLES, FRAME_SAMPLES)
    probabilities = tuple(detector.probability(sound[at : at + FRAME_SAMPLES]) for at in frames)
    end = before + speech_bounds(voice)[1]
    completeness = model.completeness(sound[in_samples(0.25) : end + Policy().possible_end])
    pause = SHORTEST * (LONGEST / SHORTEST) ** ((number * 0.6180339887498949) % 1.0)
    return Judged(clip.id, clip.sort, pause, clip.words, end, probabilities, completeness)


def run(clip: Judged, policy: Policy, tells: Callable[[Endpointer], None]) -> float:
    """Feed the clip to the program's own endpointer; `tells` it the evidence at a possible end."""
    endpointer = Endpointer(policy)
    for number, probability in enumerate(clip.voice):
        for signal in endpointer.feed(probability, number * FRAME_SAMPLES):
            last = number * FRAME_SAMPLES > clip.end - in_samples(0.3)
            if isinstance(signal, VoicePaused):
                tells(endpointer)
            elif isinstance(signal, TurnDecided) and last:
                return seconds(signal.decided - clip.end)
    return LONGEST + 1.0


def ours(*, by_sound: bool = True) -> Wait:
    """The program's own policy, with the turn model and without."""

    def wait(clip: Judged) -> float:
        command = detect(clip.words)
        if command is Command.THINK:  # announced: the interviewer waits for a minute
            return LONGEST + 1.0

        def tells(endpointer: Endpointer) -> None:
            endpointer.weigh(Ending.HANDED_OVER if command is not None else ending(clip.words))
            if by_sound:
                endpointer.weigh_sound(clip.completeness)

        return run(clip, Policy(), tells)

    return wait


def fixed(silence: float) -> Wait:
    return lambda clip: run(clip, Policy(decided_end=silence), lambda _: None)


def smart_turn_alone(clip: Judged) -> float:
    asked, patient = PIPECAT
    return run(clip, Policy(decided_end=asked if clip.completeness >= 0.5 else patient), lambda _: None)


def score(clips: Sequence[Judged], wait: Wait) -> dict[str, Any]:
    """Percent of pauses cut into by sort, and response times (s) after ends by sort."""
    audible = {clip.id: wait(clip) + OWN for clip in clips}
    cut = {sort: [audible[clip.id] < clip.pause for clip in clips if clip.sort == sort] for sort in PAUSES}
    figures: dict[str, Any] = {sort: 100 * statistics.mean(each) for sort, each in cut.items()}
    short = [clip for clip in clips if clip.sort == "sentence"]
    figures["sentence, up to 1 s"] = 100 * statistics.mean(
        audible[clip.id] < 0.3 + 0.7 * (number + 0.5) / len(short) for number, clip in enumerate(short)
    )
    figures["all pauses"] = 100 * statistics.mean(one for each in cut.values() for one in each)
    for sort in ENDS:
        times = [audible[clip.id] for clip in clips if clip.sort == sort]
        figures[f"{sort} p50"], figures[f"{sort} p95"] = percentile(times, 50), percentile(times, 95)
    return figures


def show(half: str, clips: Sequence[Judged], results: dict[str, dict[str, Any]]) -> None:
    mix = ", ".join(f"{sum(clip.sort == sort for clip in clips)} {sort}" for sort in (*PAUSES, *ENDS))
    print(f"Half: {half} ({mix}); pauses of {SHORTEST} to {LONGEST} s, evenly over the logarithm.")
    columns = list(next(iter(results.values())))
    print(f"{'':24}" + "".join(f"{column[:19]:>20}" for column in columns))
    for name, figures in results.items():
        cells = (
            f"{value:.1f} %" if "p" not in key.split()[-1] else f"{value:.2f} s"
            for key, value in figures.items()
        )
        print(f"{name:24}" + "".join(f"{cell:>20}" for cell in cells))
    print(f"{os.cpu_count()} cores; Silero behind WebRTC, Smart Turn v3.2, the clips' own words.")


def plot(results: dict[str, dict[str, Any]]) -> str:
    """Cut-ins of all pauses against the median response time, as SVG."""
    points = {name: (figures["finished p50"], figures["all pauses"]) for name, figures in results.items()}
    across, up = max(x for x, _ in points.values()) * 1.15, max(y for _, y in points.values()) * 1.15
    marks = "".join(
        f'<circle cx="{60 + 520 * x / across:.0f}" cy="{340 - 300 * y / up:.0f}" r="4"/>'
        f'<text x="{66 + 520 * x / across:.0f}" y="{336 - 300 * y / up:.0f}">{name}: {x:.2f} s, {y:.0f} %</text>'
        for name, (x, y) in points.items()
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="760" height="390" font-family="sans-serif" font-size="12">'
        '<path d="M60 30V340H600" fill="none" stroke="black"/>'
        '<text x="180" y="375">median response time after a finished answer (s)</text>'
        f'<text x="60" y="20">pauses cut into (%)</text>{marks}</svg>\n'
    )


if __name__ == "__main__":
    sys.exit(main())
