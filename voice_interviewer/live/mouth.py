"""Speaking a reply: sentences in, sound out, and a true account of what was heard of it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from voice_interviewer.errors import EngineError
from voice_interviewer.live.playout import SILENT, Playback, Playout
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.worker import Worker
from voice_interviewer.ports import Synthesizer
from voice_interviewer.speech.pronunciation import heard_text, speakable
from voice_interviewer.speech.resample import resample
from voice_interviewer.speech.sentences import pause_after
from voice_interviewer.values import SpokenAudio

log = logging.getLogger(__name__)

_DEADLINE: Final = 15.0
"""Seconds one sentence may take to synthesise; a medium Piper voice needs about 0.2 s for a long one."""
_SLOWER: Final = 0.87
_SLOWEST: Final = 0.65
"""Below two thirds of its speed a synthetic voice is harder to follow, not easier."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of a reply. `heard` is the text that reached the ear, `text` all that was meant to be said; times in
    seconds on the recording's clock, None where it did not happen. `failure`: why part of it had no sound."""

    reply: int
    text: str
    heard: str
    start: float
    end: float
    interrupted: bool
    first_sentence: float | None = None
    first_audio: float | None = None
    first_sample: float | None = None
    failure: EngineError | None = None


@dataclass(slots=True)
class _Progress:
    """A reply in the making: its sentences with their lengths in samples."""

    started: float
    sentences: list[tuple[str, int]] = field(default_factory=list)
    first_sentence: float | None = None
    first_audio: float | None = None
    failure: EngineError | None = None


class Saying:
    """One reply: `run` speaks it, `interrupt` ends it at once. Made by `Mouth.reply`."""

    def __init__(self, mouth: "Mouth", playback: Playback | None, number: int) -> None:
        self.number = number
        self._mouth = mouth
        self._playback = playback
        self._stopped = False
        self._making: asyncio.Task[None] | None = None
        self._progress = _Progress(0.0)
        self._before_sound: Callable[[], Awaitable[None]] = _nothing

    async def run(
        self, pieces: AsyncGenerator[str, None], before_sound: Callable[[], Awaitable[None]]
    ) -> Spoken:
        """Speak the pieces as they come; `before_sound` is awaited before the first goes to the loudspeaker. Always
        returns, also after `interrupt`."""
        progress = self._progress
        progress.started = self._mouth.timeline.now()
        self._before_sound = before_sound
        self._making = asyncio.create_task(self._make(pieces, progress))
        if self._stopped:
            self._making.cancel()
        try:
            await asyncio.wait([self._making])
            if self._playback is not None and not self._stopped:
                self._playback.end()
                await self._playback.wait()
        finally:
            self._making.cancel()
            if self._playback is not None:
                self._playback.close()
        if not self._making.cancelled() and (error := self._making.exception()) is not None:
            raise error
        return self._outcome(progress)

    def pause(self) -> None:
        if self._playback is not None:
            self._playback.pause()

    def resume(self) -> None:
        if self._playback is not None:
            self._playback.resume()

    def interrupt(self) -> None:
        """Silence, at once and for good."""
        self._stopped = True
        if self._playback is not None:
            self._playback.close()
        if self._making is not None:
            self._making.cancel()

    @property
    def voiced(self) -> bool:
        """Whether there is a loudspeaker for it."""
        return self._playback is not None

    @property
    def audible(self) -> bool:
        """Whether any of it has been handed to the loudspeaker."""
        return self._playback is not None and self._playback.first_sample is not None

    @property
    def so_far(self) -> str:
        """The words that have reached the ear by now."""
        playback, sentences = self._playback, self._progress.sentences
        return heard_of(sentences, round(playback.heard * playback.rate)) if playback is not None else ""

    async def _make(self, pieces: AsyncGenerator[str, None], progress: _Progress) -> None:
        async with aclosing(pieces) as stream:
            async for piece in stream:
                if progress.first_sentence is None:
                    progress.first_sentence = self._mouth.timeline.now()
                self._breathe(progress)
                progress.sentences.append((piece, 0))  # an interruption may find it still without sound
                if self._playback is not None and progress.failure is None:
                    progress.sentences[-1] = (piece, await self._sound(piece, self._playback, progress))

    def _breathe(self, progress: _Progress) -> None:
        """The pause between two pieces: synthesised audio comes trimmed, and would run together."""
        if self._playback is None or not progress.sentences or progress.failure is not None:
            return
        count = round(pause_after(progress.sentences[-1][0]) * self._playback.rate)
        if count and self._playback.write(np.zeros(count, dtype=np.float32)):
            progress.sentences.append(("", count))

    async def _sound(self, piece: str, playback: Playback, progress: _Progress) -> int:
        try:
            audio = await self._mouth.synthesize(piece)
        except EngineError as error:
            log.warning("a sentence could not be spoken: %s", error)
            progress.failure = error
            return 0
        if progress.first_audio is None:
            progress.first_audio = self._mouth.timeline.now()
            await self._before_sound()
        samples = resample(audio.samples, audio.rate, playback.rate)
        playback.write(samples)
        return len(samples)

    def _outcome(self, progress: _Progress) -> Spoken:
        timeline, playback = self._mouth.timeline, self._playback
        text = " ".join(sentence for sentence, _ in progress.sentences if sentence)
        end = timeline.now()
        first = playback.first_sample if playback is not None else None
        heard = text
        if self._stopped and playback is not None:
            heard = self.so_far
        return Spoken(
            reply=self.number,
            text=text,
            heard=heard,
            start=first if first is not None else progress.first_sentence or progress.started,
            end=end,
            interrupted=self._stopped,
            first_sentence=progress.first_sentence,
            first_audio=progress.first_audio,
            first_sample=first,
            failure=progress.failure,
        )


