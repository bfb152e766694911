"""A whole typed interview with a language model that also scores it, to the end, stopped and killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.running import Ran, environment
from tests.standins import judges
from tests.standins._core import ChatRequest
from tests.standins._http import RequestRecord
from tests.standins.ollama import Fault, FaultKind, OllamaStandin

MODEL = "llama3.2:3b"
AT_ONCE: dict[str, Any] = {"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0}
ANSWERS = """\
The goal is to lose less money to fraud without blocking good customers, because a blocked customer costs us too.
How many transactions do we get per second at peak, because that decides what I can afford for each of them?
let's move on
Labels come from chargebacks, so they are weeks late, and fraud is rare, so the classes are imbalanced.
I would join features as they were at the time of the payment, because the later ones would leak the answer.
let's move on
I would start with logistic regression as a baseline, then boosted trees, because the features are tabular.
"""
QUESTIONS = ("How would you notice that?", "Which part of it comes first?", "Who would be hurt by that?")


def interviewer_and_judge(request: ChatRequest) -> str:
    if request.schema is None:
        return QUESTIONS[len(request.messages) // 2 % len(QUESTIONS)]
    if "score" in request.schema["properties"]:
        return judges.sensible(request)
    return json.dumps({"covered": []})


def scoring(record: RequestRecord) -> bool:
    body = record.body if isinstance(record.body, dict) else {}
    return "score" in ((body.get("format") or {}).get("properties") or {})


class Stalling:
    """Answers the first requests for a score, then no more."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, record: RequestRecord) -> Fault | None:
        if not scoring(record):
            return None
        self.left -= 1
        return Fault(FaultKind.STALL_BEFORE_FIRST_TOKEN) if self.left < 0 else None


def begin(home: Path, server: OllamaStandin) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "voice_interviewer", "practice", "fraud-detection", "--stt", "typed", "--speaker",
         "none", "--seed", "3", "--minutes", "20", "--out", str(home / "data"), "--llm-url", server.url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(home), cwd=home,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(ANSWERS)
    process.stdin.close()
    process.stdin = None
    return process


def ended(process: "subprocess.Popen[str]") -> Ran:
    out, err = process.communicate(timeout=40)
    return Ran(process.returncode, out, err)


@pytest.fixture
def stalling(tmp_path: Path) -> Iterator[tuple[OllamaStandin, "subprocess.Popen[str]"]]:
    """An interview that is over, and whose model stopped answering after two dimensions or three."""
    with OllamaStandin([MODEL], replies=interviewer_and_judge, faults=Stalling(9), **AT_ONCE) as server:
        process = begin(tmp_path, server)
        try:
            assert server.wait_until(lambda: sum(map(scoring, server.generations)) == 10, 40)
            yield server, process
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()


def test_the_model_of_the_interview_scores_it(tmp_path: Path) -> None:
    with OllamaStandin([MODEL], replies=interviewer_and_judge, **AT_ONCE) as server:
        ran = ended(begin(tmp_path, server))
        loads = [record for record in server.generations if record.loaded]
    assert (ran.status, ran.err) == (0, "")
    assert f"Scoring with {MODEL}: " in ran.out
    card = ran.json("scorecard.json")
    assert (card["scorer"]["kind"], card["scorer"]["model"]) == ("ollama", MODEL)
    assert len(loads) == 1, "the model is not loaded anew for scoring"
    by_bank, by_model = (event["scorecard"] for event in ran.moments("Scored"))
    assert by_bank["scorer"]["kind"] == "bank"
    assert by_model == card
    said = ran.json("transcript.json")["turns"]
    quotes = [proof for one in card["dimensions"] for proof in one["evidence"] if "quote" in proof]
    assert quotes
    assert all(one["quote"] in said[one["turn"]]["text"] for one in quotes)


@pytest.mark.skipif(sys.platform == "win32", reason="another process cannot send Ctrl-C there")
def test_ctrl_c_keeps_the_banks_score_for_the_rest(
    stalling: tuple[OllamaStandin, "subprocess.Popen[str]"],
) -> None:
    _, process = stalling
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    assert (ran.status, ran.err) == (0, "")
    card = ran.json("scorecard.json")
    left = card["scorer"]["settings"]["bank"]
    assert f"The problem bank's scores stand in {len(left)} of" in ran.out
    for one in card["dimensions"]:
        assert ("scoring by the language model was stopped" in one["justification"]) == (one["id"] in left)
    assert ran.out.rstrip().endswith(str(ran.folder))


@pytest.mark.skipif(sys.platform == "win32", reason="another process cannot send Ctrl-C there")
def test_a_kill_while_the_model_scores_loses_nothing(
    tmp_path: Path, stalling: tuple[OllamaStandin, "subprocess.Popen[str]"]
) -> None:
    _, process = stalling
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    (folder,) = (tmp_path / "data" / "sessions").iterdir()
    card = json.loads((folder / "scorecard.json").read_text(encoding="utf-8"))
    assert card["scorer"]["kind"] == "bank"
    assert (folder / "scorecard.md").exists()
