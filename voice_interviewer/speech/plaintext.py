"""Foreign text made safe to keep and to show: on one line, and nothing in it steers a terminal."""

import re
from typing import Final

_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x1b\\|\x07)"  # OSC and other strings: window titles, links
    r"|\x1b[@-_]?"
)
_UNSHOWN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # invisible, or turning the direction of text
    r"]"
)
_BREAKS: Final = re.compile(r"[ \t\n\r\v\f\x85\u2028\u2029]+")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` on one line, without terminal escapes and without control, direction and invisible characters."""
    text = _UNSHOWN.sub("", _BREAKS.sub(" ", _ESCAPES.sub("", text)))
    return _SURROGATES.sub("\ufffd", text).strip()
