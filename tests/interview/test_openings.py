"""Beginning, moving on and ending."""

from dataclasses import replace

import pytest

from tests.interview.samples import LINES, PROBLEM, TRACK, brief, with_lines
from tests.interview.simulate import Interview
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.lines import REPLY_WORDS
from voice_interviewer.interview.situation import WARM_UP
from voice_interviewer.values import Advance, Command, Finish, Move, Say


def first(one: Brief, minutes: float = 20, *, rough: bool = False) -> tuple[Interview, str]:
    interview = Interview(one, minutes, rough=rough)
    move = interview.begin()
    assert isinstance(move, Say)
    assert move.purpose == "greeting"
    return interview, move.reply.text


def text_of(move: Move) -> str:
    assert move.reply is not None
    return move.reply.text


def test_it_begins_with_a_greeting_and_the_problem_in_one() -> None:
    interview, text = first(brief())
    assert text.startswith(LINES["greeting"])
    assert PROBLEM.question in text
    assert text.endswith(TRACK.phases[0].opening)
    assert interview.session.question is not None
    assert interview.session.question.topic == "requirements"


def test_from_half_an_hour_it_begins_with_a_warm_up_and_then_the_problem() -> None:
    interview, text = first(brief(), 30)
    assert text.endswith(TRACK.warm_up)
    assert interview.session.question is not None
    assert interview.session.question.topic == WARM_UP
    move = interview.answer(
        "It goes wrong when nobody looks at the data, because then the model learns from noise."
    )
    assert isinstance(move, Say)
    assert move.purpose == "problem_intro"
    assert PROBLEM.question in move.reply.text


def test_a_rough_recogniser_is_admitted_at_once_in_as_many_words_as_fit() -> None:
    _, text = first(brief(), rough=True)
    assert LINES["greeting_rough"][0] in text
    assert len(text.split()) <= REPLY_WORDS
    long = with_lines(greeting_rough=("My hearing is rough. " + "Very rough. " * 16 + "Type if you like.",))
    _, text = first(brief(track=long), rough=True)
    assert PROBLEM.short_question in text
    assert PROBLEM.question not in text
    _, text = first(brief(track=long), 45, rough=True)
    assert len(text.split()) <= REPLY_WORDS


def test_an_opening_that_fits_in_no_form_is_as_short_as_it_can_be() -> None:
    wordy = replace(PROBLEM, question="word " * 70 + "end.", short_question="word " * 65 + "end.")
    _, text = first(brief(problem=wordy, track=with_lines(greeting=())))
    assert len(text.split()) < 80


def test_a_problem_that_asks_is_not_followed_by_another_question() -> None:
    asks = replace(PROBLEM, question="We pay people. How would you design it?")
    _, text = first(brief(problem=asks))
    assert text.count("?") == 1


def test_a_drill_says_what_it_is_about() -> None:
    _, text = first(brief(focus="features"))
    assert "Only data and features today." in text
    _, text = first(brief(focus="communication"))
    assert "Only" not in text


def test_a_hand_over_opens_the_next_phase() -> None:
    interview, _ = first(brief())
    move = interview.answer("let's move on")
    assert isinstance(move, Advance)
    assert move.phase == "data-and-features"
    assert move.reply.text.startswith(LINES["skip"])
    assert move.reply.text.endswith(TRACK.phases[1].opening)
    assert move.reply.instruction == ""
    assert interview.session.phase == "data-and-features"


def test_a_phase_opened_before_opens_with_other_ground() -> None:
    used = replace(TRACK, phases=(TRACK.phases[0], replace(TRACK.phases[1], opening=()), *TRACK.phases[2:]))
    interview, _ = first(brief(track=used))
    move = interview.answer("let's move on")
    assert "version" in text_of(move)


def test_ground_that_opens_a_phase_counts_as_asked_about() -> None:
    silent = replace(TRACK.phases[1], opening=())
    track = replace(TRACK, phases=(TRACK.phases[0], silent, *TRACK.phases[2:]))
    interview, _ = first(brief(track=track))
    move = interview.command(Command.SKIP)
    assert move.reply is not None
    assert move.reply.question is not None
    topic = move.reply.question.topic
    assert topic in brief(track=track).grounds
    interview.answer("I would have to think about that for a while, to be honest with you.")
    assert [asked.topic for asked in interview.session.asked].count(topic) == 1


def test_a_phase_with_nothing_to_ask_is_entered_all_the_same() -> None:
    silent = replace(TRACK.phases[1], opening=(), handover=())
    track = replace(TRACK, phases=(TRACK.phases[0], silent, *TRACK.phases[2:]), ground=(), lines={})
    interview, _ = first(brief(problem=replace(PROBLEM, ground=()), track=track))
    move = interview.command(Command.SKIP)
    assert text_of(move) == "Let's move to data and features."
    assert interview.session.phase == "data-and-features"


def test_a_hand_over_in_time_may_be_worded_by_the_model() -> None:
    interview, _ = first(brief())
    interview.at = 200
    move = interview.answer("The goal is to lose less money, because fraud is costly.")
    assert isinstance(move, Advance)
    assert "hand over to data and features" in move.reply.instruction


@pytest.mark.parametrize(("asked", "answered"), [("Is the weather nice?", True), ("no thanks", False)])
def test_the_candidates_question_is_answered_before_the_goodbye(asked: str, answered: bool) -> None:
    interview, _ = first(brief())
    interview.command(Command.WRAP_UP)
    interview.answer(
        "I would look at the labels again, because they decide everything that comes after them."
    )
    interview.at = max(interview.at, 1150)
    interview.answer("And the trade-offs are clear since we gave up freshness for cost.")
    move = interview.answer(asked)
    while not interview.session.ended:
        move = interview.answer(asked)
    assert isinstance(move, Finish)
    assert (LINES["candidate_question_reply"][0] in move.reply.text) is answered
    assert move.reply.text.endswith(LINES["farewell"][0])
    assert bool(move.reply.instruction) is answered
