"""What the loudspeaker plays: one closable handle per reply, pulled from by the device's thread.

The handle is the only way to the loudspeaker. Closing it drops what is queued, refuses late writes and tells how much
was heard, in one step under one lock, so no stale sample can follow (a buffer that was only flushed let half a second
of an old reply out).
"""

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from voice_interviewer.errors import EngineError
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.worker import Worker
from voice_interviewer.ports import Loudspeaker
from voice_interviewer.speech.frame import Samples, rms_db

log = logging.getLogger(__name__)

AUDIBLE: Final = -45.0
"""dBFS RMS of 10 ms from which the interviewer is audible (conversation.md's definition)."""
STALLED: Final = 2.0
"""Seconds without the device asking for sound after which it counts as gone: it asks fifty times a second, and a busy
machine delays it by less than one."""
SILENT: Final = -120.0
"""dBFS shown of no sound at all."""
_RETRY: Final = 1.0
_DEADLINE: Final = 10.0
"""Seconds a driver may take to open a device again."""


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """Samples the loudspeaker took, at its rate; `start` in seconds on the recording's clock. `last`: its reply's
    audio is over (ended or cancelled)."""

    samples: Samples
    start: float
    reply: int
    last: bool = False


class Playback:
    """One reply's audio. Written from the event loop, pulled by the device; all times on the recording's clock."""

    def __init__(self, number: int, rate: int, timeline: Timeline) -> None:
        self.number = number
        self.rate = rate
        self.first_sample: float | None = None
        """When the first audible sample was (or will be) heard."""
        self._timeline = timeline
        self._lock = threading.Lock()
        self._queue: deque[Samples] = deque()
        self._offset = 0
        self._pulled: deque[tuple[float, int]] = deque(maxlen=64)
        self._count = 0
        self._ended = self._closed = self._paused = False
        self._loop = asyncio.get_running_loop()
        self._done = asyncio.Event()

    def write(self, samples: Samples) -> bool:
        """Queue samples at `rate`; False, and nothing queued, once closed."""
        with self._lock:
            if self._closed:
                return False
            if len(samples):
                self._queue.append(samples)
            return True

    def end(self) -> None:
        """Nothing more will be written: the reply is over when what is queued has played."""
        with self._lock:
            self._ended = True
            drained = not self._queue
        if drained:
            self._done.set()

    def pause(self) -> None:
        with self._lock:
            self._paused = True

    def resume(self) -> None:
        with self._lock:
            self._paused = False

    def close(self) -> float:
        """Cancel: nothing more of this reply is pulled. Returns the heard seconds. Safe to call twice."""
        with self._lock:
            self._closed = True
            self._queue.clear()
        self._done.set()
        return self.heard

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def heard(self) -> float:
        """Seconds of this reply that have left the loudspeaker by now, not counting what the device still buffers."""
        now = self._timeline.now()
        with self._lock:
            heard = self._count
            for start, count in reversed(self._pulled):
                unheard = count - max(0, round((now - start) * self.rate))
                if unheard <= 0:
                    break
                heard -= min(count, unheard)
        return heard / self.rate

    async def wait(self) -> None:
        """Until everything was pulled after `end`, or the reply was closed."""
        await self._done.wait()
        if not self._closed and self._pulled:
            start, count = self._pulled[-1]
            await asyncio.sleep(max(0.0, start + count / self.rate - self._timeline.now()))

    def pull(self, out: Samples, plays_at: float) -> int:
        """Fill as much of `out` as there is; called by the device's thread. Returns how many samples were filled."""
        filled = 0
        with self._lock:
            if self._paused or self._closed:
                return 0
            while filled < len(out) and self._queue:
                head = self._queue[0]
                count = min(len(out) - filled, len(head) - self._offset)
                out[filled : filled + count] = head[self._offset : self._offset + count]
                filled, self._offset = filled + count, self._offset + count
                if self._offset == len(head):
                    self._queue.popleft()
                    self._offset = 0
            if filled:
                self._note(out[:filled], plays_at)
            drained = self._ended and not self._queue
        if drained and not self._done.is_set():
            self._loop.call_soon_threadsafe(self._done.set)
        return filled

    def _note(self, samples: Samples, plays_at: float) -> None:
        self._count += len(samples)
        self._pulled.append((plays_at, len(samples)))
        if self.first_sample is None:
            window = self.rate // 100
            for at in range(0, len(samples), window):
                if rms_db(samples[at : at + window]) > AUDIBLE:
                    self.first_sample = plays_at + at / self.rate
                    break


