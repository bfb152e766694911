"""`--record`: what was really said and played, side by side, for measuring from outside."""

from pathlib import Path

import numpy as np

from voice_interviewer.engines.growingwav import GrowingWav
from voice_interviewer.errors import AudioFileError
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples


class SideBySide:
    """A 16 kHz stereo WAV file: left the dry candidate, right what the interviewer played. Used from one thread.

    Nothing reaches the file before `begin` has said where the recording's sample 0 lies.
    """

    def __init__(self, path: Path) -> None:
        """Raises AudioFileError when the file cannot be made. An existing one is replaced."""
        self._path = path
        self._pending: list[Samples] = []
        self._waiting = 0
        self._skip: int | None = None
        self.failure: AudioFileError | None = None
        """Why the rest is missing from the file, where writing failed on the way."""
        try:
            self._file: GrowingWav | None = GrowingWav(path, SAMPLE_RATE, channels=2)
        except OSError as error:
            raise AudioFileError(
                f"The recording {path} cannot be written: {error.strerror}.",
                "Give --record a file in a folder that exists and is yours.",
            ) from error

    def begin(self, lead: int) -> None:
        """The first samples written lie `lead` samples after the recording's sample 0 (before it, when negative)."""
        self._skip = max(0, -lead)
        while lead > 0 and self.failure is None:
            self._append(np.zeros((min(lead, SAMPLE_RATE), 2), dtype=np.float32))
            lead -= SAMPLE_RATE

    def write(self, candidate: Samples, interviewer: Samples) -> None:
        """Equally many samples of both."""
        self._pending.append(np.column_stack([candidate, interviewer]))
        self._waiting += len(candidate)
        if self._skip is not None and self._waiting >= SAMPLE_RATE:
            self._flush()

    def close(self) -> None:
        """The file is whole when this returns. Safe to call twice."""
        if self._skip is not None:
            self._flush()
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self._fail(error)

    def _flush(self) -> None:
        if not self._pending:
            return
        stereo = np.concatenate(self._pending)
        self._pending.clear()
        self._waiting = 0
        skip = min(self._skip or 0, len(stereo))
        self._skip = (self._skip or 0) - skip
        self._append(stereo[skip:])

    def _append(self, stereo: Samples) -> None:
        if self._file is None or self.failure is not None:
            return
        try:
            self._file.write(stereo)
            self._file.sync()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.failure = self.failure or AudioFileError(
            f"The recording {self._path} could not be finished: {error.strerror}.",
            "Check that the disk has room; what was written before is kept.",
        )
