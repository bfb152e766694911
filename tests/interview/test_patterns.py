"""The pattern language of the bank, compiled and found."""

import pytest

from voice_interviewer.interview.patterns import MATCHES_KEPT, compiled, find, hear, lexicon
from voice_interviewer.interview.words import read


def found(pattern: str, text: str) -> list[list[str]]:
    made = compiled(pattern)
    heard = hear(read(text, {}), lexicon([made]))
    return [[token.word for token in match.tokens] for match in find(made, heard)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("label delay", "the delays of our labelling"),
        ("feature-store|online-store fresh", "an online store keeps it fresh"),
        ("feature-store", "a feature-store"),
        ("feature-store", "a featurestore"),
        ("dataset split", "we split the data set"),
        ("trade-off", "the tradeoff is clear"),
        ("point-in-time join", "point in time correct joins"),
        ("a/b-test", "an A/B test"),
        ("a-b", "we run a/b"),
        ("how many users", "so how many users are there"),
        ("libel delay", "label delays"),
        ("label delay", "libel delays"),
    ],
)
def test_a_pattern_is_found_in_any_order_and_form(pattern: str, text: str) -> None:
    assert len(found(pattern, text)) == 1


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("label delay", "the labels"),
        ("label-late", "the labels"),
        ("feature-store", "we store every feature"),
        ("feature-store", "a feature that we store"),
        ("label delay", "libels delaz"),
        ("label", "libel"),
        ("the of", "the label of it"),
        ("label delay", "label one two three four five six seven eight nine ten eleven twelve delay"),
        ("label delay", "The label. A thing in between. The delay."),
        ("data data", "data once"),
        ("feature-store", "the feature"),
    ],
)
def test_a_pattern_is_not_found_where_it_does_not_hold(pattern: str, text: str) -> None:
    assert found(pattern, text) == []


def test_two_neighbouring_sentences_may_share_a_pattern() -> None:
    assert found("label delay", "We have labels. The delay is long.") == [["labels", "delay"]]


def test_every_place_counts_up_to_a_limit() -> None:
    assert len(found("label", "label. " * (MATCHES_KEPT + 3))) == MATCHES_KEPT


def test_two_words_need_two_places() -> None:
    assert found("data data|label", "data and labels") == [["data", "labels"]]
