"""The conversation as `transcript.json` (spec/product.md) and as a page to read; and such a file read back.

A file that is read may come from anywhere: whatever it holds becomes plain text within bounds, or a
TranscriptFileError that names the place.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from voice_interviewer.errors import TranscriptFileError
from voice_interviewer.reports.text import clock, escaped, title
from voice_interviewer.speech.plaintext import plain
from voice_interviewer.values import Speaker, Turn, Word

SCHEMA = 1
MAX_BYTES = 32 * 1024 * 1024
"""An hour of talk with word times is about 1 MB."""
MAX_TURNS = 50_000
"""An hour has about 200; a file piped into a pause has as many as its lines."""
MAX_CHARACTERS = 100_000
"""Of one turn: an hour without a break is about 60,000."""
MAX_MINUTES = 24 * 60.0
MAX_SECONDS = 31 * 24 * 3600.0
"""A pause may last for days, and the recording's clock goes on in it."""
OVERLAP = 120.0
"""Seconds a turn may end before the one listed ahead of it: an answer that is understood only once the reply it fell
into is over stands after that, and ended before it. No reply is as long."""

_T = TypeVar("_T")
_REMEDY = "It has schema, problem, minutes and turns; each turn speaker, text, start, end and phase."


@dataclass(frozen=True, slots=True)
class TranscriptMeta:
    """What a transcript says beside its turns."""

    problem: str
    minutes: float
    session: str | None = None
    started_at: str | None = None


# ---------------------------------------------------------------- writing


def to_dict(meta: TranscriptMeta, turns: Sequence[Turn]) -> dict[str, Any]:
    """`transcript.json`, optional keys left out where there is nothing to say. Beside the documented ones a turn may
    have `typed` (true) and, where it was corrected, `heard`: what the recogniser made of it."""
    return {
        "schema": SCHEMA,
        **({"session": meta.session} if meta.session is not None else {}),
        "problem": meta.problem,
        "minutes": _short(meta.minutes),
        **({"started_at": meta.started_at} if meta.started_at is not None else {}),
        "turns": [_turn_dict(turn) for turn in turns],
    }


def to_json(meta: TranscriptMeta, turns: Sequence[Turn]) -> str:
    """The text of `transcript.json`."""
    return json.dumps(to_dict(meta, turns), ensure_ascii=False, indent=1) + "\n"


def to_markdown(meta: TranscriptMeta, turns: Sequence[Turn], titles: Mapping[str, str] | None = None) -> str:
    """The conversation to read. `titles` names phases by their slug."""
    lines = [f"# {escaped(meta.problem)}: transcript", ""]
    told = [meta.session, meta.started_at, f"{_short(meta.minutes)} minutes"]
    lines += [" · ".join(escaped(one) for one in told if one), ""]
    for phase, group in groupby(enumerate(turns), key=lambda numbered: numbered[1].phase):
        lines += [f"## {escaped(title(phase, titles or {}))}", ""]
        for number, turn in group:
            lines += [_spoken(number, turn), ""]
    if not turns:
        lines += ["Nothing was said.", ""]
    return "\n".join(lines)


def _turn_dict(turn: Turn) -> dict[str, Any]:
    written: dict[str, Any] = {
        "speaker": turn.speaker.value,
        "text": turn.text,
        "start": round(turn.start, 2),
        "end": round(turn.end, 2),
        "phase": turn.phase,
    }
    if turn.hint_level is not None:
        written["hint_level"] = turn.hint_level
    if turn.confidence is not None:
        written["confidence"] = round(turn.confidence, 3)
    if turn.interrupted:
        written["interrupted"] = True
    if turn.typed:
        written["typed"] = True
    if turn.heard is not None:
        written["heard"] = turn.heard
    if turn.words:
        written["words"] = [
            {"w": word.w, "start": round(word.start, 2), "end": round(word.end, 2)}
            | ({} if word.confidence is None else {"confidence": round(word.confidence, 3)})
            for word in turn.words
        ]
    return written


