"""What the sessions were worth over time, and what to practise next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.reports.test_page import Page
from tests.test_history import session
from voice_interviewer.cli import main
from voice_interviewer.reports.progress import Result, measure, to_html, to_text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROBLEMS = ["ads", "fraud", "search"]


def result(days_ago: float, problem: str, overall: float | None, **scores: int | None) -> Result:
    card: dict[str, Any] = {
        "overall": overall,
        "verdict": "leaning hire",
        "dimensions": [{"id": name, "score": score} for name, score in scores.items()],
        "delivery": {"words_per_minute": 150, "fillers_per_minute": 2.5, "talk_share": 0.7},
    }
    return Result(f"{problem}-{days_ago}", NOW - timedelta(days=days_ago), problem, card)


def test_areas_are_the_mean_of_the_latest_five_weakest_first() -> None:
    results = [
        result(10 - n, "ads", 3.0, framing=score, data=4) for n, score in enumerate([1, 1, 2, 3, 4, 5, 5])
    ]
    framing, data = sorted(measure(results, PROBLEMS, NOW).areas, key=lambda area: area.id, reverse=True)
    assert (framing.id, framing.now) == ("framing", 3.8)
    assert (data.id, data.now) == ("data", 4.0)


def test_what_was_not_scored_counts_for_nothing() -> None:
    progress = measure(
        [result(1, "ads", None, framing=1), result(2, "ads", 2.0, framing=None)], PROBLEMS, NOW
    )
    assert len(progress.results) == 1
    assert progress.areas == []


@pytest.mark.parametrize(
    ("results", "problem", "why"),
    [
        ([], "ads", "not done it yet"),
        ([result(0.2, "ads", 4.5)], "fraud", "not done it yet"),
        ([result(4, "fraud", 2.5)], "fraud", "2.5 of 5 on it 4 days ago"),
        ([result(2, "fraud", 2.5)], "ads", "not done it yet"),
        ([result(9, "ads", 3.5), result(2, "fraud", 1.5), result(1, "search", 4.5)], "fraud", "2 days ago"),
        (
            [result(40, "ads", 4.5), result(20, "fraud", 3.5), result(1, "search", 2.0)],
            "fraud",
            "20 days ago",
        ),
        (
            [result(0.1, "ads", 4.0), result(1.2, "fraud", 4.0), result(0.1, "search", 4.0)],
            "fraud",
            "a day ago",
        ),
        ([result(0.1, name, 4.0) for name in PROBLEMS], "ads", "today"),
        ([result(9, "gone", 1.0)], "ads", "not done it yet"),
    ],
)
def test_next_is_what_is_weak_and_long_ago_then_what_is_new(
    results: list[Result], problem: str, why: str
) -> None:
    found = measure(results, PROBLEMS, NOW).next
    assert found is not None
    assert found.problem == problem
    assert why in found.why


def test_an_empty_bank_has_nothing_next() -> None:
    assert measure([], [], NOW).next is None


def test_the_text_has_a_bar_a_session_and_a_curve_an_area() -> None:
    results = [
        result(9, "ads", 1.0, framing=1),
        result(3, "fraud", 5.0, framing=5),
        result(1, "ads", 2.0, framing=3),
    ]
    text = to_text(measure(results, PROBLEMS, NOW))
    lines = text.splitlines()
    assert lines[1].split() == ["2026-02-20", "ads", "1.0", "████", "leaning", "hire"]
    assert "█" * 20 in lines[2]
    assert "framing  3.0  ▁█▅" in text
    assert "words a minute: 150, 150, 150" in text
    assert "Problems done: 2 of 3" in text
    assert "ads    2.0  2 times" in text
    assert "fraud  5.0  1 time" in text
    assert "--focus framing --minutes 20" in text


def test_nothing_spoken_is_said() -> None:
    one = result(1, "ads", 3.0)
    typed = Result(one.session, one.when, one.problem, {**one.card, "delivery": None})
    progress = measure([typed], PROBLEMS, NOW)
    assert "Nothing was spoken yet." in to_text(progress)
    assert "Nothing was spoken yet." in Page(to_html(progress)).words


def test_the_page_is_whole_escaped_and_needs_no_network() -> None:
    hostile = "<script>alert(1)</script>"
    results = [result(3, hostile, 2.0, framing=2), result(1, "ads", 4.0, framing=4)]
    page = Page(to_html(measure(results, [*PROBLEMS, hostile], NOW)))
    assert not page.all("script")
    assert hostile in page.words
    assert len(page.all("polyline")) == 2
    assert all(not str(found.get("href", "")).startswith("http") for found in page.all("link"))


def test_the_command_without_sessions_and_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "--out", str(tmp_path)]) == 0
    assert "no scored session" in capsys.readouterr().out
    session(tmp_path, "20260101-000000-a")
    assert main(["progress", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out
