"""What the screens have in common."""

import asyncio
import logging
import os
import signal
from functools import cache
from typing import Any, ClassVar, Final
from weakref import WeakMethod

from textual.app import App, ReturnType
from textual.binding import BindingType
from textual.driver import Driver

from voice_interviewer.settings import no_colour
from voice_interviewer.ui.tui.driver import patient

log = logging.getLogger(__name__)

_TAKEN: Final = tuple(
    getattr(signal, name) for name in ("SIGTSTP", "SIGCONT", "SIGWINCH") if hasattr(signal, name)
)
"""Textual answers these for the screen, and would go on once it is gone; its handlers also keep all that it knew."""


@cache
def _colourless() -> bool:
    return no_colour()


class CalmApp(App[ReturnType]):
    """A Textual app in the terminal's own colours, light or dark, that leaves the event loop as it found it and shows
    nobody a traceback."""

    CSS_PATH = "screens.tcss"
    AUTO_FOCUS: ClassVar[str | None] = None
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c", "interrupt"), ("ctrl+q", "interrupt")]

    def __init__(self) -> None:
        if _colourless():
            os.environ["NO_COLOR"] = "1"  # Textual takes it out, and the next screen would be in colour
        super().__init__()
        self.theme = "ansi-dark"
        self.mounted = asyncio.Event()
        self.failed = False

    def get_driver_class(self) -> type[Driver]:
        redraw = WeakMethod(self._drawn_anew)  # the outlet's thread outlives the screen, and must not keep it

        def drawn_anew() -> None:
            if (draw := redraw()) is not None:
                draw()

        return patient(super().get_driver_class(), drawn_anew)

    def _drawn_anew(self) -> None:
        """From any thread."""
        self.call_later(self.refresh, layout=True)

    async def run_async(self, **options: Any) -> ReturnType | None:
        before = {each: handler for each in _TAKEN if (handler := signal.getsignal(each)) is not None}
        try:
            return await super().run_async(**options)
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def on_mount(self) -> None:
        # Textual makes tasks eager where Python can: the interview shares this loop, and counts on their order.
        asyncio.get_running_loop().set_task_factory(None)
        self.mounted.set()

    def action_interrupt(self) -> None:
        """Ctrl-C, which a terminal in this mode hands over as a key."""
        signal.raise_signal(signal.SIGINT)

    def _handle_exception(self, error: Exception) -> None:
        log.error("the screen failed", exc_info=error)
        self.failed = True
        super()._handle_exception(error)
        self._exit_renderables.clear()
