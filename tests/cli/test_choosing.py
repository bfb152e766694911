"""The picker takes a number or a name, and says what was wrong with anything else; an earlier session is gone on with
in its own folder, or continued in a new one."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_journal import STARTED, TURN
from voice_interviewer import journal
from voice_interviewer.bank import Bank
from voice_interviewer.cli.choosing import named, resumed
from voice_interviewer.errors import SessionError, UsageError
from voice_interviewer.events import Event, Scored, SessionEnded, TurnEnded
from voice_interviewer.settings import load


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank.load(None)


@pytest.mark.parametrize("answer", ["fraud-detection", " Fraud-Detection ", "fraud detection"])
def test_a_problem_is_picked_by_its_name(bank: Bank, answer: str) -> None:
    assert named(answer, bank.problems).slug == "fraud-detection"


def test_a_problem_is_picked_by_its_number_or_its_title(bank: Bank) -> None:
    problems = bank.problems
    assert named("2", problems) == problems[1]
    assert named(problems[3].title, problems) == problems[3]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("0", "There is no number 0. Type a number from 1 to"),
        ("99", "There is no number 99."),
        ("frod", "no problem called “frod”. Did you mean fraud-detection? Type a number from 1 to"),
        ("abc", "or a name from the list."),
    ],
)
def test_a_mistake_says_what_can_be_typed(bank: Bank, answer: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        named(answer, bank.problems)
    assert said in str(caught.value)


ID = "20260101-000000-fraud-detection"


def earlier(data_dir: Path, *events: Event) -> Path:
    """A session of 20 minutes that stopped after a minute and a half."""
    folder = data_dir / "sessions" / ID
    folder.mkdir(parents=True)
    journal.append_all(folder, [replace(STARTED, problem="fraud-detection"), TurnEnded(90.0, TURN), *events])
    return folder


@pytest.mark.parametrize(("asked", "minutes"), [(None, 20), (7.0, 7)])
def test_a_finished_session_is_continued_in_a_new_one(
    bank: Bank, tmp_path: Path, asked: float | None, minutes: float
) -> None:
    card = {"overall": 3.1, "verdict": "leaning hire"}
    earlier(tmp_path, SessionEnded(91.0, "finished"), Scored(91.0, card))
    settings = load({"out": str(tmp_path), "minutes": asked}, {}, tmp_path / "none.toml")
    order = resumed(settings, bank, "last")
    assert (order.resume, order.continues, order.minutes) == (None, ID, minutes)
    assert order.opening.startswith(
        f"{ID} is finished (3.1 of 5, leaning hire); this new session of {minutes}"
    )


def test_an_unfinished_session_goes_on_where_it_stopped(bank: Bank, tmp_path: Path) -> None:
    earlier(tmp_path)
    settings = load({"out": str(tmp_path)}, {}, tmp_path / "none.toml")
    order = resumed(settings, bank, "last")
    assert order.resume is not None
    assert order.resume.id == ID
    title = bank.problem("fraud-detection").title
    assert order.opening == f"Going on with {ID}: {title}, 01:30 into 20 minutes."


def test_a_running_session_is_not_gone_on_with_twice(bank: Bank, tmp_path: Path) -> None:
    running = journal.Journal(earlier(tmp_path))
    settings = load({"out": str(tmp_path)}, {}, tmp_path / "none.toml")
    with pytest.raises(SessionError, match="running in another window"):
        resumed(settings, bank, "last")
    running.close()
    assert resumed(settings, bank, ID[:8]).resume is not None