def _spoken(number: int, turn: Turn) -> str:
    name = "Interviewer" if turn.speaker is Speaker.INTERVIEWER else "You"
    marks = [
        *([f"hint, level {turn.hint_level}"] if turn.hint_level is not None else []),
        *(["interrupted"] if turn.interrupted else []),
        *(["typed"] if turn.typed else []),
        *(["corrected"] if turn.heard is not None else []),
    ]
    mark = f" ({', '.join(marks)})" if marks else ""
    heard = f"  \n*heard as:* {escaped(turn.heard)}" if turn.heard is not None else ""
    return f"**{name}** · {clock(turn.start)} · turn {number}{mark}  \n{escaped(turn.text)}{heard}"


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else number


# ---------------------------------------------------------------- reading


def read(path: Path) -> tuple[TranscriptMeta, tuple[Turn, ...]]:
    """The transcript in `path`. Raises TranscriptFileError; unknown keys are ignored."""
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 2**20
            _refuse(path.name, f"is larger than {limit} MB, far more than an interview holds")
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise TranscriptFileError(f"{path} cannot be read: {reason}.", "Check the path.") from error
    return parse(raw, path.name)


def parse(raw: bytes, name: str) -> tuple[TranscriptMeta, tuple[Turn, ...]]:
    """The transcript in the bytes of a file called `name`. Raises TranscriptFileError."""
    try:
        content = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise TranscriptFileError(f"{name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        message = f"{name} is not JSON: {error.msg}, line {error.lineno}, column {error.colno}."
        raise TranscriptFileError(message, _REMEDY) from error
    except (ValueError, RecursionError) as error:
        message = f"{name} is not a transcript: its numbers or its nesting are beyond reading."
        raise TranscriptFileError(message, _REMEDY) from error
    return _Reader(name).transcript(content)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _refuse(name: str, what: str) -> NoReturn:
    raise TranscriptFileError(f"{plain(name)} {plain(what)}.", _REMEDY)


class _Reader:
    """Reads one document; `name` is its file's, for errors."""

    def __init__(self, name: str) -> None:
        self._name = name

    def transcript(self, content: object) -> tuple[TranscriptMeta, tuple[Turn, ...]]:
        top = self._object(content, "the file")
        schema = self._want(top, "schema", int, "the file")
        if schema != SCHEMA:
            _refuse(self._name, f"has schema {schema}; this program reads schema {SCHEMA}")
        minutes = self._number(top, "minutes", "the file")
        if not 0 < minutes <= MAX_MINUTES:
            _refuse(self._name, "should have more than 0 “minutes”, and less than a day of them")
        turns = self._want(top, "turns", list, "the file")
        if len(turns) > MAX_TURNS:
            _refuse(self._name, f"has {len(turns)} turns; at most {MAX_TURNS} are read")
        meta = TranscriptMeta(
            problem=self._text(top, "problem", "the file"),
            minutes=minutes,
            session=self._text(top, "session", "the file") if top.get("session") is not None else None,
            started_at=self._text(top, "started_at", "the file")
            if top.get("started_at") is not None
            else None,
        )
        return meta, self._in_order([self._turn(turn, number) for number, turn in enumerate(turns)])

    def _in_order(self, turns: list[Turn]) -> tuple[Turn, ...]:
        latest = 0.0
        for number, turn in enumerate(turns):
            if turn.end < latest - OVERLAP:
                _refuse(self._name, f"goes back in time at turn {number}: it ends before an earlier turn")
            latest = max(latest, turn.end)
        return tuple(turns)

    def _turn(self, content: object, number: int) -> Turn:
        at = f"turn {number}"
        turn = self._object(content, at)
        speaker = self._text(turn, "speaker", at)
        if speaker not in set(Speaker):
            _refuse(
                self._name, f"has a speaker “{speaker[:40]}” in {at}; interviewer and candidate are known"
            )
        start, end = self._span(turn, at)
        return Turn(
            speaker=Speaker(speaker),
            text=self._text(turn, "text", at),
            start=start,
            end=end,
            phase=self._text(turn, "phase", at),
            words=self._words(turn, at),
            confidence=self._confidence(turn, at),
            hint_level=self._hint_level(turn, at),
            interrupted=self._optional(turn, "interrupted", bool, at) or False,
            typed=self._optional(turn, "typed", bool, at) or False,
            heard=self._text(turn, "heard", at) if turn.get("heard") is not None else None,
        )

    def _words(self, turn: Mapping[str, Any], at: str) -> tuple[Word, ...]:
        words = self._optional(turn, "words", list, at) or []
        if len(words) > MAX_CHARACTERS:
            _refuse(self._name, f"has {len(words)} words in {at}; at most {MAX_CHARACTERS} are read")
        return tuple(self._word(word, f"word {number} of {at}") for number, word in enumerate(words))

    def _word(self, content: object, at: str) -> Word:
        word = self._object(content, at)
        start, end = self._span(word, at)
        return Word(self._text(word, "w", at), start, end, self._confidence(word, at))

    def _hint_level(self, turn: Mapping[str, Any], at: str) -> int | None:
        level = self._optional(turn, "hint_level", int, at)
        if level is not None and not 1 <= level <= 4:
            _refuse(self._name, f"has hint_level {level} in {at}; levels are 1 to 4")
        return level

    def _confidence(self, part: Mapping[str, Any], at: str) -> float | None:
        if part.get("confidence") is None:
            return None
        confidence = self._number(part, "confidence", at)
        if not 0 <= confidence <= 1:
            _refuse(self._name, f"has confidence {confidence:g} in {at}; it lies between 0 and 1")
        return confidence

    def _span(self, part: Mapping[str, Any], at: str) -> tuple[float, float]:
        start, end = self._number(part, "start", at), self._number(part, "end", at)
        if not 0 <= start <= end <= MAX_SECONDS:
            _refuse(self._name, f"has impossible times in {at}: from {start:g} to {end:g} seconds")
        return start, end

    def _object(self, content: object, at: str) -> dict[str, Any]:
        if not isinstance(content, dict):
            _refuse(self._name, f"should have an object at {at}, in curly brackets")
        return content

    def _text(self, part: Mapping[str, Any], key: str, at: str) -> str:
        text = self._want(part, key, str, at)
        if len(text) > MAX_CHARACTERS:
            _refuse(
                self._name,
                f"has {len(text)} characters in “{key}” of {at}; at most {MAX_CHARACTERS} are read",
            )
        return plain(text)

    def _number(self, part: Mapping[str, Any], key: str, at: str) -> float:
        number = part.get(key)
        if isinstance(number, bool) or not isinstance(number, int | float):
            self._wrong(part, key, "a number", at)
        # A whole number may be too long for a float, and 1e999 is JSON for infinity.
        if abs(number) > _LARGEST:
            _refuse(self._name, f"has a “{key}” in {at} that no clock reaches")
        return float(number)

    def _optional(self, part: Mapping[str, Any], key: str, kind: type[_T], at: str) -> _T | None:
        return None if part.get(key) is None else self._want(part, key, kind, at)

    def _want(self, part: Mapping[str, Any], key: str, kind: type[_T], at: str) -> _T:
        value = part.get(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._wrong(part, key, _KINDS[kind], at)
        return value

    def _wrong(self, part: Mapping[str, Any], key: str, kind: str, at: str) -> NoReturn:
        if key in part:
            _refuse(self._name, f"should have {kind} as “{key}” in {at}")
        _refuse(self._name, f"lacks “{key}”, {kind}, in {at}")


_LARGEST = 1e12
_KINDS: dict[type, str] = {str: "text", int: "a whole number", bool: "true or false", list: "a list"}
