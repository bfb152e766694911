"""The OpenAI-protocol engine against the stand-in server: what it asks, what it tells, and how it fails."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import pytest

from tests.standins.openai import Fault, FaultKind, OpenAIStandin, RequestRecord
from voice_interviewer.engines.openai import OpenAIModel
from voice_interviewer.errors import ContextOverflow, LanguageModelError, ModelMissing, ServerUnreachable
from voice_interviewer.ports import ChatOptions, Chunk, Usage
from voice_interviewer.values import Message, Role

MODEL = "qwen2.5-7b-instruct"
LONG = "Tell me how you would shard the feature store. " * 40
OPTIONS = ChatOptions(seed=1)
HELLO = (Message(Role.USER, "Hello there."),)


def fast(models: tuple[str, ...] = (MODEL,), **settings: Any) -> OpenAIStandin:
    """A stand-in that waits for nothing it is not told to wait for."""
    return OpenAIStandin(
        models, **{"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0} | settings
    )


@pytest.fixture
def server() -> Iterator[OpenAIStandin]:
    with fast() as server:
        yield server


@pytest.fixture
async def model(server: OpenAIStandin) -> AsyncGenerator[OpenAIModel, None]:
    async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
        yield model


async def stream(
    model: OpenAIModel, messages: tuple[Message, ...] = HELLO, options: ChatOptions = OPTIONS
) -> list[Chunk]:
    return [chunk async for chunk in model.chat(messages, options)]


def said(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks)


def usage_of(chunks: list[Chunk]) -> Usage:
    (usage,) = (chunk.usage for chunk in chunks if chunk.usage is not None)
    return usage


# Checking


async def test_a_check_tells_the_models_name(model: OpenAIModel) -> None:
    info = await model.check()
    assert (info.name, info.digest, info.context) == (MODEL, "", None)
    assert (model.name, model.kind) == (MODEL, "openai")


async def test_without_a_name_the_servers_first_model_is_taken() -> None:
    with fast(("first", "second")) as server:
        async with aclosing(OpenAIModel(server.url, None, None)) as model:
            assert (await model.check()).name == model.name == "first"
            assert said(await stream(model))
    assert server.generations[0].body["model"] == "first"


async def test_a_missing_model_is_told_with_those_there_are(server: OpenAIStandin) -> None:
    async with aclosing(OpenAIModel(server.url, "absent", None)) as model:
        with pytest.raises(ModelMissing, match="has no model absent") as caught:
            await model.check()
        assert MODEL in caught.value.remedy
        with pytest.raises(ModelMissing, match="absent"):
            await stream(model)


async def test_a_server_without_any_model_is_told_in_a_whole_sentence() -> None:
    with fast(()) as server:
        async with aclosing(OpenAIModel(server.url, None, None)) as model:
            with pytest.raises(ModelMissing) as caught:
                await model.check()
    assert caught.value.message.endswith("has no model.")


async def test_nobody_at_the_address_is_told_with_the_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    async with aclosing(OpenAIModel(url, MODEL, None)) as model:
        for attempt in (model.check(), stream(model)):
            with pytest.raises(ServerUnreachable) as caught:
                await attempt
            assert url in caught.value.message


async def test_a_refused_key_is_told_with_where_to_set_it() -> None:
    with fast(api_key="right") as server:
        async with aclosing(OpenAIModel(server.url, MODEL, "wrong")) as model:
            for attempt in (model.check(), stream(model)):
                with pytest.raises(LanguageModelError, match="refused the key") as caught:
                    await attempt
                assert "VOICE_INTERVIEWER_LLM_API_KEY" in caught.value.remedy
                assert "wrong" not in str(caught.value)
        async with aclosing(OpenAIModel(server.url, MODEL, "right")) as model:
            assert said(await stream(model))


@pytest.mark.parametrize(
    "kind", [FaultKind.HTTP_ERROR, FaultKind.GARBAGE, FaultKind.HALF_LINE, FaultKind.CLOSE_MID_STREAM]
)
async def test_a_check_that_goes_wrong_is_a_language_model_error(
    server: OpenAIStandin, model: OpenAIModel, kind: FaultKind
) -> None:
    server.faults = lambda record: Fault(kind)
    with pytest.raises(LanguageModelError) as caught:
        await model.check()
    assert caught.value.remedy


# Streaming


async def test_a_reply_comes_in_pieces_and_ends_with_what_it_cost(
    server: OpenAIStandin, model: OpenAIModel
) -> None:
    chunks = await stream(model, (Message(Role.USER, "I would add caching."),))
    assert "caching" in said(chunks)
    assert sum(bool(chunk.text) for chunk in chunks) > 5
    assert chunks[-1].usage == usage_of(chunks)
    (record,) = server.generations
    assert usage_of(chunks).prompt_tokens == record.prompt_tokens
    assert usage_of(chunks).completion_tokens == sum(bool(chunk.text) for chunk in chunks)


async def test_the_messages_and_options_reach_the_server(server: OpenAIStandin, model: OpenAIModel) -> None:
    messages = (Message(Role.SYSTEM, "Be brief."), *HELLO)
    chunks = await stream(model, messages, ChatOptions(temperature=0.2, max_tokens=4, seed=7))
    body = server.generations[0].body
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello there."},
    ]
    assert (body["temperature"], body["max_tokens"], body["seed"]) == (0.2, 4, 7)
    assert usage_of(chunks).completion_tokens == 4


async def test_a_schema_bounds_the_form_of_the_reply(model: OpenAIModel) -> None:
    schema = {"type": "object", "properties": {"score": {"type": "integer"}}, "required": ["score"]}
    reply = json.loads(said(await stream(model, options=ChatOptions(schema=schema))))
    assert isinstance(reply["score"], int)


async def test_a_model_that_can_think_is_asked_not_to() -> None:
    with fast(thinks=True) as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            chunks = await stream(model)
    assert server.generations[0].body["chat_template_kwargs"] == {"enable_thinking": False}
    assert usage_of(chunks).completion_tokens == sum(bool(chunk.text) for chunk in chunks)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_server_that_knows_no_such_wish_is_asked_without_it_from_then_on(status: int) -> None:
    def strict(record: RequestRecord) -> Fault | None:
        unknown = isinstance(record.body, dict) and "chat_template_kwargs" in record.body
        text = "Unrecognized request argument supplied: chat_template_kwargs"
        return Fault(FaultKind.HTTP_ERROR, status=status, message=text) if unknown else None

    with fast(thinks=True, faults=strict) as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            first, second = await stream(model), await stream(model)
    assert [record.status for record in server.generations] == [status, 200, 200]
    for chunks in (first, second):
        assert said(chunks).endswith("?")
        assert "The candidate said" not in said(chunks), "what came as reasoning_content"


async def test_a_request_refused_for_another_reason_does_not_bring_the_thoughts_back() -> None:
    with fast(thinks=True) as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            server.faults = Fault(FaultKind.HTTP_ERROR, status=400, message="seed must be small")
            with pytest.raises(LanguageModelError, match="seed must be small"):
                await stream(model)
            server.faults = None
            await stream(model)
    assert "chat_template_kwargs" in server.generations[-1].body


async def test_a_conversation_too_long_is_not_sent_twice() -> None:
    with fast(context_length=64) as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            with pytest.raises(ContextOverflow):
                await stream(model, (Message(Role.USER, LONG),))
    assert len(server.generations) == 1


async def test_thoughts_within_a_reply_are_not_said() -> None:
    with fast(replies=lambda _: "<think>\nA cache? Ask why.\n</think>\n\nWhy a cache?") as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            assert said(await stream(model)) == "Why a cache?"


async def test_a_model_whose_template_opens_the_thought_is_known_after_its_first_reply() -> None:
    with fast(replies=lambda _: "A cache? Ask why.</think>Why a cache?") as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            await stream(model)
            assert said(await stream(model)) == "Why a cache?"


async def test_a_longer_conversation_finds_its_beginning_in_the_cache(
    server: OpenAIStandin, model: OpenAIModel
) -> None:
    history = (Message(Role.SYSTEM, LONG), *HELLO)
    first = await stream(model, history)
    more = (*history, Message(Role.ASSISTANT, said(first)), Message(Role.USER, "Kafka, then."))
    warm = usage_of(await stream(model, more))
    assert usage_of(first).cached_tokens == 0
    assert warm.prompt_tokens is not None
    assert warm.cached_tokens is not None
    assert warm.prompt_tokens > warm.cached_tokens > 0.75 * warm.prompt_tokens


# Cancelling


async def test_closing_the_stream_hangs_up() -> None:
    with fast(tokens_per_s=50, replies=lambda _: "word " * 500) as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            reply = model.chat(HELLO, OPTIONS)
            await anext(reply)
            await reply.aclose()
            assert await server.until(lambda: server.generations[0].disconnected)
            assert server.generations[0].tokens_sent < 100


@pytest.mark.parametrize("kind", [FaultKind.STALL_BEFORE_FIRST_TOKEN, FaultKind.STALL_MID_STREAM])
async def test_cancelling_the_task_hangs_up_on_a_stalled_server(
    server: OpenAIStandin, model: OpenAIModel, kind: FaultKind
) -> None:
    server.faults = {0: Fault(kind)}
    task = asyncio.create_task(stream(model))
    assert await server.until(lambda: bool(server.generations))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await server.until(lambda: server.generations[0].disconnected)
    assert said(await stream(model))


# Failing


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.HTTP_ERROR,
        FaultKind.GARBAGE,
        FaultKind.HALF_LINE,
        FaultKind.CLOSE_MID_STREAM,
        FaultKind.OUT_OF_MEMORY,
        FaultKind.ERROR_MID_STREAM,
    ],
)
async def test_a_fault_is_a_language_model_error_and_the_next_call_works(
    server: OpenAIStandin, model: OpenAIModel, kind: FaultKind
) -> None:
    server.faults = {0: Fault(kind)}
    with pytest.raises(LanguageModelError) as caught:
        await stream(model)
    assert caught.value.message
    assert caught.value.remedy
    assert said(await stream(model)).endswith("?")


@pytest.mark.parametrize("kind", [FaultKind.CLOSE_MID_STREAM, FaultKind.HALF_LINE])
@pytest.mark.parametrize("after", [0, 1, 4])
async def test_a_stream_that_ends_anywhere_before_its_end_is_an_error(
    server: OpenAIStandin, model: OpenAIModel, kind: FaultKind, after: int
) -> None:
    server.faults = Fault(kind, after_tokens=after)
    chunks: list[Chunk] = []

    async def listen() -> None:
        async for chunk in model.chat(HELLO, OPTIONS):
            chunks.append(chunk)  # noqa: PERF401 - a comprehension would lose what came before the error

    with pytest.raises(LanguageModelError):
        await listen()
    assert all(chunk.usage is None for chunk in chunks)


async def test_a_refused_request_is_told_in_the_servers_words(
    server: OpenAIStandin, model: OpenAIModel
) -> None:
    server.faults = Fault(FaultKind.HTTP_ERROR, status=400, message="temperature must not be negative")
    with pytest.raises(LanguageModelError, match="must not be negative") as caught:
        await stream(model)
    assert caught.value.remedy


async def test_a_conversation_too_long_for_the_model_has_an_error_of_its_own() -> None:
    with fast(context_length=64) as server:
        async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
            with pytest.raises(ContextOverflow):
                await stream(model, (Message(Role.USER, LONG),))


@pytest.mark.parametrize("kind", [FaultKind.STALL_BEFORE_FIRST_TOKEN, FaultKind.STALL_MID_STREAM])
async def test_a_server_that_falls_silent_is_given_up(
    server: OpenAIStandin, monkeypatch: pytest.MonkeyPatch, kind: FaultKind
) -> None:
    monkeypatch.setattr("voice_interviewer.engines.openai._TIMEOUT", 0.1)
    server.faults = Fault(kind)
    async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
        with pytest.raises(LanguageModelError):
            await stream(model)


# The way there


async def test_a_server_on_this_machine_is_reached_without_the_webs_proxy(
    server: OpenAIStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with aclosing(OpenAIModel(server.url, MODEL, None)) as model:
        await model.check()
        assert said(await stream(model))


async def test_a_password_in_the_address_is_never_told() -> None:
    async with aclosing(OpenAIModel("http://me:hunter2@127.0.0.1:9/v1", None, None)) as model:
        with pytest.raises(ServerUnreachable) as caught:
            await model.check()
    assert "hunter2" not in str(caught.value)
    assert "http://127.0.0.1:9/v1" in caught.value.message
    with fast(()) as server:
        secret = server.url.replace("http://", "http://me:hunter2@")
        async with aclosing(OpenAIModel(secret, None, None)) as model:
            with pytest.raises(ModelMissing) as missing:
                await model.check()
    assert "hunter2" not in str(missing.value)


async def test_a_server_that_does_not_take_the_call_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_interviewer.engines.openai._CONNECT", 0.2)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as busy, contextlib.ExitStack() as waiting:
        address = busy.getsockname()
        for _ in range(3):  # fill its queue: the next caller is left standing
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(address)
        async with aclosing(OpenAIModel(f"http://127.0.0.1:{address[1]}/v1", MODEL, None)) as model:
            with pytest.raises(ServerUnreachable):
                await model.check()
