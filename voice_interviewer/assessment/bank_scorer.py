"""Scores without a model: how much of a dimension's ground was covered, and with how much help.

The rubric (spec/interview.md): 2 is parts of 3; 4 is all of 3 plus one unprompted element of 5; 5 is most of 5; asked
and not met is 1; null where it was neither asked nor raised. Ground is finer than the rubric's anchors, and is
recognised by how people put things, so "all" and "most" are shares, in `LEVELS`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from voice_interviewer.assessment.evidence import Evidence, Met, Prompting
from voice_interviewer.assessment.likeness import FITS
from voice_interviewer.assessment.quotes import Quote, overlap, place
from voice_interviewer.assessment.replies import Exchange
from voice_interviewer.values import Criterion, Ground, HintText

HINT_CAPS: Final[Mapping[int, int]] = {2: 4, 3: 3, 4: 2}
"""The highest score on a dimension that a hint of this level touched (spec/interview.md); level 1 caps nothing."""
WORTH: Final[Mapping[Prompting, float]] = {
    Prompting.UNPROMPTED: 1.0,
    Prompting.PASSING: 0.5,
    Prompting.PROBED: 0.5,
    Prompting.HINTED: 0.0,
}
"""What an element of anchor 5 counts for, by how it came up."""
MAX_QUOTES: Final = 3


@dataclass(frozen=True, slots=True)
class Level:
    """What a score asks for: `expected`, the share of the ground at anchor 3; `excellent`, the share of that at anchor
    5, where an element counts as `WORTH` says; `unprompted`, how many elements of 5 came without a question.

    Each element of 5 beyond the first stands for a piece of what was expected: who knows it knows what lies below, even
    where that was said in words the bank does not recognise.
    """

    score: int
    expected: float
    excellent: float
    unprompted: int


LEVELS: Final = (
    # Most of 5, on top of what 4 asks for: just over half, two of them volunteered.
    Level(5, expected=0.7, excellent=0.55, unprompted=2),
    # "All of 3" with allowance for one piece in four that was said in words the bank does not know.
    Level(4, expected=0.7, excellent=0.0, unprompted=1),
    # The anchor itself: more than half, since a problem's ground adds as much again to what the rubric names at 3.
    Level(3, expected=0.55, excellent=0.0, unprompted=0),
    # Parts of 3.
    Level(2, expected=0.0, excellent=0.0, unprompted=0),
)
"""From the highest; a dimension scores the first whose demands are met, and 1 with nothing met at all."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much ground a dimension has at each anchor, and how much of it was met (`excellent_met` weighted)."""

    expected: int
    expected_met: int
    excellent: int
    excellent_met: float
    unprompted: int
    """Elements of anchor 5 met without a question or a hint."""
    met: int
    """Elements met at either anchor, however they came up."""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """Evidence that the interviewer asked: the turn it was in."""

    turn: int


