"""Sample-rate conversion, by soxr: one-shot for whole sounds, stateful for streams."""

import numpy as np
import soxr

from voice_interviewer.speech.frame import Samples


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """A whole sound at another rate (Hz)."""
    if rate == to or len(samples) == 0:
        return samples
    return np.asarray(soxr.resample(samples, rate, to, quality="HQ"), dtype=np.float32)


class StreamResampler:
    """Converts a stream piece by piece with no seam between pieces; holds back a few milliseconds until `last`."""

    def __init__(self, rate: int, to: int) -> None:
        self._stream = None if rate == to else soxr.ResampleStream(rate, to, 1, dtype="float32", quality="HQ")

    def push(self, samples: Samples, *, last: bool = False) -> Samples:
        """The converted samples that are ready, possibly none."""
        if self._stream is None:
            return samples
        return np.asarray(self._stream.resample_chunk(samples, last=last), dtype=np.float32)
