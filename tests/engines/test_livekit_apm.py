"""WebRTC's audio processing: takes an echo of real speech away and leaves the other voice."""

import sys

import numpy as np
import pytest
import soundfile as sf
import soxr

from tests.paths import DATA
from voice_interviewer.engines.livekit_apm import LivekitAudioProcessing
from voice_interviewer.errors import EngineError
from voice_interviewer.rehearsal.room import Acoustics, Room
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, rms_db


def speech(name: str, seconds: float) -> Samples:
    samples, rate = sf.read(DATA / name, dtype="float32", always_2d=True)
    mono = soxr.resample(samples[:, 0], rate, SAMPLE_RATE).astype(np.float32)
    return np.resize(mono, round(seconds * 100) * BLOCK_SAMPLES)


def cancelled(far: Samples, near: Samples, room: Room) -> tuple[Samples, Samples]:
    """What the microphone hears of both, and what is left of it."""
    module, acoustics = LivekitAudioProcessing(), Acoustics(room)
    heard, left = [], []
    for at in range(0, len(far), BLOCK_SAMPLES):
        block = slice(at, at + BLOCK_SAMPLES)
        heard.append(acoustics.hear(near[block], far[block]))
        module.far_end(far[block])
        left.append(module.near_end(heard[-1]))
    return np.concatenate(heard), np.concatenate(left)


@pytest.mark.parametrize("echo_db", [-6.0, -12.0, -20.0])
@pytest.mark.parametrize("delay_ms", [20.0, 80.0, 120.0])
def test_an_echo_is_25_db_quieter_after_two_seconds(echo_db: float, delay_ms: float) -> None:
    far = 0.7 * speech("audio/lj001-0002.wav", 8.0)
    heard, left = cancelled(far, np.zeros_like(far), Room(echo_db, delay_ms))
    late = slice(2 * SAMPLE_RATE, None)
    assert rms_db(heard[late]) - rms_db(left[late]) > 25.0


def test_the_voice_of_the_candidate_comes_through() -> None:
    far = 0.7 * speech("audio/lj001-0002.wav", 8.0)
    near = np.zeros_like(far)
    words = speech("audio/41-the-system-handles-ten.wav", 3.0)
    near[4 * SAMPLE_RATE : 4 * SAMPLE_RATE + len(words)] = words
    _, left = cancelled(far, near, Room(-12.0, 80.0))
    during, after = left[4 * SAMPLE_RATE : 7 * SAMPLE_RATE], left[7 * SAMPLE_RATE + SAMPLE_RATE // 2 :]
    assert rms_db(during) > rms_db(words) - 12.0
    assert rms_db(during) > rms_db(after) + 15.0


def test_only_ten_milliseconds_are_taken() -> None:
    module = LivekitAudioProcessing(noise_suppression=True, gain=True)
    for length in (0, BLOCK_SAMPLES - 1, 2 * BLOCK_SAMPLES):
        with pytest.raises(ValueError, match="160"):
            module.near_end(np.zeros(length, np.float32))
        with pytest.raises(ValueError, match="160"):
            module.far_end(np.zeros(length, np.float32))


def test_without_the_package_the_remedy_is_headphones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit", None)
    with pytest.raises(EngineError, match="does not load") as raised:
        LivekitAudioProcessing()
    assert "--headphones" in raised.value.remedy
