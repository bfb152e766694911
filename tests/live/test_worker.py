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
