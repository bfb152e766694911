"""Questions about the interview itself, and wishes to talk of another part of it."""

from dataclasses import replace

import pytest

from tests.interview.samples import LINES, PROBLEM, TRACK, brief
from tests.interview.simulate import Interview
from tests.interview.test_answers import REASONED, begun, text_of
from voice_interviewer.interview.course import Course, course, wanted_phase
from voice_interviewer.values import Advance, Finish, Move, Say, Wait


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Should I go deeper or move on?", Course.PACE),
        ("Do you want more detail?", Course.PACE),
        ("Do we have time for the features?", Course.PACE),
        ("Should I focus on modelling or infrastructure?", Course.FOCUS),
        ("focus on modelling or infrastructure?", Course.FOCUS),
        ("What should I cover?", Course.FOCUS),
        ("Do you think I did well?", Course.VERDICT),
        ("how am I doing?", Course.VERDICT),
        ("Any feedback for me?", Course.VERDICT),
        ("What could I have done better?", Course.VERDICT),
        ("Can you hear me?", Course.THERE),
        ("What does your team find hardest?", Course.TEAM),
        ("What do you like about working here?", Course.TEAM),
        ("How big is the team?", None),
        ("How many users are there?", None),
        ("What is the latency budget?", None),
        ("I would go deeper into the features.", None),
    ],
)
def test_what_a_question_wants_to_know_about_the_interview(text: str, kind: Course | None) -> None:
    assert course(text) is kind


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Let's talk about serving", "serving"),
        ("let's go to monitoring", "monitoring"),
        ("Can we go back to data?", "data-and-features"),
        ("okay, can we please move on to the data and features part now", "data-and-features"),
        ("That is all on the goal. Let's look at experimentation next.", "monitoring"),
        ("I'd like to talk about the wrap-up", "wrap-up"),
        ("Let's talk about the users", None),
        ("Let's talk about how serving would work at ten times the load and why", None),
        ("Let's do it", None),
        ("We then go to serving", None),
        ("Can we go to communication?", None),
    ],
)
def test_which_part_is_asked_for(text: str, slug: str | None) -> None:
    assert wanted_phase(brief(), text) == slug


def test_on_it_goes_at_once() -> None:
    interview = begun()
    move = interview.answer("Let's talk about serving")
    assert isinstance(move, Advance)
    assert move.phase == "serving"
    assert move.reply.question is not None


def test_to_move_on_to_a_part_skips_to_it_and_not_to_the_next() -> None:
    move = begun().answer("let's move on to serving")
    assert isinstance(move, Advance)
    assert move.phase == "serving"


def test_back_it_is_taken_up_in_the_next_answer() -> None:
    interview = begun(phase="serving")
    move = interview.answer("Can we go back to data?")
    assert text_of(move) == "Take up data and features again."
    assert interview.session.phase == "serving"
    assert interview.session.question is not None
    assert interview.session.question.topic == "data-and-features"
    interview.answer("The labels come from reviewers, because they look at each case.")
    assert "labels" in interview.session.covered


def test_the_part_one_is_in_needs_no_move() -> None:
    assert not isinstance(begun(phase="serving").answer("Let's talk about serving"), Advance)


def test_a_part_that_a_drill_leaves_out_is_taken_up_where_it_is() -> None:
    interview = Interview(brief(focus="serving"))
    interview.begin()
    interview.answer(REASONED)
    assert text_of(interview.answer("Let's talk about monitoring")) == "Take up monitoring again."


def test_the_clock_answers_whether_to_stay() -> None:
    interview = begun()
    assert text_of(interview.answer("Should I go deeper or move on?")) in LINES["go_deeper"]
    interview.at = 150
    assert text_of(interview.answer("Should I go deeper or move on?")) in LINES["go_on"]


def test_when_the_phase_is_over_it_goes_on_with_the_answer() -> None:
    interview = begun()
    interview.at = 230
    move = interview.answer("Should I go deeper or move on?")
    assert isinstance(move, Advance)
    assert move.reply.text.startswith(LINES["go_on"][0])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Should I focus on modelling or infrastructure?", "your_focus"),
        ("How am I doing?", "verdict"),
        ("What does your team find hardest?", "team_reply"),
        ("Can you hear me?", "listening"),
    ],
)
def test_other_questions_about_the_interview_have_lines_of_their_own(text: str, key: str) -> None:
    assert text_of(begun().answer(text)) in LINES[key]


