"""Segments of one answer, joined."""

import pytest

from voice_interviewer.live.hearing import join
from voice_interviewer.values import Transcript, Word


def test_no_segments_are_an_empty_transcript() -> None:
    assert join([]) == Transcript("")


def test_one_segment_stays_what_it_is() -> None:
    only = Transcript("a cache", (Word("a", 0.0, 0.1), Word("cache", 0.1, 0.5, 0.8)), 0.7)
    assert join([only]) == only


def test_texts_and_words_follow_one_another() -> None:
    joined = join(
        [
            Transcript(" I would ", (Word("I", 0.0, 0.1), Word("would", 0.1, 0.3))),
            Transcript("shard.\n", (Word("shard.", 6.0, 6.4),)),
        ]
    )
    assert joined.text == "I would shard."
    assert [word.w for word in joined.words] == ["I", "would", "shard."]


@pytest.mark.parametrize("nothing", ["", "  "])
def test_segments_in_which_nothing_was_said_leave_no_trace(nothing: str) -> None:
    said = Transcript("a queue", confidence=0.9)
    assert join([Transcript(nothing, confidence=0.1), said, Transcript(nothing)]) == said


def test_confidence_is_weighed_by_words() -> None:
    joined = join([Transcript("one two three", confidence=0.9), Transcript("four", confidence=0.5)])
    assert joined.confidence == pytest.approx(0.8)


def test_a_segment_without_confidence_does_not_count_towards_it() -> None:
    joined = join([Transcript("one two three"), Transcript("four", confidence=0.5)])
    assert joined.confidence == 0.5


def test_without_any_confidence_there_is_none() -> None:
    assert join([Transcript("one"), Transcript("two")]).confidence is None
