"""Is the microphone working? Judged from what it delivers: a real one is never exactly silent, and never pauses."""

from typing import Final

from voice_interviewer.speech.frame import SAMPLE_RATE, Samples

STALLED: Final = 0.8
"""Seconds without a block after which a microphone counts as gone: with the time between two looks, it is noticed
within 1 s (conversation.md)."""
ZEROS: Final = 0.8
"""Seconds of exact zeros that mean the same, once it has delivered anything else..."""
ZEROS_AT_FIRST: Final = 5.0
"""...and before that: some drivers begin with a while of zeros."""
GONE_QUIET: Final = "The microphone has gone quiet."
ONLY_ZEROS: Final = "The microphone delivers nothing at all: it may be switched off or muted."


class MicrophoneWatch:
    """Fed with every block, and asked now and then. Times are monotonic, in seconds."""

    def __init__(self, noisy: bool, now: float) -> None:
        """`noisy`: this microphone has a noise floor, so that exact zeros are no sound of it."""
        self._noisy = noisy
        self._heard = False
        self._zeros = 0
        self._last_block = now

    def opened(self, now: float) -> None:
        """The device was just opened: it may take a moment."""
        self._last_block = now

    def block(self, samples: Samples, now: float) -> None:
        self._last_block = now
        if not self._noisy or samples.any():
            self._heard = True
            self._zeros = 0
        else:
            self._zeros += len(samples)

    def stalled(self, now: float) -> bool:
        return now - self._last_block >= STALLED

    def trouble(self, now: float) -> str | None:
        """What is wrong, in a sentence; None while it works."""
        if self.stalled(now):
            return GONE_QUIET
        limit = ZEROS if self._heard else ZEROS_AT_FIRST
        return ONLY_ZEROS if self._zeros >= limit * SAMPLE_RATE else None
