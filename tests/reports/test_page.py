"""`report.html`: whole, escaped, without a network, and readable with scripts off."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.reports.test_scorecard import CARD
from voice_interviewer.reports.page import Report, to_html
from voice_interviewer.reports.transcript import TranscriptMeta
from voice_interviewer.values import Speaker, Turn, Word

META = TranscriptMeta("fraud-detection", 45.0, "20260101-100000-fraud-detection", "2026-01-01T10:00:00+00:00")
VOID = {"meta", "link", "input"}
LATENCY = {
    "budget": 0.8,
    "turns": [
        {"turn": 2, "speech_end": 16.0, "response": 0.5},
        {"turn": 4, "speech_end": 30.0, "response": 1.9},
        {"turn": 6, "speech_end": 40.0},
    ],
    "summary": {"response": {"p50": 0.7, "p95": 1.2}},
}


class Page(HTMLParser):
    """A page taken apart: every tag closed in order, and what it holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("script", "style"):
            self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]


def turns() -> list[Turn]:
    you, them = Speaker.CANDIDATE, Speaker.INTERVIEWER
    words = (Word("um", 10.0, 10.2), Word("labels", 14.0, 14.5, 0.2), Word("come", 14.6, 15.0, 0.9))
    return [
        Turn(them, "What is the goal?", 0.0, 8.0, "requirements"),
        Turn(you, "um labels come", 10.0, 16.0, "requirements", words),
        Turn(them, "Think of delays.", 17.0, 20.0, "requirements", hint_level=2, interrupted=True),
        Turn(you, "you know, it depends", 20.0, 30.0, "modelling", heard="yew no"),
        Turn(them, "Why?", 32.0, 33.0, "modelling"),
        Turn(you, "typed words", 40.0, 40.0, "modelling", typed=True),
    ]


def shown(**changes: Any) -> tuple[str, Page]:
    report = replace(Report(META, turns(), CARD, LATENCY, "recording.flac"), **changes)
    text = to_html(report)
    return text, Page(text)


def test_it_tells_the_verdict_every_score_and_every_turn() -> None:
    _, page = shown()
    words = re.sub(r"\s+", " ", page.words)
    assert f"{CARD['overall']} of 5: {CARD['verdict']}" in words
    for one in CARD["dimensions"]:
        assert page.all("article", id=f"area-{one['id']}")
    for number in range(len(turns())):
        assert page.all("li", id=f"turn-{number}")
    for heading in (
        "Scores",
        "What to work on",
        "Timeline",
        "How you spoke",
        "How the interviewer did",
        "Transcript",
    ):
        assert heading in words
    assert "Practice feedback, not a prediction of an offer." in words


def test_every_quote_and_time_leads_to_its_moment_and_without_scripts_to_its_turn() -> None:
    _, page = shown()
    links = [link for link in page.all("a") if link.get("data-at") is not None]
    quotes = [proof for one in CARD["dimensions"] for proof in one["evidence"] if "quote" in proof]
    for quote in quotes:
        assert any(float(link["data-at"] or 0) == quote["start"] for link in links)
    for link in links:
        assert re.fullmatch(r"#turn-\d+", link["href"] or "")
    scripted = [tag for tag in page.tags if tag[1].get("class") == "scripted"]
    assert scripted
    assert all("hidden" in found for _, found in scripted)


