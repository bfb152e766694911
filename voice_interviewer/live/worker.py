"""A thread of its own for each model, so that a slow or hung call never holds up the conversation."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, Final, ParamSpec, Protocol, TypeVar

from voice_interviewer.errors import EngineError

P = ParamSpec("P")
R = TypeVar("R")
_STOP: Final = None


class Overdue(EngineError):
    """A call took longer than its deadline; its thread was abandoned and replaced."""


class Worker(Protocol):
    """Runs blocking calls one after another, off the event loop."""

    async def call(self, deadline: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result. Raises what it raises, or Overdue when it runs for longer than `deadline` seconds;
        waiting for the calls before it does not count."""
        ...

    def close(self) -> None: ...


class ThreadWorker:
    """A `Worker` on one daemon thread. A call past its deadline cannot be cancelled in C code, so its thread is left
    behind (it dies with the process) and the calls that wait, like later ones, get a new one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def call(self, deadline: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        timer: asyncio.TimerHandle | None = None

        def begun() -> None:
            # Kept when the caller gives up: a hung call must be noticed by whoever waits behind it.
            nonlocal timer
            timer = loop.call_later(deadline, overdue)

        def overdue() -> None:
            self._abandon()
            error = Overdue(f"The {self._name} did not answer within {deadline:.0f} seconds.", "")
            _settle(future, future.set_exception, error)

        def ended(settle: Callable[[Any], None], outcome: Any) -> None:
            if timer is not None:
                timer.cancel()
            _settle(future, settle, outcome)

        def job() -> None:
            if future.cancelled():
                return
            tell = loop.call_soon_threadsafe
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits for this any more
                tell(begun)
                try:
                    outcome: Any = function(*args, **kwargs)
                    settle: Callable[[Any], None] = future.set_result
                except BaseException as error:  # noqa: BLE001 - not swallowed: it is raised again in the caller's task
                    outcome, settle = error, future.set_exception
                tell(ended, settle, outcome)

        self._ensure_thread()
        self._jobs.put(job)
        return await future

    def close(self) -> None:
        """Ask the thread to end after the call it is in; never waits."""
        self._jobs.put(_STOP)

    def _ensure_thread(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(
                target=_serve, args=(self._jobs,), name=f"voice-interviewer {self._name}", daemon=True
            )
            self._thread.start()

    def _abandon(self) -> None:
        """Leave the hung thread behind; what waits moves on to a new one."""
        hung, self._jobs, self._thread = self._jobs, queue.SimpleQueue(), None
        with contextlib.suppress(queue.Empty):
            while True:
                self._jobs.put(hung.get_nowait())
        hung.put(_STOP)
        if not self._jobs.empty():
            self._ensure_thread()


def _settle(future: asyncio.Future[Any], settle: Callable[[Any], None], outcome: Any) -> None:
    if not future.done():
        settle(outcome)


def _serve(jobs: "queue.SimpleQueue[Callable[[], None] | None]") -> None:
    while (job := jobs.get()) is not None:
        job()
