"""An answer as words: what was said, cleaned for matching, every word still tied to its place in the text.

Recognised speech has no reliable punctuation, is full of fillers and of restarts, and mishears terms. All of that is
settled here once, so that what comes after sees content words in order: a misheard term is put right from the
glossary, what the speaker took back ("fifty, no sorry, a hundred") is struck out, and sentences are numbered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from voice_interviewer.interview.stems import stem

STOP_WORDS: Final = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it "
    "its me my no not of on or our she should so than that the their them then there these they this to too us was we "
    "were what when where which who why will with would you your "
    "am also just like really very quite pretty well okay ok yes yeah yep right oh hmm hm um umm uh uhh uhm er erm ah "
    "mm mmm mhm let's lets let i'm i'd i'll i've we'd we'll we're we've you'd you'll you're you've it's it'd it'll "
    "that's that'd there's they're they'd they'll he's she's what's here's don't doesn't didn't won't wouldn't can't "
    "couldn't shouldn't isn't aren't wasn't weren't haven't hasn't dont doesnt wont wouldnt cant isnt arent thats im "
    "ive were'nt may might must shall being having doing because since though although".split()
)
"""Too common to tell one answer from another; ignored in patterns and in answers alike."""
FILLERS: Final = frozenset(
    "um umm uh uhh uhm er erm ah eh hm hmm mm mmm mhm okay ok yeah well like basically actually right so".split()
)
"""Words that carry nothing on their own; an answer made of them was not one."""

_TOKEN: Final = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[^\W\d_]+(?:['’][^\W\d_]+)*\d*|[%$£€]|[^\W_]+")
_SENTENCE_END: Final = re.compile(r"[.?!;:\n]+(?=\s|$)")
_CLAUSE_END: Final = re.compile(r"[,.?!;:\n–—]+(?=\s|$)|\s[-–—]\s")
_SHORT_PAIR: Final = re.compile(r"\b([a-z])\s?[/&]\s?([a-z])\b")
_TAKEN_BACK: Final = re.compile(
    r"\b(?:(?:no|or|oh|well|um|uh),?\s+)?(?:no,?\s+(?:sorry|wait|rather|i mean|actually|make that|not that)"
    r"|sorry,?\s+(?:i mean|i meant|no|make that|not that)|(?:or\s+)?rather,|i mean(?=,|\s+(?!that|by|if|it|we|you))"
    r"|i meant(?:\s+to\s+say)?|correction|make that)[,:]?\s+"
)
_ALL_TAKEN_BACK: Final = re.compile(
    r"\b(?:scratch that|strike that|let me start over|forget (?:that|what i said))\b"
)
_KEEPS_A_PHRASE: Final = frozenset("a an the about around roughly".split())
_MOST_TAKEN_BACK: Final = 6
"""Content words that a correction replaces at most: a noun phrase or a figure, not an argument."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it counts for matching, and the stretch of the text it stands for. `place` numbers content words."""

    word: str
    stem: str
    start: int
    end: int
    sentence: int
    clause: int
    content: bool
    place: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A text taken apart. `content` are the content words in order; `at` says where among them each stem occurs."""

    text: str
    tokens: tuple[Token, ...]
    content: tuple[Token, ...]
    count: int
    at: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sentence_spans: tuple[tuple[int, int], ...] = ()

    def verbatim(self, first: Token, last: Token, most: int = 24) -> str:
        """The text from `first` to `last`, widened to their sentences as far as `most` words allow."""
        start = max(first.start, 0)
        begin, _ = self.sentence_spans[first.sentence]
        _, finish = self.sentence_spans[last.sentence]
        around = [token for token in self.tokens if begin <= token.start and token.end <= finish]
        low = next(index for index, token in enumerate(around) if token.start >= start)
        high = max(index for index, token in enumerate(around) if token.end <= last.end)
        spare = max(0, most - (high - low + 1))
        low, high = max(0, low - spare // 2), min(len(around) - 1, high + spare - spare // 2)
        return self.text[around[low].start : around[high].end]


def plain(text: str) -> str:
    """Lower case with straight apostrophes, letter for letter as long as the text."""
    lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lowered.replace("’", "'").replace("ʼ", "'")


@lru_cache(maxsize=2048)
def bare(text: str) -> tuple[str, ...]:
    """The stems of a text's content words; nothing is put right."""
    return tuple(stem(word) for word in split(text) if word not in STOP_WORDS)


def split(text: str) -> list[str]:
    """The words of a text as they are matched."""
    return [match.group() for match in _TOKEN.finditer(_joined(plain(text)))]


