"""PocketSphinx's decoder, and the process that `engines.pocketsphinx` gives it. The only file that names the library.

The library holds Python's lock for as long as it decodes: up to 0.4 s a call, in which no microphone is read and no
barge-in is heard. So it decodes in a child process, where nobody else wants the lock. Run by its path, this file
imports nothing of the package, and with it no numpy: the child starts sooner and is 25 MB smaller.

Requests come on standard input and their answers go to standard output, one line of JSON each; the sound follows its
request as 16-bit samples. Input ends when the parent does, even if that is killed, and the child with it.
"""

import contextlib
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final, TypeAlias

Spoken: TypeAlias = tuple[str, float, float, float]
"""A word, its start and end in seconds from the utterance's start, and its confidence in [0, 1]."""

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
_SAMPLE_BYTES: Final = 2
_PIECE: Final = 0.04
"""Seconds of sound a call. The level follows the voice at the end of each, so that words depend on its length a little:
with 40 ms to 2 s between 24 and 28 of 93 words were wrong. The figures here were measured with 40 ms."""
_LEVEL: Final = 2.0
"""Seconds from which the channel's level (the cepstral mean) is measured before the first words are decoded. Word
error over seven human recordings, each heard cold: 49 % without, 35 % from 1 s, 28 % from 2 s, 25 % from 4 s."""
_LEVEL_SEARCH: Final = "level"
_LONGEST_PHONE: Final = 0.4
"""Seconds per phone beyond which a word is noise: in right words it was at most 0.23, in steady noise at least 0.6."""
_MARKS: Final = ("<", "[", "++")
"""How its hypotheses mark silence and noise."""


class Sphinx:
    """The decoder, the glossary in it, and the channel's level, which lasts from one utterance to the next."""

    def __init__(self, rate: int, glossary: Sequence[tuple[str, str]]) -> None:
        """`rate`: of the sound, in Hz. `glossary`: terms and their phones, "" where they are not given."""
        from pocketsphinx import Decoder

        # The flat second pass costs 0.06 s of each second at the utterance's end, for 0.4 points of word error.
        self._decoder: Any = Decoder(samprate=rate, loglevel="FATAL", fwdflat=False)
        self.spelling: dict[str, str] = {}
        """How each glossary word is written, by its name in the dictionary."""
        self._add(glossary)
        self._words_search = self._decoder.current_search()
        # Any cheap search will do: only the mean of what it heard is kept.
        self._decoder.add_keyphrase(_LEVEL_SEARCH, "hello")
        self._piece_bytes = round(_PIECE * rate) * _SAMPLE_BYTES
        self._level_bytes = round(_LEVEL * rate) * _SAMPLE_BYTES
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

    def accept(self, pcm: bytes) -> str | None:
        """The words so far; None before the first."""
        self._take(pcm)
        found = self._decoder.hyp() if self._running else None
        if found is None:
            return None
        return " ".join(self._written(word) for word in found.hypstr.split())

    def finish(self) -> list[Spoken]:
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
            for word in self._words(segment)
        ]

    def _take(self, pcm: bytes) -> None:
        if self._running:
            self._decode(pcm)
            return
        self._held += pcm
        if len(self._held) >= self._level_bytes:
            self._level()

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
        self._levelled = len(held) >= self._level_bytes
        self._held.clear()
        self._start()
        self._decode(held)

    def _decode(self, pcm: bytes) -> None:
        for at in range(0, len(pcm), self._piece_bytes):
            self._decoder.process_raw(pcm[at : at + self._piece_bytes])

    def _spoken(self, segment: Any) -> bool:
        phones = len((self._decoder.lookup_word(segment.word) or "").split())
        duration: float = (segment.end_frame + 1 - segment.start_frame) * _FRAME
        return duration <= _LONGEST_PHONE * max(1, phones)

    def _words(self, segment: Any) -> Iterator[Spoken]:
        """A segment as words: a term of several words shares its time among them by their letters."""
        parts = self._written(segment.word).split()
        letters = sum(map(len, parts))
        start = segment.start_frame * _FRAME
        duration = (segment.end_frame + 1 - segment.start_frame) * _FRAME
        for part in parts:
            end = start + duration * len(part) / letters
            yield part, start, end, round(min(1.0, max(0.0, segment.prob)), 3)
            start = end

    def _written(self, word: str) -> str:
        name = word.split("(", maxsplit=1)[0]  # "read(2)" is the second way to pronounce "read"
        return self.spelling.get(name, name)

    def _add(self, glossary: Sequence[tuple[str, str]]) -> None:
        """Teach the language model and the dictionary the problem's own words, by their phones."""
        model = self._decoder.get_lm()
        phones_of: dict[str, str] = {}
        for term, phones_given in glossary:
            name = term.lower().replace(" ", "_").replace("-", "_")
            phones = [phone.rstrip("012") for phone in phones_given.upper().split()] or self._spelled(term)
            if (
                not name
                or not phones
                or not set(phones) <= _PHONES
                or self._decoder.lookup_word(name) is not None
            ):
                continue
            phones_of[name] = " ".join(phones)
            self.spelling[name] = term
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


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until they end, or one fails: a decoder that failed is not trusted with another."""
    sphinx: Sphinx | None = None
    while line := requests.readline():
        value: object = None
        try:
            match json.loads(line):
                case ["load", rate, glossary]:
                    sphinx = Sphinx(rate, glossary)
                    value = list(sphinx.spelling)
                case ["begin"] if sphinx is not None:
                    sphinx.begin()
                case ["accept", size] if sphinx is not None:
                    value = sphinx.accept(requests.read(size))
                case ["finish"] if sphinx is not None:
                    value = sphinx.finish()
                case request:
                    raise ValueError(f"{request} is not understood")
        except Exception as error:  # noqa: BLE001 - the one guard of this engine: the parent raises it as our own
            _answer(answers, {"error": str(error)})
            return
        _answer(answers, {"value": value})


def _answer(answers: BinaryIO, answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    # Ctrl-C at a terminal reaches every process there; what it means is for the parent to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)
