"""Recognisers that keep up, are measured once, and make way when they fall behind."""

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.homes import empty_home
from tests.paths import DATA
from voice_interviewer.assemble import stepping, trial
from voice_interviewer.assemble.parts import choose_recogniser
from voice_interviewer.assemble.stepping import SteppingTranscriber
from voice_interviewer.assemble.trial import FILE, first_that_keeps_up
from voice_interviewer.engines.whisper import WhisperTranscriber
from voice_interviewer.errors import RecogniserError
from voice_interviewer.ports import transcribe
from voice_interviewer.settings import Settings
from voice_interviewer.speech.frame import Samples
from voice_interviewer.testing import tone
from voice_interviewer.values import Term, Transcript, Utterance


class Timed:
    """A recogniser whose calls take as long as they are told, on a clock of the test's own."""

    rough = False
    streaming = False
    note = ""

    def __init__(self, name: str, takes: float, clock: "Clock", error: RecogniserError | None = None) -> None:
        self.name, self.takes, self._clock, self._error = name, takes, clock, error
        self.glossaries: list[Sequence[Term]] = []
        self.calls = 0

    def prepare(self, glossary: Sequence[Term]) -> None:
        if self._error:
            raise self._error
        self.glossaries.append(glossary)

    def begin(self, start: int) -> Any:
        def finish() -> Transcript:
            self.calls += 1
            self._clock.now += self.takes
            return Transcript(self.name)

        return SimpleNamespace(accept=lambda samples: None, finish=finish)

    def close(self) -> None:
        pass


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        for module in (trial, stepping):
            monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: self.now))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def ignore(_: str) -> None:
    pass


def row(*transcribers: Timed) -> Any:
    return transcribers


def test_the_ablest_that_keeps_up_is_taken_and_measured_only_once(clock: Clock, tmp_path: Path) -> None:
    told: list[str] = []
    large, middle, small = Timed("large", 3.0, clock), Timed("middle", 0.8, clock), Timed("small", 0.2, clock)
    for _ in range(2):
        assert first_that_keeps_up(row(large, middle, small), tmp_path, told.append) == 1
    assert (large.calls, middle.calls, small.calls) == (1, 1, 0)
    assert told == [f"Trying once whether {name} keeps up on this machine …" for name in ("large", "middle")]


def test_one_that_does_not_load_is_passed_over_and_the_last_needs_no_trial(
    clock: Clock, tmp_path: Path
) -> None:
    broken = Timed("large", 0.1, clock, RecogniserError("It does not load.", ""))
    assert first_that_keeps_up(row(broken, Timed("small", 9.0, clock)), tmp_path, ignore) == 1


def test_a_damaged_or_unwritable_memory_is_none(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[]", encoding="utf-8")
    assert first_that_keeps_up(row(Timed("a", 0.1, clock), Timed("b", 0.1, clock)), tmp_path, ignore) == 0
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="utf-8")
    assert first_that_keeps_up(row(Timed("a", 0.1, clock), Timed("b", 0.1, clock)), nowhere, ignore) == 0


def answers(recogniser: SteppingTranscriber, count: int) -> list[str]:
    return [transcribe(recogniser, Utterance(tone(0.1), 0)).text for _ in range(count)]


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10.0
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_one_that_falls_behind_makes_way_and_it_is_said(clock: Clock) -> None:
    told: list[str] = []
    glossary = (Term("recall"),)
    slow, quick = Timed("medium", 2.5, clock), Timed("base", 0.5, clock)
    recogniser = SteppingTranscriber(row(slow, quick))
    recogniser.tell = told.append
    recogniser.prepare(glossary)
    assert answers(recogniser, 3) == ["medium"] * 3
    until(lambda: bool(told))
    assert told == ["medium falls behind on this machine: base hears you from here on."]
    assert answers(recogniser, 2) == ["base"] * 2
    assert recogniser.name == "base"
    assert quick.glossaries == [glossary]


def test_a_slow_moment_is_not_falling_behind(clock: Clock) -> None:
    slow, quick = Timed("medium", 2.5, clock), Timed("base", 0.5, clock)
    recogniser = SteppingTranscriber(row(slow, quick))
    for takes in (2.5, 2.5, 0.5, 2.5, 2.5, 0.5):
        slow.takes = takes
        answers(recogniser, 1)
    assert recogniser.name == "medium"
    assert not quick.glossaries


def test_one_that_cannot_take_over_leaves_all_as_it_was(clock: Clock) -> None:
    error = RecogniserError("It does not load.", "")
    recogniser = SteppingTranscriber(row(Timed("medium", 2.5, clock), Timed("base", 0.5, clock, error)))
    assert answers(recogniser, 8) == ["medium"] * 8


def test_two_models_on_the_shelf_are_a_row_and_one_is_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_home(monkeypatch, tmp_path)
    settings = Settings(device="cpu")
    shelf = settings.models_dir / "whisper"
    shutil.copytree(DATA / "whisper-toy", shelf / "one-toy")
    assert isinstance(choose_recogniser(settings), WhisperTranscriber)
    shutil.copytree(DATA / "whisper-toy", shelf / "two-toy")
    told: list[str] = []
    recogniser = choose_recogniser(settings, told.append)
    assert isinstance(recogniser, SteppingTranscriber)
    assert len(told) == 1
    recogniser.prepare(())
    samples: Samples = trial.spoken()
    assert isinstance(transcribe(recogniser, Utterance(samples, 0)).text, str)
    recogniser.close()
