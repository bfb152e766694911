"""What the candidate said that counts: ground met, with the words it rests on and who brought it up; and wrong claims.

Only the candidate's own words earn, with a reason or a link to the problem. What was read back, strung together,
rejected or addressed to the scorer earns nothing (`passages`), and neither does anything that cannot be quoted.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from voice_interviewer.assessment import questions
from voice_interviewer.assessment.ground import Listen, Terrain, survey
from voice_interviewer.assessment.passages import passages
from voice_interviewer.assessment.questions import Asked
from voice_interviewer.assessment.quotes import Quote, try_quote
from voice_interviewer.values import (
    Finding,
    FindingKind,
    Ground,
    Problem,
    Question,
    Speaker,
    Track,
    Turn,
    WrongTurn,
)

_CRITICISED: Final = re.compile(
    r"\b(?:meaningless|misleading|useless|pointless|dangerous|wrong|bad|worse|optimistic|unrealistic|naive"
    r"|leaks?|cheats?|(?:says?|means?|tells?(?: us| you| me)?) (?:nothing|little)|never|avoid|instead of|rather than"
    r"|is(?:n't| not)|does(?:n't| not)|would(?:n't| not)|don't|would (?:let|be too|leak|mix|look)|not enough"
    r"|too (?:late|slow|old|good))\b",
    re.IGNORECASE,
)
"""Words that argue against what they are said of."""


RAISED: Final = 3
"""Pieces of a dimension's ground in one answer from which the candidate turned to it, whatever the phase; one or two
are the common words that a long answer on something else contains."""


class Prompting(IntEnum):
    """How something came up; lower is better."""

    UNPROMPTED = 0
    PASSING = 1
    """Nobody asked, but it was one remark in talk about something else."""
    PROBED = 2
    HINTED = 3


@dataclass(frozen=True, slots=True)
class Met:
    """A piece of ground the candidate covered, in their words."""

    ground: Ground
    quote: Quote
    prompting: Prompting


@dataclass(frozen=True, slots=True)
class WrongClaim:
    """A common mistake the candidate made."""

    mistake: WrongTurn
    quote: Quote


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the scores rest on.

    `met`: each piece of ground once, where it was first brought up with the least help. `raised`: the dimensions the
    candidate spoke about, well or not, with their first words on each. `dropped`: findings whose words are not theirs.
    """

    terrain: Terrain
    met: tuple[Met, ...]
    raised: Mapping[str, Quote]
    asked: Asked
    wrong: tuple[WrongClaim, ...]
    dropped: int


def gather(
    turns: Sequence[Turn],
    problem: Problem,
    track: Track,
    listen: Listen,
    journalled: Mapping[int, Question] | None = None,
) -> Evidence:
    """The evidence in a conversation. `listen` reads a stretch of talk; `journalled` are questions known by turn."""
    terrain = survey(problem, track, listen)
    asked = questions.read(turns, problem, track, terrain, listen, journalled)
    sifter = _Sifter(turns, problem, track, terrain, asked)
    heard: list[str] = []
    for number, turn in enumerate(turns):
        if turn.speaker is Speaker.INTERVIEWER:
            heard.append(turn.text)
        else:
            sifter.take(number, _findings(turn.text, heard, terrain, listen))
    return sifter.evidence()


def _findings(text: str, heard: Sequence[str], terrain: Terrain, listen: Listen) -> list[Finding]:
    """What was found in the passages of an answer that can earn."""

    def topics(sentence: str) -> int:
        return len(terrain.touched(listen(sentence)))

    return [one for passage in passages(text, heard, topics) for one in listen(passage).findings]


class _Sifter:
    """Takes the findings turn by turn and keeps what counts."""

    def __init__(
        self, turns: Sequence[Turn], problem: Problem, track: Track, terrain: Terrain, asked: Asked
    ) -> None:
        self._turns = turns
        self._asked = asked
        self._terrain = terrain
        self._mistakes = {one.id: one for one in problem.wrong_turns}
        self._home = {phase.slug: frozenset(phase.dimensions) for phase in track.phases}
        spread = Counter(dimension for phase in track.phases for dimension in phase.dimensions)
        self._everywhere = frozenset(dimension for dimension, phases in spread.items() if phases > 1)
        self._met: dict[str, Met] = {}
        self._wrong: dict[str, WrongClaim] = {}
        self._raised: dict[str, Quote] = {}
        self._dropped = 0

    def take(self, number: int, findings: Sequence[Finding]) -> None:
        """The findings of turn `number`."""
        about = self._about(number, findings)
        for finding in findings:
            if finding.kind is FindingKind.GROUND and (piece := self._terrain.piece(finding.id)):
                self._covered(number, finding, piece, about)
            elif finding.kind is FindingKind.WRONG_TURN and finding.id in self._mistakes:
                self._mistaken(number, finding, self._mistakes[finding.id])

    def evidence(self) -> Evidence:
        """What counts. A dimension of which there are remarks in passing alone was not spoken about."""
        spoken_of = {
            one.ground.dimension for one in self._met.values() if one.prompting is not Prompting.PASSING
        }
        met = tuple(one for one in self._met.values() if one.ground.dimension in spoken_of)
        return Evidence(
            self._terrain, met, self._raised, self._asked, tuple(self._wrong.values()), self._dropped
        )

    def _about(self, number: int, findings: Sequence[Finding]) -> frozenset[str]:
        """The dimensions an answer is about: its phase's, those of several phases, and any it says enough about."""
        sound = [
            one for one in findings if one.kind is FindingKind.GROUND and one.reasoned and not one.negated
        ]
        pieces = {piece.id: piece for one in sound if (piece := self._terrain.piece(one.id))}
        counted = Counter(piece.dimension for piece in pieces.values())
        enough = {dimension for dimension, count in counted.items() if count >= RAISED}
        return self._home.get(self._turns[number].phase, frozenset()) | self._everywhere | enough

    def _covered(self, number: int, finding: Finding, ground: Ground, about: frozenset[str]) -> None:
        quote = self._quote(number, finding)
        if quote is None:
            return
        at_home = ground.dimension in about or ground.phase == self._turns[number].phase
        if at_home:
            self._raised.setdefault(ground.dimension, quote)
        if finding.negated or not finding.reasoned:
            return
        prompting = self._prompting(ground.id, number, at_home)
        known = self._met.get(ground.id)
        if known is None or prompting < known.prompting:
            self._met[ground.id] = Met(ground, quote, prompting)

    def _mistaken(self, number: int, finding: Finding, mistake: WrongTurn) -> None:
        """A wrong turn taken; one that is warned of or argued against is none: a false charge hurts more than a
        missed one."""
        if finding.negated or _CRITICISED.search(finding.words):
            return
        quote = self._quote(number, finding)
        if quote is not None:
            self._raised.setdefault(mistake.dimension, quote)
            self._wrong.setdefault(mistake.id, WrongClaim(mistake, quote))

    def _quote(self, number: int, finding: Finding) -> Quote | None:
        quote = try_quote(number, finding.words, self._turns)
        self._dropped += quote is None
        return quote

    def _prompting(self, ground: str, turn: int, at_home: bool) -> Prompting:
        if self._asked.hinted.get(ground, turn) < turn:
            return Prompting.HINTED
        if self._asked.ground.get(ground, turn) < turn:
            return Prompting.PROBED
        return Prompting.UNPROMPTED if at_home else Prompting.PASSING