async def _nothing() -> None:
    pass


class Mouth:
    """The interviewer's voice: a synthesiser on its worker, and the playout. Without a synthesiser replies are only
    shown."""

    def __init__(
        self, synthesizer: Synthesizer | None, worker: Worker, playout: Playout | None, timeline: Timeline
    ) -> None:
        self._synthesizer = synthesizer
        self._worker = worker
        self._playout = playout
        self._replies = 0
        self._pace = 1.0
        self.timeline = timeline

    def reply(self) -> Saying:
        """Take the loudspeaker for a new reply."""
        self._replies += 1
        playout = self._playout if self._synthesizer is not None else None
        playback = playout.open() if playout is not None and not playout.lost else None
        return Saying(self, playback, self._replies)

    @property
    def level(self) -> float:
        """Of what sounds now, dBFS."""
        return self._playout.level if self._playout is not None else SILENT

    async def watch(self) -> None:
        """Bring a lost loudspeaker back; runs until cancelled."""
        if self._playout is not None:
            await self._playout.watch()

    async def synthesize(self, piece: str) -> SpokenAudio:
        """Raises EngineError."""
        assert self._synthesizer is not None
        return await self._worker.call(_DEADLINE, _spoken, self._synthesizer, speakable(piece), self._pace)

    def slower(self) -> None:
        """Speak a step slower from the next sentence on."""
        self._pace = max(_SLOWEST, self._pace * _SLOWER)


def _spoken(synthesizer: Synthesizer, sentence: str, pace: float) -> SpokenAudio:
    """*Blocking*."""
    synthesizer.set_pace(pace)
    return synthesizer.synthesize(sentence)


def heard_of(sentences: list[tuple[str, int]], samples: int) -> str:
    """The text of the first `samples` of a reply, given each sentence and its length in samples.

    A sentence without sound (a lone dash, say) counts as heard once something after it was.
    """
    heard: list[str] = []
    for sentence, length in sentences:
        if samples > 0:
            heard.append(sentence if samples >= length else heard_text(sentence, samples / length))
        samples -= length
    return " ".join(part for part in heard if part)
