"""Keeping a model's thoughts off the loudspeaker.

Servers that know a model thinks put its thoughts in a field of their own, which no engine reads. Where they do not
know, the thoughts stand in the reply itself, between `<think>` and `</think>`, cut anywhere by the stream.
"""

import re
from typing import Final

_TAGS: Final = ("<think>", "<thinking>", "</think>", "</thinking>")
_TAG: Final = re.compile(r"<(/?)think(?:ing)?>", re.IGNORECASE)
_LONGEST: Final = max(map(len, _TAGS))


class Aloud:
    """What is meant to be heard of one streamed reply. `thinking`: it begins within a thought, as with models whose
    template opens the tag for them."""

    def __init__(self, thinking: bool = False) -> None:
        self._thinking = thinking
        self._held = ""
        self._begun = False
        self.unopened = False
        """A thought ended that had not been opened: what came before it was one all the same."""

    def push(self, text: str) -> str:
        """What can be said now that `text` has come; what may be half a tag is kept back."""
        self._held += text
        aloud = ""
        while (tag := _TAG.search(self._held)) is not None:
            if not self._thinking:
                aloud += self._held[: tag.start()]
                self.unopened = self.unopened or bool(tag[1])
            self._held = self._held[tag.end() :]
            self._thinking = not tag[1]
        keep = _half_a_tag(self._held)
        if not self._thinking:
            aloud += self._held[: len(self._held) - keep]
        self._held = self._held[len(self._held) - keep :]
        return self._trimmed(aloud)

    def rest(self) -> str:
        """The reply is over: what looked like half a tag was none."""
        held, self._held = self._held, ""
        return "" if self._thinking else self._trimmed(held)

    def _trimmed(self, text: str) -> str:
        """Without the blank lines that models leave after a thought, or before anything."""
        if not self._begun:
            text = text.lstrip()
            self._begun = bool(text)
        return text


def _half_a_tag(text: str) -> int:
    """The length of the longest end of `text` that may become a tag."""
    for length in range(min(_LONGEST - 1, len(text)), 0, -1):
        if any(tag.startswith(text[-length:].lower()) for tag in _TAGS):
            return length
    return 0
