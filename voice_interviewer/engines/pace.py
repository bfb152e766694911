"""Real time for devices that have no clock of their own: files, and nothing at all."""

import threading
import time
from collections.abc import Callable
from itertools import count

from voice_interviewer.ports import Fill
from voice_interviewer.speech.frame import Samples

TICK = 0.01
"""Seconds: the step in which such devices give and take sound."""


class Pace:
    """A thread that works in step with the monotonic clock. Waits for absolute times, so it never drifts."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, name: str, work: Callable[[], None]) -> None:
        self._stopped.clear()
        self._thread = threading.Thread(target=work, name=name, daemon=True)
        self._thread.start()

    def reached(self, moment: float) -> bool:
        """Wait for a monotonic time (s); False once the thread is to end."""
        return not self._stopped.wait(max(0.0, moment - time.monotonic()))

    def end(self) -> None:
        """Return when the thread has ended (at once when called from it). Safe to call twice."""
        self._stopped.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)
            self._thread = None


def pull(pace: Pace, rate: int, fill: Fill, take: Callable[[Samples], None]) -> None:
    """Ask for sound in real time, as a device would, until `pace` is ended."""
    start = time.monotonic()
    done = 0
    for index in count():
        moment = start + index * TICK
        if not pace.reached(moment):
            return
        due = round((index + 1) * TICK * rate)  # 22,050 Hz has no whole number of samples in 10 ms
        take(fill(due - done, moment))
        done = due
