"""The Ollama stand-in, met as a program meets Ollama: through the official client."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
import ollama
import pytest

from tests.standins._asking import LONG, MODEL, THINKER, ask, fast, said, stream, user
from tests.standins.ollama import (
    ChatRequest,
    Fault,
    FaultKind,
    OllamaStandin,
    default_reply,
)

# What it says


async def test_a_stream_joins_to_one_reply_that_ends_in_a_question(client: ollama.AsyncClient) -> None:
    parts = await stream(client, "I would add a cache.")
    assert len(parts) > 5
    assert said(parts).endswith("?")
    assert said(parts).count("?") == 1


async def test_the_default_reply_depends_on_the_last_message(client: ollama.AsyncClient) -> None:
    caching = await ask(client, user("I would add caching in front."))
    sharding = await ask(client, user("I would begin with sharding."))
    assert "caching" in (caching.message.content or "")
    assert "sharding" in (sharding.message.content or "")


async def test_without_streaming_the_same_words_come_in_one_answer(client: ollama.AsyncClient) -> None:
    whole = await ask(client, user("Hello there."))
    assert whole.message.content == said(await stream(client))


async def test_a_script_sees_the_whole_request_and_gives_the_reply() -> None:
    def script(request: ChatRequest) -> str:
        return f"{request.index} {request.messages[0].content} {request.last} {request.options['seed']}"

    with fast(replies=script) as server:
        async with ollama.AsyncClient(server.url) as client:
            system = {"role": "system", "content": "persona"}
            await ask(client, user("warm up"), options={"seed": 1})
            reply = await ask(client, system, user("question"), options={"seed": 7})
    assert reply.message.content == "1 persona question 7"


async def test_only_the_last_line_is_done_and_it_carries_every_count(client: ollama.AsyncClient) -> None:
    *words, last = await stream(client)
    assert not any(part.done for part in words)
    assert (last.done, last.done_reason, last.message.content) == (True, "stop", "")
    assert last.eval_count == len(words)
    counts = (last.prompt_eval_count, last.prompt_eval_duration, last.eval_duration, last.load_duration)
    assert all(count and count > 0 for count in counts)
    assert (last.total_duration or 0) >= (last.load_duration or 0) + (last.eval_duration or 0)


async def test_num_predict_cuts_the_reply_and_says_so(client: ollama.AsyncClient) -> None:
    parts = await stream(client, options={"num_predict": 4})
    assert (parts[-1].eval_count, parts[-1].done_reason) == (4, "length")


async def test_a_stop_sequence_ends_the_reply_before_it() -> None:
    with fast(replies=lambda _: "One. Two? Three.") as server:
        async with ollama.AsyncClient(server.url) as client:
            reply = await ask(client, user("Count."), options={"stop": ["?"]})
    assert (reply.message.content, reply.done_reason) == ("One. Two", "stop")


async def test_any_text_survives_the_cutting_into_tokens() -> None:
    text = "Naïve — 99.9 % of\n\n 1e6 requests…  <|odd|> `x<|`\tend \U0001f600 "
    with fast(replies=lambda _: text) as server:
        async with ollama.AsyncClient(server.url) as client:
            assert said(await stream(client)) == text


async def test_an_empty_reply_is_a_stream_of_the_last_line_alone() -> None:
    with fast(replies=lambda _: "") as server:
        async with ollama.AsyncClient(server.url) as client:
            (last,) = await stream(client)
    assert (last.done, last.eval_count) == (True, 0)


async def test_a_thinking_model_thinks_first_and_apart_from_its_words(client: ollama.AsyncClient) -> None:
    parts = await stream(client, model=THINKER, think=True)
    thinking = [bool(part.message.thinking) for part in parts]
    assert thinking[0]
    assert thinking == sorted(thinking, reverse=True)
    assert said(parts).endswith("?")


async def test_a_thinking_model_thinks_unless_told_not_to(client: ollama.AsyncClient) -> None:
    unasked = await ask(client, user("Hello."), model=THINKER)
    forbidden = await ask(client, user("Hello."), model=THINKER, think=False)
    assert unasked.message.thinking
    assert not forbidden.message.thinking


async def test_a_model_that_cannot_think_refuses_to(client: ollama.AsyncClient) -> None:
    with pytest.raises(ollama.ResponseError, match="does not support thinking") as caught:
        await ask(client, user("Hello."), think=True)
    assert caught.value.status_code == 400


async def test_generate_answers_a_prompt(client: ollama.AsyncClient) -> None:
    parts = [part async for part in await client.generate(MODEL, "About caching.", stream=True)]
    assert "caching" in "".join(part.response or "" for part in parts)
    assert parts[-1].done_reason == "stop"


# Time


async def test_words_arrive_at_about_the_set_rate() -> None:
    with OllamaStandin(first_token_s=0.1, tokens_per_s=60, replies=lambda _: "word " * 24) as server:
        async with ollama.AsyncClient(server.url) as client:
            asked = time.monotonic()
            arrivals = [
                time.monotonic() - asked async for _ in await client.chat(MODEL, [user("Hi.")], stream=True)
            ]
    assert 0.1 <= arrivals[0] < 0.3
    assert 0.75 < (arrivals[23] - arrivals[0]) / (23 / 60) < 1.4
    (record,) = server.requests
    assert record.first_token_at is not None
    assert record.first_token_at - record.received_at == pytest.approx(0.1, abs=0.1)


async def test_loading_takes_its_time_once() -> None:
    with fast(load_s=0.1) as server:
        async with ollama.AsyncClient(server.url) as client:
            first, second = await ask(client, user("Hi.")), await ask(client, user("Hi."))
    assert (first.load_duration or 0) >= 0.1e9 > 10 * (second.load_duration or 0)
    assert [record.loaded for record in server.requests] == [True, False]


async def test_a_long_prompt_delays_the_first_token() -> None:
    with fast(prompt_tokens_per_s=4000) as server:
        async with ollama.AsyncClient(server.url) as client:
            await ask(client, user(LONG))
    (record,) = server.requests
    assert record.ended_at is not None
    assert record.ended_at - record.received_at >= record.prompt_tokens / 4000 > 0.08


async def test_one_model_serves_one_request_at_a_time() -> None:
    with fast(first_token_s=0.1) as server:
        async with ollama.AsyncClient(server.url) as client:
            await asyncio.gather(ask(client, user("One.")), ask(client, user("Two.")))
    assert max(record.queued_s for record in server.requests) > 0.08


async def test_two_requests_share_a_model_where_that_is_allowed() -> None:
    with fast(first_token_s=0.1, parallel=2) as server:
        async with ollama.AsyncClient(server.url) as client:
            await asyncio.gather(ask(client, user("One.")), ask(client, user("Two.")))
    assert max(record.queued_s for record in server.requests) < 0.05


# Prefix cache and context


async def test_an_append_only_conversation_pays_only_for_what_is_new(client: ollama.AsyncClient) -> None:
    history = [{"role": "system", "content": LONG}, user("I would use a queue.")]
    cold = await ask(client, *history)
    history += [{"role": "assistant", "content": cold.message.content or ""}, user("Kafka, then.")]
    warm = await ask(client, *history)
    assert (warm.prompt_eval_count or 0) > (cold.prompt_eval_count or 0)
    assert (warm.prompt_eval_duration or 0) < 0.1 * (cold.prompt_eval_duration or 0)


async def test_a_changed_beginning_pays_for_the_whole_prompt(
    client: ollama.AsyncClient, server: OllamaStandin
) -> None:
    await ask(client, {"role": "system", "content": LONG}, user("A queue."))
    await ask(client, {"role": "system", "content": f"Now: {LONG}"}, user("A queue."))
    cold, changed = server.requests
    assert cold.cached_tokens == 0
    assert changed.cached_tokens < 0.02 * changed.prompt_tokens


async def test_the_reply_itself_is_cached(client: ollama.AsyncClient, server: OllamaStandin) -> None:
    first = await ask(client, user("A queue."))
    await ask(
        client, user("A queue."), {"role": "assistant", "content": first.message.content or ""}, user("So?")
    )
    before, after = server.requests
    assert after.cached_tokens == before.prompt_tokens + (first.eval_count or 0)


async def test_prompt_evaluation_time_is_the_uncached_tokens_over_the_rate() -> None:
    with fast(prompt_tokens_per_s=10_000) as server:
        async with ollama.AsyncClient(server.url) as client:
            reply = await ask(client, user(LONG))
    assert reply.prompt_eval_duration == (reply.prompt_eval_count or 0) * 100_000


async def test_each_model_has_a_cache_of_its_own(client: ollama.AsyncClient, server: OllamaStandin) -> None:
    for model in (MODEL, THINKER, MODEL):
        await ask(client, user(LONG), model=model)
    assert [record.cached_tokens > 0 for record in server.requests] == [False, False, True]


async def test_an_overlong_conversation_silently_loses_its_oldest_messages(
    client: ollama.AsyncClient, server: OllamaStandin
) -> None:
    seen: list[ChatRequest] = []

    def script(request: ChatRequest) -> str:
        seen.append(request)
        return default_reply(request)

    server.brain.replies = script
    turns = [user(f"Turn {n}: " + "word " * 40) for n in range(8)]
    reply = await ask(client, {"role": "system", "content": "persona"}, *turns, options={"num_ctx": 160})
    assert (reply.prompt_eval_count or 0) <= 160
    assert server.requests[0].truncated_messages == 5
    assert [message.content[:7] for message in seen[0].messages] == [
        "persona",
        "Turn 5:",
        "Turn 6:",
        "Turn 7:",
    ]


async def test_one_overlong_message_is_cut_to_the_context(client: ollama.AsyncClient) -> None:
    reply = await ask(client, user(LONG), options={"num_ctx": 64})
    assert reply.prompt_eval_count == 64


async def test_another_context_size_loads_the_model_anew(
    client: ollama.AsyncClient, server: OllamaStandin
) -> None:
    for num_ctx in (2048, 2048, 8192):
        await ask(client, user("Hi."), options={"num_ctx": num_ctx})
    assert [record.loaded for record in server.requests] == [True, False, True]
    assert server.requests[-1].cached_tokens == 0


# Models


async def test_version_is_told(client: ollama.AsyncClient, server: OllamaStandin) -> None:
    async with httpx.AsyncClient() as plain:  # the official client has no call for it
        assert (await plain.get(f"{server.url}/api/version")).json() == {"version": server.version}
        assert (await plain.get(server.url)).text == "Ollama is running"


async def test_tags_list_every_model_with_its_size_and_digest(client: ollama.AsyncClient) -> None:
    models = (await client.list()).models
    assert [model.model for model in models] == [MODEL, THINKER]
    assert all(model.size and model.digest and len(model.digest) == 64 for model in models)
    assert models[1].details is not None
    assert models[1].details.parameter_size == "4.0B"


async def test_show_tells_context_length_capabilities_and_licence(client: ollama.AsyncClient) -> None:
    shown = await client.show(MODEL)
    assert shown.modelinfo is not None
    assert shown.modelinfo[f"{shown.modelinfo['general.architecture']}.context_length"] == 131_072
    assert shown.capabilities == ["completion", "tools"]
    assert "LLAMA 3.2" in (shown.license or "")
    assert "thinking" in ((await client.show(THINKER)).capabilities or ())


async def test_a_name_without_a_tag_means_latest() -> None:
    with fast(["mistral"]) as server:
        async with ollama.AsyncClient(server.url) as client:
            assert (await ask(client, user("Hi."), model="Mistral")).model == "Mistral"
            assert [model.model for model in (await client.list()).models] == ["mistral:latest"]


@pytest.mark.parametrize("call", ["chat", "stream", "generate", "show", "delete"])
async def test_a_missing_model_is_a_404_in_ollamas_words(client: ollama.AsyncClient, call: str) -> None:
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "chat": lambda: ask(client, user("Hi."), model="absent:1b"),
        "stream": lambda: stream(client, model="absent:1b"),
        "generate": lambda: client.generate("absent:1b", "Hi."),
        "show": lambda: client.show("absent:1b"),
        "delete": lambda: client.delete("absent:1b"),
    }
    with pytest.raises(ollama.ResponseError) as caught:
        await calls[call]()
    assert (caught.value.status_code, caught.value.error) == (404, "model 'absent:1b' not found")


async def test_an_embedding_model_does_not_chat() -> None:
    with fast(["nomic-embed-text"]) as server:
        async with ollama.AsyncClient(server.url) as client:
            with pytest.raises(ollama.ResponseError, match="does not support chat"):
                await ask(client, user("Hi."), model="nomic-embed-text")


async def test_a_request_without_messages_loads_the_model_and_ps_shows_it(client: ollama.AsyncClient) -> None:
    loaded = await ask(client, keep_alive=-1, options={"num_ctx": 8192})
    assert (loaded.done_reason, loaded.message.content) == ("load", "")
    (running,) = (await client.ps()).models
    assert (running.model, running.context_length) == (MODEL, 8192)
    assert running.expires_at is not None
    assert running.expires_at.year > 2200


async def test_keep_alive_zero_without_messages_unloads(client: ollama.AsyncClient) -> None:
    await ask(client, user("Hi."), keep_alive="30m")
    assert (await ask(client, keep_alive=0)).done_reason == "unload"
    assert not (await client.ps()).models


async def test_a_model_goes_when_its_keep_alive_is_over(
    client: ollama.AsyncClient, server: OllamaStandin
) -> None:
    await ask(client, user(LONG), keep_alive="50ms")
    await asyncio.sleep(0.1)
    assert server.loaded == []
    await ask(client, user(LONG), keep_alive=0)
    assert (server.requests[1].loaded, server.requests[1].cached_tokens) == (True, 0)
    assert await server.until(lambda: not server.loaded)


@pytest.mark.parametrize(
    ("keep_alive", "complaint"),
    [("-1", "missing unit"), ("300", "missing unit"), ("5d", "unknown unit"), ("x", "invalid")],
)
async def test_a_keep_alive_that_is_no_go_duration_is_refused(
    client: ollama.AsyncClient, keep_alive: str, complaint: str
) -> None:
    with pytest.raises(ollama.ResponseError, match=complaint) as caught:
        await ask(client, user("Hi."), keep_alive=keep_alive)
    assert caught.value.status_code == 400


# Pull


async def test_a_pull_shows_growing_progress_and_then_the_model_is_there(client: ollama.AsyncClient) -> None:
    progress = [line async for line in await client.pull("gemma3:1b", stream=True)]
    weights = [line for line in progress if line.digest == progress[1].digest]
    completed = [line.completed or 0 for line in weights]
    assert (progress[0].status, progress[-1].status) == ("pulling manifest", "success")
    assert completed == sorted(completed)
    assert (completed[0], completed[-1]) == (0, weights[0].total)
    assert "gemma3:1b" in [model.model for model in (await client.list()).models]


async def test_a_pull_without_streaming_gives_its_end(client: ollama.AsyncClient) -> None:
    assert (await client.pull("gemma3:1b")).status == "success"


async def test_a_pull_of_an_unknown_model_fails_inside_the_stream() -> None:
    with fast(pullable=[MODEL]) as server:
        async with ollama.AsyncClient(server.url) as client:
            with pytest.raises(ollama.ResponseError, match="file does not exist"):
                _ = [line async for line in await client.pull("nonsense", stream=True)]


async def test_a_pull_that_was_broken_off_goes_on_where_it_was(
    client: ollama.AsyncClient, server: OllamaStandin
) -> None:
    server.faults = lambda record: (
        Fault(FaultKind.CLOSE_MID_STREAM, after_tokens=10) if not record.index else None
    )
    with pytest.raises(httpx.RemoteProtocolError):
        _ = [line async for line in await client.pull("gemma3:1b", stream=True)]
    resumed = [line async for line in await client.pull("gemma3:1b", stream=True)]
    assert (resumed[1].completed or 0) > 0.3 * (resumed[1].total or 0)


async def test_a_deleted_model_is_gone(client: ollama.AsyncClient) -> None:
    assert (await client.delete(MODEL)).status == "success"
    with pytest.raises(ollama.ResponseError, match="not found"):
        await ask(client, user("Hi."))
