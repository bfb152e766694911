"""The pattern language of the bank: word patterns such as `feature-store|online-store fresh`, compiled and matched.

A pattern is space-separated slots; every slot must occur, in any order, within `WINDOW` content words of one sentence
or of two neighbouring ones. `a|b` in a slot are alternatives; `-` joins the words of a fixed expression. Words match by
stem; one word of a longer pattern may be a near miss, as a recogniser makes them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias

from voice_interviewer.interview.sounds import Lexicon
from voice_interviewer.interview.stems import stem
from voice_interviewer.interview.words import STOP_WORDS, Token, Words, plain, split

WINDOW: Final = 12
"""Content words within which a pattern's words must fall: about one spoken sentence."""
MATCHES_KEPT: Final = 6
"""Places where one pattern may match in an answer; more say nothing new."""

_LETTER_PAIR: Final = re.compile(r"[a-z]-[a-z]")


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """Stems that stand next to each other, and the stem of them written as one word ("data set", "dataset").

    Compared by identity, since it is made once for each wording and looked up thousands of times.
    """

    stems: tuple[str, ...]
    joined: str
    reach: int
    """How many places further the next word may stand: a stop word may come between, or as many as were written."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A choice of expressions. One can only be in an answer that has one of its keys among its stems: `keyed` says
    which expressions, by their index, each key may lead to."""

    expressions: tuple[Expression, ...]
    keyed: Mapping[str, tuple[int, ...]]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `size` is how many words it takes."""

    text: str
    slots: tuple[Slot, ...]
    size: int

    @property
    def stems(self) -> Iterator[str]:
        return (part for slot in self.slots for expression in slot.expressions for part in expression.stems)


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


_Hit: TypeAlias = tuple[int, int, bool]
"""The first and the last content word of an expression, and whether it is only a near miss. A bare tuple, because an
answer makes thousands of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Where in an answer each stem occurs, as it was said and as it may have been meant."""

    words: Words
    near: Mapping[str, tuple[int, ...]]
    stems: frozenset[str]
    hits: dict[Expression, list[_Hit]]
    """What was looked up already: patterns share expressions."""


@lru_cache(maxsize=8192)
def compiled(text: str) -> Pattern:
    """Compile one pattern; stop words in it are ignored."""
    slots = tuple(slot for slot in map(_slot, plain(text).split()) if slot.expressions)
    size = sum(max(len(expression.stems) for expression in slot.expressions) for slot in slots)
    return Pattern(text, slots, size)


def lexicon(patterns: Iterable[Pattern]) -> Lexicon:
    """All the stems these patterns are made of."""
    return Lexicon(frozenset(part for pattern in patterns for part in pattern.stems))


def hear(words: Words, known: Lexicon) -> Heard:
    """Index an answer for matching patterns whose stems `known` holds."""
    near: dict[str, tuple[int, ...]] = {}
    for said, places in words.at.items():
        if said not in known.stems and (meant := known.near(said)) is not None:
            near[meant] = (*near.get(meant, ()), *places)
    return Heard(words, near, frozenset((*words.at, *words.joined, *near)), {})


def find(pattern: Pattern, heard: Heard) -> list[Match]:
    """Every place where the pattern occurs, the first `MATCHES_KEPT` of them."""
    if not pattern.slots:
        return []
    for slot in pattern.slots:
        if slot.keys.isdisjoint(heard.stems):
            return []
    hits: list[list[_Hit]] = []
    for slot in pattern.slots:
        found = _in_slot(slot, heard)
        if not found:
            return []
        hits.append(found)
    anchor = min(hits, key=len)
    others = [found for found in hits if found is not anchor]
    matches: list[Match] = []
    for hit in anchor[:MATCHES_KEPT]:
        chosen = _chosen(hit, others, heard.words)
        if chosen and _holds(chosen, heard.words, pattern.size):
            matches.append(_match(chosen, heard.words))
    return matches


def _slot(part: str) -> Slot:
    choices = (_expression(alternative) for alternative in part.split("|"))
    expressions = tuple(dict.fromkeys(one for one in choices if one.stems))
    keyed: dict[str, tuple[int, ...]] = {}
    for index, one in enumerate(expressions):
        for key in dict.fromkeys((one.stems[0], one.joined)):
            keyed[key] = (*keyed.get(key, ()), index)
    return Slot(expressions, keyed, frozenset(keyed))


@lru_cache(maxsize=8192)
def _expression(alternative: str) -> Expression:
    if _LETTER_PAIR.fullmatch(alternative):
        alternative = alternative.replace("-", "")
    written = split(alternative.replace("-", " "))
    words = [word for word in written if word not in STOP_WORDS]
    reach = max(2, len(written) - len(words) + 1)
    stems, joined = tuple(map(stem, words)), stem("".join(words))
    # "labellate" would be stemmed to "label", and every label be a late one.
    return Expression(stems, "" if len(stems) > 1 and joined in stems else joined, reach)


def _in_slot(slot: Slot, heard: Heard) -> list[_Hit]:
    """The hits of a slot's expressions, in the order they were written in."""
    present = slot.keys & heard.stems
    if len(present) == 1:
        indices: Iterable[int] = slot.keyed[next(iter(present))]
    else:
        indices = sorted({index for key in present for index in slot.keyed[key]})
    return [hit for index in indices for hit in _hits(slot.expressions[index], heard)]


