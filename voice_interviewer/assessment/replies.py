"""Which words answered a question: not a command, not a question back, not a hesitation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from voice_interviewer.assessment.excerpts import SENTENCE_END
from voice_interviewer.assessment.ground import Listen
from voice_interviewer.assessment.passages import is_question
from voice_interviewer.assessment.questions import Asked
from voice_interviewer.assessment.quotes import Quote, try_quote
from voice_interviewer.interview.words import FILLERS, split
from voice_interviewer.values import Speaker, Turn

REPLY_WORDS: Final = 25
"""How much of a reply is shown."""
COMMAND_WORDS: Final = 9
"""Words up to which a sentence that holds a command is nothing else: "okay, could we skip this one, please"."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question's turn and the beginning of its reply; None where none was given."""

    question: int
    reply: Quote | None


def exchanges(turns: Sequence[Turn], asked: Asked, listen: Listen) -> Mapping[str, Exchange]:
    """By dimension, the first question about it that got a reply, else the first question."""
    found: dict[str, Exchange] = {}
    asking = [*asked.about, len(turns)]
    for number, following in pairwise(asking):
        reply = _reply(range(number + 1, following), turns, listen)
        for dimension in asked.about[number]:
            known = found.get(dimension)
            if known is None or (known.reply is None and reply is not None):
                found[dimension] = Exchange(number, reply)
    return found


def _reply(between: range, turns: Sequence[Turn], listen: Listen) -> Quote | None:
    for number in between:
        if turns[number].speaker is Speaker.CANDIDATE:
            sentences = SENTENCE_END.split(turns[number].text)
            while sentences and not _answers(sentences[0], listen):
                sentences.pop(0)
            while sentences and not _answers(sentences[-1], listen):
                sentences.pop()
            if quote := try_quote(number, " ".join(" ".join(sentences).split()[:REPLY_WORDS]), turns):
                return quote
    return None


def _answers(sentence: str, listen: Listen) -> bool:
    """Whether a sentence is an answer, good or bad."""
    words = [word for word in split(sentence) if word not in FILLERS]
    if not words or is_question(sentence):
        return False
    return len(words) > COMMAND_WORDS or listen(sentence).command is None


def answered(number: int, turns: Sequence[Turn]) -> int | None:
    """The number of the last thing the interviewer said before turn `number`; None at the start."""
    before = (at for at in range(number - 1, -1, -1) if turns[at].speaker is Speaker.INTERVIEWER)
    return next(before, None)
