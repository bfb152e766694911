"""No fault of the language model ends an interview: each kind, at each moment, over real HTTP, to the last file.

Faults in the reading of answers between replies are in tests/live/test_thought_over_http.py: piped lines leave no time
for it.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.scenarios.running import Ran, environment
from tests.scenarios.test_model_scores import ANSWERS, AT_ONCE, MODEL, interviewer_and_judge, scoring
from tests.standins._http import RequestRecord
from tests.standins.ollama import Fault, FaultKind, OllamaStandin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

FAULTS: Final = (
    FaultKind.CLOSE_MID_STREAM,
    FaultKind.HTTP_ERROR,
    FaultKind.GARBAGE,
    FaultKind.HALF_LINE,
    FaultKind.OUT_OF_MEMORY,
    FaultKind.ERROR_MID_STREAM,
)


def body_of(record: RequestRecord) -> dict[str, Any]:
    return record.body if record.path == "/api/chat" and isinstance(record.body, dict) else {}


def warming_up(record: RequestRecord) -> bool:
    return (body_of(record).get("options") or {}).get("num_predict") == 1


def replying(record: RequestRecord) -> bool:
    return bool(body_of(record)) and not body_of(record).get("format") and not warming_up(record)


MOMENTS: Final[dict[str, Callable[[RequestRecord], bool]]] = {
    "loading": warming_up,
    "replying": replying,
    "scoring": scoring,
}


def held(home: Path, fault: Callable[[RequestRecord], Fault | None]) -> tuple[Ran, int]:
    """A whole typed interview, and how many requests the fault fell on."""
    with OllamaStandin([MODEL], replies=interviewer_and_judge, faults=fault, **AT_ONCE) as server:
        done = subprocess.run(
            [sys.executable, "-m", "voice_interviewer", "practice", "fraud-detection", "--stt", "typed", "--speaker",
             "none", "--seed", "3", "--minutes", "20", "--out", str(home / "data")],
            input=ANSWERS, capture_output=True, text=True, timeout=100, check=False, cwd=home,
            env=environment(home, {"OLLAMA_HOST": server.url}),
        )  # fmt: skip
        struck = sum(record.fault is not None for record in server.requests)
    return Ran(done.returncode, done.stdout, done.stderr), struck


def whole(ran: Ran) -> None:
    """Nothing is lost, it ends well, and there is one message at most."""
    assert ran.status == 0, ran.err
    assert "Traceback" not in ran.out + ran.err
    said = [turn["text"] for turn in ran.json("transcript.json")["turns"] if turn["speaker"] == "candidate"]
    assert said == ANSWERS.splitlines()
    assert len(ran.moments("SessionEnded")) == 1
    assert len(ran.json("scorecard.json")["dimensions"]) == 8
    assert (ran.folder / "report.html").is_file()
    told = [event for event in ran.moments("NoticeGiven") if event["part"] == "language model"]
    assert len(told) <= 1


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        *((kind, "replying") for kind in FAULTS),
        *((kind, moment) for kind in FAULTS[:2] for moment in ("loading", "scoring")),
        (FaultKind.GARBAGE, "scoring"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name.lower(),
)
def test_a_model_that_fails_leaves_a_whole_interview(tmp_path: Path, kind: FaultKind, moment: str) -> None:
    ran, struck = held(tmp_path, lambda record: Fault(kind) if MOMENTS[moment](record) else None)
    assert struck > 0
    whole(ran)


def test_a_reply_that_stalls_is_given_up_and_the_bank_speaks(tmp_path: Path) -> None:
    stalled: list[int] = []

    def once(record: RequestRecord) -> Fault | None:
        if not replying(record) or stalled:
            return None
        stalled.append(record.index)
        return Fault(FaultKind.STALL_BEFORE_FIRST_TOKEN)

    ran, struck = held(tmp_path, once)
    assert struck == 1
    whole(ran)


def test_a_server_that_is_killed_in_the_middle_leaves_a_whole_interview(tmp_path: Path) -> None:
    served: list[int] = []

    def dead(record: RequestRecord) -> Fault | None:
        served.append(record.index)
        return Fault(FaultKind.CLOSE_MID_STREAM) if len(served) > 4 else None

    ran, struck = held(tmp_path, dead)
    assert struck > 0
    whole(ran)
