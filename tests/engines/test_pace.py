import threading
import time

import numpy as np
import pytest

from voice_interviewer.engines.pace import Pace, pull
from voice_interviewer.speech.frame import Samples


def pulled(rate: int, blocks: int) -> tuple[list[int], list[float], float]:
    """The sizes and times asked for by a paced thread until `blocks` blocks were taken, and how long that took."""
    pace, enough = Pace(), threading.Event()
    sizes: list[int] = []
    times: list[float] = []

    def fill(n: int, plays_at: float) -> Samples:
        sizes.append(n)
        times.append(plays_at)
        if len(sizes) == blocks:
            enough.set()
        return np.zeros(n, np.float32)

    began = time.monotonic()
    pace.begin("test", lambda: pull(pace, rate, fill, lambda samples: None))
    assert enough.wait(10)
    pace.end()
    return sizes[:blocks], times[:blocks], time.monotonic() - began


@pytest.mark.parametrize(
    ("rate", "sizes"), [(16_000, {160}), (22_050, {220, 221}), (44_100, {441}), (8_000, {80})]
)
def test_any_rate_is_asked_for_in_steps_of_10_ms(rate: int, sizes: set[int]) -> None:
    asked, _, _ = pulled(rate, 10)
    assert set(asked) == sizes
    assert sum(asked) == rate // 10


def test_blocks_come_in_real_time_and_on_time() -> None:
    _, times, took = pulled(16_000, 20)
    assert took > 0.18
    assert np.diff(times) == pytest.approx(np.full(19, 0.01))


def test_a_late_thread_catches_up() -> None:
    pace = Pace()
    begun = time.monotonic()
    assert all(pace.reached(begun - 1.0) for _ in range(100))
    assert time.monotonic() - begun < 1.0


def test_a_wait_ends_at_once_when_the_pace_is_ended() -> None:
    pace, answers = Pace(), []
    pace.begin("test", lambda: answers.append(pace.reached(time.monotonic() + 60.0)))
    pace.end()
    assert answers == [False]


def test_ending_is_safe_before_the_beginning_twice_and_from_within() -> None:
    pace, inside = Pace(), threading.Event()
    pace.end()

    def work() -> None:
        pace.end()
        inside.set()

    pace.begin("test", work)
    assert inside.wait(10)
    pace.end()
    pace.end()


def test_a_pace_can_be_begun_again() -> None:
    pace, answers, answered = Pace(), [], threading.Semaphore(0)

    def work() -> None:
        answers.append(pace.reached(0.0))
        answered.release()

    for _ in range(2):
        pace.begin("test", work)
        assert answered.acquire(timeout=10)
        pace.end()
    assert answers == [True, True]
