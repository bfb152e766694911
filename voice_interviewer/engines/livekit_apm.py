"""Echo cancellation by WebRTC's audio processing module, as the livekit package carries it."""

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from voice_interviewer.engines.guard import guarded
from voice_interviewer.errors import EngineError
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples

_FULL_SCALE = 32767.0


class LivekitAudioProcessing:
    """`ports.EchoCanceller`. Raises EngineError where the package is missing or fails.

    The module works in place on 10 ms of 16-bit samples, and takes a longer frame without a word: its length is
    checked here.
    """

    def __init__(self, *, noise_suppression: bool = False, gain: bool = False) -> None:
        with _guard("does not load"):
            from livekit import rtc

            self._frame: Any = rtc.AudioFrame
            self._module: Any = rtc.AudioProcessingModule(
                echo_cancellation=True,
                high_pass_filter=True,
                noise_suppression=noise_suppression,
                auto_gain_control=gain,
            )

    def far_end(self, block: Samples) -> None:
        frame = self._as_frame(block)
        with _guard("failed"):
            self._module.process_reverse_stream(frame)

    def near_end(self, block: Samples) -> Samples:
        frame = self._as_frame(block)
        with _guard("failed"):
            self._module.process_stream(frame)
        return np.frombuffer(frame.data, dtype=np.int16).astype(np.float32) / np.float32(_FULL_SCALE)

    def _as_frame(self, block: Samples) -> Any:
        if len(block) != BLOCK_SAMPLES:
            raise ValueError(f"a block is {BLOCK_SAMPLES} samples, not {len(block)}")
        whole = (np.clip(block, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)
        return self._frame(bytearray(whole.tobytes()), SAMPLE_RATE, 1, BLOCK_SAMPLES)


def _guard(what: str) -> AbstractContextManager[None]:
    return guarded("The echo canceller", what, EngineError, "Wear headphones: --headphones.")
