"""Near words: what a recogniser may have made of a term."""

import pytest

from voice_interviewer.interview.sounds import Lexicon, key
from voice_interviewer.interview.stems import stem

LEXICON = Lexicon(
    frozenset(
        stem(word) for word in ["label", "predict", "feature", "calibration", "gradient", "embedding", "rank"]
    )
)


@pytest.mark.parametrize(
    ("one", "other"),
    [("label", "libel"), ("cache", "cash"), ("phone", "fone"), ("knee", "nee"), ("wright", "right")],
)
def test_words_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("libel", "label"), ("callibration", "calibr"), ("gradiemt", "gradient"), ("embeddung", None)],
)
def test_a_slip_finds_the_word_it_was(said: str, meant: str | None) -> None:
    assert LEXICON.near(stem(said)) == meant


@pytest.mark.parametrize("said", ["product", "future", "table", "rating", "p99", "rk", "zebra"])
def test_other_words_are_meant_as_they_stand(said: str) -> None:
    assert LEXICON.near(stem(said)) is None
