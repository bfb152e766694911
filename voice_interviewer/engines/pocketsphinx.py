"""Recognition by PocketSphinx: built in, streaming, and rough on real voices; the program says so."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
_WEIGHT: Final = 100.0
"""Of a glossary word against the average word. With 1 "redis" said by its phones is heard as ordinary words, with 100
as itself; even 10000 put no glossary word into two minutes of other people's speech."""
_FULL_SCALE: Final = 32767
_SAMPLE_BYTES: Final = 2
_PIECE: Final = _SAMPLE_BYTES * SAMPLE_RATE // 25
"""Bytes of 40 ms. A call holds Python's lock while it decodes, so other threads get their turn between pieces."""
_LEVEL: Final = _SAMPLE_BYTES * 2 * SAMPLE_RATE
"""Bytes of 2 s, from which the channel's level (the cepstral mean) is measured before the first words are decoded.
Word error over seven human recordings, each heard cold: 49 % without, 35 % from 1 s, 28 % from 2 s, 25 % from 4 s."""
_LEVEL_SEARCH: Final = "level"
_LONGEST_PHONE: Final = 0.4
"""Seconds per phone beyond which a word is noise: in right words it was at most 0.23, in steady noise at least 0.6."""
_MARKS: Final = ("<", "[", "++")
"""How its hypotheses mark silence and noise."""


class PocketSphinxTranscriber:
    """`ports.Transcriber` on the model in PocketSphinx's own wheel. One utterance at a time: beginning another gives
    up one that was not finished."""

    name = "pocketsphinx (built in, rough)"
    rough = True
    streaming = True

    def __init__(self) -> None:
        self._sphinx: _Sphinx | None = None
        self.added: list[str] = []
        """The glossary words this decoder took, for the log and the tests."""

    def prepare(self, glossary: Sequence[Term]) -> None:
        with _guarded("PocketSphinx does not load", "Type your answers with --stt typed."):
            self._sphinx = _Sphinx(glossary)
        self.added = list(self._sphinx.spelling)

    def begin(self, start: int) -> "SphinxRecognition":
        if self._sphinx is None:
            raise RecogniserError("PocketSphinx is not loaded.", "Type your answers with --stt typed.")
        return SphinxRecognition(self._sphinx, start)

    def close(self) -> None:
        self._sphinx = None


