"""A stand-in for a server that speaks the OpenAI chat-completions protocol (vLLM, llama.cpp, LM Studio).

    with OpenAIStandin(["qwen2.5-7b-instruct"], api_key="sk-test") as server:
        client = openai.AsyncOpenAI(base_url=server.url, api_key="sk-test")

By hand: `python -m tests.standins.openai --port 8000 --model qwen2.5-7b-instruct`.

The prefix cache is reported as `usage.prompt_tokens_details.cached_tokens`, to the token, as llama.cpp and vLLM
do. A prompt longer than the context is refused, not shortened.
"""

import json
from collections.abc import Iterable
from typing import Any, TypeAlias

from tests.standins._core import (
    Brain,
    ChatMessage,
    ChatRequest,
    Outcome,
    Piece,
    Script,
    Terms,
    Timing,
    default_reply,
    default_thoughts,
    render,
)
from tests.standins._faults import Fault, FaultKind
from tests.standins._http import Exchange, FaultPlan, HttpStandin, RequestRecord
from tests.standins._program import run_program

__all__ = [
    "ChatMessage",
    "ChatRequest",
    "Fault",
    "FaultKind",
    "OpenAIStandin",
    "RequestRecord",
    "default_reply",
    "default_thoughts",
]

SSE_TYPE = "text/event-stream; charset=utf-8"
CREATED_AT = 1_760_000_000  # when every model and completion claims to be from

_CODES = {401: "invalid_api_key", 404: "model_not_found"}

Part: TypeAlias = dict[str, Any]


