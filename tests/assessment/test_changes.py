"""Answers to a changed requirement show whether somebody adapts, in whatever words."""

import pytest

from tests.assessment.conversation import card, turns


def adapted(lines: str) -> bool:
    found = card("fraud-detection", turns(lines))
    one = next(each for each in found["dimensions"] if each["id"] == "communication")
    return (
        "Changing the design when the requirement changes" in one["justification"].split("Still expected")[0]
    )


SAVES = "s: I would put the features into a cache so a lookup takes two milliseconds, because the budget is small."


@pytest.mark.parametrize(
    "change",
    [
        "s? Let me change something. Half of the machines are needed elsewhere. What now?",
        "s? Suppose this happens a month after launch. You lose a region. What now?",
    ],
)
def test_a_reasoned_answer_to_a_change_adapts_the_design(change: str) -> None:
    assert adapted(f"{change}\n{SAVES}")


def test_the_same_words_without_a_change_do_not() -> None:
    assert not adapted(f"s? Which machines would you need?\n{SAVES}")


@pytest.mark.parametrize(
    "reply", ["s: That would be a pity.", "s: I'd talk to management.", "s: Is it all of them?"]
)
def test_an_answer_without_a_point_adapts_nothing(reply: str) -> None:
    assert not adapted(
        f"s? Let me change something. Half of the machines are needed elsewhere. What now?\n{reply}"
    )


def test_only_the_answer_to_it_counts() -> None:
    assert not adapted(
        "s? Let me change something. Half of the machines are needed elsewhere. What now?\n"
        "s: Hm.\n"
        f"s? Which machines would you need?\n{SAVES}"
    )
