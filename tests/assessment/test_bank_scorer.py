"""From ground covered to a score, with what it rests on."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.small import GROUND, PROBLEM, TRACK, Talk, criterion, ground, listen
from voice_interviewer.assessment.bank_scorer import (
    DimensionScore,
    QuestionAsked,
    Tally,
    cap_of,
    level,
    score_dimension,
)
from voice_interviewer.assessment.evidence import gather
from voice_interviewer.assessment.ground import Terrain
from voice_interviewer.assessment.quotes import Quote
from voice_interviewer.values import HintText


def scored(talk: Talk, dimension: str = "framing", hints: tuple[HintText, ...] = ()) -> DimensionScore:
    found = gather(talk.turns, PROBLEM, TRACK, listen)
    return score_dimension(criterion(dimension), found, hints)


def quotes(one: DimensionScore) -> list[str]:
    return [proof.quote for proof in one.evidence if isinstance(proof, Quote)]


SAID = {
    "goal": "Our goal is money because fraud costs.",
    "scale": "The scale is large because everybody pays.",
    "cost": "Each cost differs because people leave.",
    "guardrail": "A guardrail is needed because people complain.",
}


@pytest.mark.parametrize(
    ("said", "score"),
    [
        (["goal"], 2),
        (["cost"], 2),
        (["goal", "cost"], 2),
        (["goal", "scale"], 3),
        (["goal", "scale", "cost"], 4),
        (["goal", "scale", "cost", "guardrail"], 5),
    ],
)
def test_more_ground_scores_higher(said: list[str], score: int) -> None:
    assert scored(Talk().ask("How would you start?").say(" ".join(SAID[one] for one in said))).score == score


def test_an_element_of_excellence_after_a_question_does_not_lift_above_the_anchor() -> None:
    talk = Talk().say(f"{SAID['goal']} {SAID['scale']}").ask("And the cost?").say(SAID["cost"])
    assert scored(talk).score == 3


def test_asked_and_not_met_is_one_with_the_question_and_the_reply() -> None:
    one = scored(Talk().ask("What would success look like?").say("I like trains."))
    assert (one.score, one.range) == (1, (1, 1))
    assert one.evidence[0] == QuestionAsked(0)
    assert quotes(one) == ["I like trains"]
    assert one.next == GROUND[0].sounds_like


@pytest.mark.parametrize("reply", [[], [""], ["..."]])
def test_a_question_without_a_reply_stands_alone(reply: list[str]) -> None:
    talk = Talk().ask("What would success look like?")
    for text in reply:
        talk.say(text)
    one = scored(talk)
    assert one.evidence == (QuestionAsked(0),)
    assert one.justification.startswith("It was asked about and not answered. Still expected:")


def test_a_long_reply_is_shown_by_its_beginning() -> None:
    one = scored(Talk().ask("What would success look like?").say("trains " * 80))
    assert quotes(one) == [" ".join(["trains"] * 25)]


def test_raised_but_not_met_is_one_with_what_was_said() -> None:
    one = scored(Talk().say("I wouldn't look at the goal."))
    assert (one.score, quotes(one)) == (1, ["I wouldn't look at the goal"])


def test_neither_asked_nor_raised_is_no_score() -> None:
    one = scored(Talk().say("I like trains."))
    assert (one.score, one.range, one.evidence) == (None, None, ())


def test_at_most_three_quotes_are_shown_the_best_in_their_order() -> None:
    one = scored(Talk().say(" ".join(SAID.values())))
    assert len(quotes(one)) == 3
    assert [quote.start for quote in one.evidence if isinstance(quote, Quote)] == sorted(
        quote.start for quote in one.evidence if isinstance(quote, Quote)
    )
    assert SAID["cost"].rstrip(".") in quotes(one)


def test_quotes_do_not_overlap() -> None:
    long = "and so on and so forth " * 8
    said = f"Our goal is clear, because {long} the scale and the cost are large"
    shown = [one for one in scored(Talk().say(said)).evidence if isinstance(one, Quote)]
    assert all(one.end <= other.start for one, other in pairwise(shown))


def test_one_sentence_that_covers_two_things_is_shown_once() -> None:
    assert quotes(scored(Talk().say("The goal and the scale matter because so."))) == [
        "The goal and the scale matter because so"
    ]


def test_the_justification_tells_who_brought_what_up_and_what_is_missing() -> None:
    talk = Talk().say(SAID["goal"]).ask("And the cost?").say(SAID["cost"])
    assert scored(talk).justification == "On your own: Goal. After a question: Cost. Still expected: Scale."


def test_the_justification_of_a_one_says_what_would_count() -> None:
    assert scored(Talk().say("There is a goal.")).justification == (
        "What was said about it did not count: it came without a reason or a link to this problem, or was turned down. "
        "Still expected: Goal; Scale."
    )


def test_an_answer_about_something_else_is_not_called_reasonless() -> None:
    talk = Talk().ask("What would success look like?").say("We'd take labels because banks send them.")
    assert scored(talk).justification == (
        "It was asked about, and nothing in the answer was recognised as speaking to it. Still expected: Goal; Scale."
    )


def test_what_was_covered_by_asking_is_told_apart() -> None:
    talk = Talk().say("What is the goal because of that?").say(SAID["scale"])
    assert scored(talk).justification == "On your own: Scale. By asking: Goal."


def test_what_was_only_touched_on_is_told_apart() -> None:
    talk = (
        Talk().say(SAID["scale"]).move_to("data").say("Those labels have a cost because people check them.")
    )
    assert scored(talk).justification == "On your own: Scale. In passing: Cost. Still expected: Goal."


def test_a_hint_caps_and_says_so() -> None:
    talk = Talk("data").say("Fresh windows because time goes by. Then joins because it leaks.")
    uncapped = scored(talk, "features")
    capped = scored(talk, "features", (PROBLEM.hints[3],))
    assert (uncapped.score, capped.score) == (5, 2)
    assert capped.justification.endswith("A hint limits this score.")
    assert uncapped.next == ""


def test_what_came_after_a_hint_counts_as_part_only() -> None:
    talk = Talk("data").hint(3).say("We'd want joins because otherwise it leaks.")
    one = scored(talk, "features", (PROBLEM.hints[2],))
    assert one.score == 2
    assert one.justification.startswith("After a hint: Joins.")


@pytest.mark.parametrize(
    ("levels", "dimension", "cap"),
    [
        ([], "features", 5),
        ([1], "features", 5),
        ([2], "features", 4),
        ([1, 2, 3], "features", 3),
        ([4, 2], "features", 2),
        ([3], "data", 3),
        ([2], "data", 5),
        ([4], "framing", 5),
    ],
)
def test_caps_follow_the_highest_hint_that_touches_a_dimension(
    levels: list[int], dimension: str, cap: int
) -> None:
    assert cap_of(dimension, [PROBLEM.hints[one - 1] for one in levels]) == cap


def test_without_words_for_the_next_level_its_title_stands() -> None:
    bare = replace(PROBLEM, ground=(replace(ground("goal", "requirements", "framing", 3), sounds_like=""),))
    found = gather([], bare, replace(TRACK, ground=()), listen)
    assert score_dimension(criterion("framing"), found, ()).next == "Goal"


def test_a_dimension_without_ground_is_met_by_nothing() -> None:
    talk = Talk().ask("What would success look like?").say("Our goal is money because of fraud.")
    found = gather(talk.turns, PROBLEM, TRACK, listen)
    without = replace(found, terrain=Terrain({}, {}), met=())
    one = score_dimension(criterion("framing"), without, ())
    assert (one.score, one.next) == (1, "")


def test_ground_of_one_anchor_only_still_scores() -> None:
    assert level(Tally(expected=0, expected_met=0, excellent=2, excellent_met=2, unprompted=2, met=2)) == 5
    assert level(Tally(expected=2, expected_met=2, excellent=0, excellent_met=0, unprompted=0, met=2)) == 3
    assert level(Tally(expected=2, expected_met=2, excellent=1, excellent_met=1, unprompted=1, met=3)) == 5


@given(st.integers(0, 6), st.integers(0, 6), st.data())
def test_saying_more_never_scores_less(expected: int, excellent: int, data: st.DataObject) -> None:
    some = data.draw(st.integers(0, expected))
    much = data.draw(st.integers(0, excellent))
    few = Tally(expected, some, excellent, much, much, some + much)
    more = replace(few, expected_met=min(expected, some + 1), met=few.met + 1)
    better = replace(
        few, excellent_met=min(excellent, much + 1), unprompted=min(excellent, much + 1), met=few.met + 1
    )
    assert 1 <= level(few) <= min(level(more), level(better)) <= 5
