"""What was said: audio, words and turns."""

from dataclasses import dataclass
from enum import StrEnum

from voice_interviewer.speech.frame import SAMPLE_RATE, Samples


class Speaker(StrEnum):
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word with its times, and the recogniser's confidence in [0, 1] where it gives one."""

    w: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Candidate audio between two silences: 16 kHz mono, `start` in samples from the recording's sample 0."""

    samples: Samples
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.samples)

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recogniser made of an utterance. `text` is empty when it heard no speech; `confidence` in [0, 1]."""

    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SpokenAudio:
    """One synthesised sentence: mono float32 `samples` at `rate` Hz."""

    samples: Samples
    rate: int
    sentence: str

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation.

    `text` is what counts: for an interviewer who was interrupted, only what was heard; for a corrected candidate
    turn, the corrected words, while `heard` keeps what the recogniser made of it.
    """

    speaker: Speaker
    text: str
    start: float
    end: float
    phase: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    hint_level: int | None = None
    interrupted: bool = False
    typed: bool = False
    heard: str | None = None
