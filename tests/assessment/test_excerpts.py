"""What is shown of an answer begins where a clause begins and is the answer's own text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.assessment.excerpts import SHOWN, excerpt

MANY = "and this and that and more of it " * 6


def shown(text: str, words: str) -> str:
    start = text.index(words)
    return excerpt(text, start, start + len(words))


def test_a_short_sentence_is_shown_whole() -> None:
    assert shown("Well. We split by time, because it leaks. And so on.", "split") == (
        "We split by time, because it leaks."
    )


def test_words_of_two_short_sentences_show_both() -> None:
    assert shown("One. Two three. Four five. Six.", "three. Four") == "Two three. Four five."


@pytest.mark.parametrize(
    ("text", "words", "start"),
    [
        (f"{MANY}so I would split by time", "split by time", "so I would split"),
        (f"{MANY}and then we use trees for ranking", "trees", "and then we use trees"),
        (f"{MANY}here: duplicates and bots", "bots", "duplicates"),
        (f"{MANY}the labels come late because banks are slow", "banks", "because banks"),
        (f"{MANY}I'd watch the card, the device, the shop", "shop", "I'd watch the card"),
    ],
)
def test_a_long_sentence_is_shown_from_the_beginning_of_a_clause(text: str, words: str, start: str) -> None:
    assert shown(text, words).startswith(start)


def test_a_long_sentence_is_shown_with_the_reason_that_follows() -> None:
    text = f"We split by time because a random split leaks {MANY}"
    assert shown(text, "split by time").startswith("We split by time because a random split leaks")


def test_a_stretch_without_clauses_begins_with_the_words() -> None:
    assert shown("one more thing " * 40 + "split by time", "split by time") == "split by time"


@given(st.text(alphabet="ab ,.:;?", min_size=1, max_size=400), st.data())
def test_it_is_verbatim_and_holds_the_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = excerpt(text, start, end)
    assert found in text
    assert text[start:end].strip() in found


def test_a_whole_sentence_is_never_longer_than_can_be_shown() -> None:
    assert len(shown("so I would do this " * 30, "would").split()) <= SHOWN
