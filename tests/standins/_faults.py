"""What a model server does on a bad day, as values that a test hands to a stand-in."""

import math
from dataclasses import dataclass
from enum import Enum, auto


class FaultKind(Enum):
    STALL_BEFORE_FIRST_TOKEN = auto()
    """Not a byte, headers included, for `delay_s`: as a server swapping its weights in would."""
    STALL_MID_STREAM = auto()
    """Nothing for `delay_s` after `after_tokens` pieces, then on as if nothing had happened."""
    CLOSE_MID_STREAM = auto()
    """The TCP connection closes inside the response body: the server died."""
    HTTP_ERROR = auto()
    """`status` with the protocol's own error object in place of an answer."""
    GARBAGE = auto()
    """Bytes that are no JSON, then an orderly end."""
    HALF_LINE = auto()
    """Half a line of JSON, then an orderly end: what a proxy makes of a server that died."""
    SLOW_HEADERS = auto()
    """The status line at once, the other headers `delay_s` later, then on as usual."""
    OUT_OF_MEMORY = auto()
    """The model does not fit: an error before the first token, and every model is unloaded."""
    ERROR_MID_STREAM = auto()
    """An error object inside a response that began with 200, which is how Ollama reports a late failure."""
    UNLOAD = auto()
    """The model and its prefix cache are gone when the request arrives; the request itself succeeds."""


STRIKES_MID_STREAM = frozenset(
    {
        FaultKind.STALL_MID_STREAM,
        FaultKind.CLOSE_MID_STREAM,
        FaultKind.GARBAGE,
        FaultKind.HALF_LINE,
        FaultKind.ERROR_MID_STREAM,
    }
)
REFUSES = frozenset({FaultKind.HTTP_ERROR, FaultKind.OUT_OF_MEMORY})

GARBAGE = b"\x00\xfe<html>502 Bad Gateway</html>\xff"

_MESSAGES = {
    FaultKind.HTTP_ERROR: "llama runner process has terminated: exit status 2",
    FaultKind.OUT_OF_MEMORY: "model requires more system memory (9.8 GiB) than is available (5.3 GiB)",
    FaultKind.ERROR_MID_STREAM: "an error was encountered while running the model: unexpected EOF",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One way for one request to go wrong.

    `after_tokens` places the kinds that strike inside a stream: that many pieces go out first, or all of
    them where the answer is shorter. `delay_s` is how long a stall lasts, in seconds; the default has no end
    but the client's leaving or the stand-in's closing.
    """

    kind: FaultKind
    after_tokens: int = 3
    delay_s: float = math.inf
    status: int = 500
    message: str = ""

    @property
    def text(self) -> str:
        return self.message or _MESSAGES.get(self.kind, "")
