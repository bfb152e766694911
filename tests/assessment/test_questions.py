"""What the interviewer brought up, read from a journal's questions or from the words alone."""

from dataclasses import replace

import pytest

from tests.assessment.small import PROBLEM, TRACK, Talk, listen
from voice_interviewer.assessment import questions
from voice_interviewer.assessment.ground import survey
from voice_interviewer.assessment.questions import Asked


def read(talk: Talk) -> Asked:
    return questions.read(talk.turns, PROBLEM, TRACK, survey(PROBLEM, TRACK, listen), listen)


@pytest.mark.parametrize(
    ("text", "dimension", "named"),
    [
        ("Right. Where do the labels come from?", "data", ["labels"]),
        ("where do the LABELS come from", "data", ["labels"]),
        ("Where do your labels come from?", "data", ["labels"]),
        ("Where would leakage get in?", "features", ["joins"]),
        ("We open a new region. What changes?", "data", []),
        ("And what about delay there?", "data", ["delay"]),
        ("Walk me through the delay.", "data", ["delay"]),
    ],
)
def test_a_question_is_recognised_by_its_words(text: str, dimension: str, named: list[str]) -> None:
    asked = read(Talk("data").ask(text))
    assert (list(asked.dimensions), list(asked.ground)) == ([dimension], named)


def test_the_first_asking_counts() -> None:
    talk = Talk("data").ask("Where do the labels come from?").say("Hm.").ask("And labels again?")
    assert read(talk).dimensions == {"data": 0}


def test_a_phases_first_free_question_asks_what_the_phase_opens_with() -> None:
    talk = Talk("data").ask("So tell me, what next?").say("Hm.").ask("And what else is there?")
    assert read(talk).dimensions == {"data": 0}


def test_a_phase_named_like_a_dimension_opens_with_it() -> None:
    phases = tuple(replace(one, dimensions=("features", "data")) for one in TRACK.phases)
    track = replace(TRACK, phases=phases)
    talk = Talk("data").ask("So tell me, what next?")
    assert questions.read(talk.turns, PROBLEM, track, survey(PROBLEM, track, listen), listen).dimensions == {
        "data": 0
    }


def test_ground_of_another_phase_is_not_what_a_question_is_about() -> None:
    assert read(Talk("data").ask("And the windows of this goal?")).ground == {"windows": 0}


def test_a_free_question_asks_about_what_its_words_are_like() -> None:
    assert list(read(Talk("data").ask("What aggregates do you keep around?")).dimensions) == ["features"]


@pytest.mark.parametrize(
    "text",
    [
        "Why that one and no other?",
        "Would a hint help?",
        "Where do machine learning projects go wrong?",
        "Let's talk about labels.",
    ],
)
def test_what_keeps_the_conversation_going_asks_about_nothing(text: str) -> None:
    asked = read(Talk().ask(text))
    assert (asked.dimensions, asked.ground) == ({}, {})


@pytest.mark.parametrize("phase", ["wrap-up", "of another track"])
def test_a_free_question_in_a_phase_without_dimensions_asks_about_none(phase: str) -> None:
    assert read(Talk(phase).ask("So what would you say?")).dimensions == {}


def test_every_question_about_something_is_kept_in_order() -> None:
    talk = (
        Talk("data").ask("Where do the labels come from?").say("Hm.").ask("Which aggregates would you keep?")
    )
    assert read(talk).about == {0: frozenset({"data"}), 2: frozenset({"features"})}


@pytest.mark.parametrize(
    ("question", "wants_questions"),
    [
        ("What would you want to know about size?", True),
        ("What would you ask about timing?", True),
        ("What has to be clear to you before this is worth building?", True),
        ("What is different for the business?", False),
        ("Who asked for this?", False),
    ],
)
def test_some_questions_want_questions_back(question: str, wants_questions: bool) -> None:
    assert questions.invites(question) is wants_questions


def test_a_hint_names_ground_and_asks_nothing() -> None:
    asked = read(Talk("data").hint(3))
    assert asked == Asked({}, {"joins": 0, "windows": 0}, {})


def test_the_candidates_questions_ask_the_candidate_nothing() -> None:
    assert read(Talk().say("Where do the labels come from?")) == Asked({}, {}, {})
