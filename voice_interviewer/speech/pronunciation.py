"""Text as it is written to text as a voice can say it: "p99 < 100ms" becomes "p ninety-nine less than one hundred
milliseconds". The tables are in `lexicon`, numbers in `numerals`.

`speakable` is a row of passes, each of which leaves less notation for the next; every pass puts words or blanks where
it takes signs away, so that no new notation arises and a second run changes nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from voice_interviewer.speech import lexicon, numerals

_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)*"
_Replacer = Callable[[re.Match[str]], str]


def speakable(text: str) -> str:
    """Words and the punctuation a voice breathes at: only A-Z, a-z, blanks and ' , . ? ! ; : - come out."""
    for stage in (_folded, _without_markdown, _notation, _counted, _signs, _named):
        text = stage(text)
    return _tidy(text)


def heard_text(sentence: str, fraction: float) -> str:
    """The words of `sentence` that were heard when `fraction` (0 to 1) of its audio was played.

    A word counts once its estimated end was reached, so one that was cut off in the middle is left out. The estimate
    shares the time out by letters and pauses; the pause after the last word is not part of the audio.
    """
    words = sentence.split()
    if fraction >= 1.0:
        return " ".join(words)
    ends, now = [], 0.0
    for word in words:
        ends.append(now + _letters(word))
        now = ends[-1] + _PAUSES.get(word[-1], 0.0)
    return " ".join(word for word, end in zip(words, ends, strict=True) if end <= fraction * ends[-1])


_PAUSES: Final = {",": 4.0, ";": 5.0, ":": 5.0, ".": 6.0, "?": 6.0, "!": 6.0}
"""How long the voice rests after a sign, in letters."""
_START: Final = 2.0
"""What a word takes beyond its letters, in letters."""


def _letters(word: str) -> float:
    """How long a word is spoken, in letters."""
    letters = sum(character.isalpha() for character in speakable(word))
    return letters + _START if letters else 0.0


# ---------------------------------------------------------------- helpers


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _compiled(*rules: tuple[str, str | _Replacer]) -> tuple[tuple[re.Pattern[str], str | _Replacer], ...]:
    return tuple((re.compile(pattern, re.ASCII | re.MULTILINE), by) for pattern, by in rules)


def _apply(rules: Iterable[tuple[re.Pattern[str], str | _Replacer]], text: str) -> str:
    for pattern, by in rules:
        text = pattern.sub(by, text)
    return text


# ---------------------------------------------------------------- Unicode to ASCII

_SUPERSCRIPT: Final = re.compile("[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+")
_SYMBOLS: Final = str.maketrans(dict(lexicon.SYMBOLS))
_KEPT: Final = frozenset("\u2013£€¥\n")


def _folded(text: str) -> str:
    """Every character as ASCII, or a blank; lines, currencies and the en dash of ranges stay."""
    text = _SUPERSCRIPT.sub(lambda match: "^" + match[0].translate(lexicon.SUPERSCRIPTS), text)
    text = unicodedata.normalize("NFKD", text.translate(_SYMBOLS)).translate(_SYMBOLS)
    text = text.replace("\N{FRACTION SLASH}", "/")
    return "".join(
        character if (character.isascii() and character.isprintable()) or character in _KEPT else " "
        for character in text
        if not unicodedata.combining(character)
    )


# ---------------------------------------------------------------- Markdown

_LINE_START: Final = re.compile(r"^\s*(?:#{1,6}\s+|>\s+(?!\d)|[-*+]\s+|\d{1,2}[.)]\s+)+")
_RULE: Final = re.compile(r"^\s*(?:(?:[-*_=]\s*){3,}|\|?[\s:|-]*-[\s:|-]*\|?|```\w*)\s*$")
_INLINE: Final = _compiled(
    (r"!?\[([^\[\]]*)\]\([^()\s]*\)", r"\1"),
    (r"</?(?:b|br|code|div|em|i|li|ol|p|span|strong|sub|sup|think|u|ul)\s*/?>", " "),
    (r"(?<=\w)\s\*\s(?=\w)|(?<=\d)\*(?=\d)", " times "),
    (r"\*|`|~~|__", ""),
)


def _without_markdown(text: str) -> str:
    """One line; headings and list items end like sentences."""
    return " ".join(_plain_line(line) for line in text.splitlines() if not _RULE.match(line))


def _plain_line(line: str) -> str:
    plain = _LINE_START.sub("", line)
    text = _apply(_INLINE, plain).strip()
    return f"{text}." if plain != line and text[-1:].isalnum() else text


# ---------------------------------------------------------------- expressions that are more than numbers


def _power(match: re.Match[str]) -> str:
    exponent = match[1]
    return {"2": " squared ", "3": " cubed "}.get(exponent) or f" to the {_minus(exponent)} "


def _minus(signed: str) -> str:
    return signed.lstrip("+").replace("-", "minus ")


