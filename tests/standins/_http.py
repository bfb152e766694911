"""HTTP/1.1 over real TCP, on a thread of its own: the wire under the stand-ins.

A stand-in's event loop runs in its own thread, so a test may block, or run a loop of its own, without
holding the server up. While a response is under way the connection is also read: that is how a client that
hangs up is noticed at once, rather than at the next write.
"""

import asyncio
import json
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeAlias

from tests.standins._faults import GARBAGE, REFUSES, STRIKES_MID_STREAM, Fault, FaultKind

JSON_TYPE = "application/json; charset=utf-8"
DEADLINE_S = 5.0


@dataclass(slots=True, eq=False)
class RequestRecord:
    """One request as the server saw it. Times are `time.monotonic()` seconds."""

    index: int
    generation: int | None
    """This request's place among those that ask a model for words; None for all others."""
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    """The parsed JSON; None where there was none or it did not parse."""
    received_at: float = field(default_factory=time.monotonic)
    first_token_at: float | None = None
    ended_at: float | None = None
    """When the whole answer was handed to the socket, or the request was over without one."""
    status: int | None = None
    fault: Fault | None = None
    tokens_sent: int = 0
    """Pieces of the answer that left the server (progress lines, for a pull)."""
    disconnected: bool = False
    """The client closed the connection before the whole answer was sent."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    truncated_messages: int = 0
    """Messages dropped, oldest first, because the prompt was longer than the context."""
    queued_s: float = 0.0
    """How long this request waited for one before it to leave the model."""
    loaded: bool = False
    """The model had to be loaded for it."""


FaultPlan: TypeAlias = Fault | Mapping[int, Fault] | Callable[[RequestRecord], Fault | None] | None
"""A fault for every generation, for some by their index, or for any request that a function picks."""


class _HangUp(Exception):
    """A fault has ended the response."""


class Exchange:
    """One request and the response to it; the fault chosen for it is worked in here."""

    def __init__(self, record: RequestRecord, writer: asyncio.StreamWriter, server: "HttpStandin") -> None:
        self.record = record
        self.finished = False
        self._writer = writer
        self._server = server
        self._struck = False

    async def reply(
        self, status: int, payload: object, content_type: str = JSON_TYPE, tokens: int = 0
    ) -> None:
        """A whole response: an object as JSON, a string as it is."""
        body = (payload if isinstance(payload, str) else json.dumps(payload)).encode()
        if status == HTTPStatus.OK and self._fault_kind() in STRIKES_MID_STREAM:
            await self._reply_damaged(body)
        else:
            await self._open(status, content_type, f"Content-Length: {len(body)}")
            self.record.tokens_sent = tokens
            await self._end(body)

    async def refuse(self, status: int, message: str) -> None:
        await self.reply(status, self._server.error_object(status, message))

    async def open_stream(self, content_type: str) -> None:
        await self._open(HTTPStatus.OK, content_type, "Transfer-Encoding: chunked")

    async def send(self, line: bytes, tokens: int = 1) -> None:
        """One piece of a stream."""
        if self._strikes_now():
            await self._strike(line)
        self._writer.write(_chunk(line))
        await self._writer.drain()
        self.record.tokens_sent += tokens
        if tokens and self.record.first_token_at is None:
            self.record.first_token_at = time.monotonic()
        self._server.note_change()

    async def finish(self, line: bytes) -> None:
        """The last of a stream. It leaves in one write, so a client that stops at it has had it all."""
        if self._fault_kind() in STRIKES_MID_STREAM and not self._struck:
            await self._strike(line)
        await self._end(_chunk(line) + _chunk(b""))

    def _fault_kind(self) -> FaultKind | None:
        return self.record.fault.kind if self.record.fault else None

    async def _open(self, status: int, content_type: str, length: str) -> None:
        fault = self.record.fault
        if fault and fault.kind is FaultKind.STALL_BEFORE_FIRST_TOKEN:
            await asyncio.sleep(fault.delay_s)
        self.record.status = status
        self._writer.write(f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode())
        if fault and fault.kind is FaultKind.SLOW_HEADERS:
            await self._writer.drain()
            await asyncio.sleep(fault.delay_s)
        self._writer.write(f"Content-Type: {content_type}\r\n{length}\r\n\r\n".encode())

    async def _end(self, data: bytes) -> None:
        self._writer.write(data)
        self.finished = True
        self.record.ended_at = time.monotonic()
        await self._writer.drain()

    def _strikes_now(self) -> bool:
        fault = self.record.fault
        if fault is None or fault.kind not in STRIKES_MID_STREAM or self._struck:
            return False
        return self.record.tokens_sent >= fault.after_tokens

    async def _strike(self, line: bytes) -> None:
        self._struck = True
        fault = self.record.fault
        assert fault is not None
        match fault.kind:
            case FaultKind.STALL_MID_STREAM:
                await asyncio.sleep(fault.delay_s)
                return
            case FaultKind.GARBAGE:
                await self._end(_chunk(self._server.frame(GARBAGE)) + _chunk(b""))
            case FaultKind.HALF_LINE:
                await self._end(_chunk(line[: len(line) // 2]) + _chunk(b""))
            case FaultKind.ERROR_MID_STREAM:
                error = json.dumps(self._server.error_object(500, fault.text)).encode()
                await self._end(_chunk(self._server.frame(error)) + _chunk(b""))
        raise _HangUp

    async def _reply_damaged(self, body: bytes) -> None:
        """The faults of a stream, as they show in an answer that comes whole."""
        fault = self.record.fault
        assert fault is not None
        if fault.kind is FaultKind.ERROR_MID_STREAM:
            # With streaming off nothing has been sent yet, so the failure can still have its status.
            return await self.refuse(500, fault.text)
        half = body[: len(body) // 2]
        whole = {FaultKind.GARBAGE: GARBAGE, FaultKind.HALF_LINE: half}.get(fault.kind, body)
        await self._open(HTTPStatus.OK, JSON_TYPE, f"Content-Length: {len(whole)}")
        if whole is not body:
            return await self._end(whole)
        self._writer.write(half)
        await self._writer.drain()
        if fault.kind is FaultKind.CLOSE_MID_STREAM:
            raise _HangUp
        await asyncio.sleep(fault.delay_s)
        return await self._end(body[len(half) :])


class HttpStandin(ABC):
    """A server on a thread; a context manager that leaves neither thread nor socket behind.

    `requests` holds every request so far, oldest first, and may be read at any time. A failure inside the
    stand-in or in a test's own script drops the connection and is raised when the stand-in closes.
    """

    generation_paths: frozenset[str] = frozenset()

    def __init__(self, *, faults: FaultPlan, host: str, port: int) -> None:
        self.faults = faults
        self.host = host
        self.port = port
        self.requests: list[RequestRecord] = []
        self._changed = threading.Condition()
        self._failures: list[BaseException] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def generations(self) -> list[RequestRecord]:
        """The requests that asked a model for words."""
        return [record for record in self.requests if record.generation is not None]

    @abstractmethod
    async def respond(self, exchange: Exchange) -> None:
        """Answer one request through `exchange`."""

    @abstractmethod
    def error_object(self, status: int, message: str) -> object:
        """The JSON body of a refusal."""

    @abstractmethod
    def frame(self, data: bytes) -> bytes:
        """`data` as one piece of this protocol's streams."""

    @abstractmethod
    def unload_models(self) -> None:
        """Forget every loaded model, and so every cached prompt."""

    def start(self) -> None:
        """Listen; after `close`, on the same port again.

        Raises OSError where the port is taken.
        """
        started = threading.Event()
        self._thread = threading.Thread(
            target=asyncio.run, args=(self._run(started),), name=f"{type(self).__name__} wire", daemon=True
        )
        self._thread.start()
        if not started.wait(DEADLINE_S):
            raise TimeoutError("the stand-in did not start")
        if self._loop is None:
            self._thread.join()
            raise self._failures.pop()

    def close(self) -> None:
        """Drop every connection, stop listening, and raise what went wrong inside the stand-in."""
        if self._thread is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(DEADLINE_S)
        if self._thread.is_alive():
            raise TimeoutError("the stand-in did not stop: does a script block it?")
        self._thread = self._loop = None
        if self._failures:
            raise self._failures.pop(0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def wait_until(self, condition: Callable[[], bool], timeout_s: float = 2.0) -> bool:
        """Block until `condition` holds; it is asked again whenever a request arrives, gets a piece, or ends."""
        with self._changed:
            return self._changed.wait_for(condition, timeout_s)

    async def until(self, condition: Callable[[], bool], timeout_s: float = 2.0) -> bool:
        """`wait_until` for a test that runs a loop: the loop goes on meanwhile."""
        return await asyncio.to_thread(self.wait_until, condition, timeout_s)

    async def idle(self, timeout_s: float = 2.0) -> bool:
        """Wait until the server has no request in hand: what its log says is then final."""
        return await self.until(lambda: all(r.ended_at is not None for r in self.requests), timeout_s)

    def note_change(self) -> None:
        """Have those who wait look at the log again."""
        with self._changed:
            self._changed.notify_all()

    async def _run(self, started: threading.Event) -> None:
        self._stop = asyncio.Event()
        try:
            listener = await asyncio.start_server(self._accept, self.host, self.port)
        except OSError as error:
            self._failures.append(error)
            started.set()
            return
        self.port = listener.sockets[0].getsockname()[1]
        self._loop = asyncio.get_running_loop()
        started.set()
        await self._stop.wait()
        listener.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await listener.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ahead: bytes | None = b""
        try:
            while ahead is not None and (record := await self._read_request(reader, ahead)) is not None:
                ahead = await self._answer(record, reader, writer)
        except ConnectionError:
            pass  # between requests a client may leave as rudely as it likes
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _read_request(self, reader: asyncio.StreamReader, ahead: bytes) -> RequestRecord | None:
        try:
            head = (ahead + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
            fields = (line.partition(":") for line in head[1:] if line)
            headers = {name.strip().lower(): value.strip() for name, _, value in fields}
            raw = await reader.readexactly(int(headers.get("content-length", "0")))
        except asyncio.IncompleteReadError:
            return None
        method, target, _ = head[0].split(" ", 2)
        path = target.partition("?")[0]
        generation = len(self.generations) if path in self.generation_paths else None
        record = RequestRecord(len(self.requests), generation, method, path, headers, _parsed(raw))
        self.requests.append(record)
        self.note_change()
        return record

    def _choose_fault(self, record: RequestRecord) -> Fault | None:
        plan = self.faults
        if callable(plan):
            return plan(record)
        if record.generation is None or plan is None:
            return None
        return plan if isinstance(plan, Fault) else plan.get(record.generation)

    async def _answer(
        self, record: RequestRecord, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes | None:
        """Respond while watching for the client to leave.

        Returns what was read of the next request meanwhile, None where the connection is done with.
        """
        exchange = Exchange(record, writer, self)
        response = asyncio.create_task(self._respond(exchange))
        watch = asyncio.create_task(reader.read(1))
        left_early = False
        try:
            await asyncio.wait({response, watch}, return_when=asyncio.FIRST_COMPLETED)
            left_early = watch.done() and not _read_ahead(watch) and not exchange.finished
            if not left_early:
                await asyncio.wait({response})
        finally:
            response.cancel()
            watch.cancel()
            outcomes = await asyncio.gather(response, watch, return_exceptions=True)
            self._settle(exchange, left_early, outcomes[0])
        alive = exchange.finished and (watch.cancelled() or _read_ahead(watch))
        return _read_ahead(watch) if alive else None

    def _settle(self, exchange: Exchange, left_early: bool, outcome: BaseException | None) -> None:
        record = exchange.record
        lost = isinstance(outcome, ConnectionError) and not exchange.finished
        record.disconnected = left_early or lost
        record.ended_at = record.ended_at or time.monotonic()
        if isinstance(outcome, Exception) and not isinstance(outcome, ConnectionError | _HangUp):
            self._failures.append(outcome)
        self.note_change()

    async def _respond(self, exchange: Exchange) -> None:
        fault = exchange.record.fault = self._choose_fault(exchange.record)
        if fault and fault.kind in {FaultKind.UNLOAD, FaultKind.OUT_OF_MEMORY}:
            self.unload_models()
        if fault and fault.kind in REFUSES:
            await exchange.refuse(fault.status, fault.text)
        else:
            await self.respond(exchange)


def _read_ahead(watch: asyncio.Task[bytes]) -> bytes:
    """The first byte of a next request; nothing where the client has gone, or has not spoken."""
    return b"" if not watch.done() or watch.cancelled() or watch.exception() else watch.result()


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
