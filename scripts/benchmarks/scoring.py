"""How well the bank's scorecard agrees with people: the labelled interviews under tests/transcripts.

    scripts/bench scoring [--set held-out|tuning] [--problem SLUG] [--worst 12] [--each]

The held-out set was written before the scorer was tuned with the other, and never used for it; the bounds are for it.
Kappa is Cohen's with quadratic weights.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import mean

from tests.assessment.agreement import spearman, weighted_kappa
from tests.assessment.labelled import (
    HELD_OUT,
    SETS,
    Labelled,
    card,
    labelled,
    misheard,
    padded,
    score,
    scores_of,
)
from voice_interviewer.assessment.quotes import try_quote

Scores = Mapping[str, int | None]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", choices=SETS, default=HELD_OUT, dest="which")
    parser.add_argument("--problem", help="only interviews on this one")
    parser.add_argument("--worst", type=int, default=12, help="how many of the worst cases to list")
    parser.add_argument("--each", action="store_true", help="every interview with its scores")
    options = parser.parse_args(arguments)
    which = options.which
    them = [one for one in labelled(which) if options.problem in (None, one.problem)]
    began = time.monotonic()
    ours = {one.name: scores_of(card(which, one.name)) for one in them}
    seconds = (time.monotonic() - began) / len(them)
    print(f"{len(them)} interviews ({which}), {seconds * 1000:.0f} ms each\n")
    if options.each:
        show_each(them, which, ours)
    show_dimensions(them, ours)
    show_levels(them, which)
    show_robustness(them, which)
    show_worst(them, ours, options.worst)
    return 0


def show_each(them: Iterable[Labelled], which: str, ours: Mapping[str, Scores]) -> None:
    print(f"{'':40}{'level':>6}{'words':>7}{'label':>7}{'bank':>6}  ours/author by dimension")
    for one in them:
        label = [number for number in one.scores.values() if number]
        pairs = " ".join(
            f"{_short(ours[one.name][name])}{_short(number)}" for name, number in one.scores.items()
        )
        overall = card(which, one.name)["overall"]
        line = f"{one.name:40}{one.level:6}{one.words:7}{mean(label) if label else 0:7.1f}{overall or 0:6.1f}"
        print(f"{line}  {pairs}  {one.kind}")
    print()


def _short(number: int | None) -> str:
    return "-" if number is None else str(number)


# ---------------------------------------------------------------- agreement


def pairs_of(them: Iterable[Labelled], ours: Mapping[str, Scores], name: str) -> list[tuple[int, int]]:
    """The bank's and the author's scores of a dimension, where both gave one."""
    both = ((ours[one.name][name], one.scores[name]) for one in them)
    return [(mine, label) for mine, label in both if mine is not None and label is not None]


def show_dimensions(them: Sequence[Labelled], ours: Mapping[str, Scores]) -> None:
    print(f"{'':18}{'kappa':>8}{'error':>8}{'bias':>7}   only one gave a score")
    pooled: list[tuple[int, int]] = []
    alone = 0
    for name in them[0].scores:
        pairs = pairs_of(them, ours, name)
        pooled += pairs
        one_only = sum((ours[one.name][name] is None) != (one.scores[name] is None) for one in them)
        alone += one_only
        print(_row(name, pairs, one_only))
    print(f"{_row('pooled', pooled, alone)}  (kappa at least 0.60)")
    honest = [
        pair
        for name in them[0].scores
        for pair in pairs_of([one for one in them if not one.junk], ours, name)
    ]
    print(f"  without junk    {weighted_kappa(honest):8.2f}\n")


def _row(name: str, pairs: Sequence[tuple[int, int]], alone: int) -> str:
    error = mean(abs(mine - label) for mine, label in pairs)
    bias = mean(mine - label for mine, label in pairs)
    return f"{name:18}{weighted_kappa(pairs):8.2f}{error:8.2f}{bias:+7.2f}{alone:6}"


def show_levels(them: Sequence[Labelled], which: str) -> None:
    rated = [(float(one.level), card(which, one.name)["overall"], one) for one in them]
    known = [(level, overall, one) for level, overall, one in rated if overall is not None]
    honest = [(level, overall) for level, overall, one in known if not one.junk]
    print(
        f"Spearman of overall with level     {spearman([(a, b) for a, b, _ in known]):.2f}  (at least 0.85)"
    )
    print(f"  without junk                     {spearman(honest):.2f}")
    levels = sorted({level for level, _, _ in known})
    means = [mean(overall for at, overall, _ in known if at == level) for level in levels]
    shown = ", ".join(f"{level:.0f}: {value:.2f}" for level, value in zip(levels, means, strict=True))
    reversals = sum(above <= below for below, above in pairwise(means))
    print(f"mean overall by level              {shown}")
    print(f"reversals between adjacent levels  {reversals}  (0)")
    junk = [(one.name, overall) for _, overall, one in rated if one.junk]
    worst = max((overall or 0.0 for _, overall in junk), default=0.0)
    print(f"highest overall of junk            {worst:.1f}  (at most 1.5; {len(junk)} interviews)")


def show_robustness(them: Sequence[Labelled], which: str) -> None:
    honest = [one for one in them if not one.junk]
    print("\nby how much overall moves           median  largest")
    padding = {one.name: moved(one, which, score(one, padded(one))) for one in honest}
    _moves("padded by half again (0.2)", padding)
    said = {one.name: misheard(one) for one in honest}
    slips = {one.name: moved(one, which, score(one, said[one.name][0])) for one in honest}
    share = sum(wrong for _, _, wrong in said.values()) / sum(terms for _, terms, _ in said.values())
    _moves(f"{share:.0%} of the jargon misheard (0.25)", slips)
    quotes = [
        (proof, one)
        for one in them
        for dimension in card(which, one.name)["dimensions"]
        for proof in dimension["evidence"]
        if "quote" in proof
    ]
    true = sum(
        proof["quote"] in one.turns[proof["turn"]].text
        and try_quote(proof["turn"], proof["quote"], one.turns) is not None
        for proof, one in quotes
    )
    print(f"quotes that are verbatim           {true} of {len(quotes)}")
    again = sum(json.dumps(score(one)) == json.dumps(card(which, one.name)) for one in them)
    print(f"the same bytes when scored again   {again} of {len(them)}\n")


def moved(one: Labelled, which: str, other: Mapping[str, object]) -> float:
    before, after = card(which, one.name)["overall"], other["overall"]
    return round(float(after or 0) - float(before or 0), 1)  # type: ignore[arg-type]


def _moves(what: str, moves: Mapping[str, float]) -> None:
    sizes = sorted(abs(one) for one in moves.values())
    name = max(moves, key=lambda one: abs(moves[one]))
    print(f"{what:35} {sizes[len(sizes) // 2]:6.1f} {moves[name]:+8.1f}  {name}")


def show_worst(them: Iterable[Labelled], ours: Mapping[str, Scores], count: int) -> None:
    apart = [
        (abs(mine - label), one.name, name, mine, label)
        for one in them
        for name, label in one.scores.items()
        if label is not None and (mine := ours[one.name][name]) is not None
    ]
    print("furthest from the author's scores")
    for _, name, dimension, mine, label in sorted(apart, reverse=True)[:count]:
        print(f"  {name:40} {dimension:16} bank {mine}, author {label}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
