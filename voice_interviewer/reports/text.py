"""Text made safe to show: foreign words never steer a terminal or a Markdown page."""

import re

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x1b\\|\x07)"  # OSC and other strings: window titles, links
    r"|\x1b[@-_]?"
)
_UNSHOWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # invisible, or turning the direction of text
    r"]"
)
_BREAKS = re.compile(r"[ \t\n\r\v\f\x85\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_MARKS = re.compile(r"[\\`*_\[\]<>|~&]")
_BLOCK = re.compile(r"^([#+=-]|\d+(?=[.)]))")


def plain(text: str) -> str:
    """`text` on one line, without terminal escapes and without control, direction and invisible characters."""
    text = _UNSHOWN.sub("", _BREAKS.sub(" ", _ESCAPES.sub("", text)))
    return _SURROGATES.sub("\ufffd", text).strip()


def escaped(text: str) -> str:
    """`text` as one paragraph of Markdown that shows each character as itself: no emphasis, links, HTML or lists."""
    text = _MARKS.sub(r"\\\g<0>", plain(text))
    return _BLOCK.sub(lambda mark: mark[1] + "\\" if mark[1].isdigit() else "\\" + mark[1], text)


def clock(seconds: float) -> str:
    """mm:ss of the session's time, h:mm:ss from an hour on."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
