"""A language model on any server that speaks OpenAI's chat protocol (vLLM, llama.cpp, LM Studio)."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from voice_interviewer.engines.address import complete, http_options, shown
from voice_interviewer.engines.thinking import Aloud
from voice_interviewer.errors import ContextOverflow, LanguageModelError, ModelMissing, ServerUnreachable
from voice_interviewer.ports import ChatOptions, Chunk, ModelInfo, Usage
from voice_interviewer.values import Message

if TYPE_CHECKING:
    import openai

_CONNECT: Final = 5.0
_TIMEOUT: Final = 330.0
"""Seconds of silence after which a server is given up: a backstop. Who asks has a deadline of their own; the longest
is that of loading."""
_QUIETLY: Final = {"chat_template_kwargs": {"enable_thinking": False}}
"""The protocol has no word for "do not think": this is what vLLM, SGLang and llama.cpp hand to the model's template."""
_NO_KEY: Final = "none"
"""Local servers want no key, but the client insists on one."""


class OpenAIModel:
    """`ports.LanguageModel` on an OpenAI-protocol server; without a model name the server's first is taken."""

    kind: Final = "openai"

    def __init__(self, url: str, model: str | None, api_key: str | None) -> None:
        import openai  # one second of loading, for those who use it

        self._url = complete(url)
        self._shown = shown(self._url)
        self._model = model or ""
        self._quietly = True
        self._begins_thinking = False
        self._client = openai.AsyncOpenAI(
            base_url=self._url,
            api_key=api_key or _NO_KEY,
            max_retries=0,
            timeout=openai.Timeout(_TIMEOUT, connect=_CONNECT),
            http_client=openai.DefaultAsyncHttpxClient(**http_options(self._url)),
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
                f"The server at {self._shown} has no model {self._model}".rstrip() + ".",
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
        aloud = Aloud(self._begins_thinking)
        with self._guard():
            stream = await self._begun(request)
            finished = False
            try:
                async for part in stream:
                    choice = part.choices[0] if part.choices else None
                    finished = finished or (choice is not None and choice.finish_reason is not None)
                    text = aloud.push(choice.delta.content or "") if choice is not None else ""
                    text += aloud.rest() if finished else ""
                    yield Chunk(text, _usage(part.usage) if part.usage is not None else None)
            finally:
                await stream.close()
            if not finished:
                raise LanguageModelError(
                    "The language model stopped in mid-sentence.", "Look at the server's log."
                )
        self._begins_thinking = self._begins_thinking or aloud.unopened

    async def _begun(self, request: dict[str, Any]) -> Any:
        """The stream of a reply, asked for without thoughts where the server has ears for that."""
        import openai

        if self._quietly:
            try:
                return await self._client.chat.completions.create(**request, stream=True, extra_body=_QUIETLY)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if _too_long(error):
                    raise
        stream = await self._client.chat.completions.create(**request, stream=True)
        self._quietly = False  # it was that wish, and nothing else, which the server refused
        return stream

    async def aclose(self) -> None:
        await self._client.close()

    @contextmanager
    def _guard(self) -> Any:
        import openai

        try:
            yield
        except openai.APIConnectionError as error:
            raise ServerUnreachable(
                f"No server answers at {self._shown}.", "Check --llm-url, or use --llm bank."
            ) from error
        except openai.AuthenticationError as error:
            raise LanguageModelError(
                f"The server at {self._shown} refused the key.", "Set VOICE_INTERVIEWER_LLM_API_KEY."
            ) from error
        except openai.NotFoundError as error:
            raise ModelMissing(f"The server has no model {self._model}.", "Set --llm-model.") from error
        except openai.BadRequestError as error:
            if _too_long(error):
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
                f"The server at {self._shown} broke off ({type(error).__name__}).", "Look at its log."
            ) from error


def _too_long(error: "openai.APIStatusError") -> bool:
    """vLLM and OpenAI speak of a context length, llama.cpp of its size, LM Studio of a window."""
    return re.search(r"context[ _](length|size|window)", str(error), re.IGNORECASE) is not None


def _usage(usage: Any) -> Usage:
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        prompt_tokens=usage.prompt_tokens,
        cached_tokens=getattr(details, "cached_tokens", None),
        completion_tokens=usage.completion_tokens,
    )