def test_it_asks_the_network_for_nothing() -> None:
    text, page = shown()
    (policy,) = (
        found["content"] or ""
        for found in page.all("meta")
        if found.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    sources = [found[key] for _, found in page.tags for key in ("src", "href") if found.get(key)]
    assert all(not str(each).startswith(("http:", "https:", "//")) for each in sources)
    assert "@import" not in text
    assert "url(" not in text


def test_fillers_and_doubtful_words_are_marked_and_a_correction_is_told() -> None:
    text, page = shown()
    assert '<span class="filler">um</span>' in text
    assert '<span class="unsure">labels</span>' in text
    assert '<span class="filler">you know</span>' in text
    assert "heard as “yew no”" in page.words


def test_the_timeline_shows_turns_pauses_hints_and_late_replies() -> None:
    _, page = shown()
    assert len(page.all("circle", class_="late")) == 1
    assert len(page.all("circle", class_="prompt")) == 1
    assert len(page.all("rect", class_="hint")) == 1
    assert len(page.all("rect", class_="pause")) == 1
    assert len(page.all("rect", class_="phase")) == 2
    assert "answered after 1.90 s, later than the goal" in page.words


HOSTILE = "<script>alert(1)</script> \"'> &amp; 😀 שלום \x1b[31m {{ 7*7 }} </style>"


def test_whatever_was_said_is_shown_and_never_run() -> None:
    hostile = [replace(turn, text=HOSTILE, heard=HOSTILE, phase="<b>x") for turn in turns()]
    card = json.loads(
        json.dumps(CARD).replace(json.dumps(CARD["dimensions"][0]["justification"]), json.dumps(HOSTILE))
    )
    meta = TranscriptMeta("<img src=x>", 45.0, "<svg onload=x>", "<i>")
    text, page = shown(turns=hostile, card=card, meta=meta, notes=HOSTILE, titles={"framing": HOSTILE})
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert not page.all("b")
    assert not page.all("i")
    assert "{{ 7*7 }}" in page.words
    assert "😀 שלום" in page.words
    assert "<script>alert(1)" in page.words
    assert "alert(1)</script>" not in text


def test_a_session_without_words_or_scores_has_a_page_too() -> None:
    _, page = shown(turns=[], card=None, latency={"turns": []}, audio="")
    assert "This session was not scored." in page.words
    assert "Nothing was said." in page.words
    assert not page.all("audio")
    assert not page.all("svg")


def test_typed_answers_have_no_delivery_and_no_score_is_said_so() -> None:
    card = {**CARD, "delivery": None, "overall": None, "recogniser": "typed", "low_confidence": True}
    _, page = shown(card=card)
    assert "There were no spoken answers to measure." in page.words
    assert "No score yet." in page.words
    assert "Take these scores lightly." in page.words
    assert "The answers were typed." in page.words


@pytest.mark.parametrize("verdict", ["insufficient evidence", "strong hire"])
def test_the_verdict_is_put_in_a_sentence(verdict: str) -> None:
    _, page = shown(card={**CARD, "verdict": verdict})
    said = "Insufficient evidence for a verdict." if verdict.startswith("in") else "strong hire."
    assert said in page.words


def test_a_models_scores_name_it_and_who_stood_in() -> None:
    scorer = {
        "kind": "ollama",
        "model": "qwen3:8b",
        "samples": 3,
        "settings": {"bank": ["framing"]},
        "digest": "",
    }
    _, page = shown(card={**CARD, "scorer": scorer, "quotes_dropped": 2})
    words = re.sub(r"\s+", " ", page.words)
    assert "the language model qwen3:8b (the median of 3 readings), and the problem bank for Framing" in words
    assert "2 more did not match" in words


def test_notes_keep_their_lines() -> None:
    text, _ = shown(notes="plan:\n    cache -> model\n```\nx < y\n```")
    assert "plan:\n    cache -&gt; model\n```\nx &lt; y" in text


def test_three_hours_make_a_page_of_reasonable_size() -> None:
    many = [
        replace(turn, start=turn.start + 40 * number, end=turn.end + 40 * number)
        for number in range(270)
        for turn in turns()
    ]
    text, page = shown(turns=many)
    assert len(page.all("li", class_="candidate")) == 810
    assert len(text) < 2_500_000


def test_the_pace_of_every_answer_that_is_long_enough_is_drawn() -> None:
    talk = [
        Turn(Speaker.CANDIDATE, "word " * count, at, at + 10.0, "serving")
        for count, at in ((24, 50.0), (80, 70.0))
    ]
    _, page = shown(turns=[*turns(), *talk])
    (band,) = page.all("rect", class_="band")
    circles = [float(circle["cy"] or 0) for circle in page.all("circle", r="5")]
    assert len(circles) == 4
    assert circles[2] < float(band["y"] or 0) + float(band["height"] or 0)  # 144 words a minute
    assert circles[2] > float(band["y"] or 0)
    assert circles[3] == 0.0  # 480 are drawn at the top
    assert "144 words a minute, 00:50" in page.words


def test_one_answer_has_no_course() -> None:
    _, page = shown(turns=turns()[:2])
    assert "Pace, answer by answer" not in page.words


@pytest.mark.parametrize("end", [30.0, 2700.0, 10_800.0, 1e12])
def test_the_timeline_has_a_dozen_ticks_at_most(end: float) -> None:
    text, _ = shown(turns=[Turn(Speaker.CANDIDATE, "so", 0.0, end, "serving")])
    assert 1 < text.count('<text class="tick"') <= 13
