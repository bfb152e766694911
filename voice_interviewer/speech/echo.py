"""Can the echo canceller be trusted by now? Judged from levels, 10 ms at a time."""

from dataclasses import dataclass
from math import log10

from voice_interviewer.speech.frame import BLOCK_SAMPLES, Samples, in_samples


@dataclass(frozen=True, slots=True)
class Limits:
    """Every constant of the judgement, in one table."""

    far: float = -50.0
    """dBFS RMS from which the interviewer sounds: what is quieter leaves no echo to judge by."""
    sounded: int = in_samples(1.0) // BLOCK_SAMPLES
    """Blocks it must have sounded for: WebRTC's canceller converges within a second of speech."""
    reduction: float = 15.0
    """dB by which the microphone must have become quieter, where there is an echo..."""
    floor: float = -58.0
    """...or the level below which what is left is no voice to any detector."""
    share: float = 1.0 / 30
    """Weight of the newest block in the averages: 0.3 s."""
    loud: float = -45.0
    """dBFS of what is left from which it could be taken for a voice."""
    alike: float = 3.0
    """dB: something left that is no quieter than before it was cleaned, at the level at which the echo came when it was
    learnt, give or take this, is the echo again: the way it takes has changed."""


class EchoJudge:
    """Fed with what was played, what the microphone heard, and what was left of that, block by block."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self.trusted = False
        self._blocks = 0
        self._far = self._near = self._left = 0.0
        self._way: float | None = None
        """dB between what is played and its echo, as learnt."""

    def feed(self, far: Samples, near: Samples, left: Samples) -> None:
        """Blocks of 10 ms at 16 kHz of the same moment."""
        limits = self._limits
        played = _power(far)
        if _db(played) < limits.far:
            return
        share = limits.share if self._blocks else 1.0
        self._far += share * (played - self._far)
        self._near += share * (_power(near) - self._near)
        self._left += share * (_power(left) - self._left)
        self._blocks += 1
        if self.trusted:
            self.trusted = not self._echo_again()
            if not self.trusted:
                self._blocks = 0
        elif self._blocks >= limits.sounded and self._is_gone():
            self.trusted = True
            self._way = _db(self._near) - _db(self._far)

    def _is_gone(self) -> bool:
        left = _db(self._left)
        return left < self._limits.floor or _db(self._near) - left >= self._limits.reduction

    def _echo_again(self) -> bool:
        near, left = _db(self._near), _db(self._left)
        if self._way is None or left < self._limits.loud or near - left > self._limits.alike:
            return False
        return abs(near - _db(self._far) - self._way) <= self._limits.alike


def _power(samples: Samples) -> float:
    return float((samples * samples).mean())


def _db(power: float) -> float:
    return 10.0 * log10(power + 1e-12)
