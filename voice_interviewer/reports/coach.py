"""How somebody spoke, and how the interviewer did, in a coach's words: rows of a label and a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from voice_interviewer.reports.text import clock

Card: TypeAlias = Mapping[str, Any]

PACE = (110, 180)
"""Words per minute that are neither slow nor fast (spec/interview.md, like every bound of the delivery page)."""
FILLERS = (5.0, 12.0)
"""Per minute: green up to the first, red from the second."""
LONGEST = 150.0
TALK = 0.8


def delivery(measured: Card, latency: Card | None) -> Iterator[tuple[str, str]]:
    """`measured`: a scorecard's `delivery`; `latency`: the session's `latency.json`."""
    pace, rate, longest = (
        measured[key] for key in ("words_per_minute", "fillers_per_minute", "longest_turn")
    )
    yield "Pace:", f"{pace} words a minute. {_pace(pace)}"
    yield "Fillers:", f"{rate} a minute heard. {_fillers(rate)}"
    yield "Longest answer:", f"{clock(longest)}. {_longest(longest)}"
    share = _percent(measured["talk_share"])
    yield "Your share of the talk:", f"{share}; about {_percent(TALK)} is a good aim."
    yield "Pauses inside an answer:", _pauses(measured["pauses"])
    response = (latency or {}).get("summary", {}).get("response")
    if response:
        yield (
            "The interviewer answered you",
            f"after {response['p50']} s (median; 95 % within {response['p95']} s).",
        )


def interviewer(one: Card) -> Iterator[tuple[str, str]]:
    """`one`: a scorecard's `interviewer`."""
    yield "Share of the talk:", f"{_percent(one['talk_share'])}."
    yield (
        "A reply:",
        f"{one['words_per_reply']} words and {_questions(one['questions_per_reply'])} on average.",
    )
    yield "Asked again, unasked:", f"{_counted(one['repeats'], 'question')}."
    yield "Given away without a hint:", f"{_counted(one['leaks'], 'part')} of a solution."


def _counted(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _questions(rate: float) -> str:
    return f"{rate:g} question{'' if rate == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _pace(rate: int) -> str:
    slow, fast = PACE
    if rate < slow:
        return f"Unhurried; {slow} to {fast} is where most people are easy to follow."
    if rate > fast:
        return f"Quick; {slow} to {fast} is where most people are easy to follow. A breath before each point helps."
    return "Easy to follow."


def _fillers(rate: float) -> str:
    green, red = FILLERS
    sure = "Recognisers miss some, so this is a lower bound."
    if rate <= green:
        return f"Few enough not to be noticed. {sure}"
    if rate >= red:
        return f"Enough to be noticed; a silent pause reads better than a sound. {sure}"
    return f"Normal in thinking aloud. {sure}"


def _longest(seconds: float) -> str:
    if seconds >= LONGEST:
        return f"Past {clock(LONGEST)} it pays to stop and check where the interviewer wants to go."
    return "A length that can be followed."


def _pauses(pauses: Sequence[Card]) -> str:
    if not pauses:
        return "none of a second and a half or more."
    shown = [f"{clock(one['start'])} ({one['end'] - one['start']:.1f} s)" for one in pauses[:8]]
    more = f" and {len(pauses) - 8} more" if len(pauses) > 8 else ""
    return f"{len(pauses)} of a second and a half or more, at {', '.join(shown)}{more}. Thinking is fine."
