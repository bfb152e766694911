"""The scripted candidate: says one line after the other, each at its cue.

A state machine without a clock. It is stepped once per 10 ms block and told only what a person would go by: whether
the interviewer can be heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil
from typing import Final

import numpy as np

from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples

BLOCKS_A_SECOND: Final = SAMPLE_RATE // BLOCK_SAMPLES
AUDIBLE_DB: Final = -45.0
"""dBFS RMS of a 10 ms block from which the interviewer counts as audible (conversation.md's definition)."""
PATIENCE: Final = 75.0
"""Seconds after which the candidate goes on though no reply came. The interviewer keeps silent for up to 60 s by
design (announced thinking); an unattended rehearsal must not wait for ever."""
DEAF_PATIENCE: Final = 5.0
"""The same where no loudspeaker plays, so that no reply can ever be heard."""
LAST_SILENCE: Final = 2.0
"""Seconds of silence after the reply to the last line that end the script."""
NO_REPLY: Final = 8.0
"""Seconds without any reply to the last line that end it too."""
TAIL: Final = BLOCKS_A_SECOND // 2
"""Blocks after a line in which an interviewer who was interrupted by it is still falling silent (350 ms are allowed);
nothing heard in them is a reply."""

ENDED: Final = "the script is at its end"
UNANSWERED: Final = "the script is at its end, and its last line was not answered"


class Cue(Enum):
    """What a line's `delay` counts from: the end or the beginning of the interviewer's reply to the previous line, or
    the end of the previous line (of the script's beginning, for the first)."""

    AFTER_INTERVIEWER = "after the interviewer"
    DURING_INTERVIEWER = "during the interviewer"
    AFTER_PREVIOUS = "after the previous line"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line, ready to be said: 16 kHz mono `samples`, the `words` in them ("" where unknown), `delay` in seconds."""

    samples: Samples
    words: str
    cue: Cue = Cue.AFTER_INTERVIEWER
    delay: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """10 ms of the candidate: dry samples, and which line began with the first of them."""

    samples: Samples
    began: int | None = None


class Candidate:
    """Time is counted in blocks from the first step."""

    def __init__(self, lines: Sequence[Line], patience: float = PATIENCE) -> None:
        """`patience` in seconds."""
        self._lines = lines
        self._patience = _blocks(patience)
        self._next = 0
        self._rest: Samples | None = None
        self._now = 0
        self._since = 0
        self._listens_from = 0
        self._last_audible = -TAIL - 1
        self._reply_from: int | None = None
        self.finished: str | None = None
        """Why the script is over, once the last line was said and answered."""

    def step(self, audible: bool) -> Step:
        """The next block, while the interviewer is `audible` or not."""
        began = None
        if audible:
            self._last_audible = self._now
        if self._rest is None:
            if audible and self._reply_from is None and self._now >= self._listens_from:
                self._reply_from = self._now
            if self._next == len(self._lines):
                self.finished = self.finished or self._end()
            elif self._due(self._lines[self._next]):
                began, self._next = self._next, self._next + 1
                self._rest = self._lines[began].samples
        step = Step(self._speak(), began)
        self._now += 1
        return step

    @property
    def _waited(self) -> int:
        """Since the previous line ended."""
        return self._now - self._since

    @property
    def _silence(self) -> int:
        return self._now - self._last_audible - 1

    def _due(self, line: Line) -> bool:
        delay = _blocks(line.delay)
        if line.cue is Cue.AFTER_PREVIOUS:
            return self._waited >= delay
        if self._reply_from is None:
            return self._waited >= self._patience
        if line.cue is Cue.DURING_INTERVIEWER:
            return self._now - self._reply_from >= delay
        return self._silence >= max(1, delay)

    def _end(self) -> str | None:
        if self._reply_from is None:
            return UNANSWERED if self._waited >= _blocks(NO_REPLY) else None
        return ENDED if self._silence >= _blocks(LAST_SILENCE) else None

    def _speak(self) -> Samples:
        block = np.zeros(BLOCK_SAMPLES, dtype=np.float32)
        if self._rest is not None:
            piece, self._rest = self._rest[:BLOCK_SAMPLES], self._rest[BLOCK_SAMPLES:]
            block[: len(piece)] = piece
            if not len(self._rest):
                self._fall_silent()
        return block

    def _fall_silent(self) -> None:
        self._rest = None
        self._reply_from = None
        self._since = self._now + 1
        talked_over = self._since - self._last_audible <= TAIL
        self._listens_from = self._since + TAIL if talked_over else self._since


def _blocks(seconds: float) -> int:
    """Rounded up, but for what floating point adds."""
    return ceil(round(seconds * BLOCKS_A_SECOND, 6))
