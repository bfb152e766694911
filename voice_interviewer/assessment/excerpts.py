"""How much of an answer is shown as a quote: whole sentences where they are short, else whole clauses.

Speech that a recogniser did not punctuate is one endless sentence, so clauses are also told by the words that open
them. A comma alone opens none: it may stand in a list.
"""

import re
from collections.abc import Iterator
from typing import Final

SHOWN: Final = 36
"""Words of the longest sentence that is quoted whole."""
CUT: Final = 24
"""Words up to which a quote from a longer sentence takes in the clauses that follow: its reason, most often."""
RUN_ON: Final = 60
"""Words of the longest stretch without a clause that is still shown from its beginning."""
SENTENCE_END: Final = re.compile(r"(?<=[.!?;])\s+")
_SUBJECT: Final = r"(?:i|we|it|they|you|he|she|the|that|this|there|then)"
_CLAUSE: Final = re.compile(
    r"(?:(?<=[:;\u2013\u2014])\s+"
    r"|\s+(?="
    r"(?:because|so|but|since|which|whereas|while|although|though|otherwise|unless|then|also|finally|instead)\b"
    rf"|(?:and|or|if|when|where|until) {_SUBJECT}\b"
    r"|(?:i|we)(?:'d|'ll|'m|'re|\u2019d|\u2019ll| would| will| could| should)\b))",
    re.IGNORECASE,
)
_CLAUSE_END: Final = re.compile(rf"(?=,\s)|{_CLAUSE.pattern}", re.IGNORECASE)
_OPENS: Final = re.compile(
    r"(?:and|or|but|so|because|since|then|if|when|where|until|also|which)", re.IGNORECASE
)


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentences begin and end that `text[start:end]` stands in."""
    begins = max((match.end() for match in SENTENCE_END.finditer(text, 0, start)), default=0)
    following = SENTENCE_END.search(text, max(start, end - 1))
    return begins, following.start() if following else len(text)


def excerpt(text: str, start: int, end: int) -> str:
    """What to show for the words `text[start:end]`, verbatim."""
    begins, ends = sentence_at(text, start, end)
    if _words(text[begins:ends]) <= SHOWN:
        return text[begins:ends]
    low = _clause_start(text, begins, start)
    if _words(text[low:end]) > RUN_ON:
        low = start
    stops = [match.start() for match in _CLAUSE_END.finditer(text, end, ends)]
    stops = [stop for stop in stops if stop >= end] + [ends]
    high = stops[0] if _words(text[low : stops[0]]) <= SHOWN else end
    for stop in stops[1:]:
        if _words(text[low:stop]) <= CUT:
            high = stop
    return text[low:high]


def pieces(sentence: str) -> Iterator[str]:
    """A sentence in stretches that can be quoted whole, verbatim: itself where it is short, else as many of its clauses
    at a time as have at most `SHOWN` words together."""
    low, end = 0, 0
    for start in [match.end() for match in _CLAUSE.finditer(sentence)] + [len(sentence)]:
        if end > low and _words(sentence[low:start]) > SHOWN:
            yield sentence[low:end].strip()
            low = end
        end = start
    yield sentence[low:].strip()


def joined(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches overlap or stand in one clause: none begins between them."""
    between = text[min(one[1], other[1]) : max(one[0], other[0])]
    return _CLAUSE.search(between) is None and SENTENCE_END.search(between) is None


def _clause_start(text: str, begins: int, start: int) -> int:
    """Where the clause begins that `start` lies in. A word such as "so" before "I would" opens it, not "I"."""
    starts = [begins] + [match.end() for match in _CLAUSE.finditer(text, begins, start + 1)]
    low = starts.pop()
    while starts and _OPENS.fullmatch(text[starts[-1] : low].strip()):
        low = starts.pop()
    return low


def _words(text: str) -> int:
    return len(text.split())
