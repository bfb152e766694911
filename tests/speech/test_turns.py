"""The clips that turn-taking is measured on, and what the endpointing makes of their words."""

from collections import Counter

import pytest

from tests.sounds import TURNS, Clip, clips, held_out
from voice_interviewer.speech.ending import Ending, ending
from voice_interviewer.speech.frame import SAMPLE_RATE, rms_db

CLIPS = clips()
SYNTHETIC = {
    "unfinished": 30, "filler": 24, "inside": 30, "sentence": 45, "thinking": 15, "finished": 45, "handed over": 20,
}  # fmt: skip


def words_of(sort: str) -> list[str]:
    return [clip.words for clip in held_out() if clip.sort == sort]


def test_every_row_has_its_clip_and_every_clip_its_row() -> None:
    assert sorted(clip.id for clip in CLIPS) == sorted(path.stem for path in TURNS.glob("*.ogg"))
    assert len({clip.id for clip in CLIPS}) == len(CLIPS)


def test_nobody_speaks_in_both_halves() -> None:
    speakers = {
        half: {clip.speaker for clip in CLIPS if clip.half == half} for half in ("tuning", "held-out")
    }
    assert all(speakers.values())
    assert not speakers["tuning"] & speakers["held-out"]


@pytest.mark.parametrize("half", ["tuning", "held-out"])
def test_the_mix_is_as_documented(half: str) -> None:
    synthetic = [clip for clip in CLIPS if clip.half == half and ":" in clip.speaker]
    assert Counter(clip.sort for clip in synthetic) == SYNTHETIC


@pytest.mark.parametrize("clip", CLIPS[::20], ids=lambda clip: clip.id)
def test_a_clip_is_speech_up_to_its_end(clip: Clip) -> None:
    samples = clip.samples
    assert 0.2 < len(samples) / SAMPLE_RATE <= 8.01
    assert -26 < rms_db(samples) < -21
    assert rms_db(samples[-SAMPLE_RATE // 2 :]) > -45


def test_words_that_lead_on_and_fillers_are_waited_for() -> None:
    for sort in ("unfinished", "filler"):
        found = [ending(words) is Ending.UNFINISHED for words in words_of(sort)]
        assert sum(found) >= 0.9 * len(found), sort


def test_finished_answers_are_not_taken_for_unfinished() -> None:
    found = [ending(words) is Ending.UNFINISHED for words in words_of("finished")]
    assert sum(found) <= 0.05 * len(found)
