"""The scorecard as a page: warm, honest, every claim with its words."""

from pathlib import Path
from typing import Any

import pytest

from voice_interviewer.reports.scorecard import to_markdown

GOLDEN = Path(__file__).parent / "scorecard.md"
TITLES = {"data-and-features": "Data and features", "wrap-up": "Wrap-up"}


def quote(text: str, start: float, turn: int = 3) -> dict[str, Any]:
    return {"turn": turn, "quote": text, "start": start, "end": start + 3}


def dimension(name: str, score: int | None, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "score": score,
        "range": None if score is None else [score, score],
        "justification": "On your own: “The scale”.",
        "evidence": [],
        "next": "",
    } | changes


CARD: dict[str, Any] = {
    "schema": 1,
    "session": "20260101-101010-fraud-detection",
    "problem": "fraud-detection",
    "rubric": "ml-system-design@12345678",
    "scorer": {"kind": "bank", "model": "", "digest": "", "samples": 1, "settings": {}},
    "dimensions": [
        dimension(
            "framing",
            3,
            range=[3, 4],
            justification="On your own: The scale; The goal. Still expected: What each error costs.",
            evidence=[quote("ten thousand a second, so it has to be online", 63.2)],
            next="A missed fraud costs us the payment and a wrong block costs us a customer, so I'd weigh both.",
        ),
        dimension(
            "data",
            1,
            justification="Nothing said here counted: it needs a reason, or a link to this problem.",
            evidence=[{"turn": 4, "kind": "question"}, quote("we just use the database", 90, 5)],
            next="Chargebacks come weeks late, so I'd leave the newest weeks out.",
        ),
        dimension(
            "serving", 5, justification="On your own: Capacity.", evidence=[quote("fifty cores", 3725.4)]
        ),
        dimension("monitoring", None, justification="It did not come up.", next="I'd watch the scores."),
    ],
    "coverage": 0.75,
    "overall": 3.0,
    "verdict": "leaning hire",
    "recogniser": "pocketsphinx",
    "low_confidence": True,
    "wrong_claims": [
        {
            "text": "At one fraud in a thousand, accuracy says nothing.",
            "evidence": [quote("I want ninety-nine percent accuracy", 45)],
        }
    ],
    "quotes_dropped": 2,
    "interviewer": {
        "talk_share": 0.21,
        "repeats": 0,
        "questions_per_reply": 1.0,
        "words_per_reply": 31,
        "leaks": 0,
    },
    "strengths": [
        {
            "text": "You brought up “Capacity” before anyone asked.",
            "evidence": [quote("fifty cores", 3725.4)],
        }
    ],
    "improvements": [
        {
            "text": "Data: say something on “Late labels”. It could sound like: “They come late.”",
            "dimension": "data",
        }
    ],
    "first_gap": "Late labels (Data and features)",
    "resources": [
        {
            "title": "Rules of Machine Learning",
            "author": "Martin Zinkevich",
            "why": "Short rules on starting simple.",
            "dimensions": ["framing"],
        }
    ],
    "drill": "--focus data --minutes 20",
    "hints": [{"level": 2, "phase": "data-and-features"}],
    "phases": [
        {"id": "requirements", "planned": 480, "spent": 512},
        {"id": "wrap-up", "planned": 120, "spent": 61},
    ],
    "delivery": {
        "words_per_minute": 142,
        "fillers_per_minute": 3.1,
        "longest_turn": 131.0,
        "talk_share": 0.78,
        "pauses": [{"turn": 3, "start": 70.5, "end": 72.5}],
    },
}


def page(**changes: Any) -> str:
    return to_markdown(CARD | changes, TITLES)


def delivered(**changes: Any) -> str:
    return page(delivery=CARD["delivery"] | changes)


def test_the_page_as_a_whole() -> None:
    latency = {"summary": {"response": {"p50": 0.74, "p95": 1.2}}}
    assert to_markdown(CARD, TITLES, latency) == GOLDEN.read_text(encoding="utf-8")


def test_it_is_labelled_practice() -> None:
    assert "Practice feedback, not a prediction of an offer." in page()


def test_an_interview_in_which_nothing_was_said_is_not_judged() -> None:
    nothing = page(
        overall=None,
        coverage=0.0,
        verdict="insufficient evidence",
        strengths=[],
        improvements=[],
        wrong_claims=[],
        first_gap="",
        hints=[],
        delivery=None,
        dimensions=[dimension("framing", None, justification="It did not come up.")],
    )
    assert "**No score yet.**" in nothing
    assert "There were no spoken answers to measure." in nothing
    assert "No hints." in nothing
    assert "What went well" not in nothing
    assert "What to work on" not in nothing


