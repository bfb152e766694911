import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.speech.numerals import cardinal, clock, decade, digits, number, ordinal, year


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("13", "thirteen"),
        ("20", "twenty"),
        ("99", "ninety-nine"),
        ("100", "one hundred"),
        ("512", "five hundred and twelve"),
        ("1000", "one thousand"),
        ("1001", "one thousand and one"),
        ("1100", "one thousand one hundred"),
        ("2048", "two thousand and forty-eight"),
        ("1000000", "one million"),
        ("1000042", "one million and forty-two"),
        ("500000000", "five hundred million"),
        ("2000000000000", "two trillion"),
        ("007", "zero zero seven"),
        ("1234567890123456", "one two three four five six seven eight nine zero one two three four five six"),
    ],
)
def test_whole_numbers_are_said_in_full(figure: str, words: str) -> None:
    assert cardinal(figure) == words


@given(st.integers(min_value=0, max_value=10**15 - 1), st.integers(min_value=0, max_value=10**15 - 1))
def test_different_numbers_are_said_differently(one: int, other: int) -> None:
    assert (cardinal(str(one)) == cardinal(str(other))) == (one == other)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("0.75", "zero point seven five"),
        ("99.99", "ninety-nine point nine nine"),
        ("10,000", "ten thousand"),
        ("1,234.5", "one thousand two hundred and thirty-four point five"),
        ("1.2.3", "one point two point three"),
    ],
)
def test_decimals_are_read_digit_by_digit_and_versions_part_by_part(figure: str, words: str) -> None:
    assert number(figure) == words


def test_digits_are_read_one_by_one() -> None:
    assert digits("4104") == "four one zero four"


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("1", "first"),
        ("2", "second"),
        ("12", "twelfth"),
        ("20", "twentieth"),
        ("23", "twenty-third"),
        ("95", "ninety-fifth"),
        ("100", "one hundredth"),
        ("101", "one hundred and first"),
    ],
)
def test_ordinals(figure: str, words: str) -> None:
    assert ordinal(figure) == words


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("1900", "nineteen hundred"),
        ("1907", "nineteen oh seven"),
        ("1999", "nineteen ninety-nine"),
        ("2000", "two thousand"),
        ("2008", "two thousand and eight"),
        ("2024", "twenty twenty-four"),
    ],
)
def test_years_are_said_in_pairs(figure: str, words: str) -> None:
    assert year(figure) == words


@pytest.mark.parametrize(
    ("figure", "words"), [("90", "nineties"), ("1980", "nineteen eighties"), ("2000", "two thousands")]
)
def test_decades(figure: str, words: str) -> None:
    assert decade(figure) == words


@pytest.mark.parametrize(
    ("hours", "minutes", "words"),
    [("9", "00", "nine o'clock"), ("09", "05", "nine oh five"), ("14", "30", "fourteen thirty")],
)
def test_times_of_day(hours: str, minutes: str, words: str) -> None:
    assert clock(hours, minutes) == words
