"""The recording's clock: time 0 is the recording's sample 0, and the microphone's samples are its ticks.

A sound card's crystal and the computer's clock drift apart (50 to 100 parts per million: a third of a second in an
hour). So the timeline follows the microphone: every block says when it was captured, and the offset between the two
clocks is corrected by a small part of the difference. Without a microphone it runs on the computer's clock alone.
"""

from typing import Final

from voice_interviewer.ports import Clock
from voice_interviewer.speech.frame import SAMPLE_RATE

GAP: Final = 0.1
"""Seconds by which a block may come later than its place before the difference is a hole in the audio, not jitter."""
_SHARE: Final = 0.002
"""Share of the difference corrected at each 10 ms block: settles in about 5 s, yet no block's jitter is heard."""


class Timeline:
    """Maps monotonic time to seconds, and samples, on the recording's clock."""

    def __init__(self, clock: Clock, offset: float = 0.0) -> None:
        self.clock = clock
        self._zero = clock.monotonic() - offset

    def now(self) -> float:
        """Seconds since sample 0."""
        return self.at(self.clock.monotonic())

    def at(self, monotonic: float) -> float:
        """Seconds on the recording's clock of a monotonic time."""
        return monotonic - self._zero

    def monotonic(self, at: float) -> float:
        """The monotonic time of a moment on the recording's clock."""
        return at + self._zero

    def place(self, expected: int, captured: float) -> int:
        """The sample index of a microphone block that should follow at `expected`, captured at a monotonic time.

        Normally `expected` itself, while the clock follows; after a hole (the device stalled or was changed) the
        index its time says, so that the recording keeps real time.
        """
        error = self.at(captured) - expected / SAMPLE_RATE
        if error > GAP:
            return round(self.at(captured) * SAMPLE_RATE)
        self._zero += error * _SHARE
        return expected
