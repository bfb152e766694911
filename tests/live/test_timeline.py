"""The recording's clock: it follows the microphone's crystal, and only a real hole moves the index."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest

from voice_interviewer.live.timeline import GAP, Timeline
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE
from voice_interviewer.testing import LoopClock, virtual_time

BLOCK = BLOCK_SAMPLES / SAMPLE_RATE


@dataclass
class HandClock:
    """Tells the time it was set to."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


def test_time_is_counted_from_the_timelines_making() -> None:
    clock = HandClock()
    timeline = Timeline(clock)
    assert timeline.now() == 0.0
    clock.now += 2.5
    assert timeline.now() == 2.5


def test_a_continued_recording_starts_where_it_ended() -> None:
    timeline = Timeline(HandClock(), offset=12.5)
    assert timeline.now() == 12.5


def test_both_directions_undo_each_other() -> None:
    timeline = Timeline(HandClock(), offset=3.0)
    assert timeline.at(timeline.monotonic(41.25)) == pytest.approx(41.25)
    assert timeline.monotonic(timeline.at(1234.5)) == pytest.approx(1234.5)


@pytest.mark.parametrize("drift", [1e-4, -1e-4])
def test_an_hours_drift_is_absorbed_without_a_hole(drift: float) -> None:
    timeline = Timeline(HandClock(0.0))
    random = np.random.default_rng(0)
    blocks = 3600 * SAMPLE_RATE // BLOCK_SAMPLES
    jitter = random.uniform(-0.004, 0.004, blocks).tolist()
    worst = 0.0
    for number in range(blocks):
        expected, captured = number * BLOCK_SAMPLES, number * BLOCK * (1 + drift)
        assert timeline.place(expected, captured + jitter[number]) == expected
        worst = max(worst, abs(timeline.at(captured) - expected / SAMPLE_RATE))
    assert worst < 0.005  # unfollowed it would be 0.36 s


def test_two_seconds_without_a_block_move_the_index_by_two_seconds() -> None:
    timeline = Timeline(HandClock(0.0))
    expected, captured = 0, 0.0
    for _ in range(100):
        assert timeline.place(expected, captured) == expected
        expected, captured = expected + BLOCK_SAMPLES, captured + BLOCK
    placed = timeline.place(expected, captured + 2.0)
    assert placed == pytest.approx(expected + 2 * SAMPLE_RATE, abs=1)
    assert timeline.place(placed + BLOCK_SAMPLES, captured + 2.0 + BLOCK) == placed + BLOCK_SAMPLES


@pytest.mark.parametrize(("late", "moves"), [(0.9 * GAP, False), (1.1 * GAP, True)])
def test_only_a_delay_past_the_gap_is_a_hole(late: float, moves: bool) -> None:
    timeline = Timeline(HandClock(0.0))
    assert (timeline.place(0, late) != 0) is moves


def test_a_block_that_comes_early_never_moves_the_index_back() -> None:
    timeline = Timeline(HandClock(0.0))
    assert timeline.place(SAMPLE_RATE, 0.2) == SAMPLE_RATE


def test_under_a_virtual_clock_an_hour_passes_at_once_and_exactly() -> None:
    async def scene() -> float:
        timeline = Timeline(LoopClock())
        await asyncio.sleep(3600.0)
        return timeline.now()

    with virtual_time() as runner:
        assert runner.run(scene()) == 3600.0
