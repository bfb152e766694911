"""Foreign text is shown as itself and steers nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.reports.text import clock, escaped, plain


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
        ("\x9b31mC1", "31mC1"),
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


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("<script>", r"\<script\>"),
        ("*bold* _it_ `code`", r"\*bold\* \_it\_ \`code\`"),
        ("[a](http://b) | c", r"\[a\](http://b) \| c"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("10. item", r"10\. item"),
        ("10 items, 5. Yes", "10 items, 5. Yes"),
        ("&lt;", r"\&lt;"),
        ("A/B at 0.5 %", "A/B at 0.5 %"),
    ],
)
def test_markdown_shows_every_character_as_itself(text: str, markdown: str) -> None:
    assert escaped(text) == markdown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "00:00"), (63.9, "01:03"), (3600, "1:00:00"), (3725.2, "1:02:05")]
)
def test_times_read_as_on_a_player(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