class SphinxRecognition:
    """One utterance; `accept` decodes as the audio comes."""

    def __init__(self, sphinx: "_Sphinx", start: int) -> None:
        self._sphinx = sphinx
        self._start = start
        with _guarded():
            sphinx.begin()

    def accept(self, samples: Samples) -> str | None:
        pcm = (np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()
        with _guarded():
            self._sphinx.take(pcm)
            return self._sphinx.so_far()

    def finish(self) -> Transcript:
        with _guarded():
            words = self._sphinx.finish(seconds(self._start))
        if not words:
            return Transcript("")
        confidence = sum(word.confidence or 0.0 for word in words) / len(words)
        return Transcript(" ".join(word.w for word in words), tuple(words), round(confidence, 3))


class _Sphinx:
    """The decoder, the glossary in it, and the channel's level, which lasts from one utterance to the next."""

    def __init__(self, glossary: Sequence[Term]) -> None:
        from pocketsphinx import Decoder

        # The flat second pass costs 0.06 s of each second at the utterance's end, for 0.4 points of word error.
        self._decoder: Any = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL", fwdflat=False)
        self.spelling: dict[str, str] = {}
        """How each glossary word is written, by its name in the dictionary."""
        self._add(glossary)
        self._words_search = self._decoder.current_search()
        # Any cheap search will do: only the mean of what it heard is kept.
        self._decoder.add_keyphrase(_LEVEL_SEARCH, "hello")
        self._levelled = False
        self._held = bytearray()
        self._running = False

    def begin(self) -> None:
        if self._running:
            self._decoder.end_utt()
            self._running = False
        self._held.clear()
        if self._levelled:
            self._start()

    def take(self, pcm: bytes) -> None:
        if self._running:
            self._decode(pcm)
            return
        self._held += pcm
        if len(self._held) >= _LEVEL:
            self._level()

    def so_far(self) -> str | None:
        found = self._decoder.hyp() if self._running else None
        if found is None:
            return None
        return " ".join(self._written(word) for word in found.hypstr.split())

    def finish(self, offset: float) -> list[Word]:
        """The words, their times shifted by `offset` seconds."""
        if not self._running:
            if not self._held:
                return []
            self._level()
        self._decoder.end_utt()
        self._running = False
        return [
            word
            for segment in self._decoder.seg() or ()
            if not segment.word.startswith(_MARKS) and self._spoken(segment)
            for word in self._words(segment, offset)
        ]

    def _start(self) -> None:
        self._decoder.start_utt()
        self._running = True

    def _level(self) -> None:
        """Measure the level on what was held back, then decode that. Too short a sample counts for itself alone."""
        held = bytes(self._held)
        self._decoder.activate_search(_LEVEL_SEARCH)
        self._decoder.start_utt()
        self._decoder.process_raw(held, False, True)
        self._decoder.end_utt()
        self._decoder.activate_search(self._words_search)
        self._levelled = len(held) >= _LEVEL
        self._held.clear()
        self._start()
        self._decode(held)

    def _decode(self, pcm: bytes) -> None:
        for at in range(0, len(pcm), _PIECE):
            self._decoder.process_raw(pcm[at : at + _PIECE])

    def _spoken(self, segment: Any) -> bool:
        phones = len((self._decoder.lookup_word(segment.word) or "").split())
        duration: float = (segment.end_frame + 1 - segment.start_frame) * _FRAME
        return duration <= _LONGEST_PHONE * max(1, phones)

    def _words(self, segment: Any, offset: float) -> Iterator[Word]:
        """A segment as words: a term of several words shares its time among them by their letters."""
        parts = self._written(segment.word).split()
        letters = sum(map(len, parts))
        start = offset + segment.start_frame * _FRAME
        duration = (segment.end_frame + 1 - segment.start_frame) * _FRAME
        for part in parts:
            end = start + duration * len(part) / letters
            yield Word(part, start, end, round(min(1.0, max(0.0, segment.prob)), 3))
            start = end

    def _written(self, word: str) -> str:
        name = word.split("(", maxsplit=1)[0]  # "read(2)" is the second way to pronounce "read"
        return self.spelling.get(name, name)

    def _add(self, glossary: Sequence[Term]) -> None:
        """Teach the language model and the dictionary the problem's own words, by their phones."""
        model = self._decoder.get_lm()
        phones_of: dict[str, str] = {}
        for term in glossary:
            name = term.term.lower().replace(" ", "_").replace("-", "_")
            phones = [phone.rstrip("012") for phone in term.phones.upper().split()] or self._spelled(
                term.term
            )
            if (
                not name
                or not phones
                or not set(phones) <= _PHONES
                or self._decoder.lookup_word(name) is not None
            ):
                continue
            phones_of[name] = " ".join(phones)
            self.spelling[name] = term.term
        for left, (name, phones_said) in zip(
            range(len(phones_of) - 1, -1, -1), phones_of.items(), strict=True
        ):
            # In this order: the decoder gives a word its model does not have the weight of an average word.
            model.add_word(name, _WEIGHT)
            self._decoder.add_word(name, phones_said, left == 0)

    def _spelled(self, term: str) -> list[str]:
        """The phones of a term whose words the dictionary has; nothing where it lacks one."""
        known = [self._decoder.lookup_word(word) for word in term.lower().replace("-", " ").split()]
        return [] if None in known or len(known) < 2 else [phone for word in known for phone in word.split()]


@contextmanager
def _guarded(
    failed: str = "PocketSphinx failed", remedy: str = "Please say it again, or type it."
) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the one guard of this engine
        raise RecogniserError(f"{failed}: {error}.", remedy) from error
