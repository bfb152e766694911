"""The Ollama engine against the stand-in server: what it asks, what it tells, and how it fails."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

import pytest

from tests.standins._asking import LONG, MODEL, THINKER, fast
from tests.standins.ollama import Fault, FaultKind, OllamaStandin, StandinModel
from voice_interviewer.engines.ollama import NUM_CTX, OllamaModel, context_for, models_at
from voice_interviewer.errors import ContextOverflow, LanguageModelError, ModelMissing, ServerUnreachable
from voice_interviewer.ports import ChatOptions, Chunk, Usage
from voice_interviewer.values import Message, Role

OPTIONS = ChatOptions(seed=1)
HELLO = (Message(Role.USER, "Hello there."),)


@pytest.fixture
def server() -> Iterator[OllamaStandin]:
    with fast() as server:
        yield server


@pytest.fixture
async def model(server: OllamaStandin) -> AsyncGenerator[OllamaModel, None]:
    async with aclosing(OllamaModel(server.url, MODEL)) as model:
        yield model


async def stream(
    model: OllamaModel, messages: tuple[Message, ...] = HELLO, options: ChatOptions = OPTIONS
) -> list[Chunk]:
    return [chunk async for chunk in model.chat(messages, options)]


def said(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks)


def usage_of(chunks: list[Chunk]) -> Usage:
    usage = chunks[-1].usage
    assert usage is not None
    return usage


def nobody() -> str:
    """An address at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


# Checking


async def test_a_check_tells_name_digest_and_context(server: OllamaStandin, model: OllamaModel) -> None:
    info = await model.check()
    assert (info.name, info.digest, info.context) == (MODEL, server.models[MODEL].digest, NUM_CTX)
    assert (model.name, model.kind) == (MODEL, "ollama")


async def test_a_model_named_without_its_tag_still_has_its_digest() -> None:
    with fast(["mistral"]) as server:
        async with aclosing(OllamaModel(server.url, "mistral")) as model:
            assert (await model.check()).digest == server.models["mistral:latest"].digest


async def test_a_model_trained_on_less_bounds_the_context() -> None:
    with fast([StandinModel("small:1b", context_length=2048)]) as server:
        async with aclosing(OllamaModel(server.url, "small:1b")) as model:
            assert (await model.check()).context == 2048
            chunks = await stream(model, (Message(Role.USER, "word " * 3000),))
    assert usage_of(chunks).truncated


@pytest.mark.parametrize(
    ("minutes", "tokens"), [(5, 8192), (20, 8192), (36, 8192), (38, 16_384), (45, 16_384), (120, 32_768)]
)
def test_the_context_holds_the_whole_interview(minutes: float, tokens: int) -> None:
    assert context_for(minutes) == tokens


async def test_a_context_is_never_larger_than_the_model_was_trained_on() -> None:
    with fast([StandinModel("small:1b", context_length=12_000)]) as server:
        async with aclosing(OllamaModel(server.url, "small:1b", context_for(45))) as model:
            assert (await model.check()).context == 12_000
            await stream(model)
    assert server.generations[0].body["options"]["num_ctx"] == 12_000


async def test_a_model_that_only_makes_embeddings_cannot_word_questions() -> None:
    with fast(["nomic-embed-text"]) as server:
        async with aclosing(OllamaModel(server.url, "nomic-embed-text")) as model:
            with pytest.raises(LanguageModelError, match="nomic-embed-text") as caught:
                await model.check()
    assert caught.value.remedy


async def test_a_check_tells_where_a_model_runs_that_does_not_run_here() -> None:
    with fast([StandinModel("gpt-oss:120b-cloud", remote_host="https://ollama.com:443")]) as server:
        async with aclosing(OllamaModel(server.url, "gpt-oss:120b-cloud")) as model:
            assert (await model.check()).details["remote"] == "https://ollama.com:443"


async def test_a_missing_model_is_told_with_the_pull_that_brings_it(server: OllamaStandin) -> None:
    async with aclosing(OllamaModel(server.url, "absent:1b")) as model:
        for attempt in (model.check(), stream(model)):
            with pytest.raises(ModelMissing, match="absent:1b") as caught:
                await attempt
            assert "ollama pull absent:1b" in caught.value.remedy


async def test_nobody_at_the_address_is_told_with_the_address() -> None:
    url = nobody()
    async with aclosing(OllamaModel(url, MODEL)) as model:
        for attempt in (model.check(), stream(model)):
            with pytest.raises(ServerUnreachable) as caught:
                await attempt
            assert url in caught.value.message


@pytest.mark.parametrize(
    "kind", [FaultKind.HTTP_ERROR, FaultKind.GARBAGE, FaultKind.HALF_LINE, FaultKind.CLOSE_MID_STREAM]
)
async def test_a_check_that_goes_wrong_is_a_language_model_error(
    server: OllamaStandin, model: OllamaModel, kind: FaultKind
) -> None:
    server.faults = lambda record: Fault(kind)
    with pytest.raises(LanguageModelError) as caught:
        await model.check()
    assert caught.value.remedy


