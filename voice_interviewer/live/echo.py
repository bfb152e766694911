"""The interviewer's voice, taken out of what the microphone hears in an open room.

The canceller is given what was really played, at the moment it sounded. It works only while there is something to
cancel: a quiet room costs nothing.
"""

import logging
from collections import deque
from collections.abc import Callable
from itertools import takewhile
from typing import Final

import numpy as np

from voice_interviewer.errors import EngineError
from voice_interviewer.live.placed import PlayedPlaces
from voice_interviewer.live.playout import Played
from voice_interviewer.ports import EchoCanceller
from voice_interviewer.speech.echo import EchoJudge
from voice_interviewer.speech.frame import BLOCK_SAMPLES, Samples, in_samples

log = logging.getLogger(__name__)

_AFTERWARDS: Final = in_samples(1.0)
"""Samples for which the canceller works on after the last sound: the room's echo, and its own state."""


class EchoPath:
    """Times are the recording's samples; its blocks are to be cleaned in their order."""

    def __init__(self, canceller: EchoCanceller, rate: int) -> None:
        """`rate`: the loudspeaker's, in Hz."""
        self._canceller: EchoCanceller | None = canceller
        self._judge = EchoJudge()
        self._arrived: deque[Played] = deque()
        self._places = PlayedPlaces(rate)
        self._sounding: deque[tuple[Samples, int]] = deque()
        """What sounds from now on, and where."""
        self._sounded = -_AFTERWARDS - 1
        """Where the last sound that is over ended."""
        self.changed: Callable[[bool], None] = _nothing
        """Told, on the event loop, when the canceller is trusted and when it is no more."""

    @property
    def trusted(self) -> bool:
        """Whether what is left of the interviewer's voice will not be taken for the candidate's."""
        return self._canceller is not None and self._judge.trusted

    def played(self, piece: Played) -> None:
        """From the loudspeaker's thread: only queues."""
        if self._canceller is not None:
            self._arrived.append(piece)

    def clean(self, block: Samples, start: int) -> Samples:
        """10 ms of microphone from sample `start` on, without the interviewer's voice."""
        canceller = self._canceller
        if canceller is None or len(block) != BLOCK_SAMPLES or (far := self._far(start)) is None:
            return block
        try:
            canceller.far_end(far)
            left = canceller.near_end(block)
        except EngineError as error:
            log.warning("the interview goes on without echo cancellation: %s", error)
            self._canceller = None
            self.changed(False)
            return block
        before = self._judge.trusted
        self._judge.feed(far, block, left)
        if self._judge.trusted is not before:
            self.changed(self._judge.trusted)
        return left

    def _far(self, start: int) -> Samples | None:
        """What sounded in the 10 ms from `start` on; None where nothing has for a while."""
        while self._arrived:
            self._sounding.append(self._places.place(self._arrived.popleft()))
        while self._sounding and (over := _end(self._sounding[0])) <= start:
            self._sounded = over
            self._sounding.popleft()
        end = start + BLOCK_SAMPLES
        heard = list(takewhile(lambda piece: piece[1] < end, self._sounding))
        if not heard and start - self._sounded > _AFTERWARDS:
            return None
        far = np.zeros(BLOCK_SAMPLES, np.float32)
        for samples, at in heard:
            low, high = max(start, at), min(end, at + len(samples))
            if low < high:
                far[low - start : high - start] = samples[low - at : high - at]
        return far


def _end(piece: tuple[Samples, int]) -> int:
    return piece[1] + len(piece[0])


def _nothing(trusted: bool) -> None:
    pass
