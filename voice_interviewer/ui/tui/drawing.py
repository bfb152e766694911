"""What the screen draws with letters: meters, the phases' bar, the clock; plain text, which needs no colour."""

from collections.abc import Iterator, Mapping
from typing import Final

from voice_interviewer.interview.session import Session
from voice_interviewer.speech.floor import Floor

QUIETEST: Final = -60.0
"""dBFS at the left end of a meter; a quiet room lies there."""
_FULL, _EMPTY = "█", "░"
_BAR: Final = {True: "━", False: "─"}

STATES: Final[Mapping[Floor, tuple[str, str]]] = {
    Floor.LISTENING: ("○", "whenever you are ready"),
    Floor.THINKING_TIME: ("◌", "nobody will interrupt you"),
    Floor.HEARING: ("●", "pause as you like; Space ends your answer"),
    Floor.WORKING: ("◍", ""),
    Floor.SPEAKING: ("◉", "speak up to interrupt"),
    Floor.YIELDING: ("◎", ""),
    Floor.PAUSED: ("‖", "p goes on"),
    Floor.OVER: ("□", ""),
}
"""A sign for each state of the conversation, and what that means for the candidate."""


def meter(level: float, width: int) -> str:
    """A level in dBFS as a bar of `width` letters."""
    filled = round(min(1.0, max(0.0, 1.0 - level / QUIETEST)) * width)
    return _FULL * filled + _EMPTY * (width - filled)


def clock(seconds: float) -> str:
    """Minutes and seconds; what runs over has a sign."""
    whole = round(abs(seconds))
    return f"{'+' if seconds < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"


def state(floor: Floor, *, typed: bool, muted: bool) -> str:
    """Who has the floor, in a line."""
    sign, meaning = STATES[floor]
    if muted and floor in (Floor.LISTENING, Floor.HEARING, Floor.THINKING_TIME):
        return "✕ muted · m to be heard again"
    if typed:
        meaning = "type your answer" if floor is Floor.LISTENING else ""
    return f"{sign} {floor.value}{f' · {meaning}' if meaning else ''}"


def phases(
    session: Session, at: float, titles: Mapping[str, str], width: int
) -> Iterator[tuple[str, str, str]]:
    """Of each phase: its name, a bar of how much of its planned time is spent, and "spent/planned" with a sign at the
    one that is on; each `width` letters wide, the last one left blank."""
    room = width - 1
    for planned in session.started.plan:
        spent = session.phase_spent(at, planned.phase)
        share = min(1.0, spent / planned.seconds) if planned.seconds > 0 else 1.0
        filled = round(share * room)
        here = "▸ " if planned.phase == session.phase else ""
        yield (
            shortened(titles.get(planned.phase, planned.phase), room).ljust(width),
            f"{_BAR[True] * filled}{_BAR[False] * (room - filled)} ",
            f"{here}{clock(spent)}/{clock(planned.seconds)}"[:room].ljust(width),
        )


def shortened(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: max(0, width - 1)].rstrip()}…"


def tail(text: str, letters: int) -> str:
    """The end of a long text, from a word on."""
    if len(text) <= letters:
        return text
    return f"… {text[-letters:].partition(' ')[2]}"
