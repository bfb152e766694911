"""Time and shape of a sound device's stream: when its samples were or will be, and blocks of the size asked for."""

from collections.abc import Callable

import numpy as np

from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples
from voice_interviewer.speech.resample import StreamResampler

PLAUSIBLE = 5.0
"""Seconds: a time stamp further than this from now is not one; some hosts give zeros."""
JUMP = 0.1
"""Seconds: a difference this large means lost samples or a stepped clock, not jitter."""
DRIFT = 200e-6
"""How much a sound card's clock may be off, for certain; crystals are good to 100e-6."""


def as_monotonic(stamp: float, current: float, now: float) -> float | None:
    """A stamp of a callback as monotonic time (s), given what the stream's own clock showed when it was called; None
    where the host gives no usable stamps.

    `current` came with the call. Asking the stream for its time instead would let go of Python's lock and wait for it
    again, which with one busy thread in the program is enough to run the loudspeaker dry.
    """
    ahead = stamp - current
    return now + ahead if stamp > 0.0 and current > 0.0 and abs(ahead) < PLAUSIBLE else None


class StreamClock:
    """Where a stream's sample 0 lies on the monotonic clock, from the stamps that its blocks come with.

    Stamps jitter, and nearly always to the late side (a callback can wait for the processor, but cannot run before
    its sound was captured), so the estimate follows their lower edge, rising no faster than a sound card can drift.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._origin: float | None = None

    def origin(self, position: int, frames: int, now: float, stamp: float | None) -> float:
        """Monotonic time (s) of sample 0, given a block of `frames` that begins at sample `position`, arrives at `now`
        and is stamped with its capture time, if the host has one."""
        latest = now - frames / self._rate
        captured = latest if stamp is None else min(stamp, latest)
        seen = captured - position / self._rate
        if self._origin is None or abs(seen - self._origin) > JUMP:
            self._origin = seen
        else:
            self._origin = min(seen, self._origin + DRIFT * frames / self._rate)
        return self._origin


class BlockCutter:
    """A device's blocks to 10 ms blocks at 16 kHz."""

    def __init__(self, rate: int) -> None:
        self._resampler = StreamResampler(rate, SAMPLE_RATE)
        self._rest = np.zeros(0, np.float32)

    def push(self, samples: Samples) -> list[Samples]:
        """The blocks of 160 samples that are complete now: copies, as `samples` is PortAudio's own buffer."""
        ready = np.concatenate([self._rest, self._resampler.push(samples)])
        whole = len(ready) // BLOCK_SAMPLES * BLOCK_SAMPLES
        self._rest = ready[whole:]
        return [ready[i : i + BLOCK_SAMPLES] for i in range(0, whole, BLOCK_SAMPLES)]


class Refill:
    """A loudspeaker's blocks out of samples at another rate, in whatever number they come."""

    def __init__(self, pull: Callable[[int, float], Samples], rate: int, to: int) -> None:
        """`pull` gives as many samples at `rate` (Hz) as it is asked for, told when the first will be heard
        (monotonic, s)."""
        self._pull = pull
        self._rate, self._to = rate, to
        self._resampler = StreamResampler(rate, to)
        self._rest = np.zeros(0, np.float32)

    def __call__(self, count: int, plays_at: float) -> Samples:
        """The next `count` samples at the rate `to`."""
        if self._rate == self._to:
            return self._pull(count, plays_at)
        while (short := count - len(self._rest)) > 0:
            wanted = max(1, round(short * self._rate / self._to))
            fresh = self._resampler.push(self._pull(wanted, plays_at + len(self._rest) / self._to))
            self._rest = np.concatenate([self._rest, fresh])
        out, self._rest = self._rest[:count], self._rest[count:]
        return out