Proof: TypeAlias = Quote | QuestionAsked


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension's score (None: not assessed) with what it rests on. `next` is how the next level would have sounded;
    empty at 5."""

    id: str
    score: int | None
    range: tuple[int, int] | None
    justification: str
    evidence: tuple[Proof, ...]
    next: str
    missing: tuple[Ground, ...] = ()
    """Ground not met, what the next level needs first."""
    met: tuple[Met, ...] = ()


def score_dimension(
    criterion: Criterion,
    evidence: Evidence,
    hints: Iterable[HintText],
) -> DimensionScore:
    """One dimension from the evidence. `hints` are those that were given."""
    own = evidence.terrain.of(criterion.id)
    met = tuple(one for one in evidence.met if one.ground.dimension == criterion.id)
    exchange = evidence.exchanges.get(criterion.id)
    raised = evidence.raised.get(criterion.id)
    covered = {one.ground.id for one in met}
    missing = tuple(sorted((one for one in own if one.id not in covered), key=lambda one: one.anchor))
    tally = count(own, met)
    if not met and exchange is None and raised is None:
        return DimensionScore(
            criterion.id, None, None, "It did not come up.", (), _next(missing, tally, 1), missing
        )
    uncapped = level(count(own, met))
    score = min(uncapped, cap_of(criterion.id, hints))
    proof = _quotes(met) or _unmet(exchange, raised)
    return DimensionScore(
        id=criterion.id,
        score=score,
        range=(score, score),
        justification=_justification(
            _how_met(met) if met else [_why_unmet(exchange, raised)], missing, capped=score < uncapped
        ),
        evidence=proof,
        next=_next(missing, tally, score),
        missing=missing,
        met=met,
    )


def count(ground: Sequence[Ground], met: Sequence[Met]) -> Tally:
    """The tally of one dimension."""
    excellent = [one for one in met if one.ground.anchor == 5]
    return Tally(
        expected=sum(one.anchor == 3 for one in ground),
        expected_met=len(met) - len(excellent),
        excellent=sum(one.anchor == 5 for one in ground),
        excellent_met=sum(WORTH[one.prompting] for one in excellent),
        unprompted=sum(one.prompting is Prompting.UNPROMPTED for one in excellent),
        met=len(met),
    )


def level(tally: Tally) -> int:
    """The score before caps, 1 to 5. Ground the bank lacks at an anchor asks for nothing there."""
    if not tally.met:
        return 1
    excellent = tally.excellent_met / tally.excellent if tally.excellent else 0.0
    return next(
        one.score
        for one in LEVELS
        if _expected(tally) >= one.expected
        and excellent >= one.excellent
        and tally.unprompted >= min(one.unprompted, max(1, tally.excellent))
    )


def _expected(tally: Tally) -> float:
    """The share of the ground at anchor 3, as `Level` has it."""
    met = tally.expected_met + max(0.0, tally.excellent_met - 1)
    return met / tally.expected if tally.expected else 1.0


def cap_of(dimension: str, hints: Iterable[HintText]) -> int:
    """The highest score the hints given leave this dimension."""
    touching = (hint.level for hint in hints if dimension in hint.dimensions)
    return min((HINT_CAPS.get(one, 5) for one in touching), default=5)


def _quotes(met: Sequence[Met]) -> tuple[Proof, ...]:
    """The candidate's best words, one to three, none twice, in the order they were said. Words that fit their piece
    badly are shown only where there are no others."""
    clear = [one for one in met if one.fit >= FITS] or met
    best: list[Quote] = []
    for one in sorted(
        clear, key=lambda one: (one.prompting, one.asking, -one.ground.anchor, place(one.quote))
    ):
        if len(best) < MAX_QUOTES and not any(overlap(one.quote, other) for other in best):
            best.append(one.quote)
    return tuple(sorted(best, key=place))


def _unmet(exchange: Exchange | None, raised: Quote | None) -> tuple[Proof, ...]:
    """The question that was not met, if one was asked, and what was said about it or else in reply."""
    asked = (QuestionAsked(exchange.question),) if exchange else ()
    said = raised or (exchange.reply if exchange else None)
    return (*asked, said) if said else asked


def _why_unmet(exchange: Exchange | None, raised: Quote | None) -> str:
    if raised is not None:
        return (
            "What was said about it did not count: it came without a reason or a link to this problem, or was turned "
            "down"
        )
    if exchange is not None and exchange.reply is not None:
        return "It was asked about, and nothing in the answer was recognised as speaking to it"
    return "It was asked about and not answered"


def _how_met(met: Sequence[Met]) -> list[str]:
    groups = {
        "On your own: ": [one for one in met if one.prompting is Prompting.UNPROMPTED and not one.asking],
        "In passing: ": [one for one in met if one.prompting is Prompting.PASSING and not one.asking],
        "By asking: ": [one for one in met if one.prompting is not Prompting.HINTED and one.asking],
        "After a question: ": [one for one in met if one.prompting is Prompting.PROBED and not one.asking],
        "After a hint: ": [one for one in met if one.prompting is Prompting.HINTED],
    }
    return [opening + _listed([one.ground.title for one in some]) for opening, some in groups.items() if some]


def _justification(parts: Sequence[str], missing: Sequence[Ground], *, capped: bool) -> str:
    expected = [one.title for one in missing if one.anchor == 3]
    return (
        ". ".join(
            (
                *parts,
                *(["Still expected: " + _listed(expected)] if expected else []),
                *(["A hint limits this score"] if capped else []),
            )
        )
        + "."
    )


def _next(missing: Sequence[Ground], tally: Tally, score: int) -> str:
    """How the next level would have sounded: what it still needs at anchor 3, or else at 5."""
    if score == 5:
        return ""
    wanted = next(one.expected for one in reversed(LEVELS) if one.score > score)
    anchor = 5 if tally.met and _expected(tally) >= wanted else 3
    gap = next((one for one in missing if one.anchor == anchor), missing[0] if missing else None)
    return (gap.sounds_like or gap.title) if gap else ""


def _listed(titles: Sequence[str]) -> str:
    return "; ".join(titles)
