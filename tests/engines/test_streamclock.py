"""When a stream's samples were or will be, and blocks of the size asked for."""

import numpy as np
import pytest

from voice_interviewer.engines.streamclock import BlockCutter, Refill, StreamClock
from voice_interviewer.speech.frame import Samples


def test_a_clock_follows_the_earliest_stamps_through_jitter() -> None:
    clock = StreamClock(16_000)
    jitter = [0.004, 0.0, 0.009, 0.002, 0.007]
    origins = [
        clock.origin(k * 160, 160, now=100.0 + (k + 1) * 0.01 + late, stamp=100.0 + k * 0.01 + late)
        for k, late in enumerate(jitter)
    ]
    assert origins == pytest.approx([100.004, 100.0, 100.0, 100.0, 100.0], abs=1e-4)


def test_a_clock_keeps_up_with_a_card_that_runs_slow() -> None:
    clock = StreamClock(16_000)
    slow = 1.0001  # seconds the card takes for what it calls a second
    last = 0.0
    for k in range(6_000):
        at = k * 0.01 * slow
        last = clock.origin(k * 160, 160, now=at + 0.02, stamp=at)
    assert last == pytest.approx(59.99 * 0.0001, abs=1e-4)


def test_a_clock_jumps_with_a_long_gap() -> None:
    clock = StreamClock(16_000)
    clock.origin(0, 160, now=100.01, stamp=100.0)
    assert clock.origin(160, 160, now=103.02, stamp=103.01) == pytest.approx(103.0)


def test_sound_is_never_captured_after_it_came() -> None:
    assert StreamClock(16_000).origin(0, 160, now=100.0, stamp=100.5) == pytest.approx(99.99)


def test_a_cutter_keeps_what_does_not_fill_a_block() -> None:
    cutter = BlockCutter(16_000)
    assert cutter.push(np.zeros(159, np.float32)) == []
    assert [len(block) for block in cutter.push(np.zeros(2, np.float32))] == [160]
    assert [len(block) for block in cutter.push(np.zeros(319, np.float32))] == [160, 160]


@pytest.mark.parametrize(("rate", "to"), [(48_000, 16_000), (22_050, 48_000), (44_100, 48_000)])
def test_a_refill_gives_the_same_sound_at_another_rate_and_says_when(rate: int, to: int) -> None:
    pulled = 0
    seen: list[float] = []

    def pull(count: int, plays_at: float) -> Samples:
        nonlocal pulled
        seen.append(plays_at - pulled / rate)
        tone = np.sin(2 * np.pi * 440 * (pulled + np.arange(count)) / rate)
        pulled += count
        return tone.astype(np.float32)

    refill = Refill(pull, rate, to)
    block = to // 50
    out = np.concatenate([refill(block, 5.0 + n / 50) for n in range(100)])
    assert len(out) == 2 * to
    later = np.argmax(np.correlate(out[: to // 4], np.sin(2 * np.pi * 440 * np.arange(to // 8) / to))) / to
    expected = np.sin(2 * np.pi * 440 * (np.arange(len(out)) / to - later))
    assert np.abs(out[to // 2 :] - expected[to // 2 :]).max() < 0.05
    assert max(seen) - min(seen) < 0.05
