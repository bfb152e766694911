"""How the words before a pause end."""

import json
import random

import pytest

from tests.paths import ROOT
from voice_interviewer.speech.ending import Ending, ending, is_backchannel, is_check


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
        "How many leave in a month, and what of the ones by then who are?",
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


TURNS = [
    turn["text"]
    for path in sorted((ROOT / "tests" / "transcripts").rglob("*.json"))
    for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]
    if turn["speaker"] == "candidate" and len(turn["text"].split()) > 3
]
"""Finished answers of the hand-written interviews, 1,700 of them."""


def share_unfinished(texts: list[str]) -> float:
    return sum(ending(text) is Ending.UNFINISHED for text in texts) / len(texts)


def test_finished_answers_seldom_sound_unfinished_and_cut_ones_often_do() -> None:
    choose = random.Random(1)
    cut = [" ".join(text.split()[: choose.randrange(2, len(text.split()))]).rstrip(".,?!") for text in TURNS]
    assert share_unfinished(TURNS) < 0.02
    assert share_unfinished(cut) > 0.3


@pytest.mark.parametrize(
    "said",
    [
        "Fine. Would you like a hint?",
        "Are you ready to begin?",
        "Shall we move on to serving?",
        "Is that right?",
    ],
)
def test_questions_for_a_yes_or_no(said: str) -> None:
    assert is_check(said)


@pytest.mark.parametrize(
    "said",
    [
        "Can you walk me through it?",
        "Would you like a hint? How would you label it?",
        "Are you ready. Begin.",
        "",
    ],
)
def test_other_questions_are_open(said: str) -> None:
    assert not is_check(said)


@pytest.mark.parametrize(
    "said", ["mm-hm", "Mhm.", "right", "Okay, right.", "yeah yeah", "I see.", "uh-huh", "Hmm"]
)
def test_what_only_tells_that_somebody_listens(said: str) -> None:
    assert is_backchannel(said)


@pytest.mark.parametrize(
    "said",
    ["", "no", "wait", "sorry, can I", "right, so the labels come late", "yes", "good question", "stop"],
)
def test_what_asks_for_the_turn(said: str) -> None:
    assert not is_backchannel(said)
