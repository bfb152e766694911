"""How long another thread is kept waiting while PocketSphinx hears answers: the microphone's, say, which has 40 ms.

    scripts/bench stalls [SOUND ...]

Sound files (three of the demo's by default) are heard as an interview hears them, 100 ms at a time and in real time,
while a thread sleeps 1 ms again and again and notes by how much it overslept. What it oversleeps with nothing to hear
is the machine's own, and comes first. The recogniser's load time, its calls' times and peak memory follow.
"""

import argparse
import os
import platform
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from voice_interviewer.engines.pocketsphinx import PocketSphinxTranscriber
from voice_interviewer.engines.wavefile import read_audio
from voice_interviewer.live.hearing import BATCH
from voice_interviewer.resources import data_folder
from voice_interviewer.speech.frame import SAMPLE_RATE

SLEEP = 0.001
IDLE = 2.0
"""Seconds in which only the thread that is watched runs."""


class Sleeper:
    """Seconds overslept, by what else went on meanwhile."""

    def __init__(self) -> None:
        self.overslept: dict[str, list[float]] = {}
        self._meanwhile = self.overslept["nothing"] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sleep)
        self._thread.start()

    @contextmanager
    def during(self, what: str) -> Iterator[None]:
        before, self._meanwhile = self._meanwhile, self.overslept.setdefault(what, [])
        yield
        time.sleep(2 * SLEEP)  # for the sleep that the end of `what` may have made late
        self._meanwhile = before

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _sleep(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            time.sleep(SLEEP)
            self._meanwhile.append(time.monotonic() - began - SLEEP)


class Stopwatch:
    """Seconds taken, by what took them."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = {}

    @contextmanager
    def timing(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.took.setdefault(what, []).append(time.monotonic() - began)


def hear(transcriber: PocketSphinxTranscriber, path: Path, sleeper: Sleeper, watch: Stopwatch) -> str:
    samples = read_audio(path)
    began = time.monotonic()
    recognition = transcriber.begin(0)
    for at in range(0, len(samples), BATCH):
        time.sleep(max(0.0, began + at / SAMPLE_RATE - time.monotonic()))
        with sleeper.during("accept"), watch.timing("accept"):
            recognition.accept(samples[at : at + BATCH])
    with sleeper.during("finish"), watch.timing("finish"):
        return recognition.finish().text


def line(what: str, taken: list[float]) -> str:
    return f"{what:24} {1000 * max(taken):8.1f} {1000 * float(np.percentile(taken, 99)):8.1f} {len(taken):8d}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sounds", nargs="*", type=Path, metavar="SOUND")
    demo = data_folder("problems") / "demo"
    sounds = parser.parse_args().sounds or [demo / f"{name}.flac" for name in ("goal", "latency", "model")]
    watch = Stopwatch()
    transcriber = PocketSphinxTranscriber()
    with watch.timing("load"):
        transcriber.prepare([])
    sleeper = Sleeper()
    try:
        time.sleep(IDLE)
        for path in sounds:
            print(f"{path.name}: {hear(transcriber, path, sleeper, watch)}")
    finally:
        sleeper.stop()
        transcriber.close()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'ms':24} {'longest':>8} {'p99':>8} {'count':>8}")
    for what, overslept in sleeper.overslept.items():
        print(line(f"waited during {what}", overslept))
    for what, taken in watch.took.items():
        print(line(what, taken))
    usage = {"the program": resource.RUSAGE_SELF, "its decoder": resource.RUSAGE_CHILDREN}
    peaks = [f"{who} {resource.getrusage(what).ru_maxrss / 1024:.0f} MiB" for who, what in usage.items()]
    print(f"peak memory: {', '.join(peaks)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
