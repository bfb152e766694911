"""`report.html`: the whole session on one page that needs nothing else, neither network nor scripts to be read.

Every text that came from outside reaches the page through Jinja's autoescape.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Final

from voice_interviewer.assessment.delivery import filler_spans
from voice_interviewer.reports import coach
from voice_interviewer.reports.templates import template
from voice_interviewer.reports.text import Card, clock, title
from voice_interviewer.reports.transcript import TranscriptMeta
from voice_interviewer.speech.plaintext import plain
from voice_interviewer.values import Speaker, Turn

UNSURE: Final = 0.5
"""Confidence below which a word is marked: the recogniser held another for as likely."""
LONG_PAUSE: Final = 3.0
"""Seconds of silence inside an answer that the timeline shows."""
PACED: Final = 5.0
"""Seconds from which an answer has a pace: a shorter one is a word or two."""
_WIDTH: Final = 1000.0
_PACE_HEIGHT: Final = 80.0
_SLOWEST, _FASTEST = 40.0, 240.0
_STEPS: Final = (10, 30, 60, 300, 600, 1800)
_TICKS: Final = 12
_THINNEST: Final = 2.0
_LANES: Final = {Speaker.CANDIDATE: 26, Speaker.INTERVIEWER: 50}


@dataclass(frozen=True, slots=True)
class Report:
    """What the page tells. `card` is a `scorecard.json`, None where nothing was scored; `latency` a `latency.json`;
    `audio` the recording's address, "" without one; `titles` names problems, phases and dimensions by id."""

    meta: TranscriptMeta
    turns: Sequence[Turn]
    card: Card | None
    latency: Card
    audio: str = ""
    notes: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


def to_html(report: Report) -> str:
    card, turns = report.card, report.turns
    return template("report.html").render(
        report=report,
        meta=report.meta,
        card=card,
        titled=partial(title, titles=report.titles),
        clock=clock,
        plain=plain,
        coach=coach,
        phases=[
            (phase, [(number, turn, _marked(turn)) for number, turn in group])
            for phase, group in groupby(enumerate(turns), key=lambda numbered: numbered[1].phase)
        ],
        timeline=_timeline(report),
        pace=_pace(turns),
        replies={one["turn"]: one for one in report.latency.get("turns", ())},
        budget=report.latency.get("budget"),
        candidate=Speaker.CANDIDATE,
    )


def _marked(turn: Turn) -> list[tuple[str, str]]:
    """A turn's text in pieces, each with how it is marked: "filler", "unsure" or not at all."""
    text = turn.text
    if turn.speaker is not Speaker.CANDIDATE:
        return [(plain(text), "")]
    kinds = [""] * len(text)
    for start, end in filler_spans(text):
        kinds[start:end] = ["filler"] * (end - start)
    at = 0
    for word in turn.words:
        if (found := text.find(word.w, at)) < 0:
            continue
        at = found + len(word.w)
        if word.confidence is not None and word.confidence < UNSURE:
            kinds[found:at] = ["unsure"] * (at - found)
    pieces = groupby(zip(text, kinds, strict=True), key=lambda pair: pair[1])
    return [("".join(letter for letter, _ in piece), kind) for kind, piece in pieces]


@dataclass(frozen=True, slots=True)
class _Pace:
    """Words a minute of each answer: `points` are x, y, label, turn and second in a drawing `_WIDTH` by `_PACE_HEIGHT`,
    `band` where most people are easy to follow, from y to y."""

    points: Sequence[tuple[float, float, str, int, float]]
    band: tuple[float, float]


def _pace(turns: Sequence[Turn]) -> _Pace | None:
    """None where fewer than two answers are long enough to have a pace."""
    length = max((turn.end for turn in turns), default=0.0)
    points = []
    for number, turn in enumerate(turns):
        seconds = turn.end - turn.start
        if turn.speaker is Speaker.CANDIDATE and not turn.typed and seconds >= PACED:
            rate = 60 * len(turn.text.split()) / seconds
            label = f"{rate:.0f} words a minute, {clock(turn.start)}"
            points.append((_WIDTH * turn.start / length, _pace_y(rate), label, number, turn.start))
    slow, fast = coach.PACE
    return _Pace(points, (_pace_y(fast), _pace_y(slow))) if len(points) > 1 else None


def _pace_y(rate: float) -> float:
    """From `_SLOWEST` at the bottom to `_FASTEST` at the top."""
    share = (min(_FASTEST, max(_SLOWEST, rate)) - _SLOWEST) / (_FASTEST - _SLOWEST)
    return _PACE_HEIGHT * (1 - share)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A piece of the timeline, in units of its drawing: where it is, what it leads to, and what it says."""

    x: float
    width: float
    y: int
    kind: str
    label: str
    turn: int | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Timeline:
    length: float
    bars: Sequence[_Bar]
    ticks: Sequence[tuple[float, str]]


def _timeline(report: Report) -> _Timeline | None:
    """None where nothing was said, or nothing has a time."""
    turns = report.turns
    length = max((turn.end for turn in turns), default=0.0)
    if length <= 0.0:
        return None
    scale = _WIDTH / length
    bars = []
    for phase, group in groupby(turns, key=lambda turn: turn.phase):
        members = list(group)
        first, last = members[0].start, max(turn.end for turn in members)
        bars.append(
            _Bar(first * scale, (last - first) * scale, 4, "phase", title(phase, report.titles), at=first)
        )
    for number, turn in enumerate(turns):
        bars.append(_turn_bar(number, turn, scale))
        bars += _marks(number, turn, scale)
    budget = report.latency.get("budget")
    for reply in report.latency.get("turns", ()):
        if reply.get("response") is not None and budget:
            late = reply["response"] > budget
            said = f"answered after {reply['response']:.2f} s{', later than the goal' if late else ''}"
            kind = "late" if late else "prompt"
            bars.append(
                _Bar(reply["speech_end"] * scale, 3.0, 74, kind, said, reply["turn"], reply["speech_end"])
            )
    step = next(
        (each for each in _STEPS if length / each <= _TICKS), 3600 * math.ceil(length / 3600 / _TICKS)
    )
    ticks = [(second * scale, clock(second)) for second in range(0, int(length) + 1, step)]
    return _Timeline(length, bars, ticks)


def _turn_bar(number: int, turn: Turn, scale: float) -> _Bar:
    who = "You" if turn.speaker is Speaker.CANDIDATE else "Interviewer"
    cut = ", interrupted" if turn.interrupted else ""
    label = f"{who}{cut}, {clock(turn.start)}: {plain(turn.text)[:80]}"
    kind = f"{turn.speaker.value}{' interrupted' if turn.interrupted else ''}"
    width = max(_THINNEST, (turn.end - turn.start) * scale)
    return _Bar(turn.start * scale, width, _LANES[turn.speaker], kind, label, number, turn.start)


def _marks(number: int, turn: Turn, scale: float) -> list[_Bar]:
    marks = []
    if turn.hint_level is not None:
        label = f"hint of level {turn.hint_level}, {clock(turn.start)}"
        marks.append(_Bar(turn.start * scale, 6.0, 62, "hint", label, number, turn.start))
    for word, following in zip(turn.words, turn.words[1:], strict=False):
        if following.start - word.end >= LONG_PAUSE:
            label = f"a pause of {following.start - word.end:.0f} s, {clock(word.end)}"
            width = (following.start - word.end) * scale
            marks.append(_Bar(word.end * scale, width, 30, "pause", label, number, word.end))
    return marks
