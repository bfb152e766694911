"""The pieces of ground an interview is scored on: the problem's and the track's, each idea once.

A problem often says in its own terms what its track says in general ("chargebacks come weeks late", "labels come
late"). At anchor 5, where each idea counts for much, counting both would pay twice for one. Two ideas that merely
touch stay two: whoever speaks of privacy is not told that they spoke of late labels.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from voice_interviewer.values import FindingKind, Ground, Problem, Track, Understanding

Listen: TypeAlias = Callable[[str], Understanding]
"""Reads a stretch of talk for the problem at hand."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """`pieces` by id, the problem's first; `same` maps the ids of the track's that a piece stands for to its own."""

    pieces: Mapping[str, Ground]
    same: Mapping[str, str]

    def piece(self, name: str) -> Ground | None:
        """The piece that ground of this id belongs to; None for ground of another problem."""
        return self.pieces.get(self.same.get(name, name))

    def of(self, dimension: str) -> tuple[Ground, ...]:
        return tuple(one for one in self.pieces.values() if one.dimension == dimension)

    def touched(self, understanding: Understanding) -> frozenset[str]:
        """The ids of the pieces that something said touches, well or not."""
        found = (self.piece(one.id) for one in understanding.findings if one.kind is FindingKind.GROUND)
        return frozenset(one.id for one in found if one is not None)


def survey(problem: Problem, track: Track, listen: Listen) -> Terrain:
    """The terrain of a problem. The track's ground is the problem's when the ids agree; at anchor 5 also when they
    share their dimension and each one's model answer covers the other."""
    own = {one.id: one for one in problem.ground}
    general = [one for one in track.ground if one.id not in own]
    same: dict[str, str] = {}
    for one in general:
        alike = [
            mine
            for mine in problem.ground
            if one.anchor == mine.anchor == 5 and mine.dimension == one.dimension
        ]
        twin = next(
            (mine for mine in alike if _covers(mine, one, listen) and _covers(one, mine, listen)), None
        )
        if twin is not None:
            same[one.id] = twin.id
    return Terrain(own | _by_id(one for one in general if one.id not in same), same)


def _covers(one: Ground, other: Ground, listen: Listen) -> bool:
    """Whether the model answer of `one` covers `other`."""
    return any(
        found.kind is FindingKind.GROUND and found.id == other.id
        for found in listen(one.sounds_like).findings
    )


def _by_id(ground: Iterable[Ground]) -> dict[str, Ground]:
    return {one.id: one for one in ground}
