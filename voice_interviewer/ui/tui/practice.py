"""The interview's own screen: the question, who has the floor, both sides' words, the clock and the notes.

It lives on the interview's event loop. What changes ten times a second is a line or two, drawn again only where it is
different, and without laying out the rest anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from voice_interviewer.events import (
    Event,
    NoticeGiven,
    PhaseEntered,
    SessionEnded,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.interview.session import Session
from voice_interviewer.ports import View
from voice_interviewer.speech.floor import Floor
from voice_interviewer.speech.plaintext import plain
from voice_interviewer.ui.keyboard import LONGEST
from voice_interviewer.ui.keys import KEYS, MUTE, NAMES
from voice_interviewer.ui.tui import drawing
from voice_interviewer.ui.tui.calm import CalmApp
from voice_interviewer.ui.tui.dialogs import EndDialog, KeysDialog
from voice_interviewer.ui.tui.widgets import AnswerLine, Captions, Notes
from voice_interviewer.values import Command, Speaker, Turn, TurnTrace

_W = TypeVar("_W", bound=Widget)

HINT_LEVELS: Final = 4
_PARTIAL: Final = 300
"""Letters of the words in the air that are shown: four lines of a narrow screen."""
_METER: Final = 12
_NAMED_KEYS: Final = {"+": "plus", "-": "minus"}
_FOOTER: Final = (
    "[@click=app.press('DONE')]Space[/] that's my answer · [@click=app.press('HINT')]h[/] hint · "
    "[@click=app.press('REPEAT')]r[/] repeat · [@click=app.press('THINK')]t[/] take your time · "
    "[@click=app.press('TAKE_BACK')]b[/] I wasn't finished · [@click=app.press('SKIP')]s[/] skip · "
    "[@click=app.press('PAUSE')]p[/] pause · [@click=app.mute]m[/] mute · [@click=app.notes]n[/] notes · "
    "[@click=app.keys]?[/] all keys · [@click=app.end]q[/] end"
)
_CLASSES: Final = {
    Floor.HEARING: "hearing",
    Floor.SPEAKING: "speaking",
    Floor.YIELDING: "hearing",
    Floor.WORKING: "waiting",
    Floor.PAUSED: "waiting",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays the same: the problem's title, the phases' titles by slug, the response time aimed at in seconds,
    whether answers are typed, the notes and turns there are already. `overran` names the stage that made a reply
    late."""

    title: str
    titles: Mapping[str, str]
    budget: float
    typed: bool = False
    notes: str = ""
    earlier: Sequence[Turn] = ()
    overran: Callable[[TurnTrace, float], str | None] = lambda _trace, _budget: None


@dataclass(frozen=True, slots=True)
class Controls:
    """What the screen can ask for: a command, a typed line, the microphone's silence, the end, and that notes are
    kept. Called on the event loop; each returns at once."""

    press: Callable[[Command], None]
    line: Callable[[str], None]
    mute: Callable[[], None]
    end: Callable[[], None]
    keep: Callable[[str], None]


@dataclass(slots=True)
class _Shown:
    """What each line shows now, so that only what differs is drawn."""

    lines: dict[str, str] = field(default_factory=dict)
    question: str = ""


