"""Sound as the pure code sees it: 16 kHz mono float32, told in samples and never in wall time."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
"""Mono audio, shape (n,), float32 in [-1, 1]."""

SAMPLE_RATE = 16_000
"""Hz: what Whisper, Silero, WebRTC VAD and Smart Turn all take, and what a session is recorded at."""
BLOCK_SAMPLES = SAMPLE_RATE // 100
"""10 ms: the unit microphones deliver in, and the only frame the WebRTC audio processing takes."""
FRAME_SAMPLES = 512
"""32 ms: the window Silero judges (github.com/snakers4/silero-vad)."""


def seconds(samples: int) -> float:
    """Samples at 16 kHz as seconds."""
    return samples / SAMPLE_RATE


def in_samples(duration: float) -> int:
    """Seconds as samples at 16 kHz, rounded to the nearest."""
    return round(duration * SAMPLE_RATE)


@dataclass(frozen=True, slots=True, eq=False)
class AudioFrame:
    """A stretch of candidate audio, `start` counted in samples from the recording's sample 0."""

    samples: Samples
    start: int

    @property
    def end(self) -> int:
        """Index of the first sample after this frame."""
        return self.start + len(self.samples)


def rms_db(samples: Samples) -> float:
    """Root mean square in dBFS (0 = full scale); -120 for digital silence or no samples."""
    if len(samples) == 0:
        return -120.0
    power = float(np.dot(samples, samples)) / len(samples)  # a tenth of the time of a mean of squares
    return max(-120.0, 10.0 * float(np.log10(power))) if power > 0.0 else -120.0
