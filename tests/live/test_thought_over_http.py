"""What a language model is asked in an interview, over real connections to the stand-in servers."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from typing import Any

import pytest

from tests.live.scene import BANK, PARTS
from tests.standins._core import ChatMessage, ChatRequest, render
from tests.standins._http import RequestRecord
from tests.standins.ollama import Fault, FaultKind, OllamaStandin, StandinModel
from tests.standins.openai import OpenAIStandin
from voice_interviewer.engines.ollama import OllamaModel
from voice_interviewer.engines.openai import OpenAIModel
from voice_interviewer.events import AnswerUnderstood, SessionStarted, TurnEnded
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.phases import plan
from voice_interviewer.interview.prompts import SUMMED_UP, prefix
from voice_interviewer.live.conductor import Conductor
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.mouth import Mouth
from voice_interviewer.live.replies import ReplyWriter
from voice_interviewer.live.signals import LineTyped, StopAsked
from voice_interviewer.live.stage import Stage
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import ChatOptions, Chunk, LanguageModel, ModelInfo
from voice_interviewer.testing import FakeDisplay, InlineWorker, LoopClock, MemoryLog
from voice_interviewer.values import Message, Speaker

MODEL = "llama3.2:3b"
PROBLEM = BANK.problem("fraud-detection")
TRACK = BANK.track(PROBLEM.track)
WORDS = "comes out a month or two afterwards because people complain to their bank"
ANSWERS = (
    "The goal is to lose less money to fraud without blocking good customers, because that costs us too.",
    f"Whether it really was a thief {WORDS} only when they see the bill.",
    "I would begin with something simple and add to it once I know what it misses, since nobody has that yet.",
    "There would be a queue in front of it, so that a peak on a Friday evening does not lose anything.",
    "And somebody gets called at night when it says no to everybody, because that is worse than a thief.",
)
AT_ONCE: dict[str, Any] = {"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0}


def replies(request: ChatRequest) -> str:
    """A reading that finds the late labels; otherwise a question, another each time."""
    if request.schema is None:
        number = sum(message.role == "assistant" for message in request.messages)
        return QUESTIONS[number % len(QUESTIONS)]
    lines = request.last.splitlines()
    number = next(
        (int(line.split(".")[0]) for line in lines if "Chargebacks that come weeks later" in line), 0
    )
    return json.dumps({"covered": [{"point": number, "how": "reason", "words": WORDS}]})


QUESTIONS = (
    "And how would you notice in time that it had gone wrong?",
    "Which of those would you build in the first week?",
    "Where would that hurt the people who pay?",
    "Who would you ask before you began?",
    "What would you leave for later?",
    "How sure are you of that?",
    "What happens on the worst day of the year?",
)


class Counted:
    """A model that counts the readings it has handed over to their end."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.name, self.kind = model.name, model.kind
        self.readings = 0

    async def check(self) -> ModelInfo:
        return await self._model.check()

    async def aclose(self) -> None: ...

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        async with aclosing(self._model.chat(messages, options)) as chunks:
            async for chunk in chunks:
                yield chunk
        self.readings += options.schema is not None


class Typed:
    """A typed interview in real time, without a voice."""

    def __init__(self, server_model: LanguageModel, context: int | None = None) -> None:
        timeline = Timeline(LoopClock())
        self.model = model = Counted(server_model)
        self.log = MemoryLog()
        self.brief = Brief(PROBLEM, TRACK, 5)
        thought = Thought(model, Memory(context), timeline)
        self.conductor = Conductor(
            Stage(
                self.brief,
                self.log,
                timeline,
                Mouth(None, InlineWorker(), None, timeline),
                ReplyWriter(thought, timeline),
                FakeDisplay(),
                thought=thought,
            )
        )

    async def run(self, act: Callable[["Typed"], AsyncGenerator[str, None]]) -> None:
        """Type what `act` yields, a line at a time."""
        started = SessionStarted(0.0, "s", PROBLEM.slug, TRACK.id, 60, PROBLEM.difficulty, 5,
                                 "2026-01-01T00:00:00+00:00", PARTS, plan(TRACK, 60, None))  # fmt: skip
        running = asyncio.create_task(self.conductor.run(started, None))
        async for line in act(self):
            self.conductor.emit(LineTyped(line))
        self.conductor.emit(StopAsked())
        await running

    def said(self) -> list[str]:
        events = (event for event in self.log.events if isinstance(event, TurnEnded))
        return [event.turn.text for event in events if event.turn.speaker is Speaker.INTERVIEWER]

    def read(self) -> list[AnswerUnderstood]:
        events = (event for event in self.log.events if isinstance(event, AnswerUnderstood))
        return [event for event in events if event.by != "bank"]


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.005)


def readings(server: OllamaStandin | OpenAIStandin) -> list[RequestRecord]:
    return [one for one in server.generations if one.body.get("format") or one.body.get("response_format")]


def worded(server: OllamaStandin | OpenAIStandin) -> list[RequestRecord]:
    return [one for one in server.generations if one not in readings(server)]


async def patient(typed: Typed) -> AsyncGenerator[str, None]:
    """A candidate who waits for each reply, and for what is read meanwhile."""
    for number, answer in enumerate(ANSWERS, 1):
        await until(lambda number=number: len(typed.said()) == number)  # type: ignore[misc]
        yield answer
        await until(lambda number=number: len(typed.said()) == number + 1)  # type: ignore[misc]
        await until(lambda number=number: typed.model.readings == number)  # type: ignore[misc]


