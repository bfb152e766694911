"""Many interviews at once: is any sound lost, any end missed, and how long do replies take?

    scripts/bench load [--sessions 16] [--answers 4]

Rehearsals in real time, each a process of its own with the script's words, eSpeak NG and the bank, all begun together.
Of each: whether it ended well, whether every answer is in its recording, sound for sound (correlation above 0.9), and
in its transcript, word for word. Response times are the program's own account.
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

import soundfile as sf
from latency import Line, starts, statements, write_script  # type: ignore[import-not-found]  # its neighbour

from tests.paths import ROOT, SHARED
from tests.scenarios.running import environment
from voice_interviewer.reports.latency import percentile

_PATIENCE = 600.0
_OPTIONS = ("--stt", "script", "--tts", "espeak", "--llm", "bank", "--headphones", "--seed", "1")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=16)
    parser.add_argument("--answers", type=int, default=4)
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("This needs the shared reference folder beside the checkout.")
        return 2
    lines = [Line(sound, words, "finished") for sound, words in statements()[: options.answers]]
    print(f"Machine: {os.cpu_count()} cores.")
    wrong = [at_once(lines, count) for count in (1, options.sessions)]
    return 1 if any(wrong) else 0


def at_once(lines: list[Line], count: int) -> int:
    """Run them, print a line, and give how many things were wrong."""
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(number) for number in range(count)]
        processes = []
        for folder in folders:
            folder.mkdir()
            script = write_script(folder, lines)
            command = [sys.executable, "-m", "voice_interviewer", "rehearse", str(script), *_OPTIONS,
                       "--out", str(folder)]  # fmt: skip
            processes.append(
                subprocess.Popen(
                    command,
                    env=environment(folder),
                    cwd=ROOT,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            )
        began = time.monotonic()
        failed = sum(
            process.wait(max(1.0, _PATIENCE - (time.monotonic() - began))) != 0 for process in processes
        )
        responses, sounds, words = list[float](), 0, 0
        for folder in folders:
            (session,) = (folder / "sessions").iterdir()
            recording, _ = sf.read(session / "recording.flac", dtype="float32")
            sounds += len(starts(recording[:, 0], lines))
            turns = json.loads((session / "transcript.json").read_text(encoding="utf-8"))["turns"]
            said = " ".join(turn["text"] for turn in turns if turn["speaker"] == "candidate")
            words += sum(line.words in said for line in lines)
            timed = json.loads((session / "latency.json").read_text(encoding="utf-8"))["turns"]
            responses += [turn["response"] for turn in timed if "response" in turn]
    whole = count * len(lines)
    load = os.getloadavg()[0]
    print(
        f"{count:3} at once: {failed} failed; answers whole in the recording {sounds} of {whole}, in the transcript "
        f"{words} of {whole}; response p50 {statistics.median(responses):.2f} s, p95 "
        f"{percentile(responses, 95) or 0.0:.2f} s ({len(responses)} replies); load {load:.1f}",
        flush=True,
    )
    return failed + (whole - sounds) + (whole - words)


if __name__ == "__main__":
    sys.exit(main())
