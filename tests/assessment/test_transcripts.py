"""Whole hand-written interviews: scores follow reasoning and coverage, and nothing else.

Each file in tests/transcripts has a `label` whose `group` is strong, good, average, weak, junk, hints or unfinished.
"""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from tests.paths import ROOT
from voice_interviewer.assessment import scorecard
from voice_interviewer.assessment.quotes import try_quote
from voice_interviewer.bank import Bank
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.reports import transcript
from voice_interviewer.values import Problem, Speaker, Track, Turn

FILES = sorted((ROOT / "tests" / "transcripts").glob("*.json"))
LABELS = {path.stem: json.loads(path.read_text(encoding="utf-8"))["label"]["group"] for path in FILES}
JUNK = [name for name, label in LABELS.items() if label == "junk"]
PADDING = " That is how I see it anyway, and I think it is a nice question, to be honest with you."


@cache
def bank() -> Bank:
    return Bank.load()


def turns_of(name: str) -> tuple[Turn, ...]:
    return transcript.read(Path(ROOT / "tests" / "transcripts" / f"{name}.json"))[1]


def scored(turns: tuple[Turn, ...]) -> dict[str, Any]:
    problem = bank().problem("fraud-detection")
    track = bank().track(problem.track)
    session = session_from_turns(turns, problem.slug, track, 45)
    return scorecard.to_dict(scorecard.score(problem, track, session, "", False))


@cache
def card(name: str) -> dict[str, Any]:
    return scored(turns_of(name))


def scores(name: str) -> dict[str, int | None]:
    return {one["id"]: one["score"] for one in card(name)["dimensions"]}


def overall(name: str) -> float:
    found = card(name)["overall"]
    assert isinstance(found, float)
    return found


def of_label(label: str) -> list[float]:
    return [overall(name) for name, one in LABELS.items() if one == label]


def test_levels_are_in_order() -> None:
    means = [mean(of_label(label)) for label in ("strong", "good", "average", "weak")]
    assert means == sorted(means, reverse=True)
    assert all(above - below >= 0.4 for above, below in pairwise(means))


@pytest.mark.parametrize("name", ["strong", "terse-excellent"])
def test_an_excellent_interview_is_a_hire_however_short(name: str) -> None:
    assert overall(name) >= 4.0
    assert card(name)["verdict"] == "strong hire"


def test_plain_words_with_sound_reasons_score_well_above_average() -> None:
    assert overall("plain-words-excellent") >= overall("average") + 0.8


@pytest.mark.parametrize("name", JUNK)
def test_lists_echoes_orders_denials_and_silence_score_nothing(name: str) -> None:
    found = card(name)["overall"]
    assert found is None or found <= 1.5


def test_many_words_do_not_make_up_for_weak_ones() -> None:
    assert overall("weak-wordy") < overall("average")


def test_an_order_to_the_scorer_gains_nothing() -> None:
    assert scores("average-with-injection") == scores("average")


def test_typed_answers_score_as_spoken_ones() -> None:
    assert scores("average-typed") == scores("average")
    assert card("average-typed")["delivery"] is None
    assert card("average")["delivery"] is not None


def test_hints_are_listed_and_cap_what_they_touch() -> None:
    assert [one["level"] for one in card("hints")["hints"]] == [1, 2, 3]
    touched = {name for hint in bank().problem("fraud-detection").hints[2:3] for name in hint.dimensions}
    assert touched
    assert all((scores("hints")[name] or 0) <= 3 for name in touched)


@pytest.mark.parametrize("name", ["unfinished", "only-started"])
def test_an_unfinished_interview_has_no_verdict(name: str) -> None:
    assert card(name)["verdict"] == "insufficient evidence"
    assert card(name)["coverage"] < 0.7


def test_a_good_interview_is_charged_with_no_mistakes() -> None:
    assert [card(name)["wrong_claims"] for name in ("strong", "terse-excellent", "good")] == [[], [], []]


def test_a_weak_interview_is_told_its_mistakes() -> None:
    assert card("weak")["wrong_claims"]


@pytest.mark.parametrize("name", LABELS)
def test_every_quote_is_the_candidates_own(name: str) -> None:
    turns = turns_of(name)
    parts = [*card(name)["dimensions"], *card(name)["strengths"], *card(name)["wrong_claims"]]
    quotes = [one for part in parts for one in part["evidence"] if "quote" in one]
    for quote in quotes:
        assert quote["quote"] in turns[quote["turn"]].text
        assert turns[quote["turn"]].speaker is Speaker.CANDIDATE
        assert turns[quote["turn"]].start <= quote["start"] <= quote["end"] <= turns[quote["turn"]].end
        assert try_quote(quote["turn"], quote["quote"], turns) is not None


@pytest.mark.parametrize("name", LABELS)
def test_every_score_above_one_shows_a_quote_and_every_score_its_evidence(name: str) -> None:
    for one in card(name)["dimensions"]:
        quotes = [proof for proof in one["evidence"] if "quote" in proof]
        assert (one["score"] is None) == (not one["evidence"])
        assert (one["score"] or 0) <= 1 or 1 <= len(quotes) <= 3


@pytest.mark.parametrize("name", ["strong", "average", "weak"])
def test_a_whole_interview_has_three_improvements_and_two_or_three_resources(name: str) -> None:
    assert len(card(name)["improvements"]) == 3
    assert 2 <= len(card(name)["resources"]) <= 3


def test_a_strong_interview_has_three_strengths() -> None:
    assert len(card("strong")["strengths"]) == 3


@pytest.mark.parametrize("name", ["strong", "good", "average", "weak"])
def test_padding_moves_nothing(name: str) -> None:
    padded = tuple(
        Turn(turn.speaker, turn.text + PADDING, turn.start, turn.end, turn.phase)
        if turn.speaker is Speaker.CANDIDATE
        else turn
        for turn in turns_of(name)
    )
    assert round(abs(scored(padded)["overall"] - overall(name)), 1) <= 0.2


def test_scoring_twice_gives_the_same_bytes() -> None:
    again = scored(turns_of("strong"))
    assert json.dumps(again).encode() == json.dumps(card("strong")).encode()


def model_interview(problem: Problem, track: Track) -> tuple[Turn, ...]:
    """Every phase opened by the interviewer and answered with the bank's own model answers."""
    own = {one.id for one in problem.ground}
    ground = (*problem.ground, *(one for one in track.ground if one.id not in own))
    turns: list[Turn] = []
    for phase in track.phases:
        answers = [one.sounds_like for one in ground if one.phase == phase.slug]
        spoken = [(Speaker.INTERVIEWER, phase.opening[0]), *((Speaker.CANDIDATE, one) for one in answers)]
        for speaker, text in spoken:
            turns.append(Turn(speaker, text, 9.0 * len(turns), 9.0 * len(turns) + 8, phase.slug))
    return tuple(turns)


def test_the_banks_model_answers_are_excellent() -> None:
    for problem in bank().problems:
        track = bank().track(problem.track)
        turns = model_interview(problem, track)
        session = session_from_turns(turns, problem.slug, track, 45)
        one = scorecard.score(problem, track, session, "", False)
        assert (one.overall or 0) >= 4.5, problem.slug
        assert one.wrong_claims == (), problem.slug
