"""What a few seconds of microphone tell."""

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given
from hypothesis import strategies as st

from tests.paths import DATA
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.speech.resample import resample
from voice_interviewer.speech.soundcheck import check_microphone, find_echo, sweep


def noise(seconds: float, level: float, seed: int = 1) -> Samples:
    made = np.random.default_rng(seed).standard_normal(round(seconds * SAMPLE_RATE))
    return (made * level).astype(np.float32)


def test_a_quiet_room_has_a_low_floor_and_nothing_wrong() -> None:
    found = check_microphone(noise(3.0, 1e-3))
    assert found.noise_db == pytest.approx(-60.4, abs=1.0)
    assert (found.clips, found.silent, found.narrow) == (False, False, False)


def test_zeros_are_no_microphone() -> None:
    found = check_microphone(np.zeros(SAMPLE_RATE, np.float32))
    assert found.silent
    assert not found.narrow
    assert found.noise_db == pytest.approx(-120.0)


def test_speech_is_loud_against_the_floor_between() -> None:
    voice = np.concatenate([noise(1.0, 0.1), noise(2.0, 1e-3)])
    found = check_microphone(voice)
    assert found.loud_db > -22.0
    assert found.noise_db < -58.0


@pytest.mark.parametrize(("gain", "clips"), [(0.2, False), (20.0, True)])
def test_an_overdriven_microphone_clips(gain: float, clips: bool) -> None:
    assert check_microphone(np.clip(noise(2.0, 0.1) * gain, -1.0, 1.0)).clips is clips


def test_telephone_sound_is_narrow_also_where_a_hum_is_strong_in_it() -> None:
    telephone = resample(resample(noise(3.0, 0.01), SAMPLE_RATE, 8_000), 8_000, SAMPLE_RATE)
    hum = 0.2 * np.sin(2 * np.pi * 50 * np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE)
    assert check_microphone(telephone).narrow
    assert not check_microphone((noise(3.0, 1e-3) + hum).astype(np.float32)).narrow


def test_a_person_close_to_a_good_microphone_is_not_narrow() -> None:
    read, rate = sf.read(DATA / "audio" / "lj001-0002.wav", dtype="float32")
    assert not check_microphone(resample(read, rate, SAMPLE_RATE)).narrow


def test_less_than_a_tenth_of_a_second_tells_nothing() -> None:
    with pytest.raises(ValueError, match="tenth"):
        check_microphone(noise(0.05, 0.1))


@given(
    delay=st.integers(0, SAMPLE_RATE // 2),
    loss=st.sampled_from([0.0, 12.0, 30.0]),
    seed=st.integers(0, 5),
)
def test_an_echo_is_found_with_its_delay_and_its_loss(delay: int, loss: float, seed: int) -> None:
    played = sweep(0.4)
    heard = noise(2.0, 1e-4, seed)
    start = 0.5
    at = round(start * SAMPLE_RATE) + delay
    heard[at : at + len(played)] += played * 10 ** (-loss / 20)
    found = find_echo(played, heard, start)
    assert found is not None
    assert found.delay == pytest.approx(delay / SAMPLE_RATE, abs=1 / SAMPLE_RATE)
    assert found.loss_db == pytest.approx(loss, abs=0.5)


@given(seed=st.integers(0, 50), level=st.sampled_from([0.0, 1e-4, 1e-2]))
def test_a_room_without_echo_has_none(seed: int, level: float) -> None:
    assert find_echo(sweep(0.4), noise(2.0, level, seed), 0.5) is None


def test_a_recording_that_is_too_short_holds_no_echo() -> None:
    assert find_echo(sweep(0.4), noise(0.3, 0.1), 0.1) is None
