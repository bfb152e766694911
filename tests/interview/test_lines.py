"""Which spoken variant is said."""

import pytest

from tests.interview.samples import LINES, brief, with_lines
from tests.interview.simulate import Interview
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.lines import (
    REPLY_WORDS,
    fill,
    fresh,
    is_unsaid,
    joined,
    last_said,
    ordered,
    pick,
    spoken_minutes,
)
from voice_interviewer.interview.session import Session
from voice_interviewer.values import Reply, Say


def begun(one: Brief) -> Interview:
    interview = Interview(one)
    interview.begin()
    return interview


def say(interview: Interview, text: str) -> Session:
    interview.perform(Say(Reply(text), "test", "test"))
    return interview.session


def test_a_seed_gives_one_order_and_another_seed_another() -> None:
    texts = [str(number) for number in range(20)]
    assert ordered(brief(1), "key", texts) == ordered(brief(1), "key", texts)
    assert ordered(brief(1), "key", texts) != ordered(brief(2), "key", texts)
    assert sorted(ordered(brief(1), "key", texts)) == sorted(texts)


def test_every_variant_is_said_before_one_comes_again() -> None:
    one = brief()
    interview = begun(one)
    said = []
    for _ in LINES["acknowledgement"]:
        said.append(pick(one, interview.session, "acknowledgement"))
        say(interview, said[-1])
    assert sorted(said) == sorted(LINES["acknowledgement"])
    assert pick(one, interview.session, "acknowledgement") == said[0]


def test_a_track_without_a_line_still_says_something() -> None:
    one = brief(track=with_lines(farewell=(), time_left=()))
    session = begun(one).session
    assert pick(one, session, "farewell")
    assert "two minutes" in pick(one, session, "time_left", minutes="two minutes")
    assert pick(one, session, "unheard-of") == ""


def test_a_question_is_fresh_once() -> None:
    one = brief()
    interview = begun(one)
    assert fresh(one, interview.session, "key", ["Tell me. Why?"]) == "Tell me. Why?"
    session = say(interview, "Okay. Why?")
    assert fresh(one, session, "key", ["Tell me. Why?"]) is None
    assert not is_unsaid(session, "Another lead. Why?")
    assert is_unsaid(session, "Okay. How?")
    assert not is_unsaid(session, "Okay.")
    assert last_said(session, "Never said.") == -1


def test_slots_are_filled_and_a_line_begins_with_a_capital() -> None:
    assert fill("{what} is it.", {"what": "two minutes"}) == "Two minutes is it."
    assert fill("", {}) == ""


def test_leads_go_before_as_far_as_there_is_room_for_one_question() -> None:
    assert joined("Why?", ["Okay.", "", "Time is short."]) == "Okay. Time is short. Why?"
    assert joined("Why?", ["Is that so?"]) == "Why?"
    assert joined("Design it.", ["Is that so?"]) == "Is that so? Design it."
    long = "word " * REPLY_WORDS
    assert joined(long.strip(), ["Okay."]) == long.strip()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (720, "twelve minutes"),
        (62, "a minute"),
        (20, "half a minute"),
        (0, "no time"),
        (-5, "no time"),
        (7200, None),
    ],
)
def test_time_is_said_in_words(seconds: float, words: str | None) -> None:
    assert spoken_minutes(seconds) == (words or "a hundred and twenty minutes")
