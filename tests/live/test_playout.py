"""Playback handles: what was heard is told truly, and nothing follows a close."""

import asyncio
import threading
import time
from collections import deque

import numpy as np
import pytest

from voice_interviewer.live.playout import Playback, Played, Playout
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.testing import FakeLoudspeaker, InlineWorker, LoopClock, tone, virtual_time


def run(coroutine: object) -> None:
    with virtual_time() as runner:
        runner.run(coroutine)  # type: ignore[arg-type]


async def started(latency: float = 0.0) -> tuple[Playout, FakeLoudspeaker, list[Played]]:
    played: list[Played] = []
    speaker = FakeLoudspeaker(latency=latency)
    playout = Playout(speaker, Timeline(LoopClock()), played.append, InlineWorker())
    playout.start(lambda text: None)
    return playout, speaker, played


def loud(samples: np.ndarray) -> int:
    return int(np.count_nonzero(np.abs(samples) > 1e-6))


def test_a_reply_is_played_whole_and_then_over() -> None:
    async def scene() -> None:
        playout, speaker, _ = await started()
        reply = playout.open()
        assert reply.write(tone(0.5))
        reply.end()
        await reply.wait()
        assert reply.heard == pytest.approx(0.5)
        assert loud(speaker.played) == pytest.approx(8000, abs=20)
        playout.stop()

    run(scene())


@pytest.mark.parametrize("moment", [0.0, 0.003, 0.1, 0.25, 0.4999])
def test_no_sample_follows_a_close(moment: float) -> None:
    async def scene() -> None:
        playout, speaker, _ = await started()
        reply = playout.open()
        reply.write(tone(0.5))
        await asyncio.sleep(moment)
        heard = reply.close()
        before = loud(speaker.played)
        assert not reply.write(tone(1.0))
        await asyncio.sleep(1.0)
        assert loud(speaker.played) == before
        assert heard <= 0.5
        assert reply.close() == pytest.approx(before / 16_000, abs=0.011)
        playout.stop()

    run(scene())


def test_heard_does_not_count_what_the_device_still_buffers() -> None:
    async def scene() -> None:
        playout, _, _ = await started(latency=0.1)
        reply = playout.open()
        reply.write(tone(1.0))
        await asyncio.sleep(0.5)
        assert reply.close() == pytest.approx(0.4, abs=0.011)
        playout.stop()

    run(scene())


def test_a_paused_reply_goes_on_where_it_stopped() -> None:
    async def scene() -> None:
        playout, speaker, _ = await started()
        reply = playout.open()
        ramp = np.linspace(0.1, 0.9, 8000, dtype=np.float32)
        reply.write(ramp)
        reply.end()
        await asyncio.sleep(0.2)
        reply.pause()
        await asyncio.sleep(0.3)
        reply.resume()
        await reply.wait()
        played = speaker.played
        assert np.array_equal(played[np.abs(played) > 0], ramp)
        playout.stop()

    run(scene())


def test_a_new_reply_closes_the_one_before() -> None:
    async def scene() -> None:
        playout, _, _ = await started()
        first = playout.open()
        first.write(tone(1.0))
        playout.open()
        assert first.closed
        playout.stop()

    run(scene())


def test_the_first_audible_sample_is_told_without_the_leading_silence() -> None:
    async def scene() -> None:
        playout, _, played = await started()
        reply = playout.open()
        reply.write(np.concatenate([np.zeros(4800, dtype=np.float32), tone(0.2)]))
        reply.end()
        await reply.wait()
        assert reply.first_sample == pytest.approx(0.3, abs=0.011)
        assert played[-1].last or played[-1].samples.size
        playout.stop()

    run(scene())


def test_no_sample_follows_a_close_while_pure_python_hogs_the_processor() -> None:
    """In real threads: the device's pulls while another thread never lets go of the interpreter on its own."""
    stop = threading.Event()

    def hog() -> None:
        count = 0
        while not stop.is_set():
            count += 1

    async def scene() -> None:
        loop, played = asyncio.get_running_loop(), deque[tuple[float, bool]]()
        reply = Playback(1, 16_000, Timeline(LoopClock()))
        out = np.zeros(160, dtype=np.float32)

        def device() -> None:
            while not stop.is_set():
                played.append((time.monotonic(), reply.pull(out, loop.time()) > 0))
                time.sleep(0.002)

        threads = [threading.Thread(target=target) for target in (hog, hog, device)]
        for thread in threads:
            thread.start()
        try:
            reply.write(tone(60.0))
            await asyncio.sleep(0.5)
            reply.close()
            closed = time.monotonic()
            await asyncio.sleep(0.5)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert any(sounded for _, sounded in played)
        after = [sounded for when, sounded in played if when > closed]
        assert after
        assert not any(after)

    asyncio.run(scene())
