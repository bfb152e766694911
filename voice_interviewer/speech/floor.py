"""Who may speak: the floor of the conversation, as a table of states and cues.

    LISTENING --voice--> HEARING --answer over--> LISTENING --reply--> WORKING --sound--> SPEAKING --done--> LISTENING

    WORKING   --voice--> HEARING               nothing was heard of the reply: it is dropped, the candidate goes on
    SPEAKING  --voice--> YIELDING              the interviewer holds its breath
    YIELDING  --voice over--> SPEAKING         a cough: it goes on where it stopped
    YIELDING  --meant--> HEARING               a barge-in: the reply is cancelled

A reply can begin to sound from WORKING alone, which a voice leaves: the interviewer never starts over somebody who
speaks. A cue that a state does not name changes nothing.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from typing import Final


class Floor(StrEnum):
    """The state of the conversation, in the words the screen uses."""

    LISTENING = "listening"
    THINKING_TIME = "take your time"
    HEARING = "hearing you"
    WORKING = "thinking"
    SPEAKING = "speaking"
    YIELDING = "letting you in"
    PAUSED = "paused"
    OVER = "over"


class Cue(Enum):
    """What moves the floor."""

    VOICE_BEGAN = auto()
    VOICE_OVER = auto()
    """It stopped, for now or for good."""
    MEANT = auto()
    """The voice over the interviewer has gone on for too long to be a cough."""
    ANSWER_OVER = auto()
    """What the candidate said was taken, or came to nothing."""
    REPLY_BEGUN = auto()
    SOUNDING = auto()
    REPLY_DONE = auto()
    THINKING = auto()
    """The candidate wants time, or is given it."""
    PAUSED = auto()
    CONTINUED = auto()
    ENDED = auto()


class Effect(Enum):
    """What becomes of the reply in hand."""

    NONE = auto()
    DROP = auto()
    """Nobody heard it: forget it."""
    HOLD = auto()
    RESUME = auto()
    CANCEL = auto()
    """For good, in mid-word; what was heard of it stands."""


_STILL: Final = (Floor.LISTENING, Floor.THINKING_TIME, Floor.HEARING)
_REPLYING: Final = (Floor.WORKING, Floor.SPEAKING, Floor.YIELDING)

TABLE: Final[Mapping[tuple[Floor, Cue], tuple[Floor, Effect]]] = {
    (Floor.LISTENING, Cue.VOICE_BEGAN): (Floor.HEARING, Effect.NONE),
    (Floor.THINKING_TIME, Cue.VOICE_BEGAN): (Floor.HEARING, Effect.NONE),
    (Floor.WORKING, Cue.VOICE_BEGAN): (Floor.HEARING, Effect.DROP),
    (Floor.SPEAKING, Cue.VOICE_BEGAN): (Floor.YIELDING, Effect.HOLD),
    (Floor.YIELDING, Cue.VOICE_OVER): (Floor.SPEAKING, Effect.RESUME),
    (Floor.YIELDING, Cue.MEANT): (Floor.HEARING, Effect.CANCEL),
    (Floor.HEARING, Cue.ANSWER_OVER): (Floor.LISTENING, Effect.NONE),
    (Floor.WORKING, Cue.SOUNDING): (Floor.SPEAKING, Effect.NONE),
    **{(floor, Cue.REPLY_BEGUN): (Floor.WORKING, Effect.NONE) for floor in _STILL},
    **{(floor, Cue.REPLY_DONE): (Floor.LISTENING, Effect.NONE) for floor in _REPLYING},
    **{(floor, Cue.THINKING): (Floor.THINKING_TIME, Effect.NONE) for floor in _STILL},
    **{(floor, Cue.PAUSED): (Floor.PAUSED, Effect.NONE) for floor in (*_STILL, *_REPLYING)},
    (Floor.PAUSED, Cue.CONTINUED): (Floor.LISTENING, Effect.NONE),
    **{(floor, Cue.ENDED): (Floor.OVER, Effect.NONE) for floor in Floor},
}
"""Where a cue leads, and what it does to the reply in hand."""


def after(floor: Floor, cue: Cue) -> tuple[Floor, Effect]:
    """The floor after a cue, and what it does to the reply in hand."""
    return TABLE.get((floor, cue), (floor, Effect.NONE))
