"""Stems of English words: what is left of a word once its endings are taken off, so that "labelled", "labels" and
"labelling" are one.

A light suffix stripper of our own. It need not give dictionary forms, only the same form for the same idea, on both
sides of a comparison; it keeps agents apart from deeds ("user", "use"), which the classic stemmers do not.
"""

from functools import lru_cache
from typing import Final

_VOWELS: Final = frozenset("aeiouy")
_AS_THEY_ARE: Final = {
    # where an ending is only apparent, or a form is irregular
    "analyse": "analys",
    "analyses": "analys",
    "analysis": "analys",
    "analytics": "analytic",
    "analyze": "analys",
    "anomaly": "anomaly",
    "assembly": "assembly",
    "bias": "bias",
    "biases": "bias",
    "built": "build",
    "chose": "choos",
    "chosen": "choos",
    "conversation": "conversation",
    "drawn": "draw",
    "early": "early",
    "embed": "embed",
    "embeds": "embed",
    "family": "family",
    "fed": "feed",
    "feed": "feed",
    "frozen": "freez",
    "gpus": "gpu",
    "gone": "go",
    "grew": "grow",
    "grown": "grow",
    "indices": "index",
    "kept": "keep",
    "kubernetes": "kubernetes",
    "leakage": "leak",
    "learnt": "learn",
    "lost": "lose",
    "made": "mak",
    "metric": "metric",
    "need": "need",
    "paid": "pay",
    "ran": "run",
    "redis": "redis",
    "seen": "see",
    "sent": "send",
    "shown": "show",
    "speed": "speed",
    "spent": "spend",
    "taken": "tak",
    "thought": "think",
    "took": "tak",
    "used": "use",
    "uses": "use",
    "using": "use",
    "went": "go",
    "written": "writ",
}
_SIBILANTS: Final = ("xes", "ches", "shes", "zes", "sses")
_LONGEST_STAYING: Final = 3


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The stem of a lower-case word; words of up to three letters, and tokens with digits, stay as they are."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) <= _LONGEST_STAYING or not word.isalpha():
        return word
    singular = _singular(word)
    if word in _AS_THEY_ARE or singular in _AS_THEY_ARE:
        return _AS_THEY_ARE.get(word) or _AS_THEY_ARE[singular]
    return _tidy(_noun(_spelling(_inflection(singular))))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_SIBILANTS):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _inflection(word: str) -> str:
    """Without -ing, -ed and -ly, where a syllable is left."""
    if word.endswith("eed"):
        return word
    for ending, least in (("ing", 2), ("ed", 2), ("ly", 3)):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= least and _VOWELS & set(rest) and not word.endswith("ply"):
            return rest
    return word


def _spelling(word: str) -> str:
    """One spelling for behaviour and behavior, catalogue and catalog."""
    if len(word) >= 6 and word.endswith("our"):
        return word[:-3] + "or"
    return word.removesuffix("ue") if word.endswith("logue") else word


def _noun(word: str) -> str:
    """Without the endings that make nouns of verbs and adjectives."""
    for ending, least in (("ation", 4), ("ness", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word.removesuffix(ending)
            break
    else:
        if word.endswith(("tion", "sion")) and len(word) > 5:
            word = word[:-3]
    if word.endswith("ment") and len(word) >= 7:
        word = word[:-4]
    return word


def _tidy(word: str) -> str:
    """Final touches that make a verb's forms agree: no final e, no doubled letter, y for i, s for z."""
    if len(word) > 3:
        word = word.removesuffix("e")
    if word.endswith("at") and len(word) >= 6:
        word = word[:-2]
    if len(word) >= 6 and word.endswith("iz"):
        word = word[:-1] + "s"
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    return word[:-1] + "y" if word.endswith("i") else word
