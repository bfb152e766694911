"""Speech: seconds from a sentence's words to its sound, by voice and length.

    scripts/bench tts [--calls 5] [--json FILE]

Voices: a Piper voice of medium shape with random weights (a real voice's cost), and eSpeak NG. The first audible
sample of a reply follows its first clause, so the first row is what a listener waits for.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

from tests.paths import SHARED
from voice_interviewer.assemble.embedded import ESPEAK_VOICE
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.engines.piper import PiperSynthesizer
from voice_interviewer.ports import Synthesizer

SENTENCES: Final = {
    "a clause": "That makes sense so far.",
    "a question": "How would you know, a month from now, that the model has become worse?",
    "a long sentence": "Suppose the labels come six weeks late, the traffic doubles over a weekend, and the team that "
    "owns the features changes two of them without telling you: what would you see first, and what would you do?",
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    voices: list[Synthesizer] = [EspeakSynthesizer(ESPEAK_VOICE)]
    standin = SHARED / "models" / "piper-medium-standin" / "voice.onnx"
    if standin.is_file():
        voices.insert(0, PiperSynthesizer(standin, "medium (random weights)"))
    figures: dict[str, Any] = {}
    for voice in voices:
        voice.prepare()
        figures[voice.name] = {name: measure(voice, text, options.calls) for name, text in SENTENCES.items()}
        for name, (took, sound) in figures[voice.name].items():
            print(f"{voice.name:32}{name:18}{1000 * took:7.0f} ms for {sound:5.2f} s of sound")
        voice.close()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {options.calls} calls.")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(voice: Synthesizer, text: str, calls: int) -> tuple[float, float]:
    """Median seconds of a call, and seconds of sound it made."""
    times, sound = [], 0.0
    for _ in range(calls):
        began = time.perf_counter()
        spoken = voice.synthesize(text)
        times.append(time.perf_counter() - began)
        sound = len(spoken.samples) / spoken.rate
    return statistics.median(times), sound


if __name__ == "__main__":
    sys.exit(main())
