"""Recognition by PocketSphinx: built in, streaming, and rough on real voices; the program says so.

The decoder works in a child process (`pocketsphinx_decoder` says why); this is the program's side of it.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from voice_interviewer.errors import RecogniserError
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples, seconds
from voice_interviewer.values import Term, Transcript, Word

_DECODER: Final = Path(__file__).with_name("pocketsphinx_decoder.py")
_FULL_SCALE: Final = 32767
_TYPE: Final = "Type your answers with --stt typed."
_AGAIN: Final = "Please say it again, or type it."
_UNLOADED: Final = "PocketSphinx does not load"


class PocketSphinxTranscriber:
    """`ports.Transcriber` on the model in PocketSphinx's own wheel. One utterance at a time: beginning another gives
    up one that was not finished. A decoder that died, failed or hangs is replaced when the next utterance begins."""

    name = "pocketsphinx (built in, rough)"
    rough = True
    streaming = True

    def __init__(self) -> None:
        self._lock = threading.Lock()
        """Held to start and end decoders, so that none is started by a worker's thread once `close` was called."""
        self._glossary: Sequence[Term] | None = None
        self._decoder: _Decoder | None = None
        self.added: list[str] = []
        """The glossary words this decoder took, for the log and the tests."""

    def prepare(self, glossary: Sequence[Term]) -> None:
        self._glossary = glossary
        self._load()

    def begin(self, start: int) -> "SphinxRecognition":
        decoder = self._decoder
        if decoder is None or not decoder.fit:
            decoder = self._load()
        return SphinxRecognition(decoder, start)

    def close(self) -> None:
        with self._lock:
            self._glossary = None
            self._end()

    def _load(self) -> "_Decoder":
        with self._lock:
            if self._glossary is None:
                raise RecogniserError("PocketSphinx is not loaded.", _TYPE)
            self._end()
            terms = [(term.term, term.phones) for term in self._glossary]
            self._decoder = decoder = _Decoder()
        self.added = decoder.ask("load", SAMPLE_RATE, terms, failed=_UNLOADED, remedy=_TYPE)
        return decoder

    def _end(self) -> None:
        if self._decoder is not None:
            self._decoder.end()
            self._decoder = None


class SphinxRecognition:
    """One utterance; `accept` decodes as the audio comes."""

    def __init__(self, decoder: "_Decoder", start: int) -> None:
        self._decoder = decoder
        self._start = start
        decoder.ask("begin")

    def accept(self, samples: Samples) -> str | None:
        sound = (np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()
        words: str | None = self._decoder.ask("accept", len(sound), sound=sound)
        return words

    def finish(self) -> Transcript:
        offset = seconds(self._start)
        words = [
            Word(word, offset + start, offset + end, confidence)
            for word, start, end, confidence in self._decoder.ask("finish")
        ]
        if not words:
            return Transcript("")
        sure = sum(word.confidence or 0.0 for word in words) / len(words)
        return Transcript(" ".join(word.w for word in words), tuple(words), round(sure, 3))


class _Decoder:
    """A child process that decodes. Its standard error goes nowhere: what it has to say is in its answers."""

    def __init__(self) -> None:
        try:
            # -P: this file's neighbours are not what the child means by `import pocketsphinx`.
            self._process = subprocess.Popen(
                [sys.executable, "-P", _DECODER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise RecogniserError(f"{_UNLOADED}: {error}.", _TYPE) from error
        self._answered = True

    @property
    def fit(self) -> bool:
        """Whether it runs and has answered everything; one that hangs still owes its answer to an abandoned thread."""
        return self._answered and self._process.poll() is None

    def ask(
        self,
        *request: object,
        sound: bytes = b"",
        failed: str = "PocketSphinx failed",
        remedy: str = _AGAIN,
    ) -> Any:
        """*Blocking*. Its answer. Raises RecogniserError where it has none."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        self._answered = False
        try:
            requests.write(json.dumps(request).encode() + b"\n" + sound)
            requests.flush()
            answer = json.loads(answers.readline())
        except (
            OSError,
            ValueError,
        ) as error:  # ValueError: a pipe that was closed, or that ended in mid-answer
            raise RecogniserError(f"{failed}: its process has ended.", remedy) from error
        if "error" in answer:
            raise RecogniserError(f"{failed}: {answer['error']}.", remedy)
        self._answered = True
        return answer["value"]

    def end(self) -> None:
        """Nothing of it is left when this returns; a thread that waits for its answer gets RecogniserError."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what it was not sent any more
                if pipe is not None:
                    pipe.close()