def sentence_numbers(text: str) -> list[tuple[int, int]]:
    """Spans of a text's sentences, in order; a text without punctuation is one."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if text[start : match.end()].strip():
            spans.append((start, match.end()))
        start = match.end()
    if text[start:].strip() or not spans:
        spans.append((start, len(text)))
    return spans


def read(text: str, misheard: Mapping[tuple[str, ...], tuple[str, ...]] | None = None) -> Words:
    """Take a text apart. `misheard` maps what a recogniser makes of a term, in words, to the term's words."""
    lowered = _joined(plain(text))
    raw = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(lowered)]
    struck = _struck(lowered)
    mended = _mended([one for one in raw if not _inside(one, struck)], misheard or {})
    sentences = sentence_numbers(lowered)
    clauses = [match.end() for match in _CLAUSE_END.finditer(lowered)]
    tokens = _tokens(mended, sentences, clauses)
    content = tuple(token for token in tokens if token.content)
    at: dict[str, list[int]] = {}
    for token in content:
        at.setdefault(token.stem, []).append(token.place)
    places = {key: tuple(value) for key, value in at.items()}
    said = sum(1 for word, _, _ in raw if word not in FILLERS)
    return Words(text, tokens, content, said, places, tuple(sentences))


def _joined(lowered: str) -> str:
    """ "a/b" as one word of the same length, so that places still fit."""
    return _SHORT_PAIR.sub(lambda match: match[1] + match[2] + " " * (len(match[0]) - 2), lowered)


def _inside(word: tuple[str, int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= word[1] and word[2] <= end for start, end in spans)


def _struck(lowered: str) -> list[tuple[int, int]]:
    """What the speaker took back: the last phrase before "no, sorry", the whole sentence before "scratch that"."""
    spans = []
    for match in _ALL_TAKEN_BACK.finditer(lowered):
        ends = [end for end in (m.end() for m in _SENTENCE_END.finditer(lowered)) if end < match.start()]
        own = lowered[ends[-1] : match.start()].strip() if ends else lowered
        before = ends[-1] if ends and own else (ends[-2] if len(ends) > 1 else 0)
        spans.append((before, match.end()))
    for match in _TAKEN_BACK.finditer(lowered):
        spans.append((_phrase_before(lowered, match.start()), match.end()))
    return spans


def _phrase_before(lowered: str, end: int) -> int:
    """Where the phrase that ends at `end` begins: after the last function word, within its sentence."""
    begin = end
    taken = 0
    for match in reversed(list(_TOKEN.finditer(lowered[:end]))):
        crossed = _SENTENCE_END.search(lowered, match.end(), begin)
        word = match.group()
        if crossed or taken == _MOST_TAKEN_BACK or (word in STOP_WORDS and word not in _KEEPS_A_PHRASE):
            break
        begin, taken = match.start(), taken + 1
    return begin


def _mended(
    raw: list[tuple[str, int, int]], misheard: Mapping[tuple[str, ...], tuple[str, ...]]
) -> list[tuple[str, int, int]]:
    """With misheard terms put right; a term's words share the place of what was heard."""
    if not misheard:
        return raw
    longest = max(len(heard) for heard in misheard)
    mended: list[tuple[str, int, int]] = []
    index = 0
    while index < len(raw):
        for size in range(min(longest, len(raw) - index), 0, -1):
            term = misheard.get(tuple(word for word, _, _ in raw[index : index + size]))
            if term is not None:
                start, end = raw[index][1], raw[index + size - 1][2]
                mended += [(word, start, end) for word in term]
                index += size
                break
        else:
            mended.append(raw[index])
            index += 1
    return mended


def _tokens(
    words: list[tuple[str, int, int]], sentences: list[tuple[int, int]], clauses: list[int]
) -> tuple[Token, ...]:
    tokens = []
    sentence = clause = place = 0
    for index, (word, start, end) in enumerate(words):
        while sentence < len(sentences) - 1 and start >= sentences[sentence][1]:
            sentence += 1
        while clause < len(clauses) and start >= clauses[clause]:
            clause += 1
        content = _is_content(words, index)
        tokens.append(
            Token(word, stem(word), start, end, sentence, clause, content, place if content else -1)
        )
        place += content
    return tuple(tokens)


def _is_content(words: list[tuple[str, int, int]], index: int) -> bool:
    word = words[index][0]
    if word not in STOP_WORDS:
        # "you know" is a filler unless something is known
        return not (word == "know" and index > 0 and words[index - 1][0] == "you")
    return False
