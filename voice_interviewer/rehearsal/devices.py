"""A virtual room with a microphone and a loudspeaker in it, in real time.

One thread moves all of it on, 10 ms at a time: what the loudspeaker plays is heard by the candidate, the candidate
answers, and both reach the microphone through the room. The thread waits for absolute times, so it never drifts, and
catches up when it was held up; every block carries the exact time it belongs to. Rooms share nothing with each other.
"""

import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from voice_interviewer.engines.pace import TICK, Pace
from voice_interviewer.errors import AudioFileError, DeviceError
from voice_interviewer.ports import Deliver, Fill, OnTrouble
from voice_interviewer.rehearsal.candidate import (
    AUDIBLE_DB,
    DEAF_PATIENCE,
    PATIENCE,
    Candidate,
    Line,
)
from voice_interviewer.rehearsal.linelog import LineLog
from voice_interviewer.rehearsal.record import SideBySide
from voice_interviewer.rehearsal.room import Acoustics, Room
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, rms_db

Done = Callable[[str], None]
"""Told once, from the room's thread, that the script is over, and why."""

_SILENCE: Final = np.zeros(BLOCK_SAMPLES, dtype=np.float32)


class VirtualMicrophone:
    """`ports.Microphone`: what is heard in a `VirtualRoom`, which may be without any noise."""

    noisy = False

    def __init__(self, open_room: Callable[[], None]) -> None:
        self._open_room = open_room
        self._lock = threading.RLock()
        self._deliver: Deliver | None = None

    @property
    def name(self) -> str:
        return "rehearsal"

    def start(self, deliver: Deliver, trouble: OnTrouble) -> None:
        """Raises DeviceError once the room is closed. It has no trouble to tell of."""
        with self._lock:
            self._deliver = deliver
        self._open_room()

    def stop(self) -> None:
        with self._lock:  # a delivery under way ends before this returns
            self._deliver = None

    def hand_over(self, block: Samples, captured: float) -> None:
        """From the room's thread."""
        with self._lock:
            if self._deliver is not None:
                self._deliver(block, captured)


class VirtualLoudspeaker:
    """`ports.Loudspeaker`: what is played in a `VirtualRoom`."""

    def __init__(self, open_room: Callable[[], None]) -> None:
        self._open_room = open_room
        self._lock = threading.RLock()
        self._fill: Fill | None = None

    @property
    def name(self) -> str:
        return "rehearsal"

    @property
    def rate(self) -> int:
        return SAMPLE_RATE

    @property
    def started(self) -> bool:
        return self._fill is not None

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        """Raises DeviceError once the room is closed. It has no trouble to tell of."""
        with self._lock:
            self._fill = fill
        self._open_room()

    def stop(self) -> None:
        with self._lock:
            self._fill = None

    def pull(self, plays_at: float) -> Samples:
        """From the room's thread: the next 10 ms."""
        with self._lock:
            return _SILENCE if self._fill is None else self._fill(BLOCK_SAMPLES, plays_at)


class VirtualRoom:
    """Runs from the first start of a device, or `begin`, until `close`; also a context manager that closes it."""

    def __init__(self, room: Room, lines: Sequence[Line], record: Path | None = None) -> None:
        """`record`: a stereo WAV file of the dry candidate and the interviewer as played. Raises AudioFileError when
        it cannot be written."""
        self.microphone = VirtualMicrophone(self._open)
        self.loudspeaker = VirtualLoudspeaker(self._open)
        self.log = LineLog(lines)
        self.lag = 0.0
        """The most seconds a block has been late by; times measured from outside are no better than this."""
        self._lines = lines
        self._acoustics = Acoustics(room)
        self._record = SideBySide(record) if record is not None else None
        self._pace = Pace()
        self._lock = threading.Lock()
        self._start: float | None = None
        self._closed = False
        self._begun: tuple[Done, float] | None = None
        self._candidate: Candidate | None = None
        self._lead = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def failure(self) -> AudioFileError | None:
        """What kept `record` from being written to its end."""
        return self._record.failure if self._record is not None else None

    def begin(self, done: Done, zero: float | None = None) -> None:
        """Let the candidate listen, and speak at the cues. `zero`: the monotonic time (s) of the recording's sample 0,
        to which `log` and `record` are aligned; without it, the room's own first sample. The first call counts."""
        self._open()
        with self._lock:
            if self._begun is None and self._start is not None:
                self._begun = (done, self._start if zero is None else zero)

    def close(self) -> None:
        """End the thread and finish `record`. Safe to call twice."""
        with self._lock:
            self._closed = True
        self._pace.end()
        if self._record is not None:
            self._record.close()

    def _open(self) -> None:
        with self._lock:
            if self._closed:
                raise DeviceError("This rehearsal is over.", "Start a new one.")
            if self._start is None:
                self._start = start = time.monotonic()
                self._pace.begin("rehearsal", lambda: self._run(start))

    def _run(self, start: float) -> None:
        captured, heard = start, None
        for index in count():
            moment = start + index * TICK
            if not self._pace.reached(moment):
                return
            self.lag = max(self.lag, time.monotonic() - moment)
            # A block can be handed over when its last sample has been captured: one tick after it began.
            if heard is not None:
                self.microphone.hand_over(heard, captured)
            captured, heard = moment, self._tick(index, moment)

    def _tick(self, index: int, moment: float) -> Samples:
        played = self.loudspeaker.pull(moment)
        candidate = self._candidate or self._entered(moment - index * TICK)
        said = _SILENCE
        if candidate is not None:
            said = self._step(candidate, index, rms_db(played) > AUDIBLE_DB)
        if self._record is not None:
            self._record.write(said, played)
        return self._acoustics.hear(said, played)

    def _step(self, candidate: Candidate, index: int, audible: bool) -> Samples:
        over = candidate.finished
        step = candidate.step(audible)
        if step.began is not None:
            self.log.started(step.began, self._lead + index * BLOCK_SAMPLES)
        if over is None and candidate.finished is not None and self._begun is not None:
            self._begun[0](candidate.finished)
        return step.samples

    def _entered(self, start: float) -> Candidate | None:
        """The candidate, from the first tick after `begin` on."""
        if self._begun is None:
            return None
        self._lead = round((start - self._begun[1]) * SAMPLE_RATE)
        if self._record is not None:
            self._record.begin(self._lead)
        patience = PATIENCE if self.loudspeaker.started else DEAF_PATIENCE
        self._candidate = Candidate(self._lines, patience)
        return self._candidate
