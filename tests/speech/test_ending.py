"""How the words before a pause end."""

import pytest

from voice_interviewer.speech.ending import Ending, ending


@pytest.mark.parametrize(
    "text",
    [
        "we would take the",
        "I'd train it on",
        "and then",
        "the labels come late because",
        "We log everything, so.",
        "we have, um",
        "it would be, you know,",
        "there are two kinds of",
        "for example",
        "So I think we should",
        "the goal is",
    ],
)
def test_a_dangling_word_or_a_filler_is_not_an_end(text: str) -> None:
    assert ending(text) is Ending.UNFINISHED


@pytest.mark.parametrize(
    "text",
    [
        "we would take the labels",
        "We retrain every week.",
        "that's what we rely on",
        "that is what it is",
        "I think so",
        "it depends on what they care about",
        "retrain and so on",
        "that's the one thing I'd start with",
        "I'd do that",
        "let's move on",
        "we would like a bit more",
        "it drifts less often than we could",
        "as far as I can see we have not",
        "",
        "...",
    ],
)
def test_a_complete_clause_is(text: str) -> None:
    assert ending(text) is Ending.PLAIN


@pytest.mark.parametrize(
    "text",
    ["we log it. Does that make sense?", "shall I go on", "Okay, that\u2019s my answer.", "and I'm done"],
)
def test_asking_back_hands_over(text: str) -> None:
    assert ending(text) is Ending.HANDED_OVER
