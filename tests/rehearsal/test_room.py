"""What the microphone hears."""

import numpy as np
import pytest

from voice_interviewer.rehearsal.room import Acoustics, Room
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, rms_db

SILENCE = np.zeros(BLOCK_SAMPLES, dtype=np.float32)


def tone(level: float, samples: int = BLOCK_SAMPLES) -> Samples:
    return np.full(samples, level, dtype=np.float32)


def hear(room: Room, candidate: Samples, played: Samples) -> Samples:
    acoustics = Acoustics(room)
    pairs = zip(candidate.reshape(-1, BLOCK_SAMPLES), played.reshape(-1, BLOCK_SAMPLES), strict=True)
    return np.concatenate([acoustics.hear(*pair) for pair in pairs])


def test_a_room_without_echo_and_noise_passes_the_candidate_through_unchanged() -> None:
    said = np.linspace(-0.5, 0.5, BLOCK_SAMPLES, dtype=np.float32)
    heard = Acoustics(Room(noise_db=None)).hear(said, tone(0.9))
    assert np.array_equal(heard, said)
    assert heard.dtype == np.float32


@pytest.mark.parametrize("delay_ms", [0.0, 3.0, 10.0, 80.0])
def test_the_echo_comes_after_its_delay_with_its_gain(delay_ms: float) -> None:
    played = np.zeros(20 * BLOCK_SAMPLES, dtype=np.float32)
    played[5] = 0.8
    heard = hear(Room(-12.0, delay_ms, None), np.zeros_like(played), played)
    at = 5 + round(delay_ms * SAMPLE_RATE / 1000)
    assert heard[at] == pytest.approx(0.8 * 10 ** (-12 / 20))
    assert np.count_nonzero(heard) == 1


def test_candidate_and_echo_add_up() -> None:
    heard = Acoustics(Room(0.0, 0.0, None)).hear(tone(0.25), tone(0.5))
    assert heard == pytest.approx(tone(0.75))


def test_what_is_too_loud_is_clipped() -> None:
    assert Acoustics(Room(0.0, 0.0, None)).hear(tone(-0.8), tone(-0.8)).min() == -1.0


@pytest.mark.parametrize(("room", "level"), [(Room(), -75.0), (Room(noise_db=-40.0), -40.0)])
def test_noise_has_its_level(room: Room, level: float) -> None:
    silence = np.zeros(SAMPLE_RATE, dtype=np.float32)
    assert rms_db(hear(room, silence, silence)) == pytest.approx(level, abs=0.2)


def test_noise_is_the_same_in_every_run_and_never_repeats_within_one() -> None:
    one, other = Acoustics(Room()), Acoustics(Room())
    first = one.hear(SILENCE, SILENCE)
    assert np.array_equal(first, other.hear(SILENCE, SILENCE))
    assert not np.array_equal(first, one.hear(SILENCE, SILENCE))


def test_another_seed_makes_other_noise() -> None:
    first, second = (Acoustics(Room(), seed).hear(SILENCE, SILENCE) for seed in (1, 2))
    assert not np.array_equal(first, second)