# Streaming


async def test_a_reply_comes_in_pieces_and_ends_with_what_it_cost(
    server: OllamaStandin, model: OllamaModel
) -> None:
    *words, last = await stream(model, (Message(Role.USER, "I would add caching."),))
    assert len(words) > 5
    assert "caching" in said(words)
    assert all(chunk.usage is None for chunk in words)
    usage = usage_of([last])
    assert (usage.prompt_tokens, usage.completion_tokens) == (
        server.generations[0].prompt_tokens,
        len(words),
    )
    assert usage.prompt_seconds is not None
    assert usage.total_seconds is not None
    assert usage.prompt_seconds > 0
    assert 0 < usage.total_seconds < 5
    assert not usage.truncated


async def test_the_messages_and_options_reach_the_server(server: OllamaStandin, model: OllamaModel) -> None:
    messages = (Message(Role.SYSTEM, "Be brief."), *HELLO)
    chunks = await stream(model, messages, ChatOptions(temperature=0.2, max_tokens=4, seed=7))
    body = server.generations[0].body
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello there."},
    ]
    assert body["options"] == {"num_ctx": NUM_CTX, "num_predict": 4, "temperature": 0.2, "seed": 7}
    assert usage_of(chunks).completion_tokens == 4


async def test_a_schema_bounds_the_form_of_the_reply(model: OllamaModel) -> None:
    schema = {"type": "object", "properties": {"score": {"type": "integer"}}, "required": ["score"]}
    reply = json.loads(said(await stream(model, options=ChatOptions(schema=schema))))
    assert isinstance(reply["score"], int)


async def test_thinking_is_turned_off_only_where_a_model_can_think(server: OllamaStandin) -> None:
    for name in (THINKER, MODEL):
        async with aclosing(OllamaModel(server.url, name)) as model:
            await model.check()
            await stream(model)
    thinker, plain = (record.body for record in server.generations)
    assert thinker["think"] is False
    assert "think" not in plain


async def test_a_model_that_always_thinks_is_asked_to_think_little() -> None:
    with fast(
        [StandinModel("mine:latest", family="gptoss", capabilities=("completion", "thinking"))]
    ) as server:
        async with aclosing(OllamaModel(server.url, "mine")) as model:
            await model.check()
            chunks = await stream(model)
    assert server.generations[0].body["think"] == "low"
    assert said(chunks).endswith("?")
    assert "The candidate said" not in said(chunks)


async def test_thoughts_within_a_reply_are_not_said() -> None:
    with fast(replies=lambda _: "<think>\nA cache? Ask why.\n</think>\n\nWhy a cache?") as server:
        async with aclosing(OllamaModel(server.url, MODEL)) as model:
            assert said(await stream(model)) == "Why a cache?"


async def test_a_model_whose_template_opens_the_thought_is_known_after_its_first_reply() -> None:
    with fast(replies=lambda _: "A cache? Ask why.</think>Why a cache?") as server:
        async with aclosing(OllamaModel(server.url, MODEL)) as model:
            await stream(model)
            assert said(await stream(model)) == "Why a cache?"


async def test_every_call_asks_for_the_same_context_so_the_model_stays(
    server: OllamaStandin, model: OllamaModel
) -> None:
    await model.check()
    for options in (ChatOptions(seed=1), ChatOptions(max_tokens=9), ChatOptions(schema={"type": "object"})):
        await stream(model, options=options)
    assert {record.body["options"]["num_ctx"] for record in server.generations} == {NUM_CTX}
    assert {record.body["keep_alive"] for record in server.generations} == {3600}
    assert [record.loaded for record in server.generations] == [True, False, False]


async def test_a_longer_conversation_costs_only_what_is_new() -> None:
    with fast(prompt_tokens_per_s=20_000) as server:
        async with aclosing(OllamaModel(server.url, MODEL)) as model:
            history = (Message(Role.SYSTEM, LONG), *HELLO)
            first = await stream(model, history)
            more = (*history, Message(Role.ASSISTANT, said(first)), Message(Role.USER, "Kafka, then."))
            second = await stream(model, more)
    cold, warm = usage_of(first).prompt_seconds, usage_of(second).prompt_seconds
    assert cold is not None
    assert warm is not None
    assert warm < 0.25 * cold


async def test_a_prompt_that_fills_the_context_is_called_truncated(server: OllamaStandin) -> None:
    async with aclosing(OllamaModel(server.url, MODEL, num_ctx=64)) as model:
        chunks = await stream(model, (Message(Role.USER, LONG),))
    assert usage_of(chunks).truncated


async def test_a_conversation_that_lost_its_beginning_is_called_truncated() -> None:
    with fast() as server:
        async with aclosing(OllamaModel(server.url, MODEL, num_ctx=600)) as model:
            messages: tuple[Message, ...] = (Message(Role.SYSTEM, "Be brief."),)
            lost = False
            for number in range(30):
                messages = (*messages, Message(Role.USER, f"Answer {number}: we shard by user. " * 3))
                chunks = await stream(model, messages)
                messages = (*messages, Message(Role.ASSISTANT, said(chunks)))
                lost = server.generations[-1].truncated_messages > 0
                assert usage_of(chunks).truncated == lost
    assert lost


