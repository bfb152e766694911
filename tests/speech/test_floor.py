"""Who may speak: the table, and what must hold of any conversation that follows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.speech.floor import TABLE, Cue, Effect, Floor, after


def follow(*cues: Cue, start: Floor = Floor.LISTENING) -> tuple[Floor, list[Effect]]:
    floor, effects = start, []
    for cue in cues:
        floor, effect = after(floor, cue)
        effects.append(effect)
    return floor, effects


ANSWERED = (Cue.VOICE_BEGAN, Cue.VOICE_OVER, Cue.ANSWER_OVER)
REPLIED = (Cue.REPLY_BEGUN, Cue.SOUNDING)


def test_an_answer_and_its_reply_bring_the_floor_back() -> None:
    assert follow(*ANSWERED, *REPLIED, Cue.REPLY_DONE) == (Floor.LISTENING, [Effect.NONE] * 6)


def test_a_voice_before_the_first_sound_drops_the_reply() -> None:
    assert follow(Cue.REPLY_BEGUN, Cue.VOICE_BEGAN) == (Floor.HEARING, [Effect.NONE, Effect.DROP])


def test_a_cough_over_the_interviewer_holds_it_and_lets_it_go_on() -> None:
    floor, effects = follow(*REPLIED, Cue.VOICE_BEGAN, Cue.VOICE_OVER)
    assert floor is Floor.SPEAKING
    assert effects[-2:] == [Effect.HOLD, Effect.RESUME]


def test_a_barge_in_cancels_the_reply_and_has_the_floor() -> None:
    floor, effects = follow(*REPLIED, Cue.VOICE_BEGAN, Cue.MEANT, Cue.REPLY_DONE)
    assert floor is Floor.HEARING
    assert effects[-3:] == [Effect.HOLD, Effect.CANCEL, Effect.NONE]


@pytest.mark.parametrize("floor", [Floor.LISTENING, Floor.HEARING])
def test_time_to_think_ends_with_the_next_voice(floor: Floor) -> None:
    assert follow(Cue.THINKING, start=floor)[0] is Floor.THINKING_TIME
    assert follow(Cue.THINKING, Cue.VOICE_BEGAN, start=floor)[0] is Floor.HEARING


def test_a_pause_holds_against_every_cue_but_its_end() -> None:
    for cue in set(Cue) - {Cue.CONTINUED, Cue.ENDED}:
        assert after(Floor.PAUSED, cue) == (Floor.PAUSED, Effect.NONE)
    assert after(Floor.PAUSED, Cue.CONTINUED)[0] is Floor.LISTENING


@given(st.lists(st.sampled_from(Cue)))
def test_nothing_follows_the_end(cues: list[Cue]) -> None:
    assert follow(Cue.ENDED, *cues)[0] is Floor.OVER


@given(st.sampled_from(Floor), st.sampled_from(Cue))
def test_the_interviewer_begins_to_sound_only_when_nobody_speaks(floor: Floor, cue: Cue) -> None:
    following, effect = after(floor, cue)
    if following is Floor.SPEAKING and floor is not Floor.SPEAKING:
        assert (floor, cue) in {(Floor.WORKING, Cue.SOUNDING), (Floor.YIELDING, Cue.VOICE_OVER)}
    if effect is not Effect.NONE:
        assert floor in (Floor.WORKING, Floor.SPEAKING, Floor.YIELDING)


@given(st.sampled_from(Floor), st.lists(st.sampled_from(Cue)))
def test_a_voice_never_meets_a_sounding_interviewer(floor: Floor, cues: list[Cue]) -> None:
    floor, _ = follow(*cues, Cue.VOICE_BEGAN, start=floor)
    assert floor not in (Floor.SPEAKING, Floor.WORKING)


def test_every_floor_can_be_reached_and_left() -> None:
    assert {floor for floor, _ in TABLE.values()} == set(Floor)
    assert {floor for floor, _ in TABLE} == set(Floor)


def test_whoever_reads_the_screen_can_tell_every_state_by_its_words() -> None:
    words = [state.value for state in Floor.__members__.values()]
    assert len(set(words)) == len(words)
    assert all(word == word.lower().strip() and len(word.split()) <= 3 for word in words)
