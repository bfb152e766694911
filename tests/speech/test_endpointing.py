"""Endpointing: every path of the state machine, on sample time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.speech.ending import Ending
from voice_interviewer.speech.endpointing import (
    Endpointer,
    Evidence,
    Policy,
    Signal,
    TurnDecided,
    VoicePaused,
    VoiceResumed,
    VoiceStarted,
)
from voice_interviewer.speech.frame import FRAME_SAMPLES, seconds


def feed(endpointer: Endpointer, *runs: tuple[float, int], start: int = 0) -> list[Signal]:
    """Feed runs of (probability, frames)."""
    signals: list[Signal] = []
    for probability, count in runs:
        for _ in range(count):
            signals.extend(endpointer.feed(probability, start))
            start += FRAME_SAMPLES
    return signals


def kinds(signals: list[Signal]) -> list[type]:
    return [type(signal) for signal in signals]


def test_an_answer_is_started_paused_and_decided() -> None:
    signals = feed(Endpointer(Policy()), (0.0, 10), (0.9, 30), (0.0, 40))
    started, paused, decided = signals
    assert started == VoiceStarted(10 * FRAME_SAMPLES)
    assert isinstance(paused, VoicePaused)
    assert isinstance(decided, TurnDecided)
    assert paused.speech_end == decided.speech_end == 40 * FRAME_SAMPLES
    assert 0.2 <= seconds(paused.at - paused.speech_end) < 0.2 + 0.032
    assert 0.7 <= seconds(decided.decided - decided.speech_end) < 0.7 + 0.032
    assert "silence" in decided.reason


def test_a_click_starts_nothing() -> None:
    assert feed(Endpointer(Policy()), (0.0, 5), (0.9, 2), (0.0, 40)) == []


def test_a_pause_inside_an_answer_resumes_it() -> None:
    signals = feed(Endpointer(Policy()), (0.9, 20), (0.0, 12), (0.9, 10), (0.0, 40))
    assert kinds(signals) == [VoiceStarted, VoicePaused, VoiceResumed, VoicePaused, TurnDecided]
    assert signals[2] == VoiceResumed(32 * FRAME_SAMPLES)


def test_a_short_gap_is_no_pause_at_all() -> None:
    assert kinds(feed(Endpointer(Policy()), (0.9, 20), (0.0, 5), (0.9, 10))) == [VoiceStarted]


def test_a_cough_in_the_pause_does_not_put_the_end_off() -> None:
    signals = feed(Endpointer(Policy()), (0.9, 20), (0.0, 10), (0.9, 2), (0.0, 15))
    assert kinds(signals) == [VoiceStarted, VoicePaused, TurnDecided]


def test_a_weakening_voice_counts_until_it_falls_below_the_lower_threshold() -> None:
    signals = feed(Endpointer(Policy()), (0.9, 10), (0.4, 10), (0.0, 40))
    assert isinstance(signals[-1], TurnDecided)
    assert signals[-1].speech_end == 20 * FRAME_SAMPLES


def test_while_held_no_silence_decides() -> None:
    endpointer = Endpointer(Policy())
    endpointer.hold()
    assert kinds(feed(endpointer, (0.9, 20), (0.0, 300))) == [VoiceStarted, VoicePaused]
    endpointer.release()
    assert kinds(feed(endpointer, (0.0, 1), start=320 * FRAME_SAMPLES)) == [TurnDecided]


@pytest.mark.parametrize(("silence", "expected"), [(0, [VoicePaused, TurnDecided]), (12, [TurnDecided])])
def test_handing_over_decides_at_once(silence: int, expected: list[type]) -> None:
    endpointer = Endpointer(Policy())
    feed(endpointer, (0.9, 20), (0.0, silence))
    signals = list(endpointer.hand_over((20 + silence) * FRAME_SAMPLES))
    assert kinds(signals) == expected
    assert isinstance(signals[-1], TurnDecided)
    assert signals[-1].reason == "handed over by key"


def test_handing_over_nothing_is_nothing() -> None:
    assert Endpointer(Policy()).hand_over(5) == ()


def test_after_a_reset_the_turn_is_forgotten() -> None:
    endpointer = Endpointer(Policy())
    feed(endpointer, (0.9, 20))
    endpointer.reset()
    assert feed(endpointer, (0.0, 60)) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 40)), max_size=40))
def test_signals_come_in_an_order_that_makes_sense(runs: list[tuple[float, int]]) -> None:
    follows: dict[type | None, set[type]] = {
        None: {VoiceStarted},
        VoiceStarted: {VoicePaused},
        VoicePaused: {VoiceResumed, TurnDecided},
        VoiceResumed: {VoicePaused},
        TurnDecided: {VoiceStarted},
    }
    last: type | None = None
    for kind in kinds(feed(Endpointer(Policy()), *runs)):
        assert kind in follows[last]
        last = kind


def decided_after(ending: Ending | None, *, words_at: int = 10, silence: int = 300) -> tuple[float, float]:
    """Seconds of silence that ended a turn, and that had passed when it was told; `ending` comes with the silence's
    frame `words_at`."""
    endpointer = Endpointer(Policy())
    feed(endpointer, (0.9, 20), (0.0, 8))
    endpointer.expect_words()
    at = 28 * FRAME_SAMPLES
    for number in range(8, silence):
        if number == words_at and ending is not None:
            endpointer.weigh(ending)
        for signal in endpointer.feed(0.0, at):
            assert isinstance(signal, TurnDecided)
            passed = at + FRAME_SAMPLES - signal.speech_end
            return seconds(signal.decided - signal.speech_end), seconds(passed)
        at += FRAME_SAMPLES
    raise AssertionError("the turn never ended")


@pytest.mark.parametrize(
    ("ending", "wait"), [(Ending.PLAIN, 0.7), (Ending.UNFINISHED, 8.2), (Ending.HANDED_OVER, 0.3)]
)
def test_the_words_so_far_decide_how_long_a_silence_ends_the_turn(ending: Ending, wait: float) -> None:
    decided, passed = decided_after(ending)
    assert wait <= decided < wait + 0.032
    assert passed == pytest.approx(max(decided, 11 * 0.032))


def test_rough_words_are_believed_less() -> None:
    rough, sure = Policy.by_rough_words(), Policy()
    unfinished = Evidence(Ending.UNFINISHED)
    assert rough.silence(unfinished) < sure.silence(unfinished)
    assert rough.silence(Evidence()) == sure.silence(Evidence())


def test_words_are_waited_for_and_the_decision_counts_from_when_it_was_due() -> None:
    decided, passed = decided_after(Ending.PLAIN, words_at=30)
    assert 0.7 <= decided < 0.732
    assert passed == pytest.approx(31 * 0.032)


def test_words_that_never_come_end_nothing_later_than_their_deadline() -> None:
    decided, passed = decided_after(None)
    assert 0.7 <= decided < 0.732
    assert 1.2 <= passed < 1.232


def test_a_voice_makes_the_words_before_it_count_no_more() -> None:
    endpointer = Endpointer(Policy())
    feed(endpointer, (0.9, 20), (0.0, 8))
    endpointer.expect_words()
    endpointer.weigh(Ending.UNFINISHED)
    signals = feed(endpointer, (0.9, 10), (0.0, 40), start=28 * FRAME_SAMPLES)
    assert kinds(signals) == [VoiceResumed, VoicePaused, TurnDecided]


def test_words_without_a_pause_decide_nothing() -> None:
    endpointer = Endpointer(Policy())
    endpointer.weigh(Ending.UNFINISHED)
    endpointer.expect_words()
    assert kinds(feed(endpointer, (0.9, 20), (0.0, 30))) == [VoiceStarted, VoicePaused, TurnDecided]


def wait(**known: float) -> float:
    return seconds(Policy().silence(Evidence(**known)))  # type: ignore[arg-type]


def test_the_less_finished_it_sounds_the_longer_it_is_waited_for() -> None:
    waits = [wait(completeness=sounds / 20) for sounds in range(21)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > wait() >= waits[-1]


def test_a_turn_model_changes_nothing_where_the_words_say_more() -> None:
    for ending in (Ending.UNFINISHED, Ending.HANDED_OVER):
        assert Policy().silence(Evidence(ending, completeness=0.5)) == Policy().silence(Evidence(ending))


def test_a_check_is_answered_sooner_and_a_slow_speaker_later() -> None:
    assert wait(check=True) < wait() < wait(habit=0.8) <= wait(habit=2.5) == Policy().most_by_habit
    assert wait(patience=1.4) == pytest.approx(1.4 * wait())


def last_wait(endpointer: Endpointer) -> float:
    """Seconds of silence that end a plain answer now."""
    (decided,) = (
        signal for signal in feed(endpointer, (0.9, 20), (0.0, 90)) if isinstance(signal, TurnDecided)
    )
    return seconds(decided.decided - decided.speech_end)


def test_pauses_inside_answers_are_learnt_and_thoughts_are_not() -> None:
    slow, thoughtful = Endpointer(Policy(decided_end=0.9)), Endpointer(Policy())
    feed(slow, *[(0.9, 20), (0.0, 25)] * 12, (0.9, 20), (0.0, 90))
    assert last_wait(slow) > 0.93
    thoughtful.hold()
    feed(thoughtful, *[(0.9, 20), (0.0, 150)] * 12)
    thoughtful.release()
    thoughtful.reset()
    assert last_wait(thoughtful) < 0.74


def test_somebody_who_was_cut_off_is_given_more_time_but_not_for_ever() -> None:
    endpointer = Endpointer(Policy())
    before = last_wait(endpointer)
    endpointer.was_cut_off()
    once = last_wait(endpointer)
    for _ in range(10):
        endpointer.was_cut_off()
    assert before * 1.3 < once < last_wait(endpointer) <= 2.0 * 0.7 + 0.032


def test_how_it_sounds_is_part_of_the_reason_and_forgotten_with_the_next_words() -> None:
    endpointer = Endpointer(Policy())
    feed(endpointer, (0.9, 20), (0.0, 8))
    endpointer.weigh_sound(0.2)
    assert feed(endpointer, (0.0, 30), start=28 * FRAME_SAMPLES) == []
    signals = feed(endpointer, (0.9, 20), (0.0, 8), start=58 * FRAME_SAMPLES)
    endpointer.weigh_sound(0.97)
    signals = feed(endpointer, (0.0, 30), start=86 * FRAME_SAMPLES)
    assert isinstance(signals[0], TurnDecided)
    assert signals[0].reason.endswith("s of silence, turn model 0.97")
    endpointer.weigh_sound(0.1)
    assert last_wait(endpointer) < 0.74