@pytest.mark.parametrize(
    ("scores", "areas"),
    [
        ([3], "The one area that came up scores **3.0**"),
        ([3, 2], "The 2 areas that came up score, on average, **3.0**"),
    ],
)
def test_too_little_evidence_gives_a_mean_but_no_verdict(scores: list[int], areas: str) -> None:
    few = page(
        overall=3.0,
        coverage=0.25,
        verdict="insufficient evidence",
        dimensions=[dimension("data", one) for one in scores],
    )
    assert "**Insufficient evidence for a verdict.**" in few
    assert areas in few


def test_a_clear_recogniser_brings_no_warning() -> None:
    assert "lightly" not in page(low_confidence=False)


def test_an_unnamed_recogniser_is_not_named() -> None:
    assert "unnamed" in page(recogniser="")
    assert "Words heard by" not in page(recogniser="")


@pytest.mark.parametrize(
    ("stood_in", "said"),
    [
        ([], "readings), under"),
        (["data"], "readings), and the problem bank for Data, under"),
        (["data", "serving"], "and the problem bank for Data and Serving, under"),
        (["framing", "data", "serving"], "and the problem bank for Framing, Data and Serving, under"),
    ],
)
def test_a_model_that_scored_is_named_and_where_the_bank_stood_in(stood_in: list[str], said: str) -> None:
    settings = {"bank": stood_in} if stood_in else {}
    scorer = {"kind": "ollama", "model": "qwen3:8b", "digest": "d", "samples": 3, "settings": settings}
    assert "By the language model qwen3:8b (the median of 3 readings)" in page(scorer=scorer)
    assert said in page(scorer=scorer)


def test_no_dropped_quotes_are_not_mentioned() -> None:
    assert "did not match" not in page(quotes_dropped=0)


def test_what_the_candidate_said_is_shown_as_text() -> None:
    marked = page(strengths=[{"text": "x", "evidence": [quote("<b>*bold*</b> \x1b[31m", 1)]}])
    assert r"“\<b\>\*bold\*\</b\>”" in marked


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words_per_minute": 90}, "Unhurried"),
        ({"words_per_minute": 110}, "Easy to follow"),
        ({"words_per_minute": 180}, "Easy to follow"),
        ({"words_per_minute": 181}, "Quick"),
        ({"fillers_per_minute": 5.0}, "Few enough"),
        ({"fillers_per_minute": 8.0}, "Normal"),
        ({"fillers_per_minute": 12.0}, "Enough to be noticed"),
        ({"longest_turn": 149.9}, "can be followed"),
        ({"longest_turn": 150.0}, "pays to stop"),
        ({"pauses": []}, "none of a second and a half"),
        ({"pauses": [{"turn": 1, "start": n, "end": n + 2} for n in range(10)]}, "and 2 more"),
    ],
)
def test_delivery_is_put_in_words(changes: dict[str, Any], said: str) -> None:
    assert said in delivered(**changes)


def test_typed_answers_are_not_called_heard() -> None:
    typed = page(recogniser="typed")
    assert "The answers were typed." in typed
    assert "heard by" not in typed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"questions_per_reply": 1.0}, "31 words and 1 question on average"),
        ({"questions_per_reply": 0.75}, "31 words and 0.75 questions on average"),
        ({"repeats": 0}, "no questions"),
        ({"repeats": 1}, "1 question."),
        ({"leaks": 0}, "no parts of a solution"),
        ({"leaks": 2}, "2 parts of a solution"),
    ],
)
def test_the_interviewers_own_report_is_put_in_words(changes: dict[str, Any], said: str) -> None:
    assert said in page(interviewer=CARD["interviewer"] | changes)


def test_corrected_turns_are_marked_at_their_quotes_and_in_the_method() -> None:
    proof = quote("ten thousand a second", 63.2) | {"corrected": True}
    mended = CARD | {"dimensions": [dimension("framing", 3, evidence=[proof])], "corrected": [3]}
    page = to_markdown(mended, TITLES)
    assert "“ten thousand a second” (01:03, corrected)" in page
    assert "Turn 3 counts as corrected by you afterwards." in page
    assert "Turns 3, 5 count as corrected" in to_markdown(mended | {"corrected": [3, 5]}, TITLES)
