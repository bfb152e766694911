"""Which parts of an answer can earn anything: not what was read back, not a list of terms, not orders to the scorer.

What is off the topic needs no rule here: it covers no ground.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from voice_interviewer.assessment.excerpts import SENTENCE_END
from voice_interviewer.assessment.quotes import fold
from voice_interviewer.interview.questions import asked
from voice_interviewer.interview.reasons import ACTS, FIGURES
from voice_interviewer.interview.words import STOP_WORDS, bare

Topics: TypeAlias = Callable[[str], int]
"""How many different pieces of ground a sentence touches."""

ECHO: Final = 0.75
"""Share of a sentence's own words that one earlier reply of the interviewer holds, from which it only repeats it. An
answer takes up about half of a question's words ("for the labels I'd …"); a parrot all but a pronoun or two."""
ECHO_WORDS: Final = 3
"""Fewer words than this can come up again by chance, except all of them right after they were said."""
FRAGMENT: Final = 4
"""Words up to which a sentence is a fragment: a term, not a statement."""
LIST_TERMS: Final = 4
LIST_SHARE: Final = 0.6
LIST_TOPICS: Final = 3
"""A list of terms: at least `LIST_TERMS` stretches of up to three words between commas, making up `LIST_SHARE` of all
stretches, on at least `LIST_TOPICS` different things, or with nothing else around them. "I'd take the card, the device,
the merchant …" names things of one kind in a sentence, so it is none."""
RECITAL: Final = 8
RECITED: Final = 0.2
RECITAL_TOPICS: Final = 6
"""Headings read out: `RECITAL` stretches and more, on `RECITAL_TOPICS` things, of which at most `RECITED` say who does
something, or why. The densest sentence of a good interview has six stretches, a third of which do."""
BARE: Final = 0.15
"""Share of small words below which eight words and more are only strung terms; spoken English has about a half."""

SAID: Final = 1 / 3
SPREAD: Final = 12
"""A terse statement: a third of its stretches, and one in so many words, say how something goes or hold a figure."""

_STATES = re.compile(
    r"\b(?:i|we|you|because|since|so|if|when|until|would|should|can|could|will|must|need|has to|have to)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",?\s+(?:right|correct|okay|ok|no|yes|yeah|you know|isn't it|doesn't it|don't you think)\s*\?\s*$",
    re.IGNORECASE,
)
""" "… because a random split leaks, right?" states something."""
_STRETCH_END = re.compile(r"[,;:.!?]|\b(?:and|or|plus|then)\b", re.IGNORECASE)
_SCORER = r"(?:scorer|grader|judge|evaluator|assessor|examiner|scoring (?:model|system|engine)|rubric)"
_INTERVIEW = r"(?:answer|interview|candidate|transcript|session)"
_PERFORMED = (
    r"(?:covered|showed|shown|demonstrated|mentioned|explained|discussed|addressed|gave|given|earned)"
)
_MARK = (
    r"(?:(?:full|top|highest|maximum|max|perfect|best) (?:scores?|marks?|ratings?|grades?)|strong hire"
    r"|(?:an? |all )?(?:5|five)s?(?=\s+(?:out of|on|for (?:every|each|all)|in (?:every|each|all)|across)|\W*$))"
)
_ORDERS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rubric|rules|prompts?|guidelines)\b",
        rf"\b(?:give|award|assign|grant)\b.{{0,50}}\b{_MARK}",
        rf"\b(?:score|rate|grade|mark)\s+(?:me|(?:this|the|my) {_INTERVIEW}|(?:every|all|each) dimensions?)\b",
        r"\byou (?:must|should|will|are to|have to)\s+(?:now\s+)?(?:score|rate|grade|mark|output|award)\b",
        r"\b(?:system|developer)\s*(?:prompt|message|override)\b|^\s*(?:system|assistant|user)\s*:",
        r"<\|?\s*/?(?:im_start|im_end|system|inst)\b|\[/?INST\]|#{3,}",
        rf"\b(?:note|message|attention|instructions?|memo)\s+(?:to|for)\s+(?:the\s+)?{_SCORER}\b",
        rf"\b(?:dear|hey|hello|attention)\s+{_SCORER}\b|^\s*{_SCORER}\s*[,:]",
        r"\b(?:pretend (?:to be|that you|you)|roleplay|as an ai|(?:enable )?jailbreak mode|new instructions)\b",
        r"(?:^|[.!?,;:]\s*|\bplease |\bnow )act as\b",
        r"\byou are (?:now )?(?:an?|the) (?:helpful|generous|lenient|ai|language model|assistant|scor|grad)",
        rf"\bthe candidate\s+(?:{_PERFORMED}|has\s+(?:\w+ly |already )?{_PERFORMED}|deserves?)\b",
        r"\b(?:strong hire|full marks|top marks|perfect score|maximum score|score of (?:5|five))\b",
        r"\b(?:pretend|record that|write down that|consider it)\b.{0,60}\b(?:covered|discussed|mentioned)\b",
        r"\bcount (?:all|everything|each|every)\b.{0,40}\b(?:covered|met|said|done)\b",
    )
)
_ORDER_GOES_ON = re.compile(
    r"^\s*(?:also|and|then|next|finally|now|please)?[,\s]*"
    r"(?:record|score|mark|rate|grade|award|output|print|return|respond|write|reply|set|say|treat|include|credit)\b",
    re.IGNORECASE,
)


