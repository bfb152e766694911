"""The scorecard's arithmetic and its documented form."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.small import PROBLEM, TRACK, Talk
from voice_interviewer.assessment import scorecard
from voice_interviewer.assessment.scorecard import (
    Scorecard,
    doubtful,
    half_up,
    mean,
    planned_dimensions,
    to_dict,
    verdict,
)
from voice_interviewer.events import Event, MoveChosen, PhaseEntered, Scored, SessionEnded, TurnEnded
from voice_interviewer.interview.session import Session, fold, session_from_turns
from voice_interviewer.values import Question, Reply, Say, Speaker, Turn, Word


def session(talk: Talk, focus: str | None = None) -> Session:
    return session_from_turns(talk.turns, PROBLEM.slug, TRACK, 20, session="s-1", focus=focus)


def card(talk: Talk, focus: str | None = None, rough: bool = False) -> Scorecard:
    return scorecard.score(PROBLEM, TRACK, session(talk, focus), "whisper base.en", rough)


def scores(one: Scorecard) -> list[int | None]:
    return [dimension.score for dimension in one.dimensions]


GOOD = (
    Talk()
    .ask("How would you start?")
    .say("Our goal is less loss, because fraud hurts. The scale decides the machines because it is large.")
    .move_to("data")
    .ask("Where do the labels come from?")
    .say("The labels come from banks, because customers complain there.")
    .hint(4)
    .say("I'd refresh small windows each minute because thieves are quick.")
)


def test_the_form_is_the_documented_one() -> None:
    written = to_dict(card(GOOD))
    assert list(written) == [
        *("schema", "session", "problem", "rubric", "scorer", "dimensions", "coverage", "overall", "verdict"),
        *("recogniser", "low_confidence", "wrong_claims", "quotes_dropped", "interviewer", "strengths"),
        *("improvements", "first_gap", "resources", "drill", "hints", "phases", "delivery"),
    ]
    assert (written["schema"], written["session"], written["problem"]) == (1, "s-1", "small-problem")
    assert written["rubric"] == "small@12345678"
    assert list(written["scorer"]) == ["kind", "model", "digest", "samples", "settings"]
    assert (written["scorer"]["kind"], written["scorer"]["samples"]) == ("bank", 1)
    assert written["dimensions"][0] == {
        "id": "framing",
        "score": 3,
        "range": [3, 3],
        "justification": "On your own: Goal; Scale.",
        "evidence": [
            {"turn": 1, "quote": "Our goal is less loss, because fraud hurts", "start": 3.0, "end": 3.88},
            {
                "turn": 1,
                "quote": "The scale decides the machines because it is large",
                "start": 3.93,
                "end": 4.98,
            },
        ],
        "next": "The cost matters, because of this and that.",
    }
    assert list(written["interviewer"]) == [
        *("talk_share", "repeats", "questions_per_reply", "words_per_reply", "leaks"),
    ]
    assert list(written["strengths"][0]) == ["text", "evidence"]
    assert list(written["improvements"][0]) == ["text", "dimension"]
    assert list(written["resources"][0]) == ["title", "author", "why", "dimensions"]
    assert written["hints"] == [{"level": 4, "phase": "data"}]
    assert [one["id"] for one in written["phases"]] == ["requirements", "data", "wrap-up"]
    assert list(written["delivery"]) == [
        *("words_per_minute", "fillers_per_minute", "longest_turn", "talk_share", "pauses"),
    ]
    json.dumps(written, allow_nan=False)


def test_hints_cap_the_dimensions_they_touch() -> None:
    assert scores(card(GOOD)) == [3, 2, 2]


def test_asked_and_not_met_shows_the_question_in_the_json() -> None:
    written = to_dict(card(Talk("data").ask("Where do the labels come from?")))
    assert written["dimensions"][1]["evidence"] == [{"turn": 0, "kind": "question"}]
    assert (written["dimensions"][0]["score"], written["dimensions"][0]["range"]) == (None, None)


def test_wrong_claims_come_with_their_words() -> None:
    written = to_dict(card(Talk().say("I want high accuracy for this.")))
    assert [(one["text"], one["evidence"][0]["quote"]) for one in written["wrong_claims"]] == [
        ("Accuracy says nothing here.", "I want high accuracy for this")
    ]


def test_pauses_are_listed_with_their_times() -> None:
    words = (Word("So", 3.0, 3.2), Word("yes", 4.8, 5.0))
    turns = [Turn(Speaker.CANDIDATE, "So yes", 3, 5, "data", words=words)]
    one = scorecard.score(PROBLEM, TRACK, session_from_turns(turns, "x", TRACK, 20), "", False)
    assert to_dict(one)["delivery"]["pauses"] == [{"turn": 0, "start": 3.2, "end": 4.8}]


def test_the_same_session_gives_the_same_bytes() -> None:
    assert json.dumps(to_dict(card(GOOD))) == json.dumps(to_dict(card(GOOD)))


def test_an_empty_interview_has_no_scores_and_no_verdict() -> None:
    one = card(Talk())
    assert (scores(one), one.overall, one.coverage) == ([None] * 3, None, 0.0)
    assert one.verdict == "insufficient evidence"
    assert (one.strengths, one.improvements, one.delivery) == ((), (), None)
    assert to_dict(one)["delivery"] is None


def test_a_drill_assesses_what_its_phase_is_there_for() -> None:
    one = card(GOOD, focus="data")
    assert (scores(one), one.coverage, one.overall) == ([None, 2, 2], 1.0, 2.0)
    assert one.dimensions[0].justification == "This drill was about something else."


@pytest.mark.parametrize(
    ("focus", "planned"),
    [
        (None, {"framing", "data", "features"}),
        ("data", {"data", "features"}),
        ("features", {"data", "features"}),
        ("framing", {"framing"}),
        ("communication", {"framing", "data", "features"}),
        ("wrap-up", {"framing", "data", "features"}),
    ],
)
def test_a_drills_plan_follows_its_area(focus: str | None, planned: set[str]) -> None:
    assert planned_dimensions(TRACK, focus) == planned


def test_a_journal_and_its_bare_transcript_are_scored_alike() -> None:
    """What a journal alone knows of a question must not make two different scorecards of one conversation."""
    began = session(Talk())
    question = Say(Reply("Where from?", question=Question("labels", "data")), "ask", "")
    turns = (
        Turn(Speaker.INTERVIEWER, "Where from?", 1, 2, "data"),
        Turn(Speaker.CANDIDATE, "The labels come from banks because they know.", 3, 9, "data"),
    )
    events: list[Event] = [
        PhaseEntered(0, "data"),
        MoveChosen(1, question),
        *(TurnEnded(2, one) for one in turns),
    ]
    folded = began
    for event in events:
        folded = fold(folded, event)
    known = scorecard.score(PROBLEM, TRACK, folded, "", False)
    bare = scorecard.score(
        PROBLEM, TRACK, session_from_turns(turns, PROBLEM.slug, TRACK, folded.started.minutes), "", False
    )
    assert (known.dimensions, known.strengths, known.first_gap) == (
        bare.dimensions,
        bare.strengths,
        bare.first_gap,
    )
    assert scores(known)[1] == 3


def test_the_time_after_the_end_is_no_phases_time() -> None:
    one = session(Talk().ask("How would you start?"))
    assert one.ended is not None
    ended = replace(one, ended=None)
    for event in (PhaseEntered(60, "data"), SessionEnded(100, "finished"), Scored(500, {})):
        ended = fold(ended, event)
    phases = scorecard.score(PROBLEM, TRACK, ended, "", False).phases
    assert [phase.spent for phase in phases] == [60, 40, 0]


def test_a_session_without_an_end_is_measured_to_its_last_event() -> None:
    one = replace(session(Talk().ask("How would you start?")), ended=None)
    phases = scorecard.score(PROBLEM, TRACK, one, "", False).phases
    assert [phase.spent for phase in phases] == [2, 0, 0]


# ---------------------------------------------------------------- arithmetic


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], None),
        ([3], 3.0),
        ([1, 2], 1.5),
        ([3, 3, 3, 4], 3.3),
        ([1, 1, 1, 2, 2, 2, 2, 1], 1.5),
        ([4, 4, 5], 4.3),
    ],
)
def test_the_mean_is_rounded_half_up(given: list[int], expected: float | None) -> None:
    assert mean(given) == expected


def test_coverage_is_rounded_half_up() -> None:
    assert half_up(0.875, 2) == 0.88
    assert half_up(0.125, 2) == 0.13


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_the_mean_lies_between_the_scores(given: list[int]) -> None:
    average = mean(given)
    assert average is not None
    assert min(given) <= average <= max(given)


@pytest.mark.parametrize(
    ("coverage", "overall", "words"),
    [
        (1.0, None, "insufficient evidence"),
        (0.69, 5.0, "insufficient evidence"),
        (0.70, 1.9, "no hire"),
        (1.0, 2.0, "leaning no hire"),
        (1.0, 2.9, "leaning no hire"),
        (1.0, 3.0, "leaning hire"),
        (1.0, 3.9, "leaning hire"),
        (1.0, 4.0, "strong hire"),
    ],
)
def test_verdicts_lie_below_their_bounds(coverage: float, overall: float | None, words: str) -> None:
    assert verdict(coverage, overall) == words


# ---------------------------------------------------------------- doubt


def heard(confidence: float | None, *words: float | None, typed: bool = False) -> Turn:
    timed = tuple(Word("w", n, n + 0.5, one) for n, one in enumerate(words))
    return Turn(Speaker.CANDIDATE, "w w w", 0, 3, "data", words=timed, confidence=confidence, typed=typed)


@pytest.mark.parametrize(
    ("turns", "doubt"),
    [
        ([], False),
        ([heard(None)], False),
        ([heard(0.3)], True),
        ([heard(0.9)], False),
        ([heard(0.9, 0.2, 0.3)], True),
        ([heard(0.2, 0.9, None)], False),
        ([heard(0.2, typed=True)], False),
        ([heard(0.5), heard(None, *[0.9] * 9)], False),
        ([Turn(Speaker.INTERVIEWER, "w", 0, 1, "data", confidence=0.1)], False),
    ],
)
def test_words_are_doubtful_when_their_mean_confidence_is_low(turns: list[Turn], doubt: bool) -> None:
    assert doubtful(turns) is doubt


def test_a_rough_recogniser_is_low_confidence_whatever_it_says() -> None:
    assert card(GOOD, rough=True).low_confidence
    assert not card(GOOD).low_confidence
    assert card(GOOD).recogniser == "whisper base.en"


def test_the_bank_names_the_state_it_scored_with() -> None:
    one = scorecard.bank_scorer(PROBLEM, TRACK)
    assert len(one.digest) == 8
    assert scorecard.bank_scorer(PROBLEM, TRACK).digest == one.digest
    fewer = replace(PROBLEM, ground=PROBLEM.ground[1:])
    assert scorecard.bank_scorer(fewer, TRACK).digest != one.digest
