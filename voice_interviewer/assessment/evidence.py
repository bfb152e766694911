"""What the candidate said that counts: ground met, with the words it rests on and who brought it up; and wrong claims.

Only the candidate's own words earn, with a reason or a link to the problem. What was read back, strung together,
rejected or addressed to the scorer earns nothing (`passages`), and neither does anything that cannot be quoted.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

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
_REASONS: Final = re.compile(
    r"\b(?:because|since|otherwise|or else|compared (?:to|with)|unlike)\b[^.;!?]*", re.IGNORECASE
)
"""What is said in support of something else."""


SHOWN: Final = 36
"""Words of the longest sentence that is quoted whole; of a longer one, what the finding rests on."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?;])\s+")
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
    drilled: frozenset[str] = frozenset(),
    added: Mapping[int, Sequence[Finding]] | None = None,
) -> Evidence:
    """The evidence in a conversation. `listen` reads a stretch of talk; `journalled` are questions known by turn;
    `drilled` the dimensions a drill is about, which whatever is said in it, early or late, may be about; `added`, by
    turn, what a language model found during the interview beyond the bank."""
    terrain = survey(problem, track, listen)
    asked = questions.read(turns, problem, track, terrain, listen, journalled)
    sifter = _Sifter(turns, problem, track, terrain, asked, listen, drilled)
    heard: list[str] = []
    for number, turn in enumerate(turns):
        if turn.speaker is Speaker.INTERVIEWER:
            heard.append(turn.text)
        else:
            read = (added or {}).get(number, ())
            sifter.take(number, _findings(turn.text, heard, terrain, listen, read))
    return sifter.evidence()


def _findings(
    text: str, heard: Sequence[str], terrain: Terrain, listen: Listen, added: Sequence[Finding]
) -> list[Finding]:
    """What was found in the passages of an answer that can earn; of what was `added`, what rests on their words."""

    def topics(sentence: str) -> int:
        return len(terrain.touched(listen(sentence)))

    kept = passages(text, heard, topics)
    found = [one for passage in kept for one in listen(passage).findings]
    return [*found, *(one for one in added if any(one.words in passage for passage in kept))]


_Covering: TypeAlias = tuple[Finding, Ground, Quote]


def _whole(words: str, text: str) -> str:
    """`words` widened to the sentences of `text` they stand in, where these are short enough to show."""
    at = text.find(words)
    if at < 0:
        return words
    start = max((match.end() for match in _SENTENCE_END.finditer(text, 0, at)), default=0)
    following = _SENTENCE_END.search(text, at + len(words) - 1)
    sentence = text[start : following.start() if following else len(text)]
    return sentence if len(sentence.split()) <= SHOWN else words


def _same_words(one: Quote, other: Quote) -> bool:
    """Whether most of one quote, of the same turn, lies within the other."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > (one.end - one.start) / 2


class _Sifter:
    """Takes the findings turn by turn and keeps what counts."""

    def __init__(
        self,
        turns: Sequence[Turn],
        problem: Problem,
        track: Track,
        terrain: Terrain,
        asked: Asked,
        listen: Listen,
        drilled: frozenset[str],
    ) -> None:
        self._turns = turns
        self._asked = asked
        self._listen = listen
        self._terrain = terrain
        self._mistakes = {one.id: one for one in problem.wrong_turns}
        self._home = {phase.slug: frozenset(phase.dimensions) for phase in track.phases}
        spread = Counter(dimension for phase in track.phases for dimension in phase.dimensions)
        repeated = frozenset(dimension for dimension, phases in spread.items() if phases > 1)
        self._everywhere = repeated | drilled
        self._met: dict[str, Met] = {}
        self._wrong: dict[str, WrongClaim] = {}
        self._raised: dict[str, Quote] = {}
        self._dropped = 0

    def take(self, number: int, findings: Sequence[Finding]) -> None:
        """The findings of turn `number`."""
        quoted = [(one, quote) for one in findings if (quote := self._quote(number, one)) is not None]
        covered = [
            (one, piece, quote)
            for one, quote in quoted
            if one.kind is FindingKind.GROUND and (piece := self._terrain.piece(one.id))
        ]
        about = self._about(number, covered)
        for one, piece, quote in covered:
            self._covered(number, one, piece, quote, at_home=piece.dimension in about)
        for one, quote in quoted:
            if one.kind is FindingKind.WRONG_TURN and (mistake := self._mistakes.get(one.id)):
                self._mistaken(mistake, one, quote, at_home=mistake.dimension in about)

    def evidence(self) -> Evidence:
        """What counts. A dimension of which there are remarks in passing alone was not spoken about."""
        spoken_of = {
            one.ground.dimension for one in self._met.values() if one.prompting is not Prompting.PASSING
        }
        met = tuple(one for one in self._met.values() if one.ground.dimension in spoken_of)
        return Evidence(
            self._terrain, met, self._raised, self._asked, tuple(self._wrong.values()), self._dropped
        )

    def _about(self, number: int, covered: Sequence[_Covering]) -> frozenset[str]:
        """The dimensions an answer is about: its phase's, those of several phases or of a drill, and any it says enough
        about in words that are not about these."""
        home = self._home.get(self._turns[number].phase, frozenset()) | self._everywhere
        taken = [quote for _, piece, quote in covered if piece.dimension in home]
        pieces = {
            piece.id: piece.dimension
            for one, piece, quote in covered
            if one.reasoned and not one.negated and not any(_same_words(quote, other) for other in taken)
        }
        counted = Counter(pieces.values())
        return home | {dimension for dimension, count in counted.items() if count >= RAISED}

    def _covered(self, number: int, one: Finding, piece: Ground, quote: Quote, *, at_home: bool) -> None:
        if at_home:
            self._raised.setdefault(piece.dimension, quote)
        if one.negated or not one.reasoned:
            return
        prompting = self._prompting(piece.id, number, at_home)
        known = self._met.get(piece.id)
        if known is None or prompting < known.prompting:
            self._met[piece.id] = Met(piece, quote, prompting)

    def _mistaken(self, mistake: WrongTurn, one: Finding, quote: Quote, *, at_home: bool) -> None:
        """A wrong turn taken. One that is argued against, or that shows in talk about something else, is none: a false
        charge hurts more than a missed one."""
        if one.negated or not at_home or _CRITICISED.search(one.words) or not self._proposed(one):
            return
        self._raised.setdefault(mistake.dimension, quote)
        self._wrong.setdefault(mistake.id, WrongClaim(mistake, quote))

    def _proposed(self, one: Finding) -> bool:
        """Whether it is still there without the reasons given: "because a random split …" proposes none."""
        proposal = self._listen(_REASONS.sub("", one.words))
        return any(other.kind is one.kind and other.id == one.id for other in proposal.findings)

    def _quote(self, number: int, finding: Finding) -> Quote | None:
        """Its words as a quote; None, and counted, where they are not the candidate's. Only what may count is."""
        if finding.kind is FindingKind.GROUND or finding.kind is FindingKind.WRONG_TURN:
            text = self._turns[number].text
            quote = try_quote(number, _whole(finding.words, text), self._turns)
            self._dropped += quote is None
            return quote
        return None

    def _prompting(self, ground: str, turn: int, at_home: bool) -> Prompting:
        if self._asked.hinted.get(ground, turn) < turn:
            return Prompting.HINTED
        if self._asked.ground.get(ground, turn) < turn:
            return Prompting.PROBED
        return Prompting.UNPROMPTED if at_home else Prompting.PASSING
