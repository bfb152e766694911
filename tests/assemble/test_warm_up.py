"""Before the greeting: the model is loaded, its prompt's beginning read; what does not load gives way, or is told."""

import io
import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.standins._core import ChatMessage, render
from tests.standins.ollama import Fault, FaultKind, OllamaStandin, StandinModel
from voice_interviewer.assemble.language import WatchedModel, Wording, first_prompt, warm_up
from voice_interviewer.assemble.parts import sound_devices
from voice_interviewer.assemble.run import Order, interview
from voice_interviewer.bank import Bank
from voice_interviewer.engines.ollama import OllamaModel
from voice_interviewer.errors import PartMissing
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.prompts import prefix
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.live.memory import Memory
from voice_interviewer.ports import ChatOptions, Chunk, Usage
from voice_interviewer.settings import Settings
from voice_interviewer.testing import FakeLanguageModel
from voice_interviewer.ui.keyboard import LineReader
from voice_interviewer.values import Message, Role, Speaker, Turn

MODEL = "llama3.2:3b"
ANSWERS = [
    "The goal is to lose less money to fraud without blocking good customers, because that costs us too.",
    "Labels come from chargebacks, so they are weeks late, and fraud is rare.",
    "I would start with logistic regression as a baseline, then boosted trees.",
]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank.load()


@pytest.fixture(scope="module")
def brief(bank: Bank) -> Brief:
    problem = bank.problem("fraud-detection")
    return Brief(problem, bank.track(problem.track), seed=3)


