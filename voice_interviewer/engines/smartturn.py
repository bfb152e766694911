"""Whether a turn sounds complete, by Smart Turn v3 (ONNX): a Whisper encoder trained on where people stop."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import numpy as np

from voice_interviewer.engines.guard import guarded
from voice_interviewer.engines.onnx import session
from voice_interviewer.engines.whisper import log_mel
from voice_interviewer.errors import RecogniserError
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples

_SECONDS: Final = 8
"""Of the turn, from its end backwards, that the model was trained on."""
_BANDS: Final = 80
_VARIANCE: Final = 1e-7
"""Added to it, as the model's own feature extraction does, so that silence divides by something."""


class SmartTurn:
    """`ports.TurnModel`. Raises RecogniserError where the model file, ONNX Runtime or Whisper's features are missing.

    Input of the model: Whisper's log-mel spectrogram, float32 [1, 80, 800], of the last 8 s, padded with zeros on the
    left, the waveform first brought to zero mean and unit variance. Output: a probability that the turn is complete.
    """

    name = "smart turn"

    def __init__(self, file: Path) -> None:
        with _guard("does not load"):
            self._features = log_mel(_BANDS, _SECONDS)
            self._session: Any = session(file, threads=1, spinning=False)
            self.completeness(np.zeros(SAMPLE_RATE, np.float32))  # the first call is slow

    def completeness(self, audio: Samples) -> float:
        length = _SECONDS * SAMPLE_RATE
        turn = np.zeros(length, np.float32)
        last = audio[-length:]
        turn[length - len(last) :] = last
        turn = (turn - turn.mean()) / np.sqrt(turn.var() + _VARIANCE)
        with _guard("failed"):
            features = self._features(turn.astype(np.float32))[np.newaxis]
            (probability,) = self._session.run(None, {"input_features": features})
        return float(probability.reshape(-1)[0])


def _guard(what: str) -> AbstractContextManager[None]:
    return guarded(
        "Smart Turn", what, RecogniserError, "Remove its file and pull it again, or go on without it."
    )
