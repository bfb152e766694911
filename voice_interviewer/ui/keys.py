"""The words that line mode and the full screen share: the keys, one letter for each spoken command, and who speaks."""

from collections.abc import Mapping
from typing import Final

from voice_interviewer.values import Command, Speaker

KEYS: Final[Mapping[str, Command]] = {
    "h": Command.HINT,
    "r": Command.REPEAT,
    "e": Command.REPHRASE,
    "l": Command.SLOWER,
    "t": Command.THINK,
    "s": Command.SKIP,
    "c": Command.TIME_LEFT,
    "p": Command.PAUSE,
    "g": Command.RESUME,
    "b": Command.TAKE_BACK,
    "w": Command.WRAP_UP,
    "-": Command.EASIER,
    "+": Command.HARDER,
}
"""Every command but "that's my answer", which has the largest key: Enter in line mode, Space on the full screen."""
MUTE: Final = "m"
NAMES: Final[Mapping[Speaker, str]] = {Speaker.INTERVIEWER: "Interviewer", Speaker.CANDIDATE: "You"}
SAYS: Final[Mapping[Command, str]] = {
    Command.DONE: "that's my answer",
    Command.HINT: "hint",
    Command.REPEAT: "repeat",
    Command.REPHRASE: "rephrase",
    Command.SLOWER: "slower",
    Command.THINK: "take your time",
    Command.SKIP: "skip",
    Command.TIME_LEFT: "time left",
    Command.PAUSE: "pause",
    Command.RESUME: "go on",
    Command.TAKE_BACK: "I wasn't finished",
    Command.WRAP_UP: "wrap up",
    Command.EASIER: "make it easier",
    Command.HARDER: "make it harder",
}
"""What each does, in the words that may as well be spoken."""
