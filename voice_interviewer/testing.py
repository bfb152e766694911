"""Public fakes, one per port, and a virtual clock: an hour's interview runs in a second, the same every time.

    with virtual_time() as runner:
        runner.run(interview())

Every `asyncio` wait inside jumps straight to the next thing due. Devices tick on the same loop, so whole
conversations are exact to the sample.
"""

import asyncio
import selectors
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, ParamSpec, TypeVar

import numpy as np

from voice_interviewer.errors import DeviceError, EngineError
from voice_interviewer.events import Event
from voice_interviewer.ports import ChatOptions, Chunk, Deliver, Fill, ModelInfo, OnTrouble, Usage, View
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, in_samples, rms_db
from voice_interviewer.values import Message, SpokenAudio, Term, Transcript, Word

P = ParamSpec("P")
R = TypeVar("R")

_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_TONE: Final = 0.2


class _JumpingSelector(selectors.DefaultSelector):
    """Never sleeps: where a real selector would wait, virtual time moves on instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("nothing is due any more: the conversation has stopped for ever")
            self.now += max(0.0, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is virtual."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def virtual_time() -> asyncio.Runner:
    """A runner whose loop is a `VirtualLoop`."""
    return asyncio.Runner(loop_factory=VirtualLoop)


class LoopClock:
    """`ports.Clock` that tells the running loop's time."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def utc(self) -> datetime:
        return _EPOCH + timedelta(seconds=self.monotonic())


class InlineWorker:
    """Runs calls on the loop, after `cost` virtual seconds each."""

    def __init__(self, cost: float = 0.0) -> None:
        self.cost = cost

    async def call(self, deadline: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        await asyncio.sleep(self.cost)
        return function(*args, **kwargs)

    def close(self) -> None:
        pass


class FakeMicrophone:
    """Delivers silence with `speech` laid into it: (start in seconds, samples at 16 kHz) pairs; more can be added
    with `say` while it runs. `stall()` stops delivering as an unplugged device does; `mute()` delivers zeros."""

    name = "fake microphone"
    noisy = True

    def __init__(self, noise: float = 1e-4) -> None:
        self._noise = noise
        self._random = np.random.default_rng(0)
        self._lines: list[tuple[int, Samples]] = []
        self._position = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stalled = self._muted = False
        self.starts = 0

    @property
    def position(self) -> int:
        """Samples delivered so far."""
        return self._position

    def say(self, samples: Samples, at: float | None = None) -> None:
        """Lay samples in at a time in seconds since `start`, or now."""
        self._lines.append((self._position if at is None else in_samples(at), samples))

    def stall(self, stalled: bool = True) -> None:
        self._stalled = stalled

    def mute(self, muted: bool = True) -> None:
        self._muted = muted

    def start(self, deliver: Deliver, trouble: OnTrouble) -> None:
        self.starts += 1
        loop = asyncio.get_running_loop()
        began = loop.time() - self._position / SAMPLE_RATE

        def tick() -> None:
            captured = began + self._position / SAMPLE_RATE
            block = self._block()
            if not self._stalled:
                deliver(block, captured)
            self._timer = loop.call_at(began + self._position / SAMPLE_RATE, tick)

        self._timer = loop.call_later(0, tick)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _block(self) -> Samples:
        start, end = self._position, self._position + BLOCK_SAMPLES
        block = (self._random.standard_normal(BLOCK_SAMPLES) * self._noise).astype(np.float32)
        for at, samples in self._lines:
            low, high = max(start, at), min(end, at + len(samples))
            if low < high:
                block[low - start : high - start] += samples[low - at : high - at]
        self._position = end
        return np.zeros_like(block) if self._muted else block


class FakeLoudspeaker:
    """Pulls 10 ms at a time on the loop and keeps what it played, from its start on. `stall()` stops asking for sound
    as a hung device does, `fail` says so too; a new start brings it back unless it is `broken`."""

    name = "fake loudspeaker"

    def __init__(self, rate: int = SAMPLE_RATE, latency: float = 0.0) -> None:
        self.rate = rate
        self._latency = latency
        self._pieces: list[Samples] = []
        self._timer: asyncio.TimerHandle | None = None
        self._trouble: OnTrouble | None = None
        self.broken = False

    def stall(self) -> None:
        self.stop()

    def fail(self, text: str) -> None:
        self.stop()
        if self._trouble is not None:
            self._trouble(text)

    @property
    def played(self) -> Samples:
        return np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.float32)

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        if self.broken:
            raise DeviceError("The loudspeaker could not be opened.", "Plug it in.")
        loop = asyncio.get_running_loop()
        began, count, before = loop.time(), self.rate // 100, len(self._pieces)
        self._trouble = trouble

        def tick() -> None:
            position = (len(self._pieces) - before) * count
            self._pieces.append(fill(count, began + position / self.rate + self._latency))
            self._timer = loop.call_at(began + (position + count) / self.rate, tick)

        self._timer = loop.call_later(0, tick)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class LoudnessDetector:
    """`ports.VoiceDetector`: anything above a threshold in dBFS is speech."""

    name = "loudness"

    def __init__(self, threshold: float = -40.0) -> None:
        self._threshold = threshold

    def probability(self, frame: Samples) -> float:
        return 1.0 if rms_db(frame) > self._threshold else 0.0

    def reset(self) -> None:
        pass


