"""What the candidate can say to steer the interview, recognised in speech: tolerant of slips, precise about meaning.

A command is a whole utterance, or the last thing said in a longer one ("… and that's my answer", "… could I get a
hint?"); in mid-answer the same words are content ("we need to think about hints of fraud"). How each is
said stands in `phrasings`. A whole utterance that is nothing else may differ from a known phrase by what a recogniser
mishears.
"""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from voice_interviewer.interview.phrasings import ALONE, AT_THE_END, PHRASES, TAKES_BACK
from voice_interviewer.interview.words import split, vocabulary
from voice_interviewer.values import Command

_EXPANDED: Final = {
    "i'm": "i am",
    "im": "i am",
    "i'd": "i would",
    "i'll": "i will",
    "i've": "i have",
    "that's": "that is",
    "thats": "that is",
    "that'd": "that would",
    "that'll": "that will",
    "let's": "let us",
    "lets": "let us",
    "it's": "it is",
    "what's": "what is",
    "whats": "what is",
    "how's": "how is",
    "you're": "you are",
    "we're": "we are",
    "didn't": "did not",
    "didnt": "did not",
    "don't": "do not",
    "dont": "do not",
    "couldn't": "could not",
    "can't": "can not",
    "cannot": "can not",
    "wasn't": "was not",
    "wasnt": "was not",
    "haven't": "have not",
    "hadn't": "had not",
    "isn't": "is not",
}
_BEFORE: Final = vocabulary(
    "um umm uh uhh er erm ah hmm hm mm okay ok well so oh sorry please actually hey alright right yeah yes now and but "
    "then thanks maybe perhaps just anyway also"
)
_AFTER: Final = vocabulary("um umm uh uhh hmm okay ok sorry please yeah thanks then anyway maybe")
"""Words around a command that change nothing about it."""

_NOT_AFTER: Final = vocabulary(
    "when once after until till before if whether not never to unless while that which who whom how what where because "
    "since should must won't wouldn't don't can't into onto of the a an this these those"
)
"""A phrase that one of these leads in is part of a sentence."""
_OWN_GUARDS: Final = {
    Command.DONE: frozenset({"once", "when", "until", "if", "after", "not", "never"}),
    Command.SKIP: _NOT_AFTER | {"or"},  # "should I go deeper or move on?" asks which
}
LONGEST_TAIL: Final = 16
"""Words at the end of an utterance in which a command is looked for."""
LONGEST_SLIP: Final = 10
ALIKE: Final = 88.0
"""rapidfuzz ratio above which an utterance is a known phrase, misheard."""
WORD_ALIKE: Final = 60.0
"""Every word of it must be this like one of the phrase's, so that "data" never passes for "time"."""

_ENDINGS: Final = {command: re.compile(rf"(?:^| )(?P<said>{said})$") for command, said in AT_THE_END.items()}
_OPENING: Final = re.compile(TAKES_BACK)
_WHOLES: Final = {command: re.compile(said) for command, said in ALONE.items()}


@lru_cache(maxsize=256)
def detect(text: str) -> Command | None:
    """The command a candidate gave, spoken alone or as the last thing in an answer; None for content."""
    words = _normal(text)
    said = " ".join(words)
    if not words:
        return None
    if _OPENING.match(said):
        return Command.TAKE_BACK
    for command, whole in _WHOLES.items():
        if whole.fullmatch(said):
            return command
    return _ending(words) or _misheard(said)


def _normal(text: str) -> list[str]:
    """Words without contractions, and without the politeness around them."""
    words = " ".join(_EXPANDED.get(word, word) for word in split(text)).split()
    while words and words[-1] in _AFTER:
        words.pop()
    first = next((index for index, word in enumerate(words) if word not in _BEFORE), len(words))
    return _once(words[first:])


def _once(words: list[str]) -> list[str]:
    """Said over and over ("hint, hint please"), it counts once."""
    said = [word for word in words if word != "please"]
    for length in range(1, len(said) // 2 + 1):
        if len(said) % length == 0 and said == said[:length] * (len(said) // length):
            return said[:length]
    return words


def _ending(words: list[str]) -> Command | None:
    tail = " ".join(words[-LONGEST_TAIL:])
    for command, pattern in _ENDINGS.items():
        match = pattern.search(tail)
        if match is None:
            continue
        before = words[: len(words) - len(match["said"].split())]
        if not before or before[-1] not in _OWN_GUARDS.get(command, _NOT_AFTER):
            return command
    return None


def _misheard(said: str) -> Command | None:
    """The phrase that a whole utterance is, but for a recogniser's slip."""
    words = said.split()
    if not 2 < len(words) <= LONGEST_SLIP:
        return None
    score, command, phrase = max((fuzz.ratio(said, phrase), command, phrase) for command, phrase in PHRASES)
    known = phrase.split()
    alike = all(max(fuzz.ratio(word, other) for other in known) >= WORD_ALIKE for word in words)
    return command if score >= ALIKE and alike else None
