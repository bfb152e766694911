"""Scores with a language model: what of its replies holds, and what a dimension scores in the end.

The model judges; code decides what there is to judge. Whether a dimension was assessed at all, hint caps, coverage,
overall and verdict are the bank's arithmetic, shared, and what the bank's rules say earns nothing the model never sees
(`sentences`). For the rest:

1. Three readings, each by another seed. In each, numbers that stand for no sentence shown are dropped and counted. A
   score above 1 that is left without a sentence falls to what the bank's own evidence holds. The median counts, and the
   range of all readings is shown.
2. A median of 1, 2, 4 or 5 is looked at once more, high ones exactly as low ones. For 4 and 5 the model sees only the
   anchors and the sentences it picked, without the conversation that may have swayed it; for 1 and 2 all of the
   conversation, in case it missed something. It confirms the score or moves it one step, either way. A 3 stands.
3. Hints cap the result as they cap the bank's.

Whatever cannot be had from the model, the bank's score stands in for, and its justification says so.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from voice_interviewer.assessment.bank_scorer import MAX_QUOTES, DimensionScore
from voice_interviewer.assessment.quotes import Quote, overlap, place
from voice_interviewer.assessment.scorecard import Assessed, Scorecard, Scorer, bank_scorer, card
from voice_interviewer.assessment.scoring_prompts import Reply
from voice_interviewer.assessment.sentences import Sentence
from voice_interviewer.values import Ground

SEEDS: Final = (1, 2, 3)
"""One reading each; an odd number, so that the median is a score that was given."""
TEMPERATURE: Final = 0.7
"""Far enough from 0 for the readings to differ where the model is unsure, which is what the range shows."""
_HINTED: Final = "A hint limits this score."
_NOTHING_NAMED: Final = (
    "The language model named no sentence of yours for a score, so only what the problem bank found holds."
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply that was checked: `sentences` are numbers of sentences that there are, `dropped` those that are none."""

    score: int
    sentences: tuple[int, ...]
    dropped: frozenset[int]
    why_not_higher: str
    why_not_lower: str


@dataclass(frozen=True, slots=True)
class Result:
    """A dimension as it is scored in the end. `dropped`: how many sentences the model named that there are not."""

    score: DimensionScore
    by_model: bool = False
    dropped: int = 0


def checked(
    reply: Reply, shown: Collection[int], countable: Collection[int], bank: DimensionScore
) -> Reading:
    """What of a reply holds, where the sentences of the numbers `shown` were, and those `countable` may earn
    something in this dimension."""
    held = tuple(number for number in reply.sentences if number in shown and number in countable)
    score = reply.score if held else min(reply.score, bank.score or 1)
    invented = frozenset(reply.sentences).difference(shown)
    return Reading(score, held, invented, reply.why_not_higher, reply.why_not_lower)


def middle(readings: Sequence[Reading]) -> int:
    """The median score of an odd number of readings."""
    return int(median(one.score for one in readings))


def picked(readings: Sequence[Reading]) -> frozenset[int]:
    """The sentences that any of the readings rests on."""
    return frozenset(number for one in readings for number in one.sentences)


def next_to(score: int) -> tuple[int, ...]:
    """The scores that a second look may give; none where it is not due."""
    return () if score == 3 else tuple(range(max(1, score - 1), min(5, score + 1) + 1))


def looked_at_again(
    reply: Reply,
    shown: Collection[int],
    countable: Collection[int],
    readings: Sequence[Reading],
    bank: DimensionScore,
) -> Reading:
    """What of a second look holds: one step at most from the median. Where it names no sentence, those of the first
    readings still hold."""
    allowed = next_to(middle(readings))
    score = min(max(reply.score, allowed[0]), allowed[-1])
    second = checked(replace(reply, score=score), shown, countable, bank)
    return replace(second, score=score) if picked(readings) else second


