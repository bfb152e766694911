"""Listening: from the microphone's blocks to whole answers.

Everything here runs on the event loop (a voice detector costs about 0.1 ms per 32 ms frame); the microphone's thread
only hands blocks over, and recognition runs on its worker.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Final

import numpy as np

from voice_interviewer.errors import EngineError
from voice_interviewer.live.hearing import Heard, Hearing, Recogniser
from voice_interviewer.live.microphonewatch import MicrophoneWatch
from voice_interviewer.live.signals import (
    AnswerDropped,
    AnswerHeard,
    PartialHeard,
    PartTroubled,
    Signal,
    TailHeard,
    VoiceBegan,
    VoiceEnded,
)
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.turnsound import TurnSound
from voice_interviewer.live.worker import Worker
from voice_interviewer.ports import Microphone, VoiceDetector
from voice_interviewer.speech.ending import Ending, ending, is_check
from voice_interviewer.speech.endpointing import (
    Endpointer,
    TurnDecided,
    VoicePaused,
    VoiceResumed,
    VoiceStarted,
)
from voice_interviewer.speech.endpointing import Signal as VoiceSignal
from voice_interviewer.speech.frame import (
    FRAME_SAMPLES,
    SAMPLE_RATE,
    AudioFrame,
    Samples,
    in_samples,
    rms_db,
    seconds,
)
from voice_interviewer.values import Transcript

log = logging.getLogger(__name__)

_PRE_ROLL: Final = in_samples(0.5) // FRAME_SAMPLES
"""Frames kept from before the voice was noticed, so that no first consonant is lost."""
_LOOK: Final = 0.1
"""Seconds between two looks at the microphone."""
_RETRY: Final = 1.0
"""Seconds between two attempts to open it again: it is to be back within 3 s of its return (conversation.md)."""
_OPENING: Final = 10.0
"""Seconds a driver may take to open a device again."""
_VOICE: Final = 0.5
_RECENT: Final = in_samples(0.1)
_LEVEL_DECAY: Final = 0.8


class Ear:
    """Owns the microphone. Tells the conductor of voice, partial words, answers and trouble through `emit`."""

    def __init__(  # noqa: PLR0913 - what it is wired from, once
        self,
        microphone: Microphone,
        detector: VoiceDetector,
        endpointer: Endpointer,
        recogniser: Recogniser,
        timeline: Timeline,
        emit: Callable[[Signal], None],
        opener: Worker,
        *,
        record: Callable[[AudioFrame], None] | None = None,
        sound: TurnSound | None = None,
        clean: Callable[[Samples, int], Samples] | None = None,
    ) -> None:
        """`opener` opens the microphone again: a driver may take seconds. Without `sound` the words alone tell an
        end. `record` gets the microphone as it is; `clean` takes out of a block, which begins at the sample given, what
        is not to be heard."""
        self._microphone = microphone
        self._detector = detector
        self._endpointer = endpointer
        self._recogniser = recogniser
        self._timeline = timeline
        self._emit = emit
        self._opener = opener
        self._record = record
        self._sound = sound
        self._clean = clean
        self._next: int | None = None
        self._rest = np.zeros(0, dtype=np.float32)
        self._rest_start = 0
        self._pre_roll: deque[AudioFrame] = deque(maxlen=_PRE_ROLL)
        self._hearing: Hearing | None = None
        self._started = 0
        self._possible_end = 0.0
        self._words = ("", 0.0)
        """Those of the answer in the air up to its last pause, and when they were there."""
        self._pauses = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._answer = 0
        self._answering: asyncio.Task[None] | None = None
        self._held = self.muted = False
        self._watch = MicrophoneWatch(microphone.noisy, timeline.clock.monotonic())
        self._lost_at: float | None = None
        self._name = microphone.name
        self._deaf = False
        self._voiced_until = -_RECENT
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.level = -120.0
        """Of the last frames, dBFS, falling slowly: for the screen."""

    def start(self) -> None:
        """From the event loop. Raises DeviceError when the microphone cannot be opened."""
        self._open(asyncio.get_running_loop())

    def _open(self, loop: asyncio.AbstractEventLoop) -> None:
        pending: deque[tuple[Samples, float]] = deque()
        delivered = 0

        def deliver(samples: Samples, captured: float) -> None:
            """Wake the loop once a whole frame is there and not at every block: a third of the work, no delay."""
            nonlocal delivered
            frames = delivered // FRAME_SAMPLES
            delivered += len(samples)
            pending.append((samples, captured))
            if delivered // FRAME_SAMPLES > frames:
                with contextlib.suppress(RuntimeError):  # the loop has closed: the interview is over
                    loop.call_soon_threadsafe(drain)

        def drain() -> None:
            while pending:
                self._hear(*pending.popleft())

        def trouble(text: str) -> None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._lose, text)

        self._watch.opened(self._timeline.clock.monotonic())
        self._microphone.start(deliver, trouble)

    def stop(self) -> None:
        self._microphone.stop()
        for task in self._tasks:
            task.cancel()
        if self._hearing is not None:
            self._hearing.abandon()

    def set_deaf(self, deaf: bool) -> None:
        """Do not listen (the recording goes on): while the interviewer speaks into an open room."""
        if deaf and not self._deaf:
            self._drop()
        if self._deaf and not deaf:
            self._detector.reset()
            self._pre_roll.clear()
        self._deaf = deaf

    @property
    def lost(self) -> bool:
        """Whether nothing can be heard, as the microphone does not work or is muted: nobody is asked meanwhile."""
        return self._lost_at is not None or self.muted

    @property
    def voiced(self) -> bool:
        """Whether there was voice in the last 0.1 s: sooner than a possible end is told."""
        return self._rest_start - self._voiced_until <= _RECENT

    async def until_quiet(self, patience: float) -> None:
        """Return once there has been no voice for 0.1 s, or after `patience` seconds: a room may never be quiet."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._quiet.wait()

    def hold(self, held: bool) -> None:
        """While held no silence ends an answer (`--turns key`)."""
        self._held = held
        self._hold()

    def _hold(self) -> None:
        if self._held or self.muted:
            self._endpointer.hold()
        else:
            self._endpointer.release()

    def mute(self) -> None:
        """Hear and record silence in the microphone's place, or hear it again. An answer in the air stays open."""
        self.muted = not self.muted
        self._hold()
        text = "is muted: nothing is heard or recorded" if self.muted else "is heard again"
        self._emit(PartTroubled("microphone", f"Your microphone {text}."))

    def asked(self, question: str) -> None:
        """What the interviewer said last: a check is answered in a word, an open question deserves patience."""
        self._endpointer.asked(is_check(question))

    def was_asked_back(self) -> None:
        """The words before the pause that is on are a question to the interviewer."""
        self._endpointer.weigh(Ending.HANDED_OVER)

    def be_patient(self) -> None:
        """The candidate was cut off."""
        self._endpointer.was_cut_off()

    def hand_over(self, reason: str = "handed over by key") -> None:
        """The candidate ended the answer, by key or in words."""
        self._follow(self._endpointer.hand_over(self._rest_start, reason))

    async def watch(self) -> None:
        """Notice a microphone that stalls, goes, or delivers nothing, and bring it back; runs until cancelled."""
        clock = self._timeline.clock
        while True:
            await asyncio.sleep(_LOOK)
            if (text := self._watch.trouble(clock.monotonic())) is None:
                continue
            self._lose(text)
            if self._watch.stalled(clock.monotonic()):
                await self._reopen()
                await asyncio.sleep(_RETRY)

    async def _reopen(self) -> None:
        try:
            await self._opener.call(_OPENING, self._restart, asyncio.get_running_loop())
        except EngineError as error:
            log.info("the microphone is still away: %s", error)

    def _restart(self, loop: asyncio.AbstractEventLoop) -> None:
        """*Blocking*."""
        self._microphone.stop()
        self._open(loop)

    def _lose(self, text: str) -> None:
        if self._lost_at is None:
            self._lost_at = self._timeline.now()
            self._emit(PartTroubled("microphone", f"{text} The interview waits for it."))

    def _return(self, away: float) -> None:
        self._lost_at, was, self._name = None, self._name, self._microphone.name
        where = "" if self._name == was else f", and is “{self._name}” now"
        self._emit(PartTroubled("microphone", f"The microphone is back{where}.", away))

    def _hear(self, samples: Samples, captured: float) -> None:
        now = self._timeline.clock.monotonic()
        self._watch.block(samples, now)
        if self._lost_at is not None and self._watch.trouble(now) is None:
            self._return(self._timeline.now() - self._lost_at)
        if self.muted:
            samples = np.zeros_like(samples)
        if self._next is None:
            self._next = max(0, round(self._timeline.at(captured) * SAMPLE_RATE))
            self._rest_start = self._next
        start = self._timeline.place(self._next, captured)
        if start != self._next:
            self._rest, self._rest_start = self._rest[:0], start
        self._next = start + len(samples)
        if self._record is not None:
            self._record(AudioFrame(samples, start))
        if self._clean is not None:
            samples = self._clean(samples, start)
        self._rest = np.concatenate([self._rest, samples])
        while len(self._rest) >= FRAME_SAMPLES:
            frame = AudioFrame(self._rest[:FRAME_SAMPLES], self._rest_start)
            self._rest, self._rest_start = self._rest[FRAME_SAMPLES:], frame.end
            self._listen(frame)

    def _listen(self, frame: AudioFrame) -> None:
        self.level = max(rms_db(frame.samples), self.level * _LEVEL_DECAY - 120.0 * (1 - _LEVEL_DECAY))
        if self._deaf:
            self._quiet.set()
            return
        if self._hearing is not None:
            self._take(self._hearing, frame)
        else:
            self._pre_roll.append(frame)
        probability = self._detector.probability(frame.samples)
        if probability >= _VOICE:
            self._voiced_until = frame.end
            self._quiet.clear()
        elif not self.voiced:
            self._quiet.set()
        self._follow(self._endpointer.feed(probability, frame.start))

    def _follow(self, signals: tuple[VoiceSignal, ...]) -> None:
        for signal in signals:
            match signal:
                case VoiceStarted(start=start):
                    self._begin(start)
                case VoicePaused(speech_end=speech_end, at=at):
                    self._possible_end = seconds(at)
                    if self._hearing is not None:
                        self._hearing.paused()
                        self._pauses += 1
                        self._endpointer.expect_words()
                        self._start(self._weigh(self._hearing, self._pauses, speech_end, at))
                        if self._sound is not None:
                            self._start(self._weigh_sound(self._sound, self._pauses))
                    self._emit(VoiceEnded(seconds(speech_end), seconds(at)))
                case VoiceResumed(at=at):
                    if self._hearing is not None:
                        self._hearing.resumed()
                    self._emit(VoiceBegan(seconds(at), self._answer))
                case TurnDecided():
                    self._decide(signal)

    def _begin(self, start: int) -> None:
        first = self._pre_roll[0].start if self._pre_roll else start
        self._hearing = self._recogniser.begin(
            first, lambda text: self._emit(PartialHeard(text)), self._answering
        )
        if self._sound is not None:
            self._sound.begin()
        for frame in self._pre_roll:
            self._take(self._hearing, frame)
        self._pre_roll.clear()
        self._started, self._words = start, ("", 0.0)
        self._answer += 1
        self._emit(VoiceBegan(seconds(start), self._answer))

    def _take(self, hearing: Hearing, frame: AudioFrame) -> None:
        hearing.audio(frame)
        if self._sound is not None:
            self._sound.audio(frame)

    def _decide(self, decided: TurnDecided) -> None:
        hearing, self._hearing = self._hearing, None
        self._detector.reset()
        if hearing is None:
            return
        over = self._as_if_over(Transcript(""), decided.speech_end, decided.decided)
        over = replace(
            over,
            possible_end=min(self._possible_end, over.decided_end),
            reason=decided.reason,
        )
        self._answering = self._start(self._recognise(hearing, over, self._words))

    def _as_if_over(self, transcript: Transcript, speech_end: int, at: int) -> AnswerHeard:
        """The answer in the air, were it to end now."""
        return AnswerHeard(
            transcript=transcript,
            start=seconds(self._started),
            speech_end=seconds(speech_end),
            possible_end=seconds(at),
            decided_end=seconds(at),
            recognised=self._timeline.now(),
            reason="",
            answer=self._answer,
        )

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _weigh(self, hearing: Hearing, pause: int, speech_end: int, at: int) -> None:
        """How the words so far end decides how long a silence ends the answer; the conductor may know more of them."""
        transcript = await hearing.so_far()
        if hearing is not self._hearing or pause != self._pauses:
            return
        self._words = transcript.text, self._timeline.now()
        self._endpointer.weigh(ending(transcript.text))
        if transcript.text:
            self._emit(TailHeard(self._as_if_over(transcript, speech_end, at)))

    async def _weigh_sound(self, sound: TurnSound, pause: int) -> None:
        completeness = await sound.completeness()
        if completeness is not None and pause == self._pauses:
            self._endpointer.weigh_sound(completeness)

    async def _recognise(self, hearing: Hearing, over: AnswerHeard, words: tuple[str, float]) -> None:
        """`words`: those so far, and when they were there; if no others follow, that is when it was recognised."""
        try:
            heard = await hearing.finish()
        except EngineError as error:
            heard = Heard(Transcript(""), error)
        if heard.missed is not None:
            log.warning("an answer could not be recognised: %s", heard.missed)
            what = "Part of that answer" if heard.transcript.text else "That answer"
            self._emit(PartTroubled("recogniser", f"{what} could not be recognised. Please say it again."))
        so_far, then = words
        recognised = then if so_far == heard.transcript.text else self._timeline.now()
        self._emit(replace(over, transcript=heard.transcript, recognised=recognised))

    def _drop(self) -> None:
        if self._hearing is not None:
            self._hearing.abandon()
            self._hearing = None
            self._emit(AnswerDropped())
        self._endpointer.reset()
        self._detector.reset()
