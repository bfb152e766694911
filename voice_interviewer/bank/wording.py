"""Rules for single pieces of text in the bank: what can be spoken, what the pattern language takes, what is a phone."""

import re
from typing import TypeAlias

from voice_interviewer.interview.words import STOP_WORDS, split

Fault: TypeAlias = tuple[str, str]
"""What is wrong and what to do, one sentence each."""

_PHONES = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
)
PHONES = frozenset(_PHONES.split())
"""The 39 phones of the CMU pronouncing dictionary, without stress digits, as PocketSphinx's en-us model has them."""

REPLY_WORDS = 60
"""The longest reply an interviewer gives (spec: about 60 words)."""
MAX_PATTERN_WORDS = 7
"""All of a pattern's words must fall near one another; more than seven never do."""

_ALTERNATIVE = re.compile(r"[a-z0-9][a-z0-9'.&+/]*(?:-[a-z0-9'.&+/]+)*", re.IGNORECASE)
_SLOT = re.compile(r"\{([a-z_]*)\}")
_SPEAKABLE = frozenset(" .,;:?!'\"-%&+/$\u2018\u2019\u201c\u201d\u2013\u2014\u00a3\u20ac")
"""What may stand in a spoken line besides letters and digits: both voices read it or rest at it. The
escapes are curly quotes, the two dashes, pound and euro."""


def pattern_fault(pattern: str) -> Fault | None:
    """What keeps `pattern` out of the pattern language (problems/README.md), or None."""
    words = pattern.split()
    if not words:
        return "A pattern is empty.", "Write the words an answer would contain, or remove it."
    if len(words) > MAX_PATTERN_WORDS:
        return (
            f"The pattern “{pattern}” has {len(words)} words; they all have to occur close together.",
            f"Keep the two to {MAX_PATTERN_WORDS} that carry the meaning.",
        )
    for alternative in (alternative for word in words for alternative in word.split("|")):
        if not _ALTERNATIVE.fullmatch(alternative):
            return (
                f"“{alternative}” in the pattern “{pattern}” is not a word.",
                "Use letters and digits, “|” between alternatives, and “-” inside a fixed expression.",
            )
    if all(_is_stop(alternative) for word in words for alternative in word.split("|")):
        return (
            f"The pattern “{pattern}” has only words that every answer contains.",
            "Add the word that makes it mean something.",
        )
    return None


def _is_stop(alternative: str) -> bool:
    return all(part in STOP_WORDS for part in split(alternative.replace("-", " ")))


def spoken_fault(text: str, longest: int = REPLY_WORDS, slots: frozenset[str] = frozenset()) -> Fault | None:
    """What keeps `text` from being spoken as one reply of at most `longest` words with these `{slots}`, or None."""
    if not text.strip():
        return "A spoken line is empty.", "Write what the interviewer says, or remove it."
    found = frozenset(_SLOT.findall(text))
    if found != slots:
        return _slot_fault(found, slots)
    bare = _SLOT.sub("", text)
    strange = sorted({one for one in bare if not (one.isalnum() or one in _SPEAKABLE)})
    if strange:
        shown = " ".join("a line break" if one == "\n" else one for one in strange)
        return f"A spoken line has what no voice can say: {shown}", "Write it as you would say it aloud."
    words = len(text.split())
    if words > longest:
        return f"This is spoken and has {words} words; at most {longest} can be followed.", "Say it shorter."
    if bare.count("?") > 1:
        return (
            "This asks more than one question at once.",
            "Keep one question; make the other a variant of its own.",
        )
    return None


def _slot_fault(found: frozenset[str], slots: frozenset[str]) -> Fault:
    if found - slots:
        wrong = ", ".join(f"{{{slot}}}" for slot in sorted(found - slots))
        known = ", ".join(f"{{{slot}}}" for slot in sorted(slots)) or "none"
        return f"{wrong} is filled by nothing here.", f"Slots of this line: {known}."
    missing = ", ".join(f"{{{slot}}}" for slot in sorted(slots - found))
    return f"{missing} is missing from this line.", "Put it where the program fills in the words."


def phones_fault(phones: str) -> Fault | None:
    """What is wrong with a term's ARPABET phones, or None; no phones at all is fine."""
    for phone in phones.split():
        if phone in PHONES:
            continue
        plain = phone.upper().rstrip("012")
        if plain in PHONES:
            return f"“{phone}” should be “{plain}”.", "Write phones in capitals without stress digits."
        return (
            f"“{phone}” is not one of the 39 ARPABET phones.",
            f"The phones are {_PHONES}.",
        )
    return None
