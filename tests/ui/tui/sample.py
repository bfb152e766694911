"""An interview for the screen to show, and what the screen asks of it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.strip import Strip

from tests.paths import DATA
from voice_interviewer.bank import Bank
from voice_interviewer.events import Event, PhaseEntered, SessionStarted, TurnEnded
from voice_interviewer.interview.phases import plan
from voice_interviewer.interview.session import Session, replay
from voice_interviewer.ports import View
from voice_interviewer.speech.floor import Floor
from voice_interviewer.ui.tui.calm import CalmApp
from voice_interviewer.ui.tui.practice import Controls, PracticeApp, Setting
from voice_interviewer.values import Command, Parts, Speaker, Turn

BANK = Bank.load(None)
PROBLEM = BANK.problem("fraud-detection")
TRACK = BANK.track(PROBLEM.track)
TITLES = {phase.slug: phase.title for phase in TRACK.phases}
PARTS = Parts("whisper base.en", "the problem bank", "piper lessac", "silero", "Headset", "Headset")
GREETING = Turn(
    Speaker.INTERVIEWER, "Welcome. What would you ask first about the goal?", 1.0, 5.0, "requirements"
)
ANSWER = Turn(Speaker.CANDIDATE, "What a missed fraud costs.", 6.0, 9.0, "requirements")
STARTED = SessionStarted(
    0.0, "s", PROBLEM.slug, TRACK.id, 45, PROBLEM.difficulty, 5, "2026-01-01T00:00:00+00:00", PARTS,
    plan(TRACK, 45, None),
)  # fmt: skip
EVENTS: tuple[Event, ...] = (PhaseEntered(0.0, "requirements"), TurnEnded(5.0, GREETING))
SESSION: Session = replay((STARTED, *EVENTS))


def view(
    floor: Floor = Floor.LISTENING,
    *,
    level: float = -120.0,
    partial: str = "",
    voice: float = -120.0,
    saying: str = "",
    muted: bool = False,
    left: float = 2500.0,
    session: Session = SESSION,
) -> View:
    return View(floor, level, partial, voice, saying, muted, 200.0, session, session.phase, 280.0, left)


@dataclass
class Asked:
    """What the screen asked for, in order."""

    presses: list[Command] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mutes: int = 0
    ends: int = 0

    def mute(self) -> None:
        self.mutes += 1

    def end(self) -> None:
        self.ends += 1

    def controls(self) -> Controls:
        return Controls(self.presses.append, self.lines.append, self.mute, self.end, self.notes.append)


Act = Callable[[PracticeApp, "Pilot[None]"], Awaitable[None]]


async def practise(
    act: Act,
    *,
    size: tuple[int, int] = (80, 24),
    typed: bool = False,
    notes: str = "",
    earlier: tuple[Turn, ...] = (),
) -> Asked:
    """The practice screen as it is when it is the candidate's turn; `act` uses it."""
    asked = Asked()
    setting = Setting(
        PROBLEM.title, TITLES, 0.8, typed, notes, earlier, lambda _trace, _budget: "first token"
    )
    app = PracticeApp(setting, asked.controls())
    async with app.run_test(size=size) as pilot:
        for event in EVENTS:
            app.tell(event)
        app.show(view())
        await pilot.pause()
        await act(app, pilot)
    return asked


def strips(app: CalmApp[Any]) -> list[Strip]:
    """The screen's lines."""
    return app.screen._compositor.render_strips()  # noqa: SLF001 - there is no public way to read a screen


def text_of(app: CalmApp[Any]) -> str:
    """What can be read on the screen, line by line."""
    return "\n".join(strip.text.rstrip() for strip in strips(app))


def picture(app: CalmApp[Any]) -> str:
    """The screen as SVG, without its fonts and the number that makes each export's names its own."""
    svg = app.export_screenshot(title="")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # from an address elsewhere
    return re.sub(r"terminal-\d+", "terminal", svg)


def same_picture(app: CalmApp[Any], name: str, made: Path) -> bool:
    """Whether the screen looks as in `tests/data/screens`. What it looks like now is left in the folder `made`: look at
    it, and copy it there if it is right."""
    svg = picture(app)
    (made / f"{name}.svg").write_text(svg, encoding="utf-8")
    kept = DATA / "screens" / f"{name}.svg"
    return kept.is_file() and kept.read_text(encoding="utf-8") == svg
