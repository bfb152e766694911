"""Quotes that cannot be invented: each is found in the candidate's own turn when it is made, or it is not made.

Two texts say the same when their tokens agree after folding case, punctuation, apostrophes and fillers. What is
shown is always the turn's own stretch of text, never the words it was looked up by.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, field
from functools import lru_cache
from itertools import accumulate, zip_longest

from voice_interviewer.values import Speaker, Turn

SOUNDS = frozenset(
    ["um", "umm", "uh", "uhh", "uhm", "er", "erm", "ah", "eh", "hm", "hmm", "mm", "mmm", "mhm"]
)
"""Hesitations that are never words."""
FILLER_PAIRS = frozenset({("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of")})
"""Folded away on both sides, so that a quote holds whether or not it keeps them."""

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")
_APOSTROPHES = re.compile(r"['\u2019\u02bc]")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and the stretch of text it came from."""

    word: str
    start: int
    end: int


class NotSaid(ValueError):
    """The candidate did not say these words in this turn."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The candidate's own words: `Quote(turn, words, turns)` finds `words` in `turns[turn]`.

    `quote` is that turn's text, verbatim. `start` and `end` are seconds on the recording's clock: from the turn's
    word times where they hold these words, otherwise by the quote's place in the text. Raises NotSaid.
    """

    turn: int
    words: InitVar[str]
    turns: InitVar[Sequence[Turn]]
    quote: str = field(init=False)
    start: float = field(init=False)
    end: float = field(init=False)
    span: tuple[int, int] = field(init=False, repr=False)
    """Where it stands in the turn's text."""
    corrected: bool = field(init=False)
    """Whether the turn was mended afterwards: these are then words the recogniser did not hear like that."""

    def __post_init__(self, words: str, turns: Sequence[Turn]) -> None:
        if not 0 <= self.turn < len(turns) or turns[self.turn].speaker is not Speaker.CANDIDATE:
            raise NotSaid(f"Turn {self.turn} is not the candidate's.")
        said = turns[self.turn]
        wanted = [token.word for token in fold(words)]
        tokens = fold(said.text)
        at = next(_places(wanted, [token.word for token in tokens]), None)
        if at is None:
            raise NotSaid(f"“{words}” is not in turn {self.turn}.")
        first, last = tokens[at], tokens[at + len(wanted) - 1]
        start, end = _word_times(said, wanted) or _interpolated(said, first.start, last.end)
        object.__setattr__(self, "quote", said.text[first.start : last.end])
        object.__setattr__(self, "span", (first.start, last.end))
        object.__setattr__(self, "start", round(start, 2))
        object.__setattr__(self, "end", round(end, 2))
        object.__setattr__(self, "corrected", said.heard is not None)


def find(words: str, turns: Sequence[Turn]) -> Quote | None:
    """The first of the candidate's turns that holds `words`, as a Quote; None where none does."""
    for number in range(len(turns)):
        if quote := try_quote(number, words, turns):
            return quote
    return None


def try_quote(turn: int, words: str, turns: Sequence[Turn]) -> Quote | None:
    """The Quote, or None where the candidate did not say `words` in `turns[turn]`."""
    try:
        return Quote(turn, words, turns)
    except NotSaid:
        return None


def overlap(one: Quote, other: Quote) -> bool:
    """Whether two quotes show some of the same words."""
    return one.turn == other.turn and min(one.span[1], other.span[1]) > max(one.span[0], other.span[0])


def place(quote: Quote) -> tuple[int, int]:
    """For putting quotes in order, also those of turns without a length."""
    return quote.turn, quote.span[0]


@lru_cache(maxsize=1024)
def fold(text: str) -> tuple[Token, ...]:
    """The text's words without case, punctuation, apostrophes, hyphens and fillers, each with its place."""
    tokens = [
        Token(_APOSTROPHES.sub("", unicodedata.normalize("NFKC", match.group())).casefold(), *match.span())
        for match in _TOKEN.finditer(text)
    ]
    kept: list[Token] = []
    skip = False
    for token, following in zip_longest(tokens, tokens[1:]):
        if skip or token.word in SOUNDS:
            skip = False
        elif following and (token.word, following.word) in FILLER_PAIRS:
            skip = True
        else:
            kept.append(token)
    return tuple(kept)


def _places(wanted: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    """Where `wanted` occurs in `words` as one stretch; nowhere when it is empty."""
    if wanted:
        for at in range(len(words) - len(wanted) + 1):
            if list(words[at : at + len(wanted)]) == list(wanted):
                yield at


def _word_times(turn: Turn, wanted: Sequence[str]) -> tuple[float, float] | None:
    """Start and end of the first stretch of the turn's timed words that says `wanted`."""
    owners = list(accumulate((len(word.w) + 1 for word in turn.words), initial=0))
    tokens = fold(" ".join(word.w for word in turn.words))
    at = next(_places(wanted, [token.word for token in tokens]), None)
    if at is None:
        return None

    first = bisect_right(owners, tokens[at].start) - 1
    last = bisect_right(owners, tokens[at + len(wanted) - 1].start) - 1
    return turn.words[first].start, turn.words[last].end


def _interpolated(turn: Turn, first: int, last: int) -> tuple[float, float]:
    """Characters are spoken at an even pace: good to a second or two in a turn of a minute."""
    per_character = (turn.end - turn.start) / len(turn.text)
    return turn.start + first * per_character, turn.start + last * per_character