def passages(text: str, heard: Sequence[str], topics: Topics) -> tuple[str, ...]:
    """The stretches of neighbouring sentences of an answer that can earn something, verbatim.

    `heard` are the interviewer's replies before it.
    """
    replies = [frozenset(bare(reply)) for reply in heard]
    kept: list[tuple[bool, str]] = []
    ordered = False
    for sentence in _sentences(text):
        ordered = is_order(sentence) or (ordered and _ORDER_GOES_ON.search(sentence) is not None)
        worthless = ordered or is_echo(sentence, replies) or is_list(sentence, topics)
        kept.append((not worthless, sentence))
    runs = groupby(kept, key=lambda one: one[0])
    kept_runs = (" ".join(sentence for _, sentence in run) for worth, run in runs if worth)
    return tuple(run for run in kept_runs if fold(run))


def apart(passage: str) -> Iterator[tuple[str, bool]]:
    """A passage as stretches of statements and of questions to the interviewer, each with whether it asks. A question
    is no evidence of an answer, whatever terms it names."""
    for asking, run in groupby(SENTENCE_END.split(passage), key=is_question):
        yield " ".join(run), asking


def is_question(sentence: str) -> bool:
    """Whether a sentence, taken alone, asks the interviewer something."""
    return bool(asked(sentence)) and _TAG.search(sentence) is None


def is_order(sentence: str) -> bool:
    """Whether a sentence speaks to whoever scores, or reports on the candidate as if it were the scorer."""
    return any(order.search(sentence) for order in _ORDERS)


def is_echo(sentence: str, replies: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence only gives one of the interviewer's replies (each as its content's stems) back."""
    words = set(bare(sentence))
    if len(words) < ECHO_WORDS:
        return bool(words and replies) and words <= replies[-1]
    return any(len(words & reply) >= ECHO * len(words) for reply in replies)


def is_list(sentence: str, topics: Topics) -> bool:
    """Whether a sentence strings terms together instead of saying something with them."""
    words = [token.word for token in fold(sentence)]
    if says(sentence):
        return False
    if len(words) >= 8 and sum(word in STOP_WORDS for word in words) < BARE * len(words):
        return True
    stretches = [stretch for stretch in _STRETCH_END.split(sentence) if fold(stretch)]
    some = len(stretches)
    short = sum(1 for stretch in stretches if len(fold(stretch)) <= 3)
    if short >= LIST_TERMS and short >= LIST_SHARE * some:
        return short == some or topics(sentence) >= LIST_TOPICS
    stated = sum(1 for stretch in stretches if _STATES.search(stretch))
    return some >= RECITAL and stated <= RECITED * some and topics(sentence) >= RECITAL_TOPICS


def says(sentence: str) -> bool:
    """Whether at least `SAID` of the stretches of a sentence say how something goes, or hold a figure: a terse answer
    is all commas, and no list."""
    stretches = [
        words for stretch in _STRETCH_END.split(sentence) if (words := [one.word for one in fold(stretch)])
    ]
    said = sum(1 for words in stretches if not (ACTS.isdisjoint(words) and FIGURES.isdisjoint(words)))
    return said >= max(1, SAID * len(stretches), sum(map(len, stretches)) / SPREAD)


def _sentences(text: str) -> Iterator[str]:
    """The sentences of `text`; fragments are taken together, as one list they may be."""
    pending: list[str] = []
    for sentence in SENTENCE_END.split(text):
        if len(fold(sentence)) <= FRAGMENT:
            pending.append(sentence)
            continue
        if pending:
            yield " ".join(pending)
            pending = []
        yield sentence
    if pending:
        yield " ".join(pending)
