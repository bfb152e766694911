"""The pattern language of the bank: word patterns such as `feature-store|online-store fresh`, compiled and matched.

A pattern is space-separated slots; every slot must occur, in any order, within `WINDOW` content words of one sentence
or of two neighbouring ones. `a|b` in a slot are alternatives; `-` joins the words of a fixed expression. Words match by
stem; one word of a longer pattern may be a near miss, as a recogniser makes them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from voice_interviewer.interview.sounds import Lexicon
from voice_interviewer.interview.stems import stem
from voice_interviewer.interview.words import STOP_WORDS, Token, Words, plain, split

WINDOW: Final = 12
"""Content words within which a pattern's words must fall: about one spoken sentence."""
MATCHES_KEPT: Final = 6
"""Places where one pattern may match in an answer; more say nothing new."""

_LETTER_PAIR: Final = re.compile(r"[a-z]-[a-z]")


@dataclass(frozen=True, slots=True)
class Expression:
    """Stems that stand next to each other, and the stem of them written as one word ("data set", "dataset")."""

    stems: tuple[str, ...]
    joined: str


Slot: TypeAlias = tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: a tuple of slots, each a choice of expressions."""

    text: str
    slots: tuple[Slot, ...]

    @property
    def stems(self) -> Iterator[str]:
        return (part for slot in self.slots for expression in slot for part in expression.stems)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found: the content words it rests on, in order."""

    tokens: tuple[Token, ...]

    @property
    def first(self) -> Token:
        return self.tokens[0]

    @property
    def last(self) -> Token:
        return self.tokens[-1]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Where in an answer each stem occurs, as it was said and as it may have been meant."""

    words: Words
    near: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    near: bool


@lru_cache(maxsize=8192)
def compiled(text: str) -> Pattern:
    """Compile one pattern; stop words in it are ignored."""
    slots = (_slot(part) for part in plain(text).split())
    return Pattern(text, tuple(slot for slot in slots if slot))


def lexicon(patterns: Iterable[Pattern]) -> Lexicon:
    """All the stems these patterns are made of."""
    return Lexicon(frozenset(part for pattern in patterns for part in pattern.stems))


def hear(words: Words, known: Lexicon) -> Heard:
    """Index an answer for matching patterns whose stems `known` holds."""
    near: dict[str, tuple[int, ...]] = {}
    for said, places in words.at.items():
        if said not in known.stems and (meant := known.near(said)) is not None:
            near[meant] = (*near.get(meant, ()), *places)
    return Heard(words, near)


def find(pattern: Pattern, heard: Heard) -> list[Match]:
    """Every place where the pattern occurs, the first `MATCHES_KEPT` of them."""
    hits = []
    for slot in pattern.slots:
        found = [hit for expression in slot for hit in _hits(expression, heard)]
        if not found:
            return []
        hits.append(found)
    if not hits:
        return []
    anchor = min(range(len(hits)), key=lambda index: len(hits[index]))
    others = [found for index, found in enumerate(hits) if index != anchor]
    matches: list[Match] = []
    for hit in hits[anchor][:MATCHES_KEPT]:
        chosen = [hit, *(min(found, key=lambda other: _distance(hit, other)) for found in others)]
        if _holds(chosen, heard.words, _size(pattern)):
            matches.append(_match(chosen, heard.words))
    return matches


def _slot(part: str) -> Slot:
    expressions = (_expression(alternative) for alternative in part.split("|"))
    return tuple(dict.fromkeys(one for one in expressions if one.stems))


def _expression(alternative: str) -> Expression:
    if _LETTER_PAIR.fullmatch(alternative):
        alternative = alternative.replace("-", "")
    words = [word for word in split(alternative.replace("-", " ")) if word not in STOP_WORDS]
    return Expression(tuple(map(stem, words)), stem("".join(words)))


def _size(pattern: Pattern) -> int:
    return sum(max(len(expression.stems) for expression in slot) for slot in pattern.slots)


def _hits(expression: Expression, heard: Heard) -> Iterator[_Hit]:
    first, *rest = expression.stems
    words = heard.words
    for place in words.at.get(first, ()):
        if all(
            place + offset < len(words.content) and words.content[place + offset].stem == part
            for offset, part in enumerate(rest, 1)
        ):
            yield _Hit(place, place + len(rest), near=False)
    if rest:
        yield from (_Hit(place, place, near=False) for place in words.at.get(expression.joined, ()))
    else:
        yield from (_Hit(place, place + 1, near=False) for place in words.joined.get(first, ()))
        yield from (_Hit(place, place, near=True) for place in heard.near.get(first, ()))


def _distance(anchor: _Hit, other: _Hit) -> tuple[bool, int]:
    """Words already taken come last, then nearest first."""
    return anchor.start <= other.start <= anchor.end, abs(anchor.start - other.start)


def _holds(chosen: list[_Hit], words: Words, size: int) -> bool:
    low, high = min(hit.start for hit in chosen), max(hit.end for hit in chosen)
    apart = len({hit.start for hit in chosen}) == len(chosen)
    near = sum(hit.near for hit in chosen)
    sentences = words.content[high].sentence - words.content[low].sentence
    return apart and high - low < WINDOW and sentences <= 1 and near <= (1 if size > 1 else 0)


def _match(chosen: list[_Hit], words: Words) -> Match:
    places = sorted({place for hit in chosen for place in range(hit.start, hit.end + 1)})
    return Match(tuple(words.content[place] for place in places))
