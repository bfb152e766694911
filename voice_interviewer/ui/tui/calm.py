"""What the screens have in common."""

import asyncio
import logging
import signal
from typing import Any, ClassVar

from textual.app import App, ReturnType
from textual.binding import BindingType

log = logging.getLogger(__name__)


class CalmApp(App[ReturnType]):
    """A Textual app in the terminal's own colours, light or dark, that leaves the event loop as it found it and shows
    nobody a traceback."""

    CSS_PATH = "screens.tcss"
    AUTO_FOCUS = None
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c", "interrupt"), ("ctrl+q", "interrupt")]

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.theme = "ansi-dark"
        self.mounted = asyncio.Event()
        self.failed = False

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
