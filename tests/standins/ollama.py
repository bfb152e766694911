"""A stand-in for an Ollama server.

    with OllamaStandin(["llama3.2:3b"], first_token_s=0.15, tokens_per_s=60) as server:
        client = ollama.AsyncClient(server.url)

By hand: `python -m tests.standins.ollama --port 11434 --model llama3.2:3b`.

It follows Ollama's docs/api.md and, where that is silent, the server's source (server/routes.go, sched.go and
prompt.go as of 2026-08), down to what surprises: a stream's headers come with its first token; a thinking
model thinks unless told not to; a `keep_alive` of "-1" is refused; a changed `num_ctx` loads the model anew;
one model serves one request at a time. `prompt_eval_count` counts cached tokens too: only
`prompt_eval_duration` shows the cache, and here it is exactly the uncached tokens over `prompt_tokens_per_s`.
"""

import asyncio
import json
import time
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
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
    fit,
)
from tests.standins._faults import Fault, FaultKind
from tests.standins._http import Exchange, FaultPlan, HttpStandin, RequestRecord
from tests.standins._models import MODIFIED_AT, StandinModel, as_models, keep_alive_s, with_tag
from tests.standins._program import run_program

__all__ = [
    "ChatMessage",
    "ChatRequest",
    "Fault",
    "FaultKind",
    "OllamaStandin",
    "RequestRecord",
    "StandinModel",
    "default_reply",
    "default_thoughts",
]

NDJSON_TYPE = "application/x-ndjson"
DEFAULT_NUM_CTX = 4096
PULL_STEPS = 20

_LOAD_OPTIONS = ("main_gpu", "num_batch", "num_gpu", "num_thread", "use_mmap")
_LONGEST_S = 2**63 / 1e9  # of a Go duration: what "for ever" looks like in `expires_at`

Part: TypeAlias = dict[str, Any]


