"""What the full screen costs: response times of the same interview with it on and off, in turn, on a real terminal.

    scripts/bench screen [--runs 2] [--answers 12]

The interviews are `scripts/bench latency`'s, with its script, its parts and its way of measuring from outside; half of
them are drawn on a pseudo-terminal of 120 by 40, which is read at once, and half are lines on the same one. Answers
are compared in pairs, since both say the same. The issue's bound: they differ by less than 20 ms.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from latency import (  # type: ignore[import-not-found]  # its neighbour, where `scripts/bench` runs it
    Line,
    Timed,
    finished,
    handing_over,
    measure,
    write_script,
)

from tests.paths import SHARED
from tests.standins.ollama import OllamaStandin
from tests.terminal import Terminal

BOUND: Final = 0.020
_LONGEST: Final = 900.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--answers", type=int, default=12)
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("This needs the shared reference folder beside the checkout.")
        return 2
    lines = [*finished()[: options.answers], *handing_over()]
    timed = {"off": list[Timed](), "on": list[Timed]()}
    with tempfile.TemporaryDirectory() as name:
        for run in range(options.runs):
            for screen in ("off", "on") if run % 2 == 0 else ("on", "off"):
                folder = Path(name) / f"{screen}-{run}"
                timed[screen].append(interview(folder, lines, run + 1, plain=screen == "off"))
    print(f"Machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. Seeds 1 to {options.runs}.")
    print(f"{'':14}{'n':>4}{'screen off':>12}{'on':>8}{'difference of pairs, median':>30}")
    worst = 0.0
    for what in ("response", "processing"):
        off, on = (
            [one for each in timed[screen] for times in getattr(each, what).values() for one in times]
            for screen in ("off", "on")
        )
        pairs = [two - one for one, two in zip(off, on, strict=False)]
        difference = statistics.median(pairs)
        worst = max(worst, difference)
        print(
            f"{what:14}{len(pairs):4}{statistics.median(off):12.3f}{statistics.median(on):8.3f}{difference:30.3f}"
        )
    print(f"Bound: {BOUND:.3f} s.")
    return 0 if worst < BOUND else 1


def interview(folder: Path, lines: list[Line], seed: int, *, plain: bool) -> Timed:
    models = folder / "data" / "voice-interviewer" / "models"
    (models / "turn").mkdir(parents=True)
    (models / "turn" / "smart-turn.onnx").symlink_to(SHARED / "models/smart-turn/smart-turn-v3.2-cpu.onnx")
    script = write_script(folder, lines)
    voice = SHARED / "models" / "piper-medium-standin" / "voice.onnx"
    with OllamaStandin() as server:
        arguments = ["rehearse", str(script), "--stt", "script", "--tts", "piper", "--voice", str(voice),
                     "--llm", "ollama", "--llm-url", server.url, "--seed", str(seed), "--out", str(folder),
                     "--record", str(folder / "both.wav"), "--headphones"]  # fmt: skip
        if plain:
            arguments.append("--plain")
        env = {"XDG_DATA_HOME": str(folder / "data")}
        with Terminal(folder, *arguments, size=(120, 40), env=env, blind=True) as terminal:
            if terminal.ends(_LONGEST):
                raise SystemExit(f"The rehearsal failed:\n{terminal.text}")
    timed = Timed()
    (session,) = (folder / "sessions").iterdir()
    measure(folder, session, lines, timed)
    return timed


if __name__ == "__main__":
    sys.exit(main())
