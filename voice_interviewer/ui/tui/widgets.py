"""What the interview's screen is made of."""

from collections import deque
from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.binding import BindingType
from textual.events import Key, Paste, Resize
from textual.widgets import Input, RichLog, TextArea

KEPT: Final = 200
"""Captions that can be scrolled back to: an hour of talk. All of it is in the transcript."""


class AnswerLine(Input):
    """One line is one answer; pasted lines become one."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave")]

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(" ".join(event.text.split()))

    def action_leave(self) -> None:
        self.screen.set_focus(None)


class Notes(TextArea):
    """Plain text; Esc leads back to the interview."""

    async def _on_key(self, event: Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.screen.set_focus(None)
            return
        await super()._on_key(event)


class Captions(RichLog):
    """What was said, in lines as wide as there is room."""

    can_focus = False

    def __init__(self, texts: Sequence[Text]) -> None:
        super().__init__(id="captions", wrap=True, min_width=20)
        self._texts = deque(texts, maxlen=KEPT)
        self._wide = 0

    def add(self, text: Text) -> None:
        self._texts.append(text)
        self.write(text)

    def on_resize(self, event: Resize) -> None:
        if event.size.width != self._wide:
            self._wide = event.size.width
            self.clear()
            for text in self._texts:
                self.write(text)

    def turn_page(self, pages: int) -> None:
        self.scroll_relative(y=pages * max(1, self.size.height - 1), animate=False)
        self.auto_scroll = pages > 0 and self.scroll_offset.y >= self.max_scroll_y - self.size.height
