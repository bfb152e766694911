"""Recognition: what a call costs by the length of its audio, and how the embedded recogniser does on clean voices.

    scripts/bench stt [--calls 5] [--size base.en] [--json FILE]

Cost: a Whisper of real shape with random weights (20 tokens a call) through the program's own engine, and the toy
Whisper. Words: the toy and PocketSphinx on the recorded answers of the shared folder, word errors per word. The toy was
trained on this voice, so its figure tells only that the engine hands its words on whole.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from rapidfuzz.distance import Levenshtein

from tests.paths import SHARED
from tests.sounds import recorded_answers
from voice_interviewer.engines.pocketsphinx import PocketSphinxTranscriber
from voice_interviewer.engines.whisper import WhisperTranscriber
from voice_interviewer.interview.words import split
from voice_interviewer.ports import Transcriber, transcribe
from voice_interviewer.speech.frame import SAMPLE_RATE
from voice_interviewer.values import Utterance

LENGTHS: Final = (2.0, 6.0, 15.0, 28.0)
"""Seconds of audio."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=5)
    parser.add_argument("--size", default="base.en")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("This needs the shared reference folder beside the checkout.")
        return 2
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        weights = Path(name) / options.size
        tool = SHARED / "tools" / "whisper_standin.py"
        subprocess.run([sys.executable, tool, options.size, weights, "--tokens", "20"], check=True, stdout=2)
        shaped = WhisperTranscriber(weights, f"{options.size} (random weights)", "cpu", False)
        toy = WhisperTranscriber(SHARED / "models" / "whisper-toy", "whisper-toy", "cpu", False)
        sphinx = PocketSphinxTranscriber()
        for transcriber in (shaped, toy, sphinx):
            transcriber.prepare(())
            figures[transcriber.name] = {"seconds a call": cost(transcriber, options.calls)}
        for transcriber in (toy, sphinx):
            figures[transcriber.name]["word errors, %"] = word_errors(transcriber)
            transcriber.close()
    for part, row in figures.items():
        costs = ", ".join(f"{length} s: {took:.2f} s" for length, took in row["seconds a call"].items())
        words = f"; word errors {row['word errors, %']:.1f} %" if "word errors, %" in row else ""
        print(f"{part}: {costs}{words}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {options.calls} calls.")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def cost(transcriber: Transcriber, calls: int) -> dict[str, float]:
    """Median seconds of a call, by the seconds of speech in it."""
    voice = np.concatenate([sound for sound, _ in recorded_answers()])
    costs = {}
    for length in LENGTHS:
        times = []
        for call in range(calls):
            start = call * SAMPLE_RATE
            began = time.perf_counter()
            transcribe(transcriber, Utterance(voice[start : start + round(length * SAMPLE_RATE)], 0))
            times.append(time.perf_counter() - began)
        costs[f"{length:g}"] = statistics.median(times)
    return costs


def word_errors(transcriber: Transcriber) -> float:
    """Percent: substitutions, insertions and deletions over the words that were said."""
    wrong = said = 0
    for sound, words in recorded_answers():
        heard = split(transcribe(transcriber, Utterance(sound, 0)).text)
        wrong += Levenshtein.distance(heard, split(words))
        said += len(split(words))
    return 100 * wrong / said


if __name__ == "__main__":
    sys.exit(main())
