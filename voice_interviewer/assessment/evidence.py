"""What the candidate said that counts: ground met, with the words it rests on and who brought it up; and wrong claims.

Only the candidate's own words earn, with a reason or a link to the problem, wherever they are said. What was read back,
strung together, rejected or addressed to the scorer earns nothing (`passages`), and neither does anything that cannot
be quoted. A question earns only where asking is the thing to do: about the frame, before anything is designed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from voice_interviewer.assessment import questions
from voice_interviewer.assessment.excerpts import SENTENCE_END, excerpt, sentence_at
from voice_interviewer.assessment.ground import Listen, Terrain, survey
from voice_interviewer.assessment.likeness import FITS, Likeness
from voice_interviewer.assessment.passages import apart, passages
from voice_interviewer.assessment.questions import Asked
from voice_interviewer.assessment.quotes import Quote, try_quote
from voice_interviewer.assessment.replies import Exchange, answered, exchanges
from voice_interviewer.assessment.said import Said, is_outdone, is_taken, leads
from voice_interviewer.assessment.topic import Vocabulary
from voice_interviewer.interview.words import bare
from voice_interviewer.values import (
    Finding,
    FindingKind,
    Ground,
    Problem,
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


OWN_WORDS: Final = 0.5
"""Share of a sentence's content that a bare term must be for the sentence to be about it: "labels are usually wrong"
speaks of labels, "the user's request goes to the model" speaks of no user's data."""
ELSEWHERE: Final = 6.0
"""Fit from which words count outside the phase of their dimension, where nobody is talking of it: three words that one
piece in eight shares."""


class Prompting(IntEnum):
    """How something came up; lower is better."""

    UNPROMPTED = 0
    PASSING = 1
    """Nobody asked, but it was one remark in talk about something else."""
    PROBED = 2
    HINTED = 3


@dataclass(frozen=True, slots=True)
class Met:
    """A piece of ground the candidate covered, in their words. `asking`: by asking the interviewer about it. `fit`: how
    well the words fit this piece (`Likeness.fit`)."""

    ground: Ground
    quote: Quote
    prompting: Prompting
    asking: bool = False
    fit: float = 0.0


