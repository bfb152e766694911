"""Whether something was said with a reason, or as a bare term.

A reason is a word of cause, purpose, consequence or comparison near by, a figure tied to it, or a link to the words of
this problem. A run of terms with no grammar between them is a list, whatever else it contains.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voice_interviewer.interview.numbers import NUMBER_WORDS
from voice_interviewer.interview.words import STOP_WORDS, Token, Words, any_of, plain, vocabulary

BEFORE: Final = 12
AFTER: Final = 16
"""Words around a term in which its reason is looked for, within its sentence."""
LIST_LENGTH: Final = 5
SENTENCE_LENGTH: Final = 8
GRAMMAR: Final = 0.24
"""The share of function words under which a run of words is a list; spoken English has about a half. A short sentence
may have a single one."""

_PURPOSE: Final = (
    "avoid|prevent|reduce|handle|keep|catch|make|ensure|detect|stop|protect|stay|meet|hit|save|limit|measure|see|know"
    "|tell|compare|get|check|fit|help|find|correct|account|balance|learn|understand|decide|minimi[sz]e|maximi[sz]e"
    "|improve|increase|cut|lower|guard|support|allow|let|be able|be sure|be fair|be safe"
)
_REASON: Final = re.compile(
    r"\b"
    + any_of(rf"""
        (?:because|'?cause|since|otherwise|therefore|hence|thus|in order to|unless|due to|thanks to|owing to)\b
        (?:which means|meaning|means|mean that|the reason|that way|this way|for (?:that|this) reason)\b
        (?:trade-? ?offs?|at the (?:cost|expense|price)|rather than|instead of|versus|compared)\b
        (?:cheaper|faster|slower|simpler|easier|harder|safer|riskier|worse|better)\b
        (?:more|less|fewer|lower|higher|smaller|larger|bigger) \w+ than\b
        (?:leads? to|results? in|causes?|helps?|matters|depends? on|hurts?|breaks?|costs?)\b
        would (?:miss|leak|break|hurt|cost|lose|block|fail|drop|leave|be|mean|lead)\b
        as (?:long|soon) as\b
        to (?:{_PURPOSE})\b
        (?<!^)so (?:that|we|i|the|it|they|you|there|a|an|no|our|nothing|nobody|any|every|each|users?|labels?|when|if)\b
        if (?:we|i|the|you|it|they|a|an|there|something|that|this|not|labels?|one|users?)\b
        when(?:ever)? (?:we|the|it|they|a|an|something|labels?|one|users?)\b
        """)
)
_VERBS: Final = (
    "age agree arrive beat block borrow break catch change come confirm contradict cover creep decay decide differ "
    "disagree disappear discourage distort dominate double drown eat end escape exist expire exaggerate explain fail "
    "fall feed fix flatter fluctuate forget freeze get give grow guard happen hide hold hurt inflate invent join keep "
    "know lag land lead leak learn leave let lie lift lose match matter mean mislead move need own pass pay peek pool "
    "prevent prove reach recover reject repeat restore return reveal rise save say see settle shed shift show shrink "
    "sit skew slip starve stay stop suffer survive swap take teach tell trail trust vanish wait want waste win worsen"
)
ACTS: Final = vocabulary(
    f"{_VERBS} {' '.join(f'{verb}s' for verb in _VERBS.split())} catches dies goes misses passes reaches teaches "
    "varies lost gone never nobody nothing otherwise too enough until before after while"
)
"""What a terse speaker says with how something goes: "averages hide a broken segment". Verbs of having, using and
building are left out, since those carry bare terms: "we use Kafka and a feature store"."""
FIGURES: Final = NUMBER_WORDS - {"one", "m", "k"}
STATEMENT: Final = range(3, 17)
DENSE: Final = 0.45
"""Words of a dense statement, and the share of small words it stays under: whoever is terse drops the "because" along
with the articles. Spoken English has about a half of them, the notes of terse candidates a quarter."""
_GOES_ON: Final = re.compile(
    r"(?:and |so )?(?:because|otherwise|that way|this way|the reason|which|if not|without (?:it|that|this)|that means"
    r"|this means|that(?:'s| is) (?:because|why|important)|since|it (?:matters|helps|costs|gives|lets|means))\b"
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What may tie a claim to this problem: its own words, and where figures stand in the answer."""

    own_stems: frozenset[str]
    figures: Sequence[tuple[int, int]]


def reasoned(words: Words, match: Sequence[Token], grounds: Grounds) -> bool:
    """Whether the words of `match` were said with a reason or a link to the problem."""
    around = _around(words, match)
    first, last = words.sentences[match[0].sentence]
    if states([token.word for token in words.tokens[first : last + 1]]):
        return True
    if is_list(around):
        return False
    start, end = around[0].start, around[-1].end
    lowered = plain(words.text)
    if _REASON.search(lowered, start, end) is not None:
        return True
    if any(start <= begin < end for begin, _ in grounds.figures):
        return True
    if any(token.stem in grounds.own_stems for token in around):
        return True
    following = words.sentences.get(match[-1].sentence + 1)
    return following is not None and _GOES_ON.match(lowered, words.tokens[following[0]].start) is not None


def states(sentence: Sequence[str]) -> bool:
    """Whether a sentence, as its words in lower case, is short and dense and yet says how something goes, or
    how much."""
    small = sum(word in STOP_WORDS for word in sentence)
    dense = len(sentence) in STATEMENT and small < DENSE * len(sentence)
    return dense and not (ACTS.isdisjoint(sentence) and FIGURES.isdisjoint(sentence))


def is_list(tokens: Sequence[Token]) -> bool:
    """Whether a run of words is terms strung together."""
    if len(tokens) < LIST_LENGTH:
        return False
    function_words = sum(token.place < 0 for token in tokens)
    return function_words == 0 or (len(tokens) >= SENTENCE_LENGTH and function_words / len(tokens) < GRAMMAR)


def _around(words: Words, match: Sequence[Token]) -> Sequence[Token]:
    lowest, highest = words.sentences[match[0].sentence][0], words.sentences[match[-1].sentence][1]
    return words.tokens[max(lowest, match[0].index - BEFORE) : min(highest, match[-1].index + AFTER) + 1]
