"""The natural voice: Piper, one sentence or clause at a time."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from voice_interviewer.engines.onnx import session
from voice_interviewer.errors import PartMissing, VoiceError
from voice_interviewer.speech.trim import trimmed
from voice_interviewer.values import SpokenAudio

log = logging.getLogger(__name__)

_REMEDY: Final = "Bring the whole voice in again (see `voice-interviewer models list`), or use --tts espeak."
_MOST_THREADS: Final = 4
"""More gain little on one sentence, and the recogniser needs cores at the same moment."""
_LOUDNESS: Final = 0.8
"""Piper scales every sentence to full scale; this leaves room for what resampling overshoots."""
_WARM_UP: Final = "Let's begin."


class PiperSynthesizer:
    """`ports.Synthesizer` for a voice's `.onnx` with its `.onnx.json` beside it. Raises PartMissing without both."""

    def __init__(self, model: Path, name: str) -> None:
        self._model = model
        self._description = model.with_name(f"{model.name}.json")
        for file in (self._model, self._description):
            if not file.is_file():
                raise PartMissing(f"The Piper voice {name} lacks {file}.", _REMEDY)
        self._name = name
        self._voice: Any = None
        self._pace = 1.0

    @property
    def name(self) -> str:
        return f"Piper {self._name}"

    def prepare(self) -> None:
        """Raises VoiceError when the voice's files are damaged."""
        with self._guard("does not load: its files are damaged, or not a Piper voice's"):
            self._voice = _load(self._model, self._description)
        self.synthesize(_WARM_UP)

    def synthesize(self, sentence: str) -> SpokenAudio:
        if self._voice is None:
            self.prepare()
        with self._guard("could not speak a sentence"):
            from piper import SynthesisConfig

            config = self._voice.config
            how = SynthesisConfig(length_scale=config.length_scale / self._pace, volume=_LOUDNESS)
            pieces = [chunk.audio_float_array for chunk in self._voice.synthesize(sentence, how)]
            samples = np.concatenate([*pieces, np.zeros(0)]).astype(np.float32)
            return SpokenAudio(trimmed(samples, config.sample_rate), config.sample_rate, sentence)

    def set_pace(self, factor: float) -> None:
        self._pace = factor

    def close(self) -> None:
        self._voice = None

    @contextmanager
    def _guard(self, failure: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # the one guard of this engine
            log.warning("the Piper voice %s %s: %s", self._name, failure, error)
            raise VoiceError(f"The Piper voice {self._name} {failure}.", _REMEDY) from error


def _load(model: Path, description: Path) -> Any:
    """As `PiperVoice.load`, but with threads that sleep while they wait: by default they spin, which costs a third
    more processor time and takes it from the recogniser."""
    from piper import PiperConfig, PiperVoice

    runtime = session(model, threads=min(os.cpu_count() or 1, _MOST_THREADS), spinning=False)
    config = PiperConfig.from_dict(json.loads(description.read_text(encoding="utf-8")))
    return PiperVoice(session=runtime, config=config)
