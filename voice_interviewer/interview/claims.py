"""Claims that can clash: how predictions are made, when features are computed, what a quantity is.

Only clear cases count. A false accusation of contradicting oneself is worse than a missed one, so a claim is a
commitment to one side with the other side unmentioned, and two figures clash only for the same named quantity.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from voice_interviewer.interview.numbers import CALENDAR, numbers
from voice_interviewer.interview.stance import scopes
from voice_interviewer.interview.words import any_of, plain, sentence_spans

_CHOICES: Final = (
    "(?:use|do|serve|score|predict|run|precompute|compute|go with|go for|pick|choose|prefer|want|make)"
)
_COMMITS: Final = re.compile(
    r"\b"
    + any_of(rf"""
        (?:i|we)(?:'d| would|'ll| will| should| can| could)? (?:\w+ )?{_CHOICES}\b
        (?:let's|let us) {_CHOICES}\b
        (?:predictions|scoring|inference|serving|it|this|that|everything) (?:is|are|will be|would be|runs?|happens?)\b
        my choice is\b
        """)
)
_PREDICTING: Final = r"(?:predict\w*|scor\w*|serv\w*|inference|recommendations?|decisions?)"
_BATCH: Final = r"(?:batch|nightly|overnight|precomputed?|in advance)"
_LIVE: Final = r"(?:real-? ?time|online|on the fly|per request|at request time|synchronous(?:ly)?)"
_MODES: Final = {
    "batch": re.compile(rf"\b{_BATCH}\b.{{0,25}}\b{_PREDICTING}|\b{_PREDICTING}.{{0,25}}\b{_BATCH}\b"),
    "real time": re.compile(rf"\b{_LIVE}\b.{{0,25}}\b{_PREDICTING}|\b{_PREDICTING}.{{0,25}}\b{_LIVE}\b"),
}
SERVING_MODE: Final = "serving mode"
_BOTH: Final = re.compile(
    r"\b(?:both|hybrid|combin\w+|mix|either|depends|lambda|some|first|start|later|eventually|baseline|fallback|"
    r"candidates?|retrieval|embeddings?|features?|aggregates?|if|unless|or|versus|compared|rather than|instead of)\b"
)
RETRAINING: Final = "retraining interval"
_QUANTITIES: Final = {
    "latency budget": re.compile(
        r"\b(?:latency (?:budget|target|limit)|end to end|in total|overall latency)\b"
    ),
    "request rate": re.compile(
        r"\b(?:requests|queries|transactions|payments|events) (?:per|a) second\b|\bqps\b"
    ),
    "users": re.compile(r"\busers\b"),
    RETRAINING: re.compile(r"\b(?:retrain\w*|train\w* again)\b"),
}
_MEASURED: Final = {
    "latency budget": "duration",
    "request rate": "rate",
    "users": "users",
    RETRAINING: CALENDAR,
}
_CHANGES: Final = re.compile(
    r"\b(?:if|unless|peak|worst|times|grow\w*|later|instead|from|between|up to|at most|at least|per user|extra"
    r"|another|half|double|twice|new|now|each|every (?:other|few)|region|shard|server|machine|replica|stage)\b"
)
_EVERY: Final = {
    "hourly": 3600.0,
    "every hour": 3600.0,
    "daily": 86400.0,
    "nightly": 86400.0,
    "every day": 86400.0,
    "every night": 86400.0,
    "weekly": 604800.0,
    "every week": 604800.0,
    "monthly": 2592000.0,
    "every month": 2592000.0,
}
_EVERY_WORDS: Final = re.compile(rf"\b(?:{'|'.join(_EVERY)})\b")
TOLERANCE: Final = 1.9
"""Two figures for one quantity clash when one is about twice the other or more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One side taken on a topic; `value` is the side's name, or a figure in base units; `words` said it."""

    topic: str
    value: str | float
    words: str


@dataclass(frozen=True, slots=True)
class Clash:
    earlier: Claim
    now: Claim


@lru_cache(maxsize=1024)
def claims(text: str) -> tuple[Claim, ...]:
    """Every clear claim of an answer, in order of its sentences."""
    return tuple(
        claim for start, end in sentence_spans(plain(text)) for claim in _of_sentence(text[start:end])
    )


def clash(earlier: Iterable[str], now: str) -> Clash | None:
    """The first claim of `now` that contradicts the last one on its topic among the `earlier` answers, in order."""
    last = {claim.topic: claim for text in earlier for claim in claims(text)}
    for claim in claims(now):
        before = last.get(claim.topic)
        if before is not None and _differ(before, claim):
            return Clash(before, claim)
    return None


def _of_sentence(sentence: str) -> Iterator[Claim]:
    lowered = plain(sentence)
    if _COMMITS.search(lowered) and not _BOTH.search(lowered):
        rejecting = scopes(sentence)
        taken = [(mode, match) for mode, said in _MODES.items() if (match := said.search(lowered))]
        if len(taken) == 1 and not any(scope.start <= taken[0][1].start() < scope.end for scope in rejecting):
            mode, match = taken[0]
            yield Claim(SERVING_MODE, mode, sentence[match.start() : match.end()])
    if not _CHANGES.search(lowered):
        for topic, named in _QUANTITIES.items():
            figures = _figures(topic, sentence) if named.search(lowered) else []
            if len(figures) == 1:  # two are a comparison
                yield Claim(topic, *figures[0])


def _figures(topic: str, sentence: str) -> list[tuple[float, str]]:
    """The figures of this quantity in a sentence, with their words."""
    figures = [
        (number.value, number.words) for number in numbers(sentence) if number.quantity == _MEASURED[topic]
    ]
    if topic == RETRAINING:
        figures += [
            (_EVERY[match.group()], match.group()) for match in _EVERY_WORDS.finditer(plain(sentence))
        ]
    return figures


def _differ(before: Claim, now: Claim) -> bool:
    if isinstance(before.value, float) and isinstance(now.value, float):
        low, high = sorted((before.value, now.value))
        return high > TOLERANCE * low
    return before.value != now.value
