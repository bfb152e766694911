"""Damaged input by the hundred thousand: problem files, settings, transcripts, journals, sound files, model output.

    scripts/bench fuzz [--inputs 100000] [--seed 1] [--only "journals"]

Good inputs with one to four wounds (a flipped bit, a cut, a value that readers trip over), drawn and, where something
escapes, made smaller by Hypothesis; `tests/fuzzing.py` has the readers. Each input must be taken, or refused in a
sentence: anything else is an escape, and is printed. Ollama's streams go over HTTP, in pieces of 1 to 256 bytes.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzzing import targets


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    options = parser.parse_args()
    print(f"Machine: {os.cpu_count()} cores. Seed {options.seed}.")
    print(f"{'reader':20}{'inputs':>8}{'taken':>8}{'refused':>9}{'escaped':>9}{'seconds':>9}")
    escaped = total = 0
    with targets() as every, tempfile.TemporaryDirectory() as folder:
        for name, target in every.items():
            if options.only is not None and name != options.only:
                continue
            began, wrong = time.monotonic(), 0
            try:
                target.fuzz(Path(folder), options.inputs * target.share // 1000, options.seed)
            except Exception:  # noqa: BLE001 - what is looked for
                wrong = 1
                print(traceback.format_exc(limit=-3)[-3000:], file=sys.stderr)
            inputs = target.tally.taken + target.tally.refused
            print(
                f"{name:20}{inputs:8}{target.tally.taken:8}{target.tally.refused:9}{wrong:9}"
                f"{time.monotonic() - began:9.0f}",
                flush=True,
            )
            escaped, total = escaped + wrong, total + inputs
    print(f"{total} inputs, {escaped} readers let something escape.")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