def test_what_the_fact_sheet_answers_comes_first() -> None:
    move = begun().answer("What is the latency budget? And what should I cover?")
    assert isinstance(move, Say)
    assert move.purpose == "fact"


@pytest.mark.parametrize(
    ("text", "key"),
    [("Do you think I did well?", "verdict"), ("What does your team find hardest?", "team_reply")],
)
def test_the_candidates_own_question_is_answered_honestly(text: str, key: str) -> None:
    interview = begun(phase="wrap-up")
    interview.at = 1160
    interview.answer(REASONED, 5)
    move = interview.answer(text)
    assert isinstance(move, Finish)
    assert text_of(move).startswith(LINES[key][0])


@pytest.mark.parametrize(
    "text", ["No more questions, thanks", "I don't have any questions", "nothing else, thanks"]
)
def test_one_with_nothing_to_ask_is_let_go(text: str) -> None:
    assert isinstance(begun(phase="wrap-up").answer(text), Finish)
    assert not isinstance(begun(phase="serving").answer(text), Finish)


# ---------------------------------------------------------------- typed signs of being there


def typed(phase: str = "requirements") -> Interview:
    interview = begun(phase=phase)
    interview.typed = True
    return interview


@pytest.mark.parametrize("text", ["no", "um", "yes", "ok"])
def test_a_typed_sign_of_listening_gets_a_short_line_once(text: str) -> None:
    interview = typed()
    move = interview.answer(text)
    assert isinstance(move, Wait)
    assert text_of(move) in LINES["listening"]
    assert not isinstance(interview.answer(text), Wait)


def test_a_typed_hello_is_greeted_back_with_the_question_once() -> None:
    interview = typed()
    asked = interview.session.question
    assert asked is not None
    move = interview.answer("uh hello there?")
    assert text_of(move).startswith("Hello to you. ")
    assert text_of(move).endswith(asked.text)
    assert interview.session.question is not None
    assert interview.session.question.topic == asked.topic
    assert isinstance(interview.answer("hello"), Wait)


def test_a_spoken_one_is_met_with_silence() -> None:
    assert begun().answer("hello") == Wait("only a sign of listening")


def test_a_typed_no_to_a_hint_is_answered() -> None:
    interview = typed("modelling")
    interview.silence()
    assert text_of(interview.answer("no thanks")) in LINES["listening"]


# ---------------------------------------------------------------- what was said already


def test_the_problems_own_figures_are_not_asked_for() -> None:
    problem = replace(PROBLEM, states=("scale", "business-goal"))
    asked = [begun(brief(seed, problem=problem)).answer(REASONED) for seed in range(4)]
    assert not any(_topic(move) in problem.states for move in asked)


def test_what_a_fact_settled_is_not_asked_for() -> None:
    facts = (replace(PROBLEM.facts[0], settles=("scale", "business-goal")), *PROBLEM.facts[1:])
    interview = begun(brief(problem=replace(PROBLEM, facts=facts)), answers=["What is the scale?"])
    assert _topic(interview.answer(REASONED)) not in {"scale", "business-goal"}


def _topic(move: Move) -> str:
    question = move.reply.question if move.reply is not None else None
    return question.topic if question is not None else ""


def test_what_was_just_named_is_not_asked_for() -> None:
    for seed in range(6):
        interview = begun(brief(seed), phase="monitoring")
        said = "We look at drift, and there are many more things that one could say of a system which runs. "
        move = interview.answer(said * 3)
        assert _topic(move) != "drift"


def test_a_phase_whose_opening_was_answered_ahead_opens_with_something_else() -> None:
    phases = tuple(
        replace(one, leads_to=("baseline",)) if one.slug == "modelling" else one for one in TRACK.phases
    )
    interview = begun(brief(track=replace(TRACK, phases=phases)), phase="data-and-features")
    interview.answer("I would start simple with a baseline, because it tells what more is worth.")
    move = interview.answer("let's talk about modelling")
    assert isinstance(move, Advance)
    assert "splits" in text_of(move)