def serving(model: str | StandinModel = MODEL, **settings: Any) -> OllamaStandin:
    return OllamaStandin(
        [model], **{"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0} | settings
    )


async def warmed(
    server: OllamaStandin, brief: Brief, named: bool = False, deadline: float = 5
) -> tuple[Wording, list[str]]:
    told: list[str] = []
    async with aclosing(OllamaModel(server.url, MODEL)) as model:
        wording = await warm_up(
            Wording(model, named), first_prompt(brief, None, Memory(None)), told.append, deadline
        )
    return wording, told


# Warming up


async def test_the_first_reply_finds_the_model_loaded_and_the_prompt_read(brief: Brief) -> None:
    with serving() as server:
        async with aclosing(OllamaModel(server.url, MODEL)) as model:
            system, begun = first_prompt(brief, None, Memory(None))
            await warm_up(Wording(model), (system, begun), lambda _: None)
            greeting = (Message(Role.ASSISTANT, "Hello."), Message(Role.USER, "Hello, let us go."))
            async with aclosing(model.chat((system, begun, *greeting), ChatOptions(seed=1))) as chunks:
                assert [chunk async for chunk in chunks]
    warm, reply = server.generations
    assert warm.body["options"]["num_predict"] == 1
    assert warm.loaded
    assert not reply.loaded
    assert reply.cached_tokens > 0.98 * warm.prompt_tokens


def test_a_resumed_interview_is_read_with_its_turns(brief: Brief) -> None:
    turns = (
        Turn(Speaker.INTERVIEWER, "Where would you start?", 0, 2, "requirements"),
        Turn(Speaker.CANDIDATE, ANSWERS[0], 3, 9, "requirements"),
    )
    session = session_from_turns(turns, brief.problem.slug, brief.track, 20)
    whole = first_prompt(brief, session, Memory(None))
    assert whole[:2] == first_prompt(brief, None, Memory(None))
    assert whole[2] == Message(Role.ASSISTANT, "Where would you start?")
    assert ANSWERS[0] in whole[3].content


async def test_long_loading_is_told_once_and_short_loading_never(
    brief: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_interviewer.assemble.language.PATIENCE", 0.2)
    with serving(load_s=0.6) as server:
        _, slowly = await warmed(server, brief)
        _, quickly = await warmed(server, brief)
    assert slowly == [f"Loading the language model {MODEL} …"]
    assert quickly == []


@pytest.mark.parametrize("trouble", ["out of memory", "too slow", "gone"])
async def test_a_model_that_auto_chose_gives_way_to_the_bank_and_says_why(brief: Brief, trouble: str) -> None:
    wording = await in_trouble(brief, trouble, named=False)
    assert wording.model is None
    assert wording.name == "the problem bank"
    assert wording.note.startswith(f"The language model {MODEL} is not used: ")


@pytest.mark.parametrize("trouble", ["out of memory", "too slow", "gone"])
async def test_a_model_that_was_named_does_not_give_way(brief: Brief, trouble: str) -> None:
    with pytest.raises(PartMissing) as caught:
        await in_trouble(brief, trouble, named=True)
    assert caught.value.remedy


async def in_trouble(brief: Brief, trouble: str, named: bool) -> Wording:
    server = serving(load_s=5.0 if trouble == "too slow" else 0.0)
    with server:
        if trouble == "out of memory":
            server.faults = Fault(FaultKind.OUT_OF_MEMORY)
        if trouble == "gone":
            server.close()
        wording, _ = await warmed(server, brief, named, deadline=0.3)
        return wording


async def test_the_bank_needs_no_warming(brief: Brief) -> None:
    bank = Wording(None)
    assert await warm_up(bank, first_prompt(brief, None, Memory(None)), lambda _: None) is bank


# Watching


class Forgetful(FakeLanguageModel):
    """A server that leaves out the beginning of every conversation."""

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        yield Chunk("Why?")
        yield Chunk("", Usage(prompt_tokens=8192, truncated=True))


async def test_a_lost_beginning_is_told_once_and_the_words_go_through() -> None:
    told: list[str] = []
    watched = WatchedModel(Forgetful([]), told.append)
    for _ in range(3):
        async with aclosing(watched.chat((), ChatOptions())) as chunks:
            assert "".join([chunk.text async for chunk in chunks]) == "Why?"
    (text,) = told
    assert "no longer fits" in text


# A whole interview


@contextmanager
def lines(*texts: str) -> Iterator[io.StringIO]:
    with io.StringIO("".join(f"{text}\n" for text in texts)) as source:
        yield source


def practised(bank: Bank, home: Path, settings: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """The journal and the output of a typed interview."""
    chosen = Settings(
        stt="typed",
        tts="none",
        speaker="none",
        out=str(home),
        minutes=20,
        seed=3,
        no_recording=True,
        **settings,
    )
    out = io.StringIO()
    with lines(*ANSWERS) as source:
        order = Order(bank.problem("fraud-detection"))
        folder = interview(chosen, bank, order, sound_devices(chosen), LineReader(source), out).folder
    journal = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in journal], out.getvalue()


def test_an_interview_begins_with_a_warm_model(
    bank: Bank, brief: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_interviewer.assemble.language.PATIENCE", 0.1)
    with serving(load_s=0.3) as server:
        events, out = practised(bank, tmp_path, {"llm_url": server.url})
    warm, *replies = server.generations
    assert replies
    assert [record.loaded for record in (warm, *replies)] == [True, *[False] * len(replies)]
    assert {record.body["options"]["num_ctx"] for record in server.generations} == {8192}
    constant = len(render((ChatMessage("system", prefix(brief)),)))
    assert all(record.cached_tokens >= constant for record in replies)
    first, second, *_ = out.splitlines()
    assert first == f"Loading the language model {MODEL} …"
    assert f"Questions: {MODEL} (ollama)." in second
    assert events[0]["parts"]["llm"] == f"{MODEL} (ollama)"


def test_an_interview_whose_model_does_not_load_is_led_by_the_bank(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(faults=Fault(FaultKind.OUT_OF_MEMORY)) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        events, out = practised(bank, tmp_path, {})
    assert len(server.generations) == 1
    assert events[0]["parts"]["llm"] == "the problem bank"
    line = out.splitlines()[0]
    assert "Questions: the problem bank." in line
    assert f"The language model {MODEL} is not used" in line
    assert "more system memory" in line
    assert events[-1]["event"] == "Scored"


def test_an_interview_whose_named_model_does_not_load_does_not_begin(bank: Bank, tmp_path: Path) -> None:
    with (
        serving(faults=Fault(FaultKind.OUT_OF_MEMORY)) as server,
        pytest.raises(PartMissing, match="more system memory"),
    ):
        practised(bank, tmp_path, {"llm_url": server.url})
    assert not (tmp_path / "sessions").exists()


def test_the_candidate_is_told_once_that_the_model_forgets(bank: Bank, brief: Brief, tmp_path: Path) -> None:
    short = len(render((ChatMessage("system", prefix(brief)),))) + 150
    with serving(StandinModel(MODEL, context_length=short)) as server:
        events, _ = practised(bank, tmp_path, {"llm_url": server.url})
    assert sum(record.truncated_messages > 0 for record in server.generations) > 1
    notices = [event["text"] for event in events if event["event"] == "NoticeGiven"]
    assert len(notices) == 1
    assert "no longer fits" in notices[0]
