"""Thoughts in a reply: never spoken, however the stream cuts them; everything else is, to the letter."""

import itertools

import pytest

from voice_interviewer.engines.thinking import Aloud


def aloud(pieces: list[str], thinking: bool = False) -> str:
    filter_ = Aloud(thinking)
    return "".join([*map(filter_.push, pieces), filter_.rest()])


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    ("reply", "spoken"),
    [
        ("<think>They said cache. Ask why.</think>\n\nWhy a cache?", "Why a cache?"),
        ("<think>\n\n</think>\n\nWhy?", "Why?"),
        ("<thinking>Hm.</thinking>Why?", "Why?"),
        ("<THINK>Hm.</THINK>Why?", "Why?"),
        ("Right. <think>Hm.</think>Why?", "Right. Why?"),
        ("<think>One.</think>Why<think>Two.</think>?", "Why?"),
        ("<think>never closed", ""),
        ("If p < 3 and a <thin margin> holds, why?", "If p < 3 and a <thin margin> holds, why?"),
        ("Ends in <thi", "Ends in <thi"),
        ("\n\nWhy?", "Why?"),
        ("", ""),
    ],
)
def test_only_what_is_meant_to_be_heard_is_let_through(reply: str, spoken: str, size: int) -> None:
    assert aloud(cut(reply, size)) == spoken


def test_words_are_not_kept_waiting_for_a_tag_that_cannot_come() -> None:
    assert Aloud().push("Why a cache? ") == "Why a cache? "


def test_a_thought_that_was_never_opened_is_noticed_and_the_next_reply_begins_within_one() -> None:
    first = Aloud()
    said = first.push("Ask why.") + first.push("</think>Why?")
    assert said.endswith("Why?")
    assert "</think>" not in said
    assert first.unopened
    assert aloud(["Ask why again.</th", "ink>Why not?"], thinking=True) == "Why not?"


def test_a_whole_thought_is_no_unopened_one() -> None:
    filter_ = Aloud()
    filter_.push("<think>Hm.</think>Why?")
    assert not filter_.unopened


def test_it_does_not_matter_where_a_reply_is_cut() -> None:
    for pieces in itertools.product(["<", "think", "/", ">", "<think>", "</think>", "why "], repeat=4):
        whole = "".join(pieces)
        assert aloud(list(pieces)) == aloud([whole]) == aloud(list(whole)), pieces