# Cancelling


async def test_closing_the_stream_hangs_up() -> None:
    with fast(tokens_per_s=50, replies=lambda _: "word " * 500) as server:
        async with aclosing(OllamaModel(server.url, MODEL)) as model:
            reply = model.chat(HELLO, OPTIONS)
            assert (await anext(reply)).text
            await reply.aclose()
            assert await server.until(lambda: server.generations[0].disconnected)
            assert server.generations[0].tokens_sent < 100


@pytest.mark.parametrize("kind", [FaultKind.STALL_BEFORE_FIRST_TOKEN, FaultKind.STALL_MID_STREAM])
async def test_cancelling_the_task_hangs_up_on_a_stalled_server(
    server: OllamaStandin, model: OllamaModel, kind: FaultKind
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
    server: OllamaStandin, model: OllamaModel, kind: FaultKind
) -> None:
    server.faults = {0: Fault(kind)}
    with pytest.raises(LanguageModelError) as caught:
        await stream(model)
    assert caught.value.message
    assert caught.value.remedy
    assert said(await stream(model)).endswith("?")


@pytest.mark.parametrize("after", [0, 1, 3, 10**6])
async def test_a_stream_that_ends_anywhere_before_its_last_line_is_an_error(
    server: OllamaStandin, model: OllamaModel, after: int
) -> None:
    server.faults = Fault(FaultKind.HALF_LINE, after_tokens=after)
    chunks: list[Chunk] = []

    async def listen() -> None:
        async for chunk in model.chat(HELLO, OPTIONS):
            chunks.append(chunk)  # noqa: PERF401 - a comprehension would lose what came before the error

    with pytest.raises(LanguageModelError):
        await listen()
    assert len(chunks) == server.generations[0].tokens_sent
    assert all(chunk.usage is None for chunk in chunks)


async def test_the_servers_own_words_are_passed_on(server: OllamaStandin, model: OllamaModel) -> None:
    server.faults = Fault(FaultKind.OUT_OF_MEMORY)
    with pytest.raises(LanguageModelError, match="more system memory"):
        await stream(model)


async def test_a_conversation_too_long_for_the_model_has_an_error_of_its_own(
    server: OllamaStandin, model: OllamaModel
) -> None:
    text = "the input length exceeds the context length"
    server.faults = Fault(FaultKind.HTTP_ERROR, status=400, message=text)
    with pytest.raises(ContextOverflow):
        await stream(model)


async def test_a_server_that_falls_silent_is_given_up(
    server: OllamaStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_interviewer.engines.ollama._READ", 0.1)
    server.faults = Fault(FaultKind.STALL_MID_STREAM)
    async with aclosing(OllamaModel(server.url, MODEL)) as model:
        with pytest.raises(LanguageModelError):
            await stream(model)


# Which models there are


async def test_the_models_of_a_server_are_told_with_their_size(server: OllamaStandin) -> None:
    listed = {each.name: each for each in await models_at(server.url)}
    assert set(listed) == {THINKER, MODEL}
    assert listed[THINKER].size == server.models[THINKER].size
    assert not any(each.remote for each in listed.values())


@pytest.mark.parametrize(
    "model",
    [
        StandinModel("mine:latest", remote_host="https://ollama.com:443"),
        StandinModel("gpt-oss:120b-cloud"),
        StandinModel("glm-4.6:cloud"),
    ],
)
async def test_a_model_that_runs_elsewhere_is_told_by_its_host_or_its_name(model: StandinModel) -> None:
    with fast([model]) as server:
        (listed,) = await models_at(server.url)
    assert listed.remote


async def test_without_a_server_there_are_no_models() -> None:
    assert await models_at(nobody()) == ()


@pytest.mark.parametrize("kind", [FaultKind.GARBAGE, FaultKind.HTTP_ERROR])
async def test_a_server_that_talks_nonsense_has_no_models(server: OllamaStandin, kind: FaultKind) -> None:
    server.faults = lambda record: Fault(kind)
    assert await models_at(server.url) == ()


# The way there


async def test_a_server_on_this_machine_is_reached_without_the_webs_proxy(
    server: OllamaStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, nobody())
    async with aclosing(OllamaModel(server.url, MODEL)) as model:
        assert (await model.check()).digest
        assert said(await stream(model))
    assert await models_at(server.url)


async def test_a_password_in_the_address_is_never_told(server: OllamaStandin) -> None:
    secret = nobody().replace("http://", "http://me:hunter2@")
    async with aclosing(OllamaModel(secret, MODEL)) as model:
        with pytest.raises(ServerUnreachable) as caught:
            await model.check()
    assert "hunter2" not in str(caught.value)
    assert nobody().rpartition(":")[0] in caught.value.message
