"""CSV that a spreadsheet reads as text."""

import csv
import io

import pytest

from voice_interviewer.reports.table import COLUMNS, safe, to_csv
from voice_interviewer.values import Speaker, Turn


def test_every_turn_is_a_row_that_reads_back() -> None:
    turns = [
        Turn(
            Speaker.INTERVIEWER,
            'He said "why", then\nwhat?',
            0,
            1.234,
            "serving",
            hint_level=2,
            interrupted=True,
        ),
        Turn(Speaker.CANDIDATE, "redis", 2, 3, "serving", confidence=0.5, typed=True, heard="ready's"),
    ]
    rows = list(csv.DictReader(io.StringIO(to_csv(turns))))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0] == {
        "turn": "0",
        "speaker": "interviewer",
        "phase": "serving",
        "start": "0",
        "end": "1.23",
        "text": 'He said "why", then what?',
        "hint_level": "2",
        "confidence": "",
        "interrupted": "yes",
        "typed": "",
        "heard": "",
    }
    assert (rows[1]["confidence"], rows[1]["typed"], rows[1]["heard"]) == ("0.5", "yes", "ready's")


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\x1b[0m=1", "\uff1d1"])
def test_what_would_run_as_a_formula_is_text(formula: str) -> None:
    assert safe(formula).startswith("'")


def test_other_text_is_left_alone() -> None:
    assert safe("a = b") == "a = b"


def test_a_formula_in_a_phase_is_text_too() -> None:
    assert "'=cmd" in to_csv([Turn(Speaker.CANDIDATE, "x", 0, 1, "=cmd")])
