"""The picker takes a number or a name, and says what was wrong with anything else."""

import pytest

from voice_interviewer.bank import Bank
from voice_interviewer.cli.choosing import named
from voice_interviewer.errors import UsageError


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
