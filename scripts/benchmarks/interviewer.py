"""The checks of the interviewer over simulated candidates, language models that misbehave, and problems: a table.

    scripts/bench interviewer [--candidate NAME] [--brain NAME] [--problem SLUG] [--minutes 20] [--slice] [--faults 10]

Without a choice it plays all of them: every candidate with the bank and with every model on every problem, which takes
over twenty minutes on one core. Each line is a check, each column a candidate: in how many interviews the check held
of those that could have broken it. What was found instead is listed after the table.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.checks.brains import BRAINS
from tests.checks.candidates import CANDIDATES
from tests.checks.every import TABLE
from tests.checks.playing import BANK, BANK_ALONE, Case, matrix, play, slice_of_it

WIDTH = 9
SENTENCE = 64


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidate", action="append", choices=list(CANDIDATES))
    parser.add_argument("--brain", action="append", choices=[BANK_ALONE, *BRAINS])
    parser.add_argument("--problem", action="append", choices=[problem.slug for problem in BANK.problems])
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--slice", action="store_true", help="only what the test suite plays")
    parser.add_argument("--faults", type=int, default=10, help="how many to list for each check")
    options = parser.parse_args(arguments)
    cases = [
        case
        for case in (slice_of_it() if options.slice else matrix(options.minutes))
        if case.candidate in (options.candidate or CANDIDATES)
        and case.brain in (options.brain or [BANK_ALONE, *BRAINS])
        and (options.problem is None or case.problem in options.problem)
    ]
    began = time.monotonic()
    held: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    faults: dict[str, list[str]] = {check.name: [] for check in TABLE}
    for number, case in enumerate(cases):
        look_at(case, held, seen, faults)
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {len(cases)}", end="", file=sys.stderr, flush=True)
    print(f"\r{len(cases)} interviews of {options.minutes:g} minutes in {time.monotonic() - began:.0f} s\n")
    show(held, seen)
    for check in TABLE:
        for fault in faults[check.name][: options.faults]:
            print(f"{check.name}: {fault}")
    return 1 if any(faults.values()) else 0


def look_at(
    case: Case, held: Counter[tuple[str, str]], seen: Counter[tuple[str, str]], faults: dict[str, list[str]]
) -> None:
    played = play(case)
    for check in TABLE:
        looks = list(check.look(played))
        found = [look for look in looks if look is not None]
        faults[check.name] += [f"{case}: {look}" for look in found]
        if looks:
            seen[check.name, case.candidate] += 1
            held[check.name, case.candidate] += not found


def show(held: Counter[tuple[str, str]], seen: Counter[tuple[str, str]]) -> None:
    came = [name for name in CANDIDATES if any(who == name for _, who in seen)]
    print(" " * SENTENCE + "".join(f"{name[: WIDTH - 1]:>{WIDTH}}" for name in (*came, "all")))
    for check in TABLE:
        cells = [(held[check.name, name], seen[check.name, name]) for name in came]
        cells.append((sum(kept for kept, _ in cells), sum(of for _, of in cells)))
        shown = "".join(f"{f'{kept}/{of}' if of else '-':>{WIDTH}}" for kept, of in cells)
        print(f"{check.sentence[: SENTENCE - 2]:{SENTENCE}}{shown}")
    print()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
