"""An answer as words: what was said, cleaned for matching, every word still tied to its place in the text.

Recognised speech has no reliable punctuation, is full of fillers and of restarts, and mishears terms. All of that is
settled here once, so that what comes after sees content words in order: a misheard term is put right from the
glossary, what the speaker took back ("fifty, no sorry, a hundred") is struck out, and sentences are numbered.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias

from voice_interviewer.interview.stems import stem


def vocabulary(words: str) -> frozenset[str]:
    """The words of a space-separated list."""
    return frozenset(words.split())


def any_of(lines: str) -> str:
    """A regular expression for any of the alternatives, one a line."""
    return "(?:" + "|".join(line.strip() for line in lines.strip().splitlines()) + ")"


STOP_WORDS: Final = vocabulary(
    "a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it "
    "its me my no not of on or our she should so than that the their them then there these they this to too us was we "
    "were what when where which who why will with would you your "
    "am also just like really very quite pretty well okay ok yes yeah yep right oh hmm hm um umm uh uhh uhm er erm ah "
    "mm mmm mhm let's lets let i'm i'd i'll i've we'd we'll we're we've you'd you'll you're you've it's it'd it'll "
    "that's that'd there's they're they'd they'll he's she's what's here's don't doesn't didn't won't wouldn't can't "
    "couldn't shouldn't isn't aren't wasn't weren't haven't hasn't dont doesnt wont wouldnt cant isnt arent thats im "
    "ive may might must shall being having doing because since though although"
)
"""Too common to tell one answer from another; ignored in patterns and in answers alike."""
FILLERS: Final = vocabulary(
    "um umm uh uhh uhm er erm ah eh hm hmm mm mmm mhm okay ok yeah well like basically actually right so"
)
"""Words that carry nothing on their own; an answer made of them was not one."""

_TOKEN: Final = re.compile(
    r"\b[a-z] ?[/&] ?[a-z]\b|\ba b(?= (?:test|experiment|split|comparison))"  # "A/B" is one word
    r"|\d[\d,]*(?:\.\d+)?%?|[^\W\d_]+(?:'[^\W\d_]+)*\d*|[$£€]|[^\W_]+"
)
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_INSIDE_TOKEN: Final = str.maketrans("", "", " /&,")
_SENTENCE_END: Final = re.compile(r"[.?!;:\n]+(?=\s|$)")
_CLAUSE_END: Final = re.compile(r"[,.?!;:\n\u2013\u2014]+(?=\s|$)|\s[-\u2013\u2014]\s")
_TAKEN_BACK: Final = re.compile(
    r"\b(?:no,? (?:sorry|wait|rather|i mean|i meant|actually|make (?:that|it)|not that)"
    r"|(?:sorry|oh),? (?:i mean|i meant|no|make (?:that|it)|not that)|or rather|i meant(?: to say)?)[,:]?\s+"
)
_ALL_TAKEN_BACK: Final = re.compile(
    r"\b(?:scratch that|strike that|let me start over|forget (?:that|what i said))\b"
)
_KEEPS_A_PHRASE: Final = vocabulary("a an the about around roughly")
_LEADS_A_PHRASE: Final = vocabulary(
    "use using take pick choose go do make need want call say start keep run try"
)
_MOST_TAKEN_BACK: Final = 6
"""Content words that a correction replaces at most: a noun phrase or a figure, not an argument."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it counts for matching, and the stretch of the text it stands for. `index` numbers all words, `place`
    the content words alone (-1 for others)."""

    word: str
    stem: str
    start: int
    end: int
    index: int
    sentence: int
    clause: int
    place: int


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A text taken apart. `content` are the content words in order; `at` says where among them each stem occurs,
    `joined` the same for two neighbours written as one; `count` are the words said, fillers left out; `sentences` the
    indices of each sentence's first and last word."""

    text: str
    tokens: tuple[Token, ...]
    content: tuple[Token, ...]
    count: int
    at: Mapping[str, tuple[int, ...]]
    joined: Mapping[str, tuple[int, ...]]
    sentences: Mapping[int, tuple[int, int]]

    def verbatim(self, first: Token, last: Token, most: int = 24) -> str:
        """The text from `first` to `last`, widened within their sentences as far as `most` words allow."""
        lowest, highest = self.sentences[first.sentence][0], self.sentences[last.sentence][1]
        spare = max(0, most - (last.index - first.index + 1))
        low = max(lowest, first.index - spare // 2)
        high = min(highest, last.index + spare - (first.index - low))
        low = max(lowest, min(low, high - most + 1))
        return self.text[self.tokens[low].start : self.tokens[high].end]


Raw: TypeAlias = tuple[str, int, int]
"""A word and where it stands in the text."""
Misheard: TypeAlias = Mapping[str, Sequence[tuple[list[str], list[str]]]]
"""What a recogniser makes of terms: by its first word, the words heard, longest first, with the term's own words."""


def misheard_as(pairs: Iterable[tuple[str, str]]) -> Misheard:
    """Of (heard, term) pairs."""
    by_first: dict[str, list[tuple[list[str], list[str]]]] = {}
    for heard, term in sorted(pairs, key=lambda pair: -len(split(pair[0]))):
        if words := split(heard):
            by_first.setdefault(words[0], []).append((words, split(term)))
    return by_first


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Lower case with straight apostrophes, letter for letter as long as the text."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow in lower case, and places would no longer fit
        lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lowered.translate(_APOSTROPHES)


def split(text: str) -> list[str]:
    """The words of a text as they are matched."""
    return [word for word, _, _ in _raw(plain(text))]


@lru_cache(maxsize=2048)
def bare(text: str) -> tuple[str, ...]:
    """The stems of a text's content words; nothing is put right."""
    return tuple(stem(word) for word in split(text) if word not in STOP_WORDS)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where a text's sentences stand, in order; a text without punctuation is one."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            spans.append((start, match.end()))
            start = match.end()
    if text[start:].strip() or not spans:
        spans.append((start, len(text)))
    return spans


def read(text: str, misheard: Misheard) -> Words:
    """Take a text apart; `misheard` puts terms right that a recogniser got wrong."""
    lowered = plain(text)
    raw = _raw(lowered)
    spans = sentence_spans(lowered)
    struck = _struck(lowered, spans)
    kept = [one for one in raw if not any(start <= one[1] and one[2] <= end for start, end in struck)]
    clauses = [match.end() for match in _CLAUSE_END.finditer(lowered)]
    tokens = _tokens(_mended(kept, misheard), spans, clauses)
    content = tuple(token for token in tokens if token.place >= 0)
    at: dict[str, tuple[int, ...]] = {}
    joined: dict[str, tuple[int, ...]] = {}
    for token in content:
        at[token.stem] = (*at.get(token.stem, ()), token.place)
    for one, other in pairwise(content):  # "data set" is also "dataset"
        if other.index == one.index + 1:
            compound = stem(one.word + other.word)
            joined[compound] = (*joined.get(compound, ()), one.place)
    sentences: dict[int, tuple[int, int]] = {}
    for token in tokens:
        sentences[token.sentence] = (sentences.get(token.sentence, (token.index, 0))[0], token.index)
    count = sum(word not in FILLERS for word, _, _ in raw)
    return Words(text, tokens, content, count, at, joined, sentences)


def _raw(lowered: str) -> list[Raw]:
    found = [(one.group(), one.start(), one.end()) for one in _TOKEN.finditer(lowered)]
    return [one if one[0].isalnum() else (one[0].translate(_INSIDE_TOKEN), one[1], one[2]) for one in found]


def _struck(lowered: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What the speaker took back: the phrase before "no, sorry", the sentence before "scratch that"."""
    struck = [
        (_phrase_before(lowered, match.start()), match.end()) for match in _TAKEN_BACK.finditer(lowered)
    ]
    for match in _ALL_TAKEN_BACK.finditer(lowered):
        number = next(index for index, (_, end) in enumerate(spans) if match.start() < end)
        start = spans[number][0]
        if number > 0 and not lowered[start : match.start()].strip(" ,no"):
            start = spans[number - 1][0]
        struck.append((start, match.end()))
    return struck


def _phrase_before(lowered: str, end: int) -> int:
    """Where the phrase that ends at `end` begins: after the last function word, within its sentence."""
    begin = end
    words = list(_TOKEN.finditer(lowered, 0, end))
    for match in reversed(words[-_MOST_TAKEN_BACK:]):
        word = match.group()
        leads = word in _LEADS_A_PHRASE or (word in STOP_WORDS and word not in _KEEPS_A_PHRASE)
        if leads or _SENTENCE_END.search(lowered, match.end(), begin):
            break
        begin = match.start()
    return begin


def _mended(raw: list[Raw], misheard: Misheard) -> list[Raw]:
    """With misheard terms put right; a term's words share the place of what was heard."""
    said = [word for word, _, _ in raw]
    mended: list[Raw] = []
    index = 0
    while index < len(raw):
        for heard, term in misheard.get(said[index], ()):
            if said[index : index + len(heard)] == heard:
                mended += [(word, raw[index][1], raw[index + len(heard) - 1][2]) for word in term]
                index += len(heard)
                break
        else:
            mended.append(raw[index])
            index += 1
    return mended


def _tokens(words: list[Raw], spans: list[tuple[int, int]], clauses: list[int]) -> tuple[Token, ...]:
    tokens = []
    starts = [begin for begin, _ in spans]
    place = 0
    before = ""
    for index, (word, start, end) in enumerate(words):
        sentence = bisect_right(starts, start) - 1
        content = word not in STOP_WORDS and not (word == "know" and before == "you")
        clause = bisect_right(clauses, start)
        tokens.append(Token(word, stem(word), start, end, index, sentence, clause, place if content else -1))
        place += content
        before = word
    return tuple(tokens)
