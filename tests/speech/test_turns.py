"""The clips that turn-taking is measured on, and what the endpointing makes of their words."""

import json
from collections import Counter

import numpy as np
import pytest
import soundfile as sf

from tests.paths import DATA
from voice_interviewer.speech.ending import Ending, ending
from voice_interviewer.speech.frame import SAMPLE_RATE, rms_db

TURNS = DATA / "turns"
ROWS = [json.loads(line) for line in (TURNS / "turns.jsonl").read_text(encoding="utf-8").splitlines()]
SYNTHETIC = {
    "unfinished": 30, "filler": 24, "inside": 30, "sentence": 45, "thinking": 15, "finished": 45, "handed over": 20,
}  # fmt: skip


def held_out(sort: str) -> list[str]:
    return [row["words"] for row in ROWS if row["half"] == "held-out" and row["sort"] == sort]


def test_every_row_has_its_clip_and_every_clip_its_row() -> None:
    assert sorted(row["id"] for row in ROWS) == sorted(path.stem for path in TURNS.glob("*.ogg"))
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_nobody_speaks_in_both_halves() -> None:
    speakers = {
        half: {row["speaker"] for row in ROWS if row["half"] == half} for half in ("tuning", "held-out")
    }
    assert all(speakers.values())
    assert not speakers["tuning"] & speakers["held-out"]


@pytest.mark.parametrize("half", ["tuning", "held-out"])
def test_the_mix_is_as_documented(half: str) -> None:
    synthetic = [row for row in ROWS if row["half"] == half and ":" in row["speaker"]]
    assert Counter(row["sort"] for row in synthetic) == SYNTHETIC


@pytest.mark.parametrize("row", ROWS[::20], ids=lambda row: row["id"])
def test_a_clip_is_speech_up_to_its_end(row: dict[str, str]) -> None:
    samples, rate = sf.read(TURNS / f"{row['id']}.ogg", dtype="float32")
    assert rate == SAMPLE_RATE
    assert 0.2 < len(samples) / SAMPLE_RATE <= 8.01
    assert -26 < rms_db(np.asarray(samples)) < -21
    assert rms_db(np.asarray(samples[-SAMPLE_RATE // 2 :])) > -45


def test_words_that_lead_on_and_fillers_are_waited_for() -> None:
    for sort in ("unfinished", "filler"):
        found = [ending(words) is Ending.UNFINISHED for words in held_out(sort)]
        assert sum(found) >= 0.9 * len(found), sort


def test_finished_answers_are_not_taken_for_unfinished() -> None:
    found = [ending(words) is Ending.UNFINISHED for words in held_out("finished")]
    assert sum(found) <= 0.05 * len(found)
