"""Quotes are the candidate's own words or they do not exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.assessment.quotes import NotSaid, Quote, find, fold, try_quote
from voice_interviewer.values import Speaker, Turn, Word

SAID = (
    "Well, um, I\u2019d split it BY TIME — train on March, you know, and test on April. Point-in-time joins."
)


def turn(text: str, *, speaker: Speaker = Speaker.CANDIDATE, words: tuple[Word, ...] = ()) -> Turn:
    return Turn(speaker, text, 100.0, 110.0, "modelling", words=words)


def test_a_quote_is_the_turns_own_text() -> None:
    assert Quote(0, "id split it by time train on march and test", [turn(SAID)]).quote == (
        "I\u2019d split it BY TIME — train on March, you know, and test"
    )


def test_case_punctuation_hyphens_and_fillers_make_no_difference() -> None:
    assert Quote(0, "POINT in time, uh, joins!", [turn(SAID)]).quote == "Point-in-time joins"


@pytest.mark.parametrize("invented", ["split it by user", "April test on", "", "...", "um", "you know"])
def test_words_that_were_not_said_make_no_quote(invented: str) -> None:
    with pytest.raises(NotSaid):
        Quote(0, invented, [turn(SAID)])


def test_a_part_of_a_word_is_not_a_quote() -> None:
    assert try_quote(0, "mar", [turn(SAID)]) is None


def test_the_interviewers_words_are_never_a_quote() -> None:
    with pytest.raises(NotSaid):
        Quote(0, "by time", [turn(SAID, speaker=Speaker.INTERVIEWER)])


@pytest.mark.parametrize("number", [-1, 1])
def test_a_turn_that_does_not_exist_holds_no_quote(number: int) -> None:
    with pytest.raises(NotSaid):
        Quote(number, "by time", [turn(SAID)])


def test_a_quote_is_looked_for_in_the_candidates_turns_only() -> None:
    turns = [turn("What about drift?", speaker=Speaker.INTERVIEWER), turn("What about drift, yes.")]
    found = find("about drift", turns)
    assert found is not None
    assert found.turn == 1
    assert find("about recall", turns) is None


def test_times_come_from_the_words() -> None:
    words = tuple(Word(w, 100 + i, 100.5 + i) for i, w in enumerate(["So", "um,", "X-G", "Boost", "first."]))
    quote = Quote(0, "x g boost", [turn("So um, X G Boost first.", words=words)])
    assert quote.quote == "X G Boost"
    assert (quote.start, quote.end) == (102.0, 103.5)


def test_times_of_one_recognised_word_serve_both_its_parts() -> None:
    words = (Word("point-in-time", 101.0, 102.0), Word("joins", 102.0, 102.5))
    quote = Quote(0, "in time joins", [turn("point-in-time joins", words=words)])
    assert (quote.start, quote.end) == (101.0, 102.5)


def test_without_word_times_the_place_in_the_text_tells_the_time() -> None:
    quote = Quote(0, "b", [turn("aaaaa b aaa")])
    assert quote.start == pytest.approx(100 + 10 * 6 / 11, abs=0.01)
    assert quote.end == pytest.approx(100 + 10 * 7 / 11, abs=0.01)


def test_words_that_no_longer_match_a_corrected_text_leave_the_place_in_the_text() -> None:
    quote = Quote(0, "redis", [turn("redis aaaa", words=(Word("ready's", 103.0, 104.0),))])
    assert (quote.start, quote.end) == (100.0, 105.0)


def test_folding_keeps_the_place_of_each_word() -> None:
    assert [SAID[token.start : token.end] for token in fold(SAID)][:4] == ["Well", "I\u2019d", "split", "it"]


@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_quoted_is_in_the_text(text: str, wanted: str) -> None:
    quote = try_quote(0, wanted, [turn(text)])
    assert quote is None or (quote.quote in text and 100 <= quote.start <= quote.end <= 110)


@given(st.lists(st.sampled_from(["we", "split", "it", "by", "time", "um", "A/B", "you", "know"]), min_size=1))
def test_any_stretch_of_a_turn_can_be_quoted(words: list[str]) -> None:
    text = ", ".join(words)
    quote = try_quote(0, text.upper(), [turn(text)])
    assert (quote is not None) == bool(fold(text))
