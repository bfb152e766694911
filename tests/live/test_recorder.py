"""The recording: both channels on one timeline, to the sample."""

import asyncio

import numpy as np
import pytest

from voice_interviewer.errors import SessionError
from voice_interviewer.live.playout import Played
from voice_interviewer.live.recorder import Recorder
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.speech.frame import AudioFrame
from voice_interviewer.testing import InlineWorker, LoopClock, MemoryRecording, tone, virtual_time

TROUBLE: list[str] = []


class Full(MemoryRecording):
    def write(self, stereo: np.ndarray) -> None:
        raise SessionError("The disk is full.", "Free some space.")


async def record(file: MemoryRecording, seconds: float, *pieces: AudioFrame | Played) -> Recorder:
    recorder = Recorder(file, Timeline(LoopClock()), 16_000, InlineWorker(), TROUBLE.append)
    task = asyncio.create_task(recorder.run())
    for piece in pieces:
        if isinstance(piece, AudioFrame):
            recorder.candidate(piece)
        else:
            recorder.played(piece)
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.wait([task])
    return recorder


def test_each_side_lies_where_it_was_heard() -> None:
    file = MemoryRecording()
    mine, theirs = tone(0.5), tone(0.25)
    with virtual_time() as runner:
        runner.run(
            record(
                file,
                3.0,
                AudioFrame(mine, 8000),
                Played(theirs, 1.5, 1),
                Played(theirs[:0], 1.75, 1, last=True),
            )
        )
    stereo = file.stereo
    assert file.closed
    assert len(stereo) == pytest.approx(48_000, abs=200)
    assert np.array_equal(stereo[8000:16_000, 0], mine)
    assert np.array_equal(stereo[24_000:28_000, 1], theirs)
    assert not stereo[:8000].any()
    assert not stereo[16_000:, 0].any()


def test_audio_that_comes_far_too_late_is_left_out_and_shifts_nothing() -> None:
    file = MemoryRecording()

    async def scene() -> None:
        recorder = Recorder(file, Timeline(LoopClock()), 16_000, InlineWorker(), TROUBLE.append)
        task = asyncio.create_task(recorder.run())
        await asyncio.sleep(3.2)
        recorder.candidate(AudioFrame(tone(0.1), 0))
        recorder.candidate(AudioFrame(tone(0.1), 51_200))
        await asyncio.sleep(1.0)
        task.cancel()
        await asyncio.wait([task])

    with virtual_time() as runner:
        runner.run(scene())
    assert not file.stereo[:51_200].any()
    assert file.stereo[51_200:52_800, 0].any()


def test_a_full_disk_stops_the_recording_and_says_so() -> None:
    with virtual_time() as runner:
        recorder = runner.run(record(Full(), 3.0, AudioFrame(tone(0.5), 0)))
    assert recorder.failure is not None
    assert "full" in recorder.failure.message
    assert TROUBLE == ["The disk is full. The interview goes on without it."]


def test_a_write_that_was_begun_is_finished_before_the_file_is() -> None:
    file = MemoryRecording()

    async def scene() -> None:
        recorder = Recorder(file, Timeline(LoopClock()), 16_000, InlineWorker(0.3), TROUBLE.append)
        task = asyncio.create_task(recorder.run())
        recorder.candidate(AudioFrame(tone(0.4), 0))
        await asyncio.sleep(1.1)
        task.cancel()
        await asyncio.wait([task])

    with virtual_time() as runner:
        runner.run(scene())
    assert np.array_equal(file.stereo[:6400, 0], tone(0.4))
    assert file.closed
