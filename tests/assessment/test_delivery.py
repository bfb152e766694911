"""Delivery: the formulas of its docstring, each on a small example."""

import pytest

from voice_interviewer.assessment.delivery import (
    Pause,
    filler_count,
    interviewer_share,
    measure,
    word_count,
)
from voice_interviewer.values import Speaker, Turn, Word


def said(text: str, start: float, end: float, words: tuple[Word, ...] = (), typed: bool = False) -> Turn:
    return Turn(Speaker.CANDIDATE, text, start, end, "serving", words=words, typed=typed)


def asked(text: str, start: float, end: float) -> Turn:
    return Turn(Speaker.INTERVIEWER, text, start, end, "serving")


def test_words_per_minute_count_only_the_candidates_own_time() -> None:
    delivery = measure([asked("Why?", 0, 60), said("one two three four five six", 60, 63)])
    assert delivery is not None
    assert delivery.words_per_minute == 120


def test_pauses_inside_a_turn_are_listed_and_not_counted_as_speaking() -> None:
    words = (Word("one", 0, 1), Word("two", 4, 5), Word("three", 6.4, 7))
    delivery = measure([said("one two three", 0, 7, words)])
    assert delivery is not None
    assert delivery.pauses == (Pause(0, 1, 4),)
    assert delivery.words_per_minute == 45  # three words in four seconds


def test_silence_after_a_question_is_no_pause() -> None:
    words = (Word("one", 30, 31),)
    delivery = measure([asked("Why?", 0, 1), said("one", 30, 31, words)])
    assert delivery is not None
    assert delivery.pauses == ()


def test_fillers_are_counted_per_minute_of_speaking() -> None:
    delivery = measure([said("um so uh we", 0, 30)])
    assert delivery is not None
    assert delivery.fillers_per_minute == 4.0


def test_the_longest_turn_and_the_talk_share_are_by_time() -> None:
    delivery = measure([said("a", 0, 30), asked("b", 30, 40), said("c", 40, 100)])
    assert delivery is not None
    assert (delivery.longest_turn, delivery.talk_share) == (60, 0.9)


def test_response_times_are_those_of_replies_to_spoken_turns() -> None:
    turns = [
        said("a", 0, 10),
        asked("b", 10.8, 12),
        said("c", 11.9, 20),
        said("d", 21, 22),
        asked("e", 21.5, 25),
    ]
    delivery = measure(turns)
    assert delivery is not None
    assert delivery.response_times == (0.8,)


@pytest.mark.parametrize(
    "turns",
    [
        [],
        [asked("Why?", 0, 5)],
        [said("typed words", 3, 3, typed=True)],
        [said("typed words", 3, 9, typed=True)],
        [said("no length", 3, 3)],
        [said("two", 0, 4, (Word("a", 0, 0), Word("b", 4, 4)))],
    ],
)
def test_without_spoken_time_there_is_no_delivery(turns: list[Turn]) -> None:
    assert measure(turns) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("um uh erm hmm", 4),
        ("we have, you know, a queue", 1),
        ("do you know the rate", 0),
        ("as you know that rate is low", 0),
        ("I mean, it is low", 1),
        ("what I mean is low", 0),
        ("it is kind of low", 1),
        ("what kind of drift", 0),
        ("a kind of drift", 0),
        ("it was, like, low", 1),
        ("something like Redis", 0),
        ("the umbrella term", 0),
    ],
)
def test_a_filler_is_one_only_in_context(text: str, count: int) -> None:
    assert filler_count(text) == count


def test_a_compound_is_one_word_and_a_hesitation_none() -> None:
    assert word_count("um, point-in-time joins aren't 10,000") == 5


def test_the_interviewers_share_is_by_time_when_spoken() -> None:
    assert interviewer_share([asked("a b c d", 0, 10), said("x", 10, 40)]) == 0.25


def test_the_interviewers_share_is_by_words_when_typed() -> None:
    assert interviewer_share([asked("a", 0, 10), said("x y z", 10, 10, typed=True)]) == 0.25


def test_the_interviewers_share_is_by_words_where_there_are_no_times() -> None:
    assert interviewer_share([asked("a", 0, 0), said("x", 0, 0)]) == 0.5


def test_nobody_speaking_is_no_share() -> None:
    assert interviewer_share([]) == 0.0


def test_replies_that_were_only_shown_are_counted_in_words() -> None:
    turns = [asked("a", 0, 0), said("x y z", 10, 40)]
    assert interviewer_share(turns) == 0.25
    delivery = measure(turns)
    assert delivery is not None
    assert delivery.talk_share == 0.75
