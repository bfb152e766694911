"""The embedded voice saying something for the program itself: a rehearsal's lines, a recogniser's trial."""

from typing import Final

from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.speech.pronunciation import speakable
from voice_interviewer.speech.resample import resample

ESPEAK_VOICE: Final = "en-gb"


class EmbeddedVoice:
    """Text to samples at 16 kHz; loaded when first needed. Raises EngineError."""

    def __init__(self) -> None:
        self._voice: EspeakSynthesizer | None = None

    def __call__(self, text: str) -> Samples:
        if self._voice is None:
            self._voice = EspeakSynthesizer(ESPEAK_VOICE)
            self._voice.prepare()
        spoken = self._voice.synthesize(speakable(text))
        return resample(spoken.samples, spoken.rate, SAMPLE_RATE)
