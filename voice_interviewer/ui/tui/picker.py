"""Which problem: the whole bank with its difficulty and your last score, and what to practise next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from voice_interviewer.ui.tui.calm import CalmApp
from voice_interviewer.ui.tui.drawing import shortened

_TITLE: Final = 36


@dataclass(frozen=True, slots=True)
class Row:
    """A problem; `score`: the last overall score, None where it was never done."""

    slug: str
    title: str
    difficulty: str
    summary: str
    score: float | None = None


class PickerApp(CalmApp[str]):
    """Returns the slug of the problem picked, None where the candidate leaves."""

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [("n", "next"), ("q", "interrupt"), ("escape", "interrupt")]

    def __init__(self, rows: Sequence[Row], following: str | None = None, why: str = "") -> None:
        """`following`: the problem to practise next, and `why` in a sentence."""
        super().__init__()
        self._rows = rows
        self._next = following
        self._why = why

    def compose(self) -> ComposeResult:
        yield Static("What would you like to practise?", classes="heading")
        options = [
            Option(f"{shortened(row.title, _TITLE):{_TITLE}}  {row.difficulty:6}  {_score(row)}", id=row.slug)
            for row in self._rows
        ]
        yield OptionList(*options, markup=False)
        yield Static(id="summary", markup=False)
        following = f"n practise next: {self._title(self._next)} ({self._why}) · " if self._next else ""
        yield Static(
            Content(f"Enter begins · {following}q leave"),
            classes="dim",
        )

    def on_mount(self) -> None:
        if self._next is not None:
            listed = [row.slug for row in self._rows]
            self.query_one(OptionList).highlighted = listed.index(self._next)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one("#summary", Static).update(Content(self._rows[event.option_index].summary))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.exit(event.option_id)

    def action_interrupt(self) -> None:
        self.exit()

    def action_next(self) -> None:
        if self._next is not None:
            self.exit(self._next)

    def _title(self, slug: str) -> str:
        return next(row.title for row in self._rows if row.slug == slug)


def _score(row: Row) -> str:
    return "not done yet" if row.score is None else f"last time {row.score:.1f} of 5"
