"""Questions in front of the screen: whether to end, and which of all the keys."""

from collections.abc import Mapping
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from voice_interviewer.ui.keys import KEYS, MUTE, SAYS
from voice_interviewer.values import Command

ACTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "press('DONE')": ("Space", SAYS[Command.DONE]),
    **{f"press('{command.name}')": (key, SAYS[command]) for key, command in KEYS.items()},
    "mute": (MUTE, "mute the microphone, or hear it again"),
    "notes": ("n", "notes: sketch the design; Esc goes back"),
    "answer": ("i", "type this answer instead"),
    "end": ("q", "end the interview"),
}
"""What can be done on the screen: the action, its key, and what it does."""


class EndDialog(ModalScreen[bool]):
    """Whether to end the interview: asked once."""

    AUTO_FOCUS = "#stay"

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "dismiss(True)"),
        ("n", "dismiss(False)"),
        ("escape", "dismiss(False)"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("End the interview?", classes="heading")
            yield Static("Everything you said is kept, and scored as far as you got.")
            with Horizontal():
                yield Button("Go on (n)", id="stay", variant="primary")
                yield Button("End it (y)", id="leave")

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        self.dismiss(pressed.button.id == "leave")


class KeysDialog(ModalScreen[str | None]):
    """Every key with what it does; Enter does it."""

    AUTO_FOCUS = "OptionList"

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss"), ("question_mark", "dismiss")]

    def __init__(self, parts: str) -> None:
        super().__init__()
        self._parts = parts

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Keys · you can say the same in words", classes="heading")
            yield OptionList(
                *(Option(f"{key:6} {says}", id=action) for action, (key, says) in ACTIONS.items()),
                markup=False,
            )
            yield Static(self._parts, classes="dim", markup=False)

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self.dismiss(selected.option_id)
