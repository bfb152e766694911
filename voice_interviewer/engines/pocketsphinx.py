"""Recognition by PocketSphinx: built in, streaming, and rough on real voices; the program says so."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from voice_interviewer.errors import RecogniserError
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples, seconds
from voice_interviewer.values import Term, Transcript, Word

_FRAME: Final = 0.01
"""Seconds: PocketSphinx counts in 10 ms frames."""
_PHONES: Final = frozenset(
    [
        "AA",
        "AE",
        "AH",
        "AO",
        "AW",
        "AY",
        "B",
        "CH",
        "D",
        "DH",
        "EH",
        "ER",
        "EY",
        "F",
        "G",
        "HH",
        "IH",
        "IY",
        "JH",
        "K",
        "L",
        "M",
        "N",
        "NG",
        "OW",
        "OY",
        "P",
        "R",
        "S",
        "SH",
        "T",
        "TH",
        "UH",
        "UW",
        "V",
        "W",
        "Y",
        "Z",
        "ZH",
    ]
)
_WEIGHT: Final = 1.0
_FULL_SCALE: Final = 32767
_MARKS: Final = ("<", "[", "++")
"""How its hypotheses mark silence and noise."""


class PocketSphinxTranscriber:
    """`ports.Transcriber` on the model in PocketSphinx's own wheel."""

    name = "pocketsphinx (built in, rough)"
    rough = True
    streaming = True

    def __init__(self) -> None:
        self._decoder: Any = None
        self.added: list[str] = []
        """The glossary words this decoder took, for the log and the tests."""

    def prepare(self, glossary: Sequence[Term]) -> None:
        try:
            from pocketsphinx import Decoder

            self._decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")
            self._add(glossary)
        except Exception as error:
            raise RecogniserError(
                f"PocketSphinx does not load: {error}.", "Type your answers with --stt typed."
            ) from error

    def begin(self, start: int) -> "SphinxRecognition":
        return SphinxRecognition(self._decoder, start)

    def close(self) -> None:
        self._decoder = None

    def _add(self, glossary: Sequence[Term]) -> None:
        """Teach the dictionary and the language model the problem's own words, by their phones."""
        model = self._decoder.get_lm()
        for term in glossary:
            word = term.term.lower().replace(" ", "_").replace("-", "_")
            phones = term.phones.split() or self._spelled(term.term)
            if not phones or not set(phones) <= _PHONES or self._decoder.lookup_word(word) is not None:
                continue
            self._decoder.add_word(word, " ".join(phones), False)
            model.add_word(word, _WEIGHT)
            self.added.append(word)
        if self.added:
            self._decoder.add_lm("glossary", model)
            self._decoder.activate_search("glossary")

    def _spelled(self, term: str) -> list[str]:
        """The phones of a term whose words the dictionary has; nothing where it lacks one."""
        known = [self._decoder.lookup_word(word) for word in term.lower().replace("-", " ").split()]
        return [] if None in known or len(known) < 2 else [phone for word in known for phone in word.split()]


class SphinxRecognition:
    """One utterance; `accept` decodes as the audio comes."""

    def __init__(self, decoder: Any, start: int) -> None:
        self._decoder = decoder
        self._start = start
        self._call(decoder.start_utt)

    def accept(self, samples: Samples) -> str | None:
        pcm = (np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()
        self._call(self._decoder.process_raw, pcm)
        found = self._decoder.hyp()
        return _readable(found.hypstr) if found is not None else None

    def finish(self) -> Transcript:
        self._call(self._decoder.end_utt)
        offset = seconds(self._start)
        words = tuple(
            Word(
                _readable(segment.word.split("(")[0]),
                offset + segment.start_frame * _FRAME,
                offset + (segment.end_frame + 1) * _FRAME,
            )
            for segment in self._decoder.seg() or ()
            if not segment.word.startswith(_MARKS)
        )
        if not words:
            return Transcript("")
        # Its posteriors come out as 1.0 for right and wrong words alike, so it is given no confidence at all.
        return Transcript(" ".join(word.w for word in words), words)

    def _call(self, function: Any, *arguments: Any) -> None:
        try:
            function(*arguments)
        except Exception as error:  # the one guard of this engine
            raise RecogniserError(
                f"PocketSphinx failed: {error}.", "Please say it again, or type it."
            ) from error


def _readable(words: str) -> str:
    return words.replace("_", " ")
