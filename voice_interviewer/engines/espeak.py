"""The embedded voice: eSpeak NG's own library, called directly. Names are those of its speak_lib.h."""

import ctypes
import os
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from voice_interviewer.errors import PartMissing, UnknownName, VoiceError
from voice_interviewer.speech.frame import Samples
from voice_interviewer.speech.trim import trimmed
from voice_interviewer.values import SpokenAudio

WORDS_PER_MINUTE: Final = 150
"""As eSpeak NG counts them, which is about 185 of ours between pauses; its default of 175 is hard to follow in a
synthetic voice."""
_SLOWEST, _FASTEST = 80, 450
_LOUDNESS: Final = 80
"""Percent of the usual, which comes within 1 dB of full scale."""
_VOICES: Final = {"en-gb": "en"}
"""British English is filed under a name that the library does not find by its own language code."""

_AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
_INITIALIZE_DONT_EXIT: Final = 0x8000
_RATE, _VOLUME = 1, 2
_CHARS_UTF8: Final = 1
_OK: Final = 0
_CALLBACK: Final = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)

_lock: Final = threading.Lock()
"""The library has one state for the whole process: one sentence at a time, whoever speaks."""


class EspeakSynthesizer:
    """`ports.Synthesizer` on eSpeak NG. `voice` as `espeak-ng --voices` has them: "en-gb", "en-us", "en-us+f3"."""

    def __init__(self, voice: str = "en-gb", words_per_minute: int = WORDS_PER_MINUTE) -> None:
        self._voice = voice
        self._words_per_minute = words_per_minute
        self._pace = 1.0

    @property
    def name(self) -> str:
        return f"eSpeak NG {self._voice}"

    def prepare(self) -> None:
        """Raises PartMissing where the library does not load, UnknownName where it has no such voice."""
        with _lock:
            library = _library()
            if not library.choose(self._voice):
                raise UnknownName("eSpeak NG voice", self._voice, library.voices(), "Try --voice en-gb.")

    def synthesize(self, sentence: str) -> SpokenAudio:
        with _lock:
            library = _library()
            library.choose(self._voice)
            wanted = round(self._words_per_minute * self._pace)
            samples = library.speak(sentence, min(max(wanted, _SLOWEST), _FASTEST))
        return SpokenAudio(trimmed(samples, library.rate), library.rate, sentence)

    def set_pace(self, factor: float) -> None:
        self._pace = factor

    def close(self) -> None:
        """Nothing to free: the library stays for the process."""


@cache
def _library() -> "_Library":
    """The process's one library. Called with the lock held."""
    return _Library()


class _Library:
    """The shared library, initialised. `rate` in Hz."""

    def __init__(self) -> None:
        try:
            import espeakng_loader

            self._data = Path(espeakng_loader.get_data_path())
            self._speak: Any = ctypes.CDLL(espeakng_loader.get_library_path())
            self._speak.espeak_Synth.argtypes = [
                ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
                ctypes.c_void_p, ctypes.c_void_p,
            ]  # fmt: skip
            self.rate = self._speak.espeak_Initialize(
                _AUDIO_OUTPUT_SYNCHRONOUS, 0, os.fsencode(self._data), _INITIALIZE_DONT_EXIT
            )
        except Exception as error:  # the one guard of this engine
            raise PartMissing(f"eSpeak NG does not load: {error}.", _REMEDY) from error
        if self.rate <= 0:
            raise PartMissing(f"eSpeak NG cannot read its voices in {self._data}.", _REMEDY)
        self._pieces: list[Samples] = []
        # ctypes keeps no reference to a callback, so this object must.
        self._callback = _CALLBACK(self._collect)
        self._speak.espeak_SetSynthCallback(self._callback)

    def choose(self, voice: str) -> bool:
        """Speak with this voice from now on, if there is one."""
        language, plus, variant = voice.partition("+")
        name = _VOICES.get(language.lower(), language) + plus + variant
        return bool(self._speak.espeak_SetVoiceByName(name.encode()) == _OK)

    def voices(self) -> list[str]:
        """The names of its English voices."""
        return [*_VOICES, *(file.name.lower() for file in self._data.glob("lang/gmw/en*"))]

    def speak(self, sentence: str, words_per_minute: int) -> Samples:
        self._pieces = []
        self._speak.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._speak.espeak_SetParameter(_VOLUME, _LOUDNESS, 0)
        text = sentence.replace("\0", " ").encode() + b"\0"
        status = self._speak.espeak_Synth(text, len(text), 0, 0, 0, _CHARS_UTF8, None, None)
        if status != _OK:
            raise VoiceError(f"eSpeak NG could not speak a sentence (status {status}).", _REMEDY)
        return np.concatenate(self._pieces) if self._pieces else np.zeros(0, np.float32)

    def _collect(self, samples: Any, count: int, _events: Any) -> int:
        """Called by `espeak_Synth` with int16 samples that are only lent; 0 asks for more."""
        if samples and count > 0:
            pcm = np.ctypeslib.as_array(samples, (count,))
            self._pieces.append(np.asarray(pcm / 32768, dtype=np.float32))
        return 0


_REMEDY: Final = (
    "Install the program again, in a folder with a shorter path if this one is long, or use --tts none."
)
