"""A handful of the same interviews with the model behind a real server, real HTTP and the official client."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.checks.brains import BRAINS, Brain
from tests.checks.every import TABLE
from tests.checks.playing import Case, Played, brief_for, play_with
from tests.checks.test_checks import KNOWN, WITH_A_MODEL
from tests.standins._asking import MODEL, fast
from tests.standins.ollama import ChatRequest, Fault, FaultKind
from voice_interviewer.engines.ollama import OllamaModel
from voice_interviewer.interview.brief import Brief
from voice_interviewer.live import replies
from voice_interviewer.values import Message, Role

CASES = (
    Case("average", "leaks the solution", "fraud-detection"),
    Case("strong", "thinks aloud", "recommendation"),
    Case("injecting", "obeys the injection", "search-ranking", minutes=5),
    Case("weak", "writes markdown", "spam-filtering", minutes=5),
    Case("strong", "asks three questions", "churn-prediction"),
    Case("strong", "returns nothing", "demand-forecasting"),
    Case("strong", "behaves", "personalization"),
)
STALL = 0.4
"""Seconds a model has for its words here; a test cannot wait as long as a person would."""


def script(brain: Brain, brief: Brief) -> object:
    def reply(request: ChatRequest) -> str:
        messages = [Message(Role(message.role), message.content) for message in request.messages]
        return "".join(bit for bit in brain(brief, messages, request.index) if isinstance(bit, str))

    return reply


def play_over_http(case: Case, faults: Mapping[int, Fault] | None = None) -> tuple[Played, int]:
    """The interview, and how often the server was asked. What a brain waits is left out: faults stand for that."""
    brief = brief_for(case.problem, case.seed)
    with fast(replies=script(BRAINS[case.brain], brief), faults=faults) as server, asyncio.Runner() as runner:
        model = OllamaModel(server.url, MODEL)
        try:
            return play_with(case, brief, model, runner), len(server.generations)
        finally:
            runner.run(model.aclose())


def faults_of(played: Played) -> list[str]:
    return [
        f"{check.name}: {fault}"
        for check in TABLE
        if (check.name, WITH_A_MODEL) not in KNOWN
        for fault in check.faults(played)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.brain)
def test_the_interviewer_keeps_its_manners_over_http(case: Case) -> None:
    played, asked = play_over_http(case)
    assert asked > 3
    assert faults_of(played) == []


def test_a_server_that_fails_in_every_way_costs_the_interview_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FIRST_PIECE", "NEXT_PIECE"):
        monkeypatch.setattr(replies, name, STALL)
    kinds = [
        FaultKind.STALL_BEFORE_FIRST_TOKEN,
        FaultKind.STALL_MID_STREAM,
        FaultKind.CLOSE_MID_STREAM,
        FaultKind.HTTP_ERROR,
        FaultKind.GARBAGE,
        FaultKind.HALF_LINE,
        FaultKind.OUT_OF_MEMORY,
        FaultKind.ERROR_MID_STREAM,
    ]
    faults = {number: Fault(kinds[number % len(kinds)]) for number in range(60)}
    played, asked = play_over_http(Case("strong", "stalls", "delivery-time"), faults)
    assert asked >= len(kinds)
    assert any(one.drafting.trouble for one in played.exchanges)
    assert faults_of(played) == []
