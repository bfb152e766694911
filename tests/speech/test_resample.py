import numpy as np
import pytest

from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.speech.resample import StreamResampler, resample


def tone(rate: int, hertz: float = 440.0) -> Samples:
    """A second of a sine at half of full scale."""
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)).astype(np.float32)


def pitch(samples: Samples, rate: int) -> float:
    """The strongest frequency, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum)) * rate / len(samples)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_length_pitch_and_level_stay(rate: int) -> None:
    sound = resample(tone(rate), rate, SAMPLE_RATE)
    assert sound.dtype == np.float32
    assert len(sound) == pytest.approx(SAMPLE_RATE, abs=2)
    assert pitch(sound, SAMPLE_RATE) == pytest.approx(440, abs=2)
    assert np.max(np.abs(sound[2000:-2000])) == pytest.approx(0.5, abs=0.01)


def test_what_the_lower_rate_cannot_hold_is_taken_out_and_does_not_fold_back() -> None:
    sound = resample(tone(48_000, hertz=11_000), 48_000, SAMPLE_RATE)
    assert np.max(np.abs(sound[2000:-2000])) < 0.001


def test_sound_at_the_right_rate_already_and_no_sound_are_left_as_they_are() -> None:
    sound = tone(SAMPLE_RATE)
    assert resample(sound, SAMPLE_RATE, SAMPLE_RATE) is sound
    assert len(resample(sound[:0], 48_000, SAMPLE_RATE)) == 0
    assert StreamResampler(SAMPLE_RATE, SAMPLE_RATE).push(sound) is sound


@pytest.mark.parametrize("piece", [160, 441, 4096])
def test_a_stream_in_pieces_has_no_seams(piece: int) -> None:
    sound = tone(44_100)
    stream = StreamResampler(44_100, SAMPLE_RATE)
    pieces = [stream.push(sound[start : start + piece]) for start in range(0, len(sound), piece)]
    pieces.append(stream.push(sound[:0], last=True))
    whole = resample(sound, 44_100, SAMPLE_RATE)
    converted = np.concatenate(pieces)
    assert abs(len(converted) - len(whole)) <= 2
    together = min(len(converted), len(whole))
    np.testing.assert_allclose(converted[:together], whole[:together], atol=1e-4)
