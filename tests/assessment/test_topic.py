"""Whether an answer is about the problem at all."""

import pytest

from tests.assessment.conversation import bank, card, turns
from tests.assessment.small import PROBLEM, TRACK
from voice_interviewer.assessment.topic import Vocabulary

HOLIDAY = (
    "Last summer we rented a cottage near the lake, because the hotel was fully booked and my cousin wanted to fish. "
    "The kettle broke on Tuesday, so we drank cold lemonade."
)
PLAIN = "I would count how many payments this card made in the last hour, because thieves spend quickly."


@pytest.mark.parametrize("slug", [problem.slug for problem in bank().problems])
def test_a_holiday_is_about_something_else_on_every_problem(slug: str) -> None:
    problem = bank().problem(slug)
    assert Vocabulary(problem, bank().track(problem.track)).is_elsewhere(HOLIDAY)


def test_plain_words_and_short_answers_are_about_the_problem() -> None:
    problem = bank().problem("fraud-detection")
    vocabulary = Vocabulary(problem, bank().track(problem.track))
    assert not vocabulary.is_elsewhere(PLAIN)
    assert not vocabulary.is_elsewhere("My cousin wanted to fish.")


def test_a_problem_of_few_words_cannot_tell() -> None:
    assert not Vocabulary(PROBLEM, TRACK).is_elsewhere(HOLIDAY)


def test_a_story_earns_nothing_whatever_it_holds() -> None:
    story = (
        "We split the cake into ten pieces, since the guests wanted to compare lemon cream with cherry glaze."
    )
    found = card("fraud-detection", turns(f"o? How would you run an A/B test here?\no: {HOLIDAY} {story}"))
    one = next(each for each in found["dimensions"] if each["id"] == "experimentation")
    assert one["score"] == 1
