"""The recording: channel 0 the candidate, channel 1 the interviewer as played, both from the same sample 0.

Audio arrives with its place on the timeline, from two devices that never quite agree. It is laid into a window of a
few seconds and written once it is a second old, so that late blocks still find their place.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Final

import numpy as np

from voice_interviewer.errors import VoiceInterviewerError
from voice_interviewer.live.placed import PlayedPlaces
from voice_interviewer.live.playout import Played
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.worker import Worker
from voice_interviewer.ports import RecordingFile
from voice_interviewer.speech.frame import SAMPLE_RATE, AudioFrame, Samples, in_samples

log = logging.getLogger(__name__)

_LAG: Final = in_samples(0.5)
"""A block older than this when it arrives has lost its place and is dropped: devices deliver within 0.2 s."""
_EVERY: Final = 1.0
"""Seconds between writes: what a crash can cost (product.md: on disk every second)."""
_DEADLINE: Final = 30.0


class Recorder:
    """Collects both channels and writes them through a worker."""

    def __init__(
        self,
        file: RecordingFile,
        timeline: Timeline,
        rate: int,
        worker: Worker,
        trouble: Callable[[str], None],
    ) -> None:
        """`rate`: the loudspeaker's, in Hz. `trouble` is told, once, why the recording stopped."""
        self._file = file
        self._timeline = timeline
        self._worker = worker
        self._trouble = trouble
        self._written = file.frames
        self._window = np.zeros((4 * SAMPLE_RATE, 2), dtype=np.float32)
        self._arrived: deque[Played] = deque()
        self._places = PlayedPlaces(rate)
        self.failure: VoiceInterviewerError | None = None

    def candidate(self, frame: AudioFrame) -> None:
        """From the event loop."""
        self._lay(frame.samples, frame.start, 0)

    def played(self, played: Played) -> None:
        """From the loudspeaker's thread: only queues."""
        self._arrived.append(played)

    async def run(self) -> None:
        """Write once a second until cancelled, then write the rest and finish the file."""
        try:
            while self.failure is None:
                await asyncio.sleep(_EVERY)
                await _undisturbed(self._flush(in_samples(self._timeline.now()) - _LAG))
        finally:
            await self._finish()

    async def _finish(self) -> None:
        await self._flush(in_samples(self._timeline.now()))
        try:
            await self._worker.call(_DEADLINE, self._file.close)
        except VoiceInterviewerError as error:
            self._fail(error)

    async def _flush(self, end: int) -> None:
        while self._arrived:
            samples, start = self._places.place(self._arrived.popleft())
            self._lay(samples, start, 1)
        if self.failure is not None:
            return
        while end > self._written:
            count = min(end - self._written, len(self._window))
            piece = self._window[:count].copy()
            self._window = np.concatenate([self._window[count:], np.zeros((count, 2), dtype=np.float32)])
            self._written += count
            try:
                await self._worker.call(_DEADLINE, self._file.write, piece)
            except VoiceInterviewerError as error:
                self._fail(error)
                return

    def _fail(self, error: VoiceInterviewerError) -> None:
        if self.failure is None:
            log.warning("recording stopped: %s", error)
            self.failure = error
            self._trouble(f"{error.message} The interview goes on without it.")

    def _lay(self, samples: Samples, start: int, channel: int) -> None:
        offset = start - self._written
        if offset < 0:
            samples, offset = samples[-offset:], 0
        room = len(self._window)
        if offset + len(samples) > room:
            grown = np.zeros((offset + len(samples) + SAMPLE_RATE, 2), dtype=np.float32)
            grown[:room] = self._window
            self._window = grown
        self._window[offset : offset + len(samples), channel] = samples


async def _undisturbed(work: Coroutine[Any, Any, None]) -> None:
    """Do it to its end though the caller is cancelled meanwhile: a write that was begun counts as written."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
