"""What the candidate said that counts: ground met, with the words it rests on and who brought it up; and wrong claims.

Only the candidate's own words earn, with a reason or a link to the problem. What was read back, strung together,
rejected or addressed to the scorer earns nothing (`passages`), and neither does anything that cannot be quoted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from voice_interviewer.assessment import questions
from voice_interviewer.assessment.passages import passages
from voice_interviewer.assessment.questions import Asked, Listen
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


class Prompting(IntEnum):
    """Who brought something up first; lower is better."""

    UNPROMPTED = 0
    PROBED = 1
    HINTED = 2


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
    ground = {one.id: one for one in questions.expected(problem, track)}
    mistakes = {one.id: one for one in problem.wrong_turns}
    asked = questions.read(turns, problem, track, listen, journalled)
    met: dict[str, Met] = {}
    wrong: dict[str, WrongClaim] = {}
    raised: dict[str, Quote] = {}
    dropped = 0
    for number, finding in _findings(turns, listen):
        dimension = _dimension(finding, ground, mistakes)
        if dimension is None:
            continue
        quote = try_quote(number, finding.words, turns)
        if quote is None:
            dropped += 1
            continue
        raised.setdefault(dimension, quote)
        if finding.negated:
            continue
        if finding.kind is FindingKind.WRONG_TURN:
            wrong.setdefault(finding.id, WrongClaim(mistakes[finding.id], quote))
        elif finding.reasoned:
            found = Met(ground[finding.id], quote, _prompting(finding.id, number, asked))
            known = met.get(finding.id)
            if known is None or found.prompting < known.prompting:
                met[finding.id] = found
    return Evidence(tuple(met.values()), raised, asked, tuple(wrong.values()), dropped)


def _findings(turns: Sequence[Turn], listen: Listen) -> Iterator[tuple[int, Finding]]:
    """Every finding in a passage that can earn, with its turn."""

    def topics(sentence: str) -> int:
        return len({one.id for one in listen(sentence).findings if one.kind is FindingKind.GROUND})

    heard: list[str] = []
    for number, turn in enumerate(turns):
        if turn.speaker is Speaker.INTERVIEWER:
            heard.append(turn.text)
            continue
        for passage in passages(turn.text, heard, topics):
            for finding in listen(passage).findings:
                yield number, finding


def _dimension(
    finding: Finding, ground: Mapping[str, Ground], mistakes: Mapping[str, WrongTurn]
) -> str | None:
    """The dimension a finding bears on; None for what is no evidence: facts asked for, numbers, probes."""
    if finding.kind is FindingKind.GROUND and finding.id in ground:
        return ground[finding.id].dimension
    if finding.kind is FindingKind.WRONG_TURN and finding.id in mistakes:
        return mistakes[finding.id].dimension
    return None


def _prompting(ground: str, turn: int, asked: Asked) -> Prompting:
    if asked.hinted.get(ground, turn) < turn:
        return Prompting.HINTED
    return Prompting.PROBED if asked.ground.get(ground, turn) < turn else Prompting.UNPROMPTED
