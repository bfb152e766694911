"""Everything that can happen in an interview: a closed union of frozen events, each with its time.

The journal is a list of these; the session is their fold; every file of a session's folder is rebuilt from them.
`at` is seconds on the recording's clock. Add a field with a default and old journals still read; never rename one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from voice_interviewer.values import (
    Command,
    Difficulty,
    Move,
    Parts,
    PhasePlan,
    Turn,
    TurnTrace,
    Understanding,
)

BANK: Final = "bank"
"""Who reads every answer: the problem bank's patterns."""


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The first event of every journal. `started_at` is ISO 8601 UTC; `plan` the phases with their seconds."""

    at: float
    session: str
    problem: str
    track: str
    minutes: float
    difficulty: Difficulty
    seed: int
    started_at: str
    parts: Parts
    plan: tuple[PhasePlan, ...]
    focus: str | None = None
    continues: str | None = None
    rough_recogniser: bool = False
    problem_chosen_by_user: bool = True
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """The session goes on after a crash or an early end; `gap` is the wall time lost in seconds, not counted."""

    at: float
    gap: float
    parts: Parts


@dataclass(frozen=True, slots=True)
class PhaseEntered:
    at: float
    phase: str


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A turn of either side is complete: for the interviewer when it was played or interrupted, for the candidate when
    the end was decided and the words are known. Turns are numbered by the order of these events."""

    at: float
    turn: Turn


@dataclass(frozen=True, slots=True)
class AnswerUnderstood:
    """What the candidate's turn number `turn` contained. The bank's comes with the turn; a language model's may follow
    while the interviewer speaks and adds to it. `by`: the model's name."""

    at: float
    turn: int
    understanding: Understanding
    by: str = BANK


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A command, spoken or by key. `text` is what was said, empty for a key."""

    at: float
    command: Command
    text: str = ""


@dataclass(frozen=True, slots=True)
class CandidateSilent:
    """Nobody has spoken for `seconds` since the interviewer's last turn or the announcement of thinking."""

    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class MoveChosen:
    """The interviewer's decision, journalled before it is performed."""

    at: float
    move: Move


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """A reply was taken back ("I wasn't finished"): the interviewer's last turn is void, the answer goes on."""

    at: float


@dataclass(frozen=True, slots=True)
class TurnTraced:
    at: float
    trace: TurnTrace


@dataclass(frozen=True, slots=True)
class Paused:
    at: float


@dataclass(frozen=True, slots=True)
class Continued:
    """The end of a pause of `seconds`, which the interview's clock does not count."""

    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Something the user was told about a part: a device gone or back, a fallback. `part` is its port's name."""

    at: float
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class TurnCorrected:
    """The user mended a misheard turn; `text` replaces it, what was heard is kept."""

    at: float
    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A finished scorecard in the form of `scorecard.json`."""

    at: float
    scorecard: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """`reason`: finished, ended by the user, switched problem, end of script, end of input, failed."""

    at: float
    reason: str


Event: TypeAlias = (
    SessionStarted
    | SessionResumed
    | PhaseEntered
    | TurnEnded
    | AnswerUnderstood
    | CommandGiven
    | CandidateSilent
    | MoveChosen
    | TurnTaken
    | TurnTraced
    | Paused
    | Continued
    | NoticeGiven
    | TurnCorrected
    | Scored
    | SessionEnded
)