@pytest.fixture(params=["ollama", "openai"])
def server(request: pytest.FixtureRequest) -> Iterator[OllamaStandin | OpenAIStandin]:
    made = OllamaStandin([MODEL], replies=replies, **AT_ONCE) if request.param == "ollama" else None
    with made or OpenAIStandin([MODEL], replies=replies, **AT_ONCE) as server:
        yield server


def model_at(server: OllamaStandin | OpenAIStandin) -> OllamaModel | OpenAIModel:
    if isinstance(server, OllamaStandin):
        return OllamaModel(server.url, MODEL)
    return OpenAIModel(server.url, MODEL, None)


async def test_answers_are_read_over_both_protocols(server: OllamaStandin | OpenAIStandin) -> None:
    async with aclosing(model_at(server)) as model:
        typed = Typed(model)
        await typed.run(patient)
    (event,) = typed.read()
    session = typed.conductor.session
    assert session.turns[event.turn].text == ANSWERS[1]
    assert session.covered["label-delay"].words == WORDS
    assert event.by == MODEL
    body = readings(server)[0].body
    schema = body.get("format") or body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["covered"]["items"]["properties"]["words"] == {"type": "string"}


async def test_reading_does_not_cost_the_replies_their_cached_prefix(
    server: OllamaStandin | OpenAIStandin,
) -> None:
    async with aclosing(model_at(server)) as model:
        typed = Typed(model)
        await typed.run(patient)
    asked = [record.body["messages"] for record in worded(server)]
    assert len(asked) == len(ANSWERS) - 1, "the bank states the problem"
    assert len({messages[0]["content"] for messages in asked}) == 1
    assert asked[0][0]["content"] == prefix(typed.brief)
    for before, record in zip(asked, worded(server)[1:], strict=False):
        *turns, last = before
        kept = {**last, "content": last["content"][: last["content"].index("Direction.")]}
        shared = len(render(tuple(ChatMessage(one["role"], one["content"]) for one in (*turns, kept))))
        assert record.cached_tokens > 0.9 * shared
        assert record.cached_tokens > 0.5 * record.prompt_tokens


def hasty(server: OllamaStandin) -> Callable[[Typed], AsyncGenerator[str, None]]:
    """A candidate who answers as soon as the model has begun to read."""

    async def act(typed: Typed) -> AsyncGenerator[str, None]:
        for number, answer in enumerate(ANSWERS[:3], 1):
            await until(lambda number=number: len(typed.said()) == number)  # type: ignore[misc]
            await until(lambda number=number: len(readings(server)) == number - 1)  # type: ignore[misc]
            yield answer
        await until(lambda: len(typed.said()) == 4)

    return act


async def test_a_reading_that_stalls_is_let_go_before_the_reply_is_asked_for() -> None:
    def stall(record: RequestRecord) -> Fault | None:
        return Fault(FaultKind.STALL_BEFORE_FIRST_TOKEN) if (record.body or {}).get("format") else None

    with OllamaStandin([MODEL], replies=replies, faults=stall, **AT_ONCE) as server:
        async with aclosing(OllamaModel(server.url, MODEL)) as model:
            typed = Typed(model)
            await typed.run(hasty(server))
        assert server.wait_until(lambda: all(one.disconnected for one in readings(server)))
    assert len(readings(server)) == 2
    assert typed.read() == []
    assert all(reply in QUESTIONS for reply in typed.said()[2:]), "no reply was given up for it"
    assert max(record.queued_s for record in worded(server)) < 1.0


async def test_a_context_that_fills_is_never_cut_by_the_server() -> None:
    context = 1500
    with OllamaStandin([StandinModel(MODEL, context_length=context)], replies=noting, **AT_ONCE) as server:
        async with aclosing(OllamaModel(server.url, MODEL)) as model:
            info = await model.check()
            typed = Typed(model, info.context)
            await typed.run(long_winded)
    assert [record.truncated_messages for record in server.generations if record.truncated_messages] == []
    assert max(record.prompt_tokens for record in server.generations) <= context
    summed_up = [one for one in worded(server) if one.body["messages"][1]["content"].startswith(SUMMED_UP)]
    assert summed_up
    assert not any("<candidate>" in reply for reply in typed.said())


def noting(request: ChatRequest) -> str:
    if "note to yourself" in request.last:
        return "They would begin with something simple, and somebody gets called at night."
    return replies(request)


async def long_winded(typed: Typed) -> AsyncGenerator[str, None]:
    for number, answer in enumerate(ANSWERS * 2, 1):
        await until(lambda number=number: len(typed.said()) == number)  # type: ignore[misc]
        yield f"{answer} {answer}"
    await until(lambda: len(typed.said()) == 2 * len(ANSWERS) + 1)


@pytest.mark.parametrize("name", ["qwen3:4b", MODEL])
async def test_thoughts_are_never_spoken(name: str) -> None:
    """Of a model that Ollama knows to think, and of one whose thoughts it takes for the reply."""

    def thinking_aloud(request: ChatRequest) -> str:
        said = replies(request)
        aloud = name == MODEL and request.schema is None  # JSON bound by a grammar has no room for thoughts
        return said if not aloud else f"<think>\nThey want the\nsolution.\n</think>\n\n{said}"

    with OllamaStandin([name], replies=thinking_aloud, thoughts=lambda _: "Secretly.", **AT_ONCE) as server:
        async with aclosing(OllamaModel(server.url, name)) as model:
            await model.check()
            typed = Typed(model)
            await typed.run(patient)
    assert len(typed.said()) == len(ANSWERS) + 1
    assert all(reply in QUESTIONS for reply in typed.said()[2:])
    assert typed.read() != []
    if name != MODEL:
        assert all(record.body["think"] is False for record in server.generations)
