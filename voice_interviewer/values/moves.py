"""What the interviewer decides to do, and what it found in an answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from voice_interviewer.values.bank import Difficulty

# `kind` names a move in the journal, so that it is read back as what it was.


class Command(StrEnum):
    """What the candidate can say, or press, to steer the interview."""

    HINT = "hint"
    REPEAT = "repeat"
    REPHRASE = "rephrase"
    SLOWER = "slower"
    EASIER = "easier"
    HARDER = "harder"
    SKIP = "skip"
    THINK = "think"
    DONE = "done"
    TIME_LEFT = "time left"
    PAUSE = "pause"
    RESUME = "resume"
    TAKE_BACK = "take back"
    WRAP_UP = "wrap up"


@dataclass(frozen=True, slots=True)
class Question:
    """What a reply asks: `topic` is a ground id, a probe id, a phase slug or "" for a free follow-up. Open design
    questions deserve more patience than a check."""

    topic: str
    dimension: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What a speaking move says: `text` are the bank's own words, `instruction` tells a language model what to say in
    its place ("" where the bank's words must stand, such as a hint's or an answer to a command)."""

    text: str
    instruction: str = ""
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Speak: greet, ask, answer a clarifying question, redirect, confirm. `purpose` is a key of the track's lines."""

    reply: Reply
    purpose: str
    reason: str
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Probe:
    reply: Reply
    probe: str
    reason: str
    kind: Literal["probe"] = "probe"


@dataclass(frozen=True, slots=True)
class Hint:
    reply: Reply
    level: int
    phase: str
    reason: str
    kind: Literal["hint"] = "hint"


@dataclass(frozen=True, slots=True)
class Constrain:
    """Inject a changed requirement."""

    reply: Reply
    constraint: str
    reason: str
    kind: Literal["constrain"] = "constrain"


@dataclass(frozen=True, slots=True)
class Advance:
    """Hand over to the next phase and open it."""

    reply: Reply
    phase: str
    reason: str
    kind: Literal["advance"] = "advance"


@dataclass(frozen=True, slots=True)
class Wait:
    """Say nothing; the candidate keeps the floor. With a reply, say it quietly first ("take your time")."""

    reason: str
    thinking: bool = False
    paused: bool = False
    reply: Reply | None = None
    kind: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class SwitchProblem:
    """Close this session and start a new one on a problem of `difficulty`."""

    reply: Reply
    difficulty: Difficulty
    reason: str
    kind: Literal["switch problem"] = "switch problem"


@dataclass(frozen=True, slots=True)
class Finish:
    reply: Reply
    reason: str
    kind: Literal["finish"] = "finish"


Move: TypeAlias = Say | Probe | Hint | Constrain | Advance | Wait | SwitchProblem | Finish


class FindingKind(StrEnum):
    GROUND = "ground"
    WRONG_TURN = "wrong turn"
    PROBE = "probe"
    FACT_QUESTION = "fact question"
    NUMBER = "number"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in an answer, with the words it rests on (verbatim, from the answer).

    `reasoned`: said with a reason or a link to this problem, not as a bare term. `negated`: rejected ("I wouldn't
    bother with a holdout"). `core`: of `words`, those that were recognised, from the first to the last; "" for all.
    """

    kind: FindingKind
    id: str
    words: str
    reasoned: bool = False
    negated: bool = False
    core: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the interviewer made of one answer."""

    findings: tuple[Finding, ...] = ()
    command: Command | None = None
    question: bool = False
    """It ended in a question to the interviewer."""
    word_count: int = 0
    commitment: bool = False
    """It committed to a choice ("I'd pick …")."""
