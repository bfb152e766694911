"""Text made safe to show: foreign words never steer a Markdown page."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from voice_interviewer.speech.plaintext import plain

Card: TypeAlias = Mapping[str, Any]
"""A scorecard in the form of `scorecard.json`, or another of a session's JSON files."""

_MARKS = re.compile(r"[\\`*_\[\]<>|~&]")
_BLOCK = re.compile(r"^([#+=-]|\d+(?=[.)]))")


def escaped(text: str) -> str:
    """`text` as one paragraph of Markdown that shows each character as itself: no emphasis, links, HTML or lists."""
    text = _MARKS.sub(r"\\\g<0>", plain(text))
    return _BLOCK.sub(lambda mark: mark[1] + "\\" if mark[1].isdigit() else "\\" + mark[1], text)


def title(name: str, titles: Mapping[str, str]) -> str:
    """What a problem, phase or dimension is called; by its id where `titles` does not know it."""
    return plain(titles.get(name, name.replace("-", " ").capitalize()))


def clock(seconds: float) -> str:
    """mm:ss of the session's time, h:mm:ss from an hour on."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
