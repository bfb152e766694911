"""Figures in speech, with what they measure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.interview.numbers import in_words, is_measured, numbers


@pytest.mark.parametrize(
    ("text", "value", "quantity", "words"),
    [
        (
            "the system handles ten thousand requests per second",
            1e4,
            "rate",
            "ten thousand requests per second",
        ),
        ("10k/s at peak", 1e4, "rate", "10k/s"),
        ("about 1,500 qps", 1500, "rate", "1,500 qps"),
        ("86400 requests a day", 1, "rate", "86400 requests a day"),
        ("we serve fifty million users", 5e7, "users", "fifty million users"),
        ("ten million daily active users", 1e7, "users", "ten million daily active users"),
        ("0.1 % of it", 0.001, "share", "0.1 %"),
        ("99 point nine percent", 0.999, "share", "99 point nine percent"),
        ("zero point one percent", 0.001, "share", "zero point one percent"),
        ("under 50 ms", 0.05, "duration", "50 ms"),
        ("twenty five milliseconds", 0.025, "duration", "twenty five milliseconds"),
        ("every 2 weeks", 1209600, "calendar", "2 weeks"),
        (
            "two hundred and fifty thousand a second",
            250000,
            "rate",
            "two hundred and fifty thousand a second",
        ),
        ("a hundred features", 100, "features", "a hundred features"),
        ("half a million rows", 5e5, "rows", "half a million rows"),
        ("one point five million users", 1.5e6, "users", "one point five million users"),
        ("it is a million", 1e6, "", "a million"),
        ("one hundred and", 100, "", "one hundred"),
        ("how we get two hundred for it", 200, "", "two hundred"),
        ("one payment in a thousand is fraud", 0.001, "share", "one payment in a thousand"),
        ("3 out of 10", 0.3, "share", "3 out of 10"),
        ("since 2019 users leave", 2019, "users", "2019 users"),
    ],
)
def test_a_figure_is_read_with_what_it_measures(text: str, value: float, quantity: str, words: str) -> None:
    (number,) = numbers(text)
    assert number.value == pytest.approx(value)
    assert (number.quantity, number.words) == (quantity, words)
    assert text[number.start : number.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "two options and one model",
        "p99",
        "v2",
        "24/7",
        "a model",
        "half of it",
        "",
        "k means",
        "31mred",
        "the 99th",
        "in 2019",
    ],
)
def test_names_and_small_counts_are_not_figures(text: str) -> None:
    assert numbers(text) == ()


def test_several_figures_come_in_order() -> None:
    assert [number.value for number in numbers("from 20 ms to 50 ms for 500 users")] == [0.02, 0.05, 500]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (19, "nineteen"),
        (20, "twenty"),
        (42, "forty two"),
        (100, "a hundred"),
        (150, "a hundred and fifty"),
    ],
)
def test_a_number_is_said_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@given(st.text(max_size=120))
def test_any_text_is_read_without_error(text: str) -> None:
    for number in numbers(text):
        assert 0 <= number.start < number.end <= len(text)


@pytest.mark.parametrize(
    ("text", "measured"),
    [("50 ms", True), ("9 percent", True), ("300 candidates", True), ("200", False), ("200 glass", False)],
)
def test_a_figure_with_its_unit_can_be_said_back(text: str, measured: bool) -> None:
    (number,) = numbers(text)
    assert is_measured(number.quantity) is measured
