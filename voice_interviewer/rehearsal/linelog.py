"""Which words of the script lie where on the recording's clock: what the devices know and the script's recogniser asks.

Words are spread evenly over a line's speech, its pauses left out.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voice_interviewer.rehearsal.candidate import Line
from voice_interviewer.speech.frame import BLOCK_SAMPLES, Samples, rms_db, seconds
from voice_interviewer.values import Word

_SPEECH_DB: Final = -45.0
_BELOW_LOUDEST_DB: Final = 35.0
"""A 10 ms frame is speech above the one and within the other of the line's loudest (conversation.md's speech end)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A word in a line's audio, in samples. It counts as heard from its `middle` on: no cut at an edge loses it."""

    start: int
    middle: int
    end: int


def spread(samples: Samples, count: int) -> tuple[Place, ...]:
    """Where `count` words lie in `samples` when each takes an equal share of the speech."""
    speech = _speech(samples)
    heard: NDArray[np.int64] = np.cumsum(speech)
    total = int(heard[-1]) if len(heard) else 0

    def at(share: float, side: str) -> int:
        """The sample by which that share of the speech was heard; "right": the one where what follows begins."""
        target = share * total
        frame = int(np.searchsorted(heard, target, side="right" if side == "right" else "left"))
        return round((frame + target - (int(heard[frame]) - 1)) * BLOCK_SAMPLES)

    return tuple(
        Place(at(k / count, "right"), at((k + 0.5) / count, "left"), at((k + 1) / count, "left"))
        for k in range(count if total else 0)
    )


def _speech(samples: Samples) -> NDArray[np.bool_]:
    """For each 10 ms frame, whether it is speech; all of them in a line that is silent throughout."""
    levels = np.array([rms_db(samples[n : n + BLOCK_SAMPLES]) for n in range(0, len(samples), BLOCK_SAMPLES)])
    if not len(levels):
        return np.zeros(0, dtype=np.bool_)
    threshold = max(_SPEECH_DB, float(levels.max()) - _BELOW_LOUDEST_DB)
    speech: NDArray[np.bool_] = levels > threshold
    return speech if speech.any() else np.ones(len(levels), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of the script on the recording's clock; `line` and `index` name it."""

    line: int
    index: int
    word: Word


class LineLog:
    """Written by the devices' thread, read by the recogniser's."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words = [line.words.split() for line in lines]
        self._places = [
            spread(line.samples, len(words)) for line, words in zip(lines, self._words, strict=True)
        ]
        self._lock = threading.Lock()
        self._started: dict[int, int] = {}
        self._claims: dict[tuple[int, int], int] = {}

    def started(self, line: int, sample: int) -> None:
        """Line number `line` begins at that sample of the recording's clock."""
        with self._lock:
            self._started[line] = sample

    def heard(self, start: int, end: int) -> tuple[Heard, ...]:
        """The words an utterance from sample `start` to before sample `end` holds, in order, without those that an
        utterance which began earlier has claimed: utterances overlap, since each brings the half second before it."""
        with self._lock:
            return tuple(
                Heard(line, index, self._word(line, index, begun))
                for line, begun in sorted(self._started.items(), key=lambda item: item[1])
                for index, place in enumerate(self._places[line])
                if start <= begun + place.middle < end and self._claims.get((line, index), start) >= start
            )

    def claim(self, start: int, words: Sequence[Heard]) -> None:
        """The utterance that began at sample `start` is over, and these were its words."""
        with self._lock:
            for word in words:
                key = (word.line, word.index)
                self._claims[key] = min(start, self._claims.get(key, start))

    def _word(self, line: int, index: int, begun: int) -> Word:
        place = self._places[line][index]
        return Word(self._words[line][index], seconds(begun + place.start), seconds(begun + place.end))