class FakeTranscriber:
    """Yields the given texts one utterance after another ("" when they run out)."""

    name = "fake recogniser"
    rough = False

    def __init__(
        self, texts: Sequence[str] = (), *, streaming: bool = False, failure: EngineError | None = None
    ) -> None:
        self.streaming = streaming
        self.failure = failure
        self.glossary: Sequence[Term] = ()
        self.heard: list[tuple[int, int]] = []
        """(start, length) in samples of every utterance finished."""
        self._texts = list(texts)

    def prepare(self, glossary: Sequence[Term]) -> None:
        self.glossary = glossary

    def begin(self, start: int) -> "FakeRecognition":
        return FakeRecognition(self, start)

    def text_for(self, start: int, length: int) -> Transcript:
        """What this utterance said; the same start again (a draft that was dropped) says the same again."""
        if self.failure is not None:
            raise self.failure
        starts = [each for each, _ in self.heard]
        number = starts.index(start) if start in starts else len(starts)
        if number == len(starts):
            self.heard.append((start, length))
        text = self._texts[number] if number < len(self._texts) else ""
        words = text.split()
        step = length / SAMPLE_RATE / max(1, len(words))
        begin = start / SAMPLE_RATE
        timed = [Word(word, begin + i * step, begin + (i + 1) * step, 0.9) for i, word in enumerate(words)]
        return Transcript(text, tuple(timed), 0.9 if text else None)

    def close(self) -> None:
        pass


class FakeRecognition:
    """One utterance of a `FakeTranscriber`."""

    def __init__(self, owner: FakeTranscriber, start: int) -> None:
        self._owner = owner
        self._start = start
        self._length = 0

    def accept(self, samples: Samples) -> str | None:
        self._length += len(samples)
        return f"{self._length} samples" if self._owner.streaming else None

    def finish(self) -> Transcript:
        return self._owner.text_for(self._start, self._length)


class ToneSynthesizer:
    """Speaks a tone of 60 ms per letter, 0.3 s at least; remembers what it was given."""

    name = "tone"

    def __init__(self, rate: int = 22_050, failure: EngineError | None = None) -> None:
        self.rate = rate
        self.failure = failure
        self.pace = 1.0
        self.said: list[str] = []

    def prepare(self) -> None:
        pass

    def synthesize(self, sentence: str) -> SpokenAudio:
        if self.failure is not None:
            raise self.failure
        self.said.append(sentence)
        count = round(max(0.3, 0.06 * len(sentence)) / self.pace * self.rate)
        wave = _TONE * np.sin(2 * np.pi * 220 * np.arange(count) / self.rate)
        return SpokenAudio(wave.astype(np.float32), self.rate, sentence)

    def set_pace(self, factor: float) -> None:
        self.pace = factor

    def close(self) -> None:
        pass


class FakeLanguageModel:
    """Streams the given replies word by word; an EngineError among them is raised instead."""

    name = "fake model"
    kind = "ollama"

    def __init__(
        self, replies: Sequence[str | EngineError], first_token: float = 0.15, rate: float = 60.0
    ) -> None:
        self._replies = list(replies)
        self._first_token = first_token
        self._rate = rate
        self.asked: list[tuple[Message, ...]] = []

    async def check(self) -> ModelInfo:
        return ModelInfo(self.name, "digest", 8192)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        self.asked.append(tuple(messages))
        reply = self._replies[min(len(self.asked), len(self._replies)) - 1]
        await asyncio.sleep(self._first_token)
        if isinstance(reply, EngineError):
            raise reply
        for word in reply.split(" "):
            yield Chunk(word + " ")
            await asyncio.sleep(1 / self._rate)
        yield Chunk("", Usage(prompt_tokens=100, completion_tokens=len(reply.split())))

    async def aclose(self) -> None:
        pass


@dataclass
class MemoryLog:
    """`ports.EventLog` in a list."""

    events: list[Event] = field(default_factory=list)
    closed: bool = False

    def append(self, event: Event) -> None:
        self.events.append(event)

    def close(self) -> None:
        self.closed = True


@dataclass
class MemoryRecording:
    """`ports.RecordingFile` in memory."""

    pieces: list[Samples] = field(default_factory=list)
    closed: bool = False
    failure: EngineError | None = None

    @property
    def frames(self) -> int:
        return sum(len(piece) for piece in self.pieces)

    @property
    def stereo(self) -> Samples:
        return np.concatenate(self.pieces) if self.pieces else np.zeros((0, 2), dtype=np.float32)

    def write(self, stereo: Samples) -> None:
        if self.failure is not None:
            raise self.failure
        self.pieces.append(stereo)

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeDisplay:
    """`ports.Display` that remembers."""

    views: list[View] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def show(self, view: View) -> None:
        self.views.append(view)

    def tell(self, event: Event) -> None:
        self.events.append(event)


def tone(duration: float, level: float = 0.1, frequency: float = 200.0) -> Samples:
    """A sine of `duration` seconds at 16 kHz: loud enough to pass for a voice with `LoudnessDetector`."""
    time = np.arange(in_samples(duration)) / SAMPLE_RATE
    return np.asarray(level * np.sin(2 * np.pi * frequency * time + 0.3), dtype=np.float32)
