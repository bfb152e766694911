"""How words sound, roughly: a key that a word shares with what a recogniser may have made of it.

A consonant skeleton in the manner of Soundex and Metaphone, of our own: letters that sound alike in English fall
together, vowels count only at the start. The key alone would take "product" for "predict"; the spelling must agree
as well.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

_SOUNDS: Final = (
    (re.compile(r"(?:ch|sh|sch|tch)"), "x"),
    (re.compile(r"^(?:kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|qu|q"), "k"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"v"), "f"),
    (re.compile(r"j|g(?=[eiy])"), "j"),
    (re.compile(r"(?<=.)[aeiouyhw]"), ""),
)
_REPEATED: Final = re.compile(r"(.)\1+")
SHORTEST_KEY: Final = 3
ALIKE: Final = 80.0
"""rapidfuzz ratio of two stems with the same key above which one may be the other misheard."""
NEARLY_EQUAL: Final = 87.0
"""The same without a common key: one letter in a long word."""
SHORTEST_SLIP: Final = 7
_OWN_WORDS: Final = frozenset(
    {"futur", "product", "predict", "transit", "perfect", "prefer", "sevr", "several"}
)
"""Stems of common words that sound like terms and are meant as they stand."""


@lru_cache(maxsize=16384)
def key(word: str) -> str:
    """The sound key of a lower-case word: "label" and "libel" are both "lbl"."""
    for spelled, sound in _SOUNDS:
        word = spelled.sub(sound, word)
    return _REPEATED.sub(r"\1", word)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The stems that patterns are made of, by sound and by their first letters."""

    stems: frozenset[str]
    by_sound: dict[str, tuple[str, ...]] = field(init=False)
    by_head: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_sound", _grouped(self.stems, key))
        object.__setattr__(self, "by_head", _grouped(self.stems, lambda stem: stem[:2]))

    def near(self, stem: str) -> str | None:
        """The stem of ours that `stem`, which is not one, may be a mishearing of."""
        return _near(self, stem)


def _grouped(stems: Iterable[str], by: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for stem in sorted(stems):
        groups.setdefault(by(stem), []).append(stem)
    return {name: tuple(group) for name, group in groups.items()}


@lru_cache(maxsize=65536)
def _near(lexicon: Lexicon, stem: str) -> str | None:
    if stem in _OWN_WORDS or not stem.isalpha():
        return None
    sound = key(stem)
    found = [
        (fuzz.ratio(stem, other), other)
        for other in (lexicon.by_sound.get(sound, ()) if len(sound) >= SHORTEST_KEY else ())
    ]
    best = max((one for one in found if one[0] >= ALIKE), default=None)
    if best is None and len(stem) >= SHORTEST_SLIP:
        slips = ((fuzz.ratio(stem, other), other) for other in lexicon.by_head.get(stem[:2], ()))
        best = max((one for one in slips if one[0] >= NEARLY_EQUAL), default=None)
    return best[1] if best else None
