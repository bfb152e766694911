"""How the Ollama stand-in behaves on the wire: clients that leave, servers that fail."""

import asyncio
import json
import subprocess
import sys
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import ollama
import pytest

from tests.standins._asking import LONG, MODEL, THINKER, ask, fast, said, stream, user
from tests.standins.ollama import (
    ChatRequest,
    Fault,
    FaultKind,
    OllamaStandin,
    RequestRecord,
)

# The wire


async def test_a_cancelled_reader_is_noticed_at_once() -> None:
    with fast(tokens_per_s=20, replies=lambda _: "word " * 100) as server:
        async with ollama.AsyncClient(server.url) as client:
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


async def test_a_stream_closed_half_way_is_noticed_at_once() -> None:
    with fast(tokens_per_s=100) as server:
        async with ollama.AsyncClient(server.url) as client:
            # The client's own type is AsyncIterator; it is a generator, and closing it closes the connection.
            parts: Any = await client.chat(MODEL, [user("Hi.")], stream=True)
            async with aclosing(parts):
                await anext(parts)
            assert await server.idle()
    assert server.requests[0].disconnected
    assert server.requests[0].tokens_sent < 8


async def test_a_client_that_leaves_while_queued_frees_its_place() -> None:
    with fast(first_token_s=0.15) as server:
        async with ollama.AsyncClient(server.url) as client:
            first = asyncio.create_task(ask(client, user("One.")))
            assert await server.until(lambda: len(server.requests) == 1)
            second = asyncio.create_task(ask(client, user("Two.")))
            assert await server.until(lambda: len(server.requests) == 2)
            second.cancel()
            assert await server.until(lambda: server.requests[1].ended_at is not None)
            await first
    assert [record.disconnected for record in server.requests] == [False, True]
    assert server.requests[1].tokens_sent == 0


async def test_a_prompt_broken_off_keeps_what_was_evaluated() -> None:
    with fast(prompt_tokens_per_s=3000) as server:
        async with ollama.AsyncClient(server.url) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(ask(client, user(LONG)), 0.1)
            assert await server.idle()
            await ask(client, user(LONG))
    assert 100 < server.requests[1].cached_tokens < server.requests[1].prompt_tokens - 10


async def test_a_finished_stream_is_no_disconnect(client: ollama.AsyncClient, server: OllamaStandin) -> None:
    parts = await stream(client)
    (record,) = server.requests
    assert (record.disconnected, record.tokens_sent, record.status) == (False, len(parts) - 1, 200)
    assert record.body["messages"] == [user("Hello there.")]


async def test_many_calls_share_one_connection(client: ollama.AsyncClient, server: OllamaStandin) -> None:
    for _ in range(100):
        await client.ps()
    assert {record.status for record in server.requests} == {200}


def test_a_blocking_client_is_served_while_it_blocks(server: OllamaStandin) -> None:
    with ollama.Client(server.url) as client:
        assert said(list(client.chat(MODEL, [user("Hi.")], stream=True))).endswith("?")


async def test_closed_it_refuses_connections_and_started_again_it_keeps_its_port() -> None:
    server = fast()
    with server:
        before = server.url
    async with ollama.AsyncClient(before) as client:
        with pytest.raises(ConnectionError):
            await client.ps()
        with server:
            assert server.url == before
            assert not (await client.ps()).models


async def test_closing_drops_a_client_in_the_middle_of_a_stream() -> None:
    with fast(tokens_per_s=20) as server:
        async with ollama.AsyncClient(server.url) as client:
            parts = await client.chat(MODEL, [user("Hi.")], stream=True)
            await anext(parts)
            await asyncio.to_thread(server.close)
            with pytest.raises(httpx.RemoteProtocolError):
                _ = [part async for part in parts]


def test_a_port_in_use_is_an_os_error(server: OllamaStandin) -> None:
    with pytest.raises(OSError, match="in use"):
        OllamaStandin(port=server.port).start()


async def test_a_failing_script_shows_when_the_stand_in_closes() -> None:
    def script(request: ChatRequest) -> str:
        raise AssertionError(f"unexpected request {request.last}")

    server = fast(replies=script)
    server.start()
    async with ollama.AsyncClient(server.url) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await ask(client, user("Hi."))
    with pytest.raises(AssertionError, match=r"unexpected request Hi\."):
        server.close()


async def test_what_it_does_not_serve_it_refuses_as_ollama_does(server: OllamaStandin) -> None:
    async with httpx.AsyncClient(base_url=server.url) as plain:
        assert (await plain.get("/api/chat")).status_code == 405
        assert (await plain.get("/nowhere")).status_code == 404
        empty = await plain.post("/api/chat")
    assert (empty.status_code, empty.json()) == (400, {"error": "missing request body"})


# Faults


def faulty(kind: FaultKind, **settings: Any) -> OllamaStandin:
    return fast(faults={0: Fault(kind, **settings)})


