"""Findings about ground, each in its place, and which of two that rest on the same words they really speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voice_interviewer.assessment.excerpts import joined
from voice_interviewer.assessment.likeness import FITS
from voice_interviewer.assessment.quotes import Quote, overlap
from voice_interviewer.values import Finding, Ground

OVERLAP: Final = 0.5
"""Share of the shorter of two findings from which both rest on the same words."""
FAINT: Final = 2.5
"""Fit below which words only happen to match: no more than one word in common that one piece in a dozen has."""
CLEARLY: Final = 2.0
"""How much better words fit another dimension than the one being talked of before they count for it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A finding about a piece of ground: where in the turn's `text` its core stands, and how well its words fit."""

    text: str
    finding: Finding
    piece: Ground
    quote: Quote
    core: tuple[int, int]
    fit: float
    asking: bool
    at_home: bool
    """Said in its dimension's phase, or of a dimension that is at home in several, or in a drill about it."""
    everywhere: bool
    """Of a dimension that is at home in several phases."""
    whole: bool
    """Its core stands within one sentence."""

    @property
    def length(self) -> int:
        return self.core[1] - self.core[0]

    @property
    def earns(self) -> bool:
        return self.finding.reasoned and not self.finding.negated

    def same_words(self, other: "Said") -> bool:
        shared = min(self.core[1], other.core[1]) - max(self.core[0], other.core[0])
        return shared > OVERLAP * min(self.length, other.length)


def is_taken(one: Said, other: Said) -> bool:
    """Whether the words of `one` speak of `other` instead: they fit it and do not fit this. What options cost is always
    said in words about something else: of a dimension that has no phase of its own, only a part of them is taken, or
    what hardly fits."""
    if one.everywhere and one.fit >= FAINT and 2 * one.length > other.length:
        return False
    return one.fit < FITS <= other.fit and _rivals(one, other) and one.same_words(other)


def is_outdone(one: Said, other: Said) -> bool:
    """Whether a clause that may speak of both is first of all about `other`, which was being talked of: "guardrails" in
    framing are not yet those of an experiment."""
    return (
        other.at_home
        and one.fit < CLEARLY * other.fit
        and _rivals(one, other)
        and joined(one.text, one.core, other.core)
    )


def leads(one: Said, said: Sequence[Said]) -> bool:
    """Whether no sentence that holds it speaks as much of what was being talked of."""
    return one.at_home or not any(
        other.at_home and other.fit >= one.fit and overlap(one.quote, other.quote) for other in said
    )


def _rivals(one: Said, other: Said) -> bool:
    """Whether `other` earns something in another dimension."""
    return one.piece.dimension != other.piece.dimension and other.earns and other.whole