def _scientific(match: re.Match[str]) -> str:
    factor = "" if match[1] == "1" else f"{match[1]} times "
    return f"{factor}10 to the {_minus(match[2])}"


def _date(match: re.Match[str]) -> str:
    month = lexicon.MONTHS[int(match[2]) - 1]
    return f" the {numerals.ordinal(str(int(match[3])))} of {month}, {numerals.year(match[1])} "


def _fraction(match: re.Match[str]) -> str:
    parts = match[0].split("/")
    if len(parts) > 2 or sum(map(int, parts)) == 100:
        return " ".join(parts)
    return f"{parts[0]} {'out of' if int(parts[0]) <= int(parts[1]) else 'over'} {parts[1]}"


def _time(match: re.Match[str]) -> str:
    half = f" {lexicon.UNITS[match[3]][1]}" if match[3] else ""
    return f" {numerals.clock(match[1], match[2])}{half} "


_UNITS: Final = _any_of(lexicon.UNITS)
_MAGNITUDES: Final = _any_of(lexicon.MAGNITUDES)
_DATED: Final = rf"\b(?:in|since|until|before|after|year|early|late|mid|{'|'.join(lexicon.MONTHS)})"
_WRITTEN: Final = re.compile(rf"(?<![\w/])(?:{_any_of(lexicon.WRITTEN)})(?![\w/])", re.ASCII)
_NOTATION: Final = _compiled(
    (r"https?://(?:www\.)?([\w.-]*\w)(?:[/?#:](?:[^\s()]*[\w/])?)?", r" \1 "),
    (r"\b([A-Za-z]|log|exp|Pr)\(([^()]*)\)", lambda m: f"{m[1]} of {m[2].replace('|', ' given ')} "),
    (r"\b([A-Za-z]|log|exp|Pr)\(([^()]*)\)", lambda m: f"{m[1]} of {m[2].replace('|', ' given ')} "),
    (r"(?<=\w)\(s\)", "s"),
    (r"\^[{(]?([-+]?[\w.]*\w)[})]?", _power),
    (r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([-+]?\d+)\b", _scientific),
    (r"(?<![\w.,])\.(?=\d)", "0."),
    (r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b", _date),
    (
        rf"({_DATED}[\s-])((?:19|20)\d\d)(?![\d,.%]*\d|\w|\s?%|\s[a-z]+s\b)",
        lambda m: m[1] + numerals.year(m[2]),
    ),
    (r"\b((?:19|20)\d0|[2-9]0)'?s\b(?=\s+(?:and|era|were)\b)", lambda m: numerals.decade(m[1])),
    (r"\b((?:19|20)\d0)'?s\b", lambda m: numerals.decade(m[1])),
    (r"\b(10{1,3})s of\b", lambda m: f"{numerals.cardinal(m[1]).removeprefix('one ')}s of"),
    (
        rf"(?<![\w.])([pP]?\d[\d,.]*\s?(?:(?:{_MAGNITUDES})?(?:{_UNITS})?))\s?[-\u2013]\s?(?=[$£€~]?\d)",
        r"\1 to ",
    ),
    (r"\u2013", "-"),
    (r"(?<![\d:])(?!1:[0-5]\d(?!\s?[ap]m))(2[0-3]|[01]?\d):([0-5]\d)(?![\d:])(?:\s?([ap]m)\b)?", _time),
    (r"(?<=\d):(?=\d)", " to "),
    (r"(?<![\w/])\d+(?:/\d+)+(?![\w/])", _fraction),
    (rf"(?<=\w)\s?/\s?({_any_of(lexicon.PER)})\b", lambda m: f" per {lexicon.PER[m[1]]}"),
    (r"(\d\S*(?:\s[a-z]+)?)\s?/\s?(?=[a-z]{2})", r"\1 per "),
    (r"(?<![\w.,)])-(?=[$£€]?\d)", " minus "),
    (r"(?<![\w.,)])\+(?=[$£€]?\d)", " plus "),
    (r"~(?=\s?[$£€]?\d)", " about "),
    (r"#(?=\d)", " number "),
    (r"\bv(?=\d)", " version "),
    (r"(?<![\w.])(?:[A-Za-z]\.){2,}(?![A-Za-z])", lambda m: _spelled(m[0].replace(".", "").upper())),
)


def _notation(text: str) -> str:
    text = _WRITTEN.sub(lambda match: lexicon.WRITTEN[match[0]], text)
    return _apply(_NOTATION, _ABBREVIATION.sub(_abbreviation, text))


_ABBREVIATION: Final = re.compile(
    rf"(?<![A-Za-z])(?:{_any_of(lexicon.ABBREVIATIONS)})", re.ASCII | re.IGNORECASE
)


def _abbreviation(match: re.Match[str]) -> str:
    short, rest = match[0].lower(), match.string[match.end() :]
    following = rest.lstrip()[:1]
    if short in lexicon.ONLY_WITH_NUMBER and not following.isdigit():
        return match[0]
    if short in lexicon.TITLES and not match[0].istitle():
        return match[0]
    ends = not following or (short in lexicon.MAY_END_SENTENCE and following.isupper())
    return lexicon.ABBREVIATIONS[short] + (". " if ends else " ")


# ---------------------------------------------------------------- numbers

_APART: Final = _any_of(lexicon.UNITS.keys() - lexicon.ATTACHED)
_TOUCHING: Final = _any_of(lexicon.ATTACHED)
_QUANTITY: Final = re.compile(
    rf"(?<![A-Za-z\d])(?<!\d[.,])(?P<currency>[$£€¥]\s?)?(?P<number>{_NUMBER})(?:(?P<magnitude>{_MAGNITUDES})(?![A-Za-z]))?"
    rf"(?:(?:\s?(?P<apart>{_APART})|(?P<touching>{_TOUCHING}))(?![A-Za-z]))?",
    re.ASCII,
)
_COUNTED: Final = _compiled(
    (r"(\d+)(?:st|nd|rd|th)\b", lambda m: f" {numerals.ordinal(m[1])} "),
    (r"\b([A-Za-z]+\d+)s\b", r"\1"),
    (r"(?<![A-Za-z])A-?(?=\d)", f"{lexicon.LETTER_A} "),
    (r"(?<=[A-Za-z])-(?=\d)", " "),
)
_BARE: Final = re.compile(_NUMBER, re.ASCII)


def _counted(text: str) -> str:
    """Every digit as words."""
    text = _QUANTITY.sub(_quantity, _apply(_COUNTED, text))
    return _BARE.sub(lambda match: f" {numerals.number(match[0])} ", text)


def _quantity(match: re.Match[str]) -> str:
    figure, magnitude = match["number"], match["magnitude"]
    one = figure == "1" and magnitude is None
    words = [numerals.number(figure)]
    if magnitude:
        words.append(lexicon.MAGNITUDES[magnitude])
    currency = lexicon.CURRENCIES.get((match["currency"] or "").strip())
    unit = lexicon.UNITS.get(match["apart"] or match["touching"] or "")
    words += [names[0] if one else names[1] for names in (currency, unit) if names]
    return f" {' '.join(words)} "


# ---------------------------------------------------------------- what signs are left

_SIGNS: Final = _compiled(
    (r"[()\[\]{}|]", ", "),
    (_any_of(lexicon.OPERATORS), lambda m: f" {lexicon.OPERATORS[m[0]]} "),
    (r"(?<=[a-z])\.(?=[A-Z])", ". "),
    (r"(?<=[A-Za-z])\.(?=[A-Za-z])", " dot "),
    (r"\.{2,}(?=\s+[a-z])", ", "),
    (r"-{2,}|\s-+\s", ", "),
    (r"[^A-Za-z' ,.?!;:-]", " "),
)


def _signs(text: str) -> str:
    return _apply(_SIGNS, text)


# ---------------------------------------------------------------- names and initials

_NAME: Final = re.compile(rf"(?<![A-Za-z])(?:{_any_of(lexicon.NAMES)})(?![A-Za-z])")
_INITIALS: Final = re.compile(r"(?<![A-Za-z])([A-Z]{2,})(s?)(?![A-Za-z])")
_CAMEL: Final = _compiled((r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])-(?=[A-Z]{2})", " "))
_VOWELS: Final = frozenset("AEIOUY")


def _named(text: str) -> str:
    """Names are looked up twice: as written, and once words joined by their case have come apart."""
    text = _apply(_CAMEL, _NAME.sub(_name, text))
    return _INITIALS.sub(_initials, _NAME.sub(_name, text))


def _name(match: re.Match[str]) -> str:
    return lexicon.NAMES[match[0]]


def _initials(match: re.Match[str]) -> str:
    letters, plural = match[1], match[2]
    if letters not in lexicon.SPELLED and not _VOWELS.isdisjoint(letters):
        return match[0]
    return _spelled(letters) + ("'s" if plural else "")


def _spelled(letters: str) -> str:
    return "-".join(lexicon.LETTER_A if letter == "A" else letter for letter in letters)


# ---------------------------------------------------------------- clean punctuation

_TIDY: Final = _compiled(
    (r"(?<![A-Za-z])'|'(?![A-Za-z])", " "),
    (r"(?<![A-Za-z])-|-(?![A-Za-z])", " "),
    (r"[\s,.?!;:]*[,.?!;:][\s,.?!;:]*", lambda m: f"{next(c for c in '?!.;:,' if c in m[0])} "),
    (r"^[\s,.?!;:]+|\s+$", ""),
    (r"\s+", " "),
    (rf"\b((?i:{'|'.join(lexicon.LABELS)})) A(?![A-Za-z'-])", rf"\1 {lexicon.LETTER_A}"),
)


def _tidy(text: str) -> str:
    return _apply(_TIDY, text)
