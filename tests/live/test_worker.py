"""Model workers: one thread each, deadlines kept, hung threads replaced."""

import asyncio
import threading

import pytest

from voice_interviewer.live.worker import Overdue, ThreadWorker


async def test_calls_run_off_the_loop_one_after_another() -> None:
    worker = ThreadWorker("model")
    names = [await worker.call(5.0, lambda: threading.current_thread().name) for _ in range(2)]
    assert set(names) == {"voice-interviewer model"}
    worker.close()


async def test_what_the_call_raises_reaches_the_caller() -> None:
    worker = ThreadWorker("model")
    with pytest.raises(ZeroDivisionError):
        await worker.call(5.0, lambda: 1 // 0)
    assert await worker.call(5.0, lambda: "still works") == "still works"
    worker.close()


async def test_a_hung_call_is_abandoned_and_the_next_one_served() -> None:
    worker, release = ThreadWorker("model"), threading.Event()
    with pytest.raises(Overdue, match="model"):
        await worker.call(0.05, release.wait)
    assert await worker.call(5.0, lambda: 7) == 7
    release.set()
    worker.close()


async def test_a_cancelled_call_that_has_not_begun_is_never_run() -> None:
    worker, release, ran = ThreadWorker("model"), threading.Event(), []
    first = asyncio.create_task(worker.call(5.0, release.wait))
    second = asyncio.create_task(worker.call(5.0, lambda: ran.append(1)))
    await asyncio.sleep(0.02)
    second.cancel()
    release.set()
    await first
    await worker.call(5.0, lambda: None)
    assert ran == []
    worker.close()


async def test_waiting_behind_a_slow_call_does_not_count_as_being_slow() -> None:
    worker, order = ThreadWorker("model"), list[int]()
    calls = [worker.call(0.25, slowly, order, number) for number in range(4)]
    await asyncio.gather(*calls)  # half a second in all, each in time
    assert order == [0, 1, 2, 3]
    worker.close()


def slowly(order: list[int], number: int) -> None:
    threading.Event().wait(0.12)
    order.append(number)


async def test_calls_that_wait_behind_a_hung_one_are_served_by_the_next_thread() -> None:
    worker, release = ThreadWorker("model"), threading.Event()
    hung = asyncio.create_task(worker.call(0.1, release.wait))
    behind = asyncio.create_task(worker.call(5.0, lambda: "served"))
    with pytest.raises(Overdue):
        await hung
    assert await behind == "served"
    release.set()
    worker.close()


async def test_a_hung_call_nobody_waits_for_any_more_holds_up_no_other() -> None:
    worker, release = ThreadWorker("model"), threading.Event()
    given_up = asyncio.create_task(worker.call(0.2, release.wait))
    await asyncio.sleep(0.05)
    given_up.cancel()
    assert await worker.call(5.0, lambda: "served") == "served"
    release.set()
    worker.close()
