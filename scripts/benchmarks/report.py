"""How long a report takes to make and to open: a session of three hours, and the largest recording inside a page.

    scripts/bench report [--runs 5]

Opened from disk in headless Chromium, from the navigation's start to the load event; medians. The issue's bound for
three hours: 2 s. The three-hour session has 540 turns with a time for each of 97,000 words and its recording beside
it; the other one has 45 minutes, and as much sound inside as a page holds.
"""

import argparse
import base64
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.browser import CHROMIUM, DRIVER, Browser, browser
from tests.reports.test_page import LATENCY, META
from tests.reports.test_scorecard import CARD
from voice_interviewer.history import EMBEDDED
from voice_interviewer.reports.page import Report, to_html
from voice_interviewer.values import Speaker, Turn, Word

BOUND: Final = 2.0
_SAID: Final = [
    "so",
    "the",
    "labels",
    "come",
    "weeks",
    "late",
    "and",
    "um",
    "that",
    "is",
    "why",
    "I",
    "would",
    "watch",
    "the",
    "scores",
    "every",
    "day",
    "instead",
]
_PHASES: Final = ("requirements", "data-and-features", "modelling", "serving", "monitoring", "wrap-up")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not (CHROMIUM and DRIVER):
        print("This needs chromium and chromedriver.")
        return 2
    sound = "data:audio/flac;base64," + base64.b64encode(os.urandom(EMBEDDED)).decode("ascii")
    reports = {
        "three hours": replace(report(10_800.0), audio="recording.flac"),
        "45 minutes, 25 MB inside": replace(report(2700.0), audio=sound),
    }
    print(f"Machine: {os.cpu_count()} cores. Medians of {options.runs}.")
    print(f"{'':26}{'turns':>7}{'MB':>7}{'made, s':>10}{'opened, s':>11}")
    late = False
    with browser() as window, tempfile.TemporaryDirectory() as folder:
        for name, one in reports.items():
            began = time.monotonic()
            text = to_html(one)
            made = time.monotonic() - began
            page = Path(folder) / "report.html"
            page.write_text(text, encoding="utf-8")
            opened = statistics.median(load(window, page) for _ in range(options.runs))
            late = late or opened > BOUND
            print(f"{name:26}{len(one.turns):7}{len(text) / 1e6:7.1f}{made:10.2f}{opened:11.2f}")
    print(f"Bound: {BOUND} s to open.")
    return 1 if late else 0


def report(seconds: float) -> Report:
    """A turn every 20 seconds, the candidate's three times as long as the interviewer's."""
    turns, at = list[Turn](), 0.0
    while at < seconds:
        mine = len(turns) % 2 == 1
        length = 30.0 if mine else 10.0
        count = 360 if mine else 30
        said = [_SAID[number % len(_SAID)] for number in range(count)]
        step = length / count
        words = tuple(
            Word(word, at + number * step, at + (number + 1) * step, 0.3 if number % 40 == 0 else 0.9)
            for number, word in enumerate(said)
        )
        phase = _PHASES[min(len(_PHASES) - 1, int(at / seconds * len(_PHASES)))]
        speaker = Speaker.CANDIDATE if mine else Speaker.INTERVIEWER
        turns.append(Turn(speaker, " ".join(said), at, at + length, phase, words if mine else (), 0.9))
        at += length
    return Report(META, turns, CARD, LATENCY)


def load(window: Browser, page: Path) -> float:
    """Seconds from the navigation's start to the end of the load event."""
    window.open(page)
    milliseconds: float = window.ask(
        "(entry => entry.loadEventEnd)(performance.getEntriesByType('navigation')[0])"
    )
    return milliseconds / 1000


if __name__ == "__main__":
    sys.exit(main())
