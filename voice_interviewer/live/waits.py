"""The waits that the conductor keeps, in seconds, and the alarm that ends one."""

import asyncio
from collections.abc import Callable
from typing import Final

from voice_interviewer.live.signals import Signal

QUIET: Final = 30.0
"""Seconds a candidate may think after a question before one quiet offer (conversation.md)."""
ANNOUNCED: Final = 60.0
"""Seconds after announced thinking before one short offer; also between later looks at a silent candidate."""
BARGE_IN: Final = 0.5
"""Seconds of voice over the interviewer that count as meant: less is a cough, a key click or a "mm-hm". It holds its
breath from the first 0.1 s on, so that nobody is talked over meanwhile."""
LOOK_AGAIN: Final = 0.1
"""Seconds until the next look where the voice had a gap just then: a word's own pauses are this short."""
QUIET_WAIT: Final = 0.5
"""Seconds a ready reply waits for a voice to stop or to count as one: never longer than it takes to tell."""
ECHO_TAIL: Final = 0.25
"""Seconds an open room goes on sounding after the interviewer stopped."""
LAST_WORDS: Final = 1.5
"""Seconds after Ctrl-C for the answer in the air to be recognised: the program must be gone within two."""
REFRESH: Final = 0.1
"""Seconds between two pictures of the state."""


class Alarm:
    """One wait at a time: a new one takes the place of the last."""

    def __init__(self, emit: Callable[[Signal], None]) -> None:
        self._emit = emit
        self._timer: asyncio.TimerHandle | None = None

    def set(self, wait: float, signal: Signal) -> None:
        """Emit the signal in `wait` seconds."""
        self.cancel()
        self._timer = asyncio.get_running_loop().call_later(wait, self._emit, signal)

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
