"""`kill -9` at random moments, over and over: what was finished must be on disk, listed, rebuilt, and go on.

    scripts/bench crash [--typed 180] [--spoken 20] [--json FILE]

Each run begins an interview in an empty home, kills it at a random moment (seeded), reads its journal, rebuilds its
files, checks its recording, and resumes it; `tests/crash.py` has the checks. About two seconds for a typed run, ten for
a spoken one.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.crash import Kind, Outcome, crash


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--typed", type=int, default=180)
    parser.add_argument("--spoken", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    wanted: list[tuple[Kind, int]] = [("typed", options.typed), ("spoken", options.spoken)]
    figures, failed = {}, 0
    print(f"Machine: {os.cpu_count()} cores. Seeds from 1.")
    print(f"{'kind':8}{'killed':>8}{'lived, median s':>17}{'turns on disk':>15}{'had ended':>11}{'wrong':>7}")
    for kind, count in wanted:
        outcomes = [_one(kind, seed) for seed in range(1, count + 1)]
        wrong = [(seed, each.wrong) for seed, each in enumerate(outcomes, 1) if each.wrong]
        for seed, what in wrong:
            print(f"  {kind}, seed {seed}: {'; '.join(what)}", file=sys.stderr)
        failed += len(wrong)
        if outcomes:
            lived = statistics.median(each.lived for each in outcomes)
            turns, ended = (
                sum(values) for values in zip(*((o.turns, o.finished) for o in outcomes), strict=True)
            )
            print(f"{kind:8}{count:8}{lived:17.2f}{turns:15}{ended:11}{len(wrong):7}")
            figures[kind] = {"killed": count, "turns": turns, "ended": ended, "wrong": len(wrong)}
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if failed else 0


def _one(kind: Kind, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory() as home:
        return crash(Path(home), kind, seed)


if __name__ == "__main__":
    sys.exit(main())
