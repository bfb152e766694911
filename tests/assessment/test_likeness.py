"""Words fit the piece of ground that they speak of."""

from tests.assessment.small import PROBLEM, TRACK
from voice_interviewer.assessment.likeness import FITS, Likeness
from voice_interviewer.bank import Bank


def test_words_of_a_piece_fit_it_and_no_other() -> None:
    likeness = Likeness(PROBLEM, TRACK, {})
    assert likeness.fit("How is the delay?", "delay") > 0
    assert likeness.fit("How is the delay?", "joins") == 0
    assert likeness.fit("How is the delay?", "of another problem") == 0


def test_words_that_every_piece_has_tell_nothing() -> None:
    assert Likeness(PROBLEM, TRACK, {}).fit("It matters", "delay") == 0


def test_a_piece_has_the_words_of_what_it_stands_for() -> None:
    assert Likeness(PROBLEM, TRACK, {"labels": "delay"}).fit("labels", "delay") > 0


def test_dirty_data_is_no_stream_and_a_stream_is_no_dirty_data() -> None:
    bank = Bank.load()
    problem = bank.problem("fraud-detection")
    likeness = Likeness(problem, bank.track(problem.track), {})
    dirty = "I'd check for duplicates, missing device ids and late events"
    stream = "a streaming job keeps the windows in Redis within a second"
    assert likeness.fit(dirty, "data-quality") >= FITS > likeness.fit(dirty, "streaming-store")
    assert likeness.fit(stream, "streaming-store") >= FITS > likeness.fit(stream, "data-quality")
