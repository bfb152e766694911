"""A WAV file that can be played at any moment while it is being written, and gone on with after a crash.

Written by hand, header and all: libsndfile puts the true length into a WAV header only when it closes the file, so a
program killed in between would leave one that players take for empty.
"""

import os
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_interviewer.speech.frame import Samples


class GrowingWav:
    """A 16-bit PCM WAV file that is whole and playable after every `sync`. Every operation may raise OSError."""

    HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
    """The canonical 44 bytes: RIFF, size, WAVE, fmt (PCM), data, size."""

    def __init__(self, path: Path, rate: int, channels: int, *, append: bool = False) -> None:
        """With `append`, go on after the last whole frame of a file that this class began, whatever state its header
        and its last bytes are in."""
        self._rate = rate
        self._channels = channels
        self._frame_bytes = 2 * channels
        self.frames = 0
        """Frames written so far, those of an earlier run included."""
        self.unsynced = 0
        """Frames that the header does not count yet."""
        self._file = path.open("r+b" if append and path.exists() else "w+b")
        sound = self._file.seek(0, os.SEEK_END) - self.HEADER.size
        self.frames = max(0, sound // self._frame_bytes)
        self._file.truncate(self.HEADER.size + self.frames * self._frame_bytes)
        self.sync()

    def write(self, samples: Samples) -> None:
        """Append float samples in [-1, 1], shape (n,) or (n, channels)."""
        self._file.write(to_int16(samples).tobytes())
        self.frames += len(samples)
        self.unsynced += len(samples)

    def sync(self, *, durable: bool = False) -> None:
        """Bring the header up to date; with `durable`, return only when all of it is on disk."""
        size = min(self.frames * self._frame_bytes, 0xFFFF_FFFF - self.HEADER.size)
        bytes_a_second = self._rate * self._frame_bytes
        riff = (b"RIFF", self.HEADER.size - 8 + size, b"WAVE")
        form = (b"fmt ", 16, 1, self._channels, self._rate, bytes_a_second, self._frame_bytes, 16)
        self._file.seek(0)
        self._file.write(self.HEADER.pack(*riff, *form, b"data", size))
        self._file.seek(0, os.SEEK_END)
        self._file.flush()
        if durable:
            os.fsync(self._file.fileno())
        self.unsynced = 0

    def close(self) -> None:
        try:
            self.sync()
        finally:
            self._file.close()


def to_int16(samples: Samples) -> NDArray[np.int16]:
    """Float samples as little-endian 16-bit integers; what is beyond full scale is clipped."""
    whole: NDArray[np.int16] = np.rint(np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2")
    return whole
