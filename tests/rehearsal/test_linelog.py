"""Which words of the script lie where."""

import numpy as np
import pytest

from voice_interviewer.rehearsal.candidate import Line
from voice_interviewer.rehearsal.linelog import LineLog, spread
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples


def sound(*parts: tuple[float, float]) -> Samples:
    """Parts of (seconds, level)."""
    return np.concatenate(
        [np.full(round(length * SAMPLE_RATE), level, np.float32) for length, level in parts]
    )


def texts(log: LineLog, start: int, end: int) -> str:
    return " ".join(heard.word.w for heard in log.heard(start, end))


def test_words_share_the_speech_evenly() -> None:
    places = spread(sound((1.0, 0.5)), 4)
    assert [(place.start, place.end) for place in places] == [
        (0, 4000),
        (4000, 8000),
        (8000, 12000),
        (12000, 16000),
    ]
    assert [place.middle for place in places] == [2000, 6000, 10000, 14000]


def test_pauses_and_silent_edges_hold_no_words() -> None:
    first, second = spread(sound((0.5, 0.0), (1.0, 0.5), (2.0, 0.0), (1.0, 0.5), (0.5, 0.0)), 2)
    assert (first.start, first.end) == (8000, 8000 + 16000)
    assert (second.start, second.end) == (8000 + 16000 + 32000, 8000 + 16000 + 32000 + 16000)


def test_what_is_35_db_below_the_loudest_frame_is_no_speech() -> None:
    (place,) = spread(sound((0.5, 0.01), (0.5, 0.9)), 1)
    assert place.start == 8000


def test_a_silent_line_counts_as_speech_throughout() -> None:
    assert [place.start for place in spread(sound((1.0, 0.0)), 2)] == [0, 8000]


@pytest.mark.parametrize(("samples", "count"), [(sound((1.0, 0.5)), 0), (np.zeros(0, np.float32), 3)])
def test_no_words_or_no_sound_have_no_places(samples: Samples, count: int) -> None:
    assert spread(samples, count) == ()


def test_a_line_that_has_not_begun_is_not_heard() -> None:
    assert LineLog([Line(sound((1.0, 0.5)), "one two")]).heard(0, 10**9) == ()


def test_words_are_heard_from_their_middle_on_where_the_line_lies() -> None:
    log = LineLog([Line(sound((1.0, 0.5)), "one two three four")])
    log.started(0, 100_000)
    assert texts(log, 90_000, 102_000) == ""
    assert texts(log, 90_000, 102_001) == "one"
    assert texts(log, 90_000, 110_001) == "one two three"
    assert texts(log, 106_000, 200_000) == "two three four"
    assert log.heard(90_000, 102_001)[0].word.start == 100_000 / SAMPLE_RATE
    assert log.heard(90_000, 102_001)[0].word.end == 104_000 / SAMPLE_RATE


def test_lines_follow_one_another_in_the_order_they_began() -> None:
    log = LineLog([Line(sound((1.0, 0.5)), "one two"), Line(sound((1.0, 0.5)), "three four")])
    log.started(0, 0)
    log.started(1, 20_000)
    assert texts(log, 0, 50_000) == "one two three four"


def test_a_claimed_word_is_not_heard_by_a_later_utterance_but_again_by_the_same() -> None:
    log = LineLog([Line(sound((1.0, 0.5)), "one two three four")])
    log.started(0, 0)
    log.claim(0, log.heard(0, 7_000))
    assert texts(log, 0, 16_000) == "one two three four"
    assert texts(log, 1_000, 16_000) == "three four"


def test_a_later_claim_never_takes_a_word_from_an_earlier_utterance() -> None:
    log = LineLog([Line(sound((1.0, 0.5)), "one two")])
    log.started(0, 0)
    log.claim(0, log.heard(0, 16_000))
    log.claim(500, log.heard(0, 16_000))
    assert texts(log, 100, 16_000) == ""
    assert texts(log, 0, 16_000) == "one two"
