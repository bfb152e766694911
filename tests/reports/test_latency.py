"""latency.json, its percentiles, and the stage that made a reply late."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.reports.latency import budget_for, overran, percentile, summed_up, to_dict, to_json
from voice_interviewer.values import Parts, TurnTrace

PARTS = Parts(stt="whisper base.en", llm="bank", tts="piper", vad="silero", microphone="m", loudspeaker="l")
ON_TIME = TurnTrace(
    turn=4,
    speech_end=61.20,
    possible_end=61.42,
    decided_end=61.95,
    recognised=61.80,
    first_token=61.81,
    first_sentence=61.83,
    first_audio=61.88,
    first_sample=61.97,
    response=0.77,
    waited=0.75,
    processing=0.0234567,
    reason="finished sentence, turn model 0.91",
    drafts_dropped=1,
    prompt_tokens=1830,
    cached_tokens=1790,
)


def test_the_file_has_the_documented_form() -> None:
    written = to_dict([ON_TIME], PARTS, cut_ins=1, barge_ins=2)
    assert written == {
        "schema": 1,
        "budget": 0.8,
        "parts": {"stt": "whisper base.en", "llm": "bank", "tts": "piper", "vad": "silero"},
        "turns": [
            {
                "turn": 4,
                "speech_end": 61.2,
                "possible_end": 61.42,
                "decided_end": 61.95,
                "recognised": 61.8,
                "first_token": 61.81,
                "first_sentence": 61.83,
                "first_audio": 61.88,
                "first_sample": 61.97,
                "response": 0.77,
                "waited": 0.75,
                "processing": 0.023,
                "reason": "finished sentence, turn model 0.91",
                "drafts_dropped": 1,
                "prompt_tokens": 1830,
                "cached_tokens": 1790,
            }
        ],
        "summary": {
            "response": {"p50": 0.77, "p95": 0.77},
            "processing": {"p50": 0.023, "p95": 0.023},
            "cut_ins": 1,
            "barge_ins": 2,
        },
    }


def test_a_stage_that_did_not_happen_is_absent() -> None:
    written = to_dict([TurnTrace(turn=0)], PARTS, cut_ins=0, barge_ins=0)
    assert written["turns"] == [{"turn": 0, "reason": "", "drafts_dropped": 0}]
    assert written["summary"] == {"cut_ins": 0, "barge_ins": 0}


def test_a_late_reply_is_marked_with_its_stage() -> None:
    late = replace(ON_TIME, response=1.2, waited=1.0)
    assert json.loads(to_json([late], PARTS, cut_ins=0, barge_ins=0))["turns"][0]["overran"] == "wait"


@pytest.mark.parametrize(
    ("late", "stage"),
    [
        (replace(ON_TIME, waited=0.9), "wait"),
        (
            replace(ON_TIME, recognised=62.5, first_token=62.6, first_sentence=62.6, first_audio=62.7),
            "recognition",
        ),
        (
            replace(ON_TIME, first_token=63.0, first_sentence=63.1, first_audio=63.2, first_sample=63.2),
            "first token",
        ),
        (replace(ON_TIME, first_sentence=63.0, first_audio=63.1, first_sample=63.1), "first sentence"),
        (replace(ON_TIME, first_audio=63.0, first_sample=63.0), "speech"),
        (replace(ON_TIME, first_sample=63.0), "playback"),
        (TurnTrace(turn=0, first_token=1.0, first_sentence=3.0), "first sentence"),
        (TurnTrace(turn=0), "unknown"),
    ],
)
def test_the_longest_link_of_the_chain_is_to_blame(late: TurnTrace, stage: str) -> None:
    assert overran(replace(late, response=1.5)) == stage


@pytest.mark.parametrize("response", [None, 0.5, 0.8])
def test_within_the_budget_nothing_is_to_blame(response: float | None) -> None:
    assert overran(replace(ON_TIME, response=response), 0.8) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 100))
def test_percentiles_are_numpys(values: list[float], percent: float) -> None:
    assert percentile(values, percent) == pytest.approx(float(np.percentile(values, percent)), abs=1e-6)


def test_nothing_has_no_percentile() -> None:
    assert percentile([], 50) is None


@pytest.mark.parametrize(
    ("stt", "budget"),
    [
        ("whisper base.en (CPU)", 1.3),
        ("whisper base.en (GPU)", 0.8),
        ("script", 0.8),
        ("PocketSphinx", 0.8),
        ("", 0.8),
    ],
)
def test_whisper_on_a_cpu_has_longer(stt: str, budget: float) -> None:
    assert budget_for(stt) == budget


def test_all_replies_are_summed_up_in_a_sentence() -> None:
    slow = replace(ON_TIME, response=1.77, processing=0.5)
    assert summed_up([ON_TIME, slow, TurnTrace(9)]) == (
        "Answered in 1.27 s (median; 95 % within 1.72 s), "
        "of which the program's own delay was 0.26 s (95 % within 0.48 s)."
    )
    assert summed_up([TurnTrace(0)]) == summed_up([]) == ""