@dataclass(frozen=True, slots=True)
class WrongClaim:
    """A common mistake the candidate made."""

    mistake: WrongTurn
    quote: Quote


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the scores rest on.

    `vocabulary` tells answers about something else, in which nothing was looked for.
    `met`: each piece of ground once, where it was brought up with the least help, in the words that fit it best.
    `raised`: the dimensions the candidate spoke about, well or not, with their first words on each. `exchanges`: by
    dimension, what was asked about it and the reply. `dropped`: findings whose words are not theirs.
    """

    terrain: Terrain
    vocabulary: Vocabulary
    met: tuple[Met, ...]
    raised: Mapping[str, Quote]
    asked: Asked
    exchanges: Mapping[str, Exchange]
    wrong: tuple[WrongClaim, ...]
    dropped: int


def gather(
    turns: Sequence[Turn],
    problem: Problem,
    track: Track,
    listen: Listen,
    drilled: frozenset[str] = frozenset(),
    added: Mapping[int, Sequence[Finding]] | None = None,
) -> Evidence:
    """The evidence in a conversation. `listen` reads a stretch of talk; `drilled` are the dimensions a drill is about,
    which whatever is said in it, early or late, may be about; `added`, by turn, what a language model found during the
    interview beyond the bank."""
    terrain = survey(problem, track, listen)
    asked = questions.read(turns, problem, track, terrain, listen)
    vocabulary = Vocabulary(problem, track)
    sifter = _Sifter(turns, problem, track, terrain, asked, listen, drilled)
    heard: list[str] = []
    for number, turn in enumerate(turns):
        if turn.speaker is Speaker.INTERVIEWER:
            heard.append(turn.text)
        elif not vocabulary.is_elsewhere(turn.text):
            read = (added or {}).get(number, ())
            found = list(_findings(turn.text, heard, terrain, listen, read))
            sifter.take(number, found)
            sifter.replied(number, found)
    return sifter.evidence(vocabulary, exchanges(turns, asked, listen))


# ---------------------------------------------------------------- reading an answer


def _findings(
    text: str, heard: Sequence[str], terrain: Terrain, listen: Listen, added: Sequence[Finding]
) -> Iterator[tuple[Finding, bool]]:
    """What was found in the passages of an answer that can earn, each with whether it was a question; of what was
    `added`, what rests on their words."""

    def topics(sentence: str) -> int:
        return len(terrain.touched(listen(sentence)))

    for passage in passages(text, heard, topics):
        for stretch, asking in apart(passage):
            for finding in _in_stretch(stretch, listen):
                yield finding, asking
            for finding in added:
                if finding.words in stretch:
                    yield finding, asking


def _in_stretch(stretch: str, listen: Listen) -> Iterator[Finding]:
    """Sentence by sentence, so that each is judged by its own words; then what has its reason in the next one."""
    sentences = SENTENCE_END.split(stretch)
    alone = [finding for sentence in sentences for finding in listen(sentence).findings]
    yield from alone
    if len(sentences) > 1:
        earned = {(one.kind, one.id) for one in alone if one.reasoned and not one.negated}
        yield from (
            one
            for one in listen(stretch).findings
            if (one.kind, one.id) not in earned and SENTENCE_END.search(one.core) is None
        )


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
        self._likeness = Likeness(problem, track, terrain.same)
        self._mistakes = {one.id: one for one in problem.wrong_turns}
        self._first_phase = track.phases[0].slug
        self._home = {phase.slug: frozenset(phase.dimensions) for phase in track.phases}
        spread = Counter(dimension for phase in track.phases for dimension in phase.dimensions)
        self._everywhere = frozenset(name for name, phases in spread.items() if phases > 1) | drilled
        self._met: dict[str, Met] = {}
        self._wrong: dict[str, WrongClaim] = {}
        self._raised: dict[str, Quote] = {}
        self._lost: set[tuple[int, Finding]] = set()

    def take(self, number: int, findings: Sequence[tuple[Finding, bool]]) -> None:
        """The findings of turn `number`."""
        said = [one for finding, asking in findings if (one := self._said(number, finding, asking))]
        # What was an accident once is one when it is said again in the same answer.
        taken = {one.piece.id for one in said if any(is_taken(one, other) for other in said)}
        outdone = {one.piece.id for one in said if any(is_outdone(one, other) for other in said)}
        for one in said:
            if one.piece.id in taken and one.fit < FITS:
                continue
            about = self._is_about(one)
            elsewhere = one.piece.id not in outdone and (one.fit >= ELSEWHERE or about)
            firm = one.at_home or elsewhere
            self._covered(number, one, firm=firm, raised=firm if one.earns else about and leads(one, said))
        for finding, asking in findings:
            if finding.kind is FindingKind.WRONG_TURN and not asking:
                self._mistaken(number, finding)

    def replied(self, number: int, findings: Sequence[tuple[Finding, bool]]) -> None:
        """Turn `number` answers what the interviewer said last. A reasoned point about the design in it, whatever it
        is, meets the ground that answering a changed requirement is, and ground of a dimension at home everywhere that
        was just asked for: what it asks is how one speaks ("what was the other option?"), not of what."""
        before = answered(number, self._turns)
        points = [one for finding, asking in findings if (one := self._said(number, finding, asking))]
        best = max(
            (one for one in points if one.earns and one.fit >= FITS), key=lambda one: one.fit, default=None
        )
        if best is None or before is None:
            return
        for piece in self._terrain.pieces.values():
            asked = self._asked.ground.get(piece.id) == before and piece.dimension in self._everywhere
            changed = piece.answers_change and (asked or before in self._asked.changes)
            if changed or asked:
                prompting = Prompting.UNPROMPTED if changed else self._prompting(piece.id, number, firm=True)
                self._met.setdefault(piece.id, Met(piece, best.quote, prompting, fit=best.fit))

    def evidence(self, vocabulary: Vocabulary, asked_and_replied: Mapping[str, Exchange]) -> Evidence:
        """What counts. Of a dimension that was not spoken about, remarks in passing count where they fit well and
        somebody asked about it."""
        spoken_of = {
            one.ground.dimension for one in self._met.values() if one.prompting is not Prompting.PASSING
        }
        return Evidence(
            self._terrain,
            vocabulary,
            tuple(
                one
                for one in self._met.values()
                if one.ground.dimension in spoken_of
                or (one.ground.dimension in asked_and_replied and one.fit >= ELSEWHERE)
            ),
            self._raised,
            self._asked,
            asked_and_replied,
            tuple(self._wrong.values()),
            len(self._lost),
        )

    def _said(self, number: int, finding: Finding, asking: bool) -> Said | None:
        """The finding with its piece and its words; None where it is not about one, or asks for what is not asked."""
        piece = self._terrain.piece(finding.id) if finding.kind is FindingKind.GROUND else None
        if piece is None or (asking and piece.phase != self._first_phase):
            return None
        place = self._place(number, finding)
        quote = self._quote(number, finding, place)
        if quote is None:
            return None
        text = self._turns[number].text
        return Said(
            text=text,
            finding=finding,
            piece=piece,
            quote=quote,
            core=place,
            fit=self._likeness.fit(finding.words, piece.id),
            asking=asking,
            at_home=piece.dimension in self._at_home(number),
            everywhere=piece.dimension in self._everywhere,
            whole=SENTENCE_END.search(text, *place) is None,
        )

    def _covered(self, number: int, one: Said, *, firm: bool, raised: bool) -> None:
        """`firm`: it was spoken about, and not only touched on in talk about something else."""
        name = one.piece.id
        if one.asking and not self._may_ask(name, number):
            return
        if raised:
            self._raised.setdefault(one.piece.dimension, one.quote)
        if not one.earns or not (firm or one.whole):
            return
        prompting = self._prompting(name, number, firm=firm)
        known = self._met.get(name)
        met = Met(one.piece, one.quote, prompting, one.asking, one.fit)
        if known is None or _worth(met) < _worth(known):
            self._met[name] = met

    def _at_home(self, number: int) -> frozenset[str]:
        """The dimensions that are talked of in this turn's phase."""
        return self._home.get(self._turns[number].phase, frozenset()) | self._everywhere

    def _is_about(self, one: Said) -> bool:
        """Whether a bare or a rejected thing is what was being spoken about."""
        if one.asking or not one.whole:
            return False
        if one.at_home and not one.everywhere and one.fit >= FITS:
            return True
        start, end = one.core
        begins, ends = sentence_at(one.text, start, end)
        return len(bare(one.text[start:end])) >= OWN_WORDS * len(bare(one.text[begins:ends]))

    def _may_ask(self, ground: str, turn: int) -> bool:
        """Whether a question about this piece does what is due: nobody has asked the candidate for it, or somebody did
        to hear what they would ask."""
        asked = self._asked.ground.get(ground, turn)
        return asked >= turn or questions.invites(self._turns[asked].text)

    def _mistaken(self, number: int, one: Finding) -> None:
        """A wrong turn taken. One that is argued against, or that shows in talk about something else, is none: a false
        charge hurts more than a missed one."""
        mistake = self._mistakes.get(one.id)
        quote = self._quote(number, one, self._place(number, one)) if mistake else None
        if mistake is None or quote is None:
            return
        if one.negated or mistake.dimension not in self._at_home(number):
            return
        if _CRITICISED.search(one.words) or not self._proposed(one):
            return
        self._raised.setdefault(mistake.dimension, quote)
        self._wrong.setdefault(mistake.id, WrongClaim(mistake, quote))

    def _proposed(self, one: Finding) -> bool:
        """Whether it is still there without the reasons given: "because a random split …" proposes none."""
        proposal = self._listen(_REASONS.sub("", one.words))
        return any(other.kind is one.kind and other.id == one.id for other in proposal.findings)

    def _place(self, number: int, finding: Finding) -> tuple[int, int]:
        """Where the finding's core stands in the turn's text; (-1, -1) where its words are not there as they are."""
        text = self._turns[number].text
        at = text.find(finding.words)
        core = text.find(finding.core, at) if at >= 0 else -1
        return (core, core + len(finding.core or finding.words)) if core >= 0 else (-1, -1)

    def _quote(self, number: int, finding: Finding, place: tuple[int, int]) -> Quote | None:
        """What is shown for a finding; None, and counted, where its words are not the candidate's."""
        words = excerpt(self._turns[number].text, *place) if place[0] >= 0 else finding.words
        quote = try_quote(number, words, self._turns)
        if quote is None:
            self._lost.add((number, finding))
        return quote

    def _prompting(self, ground: str, turn: int, *, firm: bool) -> Prompting:
        if self._asked.hinted.get(ground, turn) < turn:
            return Prompting.HINTED
        if self._asked.ground.get(ground, turn) < turn:
            return Prompting.PROBED
        return Prompting.UNPROMPTED if firm else Prompting.PASSING


def _worth(met: Met) -> tuple[int, bool, float]:
    """For choosing the better of two: the least help, then an answer before a question, then the better fit."""
    return (met.prompting, met.asking, -met.fit)
