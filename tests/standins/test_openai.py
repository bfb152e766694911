"""The OpenAI-protocol stand-in, met through the official client."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Literal

import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import BaseModel

from tests.standins.openai import ChatRequest, Fault, FaultKind, OpenAIStandin

MODEL = "qwen2.5-7b-instruct"
LONG = "Tell me how you would shard the feature store. " * 40


def fast(**settings: Any) -> OpenAIStandin:
    """A stand-in that waits for nothing it is not told to wait for."""
    return OpenAIStandin(
        [MODEL], **{"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0} | settings
    )


def talk_to(server: OpenAIStandin, **settings: Any) -> openai.AsyncOpenAI:
    chosen: dict[str, Any] = {"api_key": "none", "max_retries": 0} | settings
    return openai.AsyncOpenAI(base_url=server.url, **chosen)


@pytest.fixture
def server() -> Iterator[OpenAIStandin]:
    with fast() as server:
        yield server


@pytest.fixture
async def client(server: OpenAIStandin) -> AsyncIterator[openai.AsyncOpenAI]:
    async with talk_to(server) as client:
        yield client


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


async def ask(client: openai.AsyncOpenAI, *messages: dict[str, str], **settings: Any) -> ChatCompletion:
    body: dict[str, Any] = {"model": MODEL, "messages": messages} | settings
    completion: ChatCompletion = await client.chat.completions.create(**body)
    return completion


async def stream(
    client: openai.AsyncOpenAI, text: str = "Hello there.", **settings: Any
) -> list[ChatCompletionChunk]:
    body: dict[str, Any] = {"model": MODEL, "messages": [user(text)], "stream": True} | settings
    return [chunk async for chunk in await client.chat.completions.create(**body)]


def said(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


async def test_a_stream_opens_with_the_role_and_closes_with_the_reason(client: openai.AsyncOpenAI) -> None:
    first, *words, last = await stream(client, "I would add caching.")
    assert (first.choices[0].delta.role, first.choices[0].delta.content) == ("assistant", "")
    assert [chunk.choices[0].finish_reason for chunk in words] == [None] * len(words)
    assert (last.choices[0].finish_reason, last.choices[0].delta.content) == ("stop", None)
    assert "caching" in said(words)
    assert said(words).endswith("?")


async def test_without_streaming_the_same_words_come_in_one_completion(client: openai.AsyncOpenAI) -> None:
    whole = await ask(client, user("Hello there."))
    assert whole.choices[0].message.content == said(await stream(client))
    assert whole.usage is not None
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens


async def test_usage_comes_in_a_chunk_of_its_own_where_asked_for(client: openai.AsyncOpenAI) -> None:
    *words, last = await stream(client, stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.completion_tokens == len(words) - 2  # the role and the reason are no tokens
    assert all(chunk.usage is None and "usage" in chunk.model_fields_set for chunk in words)
    assert not any(chunk.usage for chunk in await stream(client))


async def test_an_append_only_conversation_shows_its_cached_tokens(client: openai.AsyncOpenAI) -> None:
    history = [{"role": "system", "content": LONG}, user("I would use a queue.")]
    cold = await ask(client, *history)
    history += [{"role": "assistant", "content": cold.choices[0].message.content or ""}, user("Kafka, then.")]
    warm = await ask(client, *history)
    changed = await ask(client, {"role": "system", "content": f"Now: {LONG}"}, *history[1:])
    cached = [
        completion.usage.prompt_tokens_details.cached_tokens
        for completion in (cold, warm, changed)
        if completion.usage and completion.usage.prompt_tokens_details
    ]
    assert cold.usage is not None
    assert cached[:2] == [0, cold.usage.prompt_tokens + cold.usage.completion_tokens]
    assert (cached[2] or 0) < 10


async def test_a_response_format_makes_the_reply_fit_its_schema(client: openai.AsyncOpenAI) -> None:
    class Verdict(BaseModel):
        dimension: Literal["framing", "data"]
        quotes: list[str]

    schema = {"name": "verdict", "strict": True, "schema": Verdict.model_json_schema()}
    reply = await ask(client, user("Go."), response_format={"type": "json_schema", "json_schema": schema})
    verdict = Verdict.model_validate_json(reply.choices[0].message.content or "", strict=True)
    assert verdict.dimension == "framing"
    loose = await ask(client, user("Go."), response_format={"type": "json_object"})
    assert json.loads(loose.choices[0].message.content or "") == {}


@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
async def test_a_token_limit_cuts_the_reply_and_says_so(client: openai.AsyncOpenAI, limit: str) -> None:
    reply = await ask(client, user("Hello."), **{limit: 4})
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 4


async def test_a_script_sees_the_request_whatever_the_form_of_its_content() -> None:
    def script(request: ChatRequest) -> str:
        return f"{request.index} {request.last} {request.options['seed']}"

    parts: Any = [{"type": "text", "text": "in "}, {"type": "text", "text": "parts"}]
    with fast(replies=script) as server:
        async with talk_to(server) as client:
            reply = await ask(client, {"role": "user", "content": parts}, seed=7)
    assert reply.choices[0].message.content == "0 in parts 7"


async def test_reasoning_comes_apart_from_the_words(client: openai.AsyncOpenAI) -> None:
    chunks = await stream(client, reasoning_effort="low", stream_options={"include_usage": True})
    reasoning = [
        getattr(choice.delta, "reasoning_content", "") for chunk in chunks for choice in chunk.choices
    ]
    assert "One question is enough." in "".join(text or "" for text in reasoning)
    assert "One question is enough." not in said(chunks)
    usage = chunks[-1].usage
    assert usage is not None
    assert usage.completion_tokens_details is not None
    assert usage.completion_tokens_details.reasoning_tokens


async def test_models_that_think_do_unless_their_template_is_told_not_to() -> None:
    quiet = {"chat_template_kwargs": {"enable_thinking": False}}
    with fast(thinks=True) as server:
        async with talk_to(server) as client:
            aloud, silent = (
                await ask(client, user("Hello.")),
                await ask(client, user("Hello."), extra_body=quiet),
            )
    assert getattr(aloud.choices[0].message, "reasoning_content", "")
    assert not getattr(silent.choices[0].message, "reasoning_content", "")


async def test_words_arrive_at_about_the_set_rate() -> None:
    with OpenAIStandin([MODEL], first_token_s=0.1, tokens_per_s=60, replies=lambda _: "word " * 18) as server:
        async with talk_to(server) as client:
            asked = time.monotonic()
            chunks = await client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": "Hi."}], stream=True
            )
            arrivals = [time.monotonic() - asked async for chunk in chunks if chunk.choices[0].delta.content]
    assert 0.1 <= arrivals[0] < 0.3
    assert 0.75 < (arrivals[17] - arrivals[0]) / (17 / 60) < 1.4


async def test_models_are_listed(client: openai.AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == [MODEL]


async def test_a_missing_model_is_not_found(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="`absent` does not exist") as caught:
        await ask(client, user("Hi."), model="absent")
    assert caught.value.code == "model_not_found"


async def test_a_wrong_key_is_refused_and_the_right_one_is_not() -> None:
    with fast(api_key="sk-right") as server:
        async with talk_to(server, api_key="sk-wrong") as client:
            with pytest.raises(openai.AuthenticationError) as caught:
                await ask(client, user("Hi."))
        async with talk_to(server, api_key="sk-right") as client:
            assert (await ask(client, user("Hi."))).choices
    assert caught.value.code == "invalid_api_key"


async def test_a_prompt_longer_than_the_context_is_refused() -> None:
    with fast(context_length=64) as server:
        async with talk_to(server) as client:
            with pytest.raises(openai.BadRequestError, match="maximum context length is 64") as caught:
                await ask(client, user(LONG))
    assert caught.value.code == "context_length_exceeded"


async def test_a_request_without_messages_and_an_unknown_path_are_refused(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="messages"):
        await ask(client)
    with pytest.raises(openai.NotFoundError, match="Invalid URL"):
        await client.embeddings.create(model=MODEL, input="text")


async def test_a_cancelled_reader_is_noticed_at_once() -> None:
    with fast(tokens_per_s=20, replies=lambda _: "word " * 100) as server:
        async with talk_to(server) as client:
            reading = asyncio.create_task(stream(client))
            assert await server.until(lambda: bool(server.requests and server.requests[0].tokens_sent))
            cancelled = time.monotonic()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            assert await server.idle()
    (record,) = server.requests
    assert record.disconnected
    assert record.tokens_sent < 10
    assert (record.ended_at or 0) - cancelled < 0.1


async def test_a_finished_stream_is_no_disconnect(client: openai.AsyncOpenAI, server: OpenAIStandin) -> None:
    chunks = await stream(client)
    (record,) = server.requests
    assert (record.disconnected, record.tokens_sent) == (False, len(chunks) - 2)


# Faults


def faulty(kind: FaultKind, **settings: Any) -> OpenAIStandin:
    return fast(faults={0: Fault(kind, **settings)})


@pytest.mark.parametrize(
    "kind", [FaultKind.STALL_BEFORE_FIRST_TOKEN, FaultKind.STALL_MID_STREAM, FaultKind.SLOW_HEADERS]
)
async def test_a_stall_without_end_lasts_until_the_client_leaves(kind: FaultKind) -> None:
    with faulty(kind) as server:
        async with talk_to(server, timeout=openai.Timeout(0.1, connect=10.0)) as client:
            with pytest.raises(openai.APITimeoutError):
                await stream(client)
            assert await server.idle()
    assert server.requests[0].disconnected


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.CLOSE_MID_STREAM, openai.APIConnectionError),
        (FaultKind.GARBAGE, ValueError),
        (FaultKind.ERROR_MID_STREAM, openai.APIError),
        (FaultKind.HTTP_ERROR, openai.InternalServerError),
        (FaultKind.OUT_OF_MEMORY, openai.InternalServerError),
    ],
)
async def test_a_broken_answer_breaks_in_its_own_way(
    kind: FaultKind, error: type[Exception], streamed: bool
) -> None:
    with faulty(kind) as server:
        async with talk_to(server) as client:
            with pytest.raises(error):
                await (stream(client) if streamed else ask(client, user("Hi.")))
            assert (await ask(client, user("And now?"))).choices


async def test_half_an_event_ends_the_stream_without_a_reason() -> None:
    with faulty(FaultKind.HALF_LINE) as server:
        async with talk_to(server) as client:
            chunks = await stream(client)
    assert said(chunks)
    assert [
        choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason
    ] == []


# As a program


def test_it_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "tests.standins.openai", "--port", "0", "--model", MODEL]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            url = program.stdout.readline().split()[-1]
            with openai.OpenAI(base_url=url, api_key="none") as client:
                assert [model.id for model in client.models.list()] == [MODEL]
            assert program.stdout.readline().startswith("GET /v1/models 200")
        finally:
            program.terminate()
