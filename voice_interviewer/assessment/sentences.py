"""The candidate's sentences that can earn something, numbered: all that a scoring language model may rest a score on.

What the bank's rules say can earn nothing is not among them: what was read back, lists of terms, orders to the scorer
(`passages`), what only turns something down, commands, bare terms, and questions but where asking is the thing to do.
Neither is an answer about something else (`topic`). So a model that obeys a candidate's order,
or likes everything, has nothing to show for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from voice_interviewer.assessment.evidence import Evidence
from voice_interviewer.assessment.excerpts import SENTENCE_END, pieces
from voice_interviewer.assessment.ground import Listen, Terrain
from voice_interviewer.assessment.passages import FRAGMENT, is_question, passages
from voice_interviewer.assessment.quotes import Quote, fold, overlap, place, try_quote
from voice_interviewer.assessment.replies import COMMAND_WORDS
from voice_interviewer.interview.words import split
from voice_interviewer.values import FindingKind, Speaker, Track, Turn

SUBSTANCE: Final = 3
"""Stretches of words in which the bank must have found something, in a whole interview, for there to be anything to
weigh. Somebody who says sensible things for five minutes has as many, however plain their words; talk of something else
has none or one by accident."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is verbatim, as `quote` shows it with its times. `asking`: it asks the interviewer something."""

    number: int
    text: str
    quote: Quote
    phase: str
    asking: bool


def has_substance(found: Evidence) -> bool:
    """Whether enough was recognised in an interview for a model to weigh it."""
    return len({place(one.quote) for one in found.met}) >= SUBSTANCE


def sentences(turns: Sequence[Turn], track: Track, found: Evidence, listen: Listen) -> tuple[Sentence, ...]:
    """All of an interview's, numbered from 1."""
    kept: list[Sentence] = []
    heard: list[str] = []
    first = track.phases[0].slug
    for number, turn in enumerate(turns):
        if turn.speaker is Speaker.INTERVIEWER:
            heard.append(turn.text)
            continue
        if found.vocabulary.is_elsewhere(turn.text):
            continue
        for text in _worth(turn.text, heard, found.terrain, listen):
            asking = is_question(text)
            quote = try_quote(number, text, turns)
            again = any(quote is not None and overlap(quote, one.quote) for one in kept)
            if quote is not None and not again and (turn.phase == first or not asking):
                kept.append(Sentence(len(kept) + 1, text, quote, turn.phase, asking))
    return tuple(kept)


def countable(
    dimension: str, known: Sequence[Sentence], track: Track, *, unmet: bool = False
) -> frozenset[int]:
    """The numbers of those that may earn something in a dimension: all but questions, unless the first phase is about
    it. Of an `unmet` one, for which the bank found nothing anywhere, only what was said where that was talked of: an
    answer that no pattern knows may be one, a remark about something else is none."""
    asking_is_due = dimension in track.phases[0].dimensions
    home = _home(dimension, track)
    everywhere = len(home) > 1 or not unmet
    return frozenset(
        one.number for one in known if (asking_is_due or not one.asking) and (everywhere or one.phase in home)
    )


def nearby(dimension: str, known: Sequence[Sentence], track: Track, found: Evidence) -> tuple[Sentence, ...]:
    """Those said in a dimension's own phases, and those in which the bank found something for it: what is shown where
    the whole interview is too long for a model."""
    home = _home(dimension, track)
    met = [one.quote for one in found.met if one.ground.dimension == dimension]
    return tuple(one for one in known if one.phase in home or any(overlap(one.quote, quote) for quote in met))


def _home(dimension: str, track: Track) -> frozenset[str]:
    return frozenset(phase.slug for phase in track.phases if dimension in phase.dimensions)


def _worth(text: str, heard: Sequence[str], terrain: Terrain, listen: Listen) -> Iterator[str]:
    """The sentences of an answer that can earn something."""

    def topics(sentence: str) -> int:
        return len(terrain.touched(listen(sentence)))

    for passage in passages(text, heard, topics):
        for sentence in SENTENCE_END.split(passage):
            if len(fold(sentence)) > FRAGMENT and not _earns_nothing(sentence, listen):
                yield from pieces(sentence)


def _earns_nothing(sentence: str, listen: Listen) -> bool:
    understood = listen(sentence)
    if understood.command is not None and len(split(sentence)) <= COMMAND_WORDS:
        return True
    ground = [one for one in understood.findings if one.kind is FindingKind.GROUND]
    return bool(ground) and all(one.negated for one in ground)
