"""After the end: what it was worth, and the transcript, where a misheard answer can be put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from voice_interviewer.errors import VoiceInterviewerError
from voice_interviewer.speech.plaintext import plain
from voice_interviewer.ui.keys import NAMES
from voice_interviewer.ui.tui.calm import CalmApp
from voice_interviewer.values import Speaker, Turn

_KEYS: Final = "↑ ↓ and Enter correct one of your answers · q done"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is shown: a few sentences on the score, and every turn."""

    summary: Sequence[str]
    turns: Sequence[Turn]


class CorrectDialog(ModalScreen[str | None]):
    """The words of one answer, to be put right."""

    AUTO_FOCUS = "TextArea"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("What did you say?", classes="heading")
            words = TextArea(self._text, soft_wrap=True)
            words.cursor_blink = False
            yield words
            with Horizontal():
                yield Button("Keep it (Ctrl-S)", id="keep", variant="primary")
                yield Button("Leave as it was (Esc)", id="leave")

    def on_mount(self) -> None:
        words = self.query_one(TextArea)
        words.move_cursor(words.document.end)

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        self._close(keep=pressed.button.id == "keep")

    def on_key(self, event: Key) -> None:
        if event.key in ("escape", "ctrl+s"):
            event.stop()
            self._close(keep=event.key == "ctrl+s")

    def _close(self, *, keep: bool) -> None:
        text = " ".join(self.query_one(TextArea).text.split())
        self.dismiss(text if keep and text and text != self._text else None)


class ReviewApp(CalmApp[None]):
    """Ends when the candidate is done with it."""

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [("q", "done"), ("escape", "done")]

    def __init__(self, reviewed: Reviewed, correct: Callable[[int, str], Reviewed]) -> None:
        """`correct` mends a turn and gives what there is to show then; may raise a VoiceInterviewerError."""
        super().__init__()
        self._reviewed = reviewed
        self._correct = correct

    def compose(self) -> ComposeResult:
        yield Static(id="summary", markup=False)
        yield OptionList(markup=False)
        yield Static(_KEYS, id="keys", markup=False)

    def on_mount(self) -> None:
        self._fill(len(self._reviewed.turns) - 1)

    def _fill(self, number: int) -> None:
        self.query_one("#summary", Static).update(
            Content("\n".join(plain(line) for line in self._reviewed.summary))
        )
        turns = self.query_one(OptionList)
        turns.clear_options()
        turns.add_options(Option(_line(turn)) for turn in self._reviewed.turns)
        if self._reviewed.turns:
            turns.highlighted = number

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        number = selected.option_index
        turn = self._reviewed.turns[number]
        if turn.speaker is not Speaker.CANDIDATE:
            self._tell("Only your own answers can be corrected.")
            return
        self.push_screen(CorrectDialog(turn.text), lambda text: self._corrected(number, text))

    def _corrected(self, number: int, text: str | None) -> None:
        if text is None:
            return
        try:
            self._reviewed = self._correct(number, text)
        except VoiceInterviewerError as error:
            self._tell(f"{error.message} {error.remedy}")
            return
        self._fill(number)
        self._tell("Corrected, and scored again.")

    def _tell(self, text: str) -> None:
        self.query_one("#keys", Static).update(Content(f"{text}\n{_KEYS}"))

    def action_interrupt(self) -> None:
        self.exit()  # the interview is over: there is nothing to interrupt

    def action_done(self) -> None:
        self.exit()


def _line(turn: Turn) -> str:
    mended = " (corrected)" if turn.heard is not None else ""
    return f"{NAMES[turn.speaker]}{mended}: {plain(turn.text)}"
