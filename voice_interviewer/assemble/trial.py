"""Whether a recogniser keeps up on this machine: measured once on a spoken sentence, and remembered."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from voice_interviewer.assemble.embedded import EmbeddedVoice
from voice_interviewer.engines.whisper import WhisperTranscriber
from voice_interviewer.errors import EngineError
from voice_interviewer.ports import Transcriber, transcribe
from voice_interviewer.setup import kept
from voice_interviewer.speech.frame import Samples
from voice_interviewer.values import Utterance

KEEPS_UP: Final = 1.0
"""Seconds a call to the recogniser may take: the reply is to sound 1.3 s after the last word (conversation.md)."""
SENTENCE: Final = "We should measure the latency of the model."
"""Two and a half seconds of speech."""
FILE: Final = "measured.json"
"""Name, device and cores to seconds a call, in the models folder."""


@cache
def spoken() -> Samples:
    """The sentence, by the embedded voice, at 16 kHz. Raises EngineError."""
    return EmbeddedVoice()(SENTENCE)


def heard_of(transcriber: Transcriber, samples: Samples) -> tuple[str, float]:
    """Its words, and the seconds it took for them once all the sound was there."""
    if not transcriber.streaming:
        began = time.monotonic()
        return transcribe(transcriber, Utterance(samples, 0)).text, time.monotonic() - began
    recognition = transcriber.begin(0)
    recognition.accept(samples)
    began = time.monotonic()
    return recognition.finish().text, time.monotonic() - began


def first_that_keeps_up(
    transcribers: Sequence[WhisperTranscriber], folder: Path, tell: Callable[[str], None]
) -> int:
    """The place in the row of the first, ablest, that keeps up; the last where none before it does. *Blocking*: what
    was not measured yet on this machine is, which takes seconds; `folder` remembers."""
    known = _known(folder)
    for number, transcriber in enumerate(transcribers[:-1]):
        name = f"{transcriber.name}, {os.cpu_count()} cores"
        if name not in known:
            tell(f"Trying once whether {transcriber.name} keeps up on this machine …")
            try:
                transcriber.prepare(())
                known[name] = round(heard_of(transcriber, spoken())[1], 3)
            except EngineError:
                continue  # it does not load: whoever asks for it by name is told why
            with suppress(OSError):  # then it is measured again
                kept.write(folder / FILE, known)
        if known[name] <= KEEPS_UP:
            return number
        transcriber.close()
    return len(transcribers) - 1


def _known(folder: Path) -> dict[str, float]:
    with suppress(ValueError, TypeError):
        return {name: float(took) for name, took in kept.read(folder / FILE).items()}
    return {}
