"""Small things a candidate says that are no answers."""

import pytest

from voice_interviewer.interview.asides import (
    is_abuse,
    is_backchannel,
    is_interrupting,
    is_no,
    is_unsure,
    is_yes,
)


@pytest.mark.parametrize(
    "text", ["yes", "Yes please.", "um sure", "That would help", "okay", "I'd like that", "go on"]
)
def test_yes(text: str) -> None:
    assert is_yes(text)
    assert not is_no(text)


@pytest.mark.parametrize("text", ["no", "No thanks.", "not yet", "I'm fine", "let me think", "that's all"])
def test_no(text: str) -> None:
    assert is_no(text)
    assert not is_yes(text)


@pytest.mark.parametrize("text", ["yes I would use a cache because it is faster than a database", "labels"])
def test_an_answer_is_neither_yes_nor_no(text: str) -> None:
    assert not is_yes(text)
    assert not is_no(text)


@pytest.mark.parametrize(
    "text", ["I am not sure", "um, I don't know", "no idea", "I'm stuck", "Honestly I have no clue"]
)
def test_being_unsure(text: str) -> None:
    assert is_unsure(text)


def test_a_long_answer_is_not_unsure() -> None:
    assert not is_unsure(
        "I'm not sure, but I would start with the labels because they decide what can be learned here"
    )
    assert not is_unsure("the model is not sure")


@pytest.mark.parametrize(
    "text", ["okay", "sounds good", "Hello, I am ready", "thank you", "yes", "uh huh", "got it thanks"]
)
def test_signs_of_listening(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["okay so labels", "sounds good to cache it", ""])
def test_content_is_no_sign_of_listening(text: str) -> None:
    assert not is_backchannel(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("this is stupid", True),
        ("Shut up!", True),
        ("garbage in, garbage out", False),
        ("we drop useless features", False),
        (
            "a stupid baseline "
            + "is one that we can beat with very little work and that is why we build it " * 2,
            False,
        ),
    ],
)
def test_abuse(text: str, expected: bool) -> None:
    assert is_abuse(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Sorry, can I interrupt", True), ("may I add something", True), ("the user may interrupt", False)],
)
def test_asking_to_be_let_in(text: str, expected: bool) -> None:
    assert is_interrupting(text) is expected
