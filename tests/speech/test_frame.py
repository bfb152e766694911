import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.speech.frame import SAMPLE_RATE, AudioFrame, Samples, in_samples, rms_db, seconds


@given(st.integers(0, 2 * 60 * 60 * SAMPLE_RATE))
def test_no_sample_is_lost_on_the_way_to_seconds_and_back(samples: int) -> None:
    assert in_samples(seconds(samples)) == samples


def test_durations_become_the_nearest_sample() -> None:
    assert in_samples(0.25) == 4000
    assert in_samples(1.6 / SAMPLE_RATE) == 2


def test_a_frame_ends_where_the_next_begins() -> None:
    first = AudioFrame(np.zeros(512, np.float32), 1000)
    assert first.end == 1512
    assert AudioFrame(np.zeros(0, np.float32), 7).end == 7


def square(level: float) -> Samples:
    return np.where(np.arange(1600) % 20 < 10, level, -level).astype(np.float32)


@pytest.mark.parametrize(("level", "db"), [(1.0, 0.0), (0.5, -6.02), (0.1, -20.0), (0.001, -60.0)])
def test_loudness_is_measured_against_full_scale(level: float, db: float) -> None:
    assert rms_db(square(level)) == pytest.approx(db, abs=0.01)


def test_a_sine_at_full_scale_is_3_db_below_a_square_wave() -> None:
    sine = np.sin(2 * np.pi * 100 * np.arange(1600) / SAMPLE_RATE).astype(np.float32)
    assert rms_db(sine) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(160, np.float32), square(1e-12)])
def test_silence_of_any_kind_is_a_finite_minus_120_db(samples: Samples) -> None:
    assert rms_db(samples) == -120.0
