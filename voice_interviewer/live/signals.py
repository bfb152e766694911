"""What the parts of the live shell tell the conductor: a closed union, one inbox."""

from dataclasses import dataclass
from typing import TypeAlias

from voice_interviewer.live.mouth import Spoken
from voice_interviewer.values import Command, Transcript


@dataclass(frozen=True, slots=True)
class VoiceBegan:
    """The candidate's voice, from `at` seconds on the recording's clock (also after a pause inside an answer);
    `answer` counts the answers begun."""

    at: float
    answer: int


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """A possible end of the answer: the voice stopped at `speech_end`, noticed at `at`."""

    speech_end: float
    at: float


@dataclass(frozen=True, slots=True)
class AnswerDropped:
    """The answer that was being heard is given up: the microphone is not listened to while the interviewer speaks."""


@dataclass(frozen=True, slots=True)
class PartialHeard:
    """The words of the current answer so far, from a streaming recogniser."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerHeard:
    """A whole answer: decided, recognised. Times in seconds on the recording's clock."""

    transcript: Transcript
    start: float
    speech_end: float
    possible_end: float
    decided_end: float
    recognised: float
    reason: str
    answer: int


@dataclass(frozen=True, slots=True)
class TailHeard:
    """The words of an answer up to a pause in it: `so_far` is the answer as it would be if it ended there."""

    so_far: AnswerHeard

    @property
    def text(self) -> str:
        return self.so_far.transcript.text


@dataclass(frozen=True, slots=True)
class LineTyped:
    """A line from the keyboard."""

    text: str


@dataclass(frozen=True, slots=True)
class InputEnded:
    """Nothing more will come: standard input or the rehearsal's script is at its end. `farewell`: the interviewer
    says goodbye first."""

    reason: str
    farewell: bool = False


@dataclass(frozen=True, slots=True)
class CommandPressed:
    command: Command


@dataclass(frozen=True, slots=True)
class ReplyDone:
    """A reply was played to its end, or was interrupted."""

    spoken: Spoken


@dataclass(frozen=True, slots=True)
class BargeInDue:
    """The candidate has talked over reply `reply` for long enough to mean it."""

    reply: int


@dataclass(frozen=True, slots=True)
class SilenceDue:
    """`seconds` of silence have passed since it became the candidate's turn number `turn`."""

    turn: int
    seconds: float


@dataclass(frozen=True, slots=True)
class PartTroubled:
    """A part stopped working, or works again: one sentence for the user."""

    part: str
    text: str
    away: float = 0.0
    """Seconds that the interview waited for it, now that it is back."""


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The user wants the program to end (Ctrl-C)."""


Signal: TypeAlias = (
    VoiceBegan
    | VoiceEnded
    | PartialHeard
    | TailHeard
    | AnswerDropped
    | AnswerHeard
    | LineTyped
    | InputEnded
    | CommandPressed
    | ReplyDone
    | BargeInDue
    | SilenceDue
    | PartTroubled
    | StopAsked
)