@pytest.mark.parametrize(
    "kind", [FaultKind.STALL_BEFORE_FIRST_TOKEN, FaultKind.STALL_MID_STREAM, FaultKind.SLOW_HEADERS]
)
async def test_a_stall_without_end_lasts_until_the_client_leaves(kind: FaultKind) -> None:
    with faulty(kind) as server:
        async with ollama.AsyncClient(server.url, timeout=httpx.Timeout(0.1, connect=10.0)) as client:
            with pytest.raises(httpx.ReadTimeout):
                await stream(client)
            assert await server.idle()
    assert server.requests[0].disconnected
    assert server.requests[0].tokens_sent == (3 if kind is FaultKind.STALL_MID_STREAM else 0)


@pytest.mark.parametrize(
    "kind", [FaultKind.STALL_BEFORE_FIRST_TOKEN, FaultKind.STALL_MID_STREAM, FaultKind.SLOW_HEADERS]
)
@pytest.mark.parametrize("streamed", [True, False])
async def test_after_a_stall_that_ends_the_whole_reply_comes(kind: FaultKind, streamed: bool) -> None:
    with faulty(kind, delay_s=0.1) as server:
        async with ollama.AsyncClient(server.url) as client:
            asked = time.monotonic()
            reply = (
                said(await stream(client)) if streamed else (await ask(client, user("Hi."))).message.content
            )
            assert time.monotonic() - asked >= 0.1
    assert reply
    assert reply.endswith("?")


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.CLOSE_MID_STREAM, httpx.RemoteProtocolError),
        (FaultKind.GARBAGE, ValueError),
        (FaultKind.HALF_LINE, json.JSONDecodeError),
        (FaultKind.ERROR_MID_STREAM, ollama.ResponseError),
    ],
)
async def test_a_broken_answer_breaks_in_its_own_way(
    kind: FaultKind, error: type[Exception], streamed: bool
) -> None:
    with faulty(kind) as server:
        async with ollama.AsyncClient(server.url) as client:
            with pytest.raises(error):
                await (stream(client) if streamed else ask(client, user("Hi.")))
            assert (await ask(client, user("And now?"))).done
    assert not server.requests[0].disconnected


async def test_a_fault_comes_after_as_many_tokens_as_asked() -> None:
    with faulty(FaultKind.CLOSE_MID_STREAM, after_tokens=5) as server:
        async with ollama.AsyncClient(server.url) as client:
            parts = await client.chat(MODEL, [user("Hi.")], stream=True)
            assert [(await anext(parts)).done for _ in range(5)] == [False] * 5
            with pytest.raises(httpx.RemoteProtocolError):
                await anext(parts)
    assert server.requests[0].tokens_sent == 5


async def test_a_reply_shorter_than_the_fault_waits_for_still_breaks() -> None:
    with fast(replies=lambda _: "Yes.", faults=Fault(FaultKind.CLOSE_MID_STREAM, after_tokens=50)) as server:
        async with ollama.AsyncClient(server.url) as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await stream(client)


@pytest.mark.parametrize("streamed", [True, False])
async def test_an_http_error_carries_its_status_and_message(streamed: bool) -> None:
    with faulty(FaultKind.HTTP_ERROR, status=503, message="server busy") as server:
        async with ollama.AsyncClient(server.url) as client:
            with pytest.raises(ollama.ResponseError) as caught:
                await (stream(client) if streamed else ask(client, user("Hi.")))
    assert (caught.value.status_code, caught.value.error) == (503, "server busy")


async def test_out_of_memory_is_an_error_that_unloads_the_models() -> None:
    with fast(faults={1: Fault(FaultKind.OUT_OF_MEMORY)}) as server:
        async with ollama.AsyncClient(server.url) as client:
            await ask(client, user(LONG))
            with pytest.raises(ollama.ResponseError, match="requires more system memory") as caught:
                await ask(client, user(LONG))
            assert server.loaded == []
    assert caught.value.status_code == 500


async def test_an_unloaded_model_answers_cold() -> None:
    with fast(faults={1: Fault(FaultKind.UNLOAD)}) as server:
        async with ollama.AsyncClient(server.url) as client:
            for _ in range(2):
                await ask(client, user(LONG))
    assert (server.requests[1].loaded, server.requests[1].cached_tokens) == (True, 0)


async def test_a_fault_for_every_generation_leaves_the_other_paths_alone() -> None:
    with fast(faults=Fault(FaultKind.HTTP_ERROR)) as server:
        async with ollama.AsyncClient(server.url) as client:
            assert (await client.list()).models
            for _ in range(2):
                with pytest.raises(ollama.ResponseError):
                    await ask(client, user("Hi."))


async def test_a_function_may_put_a_fault_on_any_path() -> None:
    def tags_fail(record: RequestRecord) -> Fault | None:
        return Fault(FaultKind.HTTP_ERROR) if record.path == "/api/tags" else None

    with fast(faults=tags_fail) as server:
        async with ollama.AsyncClient(server.url) as client:
            with pytest.raises(ollama.ResponseError):
                await client.list()
            assert (await ask(client, user("Hi."))).done


# As a program


def test_it_runs_as_a_program_and_reports_its_requests() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.standins.ollama",
        "--port",
        "0",
        "--model",
        THINKER,
        "--first-token-s",
        "0",
    ]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            url = program.stdout.readline().split()[-1]
            with ollama.Client(url) as client:
                assert [model.model for model in client.list().models] == [THINKER]
            assert program.stdout.readline().startswith("GET /api/tags 200")
        finally:
            program.terminate()
