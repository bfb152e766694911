"""Small conversations written as lines, scored with the real bank.

A line is the phase's letter, who speaks and the words: `d? Which data?` asks in data and features, `d: The logs.`
answers. Everybody speaks two and a half words a second, a second apart.
"""

from functools import cache
from typing import Any, Final

from voice_interviewer.assessment import scorecard
from voice_interviewer.bank import Bank
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.values import Speaker, Turn

PHASES: Final = {
    "r": "requirements",
    "d": "data-and-features",
    "m": "modelling",
    "s": "serving",
    "o": "monitoring",
    "w": "wrap-up",
}


@cache
def bank() -> Bank:
    return Bank.load()


def turns(lines: str) -> tuple[Turn, ...]:
    found: list[Turn] = []
    at = 0.0
    for line in lines.strip().splitlines():
        head, said = line.strip().split(" ", 1)
        speaker = Speaker.INTERVIEWER if head[1] == "?" else Speaker.CANDIDATE
        end = round(at + len(said.split()) * 0.4, 2)
        found.append(Turn(speaker, said, at, end, PHASES[head[0]]))
        at = end + 1
    return tuple(found)


def card(problem: str, said: tuple[Turn, ...]) -> dict[str, Any]:
    """The scorecard, as `scorecard.json` has it."""
    known = bank().problem(problem)
    track = bank().track(known.track)
    session = session_from_turns(said, problem, track, 45)
    return scorecard.to_dict(scorecard.score(known, track, session, "", rough=False))
