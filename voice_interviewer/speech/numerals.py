"""Numbers as people say them: "512" is "five hundred and twelve", "0.75" is "zero point seven five".

All functions take digits as text and return lower-case words and hyphens.
"""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONES: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS: Final = _words("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES: Final = ("", "thousand", "million", "billion", "trillion")
_LONGEST: Final = 3 * len(_SCALES)
"""Digits a number may have and still be said as a number; an identifier any longer is read digit by digit."""
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def digits(text: str) -> str:
    """One by one: "007" is "zero zero seven"."""
    return " ".join(_ONES[int(digit)] for digit in text)


def cardinal(text: str) -> str:
    """A whole number without separators. Leading zeros, and more digits than a trillion has, are read out singly."""
    if len(text) > _LONGEST or (text.startswith("0") and len(text) > 1):
        return digits(text)
    value = int(text)
    if value == 0:
        return "zero"
    groups: list[str] = []
    for scale in _SCALES:
        value, rest = divmod(value, 1000)
        if rest:
            groups.insert(0, f"{_below_thousand(rest)} {scale}".strip())
    last = int(text[-3:])
    if len(groups) > 1 and 0 < last < 100:
        groups[-1] = f"and {groups[-1]}"
    return " ".join(groups)


def _below_thousand(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    parts = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest:
        parts.append(_below_hundred(rest))
    return " and ".join(parts)


def _below_hundred(value: int) -> str:
    if value < 20:
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]


def number(text: str) -> str:
    """A whole or decimal number, thousands perhaps set off by commas; a version ("1.2.3") has several points."""
    whole, *decimals = text.replace(",", "").split(".")
    if len(decimals) > 1:
        return " point ".join(cardinal(part) for part in (whole, *decimals))
    return " point ".join([cardinal(whole), *(digits(part) for part in decimals)])


def ordinal(text: str) -> str:
    """ "3" is "third", "95" is "ninety-fifth"."""
    words = cardinal(text)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last.endswith("y"):
        return f"{words[:-1]}ieth"
    return words[:cut] + _ORDINALS.get(last, f"{last}th")


def year(text: str) -> str:
    """Four digits from 1900 to 2099: "1999" is "nineteen ninety-nine", "2005" is "two thousand and five"."""
    century, rest = int(text[:2]), int(text[2:])
    if text.startswith("200"):
        return cardinal(text)
    if rest < 10:
        return f"{_ONES[century]} {f'oh {_ONES[rest]}' if rest else 'hundred'}"
    return f"{_below_hundred(century)} {_below_hundred(rest)}"


def decade(text: str) -> str:
    """The digits before the s: "90" is "nineties", "1990" is "nineteen nineties"."""
    words = year(text) if len(text) == 4 else cardinal(text)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def clock(hours: str, minutes: str) -> str:
    """ "10:30" is "ten thirty", "9:05" is "nine oh five", "9:00" is "nine o'clock"."""
    hour = cardinal(str(int(hours)))
    if int(minutes) == 0:
        return f"{hour} o'clock"
    return (
        f"{hour} oh {_ONES[int(minutes)]}" if int(minutes) < 10 else f"{hour} {_below_hundred(int(minutes))}"
    )
