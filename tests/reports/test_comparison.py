"""Two scorecards of one session side by side."""

from typing import Any

from voice_interviewer.reports.comparison import to_text

BANK = {"kind": "bank", "model": "", "digest": "", "samples": 1, "settings": {}}
MODEL = {"kind": "ollama", "model": "qwen3:8b", "digest": "d", "samples": 3, "settings": {}}


def card(scorer: dict[str, Any], rubric: str = "r@1", **scores: Any) -> dict[str, Any]:
    dimensions = [
        {"id": name, "score": each and each[1], "range": each and [each[0], each[2]]}
        for name, each in scores.items()
    ]
    return {"scorer": scorer, "rubric": rubric, "dimensions": dimensions, "overall": 3.0, "verdict": "hire"}


def test_each_dimension_before_and_now_with_its_scorer() -> None:
    before = card(BANK, framing=(3, 3, 3), data=None)
    now = card(MODEL, framing=(3, 4, 4), data=(2, 2, 2))
    assert to_text(before, now).splitlines() == [
        "         before            now",
        "scorer   the problem bank  qwen3:8b (ollama)",
        "rubric   r@1               r@1",
        "framing  3                 4 (3 to 4)",
        "data     -                 2",
        "overall  3.0               3.0",
        "verdict  hire              hire",
    ]


def test_another_rubric_is_pointed_out() -> None:
    said = to_text(card(BANK, "r@1", old=(1, 1, 1)), card(BANK, "r@2", new=(2, 2, 2)))
    assert "old      1                 -" in said
    assert said.endswith("The rubric has changed between the two: their scores do not mean the same.")


def test_another_state_of_the_same_scorer_is_pointed_out() -> None:
    said = to_text(card(BANK | {"digest": "a1"}), card(BANK | {"digest": "b2"}))
    assert said.endswith(
        "The scorer itself has changed between the two, so part of a difference may come from that."
    )
    assert "itself" not in to_text(card(BANK | {"digest": "a1"}), card(BANK | {"digest": "a1"}))
    assert "itself" not in to_text(card(BANK), card(BANK | {"digest": "b2"}))
    assert "itself" not in to_text(card(BANK | {"digest": "a1"}), card(MODEL))


def test_a_session_that_was_never_scored_has_no_before() -> None:
    said = to_text(None, card(MODEL, framing=(3, 3, 3)))
    assert "framing  -       3" in said
    assert "changed" not in said