class Playout:
    """Owns the loudspeaker: at most one reply plays at a time, silence otherwise. When the device goes, the reply that
    plays is let go of, so that nobody waits for it, and the device is opened again as soon as it can be."""

    def __init__(
        self, loudspeaker: Loudspeaker, timeline: Timeline, played: Callable[[Played], None], worker: Worker
    ) -> None:
        """`worker` opens the device again: a driver may take seconds."""
        self._loudspeaker = loudspeaker
        self._timeline = timeline
        self._played = played
        self._worker = worker
        self._trouble: Callable[[str], None] = _ignore
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked = timeline.now()
        self._current: Playback | None = None
        self._last: Playback | None = None
        self._replies = 0
        self.level = SILENT
        """Of the latest samples that the device took, dBFS: for the screen."""
        self.lost = False
        """Whether the device is gone: then replies can only be shown."""

    @property
    def rate(self) -> int:
        """Hz of the samples a `Playback` takes."""
        return self._loudspeaker.rate

    def start(self, trouble: Callable[[str], None]) -> None:
        """From the event loop; `trouble` is told there, in a sentence, when the device goes and when it is back.
        Raises DeviceError."""
        self._loop, self._trouble = asyncio.get_running_loop(), trouble
        self._asked = self._timeline.now()
        self._open_device()

    def stop(self) -> None:
        if self._current is not None:
            self._current.close()
        self._loudspeaker.stop()

    def open(self) -> Playback:
        """A new reply; one still playing is closed first."""
        if self._current is not None:
            self._current.close()
        self._replies += 1
        self._current = Playback(self._replies, self.rate, self._timeline)
        return self._current

    async def watch(self) -> None:
        """Notice a stalled or lost loudspeaker and bring it back; runs until cancelled."""
        while True:
            await asyncio.sleep(_RETRY)
            if not self.lost:
                if self._timeline.now() - self._asked < STALLED:
                    continue
                self.lose("The loudspeaker has stopped.")
            try:
                await self._worker.call(_DEADLINE, self._reopen)
            except EngineError as error:
                log.info("the loudspeaker is still away: %s", error)

    def _open_device(self) -> None:
        self._loudspeaker.start(self._fill, lambda text: self._tell(self.lose, text))

    def _reopen(self) -> None:
        """*Blocking*."""
        self._loudspeaker.stop()
        self._open_device()

    def _tell(self, function: Callable[..., None], *args: str) -> None:
        """From the device's thread to the event loop."""
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop has closed: the interview is over
            self._loop.call_soon_threadsafe(function, *args)

    def lose(self, text: str) -> None:
        """The device is gone, or never came: `text` says so in a sentence."""
        if self.lost:
            return
        self.lost = True
        if self._current is not None:
            self._current.close()
        self._trouble(f"{text} The interviewer's words are shown until it is back.")

    def _return(self) -> None:
        if self.lost:
            self.lost = False
            self._trouble("The loudspeaker is back.")

    def _fill(self, count: int, plays_at: float) -> Samples:
        self._asked = self._timeline.now()
        if self.lost:
            self._tell(self._return)
        out = np.zeros(count, dtype=np.float32)
        playback = self._current
        start = self._timeline.at(plays_at)
        filled = playback.pull(out, start) if playback is not None else 0
        if playback is not None and filled:
            self._played(Played(out[:filled].copy(), start, playback.number))
            self._last = playback
            self.level = rms_db(out[:filled])
        elif self._last is not None:
            self._played(Played(out[:0], start, self._last.number, last=True))
            self._last = None
            self.level = SILENT
        return out


def _ignore(text: str) -> None:
    pass
