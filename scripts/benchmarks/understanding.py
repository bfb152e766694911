"""How long it takes to understand a 300-word answer without a language model: milliseconds, over all problems.

    scripts/bench understanding [--answers 20] [--words 300] [--seed 7]

Each answer is made of what the bank's own ground sounds like, shuffled, so that it is as dense with matches as any a
candidate gives, and none is heard twice. The bound is 10 ms. The first answer after the start is shown apart.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence

from voice_interviewer.bank import Bank
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.interview.understanding import understand
from voice_interviewer.values import Problem, Speaker, Track, Turn

BOUND = 10.0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--answers", type=int, default=20, help="for each problem")
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    bank = Bank.load()
    took: list[float] = []
    first = 0.0
    for problem in bank.problems:
        track = bank.track(problem.track)
        brief = Brief(problem, track, seed=options.seed)
        brief.prepare()
        heard = answers(problem, track, options.words, options.answers, random.Random(options.seed))
        mine = [milliseconds(brief, text) for text in heard]
        first = first or mine[0]
        took += mine
        print(f"{problem.slug:24} median {statistics.median(mine):5.1f} ms   longest {max(mine):5.1f} ms")
    print(f"\n{len(took)} answers of {options.words} words")
    print(f"the first of all     {first:5.1f} ms")
    print(f"median               {statistics.median(took):5.1f} ms")
    print(f"95th percentile      {statistics.quantiles(took, n=20)[-1]:5.1f} ms")
    print(f"under {BOUND:g} ms         {sum(one < BOUND for one in took) / len(took):6.1%}")
    return 0


def answers(problem: Problem, track: Track, words: int, count: int, chance: random.Random) -> Iterator[str]:
    said = [one.sounds_like for one in (*track.ground, *problem.ground)]
    for _ in range(count):
        chance.shuffle(said)
        yield " ".join(" ".join(said).split()[:words]) + "."


def milliseconds(brief: Brief, text: str) -> float:
    asked = Turn(Speaker.INTERVIEWER, brief.problem.question, 0.0, 10.0, brief.track.phases[0].slug)
    answer = Turn(Speaker.CANDIDATE, text, 11.0, 120.0, brief.track.phases[1].slug)
    session = session_from_turns((asked, answer), brief.problem.slug, brief.track, 45)
    began = time.perf_counter()
    understand(brief, session, text)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
