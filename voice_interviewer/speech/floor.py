"""Who has the floor, as shown to the user."""

from enum import StrEnum


class Floor(StrEnum):
    """The state of the conversation, in the words the screen uses."""

    LISTENING = "listening"
    THINKING_TIME = "take your time"
    HEARING = "hearing you"
    WORKING = "thinking"
    SPEAKING = "speaking"
    PAUSED = "paused"
    OVER = "over"
