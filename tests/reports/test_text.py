"""Foreign text is shown as itself on a Markdown page, and times read as on a player."""

import pytest

from voice_interviewer.reports.text import clock, escaped


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
