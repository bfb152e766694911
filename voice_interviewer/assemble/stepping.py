"""A recogniser that falls behind makes way for a quicker one, in the middle of the interview."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from voice_interviewer.engines.whisper import WhisperTranscriber
from voice_interviewer.errors import EngineError
from voice_interviewer.ports import Recognition
from voice_interviewer.speech.frame import Samples
from voice_interviewer.values import Term, Transcript

log = logging.getLogger(__name__)

BEHIND: Final = 2.0
"""Seconds of one call from which an answer feels unheard: twice what a recogniser may take when it is chosen..."""
IN_A_ROW: Final = 3
"""...so many times one after the other: a machine may have something else to do for a moment."""


class SteppingTranscriber:
    """`ports.Transcriber`: the ablest of several, until it falls behind. The next is loaded beside it, on a thread of
    its own, and takes over between two utterances."""

    rough = False
    streaming = False

    def __init__(self, transcribers: Sequence[WhisperTranscriber]) -> None:
        """Ablest first."""
        self._left = list(transcribers)
        self._current = self._left.pop(0)
        self._glossary: Sequence[Term] = ()
        self._slow = 0
        self._loading: threading.Thread | None = None
        self.tell: Callable[[str], None] = log.info
        """Told in a sentence when another took over, from a thread of its own."""

    @property
    def name(self) -> str:
        return self._current.name

    @property
    def note(self) -> str:
        return self._current.note

    def prepare(self, glossary: Sequence[Term]) -> None:
        self._glossary = glossary
        self._current.prepare(glossary)

    def begin(self, start: int) -> Recognition:
        return _Watched(self._current.begin(start), self._took)

    def close(self) -> None:
        self._left.clear()
        self._current.close()

    def _took(self, seconds: float) -> None:
        self._slow = self._slow + 1 if seconds > BEHIND else 0
        if self._slow >= IN_A_ROW and self._left and self._loading is None:
            self._loading = threading.Thread(target=self._step, args=(self._left.pop(0),), daemon=True)
            self._loading.start()

    def _step(self, quicker: WhisperTranscriber) -> None:
        """*Blocking*: loads."""
        try:
            quicker.prepare(self._glossary)
        except EngineError as error:
            log.warning("%s could not take over: %s", quicker.name, error)
        else:
            slow, self._current = self._current, quicker
            self.tell(f"{slow.name} falls behind on this machine: {quicker.name} hears you from here on.")
        self._slow, self._loading = 0, None


class _Watched:
    def __init__(self, recognition: Recognition, took: Callable[[float], None]) -> None:
        self._recognition = recognition
        self._took = took

    def accept(self, samples: Samples) -> str | None:
        return self._recognition.accept(samples)

    def finish(self) -> Transcript:
        began = time.monotonic()
        transcript = self._recognition.finish()
        self._took(time.monotonic() - began)
        return transcript
