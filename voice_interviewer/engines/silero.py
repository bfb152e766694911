"""Voice activity by Silero (ONNX), driven directly: faster-whisper ships the file, but its wrapper forgets the state
at every call."""

import importlib.util
import logging
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import numpy as np

from voice_interviewer.engines.guard import guarded
from voice_interviewer.engines.onnx import session
from voice_interviewer.errors import RecogniserError
from voice_interviewer.ports import VoiceDetector
from voice_interviewer.speech.frame import FRAME_SAMPLES, Samples, rms_db

log = logging.getLogger(__name__)

_CONTEXT: Final = 64
"""Samples of the frame before that the model wants in front of each."""
_STATE: Final = (1, 1, 128)
_HANG_OVER: Final = 20
"""Frames (0.64 s) Silero goes on judging after the gate last opened: it needs what came before to judge well."""
_FLOOR: Final = -60.0
"""dBFS below which nothing is speech at a desk microphone, whatever WebRTC says."""


class SileroDetector:
    """`ports.VoiceDetector`. Raises RecogniserError where the model or ONNX Runtime is missing."""

    name = "silero"

    def __init__(self) -> None:
        with _guard("does not load"):
            self._session: Any = session(_model_file(), threads=1)
        self._h, self._c = np.zeros(_STATE, np.float32), np.zeros(_STATE, np.float32)
        self._context: Samples = np.zeros(_CONTEXT, np.float32)

    def probability(self, frame: Samples) -> float:
        if len(frame) != FRAME_SAMPLES:
            raise ValueError(f"a frame is {FRAME_SAMPLES} samples, not {len(frame)}")
        window = np.concatenate([self._context, frame])[np.newaxis]
        with _guard("failed"):
            probability, self._h, self._c = self._session.run(
                None, {"input": window, "h": self._h, "c": self._c}
            )
        self._context = frame[-_CONTEXT:]
        return float(probability[0])

    def reset(self) -> None:
        self._h, self._c = np.zeros(_STATE, np.float32), np.zeros(_STATE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)


class GatedDetector:
    """A cheap gate that spares the judge silence. The judge sees the frame before the gate opened, and goes on for
    a while after it closed. Should the judge fail while working, the gate judges alone from then on."""

    def __init__(self, gate: VoiceDetector, judge: VoiceDetector) -> None:
        self._gate = gate
        self._judge = judge
        self._open = 0
        self._before: Samples | None = None

    @property
    def name(self) -> str:
        return f"{self._judge.name} behind {self._gate.name}"

    def probability(self, frame: Samples) -> float:
        opened = rms_db(frame) > _FLOOR and self._gate.probability(frame) > 0.0
        if opened:
            if self._open == 0 and self._before is not None:
                self._judge.reset()
                self._judge.probability(self._before)
            self._open = _HANG_OVER
        self._before = frame
        if self._open == 0:
            return 0.0
        self._open -= 1
        try:
            return self._judge.probability(frame)
        except RecogniserError as error:
            log.warning("the voice detector gives way to WebRTC's: %s", error)
            self._judge = self._gate
            return self._judge.probability(frame)

    def reset(self) -> None:
        self._gate.reset()
        self._judge.reset()
        self._open = 0
        self._before = None


def _guard(what: str) -> AbstractContextManager[None]:
    return guarded("Silero", what, RecogniserError, "Use --vad webrtc.")


def _model_file() -> Path:
    """The model among faster-whisper's assets, found without importing that package."""
    spec = importlib.util.find_spec("faster_whisper")
    folders = list(spec.submodule_search_locations or []) if spec is not None else []
    for folder in folders:
        for file in sorted(Path(folder, "assets").glob("silero_vad*.onnx")):
            return file
    raise FileNotFoundError("its model file is not among faster-whisper's assets")
