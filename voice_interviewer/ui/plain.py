"""Line mode: what is said, who has the floor, level, phase and clock, in plain text that a screen reader can follow.

At a terminal the last line is alive (level, partial words, time); elsewhere only whole lines are written.
"""

import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import Final, TextIO

from voice_interviewer.events import (
    Event,
    MoveChosen,
    NoticeGiven,
    PhaseEntered,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.ports import View
from voice_interviewer.settings import Settings, dumb_terminal
from voice_interviewer.speech.floor import Floor
from voice_interviewer.speech.plaintext import plain
from voice_interviewer.ui.keys import KEYS, MUTE, NAMES, SAYS
from voice_interviewer.values import Advance, Speaker, TurnTrace

HELP: Final = (
    "Keys, each with Enter: (Enter alone) that's my answer · "
    + " · ".join(f"{key} {SAYS[command]}" for key, command in KEYS.items())
    + f" · {MUTE} mute · ? these keys. A longer line is a typed answer."
)
PROMPT: Final = "> "
_CLEAR: Final = "\r\x1b[K"
_INDENT: Final = len("[00:00]  ")
_BARS: Final = " ▁▂▃▄▅▆▇█"
_QUIETEST: Final = -60.0


class PlainDisplay:
    """`ports.Display` on a text stream. `typed`: answers are typed on the last line, which is then left alone.
    `overran` names the stage that made a reply take longer than `budget` seconds, and `summed_up` says at the end how
    fast all of them came."""

    def __init__(
        self,
        out: TextIO,
        titles: dict[str, str],
        budget: float,
        *,
        typed: bool = False,
        overran: Callable[[TurnTrace, float], str | None] = lambda _trace, _budget: None,
        summed_up: Callable[[Sequence[TurnTrace]], str] = lambda _traces: "",
    ) -> None:
        self._out = out
        self._overran = overran
        self._summed_up = summed_up
        self._traces: list[TurnTrace] = []
        self._titles = titles
        self._budget = budget
        self._typed = typed
        self._alive = out.isatty()
        self._line = ""
        self._opens: str | None = None
        """The phase that the reply in hand opens."""
        self._headed: str | None = None
        """The phase whose heading was the last."""
        self._over = False
        self._gone = False

    def show(self, view: View) -> None:
        if not self._alive or self._over:
            return
        if view.floor is Floor.OVER:
            self._over = True
            self._write(_CLEAR)
            return
        line = PROMPT if self._typed else self._status(view)
        if line != self._line:
            self._line = line
            self._write(f"{_CLEAR}{line}")

    def _status(self, view: View) -> str:
        left = f"{int(max(0.0, view.left) // 60)}:{int(max(0.0, view.left) % 60):02d} left"
        title = self._titles.get(view.phase, view.phase)
        answered = f" · answered in {view.response:.1f} s" if view.response is not None else ""
        words = plain(view.partial)
        line = f"{_bar(view.level)} {view.floor.value} · {title} · {left}{answered}  {words}"
        return line[: shutil.get_terminal_size().columns - 1]

    def tell(self, event: Event) -> None:
        match event:
            case MoveChosen(move=move):
                self._opens = move.phase if isinstance(move, Advance) else None
            case TurnEnded(turn=turn) if turn.text and not (turn.typed and self._alive):
                if turn.speaker is Speaker.INTERVIEWER and self._opens is not None:
                    self._head(self._opens, turn.start)
                broken = " —" if turn.interrupted else ""
                self._say(f"{_stamp(turn.start)}  {NAMES[turn.speaker]}: {plain(turn.text)}{broken}")
            case PhaseEntered(phase=phase):
                self._head(phase, event.at)
            case NoticeGiven(text=text):
                self._say(f"{' ' * _INDENT}Note: {plain(text)}")
            case TurnTraced(trace=trace) if trace.response is not None:
                self._traces.append(trace)
                late = self._overran(trace, self._budget)
                why = f"; longest: {late}" if late is not None else ""
                goal = f" (goal {self._budget:.1f}{why})" if trace.response > self._budget else ""
                self._say(f"{' ' * _INDENT}answered in {trace.response:.2f} s{goal}")
            case SessionEnded(reason=reason):
                self._say(f"{_stamp(event.at)}  The interview is over ({plain(reason)}).")
                if summary := self._summed_up(self._traces):
                    self._say(summary)
            case SessionStarted() | SessionResumed() | TurnTaken():
                pass
            case _:
                pass

    def _head(self, phase: str, at: float) -> None:
        """The heading stands ahead of the sentence that opens a phase, which is entered once that was heard."""
        if phase != self._headed:
            self._say(f"{_stamp(at)}  — {self._titles.get(phase, phase)} —")
        self._headed, self._opens = phase, None

    def help(self) -> None:
        """The keys, from any thread."""
        self._say(HELP)

    def _say(self, text: str) -> None:
        self._line = ""
        self._write(f"{_CLEAR if self._alive else ''}{wrapped(self._out, text)}\n")

    def _write(self, text: str) -> None:
        """An interview goes on when nobody reads along any more (`| head`)."""
        self._gone = self._gone or not write(self._out, text)


def write(out: TextIO, text: str) -> bool:
    """Write what a person may read along; False, and no error, where nobody can (`| head`, a full disk)."""
    try:
        out.write(text)
        out.flush()
    except (OSError, ValueError):
        return False
    return True


def _bar(level: float) -> str:
    share = min(1.0, max(0.0, 1.0 - level / _QUIETEST))
    return _BARS[round(share * (len(_BARS) - 1))]


def _stamp(at: float) -> str:
    return f"[{int(at // 60):02d}:{int(at % 60):02d}]"


def wrapped(out: TextIO, text: str, indent: int = _INDENT) -> str:
    """At a terminal, `text` broken between words, which a terminal is not careful to do; lines after the first begin
    `indent` characters in. Elsewhere as it is."""
    if not out.isatty():
        return text
    width = max(2 * indent, shutil.get_terminal_size().columns - 1)
    return textwrap.fill(text, width, subsequent_indent=" " * indent, break_on_hyphens=False)


def at_terminal() -> bool:
    """Whether a person reads and types there, on a terminal that can move its cursor."""
    streams = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    return streams and not dumb_terminal()


def full_screen(settings: Settings) -> bool:
    """Whether the interview has the whole screen: at a terminal, unless lines were asked for."""
    return at_terminal() and not settings.plain


class Progress:
    """How far something is that takes its time, in one line: alive at a terminal, elsewhere written once, as it
    begins. `note` follows it while it is alive."""

    def __init__(self, out: TextIO, what: str, note: str = "") -> None:
        self._out = out
        self._what = what
        self._note = note
        self._begun = False

    def tell(self, done: int, whole: int) -> None:
        if self._out.isatty():
            line = f"{self._what}: {done} of {whole}.{f' {self._note}' if self._note else ''}"
            write(self._out, f"{_CLEAR}{line[: shutil.get_terminal_size().columns - 1]}")
        elif not self._begun:
            write(self._out, f"{self._what}: {whole} areas.\n")
        self._begun = True

    def end(self, said: str = "") -> None:
        """It is over; `said` is the last there is to say about it."""
        if self._begun and self._out.isatty():
            write(self._out, "\n")
        if said:
            write(self._out, f"{wrapped(self._out, said, indent=0)}\n")
