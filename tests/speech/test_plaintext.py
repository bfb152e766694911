"""Foreign text is one line that steers nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.speech.plaintext import plain


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bcreset", "creset"),
        ("\x1b]unterminated", "unterminated"),
        ("bell\x07 back\x08space\x7f", "bell backspace"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("\x9b31mC1", "C1"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("naïve Übung", "naïve Übung"),
    ],
)
def test_escapes_and_controls_are_taken_out(foreign: str, shown: str) -> None:
    assert plain(foreign) == shown


@given(st.text())
def test_plain_text_is_one_printable_line_and_can_be_saved(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert plain(shown) == shown
    shown.encode("utf-8")
