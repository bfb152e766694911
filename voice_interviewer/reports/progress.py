"""How the sessions went over time, and what to practise next: as text with bars, and as a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from voice_interviewer.reports.templates import template
from voice_interviewer.reports.text import Card
from voice_interviewer.speech.plaintext import plain

LATEST: Final = 5
"""Sessions whose mean stands for now: older ones tell of somebody who knew less."""
DUE: Final = ((2.0, 1.0), (3.0, 3.0), (4.0, 10.0), (5.1, 30.0))
"""Scores below, and the days after which such a problem is worth doing again: the weaker, the sooner, about three times
as long from step to step, as spaced practice goes."""
_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_BAR: Final = 20
_HIGHEST: Final = 5.0


@dataclass(frozen=True, slots=True)
class Result:
    """One scored session."""

    session: str
    when: datetime
    problem: str
    card: Card

    @property
    def overall(self) -> float | None:
        value = self.card.get("overall")
        return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Area:
    """A dimension's scores, oldest first, and the mean of the latest."""

    id: str
    scores: tuple[int, ...]

    @property
    def now(self) -> float:
        latest = self.scores[-LATEST:]
        return sum(latest) / len(latest)


@dataclass(frozen=True, slots=True)
class Next:
    """What to practise, and why in a sentence; `focus` is the weakest dimension, None where none was scored yet."""

    problem: str
    why: str
    focus: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`results` oldest first, those with an overall score; `areas` weakest first; `last` the latest score and the
    number of sessions of each problem that was done."""

    results: Sequence[Result]
    areas: Sequence[Area]
    last: Mapping[str, tuple[float, int]]
    of: int
    next: Next | None


def measure(results: Sequence[Result], problems: Sequence[str], now: datetime) -> Progress:
    """`problems`: the bank's, easiest first. Results without a score count for nothing."""
    scored = sorted((one for one in results if one.overall is not None), key=lambda one: one.when)
    scores = by_dimension(one.card for one in scored)
    areas = sorted(
        (Area(name, tuple(each)) for name, each in scores.items()), key=lambda area: (area.now, area.id)
    )
    last = {
        one.problem: (one.overall or 0.0, sum(each.problem == one.problem for each in scored))
        for one in scored
    }
    focus = areas[0].id if areas else None
    return Progress(scored, areas, last, len(problems), _next(scored, problems, focus, now))


def by_dimension(cards: Iterable[Card]) -> dict[str, list[int]]:
    """Every dimension's scores, in the order of the cards. One that was not assessed says nothing."""
    scores: dict[str, list[int]] = {}
    for card in cards:
        for dimension in card.get("dimensions", ()):
            if isinstance(dimension.get("score"), int):
                scores.setdefault(str(dimension["id"]), []).append(dimension["score"])
    return scores


def _next(scored: Sequence[Result], problems: Sequence[str], focus: str | None, now: datetime) -> Next | None:
    """The problem that is most overdue; with none due, the easiest that was never done; else the next to be due."""
    latest = {one.problem: one for one in scored if one.problem in problems}
    overdue = {name: _overdue(one, now) for name, one in latest.items()}
    most = max(overdue, key=lambda name: overdue[name], default=None)
    fresh = next((name for name in problems if name not in latest), None)
    if most is not None and (overdue[most] >= 1.0 or fresh is None):
        one = latest[most]
        days = (now - one.when).days
        ago = "today" if days < 1 else "a day ago" if days == 1 else f"{days} days ago"
        return Next(most, f"you had {one.overall:g} of 5 on it {ago}", focus)
    return Next(fresh, "you have not done it yet", focus) if fresh is not None else None


def _overdue(one: Result, now: datetime) -> float:
    wait = next(days for below, days in DUE if (one.overall or 0.0) < below)
    return (now - one.when).total_seconds() / 86_400 / wait


# ---------------------------------------------------------------- shown


def to_text(progress: Progress) -> str:
    lines = ["Overall, oldest first"]
    width = max(len(one.problem) for one in progress.results)
    for one in progress.results:
        filled = "█" * round((one.overall or 0.0) / _HIGHEST * _BAR)
        verdict = plain(str(one.card.get("verdict", "")))
        lines.append(
            f"  {one.when:%Y-%m-%d}  {one.problem:{width}}  {one.overall:.1f}  {filled:{_BAR}}  {verdict}"
        )
    lines += ["", f"Areas, weakest first (the mean of the last {LATEST}, and how they went)"]
    widest = max((len(area.id) for area in progress.areas), default=0)
    lines += [f"  {area.id:{widest}}  {area.now:.1f}  {_spark(area.scores)}" for area in progress.areas]
    lines += ["", "How you spoke, first to last", *_delivery(progress.results)]
    lines += ["", f"Problems done: {len(progress.last)} of {progress.of}"]
    lines += [
        f"  {name:{width}}  {score:.1f}  {count} {'time' if count == 1 else 'times'}"
        for name, (score, count) in sorted(progress.last.items(), key=lambda item: item[1][0])
    ]
    if progress.next is not None:
        lines += ["", f"Practise next: {command(progress.next)}", f"  ({progress.next.why})"]
        if progress.next.focus is not None:
            lines.append(f"Or drill your weakest area: {drill(progress.next)}")
    return "\n".join(line.rstrip() for line in lines)


def command(what: Next) -> str:
    return f"voice-interviewer practice {what.problem}"


def drill(what: Next) -> str:
    return f"voice-interviewer practice {what.problem} --focus {what.focus} --minutes 20"


def _spark(scores: Sequence[int]) -> str:
    most = len(_BLOCKS) - 1
    return "".join(_BLOCKS[round((score - 1) / (_HIGHEST - 1) * most)] for score in scores)


def _delivery(results: Sequence[Result]) -> list[str]:
    rows = []
    for label, key in (("words a minute", "words_per_minute"), ("fillers a minute", "fillers_per_minute")):
        values = [one.card["delivery"][key] for one in results if one.card.get("delivery")]
        if values:
            rows.append(f"  {label}: {', '.join(f'{value:g}' for value in values[-12:])}")
    return rows or ["  Nothing was spoken yet."]


def to_html(progress: Progress) -> str:
    """One self-contained page."""
    return template("progress.html").render(
        progress=progress, plain=plain, command=command, drill=drill, points=_points, latest=LATEST
    )


def _points(values: Sequence[float], width: float, height: float) -> list[tuple[float, float]]:
    """Where scores lie in a drawing of this size, from left to right, 1 at the bottom and 5 at the top."""
    step = width / max(1, len(values) - 1)
    return [
        (round(number * step, 1), round(height * (1 - (value - 1) / (_HIGHEST - 1)), 1))
        for number, value in enumerate(values)
    ]