class _Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class OllamaStandin(HttpStandin):
    """See the module. `pullable` names the models that the library has; None: whatever is asked for."""

    generation_paths = frozenset({"/api/chat", "/api/generate"})

    def __init__(
        self,
        models: Iterable[str | StandinModel] = ("llama3.2:3b",),
        *,
        first_token_s: float = 0.150,
        tokens_per_s: float = 60.0,
        prompt_tokens_per_s: float = 1000.0,
        load_s: float = 0.0,
        replies: Script = default_reply,
        thoughts: Script = default_thoughts,
        faults: FaultPlan = None,
        parallel: int = 1,
        pullable: Collection[str] | None = None,
        pull_s: float = 0.2,
        version: str = "0.12.6",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        super().__init__(faults=faults, host=host, port=port)
        self.models = as_models(models)
        self.pullable = pullable
        self.pull_s = pull_s
        self.version = version
        self.brain = Brain(
            Timing(first_token_s, tokens_per_s, prompt_tokens_per_s, load_s), replies, thoughts, parallel
        )
        self._pulled_steps: dict[str, int] = {}
        self._routes = {
            ("GET", "/"): self._root,
            ("GET", "/api/version"): self._version,
            ("GET", "/api/tags"): self._tags,
            ("GET", "/api/ps"): self._ps,
            ("POST", "/api/show"): self._show,
            ("POST", "/api/pull"): self._pull,
            ("DELETE", "/api/delete"): self._delete,
            ("POST", "/api/chat"): self._chat,
            ("POST", "/api/generate"): self._generate,
        }

    @property
    def loaded(self) -> list[str]:
        """Names of the models in memory."""
        return list(self.brain.loaded())

    def unload_models(self) -> None:
        self.brain.unload_all()

    def error_object(self, status: int, message: str) -> Part:
        return {"error": message}

    def frame(self, data: bytes) -> bytes:
        return data + b"\n"

    async def respond(self, exchange: Exchange) -> None:
        record = exchange.record
        route = self._routes.get((record.method, record.path))
        if route is None:
            known = any(path == record.path for _, path in self._routes)
            text = "405 method not allowed" if known else "404 page not found"
            await exchange.reply(405 if known else 404, text, "text/plain")
            return
        try:
            await route(exchange)
        except _Refusal as refusal:
            await exchange.refuse(refusal.status, refusal.message)

    async def _root(self, exchange: Exchange) -> None:
        await exchange.reply(200, "Ollama is running", "text/plain; charset=utf-8")

    async def _version(self, exchange: Exchange) -> None:
        await exchange.reply(200, {"version": self.version})

    async def _tags(self, exchange: Exchange) -> None:
        await exchange.reply(
            200, {"models": [_listed(model) | {"modified_at": MODIFIED_AT} for model in self.models.values()]}
        )

    async def _ps(self, exchange: Exchange) -> None:
        running = [
            _listed(self.models[name])
            | {
                "expires_at": _timestamp(runner.expires_at - time.monotonic()),
                "size_vram": 0,
                "context_length": runner.num_ctx,
            }
            for name, runner in self.brain.loaded().items()
            if name in self.models
        ]
        await exchange.reply(200, {"models": running})

    async def _show(self, exchange: Exchange) -> None:
        model = self._model(exchange)
        shown = {
            "license": model.license,
            "modelfile": f"FROM {model.name}\n",
            "parameters": 'stop                           "<|eot_id|>"',
            "template": "{{ .Prompt }}",
            "details": model.details,
            "model_info": model.info,
            "capabilities": list(model.capabilities),
            "modified_at": MODIFIED_AT,
        }
        await exchange.reply(200, shown)

    async def _delete(self, exchange: Exchange) -> None:
        model = self._model(exchange)
        del self.models[model.name]
        self.brain.unload(model.name)
        await exchange.reply(200, "", "text/plain")

    async def _pull(self, exchange: Exchange) -> None:
        """Progress lines, then the model is there. A pull that was broken off goes on where it was."""
        body = _body(exchange)
        name = with_tag(str(body.get("model") or body.get("name") or ""))
        known = self.pullable is None or name in {with_tag(each) for each in self.pullable}
        if body.get("stream") is False:
            if not known:
                raise _Refusal(500, "pull model manifest: file does not exist")
            await asyncio.sleep(self.pull_s)
            self.models |= as_models([name])
            return await exchange.reply(200, {"status": "success"})
        await exchange.open_stream(NDJSON_TYPE)
        await exchange.send(_line({"status": "pulling manifest"}))
        if not known:
            return await exchange.finish(_line({"error": "pull model manifest: file does not exist"}))
        for digest, total in StandinModel.named(name).layers():
            await self._pull_layer(exchange, digest, total)
        for status in ("verifying sha256 digest", "writing manifest"):
            await exchange.send(_line({"status": status}))
        self.models |= as_models([name])
        return await exchange.finish(_line({"status": "success"}))

    async def _pull_layer(self, exchange: Exchange, digest: str, total: int) -> None:
        steps = PULL_STEPS if total > 1_000_000 else 1
        short = digest.removeprefix("sha256:")[:12]
        progress: Part = {"status": f"pulling {short}", "digest": digest, "total": total}
        for step in range(self._pulled_steps.get(digest, 0), steps + 1):
            # Go leaves zero out of its JSON, so the first line of a download has no `completed`.
            await exchange.send(_line(progress | ({"completed": total * step // steps} if step else {})))
            self._pulled_steps[digest] = step
            if step < steps:
                await asyncio.sleep(self.pull_s / PULL_STEPS)

    async def _chat(self, exchange: Exchange) -> None:
        messages = tuple(
            ChatMessage(str(message["role"]).lower(), message.get("content") or "")
            for message in _body(exchange).get("messages") or ()
        )
        await self._infer(exchange, messages, _chat_part)

    async def _generate(self, exchange: Exchange) -> None:
        body = _body(exchange)
        turns = (("system", body.get("system")), ("user", body.get("prompt")))
        messages = tuple(ChatMessage(role, content) for role, content in turns if content)
        await self._infer(exchange, messages if body.get("prompt") else (), _generate_part)

    async def _infer(
        self,
        exchange: Exchange,
        messages: tuple[ChatMessage, ...],
        part: Callable[[str, str], Part],
    ) -> None:
        record, body = exchange.record, _body(exchange)
        model = self._model(exchange, capability="completion")
        request, terms = self._understood(body, record, model, messages)
        began = time.monotonic()
        if not messages and terms.keep_alive_s == 0:
            self.brain.unload(model.name)
            return await exchange.reply(200, _header(request) | part("", "") | _ending("unload"))
        async with self.brain.turn(model.name, terms, record) as runner:
            load_s = time.monotonic() - began - record.queued_s
            if not messages:
                return await exchange.reply(200, _header(request) | part("", "") | _ending("load"))
            say = _Sayer(exchange, request, part)
            outcome = await self.brain.generate(request, runner, record, say.piece)
            await say.end(outcome, _metrics(outcome, load_s, time.monotonic() - began))
        return None

    def _understood(
        self, body: Part, record: RequestRecord, model: StandinModel, messages: tuple[ChatMessage, ...]
    ) -> tuple[ChatRequest, Terms]:
        options: Part = body.get("options") or {}
        num_ctx = min(options.get("num_ctx") or DEFAULT_NUM_CTX, model.context_length)
        kept = fit(messages, num_ctx)
        record.truncated_messages = len(messages) - len(kept)
        limit, stop = options.get("num_predict"), options.get("stop") or ()
        request = ChatRequest(
            index=record.generation or 0,
            model=str(body["model"]),
            messages=kept,
            schema=_schema(body.get("format")),
            think=_thinks(body, model),
            stream=body.get("stream") is not False,
            max_tokens=limit if limit and limit > 0 else None,
            stop=(stop,) if isinstance(stop, str) else tuple(stop),
            options=options,
        )
        try:
            keep_s = keep_alive_s(body.get("keep_alive"))
        except ValueError as error:
            raise _Refusal(400, str(error)) from error
        load_options = tuple((key, options[key]) for key in _LOAD_OPTIONS if key in options)
        return request, Terms(num_ctx, keep_s, load_options)

    def _model(self, exchange: Exchange, capability: str | None = None) -> StandinModel:
        body = _body(exchange)
        asked = str(body.get("model") or body.get("name") or "")
        if not asked:
            raise _Refusal(400, "model is required")
        model = self.models.get(with_tag(asked))
        if model is None:
            raise _Refusal(404, f"model '{asked}' not found")
        if capability and capability not in model.capabilities:
            verb = exchange.record.path.removeprefix("/api/")
            raise _Refusal(400, f'"{asked}" does not support {verb}')
        return model


class _Sayer:
    """Hands the pieces of one reply to the client: a line each, or all of them at the end."""

    def __init__(self, exchange: Exchange, request: ChatRequest, part: Callable[[str, str], Part]) -> None:
        self._exchange = exchange
        self._request = request
        self._part = part

    async def piece(self, piece: Piece) -> None:
        if not self._request.stream:
            return
        if not self._exchange.record.tokens_sent:
            await self._exchange.open_stream(NDJSON_TYPE)
        words = self._part("", piece.text) if piece.thinking else self._part(piece.text, "")
        await self._exchange.send(_line(_header(self._request) | words | {"done": False}))

    async def end(self, outcome: Outcome, metrics: Part) -> None:
        ending = _ending(outcome.done_reason) | metrics
        if self._request.stream:
            if not outcome.pieces:
                await self._exchange.open_stream(NDJSON_TYPE)
            await self._exchange.finish(_line(_header(self._request) | self._part("", "") | ending))
            return
        words = self._part(outcome.content, outcome.thinking)
        whole = _header(self._request) | words | ending
        await self._exchange.reply(200, whole, tokens=len(outcome.pieces))


def _body(exchange: Exchange) -> Part:
    if not isinstance(exchange.record.body, dict):
        raise _Refusal(400, "missing request body")
    return exchange.record.body


def _schema(wanted: Any) -> Part | None:
    if not wanted:
        return None
    if isinstance(wanted, dict):
        return wanted
    if wanted == "json":
        return {"type": "object"}
    quoted = json.dumps(wanted)
    raise _Refusal(500, f'invalid format: {quoted}; expected "json" or a valid JSON Schema object')


def _thinks(body: Part, model: StandinModel) -> bool:
    if "thinking" in model.capabilities:
        return body.get("think") is not False
    if body.get("think"):
        raise _Refusal(400, f'"{body["model"]}" does not support thinking')
    return False


def _chat_part(content: str, thinking: str) -> Part:
    message = {"role": "assistant", "content": content}
    return {"message": message | ({"thinking": thinking} if thinking else {})}


def _generate_part(content: str, thinking: str) -> Part:
    return {"response": content} | ({"thinking": thinking} if thinking else {})


def _header(request: ChatRequest) -> Part:
    return {"model": request.model, "created_at": _timestamp(0.0)}


def _ending(reason: str) -> Part:
    return {"done": True, "done_reason": reason}


def _metrics(outcome: Outcome, load_s: float, total_s: float) -> Part:
    return {
        "total_duration": _ns(total_s),
        "load_duration": _ns(load_s),
        "prompt_eval_count": outcome.prompt_tokens,
        "prompt_eval_duration": _ns(outcome.prompt_s),
        "eval_count": len(outcome.pieces),
        "eval_duration": _ns(outcome.generation_s),
    }


def _ns(seconds: float) -> int:
    return max(1, round(seconds * 1e9))


def _listed(model: StandinModel) -> Part:
    remote = {"remote_host": model.remote_host, "remote_model": model.name.removesuffix("-cloud")}
    return (remote if model.remote_host else {}) | {
        "name": model.name,
        "model": model.name,
        "size": model.size,
        "digest": model.digest,
        "details": model.details,
    }


def _timestamp(ahead_s: float) -> str:
    ahead = timedelta(seconds=min(ahead_s, _LONGEST_S))
    return (datetime.now(UTC) + ahead).isoformat().replace("+00:00", "Z")


def _line(part: Part) -> bytes:
    return json.dumps(part, ensure_ascii=False).encode() + b"\n"


if __name__ == "__main__":
    run_program(
        OllamaStandin, prog="python -m tests.standins.ollama", port=11434, default_model="llama3.2:3b"
    )
