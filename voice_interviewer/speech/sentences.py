"""Text cut into what is spoken in one breath: the first clause early, so that sound begins early, then sentences.

A cut is only ever made at a blank, and depends on nothing beyond the first character after it, so the pieces are the
same however a stream of text was split. Joined by blanks they give the text back.
"""

import re
from typing import Final

from voice_interviewer.speech import lexicon

# ruff: noqa: RUF001  (typographic quotes and dashes are what is looked for)

FIRST_WORDS: Final = 4
"""Words a piece needs to be given out at a clause's end while nothing is being spoken yet: about a second of speech,
in which the next sentence can be written and synthesised."""
MOST_WORDS: Final = 30
"""A longer piece is cut at a clause: 30 words are about 11 s of speech, 0.5 s of work for a Piper medium voice."""

_WORD: Final = re.compile(r"\s*+(\S++)(\s++)(?=(\S))")
"""A word is known to be whole once the next one has begun."""
_CLOSING: Final = "\"'”’)]}*_`»"
_END: Final = re.compile(rf"[.?!…]+[{re.escape(_CLOSING)}]*$")
_CLAUSE: Final = re.compile(
    rf"[,;:—–][{re.escape(_CLOSING)}]*$|^[-–—]+$|[^-]--+$|(?:\.{{2,}}|…)[{re.escape(_CLOSING)}]*$"
)
_BULLETS: Final = "-*•#>0123456789"
_CONJUNCTIONS: Final = frozenset(
    (
        "and",
        "but",
        "or",
        "so",
        "because",
        "which",
        "while",
        "when",
        "where",
        "if",
        "then",
        "before",
        "after",
        "that",
    )
)
_INITIAL: Final = re.compile(r"[(\"'“‘]*[A-HJ-Z]\.$")
"""A single capital with its point: a name's initial ("D. Sculley"). I is more often the word."""

_PAUSES: Final = {
    ".": 0.3,
    "?": 0.3,
    "!": 0.3,
    "…": 0.3,
    ";": 0.2,
    ":": 0.2,
    ",": 0.12,
    "-": 0.12,
    "–": 0.12,
    "—": 0.12,
}


def sentences(text: str) -> tuple[str, ...]:
    """Whole sentences; those of more than `MOST_WORDS` words cut at clauses."""
    stream = SentenceStream(first_words=MOST_WORDS)
    return stream.push(text) + stream.flush()


def pause_after(piece: str) -> float:
    """Seconds of silence that belong between this piece and the next, since synthesised audio comes trimmed."""
    return _PAUSES.get(piece.rstrip(_CLOSING + " ")[-1:], 0.0)


class SentenceStream:
    """Cuts text that comes in bits, as a language model's does. One for each reply."""

    def __init__(self, first_words: int = FIRST_WORDS) -> None:
        self._first_words = first_words
        self._given = 0
        self._rest = ""
        self._words: list[str] = []

    def push(self, text: str) -> tuple[str, ...]:
        """Take more text; the pieces that are now complete, in order, with single blanks between their words."""
        self._rest += text
        ready: list[str] = []
        position = 0
        while match := _WORD.match(self._rest, position):
            position = match.end()
            self._words.append(match[1])
            if count := self._cut(gap=match[2], following=match[3]):
                ready.append(self._take(count))
        self._rest = self._rest[position:]
        return tuple(ready)

    def flush(self) -> tuple[str, ...]:
        """The text has ended: what is left of it."""
        self._words += self._rest.split()
        self._rest = ""
        return (self._take(len(self._words)),) if self._words else ()

    def _take(self, count: int) -> str:
        words, self._words = self._words[:count], self._words[count:]
        self._given += _spoken(words)
        return " ".join(words)

    def _cut(self, gap: str, following: str) -> int:
        """How many of the words in hand make a piece; 0: not yet."""
        words = self._words
        if _ends_sentence(words, following) or _ends_line(words, gap, following):
            return len(words)
        if self._given < self._first_words <= _spoken(words) and _CLAUSE.search(words[-1]):
            return len(words)
        return _longest_clause(words) if len(words) >= MOST_WORDS else 0


def _spoken(words: list[str]) -> int:
    return sum(any(map(str.isalnum, word)) for word in words)


def _ends_line(words: list[str], gap: str, following: str) -> bool:
    """A blank line, or the next line is a list item or a heading."""
    return _spoken(words) > 0 and (gap.count("\n") > 1 or ("\n" in gap and following in _BULLETS))


def _ends_sentence(words: list[str], following: str) -> bool:
    word = words[-1]
    if not (ending := _END.search(word)) or not any(map(str.isalpha, "".join(words))):
        return False
    mark = ending[0].rstrip(_CLOSING)
    if "?" in mark or "!" in mark:
        return not (following.islower() and mark != ending[0])
    if len(mark) > 1 or mark == "…":
        return not following.islower()
    return not _is_abbreviated(words, following)


def _is_abbreviated(words: list[str], following: str) -> bool:
    """Whether the last word's point belongs to the word rather than ends the sentence."""
    word = words[-1].lstrip("(\"'“‘[*_")
    short = word.lower()
    if short == "al." and len(words) > 1:
        short = "et al."
    if short in lexicon.ONLY_WITH_NUMBER:
        return following.isdigit()
    if short in lexicon.TITLES:
        return word.istitle()
    if short in lexicon.MAY_END_SENTENCE:
        return not following.isupper()
    return short in lexicon.ABBREVIATIONS or _INITIAL.match(word) is not None


def _longest_clause(words: list[str]) -> int:
    """Where to cut a sentence that goes on and on: at its last clause, else before its last conjunction, else here."""
    for count in range(len(words), FIRST_WORDS, -1):
        if _CLAUSE.search(words[count - 1]):
            return count
    for count in range(len(words) - 1, FIRST_WORDS, -1):
        if words[count].lower() in _CONJUNCTIONS:
            return count
    return len(words)
