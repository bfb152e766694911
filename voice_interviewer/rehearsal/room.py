"""What a microphone hears in a room: the candidate, the interviewer leaking from open speakers, and noise."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from voice_interviewer.speech.frame import SAMPLE_RATE, Samples

QUIET_DB: Final = -75.0
"""dBFS RMS: a very quiet room. Digital silence would look like a dead microphone (conversation.md)."""
ECHO_DELAY_MS: Final = 80.0


@dataclass(frozen=True, slots=True)
class Room:
    """`echo_db`: the gain of the loudspeaker's way to the microphone, None without one; `echo_delay_ms` its length;
    `noise_db`: white noise in dBFS RMS, None for none at all."""

    echo_db: float | None = None
    echo_delay_ms: float = ECHO_DELAY_MS
    noise_db: float | None = QUIET_DB


class Acoustics:
    """A room at work. Blocks follow one another without a gap; the same seed makes the same noise."""

    def __init__(self, room: Room, seed: int = 0) -> None:
        self._echo = 0.0 if room.echo_db is None else _gain(room.echo_db)
        self._under_way = np.zeros(round(room.echo_delay_ms * SAMPLE_RATE / 1000), dtype=np.float32)
        self._noise = 0.0 if room.noise_db is None else _gain(room.noise_db)
        self._random = np.random.default_rng(seed)

    def hear(self, candidate: Samples, played: Samples) -> Samples:
        """The microphone's block, while the candidate says one and the loudspeaker plays the other (equally long).
        Clipped to [-1, 1], as a converter does."""
        travelling = np.concatenate([self._under_way, played])
        echo, self._under_way = travelling[: len(played)], travelling[len(played) :]
        heard = candidate + np.float32(self._echo) * echo
        if self._noise:
            heard = heard + self._noise * self._random.standard_normal(len(heard), dtype=np.float32)
        return np.clip(heard, -1.0, 1.0).astype(np.float32)


def _gain(db: float) -> float:
    return float(10.0 ** (db / 20.0))
