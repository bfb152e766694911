"""A language model behind Ollama, through its official client.

Every call of a session sends the same `num_ctx` and options (another value makes the server reload the model and
lose its prefix cache), `think` off for models that can think, and a keep-alive that outlasts the longest silence.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, contextmanager
from typing import Any, Final, cast

import httpx
import ollama

from voice_interviewer.errors import ContextOverflow, LanguageModelError, ModelMissing, ServerUnreachable
from voice_interviewer.ports import ChatOptions, Chunk, ModelInfo, Usage
from voice_interviewer.values import Message

DEFAULT_URL: Final = "http://127.0.0.1:11434"
NUM_CTX: Final = 8192
"""Tokens: an hour's interview with its prefix; what a 3 B model holds in about 1 GB of cache."""
KEEP_ALIVE: Final = 60 * 60
_CONNECT: Final = 2.0
_READ: Final = 60.0
_NANO: Final = 1e-9


class OllamaModel:
    """`ports.LanguageModel` on an Ollama server."""

    kind: Final = "ollama"

    def __init__(self, url: str, model: str, num_ctx: int = NUM_CTX) -> None:
        self._url = url
        self._model = model
        self._num_ctx = num_ctx
        self._context = num_ctx
        self._think: bool | None = None
        self._client = ollama.AsyncClient(host=url, timeout=httpx.Timeout(_READ, connect=_CONNECT))

    @property
    def name(self) -> str:
        return self._model

    async def check(self) -> ModelInfo:
        with self._guard():
            shown = await self._client.show(self._model)
            listed = await self._client.list()
        if "thinking" in (shown.capabilities or []):
            self._think = False
        trained = next(
            (int(size) for key, size in (shown.modelinfo or {}).items() if key.endswith(".context_length")),
            None,
        )
        digest = next((each.digest or "" for each in listed.models if _same(each.model, self._model)), "")
        self._context = min(self._num_ctx, trained or self._num_ctx)
        return ModelInfo(self._model, digest, self._context)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        request: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": each.role.value, "content": each.content} for each in messages],
            "options": {
                "num_ctx": self._num_ctx,
                "num_predict": options.max_tokens,
                "temperature": options.temperature,
                **({"seed": options.seed} if options.seed is not None else {}),
            },
            "keep_alive": KEEP_ALIVE,
            "format": dict(options.schema) if options.schema is not None else None,
            "think": self._think,
        }
        with self._guard():
            stream = await self._client.chat(**request, stream=True)
            done = False
            async with aclosing(cast("AsyncGenerator[ollama.ChatResponse, None]", stream)) as parts:
                async for part in parts:
                    done = bool(part.done)
                    yield Chunk(part.message.content or "", self._usage(part) if done else None)
            if not done:
                raise LanguageModelError(
                    "The language model stopped in mid-sentence.", "Is Ollama out of memory?"
                )

    async def aclose(self) -> None:
        await self._client.close()  # type: ignore[no-untyped-call] # the client leaves it unannotated

    def _usage(self, part: ollama.ChatResponse) -> Usage:
        prompt = part.prompt_eval_count
        return Usage(
            prompt_tokens=prompt,
            completion_tokens=part.eval_count,
            prompt_seconds=part.prompt_eval_duration * _NANO
            if part.prompt_eval_duration is not None
            else None,
            total_seconds=part.total_duration * _NANO if part.total_duration is not None else None,
            truncated=prompt is not None and prompt >= self._context,
        )

    @contextmanager
    def _guard(self) -> Any:
        try:
            yield
        except ollama.ResponseError as error:
            raise self._refused(error) from error
        except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ServerUnreachable(
                f"No Ollama server answers at {self._url}.",
                "Start it with `ollama serve`, or use --llm bank.",
            ) from error
        except LanguageModelError:
            raise
        except (
            Exception
        ) as error:  # the one guard of this engine: the client lets httpx and JSON errors through
            raise LanguageModelError(
                f"The Ollama server broke off ({type(error).__name__}).",
                "Look at its log; the bank's words stand in.",
            ) from error

    def _refused(self, error: ollama.ResponseError) -> LanguageModelError:
        if error.status_code == 404:
            return ModelMissing(
                f"Ollama does not have the model {self._model}.", f"Run `ollama pull {self._model}`."
            )
        if "context" in error.error.lower() and "length" in error.error.lower():
            return ContextOverflow(
                "The conversation no longer fits the model.", "Use a model with a larger context."
            )
        return LanguageModelError(f"The Ollama server said: {error.error[:200]}.", "Look at its log.")


def _same(name: str | None, wanted: str) -> bool:
    return name is not None and name.removesuffix(":latest") == wanted.removesuffix(":latest")


async def models_at(url: str, timeout: float = 0.5) -> tuple[str, ...]:  # noqa: ASYNC109 - httpx's own
    """Names of the models a server has, largest first; empty when none answers."""
    try:
        async with ollama.AsyncClient(host=url, timeout=timeout) as client:
            listed = await client.list()
    except Exception:  # noqa: BLE001 - whatever is wrong with it, `auto` does not choose it
        return ()
    ordered = sorted(listed.models, key=lambda each: -(each.size or 0))
    return tuple(each.model for each in ordered if each.model)
