"""The bank as a value: what it holds, and how the user's folder changes it."""

import shutil
from pathlib import Path

import pytest

from tests.paths import DATA
from voice_interviewer.bank import DEFAULT_TRACK, Bank, load_problem, load_track
from voice_interviewer.errors import ProblemFileError, UnknownName
from voice_interviewer.resources import data_folder
from voice_interviewer.values import Difficulty

SHIPPED = data_folder("problems")
OWN = DATA / "bank"


def test_a_folder_that_does_not_exist_changes_nothing(tmp_path: Path) -> None:
    assert Bank.load(tmp_path / "none") == Bank.load()


def test_problems_are_in_the_order_of_their_names() -> None:
    names = [problem.slug for problem in Bank.load(OWN).problems]
    assert names == sorted(names)
    assert "late-orders" in names


def test_problems_are_found_by_difficulty() -> None:
    bank = Bank.load(OWN)
    easy = bank.by_difficulty(Difficulty.EASY)
    assert "late-orders" in [problem.slug for problem in easy]
    assert {problem.difficulty for problem in easy} == {Difficulty.EASY}
    assert Bank.load().by_difficulty(Difficulty.HARD)
    assert bank.difficulties == frozenset(Difficulty)


def test_an_unknown_track_names_its_neighbours() -> None:
    with pytest.raises(UnknownName, match=DEFAULT_TRACK):
        Bank.load().track("ml-systems-design")


def test_a_file_of_ones_own_replaces_a_shipped_one_of_the_same_name(tmp_path: Path) -> None:
    text = (SHIPPED / "recommendation.yaml").read_text(encoding="utf-8")
    (tmp_path / "recommendation.yaml").write_text(
        text.replace("Real-time product recommendations", "My own version"), encoding="utf-8"
    )
    bank = Bank.load(tmp_path)
    assert bank.problem("recommendation").title == "My own version"
    assert len(bank.problems) == len(Bank.load().problems)


def test_a_problem_may_have_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "my-problem").mkdir()
    shutil.copy(SHIPPED / "recommendation.yaml", tmp_path / "my-problem" / "problem.yaml")
    (tmp_path / "my-problem" / "sketch.txt").write_text("notes", encoding="utf-8")
    bank = Bank.load(tmp_path)
    assert bank.mistakes == ()
    assert bank.problem("my-problem").title == "Real-time product recommendations"


def test_a_broken_track_of_ones_own_breaks_only_what_rests_on_it(tmp_path: Path) -> None:
    shutil.copytree(OWN, tmp_path / "own")
    (tmp_path / "own" / "tracks" / "data-pipelines.yaml").write_text("title: [", encoding="utf-8")
    bank = Bank.load(tmp_path / "own")
    assert {mistake.file.name for mistake in bank.mistakes} == {"data-pipelines.yaml", "late-orders.yaml"}
    assert bank.problems == Bank.load().problems


def test_a_shipped_file_with_a_mistake_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(OWN, tmp_path / "own")
    (tmp_path / "own" / "late-orders.yaml").write_text("title: x\n", encoding="utf-8")
    monkeypatch.setattr("voice_interviewer.bank.data_folder", lambda name: tmp_path / "own")
    with pytest.raises(ProblemFileError, match=r"late-orders\.yaml:1: “\w+” is missing") as caught:
        Bank.load()
    assert "more mistakes" in caught.value.remedy


def test_single_files_are_loaded_or_refused(tmp_path: Path) -> None:
    track = load_track(SHIPPED / "tracks" / f"{DEFAULT_TRACK}.yaml")
    assert load_problem(SHIPPED / "recommendation.yaml", {track.id: track}).slug == "recommendation"
    with pytest.raises(ProblemFileError, match="no track"):
        load_problem(SHIPPED / "recommendation.yaml", {})
    with pytest.raises(ProblemFileError, match="cannot be read"):
        load_track(tmp_path / "none.yaml")


def test_the_bank_is_a_value() -> None:
    bank = Bank.load()
    assert bank == Bank.load()
    with pytest.raises(AttributeError):
        bank.problems = ()  # type: ignore[misc]
