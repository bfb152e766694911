import numpy as np
import pytest

from voice_interviewer.speech.frame import Samples
from voice_interviewer.speech.trim import trimmed

RATE = 20_000
MS = RATE // 1000


def silence(ms: int) -> Samples:
    return np.zeros(ms * MS, np.float32)


def tone(ms: int, level: float) -> Samples:
    """A square wave, whose RMS is its level."""
    return np.where(np.arange(ms * MS) % 20 < 10, level, -level).astype(np.float32)


def test_silence_goes_but_for_5_ms_before_and_30_ms_after() -> None:
    sound = np.concatenate([silence(200), tone(100, 0.3), silence(500)])
    assert len(trimmed(sound, RATE)) == (5 + 100 + 30) * MS


def test_sound_that_begins_and_ends_at_once_is_left_whole() -> None:
    sound = tone(100, 0.3)
    np.testing.assert_array_equal(trimmed(sound, RATE), sound)


def test_a_pause_inside_stays() -> None:
    sound = np.concatenate([tone(50, 0.3), silence(400), tone(50, 0.3)])
    assert len(trimmed(sound, RATE)) == len(sound)


@pytest.mark.parametrize(("level", "kept"), [(0.004, True), (0.0025, False)])
def test_a_soft_onset_is_kept_down_to_50_db_below_full_scale(level: float, kept: bool) -> None:
    sound = np.concatenate([silence(100), tone(50, level), tone(100, 0.3)])
    assert len(trimmed(sound, RATE)) == (5 + 50 * kept + 100) * MS


@pytest.mark.parametrize("samples", [silence(0), silence(3), silence(300), tone(200, 0.001)])
def test_nothing_is_left_of_silence(samples: Samples) -> None:
    assert len(trimmed(samples, RATE)) == 0
