"""The full screen's other half: lines when it fails, notes on disk, typed lines as keys and answers."""

import asyncio
import io
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from voice_interviewer import history
from voice_interviewer.assemble import fronts
from voice_interviewer.assemble.fronts import FELL_BACK, TOO_LONG, FullScreen, NotesFile, Wires, take_line
from voice_interviewer.events import NoticeGiven
from voice_interviewer.live.signals import CommandPressed, LineTyped, PartTroubled, Signal
from voice_interviewer.testing import InlineWorker, virtual_time
from voice_interviewer.ui.keyboard import LONGEST
from voice_interviewer.ui.tui.practice import Controls, PracticeApp, Setting
from voice_interviewer.values import Command


class Asked:
    def __init__(self, *, typed: bool) -> None:
        self.signals: list[Signal] = []
        self.helps = self.mutes = 0
        self.wires = Wires(self.signals.append, self.mute, list, typed)

    def help(self) -> None:
        self.helps += 1

    def mute(self) -> None:
        self.mutes += 1

    def line(self, text: str) -> None:
        take_line(text, self.wires, self.help, self.mute)


@pytest.mark.parametrize(
    ("line", "beside", "typing"),
    [
        ("h", CommandPressed(Command.HINT), CommandPressed(Command.HINT)),
        ("H", CommandPressed(Command.HINT), CommandPressed(Command.HINT)),
        ("+", CommandPressed(Command.HARDER), CommandPressed(Command.HARDER)),
        ("", CommandPressed(Command.DONE), LineTyped("")),
        ("a queue", LineTyped("a queue"), LineTyped("a queue")),
    ],
)
def test_a_line_is_a_key_or_an_answer(line: str, beside: Signal, typing: Signal) -> None:
    for typed, signal in ((False, beside), (True, typing)):
        asked = Asked(typed=typed)
        asked.line(line)
        assert asked.signals == [signal]


def test_help_and_mute_are_no_signals() -> None:
    asked = Asked(typed=False)
    asked.line("?")
    asked.line("m")
    assert (asked.helps, asked.mutes, asked.signals) == (1, 1, [])


def test_a_line_as_long_as_a_file_is_cut_and_said_so() -> None:
    asked = Asked(typed=True)
    asked.line("x" * (LONGEST + 1))
    assert asked.signals == [PartTroubled("keyboard", TOO_LONG), LineTyped("x" * LONGEST)]


# ---- notes ---------------------------------------------------------------------------------------------------------


def test_notes_are_on_disk_soon_and_all_of_them_at_the_end(tmp_path: Path) -> None:
    told: list[Signal] = []

    async def stage() -> None:
        notes = NotesFile(tmp_path, InlineWorker())
        notes.keep("a", told.append)
        notes.keep("ab", told.append)
        await asyncio.sleep(0.7)
        assert history.notes(tmp_path) == "ab"
        notes.keep("abc", told.append)
        await notes.close()
        assert history.notes(tmp_path) == "abc"

    with virtual_time() as runner:
        runner.run(stage())
    assert told == []


def test_without_notes_there_is_no_file(tmp_path: Path) -> None:
    with virtual_time() as runner:
        runner.run(NotesFile(tmp_path, InlineWorker()).close())
    assert not [*tmp_path.iterdir()]
    assert history.notes(tmp_path) == ""


def test_a_disk_that_refuses_the_notes_is_told_once_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Signal] = []

    def refuse(_path: Path, _text: str) -> None:
        raise OSError(28, "No space left on device")

    async def stage() -> None:
        notes = NotesFile(tmp_path, InlineWorker())
        with monkeypatch.context() as full:
            full.setattr(history, "write_whole", refuse)
            notes.keep("a", told.append)
            await asyncio.sleep(5.0)
        await asyncio.sleep(1.0)
        assert history.notes(tmp_path) == "a"
        with monkeypatch.context() as full:
            full.setattr(history, "write_whole", refuse)
            notes.keep("b", told.append)
            await notes.close()

    with virtual_time() as runner:
        runner.run(stage())
    assert told == [
        PartTroubled("notes", "Your notes cannot be saved: No space left on device. They are tried again.")
    ]


# ---- a screen that fails -------------------------------------------------------------------------------------------


class Broken(PracticeApp):
    """Its first picture is its last."""

    async def run_async(self, **_: object) -> None:
        raise RuntimeError("no screen")


class Unmounting(PracticeApp):
    """Comes up, and goes after a second."""

    async def run_async(self, **_: object) -> None:
        self.mounted.set()
        await asyncio.sleep(1.0)


@pytest.mark.parametrize("app", [Broken, Unmounting])
def test_lines_stand_in_for_a_screen_that_fails(
    app: type[PracticeApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fronts, "PracticeApp", app)
    out, asked = io.StringIO(), Asked(typed=False)

    async def stage() -> None:
        lines = fronts.lines(out, None, {}, 0.8, typed=False)
        front = FullScreen(lines, Setting("Fraud", {}, 0.8), NotesFile(Path(), InlineWorker()))
        async with AsyncExitStack() as stack:
            await front.start(stack, asked.wires)
            await asyncio.sleep(2.0)
            front.tell(NoticeGiven(1.0, "screen", FELL_BACK))
            front.leave()

    with virtual_time() as runner:
        runner.run(stage())
    assert asked.signals == [PartTroubled("screen", FELL_BACK)]
    assert FELL_BACK in out.getvalue()


async def test_an_error_in_drawing_ends_the_screen_and_shows_no_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = PracticeApp(Setting("Fraud", {}, 0.8), Controls(*[lambda *_: None] * 5))

    def fail() -> None:
        raise RuntimeError("broken picture")

    async def draw() -> None:
        async with app.run_test() as pilot:
            app.call_later(fail)
            await pilot.pause()

    with pytest.raises(RuntimeError, match="broken picture"):
        await draw()
    assert app.failed
    assert "Traceback" not in "".join(capsys.readouterr())
