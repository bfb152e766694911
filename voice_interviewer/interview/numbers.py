"""Figures in speech: "ten thousand a second", "0.1 %", "fifty milliseconds", with what they measure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from voice_interviewer.interview.words import STOP_WORDS, plain

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
    r"\s*(?:of\s+)?(?:(?:the|our|active|daily|different|new)\s+)*(?P<what>[a-z]{3,})\b"
)
_OUT_OF: Final = re.compile(r"\s+(?:[a-z]+\s+)?(?:in|out of)(?:\s+(?:a|every))?\s+")
_NOT_A_FIGURE: Final = re.compile(r"(?!(?:ms|qps|rps|tps|bn|[km])\b)[a-z]")
""" "31mred" and "99th": letters that no unit is made of, hard behind the digits."""
_WORD: Final = re.compile(r"\d[\d,]*(?:\.\d+)?(?:(?:k|m|bn)\b)?|[a-z]+")
_PLAIN_FIGURE: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)(k|m|bn)?")
NUMBER_WORDS: Final = frozenset({*_SMALL, *_SCALES})
_BIG_FOLLOWS: Final = re.compile(r"(?: a)? (?:hundred|thousand|million|billion)\b")
_ALWAYS: Final = re.compile(r"24\s?/\s?7")
CALENDAR: Final = "calendar"
MEASURES: Final = frozenset({"duration", CALENDAR, "rate", "share"})
LONGEST_WAIT: Final = 60.0
"""Seconds from which a duration is a matter of the calendar (how often, how late) and not of response times."""
SMALLEST_COUNT: Final = 10
"""A bare count below this ("two options") is not a figure anyone has to defend."""
YEARS: Final = range(1900, 2101)
"""A bare number among these is a year."""
_NO_NOUN: Final = STOP_WORDS | {"times", "less", "plus", "always", "perhaps", "minus", "sometimes"}


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: its value in base units (seconds, a second, a fraction of one), what it measures, and where it stands.

    `quantity` is "duration" (below a minute), "calendar" (above), "rate", "share", or the thing counted. `figure` is
    the bare number, as it was said without its unit.
    """

    value: float
    quantity: str
    start: int
    end: int
    words: str
    figure: float


@lru_cache(maxsize=2048)
def numbers(text: str) -> tuple[Number, ...]:
    """Every figure of consequence in a text, in order."""
    lowered = plain(text)
    found: list[Number | None] = []
    ahead = list(_values(lowered))
    while ahead:
        value, start, end = ahead.pop(0)
        if ahead and _OUT_OF.fullmatch(lowered, end, ahead[0][1]) and value < ahead[0][0]:
            whole, _, end = ahead.pop(0)  # "one payment in a thousand" is one figure
            found.append(Number(_rounded(value / whole), "share", start, end, text[start:end], value))
        else:
            found.append(_measured(value, start, end, lowered, text))
    return tuple(number for number in found if number is not None)


def _rounded(value: float) -> float:
    """Without what a division leaves behind the twelfth digit."""
    return float(f"{value:.12g}")


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
    return joins or word[0].isdigit() or word in NUMBER_WORDS or word in {"point", "half"}


def _opens(match: re.Match[str], lowered: str) -> bool:
    if match[0] in {"a", "half"}:
        return _BIG_FOLLOWS.match(lowered, match.end()) is not None
    # "p99" and "v2" are names; "k" and "m" alone are letters
    if not match[0][0].isdigit():
        return match[0] in _SMALL
    before = lowered[match.start() - 1 : match.start()]
    if _NOT_A_FIGURE.match(lowered, match.end()):
        return False
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
            scaled = _rounded(value / 100) if quantity == "share" else value
            return Number(scaled, quantity, start, match.end(), text[start : match.end()], value)
    if (match := _PER.match(lowered, end)) is not None and (match["what"] or "").split(" ")[
        0
    ] not in _DURATIONS:
        rate = value / _DURATIONS[match["unit"]]
        return Number(rate, "rate", start, match.end(), text[start : match.end()], value)
    if (match := _DURATION.match(lowered, end)) is not None:
        seconds = value * _DURATIONS[match["unit"]]
        quantity = "duration" if seconds < LONGEST_WAIT else CALENDAR
        return Number(seconds, quantity, start, match.end(), text[start : match.end()], value)
    match = _COUNTED.match(lowered, end)
    what = match["what"] if match is not None and match["what"] not in _NO_NOUN else ""
    if value < SMALLEST_COUNT or (not what and value in YEARS):
        return None
    finish = match.end() if match is not None and what else end
    return Number(value, what, start, finish, text[start:finish], value)


def is_measured(quantity: str) -> bool:
    """Whether a figure's words hold its unit, or the plural of what is counted: fit to be said back."""
    return quantity in MEASURES or (quantity.endswith("s") and not quantity.endswith("ss"))


def in_words(number: int) -> str:
    """A number from 0 to 199 as it is said: 42 is "forty two"."""
    if number >= 100:
        return f"a hundred and {in_words(number - 100)}" if number > 100 else "a hundred"
    if number in _NAMES:
        return _NAMES[number]
    return f"{_NAMES[number // 10 * 10]} {_NAMES[number % 10]}"
