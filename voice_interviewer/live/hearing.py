"""Recognition of one answer while it is still being spoken.

A recogniser that works on whole utterances (Whisper) gets the answer in segments, cut at pauses, so that at the end
only the tail is left; the tail's recognition starts at the possible end, in the silence that is waited for anyway. A
streaming one (PocketSphinx) takes the audio as it comes.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from voice_interviewer.errors import EngineError
from voice_interviewer.live.worker import Worker
from voice_interviewer.ports import Recognition, Transcriber, transcribe
from voice_interviewer.speech.frame import AudioFrame, Samples, in_samples
from voice_interviewer.values import Transcript, Utterance

SEGMENT: Final = in_samples(6.0)
"""A pause cuts a segment off once it is this long: shorter ones lack the context Whisper needs to hear words right,
and every call costs about the same however short the audio."""
DEADLINE: Final = 60.0
"""Seconds one recogniser call may take before its worker is replaced."""
BATCH: Final = in_samples(0.1)
"""A streaming recogniser is fed this much at a time: it spares calls and delays partial words imperceptibly."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A finished answer; `missed` is why a part of it could not be recognised."""

    transcript: Transcript
    missed: EngineError | None = None


class Hearing(Protocol):
    """One answer being recognised. All calls come from the event loop."""

    def audio(self, frame: AudioFrame) -> None: ...

    def paused(self) -> None:
        """The voice stopped: perhaps the end."""
        ...

    def resumed(self) -> None:
        """It was not the end."""
        ...

    async def so_far(self) -> Transcript:
        """The words up to the pause that is on; none where there are none yet."""
        ...

    async def finish(self) -> Heard:
        """All words. Raises EngineError where none could be had."""
        ...

    def abandon(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A recogniser with the thread it works on."""

    transcriber: Transcriber
    worker: Worker

    def begin(
        self, start: int, partial: Callable[[str], None], before: "asyncio.Task[None] | None"
    ) -> Hearing:
        """A new answer from sample `start` on. `before`: the end of the answer before it, for which a streaming
        recogniser, having one state, must wait."""
        if self.transcriber.streaming:
            return StreamingHearing(self.transcriber, self.worker, start, partial, before)
        return SegmentedHearing(self.transcriber, self.worker)


def join(transcripts: Sequence[Transcript]) -> Transcript:
    """Segments as one transcript; its confidence is the mean of theirs, weighed by their words."""
    spoken = [transcript for transcript in transcripts if transcript.text.strip()]
    weighed = [
        (transcript.confidence, len(transcript.text.split()))
        for transcript in spoken
        if transcript.confidence is not None
    ]
    total = sum(weight for _, weight in weighed)
    return Transcript(
        text=" ".join(transcript.text.strip() for transcript in spoken),
        words=tuple(word for transcript in spoken for word in transcript.words),
        confidence=sum(confidence * weight for confidence, weight in weighed) / total if weighed else None,
    )


class SegmentedHearing:
    """For recognisers that take whole utterances."""

    def __init__(self, transcriber: Transcriber, worker: Worker) -> None:
        self._transcriber = transcriber
        self._worker = worker
        self._frames: list[AudioFrame] = []
        self._segments: list[asyncio.Task[Transcript]] = []
        self._tail: asyncio.Task[Transcript] | None = None
        self._tail_frames = 0

    def audio(self, frame: AudioFrame) -> None:
        self._frames.append(frame)

    def paused(self) -> None:
        if self._frames:
            self._tail_frames = len(self._frames)
            self._tail = asyncio.create_task(self._recognise(_utterance(self._frames)))

    def resumed(self) -> None:
        tail, self._tail = self._tail, None
        if tail is None:
            return
        if self._frames[self._tail_frames - 1].end - self._frames[0].start >= SEGMENT:
            self._segments.append(tail)
            del self._frames[: self._tail_frames]
        else:
            tail.cancel()

    async def so_far(self) -> Transcript:
        tasks = [*self._segments, *([self._tail] if self._tail is not None else [])]
        if not tasks:
            return Transcript("")
        await asyncio.wait(tasks)
        return join([task.result() for task in tasks if not task.cancelled() and task.exception() is None])

    async def finish(self) -> Heard:
        """A segment that failed is left out, so that the others are not lost with it."""
        if self._tail is None:
            self.paused()
        tasks = [*self._segments, *([self._tail] if self._tail is not None else [])]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        heard = [outcome for outcome in outcomes if isinstance(outcome, Transcript)]
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        missed = next((failure for failure in failures if isinstance(failure, EngineError)), None)
        if failures and (missed is None or not heard):
            raise failures[0]
        return Heard(join(heard), missed)

    def abandon(self) -> None:
        for task in [*self._segments, *([self._tail] if self._tail is not None else [])]:
            task.cancel()

    async def _recognise(self, utterance: Utterance) -> Transcript:
        return await self._worker.call(DEADLINE, transcribe, self._transcriber, utterance)


class StreamingHearing:
    """For recognisers that take audio as it comes; `partial` gets the words so far."""

    def __init__(
        self,
        transcriber: Transcriber,
        worker: Worker,
        start: int,
        partial: Callable[[str], None],
        before: "asyncio.Task[None] | None" = None,
    ) -> None:
        self._transcriber = transcriber
        self._worker = worker
        self._start = start
        self._partial = partial
        self._before = before
        self._text = ""
        self._received = self._accepted = 0
        """Samples."""
        self._fed = asyncio.Condition()
        self._pending: list[Samples] = []
        self._waiting = 0
        self._recognition: Recognition | None = None
        self._pump: asyncio.Task[None] | None = None

    def audio(self, frame: AudioFrame) -> None:
        self._pending.append(frame.samples)
        self._waiting += len(frame.samples)
        self._received += len(frame.samples)
        if self._waiting >= BATCH and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._feed())

    def paused(self) -> None:
        """Nothing to do: every sample is on its way already."""

    def resumed(self) -> None:
        """Nothing to do: the utterance goes on."""

    async def so_far(self) -> Transcript:
        wanted = self._received
        async with self._fed:
            await self._fed.wait_for(lambda: self._accepted >= wanted)
        return Transcript(self._text)

    async def finish(self) -> Heard:
        if self._pump is not None:
            await self._pump
        await self._feed()
        if self._recognition is None:
            return Heard(Transcript(""))
        return Heard(await self._worker.call(DEADLINE, self._recognition.finish))

    def abandon(self) -> None:
        if self._pump is not None:
            self._pump.cancel()

    async def _feed(self) -> None:
        while self._pending:
            samples = np.concatenate(self._pending)
            self._pending.clear()
            self._waiting = 0
            if self._recognition is None:
                if self._before is not None:
                    await asyncio.wait([self._before])
                self._recognition = await self._worker.call(DEADLINE, self._transcriber.begin, self._start)
            text = await self._worker.call(DEADLINE, self._recognition.accept, samples)
            if text:
                self._text = text
                self._partial(text)
            async with self._fed:
                self._accepted += len(samples)
                self._fed.notify_all()


def _utterance(frames: Sequence[AudioFrame]) -> Utterance:
    return Utterance(np.concatenate([frame.samples for frame in frames]), frames[0].start)