def settled(
    bank: DimensionScore,
    readings: Sequence[Reading],
    second: Reading | None,
    known: Mapping[int, Sentence],
    cap: int,
) -> Result:
    """A dimension's result by the model. `bank` is the bank's own, `known` the sentences by number, `cap` the highest
    score that the hints given leave."""
    every = [*readings, *([second] if second is not None else [])]
    final = second.score if second is not None else middle(readings)
    score = min(final, cap)
    quotes = _quotes(every, known)
    scores = [min(one.score, cap) for one in every]
    found = replace(
        bank,
        score=score,
        range=(min(scores), max(scores)),
        justification=_justification(bank, every, final, named=bool(quotes), capped=score < final),
        evidence=bank.evidence if not quotes or (score == 1 and bank.score == 1) else quotes,
        next=_next(bank, score),
        missing=_left(bank.missing, final),
    )
    invented = frozenset[int]().union(*(one.dropped for one in every))
    return Result(found, by_model=True, dropped=len(invented))


def kept(bank: DimensionScore, why: str) -> "Result":
    """The bank's score where the model gave none; `why` is the end of a sentence that says so."""
    said = f"{bank.justification} This is the problem bank's score: {why}."
    return Result(replace(bank, justification=said))


def scorecard(
    assessed: Assessed,
    results: Sequence[Result],
    kind: str,
    name: str,
    digest: str,
    *,
    recogniser: str,
    rough: bool,
) -> Scorecard:
    """The scorecard with these results, one a dimension, by the model called `name`. Where it scored nothing in the
    end, the bank is the scorer."""
    scorer = bank_scorer(assessed.problem, assessed.track)
    if any(one.by_model for one in results):
        stood_in = [one.score.id for one in results if not one.by_model and one.score.score is not None]
        settings = {"temperature": TEMPERATURE, "seeds": list(SEEDS)} | (
            {"bank": stood_in} if stood_in else {}
        )
        scorer = Scorer(kind, name, digest, len(SEEDS), settings)
    scores = [one.score for one in results]
    return card(assessed, recogniser, rough, scores, scorer, sum(one.dropped for one in results))


def _quotes(every: Sequence[Reading], known: Mapping[int, Sentence]) -> tuple[Quote, ...]:
    """One to three sentences, those that most readings rest on, in the order they were said."""
    votes = Counter(number for one in every for number in one.sentences)
    first = list(dict.fromkeys(number for one in reversed(every) for number in one.sentences))
    best: list[Quote] = []
    for number in sorted(first, key=lambda number: (-votes[number], first.index(number))):
        quote = known[number].quote
        if len(best) < MAX_QUOTES and not any(overlap(quote, other) for other in best):
            best.append(quote)
    return tuple(sorted(best, key=place))


def _justification(
    bank: DimensionScore, every: Sequence[Reading], final: int, *, named: bool, capped: bool
) -> str:
    """In the words of the last reading that gave this score."""
    one = next(one for one in reversed(every) if one.score == final)
    said = [one.why_not_lower if final > 1 else "", one.why_not_higher if final < 5 else ""]
    if final > 1 and not named:
        said = [bank.justification, _NOTHING_NAMED]
    if capped:
        said.append(_HINTED)
    return " ".join(filter(None, said)) or bank.justification


def _left(missing: Sequence[Ground], score: int) -> tuple[Ground, ...]:
    """What the bank did not find and the score does not say was there: 4 is all of 3, and a 5 wants nothing."""
    return tuple(one for one in missing if score < 4 or (score == 4 and one.anchor == 5))


def _next(bank: DimensionScore, score: int) -> str:
    """How the next level would have sounded: what the bank did not find of 3 below 3, else of 5."""
    if score == 5:
        return ""
    wanted = 3 if score < 3 else 5
    gap = next(
        (one for one in bank.missing if one.anchor == wanted), bank.missing[0] if bank.missing else None
    )
    return (gap.sounds_like or gap.title) if gap is not None else ""
