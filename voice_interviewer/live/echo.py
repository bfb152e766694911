"""The interviewer's voice, taken out of what the microphone hears in an open room.

The canceller is given what was really played, at the moment it sounded. It works only while there is something to
cancel: a quiet room costs nothing.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np

from voice_interviewer.errors import EngineError
from voice_interviewer.live.playout import Played
from voice_interviewer.ports import EchoCanceller
from voice_interviewer.speech.echo import EchoJudge
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, in_samples
from voice_interviewer.speech.resample import StreamResampler

log = logging.getLogger(__name__)

_JITTER: Final = in_samples(0.03)
"""Samples by which a piece may come off its place before it counts as moved (the reply was paused, say)."""
_AFTERWARDS: Final = in_samples(1.0)
"""Samples for which the canceller works on after the last sound: the room's echo, and its own state."""
_KEPT: Final = in_samples(4.0)


class EchoPath:
    """`played` is called by the loudspeaker's thread, `clean` by the event loop; times are the recording's samples."""

    def __init__(self, canceller: EchoCanceller, rate: int) -> None:
        """`rate`: the loudspeaker's, in Hz."""
        self._canceller: EchoCanceller | None = canceller
        self._rate = rate
        self._judge = EchoJudge()
        self._lock = threading.Lock()
        self._pieces: deque[tuple[int, Samples]] = deque()
        self._resampler: StreamResampler | None = None
        self._next = 0
        self.changed: Callable[[bool], None] = _nothing
        """Told, on the event loop, when the canceller is trusted and when it is no more."""

    @property
    def trusted(self) -> bool:
        """Whether what is left of the interviewer's voice will not be taken for the candidate's."""
        return self._canceller is not None and self._judge.trusted

    def played(self, piece: Played) -> None:
        with self._lock:
            if self._resampler is None:
                self._resampler = StreamResampler(self._rate, SAMPLE_RATE)
                self._next = round(piece.start * SAMPLE_RATE)
            samples = self._resampler.push(piece.samples, last=piece.last)
            if piece.last:
                self._resampler = None
            elif abs(round(piece.start * SAMPLE_RATE) - self._next) > _JITTER + _held_back(self._rate):
                self._next = round(piece.start * SAMPLE_RATE)
            if len(samples):
                self._pieces.append((self._next, samples))
                self._next += len(samples)

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
        end = start + BLOCK_SAMPLES
        with self._lock:
            while self._pieces and self._pieces[0][0] + len(self._pieces[0][1]) < start - _KEPT:
                self._pieces.popleft()
            pieces = list(self._pieces)
        if not pieces or start - (pieces[-1][0] + len(pieces[-1][1])) > _AFTERWARDS or pieces[0][0] >= end:
            return None
        far = np.zeros(BLOCK_SAMPLES, np.float32)
        for at, samples in pieces:
            low, high = max(start, at), min(end, at + len(samples))
            if low < high:
                far[low - start : high - start] = samples[low - at : high - at]
        return far


def _held_back(rate: int) -> int:
    """Samples that the resampler may keep for later."""
    return 0 if rate == SAMPLE_RATE else in_samples(0.05)


def _nothing(trusted: bool) -> None:
    pass