class OpenAIStandin(HttpStandin):
    """See the module. With `api_key`, a request that does not carry it is refused with 401. With `thinks`, the models
    think unless the chat template is told `enable_thinking: false`, as vLLM and llama.cpp have it for Qwen 3.

    `url` is the base URL that clients are given; it ends in /v1.
    """

    generation_paths = frozenset({"/v1/chat/completions"})

    def __init__(
        self,
        models: Iterable[str] = ("qwen2.5-7b-instruct",),
        *,
        first_token_s: float = 0.150,
        tokens_per_s: float = 60.0,
        prompt_tokens_per_s: float = 1000.0,
        load_s: float = 0.0,
        replies: Script = default_reply,
        thoughts: Script = default_thoughts,
        faults: FaultPlan = None,
        parallel: int = 1,
        context_length: int = 8192,
        api_key: str | None = None,
        thinks: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        super().__init__(faults=faults, host=host, port=port)
        self.models = list(models)
        self.context_length = context_length
        self.api_key = api_key
        self.thinks = thinks
        self.brain = Brain(
            Timing(first_token_s, tokens_per_s, prompt_tokens_per_s, load_s), replies, thoughts, parallel
        )

    @property
    def url(self) -> str:
        return f"{super().url}/v1"

    def unload_models(self) -> None:
        self.brain.unload_all()

    def error_object(self, status: int, message: str) -> Part:
        kind = "server_error" if status >= 500 else "invalid_request_error"
        code = "context_length_exceeded" if "context length" in message else _CODES.get(status)
        return {"error": {"message": message, "type": kind, "param": None, "code": code}}

    def frame(self, data: bytes) -> bytes:
        return b"data: " + data + b"\n\n"

    async def respond(self, exchange: Exchange) -> None:
        record = exchange.record
        if not self._admits(record):
            await exchange.refuse(401, "Incorrect API key provided.")
        elif (record.method, record.path) == ("GET", "/v1/models"):
            await exchange.reply(200, {"object": "list", "data": [_model(name) for name in self.models]})
        elif (record.method, record.path) == ("POST", "/v1/chat/completions"):
            await self._complete(exchange)
        else:
            await exchange.refuse(404, f"Invalid URL ({record.method} {record.path})")

    def _admits(self, record: RequestRecord) -> bool:
        given = record.headers.get("authorization", "")
        return self.api_key is None or given == f"Bearer {self.api_key}"

    async def _complete(self, exchange: Exchange) -> None:
        record = exchange.record
        if not isinstance(record.body, dict) or not record.body.get("messages"):
            return await exchange.refuse(400, "'messages' is a required property")
        request = _understood(record, self.thinks)
        if request.model not in self.models:
            return await exchange.refuse(404, f"The model `{request.model}` does not exist.")
        if (asked := len(render(request.messages))) > self.context_length:
            limit = f"This model's maximum context length is {self.context_length} tokens."
            return await exchange.refuse(400, f"{limit} However, your messages resulted in {asked} tokens.")
        async with self.brain.turn(request.model, Terms(self.context_length), record) as runner:
            say = _Sayer(exchange, request)
            await say.end(await self.brain.generate(request, runner, record, say.piece))
        return None


class _Sayer:
    """Hands the pieces of one completion to the client: an event each, or all of them at the end."""

    def __init__(self, exchange: Exchange, request: ChatRequest) -> None:
        self._exchange = exchange
        self._request = request
        self._reports_usage = bool((request.options.get("stream_options") or {}).get("include_usage"))
        self._opened = False

    async def piece(self, piece: Piece) -> None:
        if not self._request.stream:
            return
        await self._open()
        # `reasoning_content` is what vLLM and llama.cpp call it; the protocol itself has no field for it.
        delta = {"reasoning_content" if piece.thinking else "content": piece.text}
        await self._exchange.send(_event(self._chunk(delta)))

    async def end(self, outcome: Outcome) -> None:
        if self._request.stream:
            await self._open()
            last = _event(self._chunk({}, outcome.done_reason))
            if self._reports_usage:
                last += _event(self._chunk(None) | {"usage": _usage(outcome)})
            await self._exchange.finish(last + b"data: [DONE]\n\n")
            return
        message: Part = {"role": "assistant", "content": outcome.content, "refusal": None}
        if outcome.thinking:
            message["reasoning_content"] = outcome.thinking
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": outcome.done_reason}
        completion = self._header("chat.completion") | {"choices": [choice], "usage": _usage(outcome)}
        await self._exchange.reply(200, completion, tokens=len(outcome.pieces))

    async def _open(self) -> None:
        if not self._opened:
            self._opened = True
            await self._exchange.open_stream(SSE_TYPE)
            await self._exchange.send(_event(self._chunk({"role": "assistant", "content": ""})), tokens=0)

    def _chunk(self, delta: Part | None, finish_reason: str | None = None) -> Part:
        """`delta` as the only choice; None for the chunk that has no choices, only usage."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        chunk = self._header("chat.completion.chunk") | {"choices": [] if delta is None else [choice]}
        return chunk | ({"usage": None} if self._reports_usage else {})

    def _header(self, kind: str) -> Part:
        return {
            "id": f"chatcmpl-{self._request.index}",
            "object": kind,
            "created": CREATED_AT,
            "model": self._request.model,
            "system_fingerprint": "fp_standin",
        }


def _understood(record: RequestRecord, thinks: bool) -> ChatRequest:
    body: Part = record.body
    told = (body.get("chat_template_kwargs") or {}).get("enable_thinking")
    stop = body.get("stop") or ()
    return ChatRequest(
        index=record.generation or 0,
        model=str(body.get("model") or ""),
        messages=tuple(ChatMessage(m["role"], _text(m.get("content"))) for m in body["messages"]),
        schema=_schema(body.get("response_format") or {}),
        think=(thinks and told is not False) or body.get("reasoning_effort") not in {None, "none"},
        stream=body.get("stream") is True,
        max_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        stop=(stop,) if isinstance(stop, str) else tuple(stop),
        options={key: value for key, value in body.items() if key not in {"model", "messages"}},
    )


def _text(content: Any) -> str:
    """A message's content: a string, or parts of which the text ones are read."""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def _schema(wanted: Part) -> Part | None:
    if wanted.get("type") == "json_schema":
        schema: Part = wanted["json_schema"]["schema"]
        return schema
    return {"type": "object"} if wanted.get("type") == "json_object" else None


def _usage(outcome: Outcome) -> Part:
    said = len(outcome.pieces)
    return {
        "prompt_tokens": outcome.prompt_tokens,
        "completion_tokens": said,
        "total_tokens": outcome.prompt_tokens + said,
        "prompt_tokens_details": {"cached_tokens": outcome.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": sum(piece.thinking for piece in outcome.pieces)},
    }


def _model(name: str) -> Part:
    return {"id": name, "object": "model", "created": CREATED_AT, "owned_by": "standin"}


def _event(part: Part) -> bytes:
    return f"data: {json.dumps(part, ensure_ascii=False)}\n\n".encode()


if __name__ == "__main__":
    run_program(
        OpenAIStandin, prog="python -m tests.standins.openai", port=8000, default_model="qwen2.5-7b-instruct"
    )
