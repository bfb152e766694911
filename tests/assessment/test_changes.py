"""Answers to a changed requirement, or to "what was the other option?", count in whatever words they come."""

import pytest

from tests.assessment.conversation import card, turns


def communicated(title: str, lines: str) -> bool:
    found = card("fraud-detection", turns(lines))
    one = next(each for each in found["dimensions"] if each["id"] == "communication")
    return title in one["justification"].split("Still expected")[0]


def adapted(lines: str) -> bool:
    return communicated("Changing the design when the requirement changes", lines)


def weighed(lines: str) -> bool:
    return communicated("Two options side by side", lines)


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


def test_a_change_asked_for_in_other_words_is_one() -> None:
    assert adapted(
        f"s? Suppose you get only half of the machines. Which of your earlier decisions does that overturn?\n{SAVES}"
    )


@pytest.mark.parametrize(
    "question",
    [
        "Which decision in this design was the closest call?",
        "Which decision in your design was the closest call?",
    ],
)
def test_naming_the_other_option_when_asked_weighs_two(question: str) -> None:
    assert weighed(f"w? {question}\n{SAVES.replace('s:', 'w:')}")


def test_an_empty_reply_to_the_same_question_does_not() -> None:
    assert not weighed("w? Which decision in this design was the closest call?\nw: All of them, really.")