class PracticeApp(CalmApp[None]):
    """`ports.Display` on the whole screen."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (100, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "press('DONE')", priority=False),
        *(Binding(_NAMED_KEYS.get(key, key), f"press('{command.name}')") for key, command in KEYS.items()),
        (MUTE, "mute"),
        ("n", "notes"),
        ("i", "answer"),
        ("enter", "answer"),
        ("q", "end"),
        ("question_mark", "keys"),
        ("pageup", "scroll(-1)"),
        ("pagedown", "scroll(1)"),
    ]

    def __init__(self, setting: Setting, controls: Controls) -> None:
        super().__init__()
        self._setting = setting
        self._controls = controls
        self._captions: list[Text] = []
        """Those from before there was a screen."""
        self._shown = _Shown()
        self._view: View | None = None
        self._trace: TurnTrace | None = None
        self._notes = setting.notes
        self._width = 0
        self._drawing = False
        for turn in setting.earlier:
            self._captions.extend(_caption(turn))

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Static(id="phases", markup=False)
        question = Static("The interviewer will greet you.", id="question", markup=False)
        question.border_title = "Question"
        yield question
        with Horizontal(id="middle"):
            yield Captions(self._captions)
            notes = Notes(self._setting.notes, id="notes", soft_wrap=True, tab_behavior="indent")
            notes.cursor_blink = False
            notes.border_title = "Notes · saved as you type · Esc goes back"
            yield notes
        yield Static(id="partial", markup=False)
        yield Static(id="floor", markup=False)
        yield Static(id="levels", markup=False)
        yield Static(id="facts", markup=False)
        answer = AnswerLine(id="answer", max_length=LONGEST)
        answer.cursor_blink = False
        answer.placeholder = "Type your answer and press Enter; Esc for the keys"
        yield answer
        yield Static(Content.from_markup(_FOOTER), id="keys")

    def on_mount(self) -> None:
        self.set_focus(None)
        if self._setting.typed:
            self.action_answer()
        self._redraw()

    def on_resize(self, event: Resize) -> None:
        if event.size.width != self._width:
            self._width = event.size.width
            self.call_after_refresh(self._redraw)

    # ------------------------------------------------------------ what happens

    def show(self, view: View) -> None:
        """Have what is different drawn, soon: of views that come faster than they are drawn, the latest. Whatever goes
        wrong in drawing is the screen's own affair."""
        self._view = view
        if self._there and not self._drawing:
            self._drawing = True
            self.call_later(self._draw)

    @property
    def _there(self) -> bool:
        return self.mounted.is_set() and self.is_running

    def _draw(self) -> None:
        self._drawing = False
        view = self._view
        if view is None or view.session is None:
            return
        session = view.session
        self._line("title", self._heading(view))
        self._line("phases", self._phases(session, view.at))
        self._line("floor", drawing.state(view.floor, typed=self._setting.typed, muted=view.muted))
        self._line("levels", self._levels(view))
        self._line("facts", self._facts(session))
        self._floor_colour(view.floor)
        self._line("partial", _in_the_air(view), layout=True)
        question = session.question.text if session.question is not None else ""
        if question and question != self._shown.question:
            self._shown.question = question
            self._static("question").update(Content(plain(question)))

    def tell(self, event: Event) -> None:
        match event:
            case TurnEnded(turn=turn):
                self._add(*_caption(turn))
            case PhaseEntered(phase=phase):
                self._add(Text(f"— {self._setting.titles.get(phase, phase)} —", style="bold"))
            case NoticeGiven(text=text):
                self._add(Text(f"Note: {plain(text)}", style="italic"))
            case TurnTaken():
                self._add(Text("(That is taken back. Go on.)", style="dim"))
            case TurnTraced(trace=trace) if trace.response is not None:
                self._trace = trace
            case SessionEnded(reason=reason):
                self._add(Text(f"The interview is over ({plain(reason)}).", style="bold"))
            case _:
                pass

    def help(self) -> None:
        """All the keys, from any thread."""
        self.call_later(self.action_keys)

    # ------------------------------------------------------------ drawing

    def _redraw(self) -> None:
        """Every line anew: the first time, and at another width."""
        self._shown = _Shown()
        self._draw()

    def _add(self, *texts: Text) -> None:
        if self._there:
            self.call_later(self._caption, texts)
        else:
            self._captions += texts

    def _caption(self, texts: Sequence[Text]) -> None:
        for text in texts:
            self._find(Captions).add(text)

    def _static(self, name: str) -> Static:
        return self.screen_stack[0].query_one(f"#{name}", Static)

    def _find(self, widget: type[_W]) -> _W:
        """On the interview's own screen, whatever is in front of it."""
        return self.screen_stack[0].query_one(widget)

    def _line(self, name: str, text: str, *, layout: bool = False) -> None:
        if self._shown.lines.get(name) != text:
            self._shown.lines[name] = text
            self._static(name).update(Content(text), layout=layout)

    def _floor_colour(self, floor: Floor) -> None:
        widget = self._static("floor")
        for name in set(_CLASSES.values()):
            widget.set_class(_CLASSES.get(floor) == name, name)

    def _heading(self, view: View) -> str:
        left = f"{drawing.clock(view.left)} left" if view.left >= 0 else f"{drawing.clock(view.left)} over"
        room = max(10, self.size.width - len(left) - 1)
        return f"{drawing.shortened(plain(self._setting.title), room - 1):{room}}{left}"

    def _phases(self, session: Session, at: float) -> str:
        count = max(1, len(session.started.plan))
        cells = list(drawing.phases(session, at, self._setting.titles, max(6, self.size.width // count)))
        return "\n".join("".join(cell[row] for cell in cells) for row in range(3))

    def _levels(self, view: View) -> str:
        mine = "" if self._setting.typed else f"you {drawing.meter(view.level, _METER)}   "
        return f"{mine}interviewer {drawing.meter(view.voice, _METER)}"

    def _facts(self, session: Session) -> str:
        level = session.hint_level
        facts = [f"hint level {level} of {HINT_LEVELS} used" if level else "no hint used"]
        if self._trace is not None and self._trace.response is not None:
            late = self._setting.overran(self._trace, self._setting.budget)
            why = f", longest: {late}" if late is not None else ""
            facts.append(f"answered in {self._trace.response:.1f} s (goal {self._setting.budget:.1f}{why})")
        parts = session.parts
        facts.append(f"{parts.stt} · {parts.llm} · {parts.tts}")
        return drawing.shortened(" · ".join(facts), max(20, self.size.width))

    # ------------------------------------------------------------ keys

    def action_press(self, name: str) -> None:
        command = Command[name]
        if command is Command.PAUSE and self._view is not None and self._view.floor is Floor.PAUSED:
            command = Command.RESUME
        self._controls.press(command)

    def action_mute(self) -> None:
        self._controls.mute()

    def action_notes(self) -> None:
        notes, captions = self._find(Notes), self._find(Captions)
        if opened := not notes.has_class("open"):
            notes.focus()
        notes.set_class(opened, "open")
        captions.set_class(opened, "covered")

    def action_answer(self) -> None:
        answer = self._find(AnswerLine)
        answer.add_class("open")
        answer.focus()

    def action_keys(self) -> None:
        session = self._view.session if self._view is not None else None
        parts = session.parts if session is not None else None
        said = (
            f"Hearing: {parts.stt} · Voice: {parts.tts} · Questions: {parts.llm}\n"
            f"Microphone: {parts.microphone} · Loudspeaker: {parts.loudspeaker} · Turns: {parts.vad}"
            if parts is not None
            else ""
        )
        self.push_screen(KeysDialog(said), self._chosen)

    async def _chosen(self, action: str | None) -> None:
        if action is not None:
            await self.run_action(action)

    def action_end(self) -> None:
        self.push_screen(EndDialog(), self._decided)

    def _decided(self, end: bool | None) -> None:
        if end:
            self._controls.end()

    def action_scroll(self, pages: int) -> None:
        self._find(Captions).turn_page(pages)

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        answer = self._find(AnswerLine)
        if text := submitted.value.strip():
            self._controls.line(text)
        answer.value = ""
        if not self._setting.typed:
            answer.remove_class("open")
            self.set_focus(None)

    def on_text_area_changed(self, changed: TextArea.Changed) -> None:
        if changed.text_area.text != self._notes:
            self._notes = changed.text_area.text
            self._controls.keep(self._notes)


def _in_the_air(view: View) -> str:
    """What is being said just now."""
    speaker, words = Speaker.CANDIDATE, view.partial if view.floor is Floor.HEARING else ""
    if view.floor in (Floor.SPEAKING, Floor.YIELDING):
        speaker, words = Speaker.INTERVIEWER, view.saying
    return f"{NAMES[speaker]}: {drawing.tail(plain(words), _PARTIAL)} …" if words else ""


def _caption(turn: Turn) -> tuple[Text, ...]:
    if not turn.text:
        return ()
    text = Text(f"{NAMES[turn.speaker]}: ", style="bold")
    text.append(f"{plain(turn.text)}{' —' if turn.interrupted else ''}", style="not bold")
    return (text,)
