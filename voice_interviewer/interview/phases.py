"""How an interview's time is divided: its phases in order, each with the seconds planned for it."""

from collections.abc import Sequence
from typing import Final

from voice_interviewer.errors import UnknownName
from voice_interviewer.values import Phase, PhasePlan, Track

LEAST: Final = 60.0
"""Seconds every phase gets, however short the interview."""
WARM_UP_FROM: Final = 30.0
"""Minutes from which there is time for a warm-up question."""
ALL: Final = "all"


def plan(track: Track, minutes: float, focus: str | None) -> tuple[PhasePlan, ...]:
    """Divide `minutes` into the track's phases: scaled from the 45-minute column, at least a minute each.

    With a focus it is a drill: that phase gets all the time but a minute each for the first phase and the last. An
    interview shorter than its phases' minutes divides its time evenly. Raises UnknownName for an unknown focus.
    """
    seconds = minutes * 60
    slug = resolve(track, focus)
    if slug is None:
        return _planned(track.phases, _scaled(track.phases, seconds))
    around = (track.phases[0], track.phases[-1])
    kept = [phase for phase in track.phases if phase in around or phase.slug == slug]
    least = min(LEAST, seconds / len(kept))
    rest = seconds - least * (len(kept) - 1)
    return _planned(kept, [rest if phase.slug == slug else least for phase in kept])


def resolve(track: Track, focus: str | None) -> str | None:
    """The phase a focus drills; None where all phases run. Raises UnknownName with near matches."""
    if focus is None:
        return None
    name = focus.strip().lower().replace(" ", "-").replace("_", "-")
    slugs = [phase.slug for phase in track.phases]
    area = track.areas.get(name, name)
    if area == ALL:
        return None
    if area in slugs:
        return area
    known = sorted({*slugs, *track.areas})
    raise UnknownName("area", focus, known, f"Areas: {', '.join(known)}.")


def has_warm_up(track: Track, minutes: float, focus: str | None) -> bool:
    """Whether the interview opens with a warm-up question: not in a drill, nor below half an hour."""
    return bool(track.warm_up) and minutes >= WARM_UP_FROM and resolve(track, focus) is None


def _scaled(phases: Sequence[Phase], seconds: float) -> list[float]:
    """In proportion to the 45-minute column; what the shortest lack to the least, the others give."""
    least = min(LEAST, seconds / len(phases))
    short: set[str] = set()
    while True:
        rest = seconds - least * len(short)
        total = sum(phase.minutes_45 for phase in phases if phase.slug not in short)
        share = {phase.slug: rest * phase.minutes_45 / total for phase in phases if phase.slug not in short}
        below = {slug for slug, planned in share.items() if planned < least}
        if not below or len(short | below) == len(phases):
            return [share.get(phase.slug, least) for phase in phases]
        short |= below


def _planned(phases: Sequence[Phase], seconds: Sequence[float]) -> tuple[PhasePlan, ...]:
    """Whole seconds, with what rounding left over in the longest phase."""
    whole = [float(round(planned)) for planned in seconds]
    longest = max(range(len(whole)), key=lambda index: whole[index])
    whole[longest] = round(whole[longest] + sum(seconds) - sum(whole), 3)
    return tuple(PhasePlan(phase.slug, planned) for phase, planned in zip(phases, whole, strict=True))
