"""What to keep, what to work on and how: each item from this interview's evidence, none that would fit any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from voice_interviewer.assessment.bank_scorer import DimensionScore
from voice_interviewer.assessment.evidence import Met, Prompting, WrongClaim
from voice_interviewer.assessment.likeness import FITS
from voice_interviewer.assessment.quotes import Quote, overlap, place
from voice_interviewer.values import Ground, Resource, Track

_T = TypeVar("_T")

ITEMS: Final = 3
"""Strengths and improvements, exactly, where the evidence holds as many (spec/product.md)."""
RESOURCES: Final = (2, 3)
GOOD: Final = 4
"""From this score on, a dimension needs no book."""
UNKNOWN_GAP: Final = 2.0
"""How much a dimension that never came up weighs as a gap: as one scored 3."""
DRILL_MINUTES: Final = 20
_OWN = frozenset({Prompting.UNPROMPTED, Prompting.PROBED})
"""What may be praised: not what a hint gave, nor a remark in passing."""


@dataclass(frozen=True, slots=True)
class Strength:
    text: str
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Improvement:
    text: str
    dimension: str


def strengths(scores: Sequence[DimensionScore]) -> tuple[Strength, ...]:
    """The best of what was said, from different dimensions as far as they go, no words praised twice; words that fit
    their piece badly only where there are no others."""
    every = [met for one in scores for met in one.met]
    ranked = [
        sorted((met for met in one.met if _may_be_praised(met, every)), key=_worth)
        for one in sorted(scores, key=lambda one: -(one.score or 0))
    ]
    clear = [[met for met in group if met.fit >= FITS] for group in ranked]
    rest = [[met for met in group if met.fit < FITS] for group in ranked]
    picked: list[Met] = []
    for met in (*_in_turns(clear), *_in_turns(rest)):
        if not any(overlap(met.quote, other.quote) for other in picked):
            picked.append(met)
    best = sorted(picked[:ITEMS], key=_worth)
    return tuple(Strength(_praise(met, rank), (met.quote,)) for rank, met in enumerate(best))


def _may_be_praised(met: Met, every: Sequence[Met]) -> bool:
    """Words may serve several pieces of ground; they are praised for the one that they fit best."""
    better = (other.fit > met.fit and overlap(other.quote, met.quote) for other in every)
    return met.prompting in _OWN and not any(better)


def improvements(
    scores: Sequence[DimensionScore],
    wrong: Sequence[WrongClaim],
    titles: Mapping[str, str],
    asked: Mapping[str, int],
) -> tuple[Improvement, ...]:
    """What would have raised the lowest scores first, after the first wrong claim. `titles` names the dimensions;
    `asked`: the turn in which a piece of ground was asked about, which is told, and comes before what was not."""
    assessed = sorted((one for one in scores if one.score is not None), key=lambda one: one.score or 0)
    unheard = [one for one in scores if one.score is None and assessed]

    def gaps(those: Sequence[DimensionScore]) -> list[Ground]:
        return _in_turns(
            [sorted(one.missing, key=lambda gap: (gap.anchor, gap.id not in asked)) for one in those]
        )

    found = [Improvement(_correction(one), one.mistake.dimension) for one in wrong[:1]]
    found += [
        Improvement(_advice(gap, titles, asked.get(gap.id)), gap.dimension)
        for gap in (*gaps(assessed), *gaps(unheard))
    ]
    return tuple(found[:ITEMS])


def first_gap(scores: Sequence[DimensionScore], track: Track) -> str:
    """The first piece of expected ground, in the interview's own order, that was due and did not come."""
    order = [phase.slug for phase in track.phases]
    titles = {phase.slug: phase.title for phase in track.phases}
    missing = [gap for one in scores if one.score is not None for gap in one.missing]
    if not missing:
        return ""
    gap = min(missing, key=lambda gap: (gap.anchor, order.index(gap.phase)))
    return f"{gap.title} ({titles[gap.phase]})"


def resources(scores: Sequence[DimensionScore], track: Track) -> tuple[Resource, ...]:
    """Two or three of the track's, those that speak to the widest gaps."""
    gaps = {one.id: UNKNOWN_GAP if one.score is None else 5.0 - one.score for one in scores}

    def reach(resource: Resource) -> float:
        """The mean gap of what it covers: a book on everything serves one on the very gap last."""
        covered = [gaps[one] for one in resource.dimensions if one in gaps]
        return sum(covered) / len(covered) if covered else -1.0

    fewest, most = RESOURCES
    ranked = sorted(track.resources, key=lambda one: -reach(one))
    return (*ranked[:fewest], *(one for one in ranked[fewest:most] if reach(one) > 5.0 - GOOD))


def drill(scores: Sequence[DimensionScore], track: Track) -> str:
    """The options of the practice to do next: the weakest dimension that came up, for twenty minutes."""
    assessed = [one for one in scores if one.score is not None]
    weakest = min(assessed or scores, key=lambda one: one.score or 0).id
    slugs = {phase.slug for phase in track.phases}
    area = (
        weakest
        if weakest in slugs or weakest in track.areas
        else next(phase.slug for phase in track.phases if weakest in phase.dimensions)
    )
    return f"--focus {area} --minutes {DRILL_MINUTES}"


def _in_turns(groups: Sequence[Sequence[_T]]) -> list[_T]:
    """The first of each group, then the second of each …"""
    longest = max((len(group) for group in groups), default=0)
    return [group[place] for place in range(longest) for group in groups if place < len(group)]


def _worth(met: Met) -> tuple[bool, int, int, tuple[int, int]]:
    """An answer before a question, then the least help, then the higher anchor."""
    return (met.asking, met.prompting, -met.ground.anchor, place(met.quote))


def _praise(met: Met, rank: int) -> str:
    title = f"“{met.ground.title}”"
    if met.asking:
        return f"You asked the interviewer about {title}."
    if met.prompting is Prompting.PROBED:
        return f"Asked about it, you had a sound answer: {title}."
    if met.ground.anchor == 5 and rank == 0:
        return f"You brought up {title} before anyone asked. That is what an excellent answer does."
    return (
        f"You brought up {title} unprompted."
        if met.ground.anchor == 5
        else f"You covered {title} on your own."
    )


def _advice(gap: Ground, titles: Mapping[str, str], asked: int | None) -> str:
    model = f" It could sound like: “{gap.sounds_like}”" if gap.sounds_like else ""
    if asked is None:
        return f"{titles[gap.dimension]}: nothing was heard on “{gap.title}”.{model}"
    return f"{titles[gap.dimension]}: turn {asked} asked about “{gap.title}”, and no answer to it was heard.{model}"


def _correction(claim: WrongClaim) -> str:
    return f"Rethink “{claim.quote.quote}”. {claim.mistake.why}"