def _hits(expression: Expression, heard: Heard) -> list[_Hit]:
    known = heard.hits.get(expression)
    if known is None:
        known = heard.hits[expression] = _look_up(expression, heard)
    return known


def _look_up(expression: Expression, heard: Heard) -> list[_Hit]:
    first, *rest = expression.stems
    words = heard.words
    if not rest:
        hits = [(place, place, False) for place in words.at.get(first, ())]
        hits += [(place, place + 1, False) for place in words.joined.get(first, ())]
        return hits + [(place, place, True) for place in heard.near.get(first, ())]
    hits = [(place, place, False) for place in words.at.get(expression.joined, ())]
    for place in words.at.get(first, ()):
        run = words.content[place : place + len(rest) + 1]
        close = all(other.index - one.index <= expression.reach for one, other in pairwise(run))
        if [token.stem for token in run[1:]] == rest and close:
            hits.append((place, place + len(rest), False))
    return hits


def _chosen(anchor: _Hit, others: list[list[_Hit]], words: Words) -> list[_Hit]:
    """The anchor with a hit of every other slot; none where one of them has none near enough."""
    start = anchor[0]
    chosen = [anchor]
    for found in others:
        near = [hit for hit in found if -WINDOW < hit[0] - start < WINDOW]
        if not near:
            return []
        chosen.append(near[0] if len(near) == 1 else _nearest(anchor, near, words))
    return chosen


def _nearest(anchor: _Hit, found: list[_Hit], words: Words) -> _Hit:
    """The hit next to the anchor, in its own sentence if it can be; on the very same words only if it must be."""
    start, end, _ = anchor
    content = words.content
    own = content[start].sentence
    return min(
        found,
        key=lambda hit: (start <= hit[0] <= end, content[hit[0]].sentence != own, abs(start - hit[0])),
    )


def _holds(chosen: list[_Hit], words: Words, size: int) -> bool:
    starts = [start for start, _, _ in chosen]
    low, high = min(starts), max(end for _, end, _ in chosen)
    if high - low >= WINDOW or len(set(starts)) < len(starts):
        return False
    sentences = words.content[high].sentence - words.content[low].sentence
    return sentences <= 1 and sum(near for _, _, near in chosen) <= (1 if size > 1 else 0)


def _match(chosen: list[_Hit], words: Words) -> Match:
    places = sorted({place for start, end, _ in chosen for place in range(start, end + 1)})
    return Match(tuple(words.content[place] for place in places))
