"""Before the first question: is this the right microphone, is it loud enough, and does it understand you?"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from voice_interviewer.speech.plaintext import plain
from voice_interviewer.ui.tui import drawing
from voice_interviewer.ui.tui.calm import CalmApp

_METER: Final = 40
_REFRESH: Final = 0.1
_ADVICE: Final = 1.0
"""Seconds between two looks at what the microphone is like: a sentence that flickers cannot be read."""
_ASK: Final = "Say a sentence, as you would in the interview: “I would start with the goal.”"


@dataclass(frozen=True, slots=True)
class Probe:
    """What the screen asks about the microphone: its level now in dBFS, what there is to say about it ("" for nothing),
    and to take another by its number among the choices; that gives its name, or why it cannot be used."""

    level: Callable[[], float]
    advice: Callable[[], str]
    take: Callable[[int], Awaitable[str]]


class DeviceDialog(ModalScreen[int | None]):
    """Which microphone."""

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss")]

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__()
        self._choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Which microphone?", classes="heading")
            yield OptionList(*(plain(each) for each in self._choices), markup=False)

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self.dismiss(selected.option_index)


class CheckApp(CalmApp[bool]):
    """Returns True once the interview may begin, None where the candidate leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter", "begin"),
        ("space", "begin"),
        ("d", "devices"),
        ("q", "interrupt"),
    ]

    def __init__(self, name: str, choices: Sequence[str], probe: Probe) -> None:
        super().__init__()
        self._device = name
        self._choices = choices
        self._probe = probe
        self._lines: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Static("Before we begin: your microphone", classes="heading")
        yield Static(id="device", markup=False)
        yield Static(id="meter", markup=False)
        yield Static(id="advice", markup=False)
        yield Static(_ASK, markup=False)
        yield Static(id="heard", markup=False)
        yield Static("Enter begins the interview · d another microphone · q leave", classes="dim")

    def on_mount(self) -> None:
        self.set_interval(_REFRESH, self._look)
        self.set_interval(_ADVICE, self._advise)
        self._show("device", self._device)

    def hearing(self, text: str) -> None:
        """The words so far."""
        self._show("heard", f"… {plain(text)}")

    def heard(self, text: str) -> None:
        """What was understood."""
        said = f"I heard: “{plain(text)}”" if text else "I heard a sound, but no words in it."
        self._show("heard", said)

    def _look(self) -> None:
        self._show("meter", drawing.meter(self._probe.level(), _METER))

    def _advise(self) -> None:
        self._show("advice", self._probe.advice())

    def _show(self, name: str, text: str) -> None:
        if self._lines.get(name) != text and self.is_running:
            self._lines[name] = text
            self.screen_stack[0].query_one(f"#{name}", Static).update(Content(text))

    def action_interrupt(self) -> None:
        self.exit()

    def action_begin(self) -> None:
        self.exit(True)

    def action_devices(self) -> None:
        self.push_screen(DeviceDialog(self._choices), self._taken)

    async def _taken(self, number: int | None) -> None:
        if number is not None:
            self._show("device", await self._probe.take(number))
            self._show("heard", "")
