"""The natural voice: Piper, one sentence at a time."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from voice_interviewer.errors import PartMissing, VoiceError
from voice_interviewer.values import SpokenAudio

_REMEDY: Final = "Pull the voice again with `voice-interviewer models pull`, or use --tts espeak."
_SILENT: Final = 0.003
_KEEP: Final = 0.01
"""As in `espeak`: silence at either end only delays the reply."""


class PiperSynthesizer:
    """`ports.Synthesizer` for a voice's `.onnx`, with its `.onnx.json` beside it. Raises PartMissing without one."""

    def __init__(self, model: Path, name: str) -> None:
        for file in (model, model.with_name(model.name + ".json")):
            if not file.is_file():
                raise PartMissing(f"The Piper voice lacks {file}.", _REMEDY)
        self._model = model
        self._voice: Any = None
        self._pace = 1.0
        self.name = f"Piper {name}"

    def prepare(self) -> None:
        try:
            from piper import PiperVoice

            self._voice = PiperVoice.load(self._model)
        except Exception as error:
            raise VoiceError(
                f"The Piper voice {self._model.name} does not load: {error}.", _REMEDY
            ) from error
        self.synthesize("Ready.")

    def synthesize(self, sentence: str) -> SpokenAudio:
        try:
            from piper import SynthesisConfig

            scale = self._voice.config.length_scale / self._pace
            chunks = list(self._voice.synthesize(sentence, SynthesisConfig(length_scale=scale)))
        except Exception as error:  # the one guard of this engine
            raise VoiceError(f"Piper could not speak a sentence: {error}.", "Use --tts espeak.") from error
        rate = chunks[0].sample_rate if chunks else self._voice.config.sample_rate
        pieces = [np.asarray(chunk.audio_float_array, dtype=np.float32) for chunk in chunks]
        samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
        loud = np.flatnonzero(np.abs(samples) > _SILENT)
        keep = round(_KEEP * rate)
        if len(loud):
            samples = samples[max(0, int(loud[0]) - keep) : int(loud[-1]) + keep + 1]
        return SpokenAudio(samples, rate, sentence)

    def set_pace(self, factor: float) -> None:
        self._pace = factor

    def close(self) -> None:
        self._voice = None
