"""The embedded voice: eSpeak NG's own library, called directly."""

import ctypes
import threading
from typing import Any, Final

import numpy as np

from voice_interviewer.errors import VoiceError
from voice_interviewer.speech.frame import Samples
from voice_interviewer.values import SpokenAudio

# speak_lib.h
_AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
_DO_NOT_EXIT: Final = 0x8000
_RATE, _PITCH, _RANGE = 1, 3, 4
_CHARS_UTF8: Final = 1
_OK: Final = 0
_CALLBACK: Final = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)

WORDS_PER_MINUTE: Final = 165
"""A calm interviewer; eSpeak NG's default is 175."""
_SILENT: Final = 0.003
"""Full scale 1: -50 dBFS. What lies below it at either end is trimmed, for it only delays the reply."""
_KEEP: Final = 0.01
"""Seconds of it that stay, so that no consonant is clipped."""
_lock = threading.Lock()
"""The library is one per process and not reentrant."""


class EspeakSynthesizer:
    """`ports.Synthesizer` on eSpeak NG."""

    def __init__(self, voice: str = "en") -> None:
        self._voice = voice
        self._library: Any = None
        self._rate = 0
        self._pace = 1.0

    @property
    def name(self) -> str:
        return f"eSpeak NG {self._voice}"

    def prepare(self) -> None:
        with _lock:
            self._load()
            if self._library.espeak_SetVoiceByName(self._voice.encode()) != _OK:
                raise VoiceError(
                    f"eSpeak NG has no voice {self._voice}.", "Try --voice en (British) or --voice en-us."
                )

    def synthesize(self, sentence: str) -> SpokenAudio:
        pieces: list[np.ndarray[Any, np.dtype[np.int16]]] = []

        def collect(samples: Any, count: int, _events: Any) -> int:
            if samples and count > 0:
                pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
            return 0

        callback = _CALLBACK(collect)
        with _lock:
            if self._library is None:
                self._load()
            text = sentence.encode("utf-8") + b"\0"
            self._library.espeak_SetVoiceByName(self._voice.encode())
            self._library.espeak_SetParameter(_RATE, round(WORDS_PER_MINUTE * self._pace), 0)
            self._library.espeak_SetSynthCallback(callback)
            status = self._library.espeak_Synth(text, len(text), 0, 0, 0, _CHARS_UTF8, None, None)
        if status != _OK:
            raise VoiceError("eSpeak NG could not speak a sentence.", "Use --tts piper, or --tts none.")
        pcm = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
        return SpokenAudio(
            trimmed(np.asarray(pcm / 32768, dtype=np.float32), self._rate), self._rate, sentence
        )

    def set_pace(self, factor: float) -> None:
        self._pace = factor

    def close(self) -> None:
        """Nothing to free: the library stays for the process."""

    def _load(self) -> None:
        try:
            import espeakng_loader

            library = ctypes.CDLL(espeakng_loader.get_library_path())
            library.espeak_Synth.argtypes = [
                ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
                ctypes.c_void_p, ctypes.c_void_p,
            ]  # fmt: skip
            data = espeakng_loader.get_data_path().encode()
            self._rate = library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data, _DO_NOT_EXIT)
        except Exception as error:  # the one guard of this engine
            raise VoiceError(
                f"eSpeak NG does not load: {error}.", "Install the program again, or use --tts none."
            ) from error
        if self._rate <= 0:
            raise VoiceError(
                "eSpeak NG finds no voice data.", "Install the program again, or use --tts none."
            )
        self._library = library


def trimmed(samples: Samples, rate: int) -> Samples:
    """Without the silence at either end."""
    loud = np.flatnonzero(np.abs(samples) > _SILENT)
    if len(loud) == 0:
        return samples[:0]
    keep = round(_KEEP * rate)
    return samples[max(0, int(loud[0]) - keep) : int(loud[-1]) + keep + 1]
