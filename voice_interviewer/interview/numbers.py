"""Figures in speech: "ten thousand a second", "0.1 %", "fifty milliseconds", with what they measure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from voice_interviewer.interview.words import plain

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL: Final = dict(zip(_ONES.split(), range(20), strict=True)) | dict(
    zip(_TENS.split(), range(20, 100, 10), strict=True)
)
_NAMES: Final = {value: name for name, value in _SMALL.items()}
_SCALES: Final = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "k": 1e3,
    "m": 1e6,
    "bn": 1e9,
}
_DURATIONS: Final = {
    "millisecond": 0.001,
    "milliseconds": 0.001,
    "ms": 0.001,
    "second": 1.0,
    "seconds": 1.0,
    "minute": 60.0,
    "minutes": 60.0,
    "hour": 3600.0,
    "hours": 3600.0,
    "day": 86400.0,
    "days": 86400.0,
    "week": 604800.0,
    "weeks": 604800.0,
    "month": 2592000.0,
    "months": 2592000.0,
}
_PER: Final = re.compile(
    r"\s*(?:(?P<what>[a-z]+(?:\s[a-z]+)?)\s+)?(?:per|a|an|each|every|/)\s*(?P<unit>second|minute|hour|day|week|month)s?\b"
)
_RATE: Final = re.compile(r"\s*(?:[a-z]+\s?/\s?s|/\s?s|qps|rps|tps)\b")
_SHARE: Final = re.compile(r"\s*(?:%|percent\b|per cent\b)")
_DURATION: Final = re.compile(rf"\s*(?P<unit>{'|'.join(sorted(_DURATIONS, key=len, reverse=True))})\b")
_COUNTED: Final = re.compile(
    r"\s*(?:of\s+)?(?:(?:the|our|active|daily|different|new)\s+)*(?P<what>[a-z]{3,})"
)
_WORD: Final = re.compile(r"\d[\d,]*(?:\.\d+)?(?:(?:k|m|bn)\b)?|[a-z]+")
_PLAIN_FIGURE: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)(k|m|bn)?")
_NAMES_OF_NUMBERS: Final = frozenset({*_SMALL, *_SCALES})
_BIG_FOLLOWS: Final = re.compile(r"(?: a)? (?:hundred|thousand|million|billion)\b")
_ALWAYS: Final = re.compile(r"24\s?/\s?7")
CALENDAR: Final = "calendar"
LONGEST_WAIT: Final = 60.0
"""Seconds from which a duration is a matter of the calendar (how often, how late) and not of response times."""
SMALLEST_COUNT: Final = 10
"""A bare count below this ("two options") is not a figure anyone has to defend."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: its value in base units (seconds, a second, a fraction of one), what it measures, and where it stands.

    `quantity` is "duration" (below a minute), "calendar" (above), "rate", "share", or the thing counted.
    """

    value: float
    quantity: str
    start: int
    end: int
    words: str


@lru_cache(maxsize=2048)
def numbers(text: str) -> tuple[Number, ...]:
    """Every figure of consequence in a text, in order."""
    lowered = plain(text)
    found = (_measured(value, start, end, lowered, text) for value, start, end in _values(lowered))
    return tuple(number for number in found if number is not None)


def _values(lowered: str) -> Iterator[tuple[float, int, int]]:
    """Runs of number words with their values and spans."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(lowered):
        gap = lowered[run[-1].end() : match.start()] if run else ""
        if run and not gap.strip(" -") and _goes_on(run, match[0]):
            run.append(match)
            continue
        yield from _closed(run)
        run = [match] if _opens(match, lowered) else []
    yield from _closed(run)


def _goes_on(run: list[re.Match[str]], word: str) -> bool:
    joins = (word == "and" and len(run) > 1) or (word == "a" and run[-1][0] == "half")
    return joins or word[0].isdigit() or word in _NAMES_OF_NUMBERS or word in {"point", "half"}


def _opens(match: re.Match[str], lowered: str) -> bool:
    if match[0] in {"a", "half"}:
        return _BIG_FOLLOWS.match(lowered, match.end()) is not None
    # "p99" and "v2" are names; "k" and "m" alone are letters
    if not match[0][0].isdigit():
        return match[0] in _SMALL
    before = lowered[match.start() - 1 : match.start()]
    return not (before.isalnum() or (before and before in "-./") or _ALWAYS.match(lowered, match.start()))


def _closed(run: list[re.Match[str]]) -> Iterator[tuple[float, int, int]]:
    while run and run[-1][0] in {"and", "point"}:
        run = run[:-1]
    if run:
        yield _value([match[0] for match in run]), run[0].start(), run[-1].end()


def _value(words: list[str]) -> float:
    """ "two hundred and fifty thousand" as 250000; "99 point nine" as 99.9."""
    if "point" in words:
        at = words.index("point")
        digits = "".join(f"{_value([word]):g}" for word in words[at + 1 :] if word not in _SCALES)
        scale = next((_SCALES[word] for word in words[at + 1 :] if word in _SCALES), 1.0)
        return float(f"{_value(words[:at]) if at else 0:g}.{digits}") * scale
    total = group = 0.0
    for word in words:
        if (figure := _PLAIN_FIGURE.fullmatch(word)) is not None:
            group += float(figure[1].replace(",", "")) * _SCALES.get(figure[2], 1.0)
        elif word == "hundred":
            group = (group or 1.0) * 100
        elif word in _SCALES:
            total, group = total + (group or 1.0) * _SCALES[word], 0.0
        elif word == "half":
            group += 0.5
        else:
            group += _SMALL.get(word, 0)
    return total + group


def _measured(value: float, start: int, end: int, lowered: str, text: str) -> Number | None:
    for pattern, quantity in ((_SHARE, "share"), (_RATE, "rate")):
        if (match := pattern.match(lowered, end)) is not None:
            scaled = float(f"{value / 100:.12g}") if quantity == "share" else value
            return Number(scaled, quantity, start, match.end(), text[start : match.end()])
    if (match := _PER.match(lowered, end)) is not None and (match["what"] or "").split(" ")[
        0
    ] not in _DURATIONS:
        rate = value / _DURATIONS[match["unit"]]
        return Number(rate, "rate", start, match.end(), text[start : match.end()])
    if (match := _DURATION.match(lowered, end)) is not None:
        seconds = value * _DURATIONS[match["unit"]]
        quantity = "duration" if seconds < LONGEST_WAIT else CALENDAR
        return Number(seconds, quantity, start, match.end(), text[start : match.end()])
    if value < SMALLEST_COUNT:
        return None
    match = _COUNTED.match(lowered, end)
    finish = match.end() if match is not None else end
    return Number(value, match["what"] if match is not None else "", start, finish, text[start:finish])


def in_words(number: int) -> str:
    """A number from 0 to 199 as it is said: 42 is "forty two"."""
    if number >= 100:
        return f"a hundred and {in_words(number - 100)}" if number > 100 else "a hundred"
    if number in _NAMES:
        return _NAMES[number]
    return f"{_NAMES[number // 10 * 10]} {_NAMES[number % 10]}"
