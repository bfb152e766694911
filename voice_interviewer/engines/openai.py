"""A language model on any server that speaks OpenAI's chat protocol (vLLM, llama.cpp, LM Studio)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import openai

from voice_interviewer.errors import ContextOverflow, LanguageModelError, ModelMissing, ServerUnreachable
from voice_interviewer.ports import ChatOptions, Chunk, ModelInfo, Usage
from voice_interviewer.values import Message

_TIMEOUT: Final = 60.0
_NO_KEY: Final = "none"
"""Local servers want no key, but the client insists on one."""


class OpenAIModel:
    """`ports.LanguageModel` on an OpenAI-protocol server; without a model name the server's first is taken."""

    kind: Final = "openai"

    def __init__(self, url: str, model: str | None, api_key: str | None) -> None:
        self._url = url
        self._model = model or ""
        self._client = openai.AsyncOpenAI(
            base_url=url, api_key=api_key or _NO_KEY, max_retries=0, timeout=_TIMEOUT
        )

    @property
    def name(self) -> str:
        return self._model

    async def check(self) -> ModelInfo:
        with self._guard():
            listed = [each async for each in self._client.models.list()]
        names = [each.id for each in listed]
        if not self._model and names:
            self._model = names[0]
        if self._model not in names:
            has = f" It has {', '.join(names[:5])}." if names else ""
            raise ModelMissing(
                f"The server at {self._url} has no model {self._model}".rstrip() + ".",
                f"Set --llm-model.{has}",
            )
        context = next(
            (getattr(each, "max_model_len", None) for each in listed if each.id == self._model), None
        )
        return ModelInfo(self._model, "", context if isinstance(context, int) else None)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        request: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": each.role.value, "content": each.content} for each in messages],
            "temperature": options.temperature,
            "max_tokens": options.max_tokens,
            "stream_options": {"include_usage": True},
        }
        if options.seed is not None:
            request["seed"] = options.seed
        if options.schema is not None:
            schema = {"name": "reply", "schema": dict(options.schema), "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": schema}
        with self._guard():
            stream = await self._client.chat.completions.create(**request, stream=True)
            finished = False
            try:
                async for part in stream:
                    choice = part.choices[0] if part.choices else None
                    finished = finished or (choice is not None and choice.finish_reason is not None)
                    text = choice.delta.content or "" if choice is not None else ""
                    yield Chunk(text, _usage(part.usage) if part.usage is not None else None)
            finally:
                await stream.close()
            if not finished:
                raise LanguageModelError(
                    "The language model stopped in mid-sentence.", "Look at the server's log."
                )

    async def aclose(self) -> None:
        await self._client.close()

    @contextmanager
    def _guard(self) -> Any:
        try:
            yield
        except openai.APIConnectionError as error:
            raise ServerUnreachable(
                f"No server answers at {self._url}.", "Check --llm-url, or use --llm bank."
            ) from error
        except openai.AuthenticationError as error:
            raise LanguageModelError(
                f"The server at {self._url} refused the key.", "Set VOICE_INTERVIEWER_LLM_API_KEY."
            ) from error
        except openai.NotFoundError as error:
            raise ModelMissing(f"The server has no model {self._model}.", "Set --llm-model.") from error
        except openai.BadRequestError as error:
            if "context" in str(error).lower():
                raise ContextOverflow(
                    "The conversation no longer fits the model.", "Use a model with a larger context."
                ) from error
            raise LanguageModelError(
                f"The server refused the request: {str(error)[:200]}.", "Look at its log."
            ) from error
        except LanguageModelError:
            raise
        except Exception as error:  # the one guard of this engine
            raise LanguageModelError(
                f"The server at {self._url} broke off ({type(error).__name__}).", "Look at its log."
            ) from error


def _usage(usage: Any) -> Usage:
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        prompt_tokens=usage.prompt_tokens,
        cached_tokens=getattr(details, "cached_tokens", None),
        completion_tokens=usage.completion_tokens,
    )
