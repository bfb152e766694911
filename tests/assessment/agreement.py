"""How well two lists of scores agree: what `scripts/bench scoring` prints and the tests hold the scorecard to."""

from collections import Counter
from collections.abc import Sequence
from statistics import mean


def weighted_kappa(pairs: Sequence[tuple[int, int]], levels: Sequence[int] = (1, 2, 3, 4, 5)) -> float:
    """Cohen's kappa with quadratic weights (Cohen, Psychological Bulletin 70, 1968): 1 for the same scores throughout,
    0 for what chance alone would give with how often each rater gives each score. NaN where neither ever varies."""
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    seen = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    chance = (
        sum(ours[one] * theirs[other] * (one - other) ** 2 for one in levels for other in levels)
        / len(pairs) ** 2
    )
    return 1.0 - seen / chance if chance else float("nan")


def spearman(pairs: Sequence[tuple[float, float]]) -> float:
    """Spearman's rank correlation: Pearson's of the ranks, ties sharing the mean of theirs. NaN of a constant."""
    first, second = (_ranks([pair[side] for pair in pairs]) for side in (0, 1))
    middle = mean(first)
    apart = sum((one - middle) * (other - middle) for one, other in zip(first, second, strict=True))
    spread = sum((one - middle) ** 2 for one in first) * sum((one - middle) ** 2 for one in second)
    return apart / spread**0.5 if spread else float("nan")


def _ranks(values: Sequence[float]) -> list[float]:
    return [
        sum(other < one for other in values) + (sum(other == one for other in values) + 1) / 2
        for one in values
    ]
