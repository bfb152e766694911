"""A session's turns as CSV, for spreadsheets."""

import csv
import io
from collections.abc import Sequence

from voice_interviewer.speech.plaintext import plain
from voice_interviewer.values import Turn

COLUMNS = (
    *("turn", "speaker", "phase", "start", "end", "text"),
    *("hint_level", "confidence", "interrupted", "typed", "heard"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001  # full-width forms count too
"""What a spreadsheet takes for the start of a formula (OWASP, "CSV injection")."""


def to_csv(turns: Sequence[Turn]) -> str:
    """One row a turn under `COLUMNS` (RFC 4180). Text that a spreadsheet would run gets a leading apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number, turn in enumerate(turns):
        writer.writerow(
            [
                *(number, turn.speaker.value, safe(turn.phase), round(turn.start, 2), round(turn.end, 2)),
                *(safe(turn.text), turn.hint_level, turn.confidence),
                *("yes" if turn.interrupted else "", "yes" if turn.typed else "", safe(turn.heard or "")),
            ]
        )
    return out.getvalue()


def safe(text: str) -> str:
    """`text` as a cell that is never run as a formula."""
    text = plain(text)
    return "'" + text if text.startswith(_FORMULA) else text
