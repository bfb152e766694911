"""What may be spoken, what the pattern language takes, what is a phone."""

import pytest

from voice_interviewer.bank.wording import PHONES, pattern_fault, phones_fault, spoken_fault


@pytest.mark.parametrize(
    "pattern",
    [
        "leakage",
        "feature-store|online-store",
        "how-many users|requests",
        "p99|p95",
        "O'Reilly book",
        "a/b-test",
        "R&D",
    ],
)
def test_a_pattern_of_words_is_taken(pattern: str) -> None:
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("one two three four five six seven eight", "8 words"),
        ("delay||late", "not a word"),
        ("|late", "not a word"),
        ("late|", "not a word"),
        ("feature--store", "not a word"),
        ("(late)", "not a word"),
        ("what? late", "not a word"),
        ("how is|was the", "every answer"),
        ("and-then", "every answer"),
    ],
)
def test_a_pattern_that_cannot_match_is_refused(pattern: str, words: str) -> None:
    fault = pattern_fault(pattern)
    assert fault is not None
    assert words in fault[0]
    assert fault[1]


@pytest.mark.parametrize(
    "text",
    [
        "Where does the data come from?",
        "About ten thousand a second.",
        "An A/B test, say; that's ninety-nine percent.",
        "It costs $5, or 4% more.",
        "Café “Zürich” \u2013 really?",
    ],
)
def test_what_a_person_would_say_is_spoken(text: str) -> None:
    assert spoken_fault(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("\n", "empty"),
        ("Use *this*.", "*"),
        ("Call `fit`.", "`"),
        ("See [the book].", "[ ]"),
        ("It is O(n).", "( )"),
        ("x = y", "="),
        ("One.\nTwo.", "a line break"),
        ("Why? And how?", "more than one question"),
        ("word " * 61, "61 words"),
        ("About {minutes} left.", "{minutes}"),
    ],
)
def test_what_no_voice_can_say_is_refused(text: str, words: str) -> None:
    fault = spoken_fault(text)
    assert fault is not None
    assert words in fault[0]


def test_slots_are_filled_or_refused() -> None:
    slots = frozenset({"earlier", "now"})
    assert spoken_fault("First {earlier}, now {now}?", slots=slots) is None
    missing = spoken_fault("First {earlier}?", slots=slots)
    assert missing is not None
    assert "{now} is missing" in missing[0]
    wrong = spoken_fault("First {earlier}, {now} and {then}?", slots=slots)
    assert wrong is not None
    assert "{then}" in wrong[0]
    assert "{earlier}, {now}" in wrong[1]


def test_a_longer_speech_is_allowed_where_it_is_asked_for() -> None:
    assert spoken_fault("word " * 149, 150) is None


def test_there_are_39_phones() -> None:
    assert len(PHONES) == 39


@pytest.mark.parametrize("phones", ["", "R EH D IH S", " K AA F K AH "])
def test_phones_of_the_dictionary_are_taken(phones: str) -> None:
    assert phones_fault(phones) is None


@pytest.mark.parametrize(
    ("phones", "words"),
    [
        ("R EH1 D IH S", "should be “EH”"),
        ("r EH D", "should be “R”"),
        ("R EX D", "not one of the 39"),
        ("REDIS", "39"),
    ],
)
def test_other_phones_are_refused(phones: str, words: str) -> None:
    fault = phones_fault(phones)
    assert fault is not None
    assert words in fault[0]
