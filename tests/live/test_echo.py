"""The echo's way from the loudspeaker to the ear: what was played meets what was heard at the same moment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.errors import EngineError
from voice_interviewer.live.echo import EchoPath
from voice_interviewer.live.playout import Played
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, rms_db
from voice_interviewer.speech.resample import resample
from voice_interviewer.testing import tone


class Subtraction:
    """A canceller for a room whose echo is what was played, at once; remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[Samples] = []
        self.fails = False

    def far_end(self, block: Samples) -> None:
        if self.fails:
            raise EngineError("It broke.", "")
        self.given.append(block)

    def near_end(self, block: Samples) -> Samples:
        return block - self.given[-1]


def noise(seconds: float, rate: int = SAMPLE_RATE) -> Samples:
    """Band-limited, so that it survives resampling."""
    made = np.random.default_rng(3).standard_normal(round(seconds * SAMPLE_RATE)).astype(np.float32) * 0.1
    smooth = np.convolve(made, np.hanning(9) / 4.5, "same").astype(np.float32)
    return resample(smooth, SAMPLE_RATE, rate)


def play(path: EchoPath, samples: Samples, rate: int, at: float, chunk: int = 441) -> None:
    for number in range(0, len(samples), chunk):
        path.played(Played(samples[number : number + chunk], at + number / rate, 1))
    path.played(Played(samples[:0], at + len(samples) / rate, 1, last=True))


def heard(path: EchoPath, echo: Samples, at: float) -> Samples:
    start = round(at * SAMPLE_RATE)
    whole = len(echo) // BLOCK_SAMPLES * BLOCK_SAMPLES
    return np.concatenate(
        [path.clean(echo[n : n + BLOCK_SAMPLES], start + n) for n in range(0, whole, BLOCK_SAMPLES)]
    )


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_far_and_near_end_meet_at_every_rate(rate: int) -> None:
    path = EchoPath(Subtraction(), rate)
    play(path, noise(2.0, rate), rate, at=1.0)
    echo = noise(2.0)
    left = heard(path, echo, at=1.0)
    middle = slice(SAMPLE_RATE // 10, -SAMPLE_RATE // 10)
    assert rms_db(echo[middle]) - rms_db(left[middle]) > 20.0
    assert path.trusted


def test_a_pause_in_the_reply_moves_what_comes_after_it() -> None:
    path = EchoPath(Subtraction(), SAMPLE_RATE)
    sound = noise(2.0)
    half = len(sound) // 2
    for number in range(0, len(sound), 160):
        path.played(Played(sound[number : number + 160], (number + (number >= half) * 8000) / SAMPLE_RATE, 1))
    echo = np.concatenate([sound[:half], np.zeros(8000, np.float32), sound[half:]])
    assert rms_db(heard(path, echo, at=0.0)) < -100.0


def test_where_nothing_sounds_nothing_is_done() -> None:
    canceller = Subtraction()
    path = EchoPath(canceller, SAMPLE_RATE)
    block = tone(0.01)
    assert path.clean(block, 0) is block
    play(path, noise(0.5), SAMPLE_RATE, at=0.0)
    assert path.clean(block, 5 * SAMPLE_RATE) is block
    assert canceller.given == []


def test_a_canceller_that_fails_is_given_up_and_told() -> None:
    canceller = Subtraction()
    path = EchoPath(canceller, SAMPLE_RATE)
    told: list[bool] = []
    path.changed = told.append
    play(path, noise(3.0), SAMPLE_RATE, at=0.0)
    heard(path, noise(2.0), at=0.0)
    assert told == [path.trusted] == [True]
    canceller.fails = True
    block = tone(0.01)
    assert path.clean(block, 2 * SAMPLE_RATE) is block
    assert not path.trusted
    assert told == [True, False]


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=30), st.integers(0, 40_000))
def test_however_it_is_cut_the_far_end_is_what_was_played(chunks: list[int], at: int) -> None:
    canceller = Subtraction()
    path = EchoPath(canceller, SAMPLE_RATE)
    sound = noise(1.0)
    position = 0
    for chunk in chunks:
        path.played(Played(sound[position : position + chunk], (at + position) / SAMPLE_RATE, 1))
        position = min(len(sound), position + chunk)
    blocks = position // BLOCK_SAMPLES
    for number in range(blocks):
        path.clean(np.zeros(BLOCK_SAMPLES, np.float32), at + number * BLOCK_SAMPLES)
    assert np.array_equal(np.concatenate([*canceller.given, sound[:0]]), sound[: blocks * BLOCK_SAMPLES])
