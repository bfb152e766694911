"""A language model behind Ollama, through its official client.

Every call of a session sends the same `num_ctx` and options (another value makes the server reload the model and
lose its prefix cache), `think` off for models that can think, and a keep-alive that outlasts the longest silence.
"""

import math
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import httpx

from voice_interviewer.engines.address import complete, http_options, shown
from voice_interviewer.engines.thinking import Aloud
from voice_interviewer.errors import ContextOverflow, LanguageModelError, ModelMissing, ServerUnreachable
from voice_interviewer.ports import ChatOptions, Chunk, ModelInfo, Usage
from voice_interviewer.values import Message

if TYPE_CHECKING:
    import ollama

DEFAULT_URL: Final = "http://127.0.0.1:11434"
NUM_CTX: Final = 8192
"""Tokens: the least a session gets; what a 3 B model holds in about 1 GB of cache."""
KEEP_ALIVE: Final = 60 * 60
_PREFIX: Final = 700
"""Tokens of persona, rules and problem, measured on the shipped bank."""
_PER_MINUTE: Final = 180
"""Tokens of talk a minute: both sides together say about 130 words, at 1.3 tokens a word, and a few of fencing."""
_REPLY: Final = 1000
"""Tokens kept free for what is asked this turn and for the reply to it: most for the reading of an answer, with 500 for
the points that are left when the conversation is that long, and 500 for the reply."""
_CONNECT: Final = 2.0
_READ: Final = 330.0
"""Seconds of silence after which a server is given up: a backstop. Who asks has a deadline of their own; the longest
is that of loading."""
_LISTING: Final = httpx.Timeout(2.0, connect=0.5)
"""For looking whether there is a server at all: one on this machine answers in milliseconds, or refuses at once."""
_NANO: Final = 1e-9


def context_for(minutes: float) -> int:
    """Tokens of context that an interview of this length fits into: a power of two, so that sessions of about the
    same length share one loaded model. 45 minutes: 700 + 8,100 + 1,000, so 16,384; in a 3 B model 2 GB of cache."""
    needed = _PREFIX + _PER_MINUTE * minutes + _REPLY
    return max(NUM_CTX, 1 << math.ceil(math.log2(needed)))


@dataclass(frozen=True, slots=True)
class Listed:
    """A model as a server lists it: bytes on its disk, and where it runs if that is elsewhere."""

    name: str
    size: int = 0
    digest: str = ""
    remote: str = ""


class OllamaModel:
    """`ports.LanguageModel` on an Ollama server."""

    kind: Final = "ollama"

    def __init__(self, url: str, model: str, num_ctx: int = NUM_CTX) -> None:
        import ollama  # a third of a second of loading, for those who use it

        self._url = complete(url)
        self._shown = shown(self._url)
        self._model = model
        self._num_ctx = num_ctx
        self._think: Literal[False, "low"] | None = None
        self._begins_thinking = False
        self._fullness = _Fullness()
        timeout = httpx.Timeout(_READ, connect=_CONNECT)
        self._client = ollama.AsyncClient(host=self._url, timeout=timeout, **http_options(self._url))

    @property
    def name(self) -> str:
        return self._model

    async def check(self) -> ModelInfo:
        with self._guard():
            model = await self._client.show(self._model)
            listed = await _listed(self._url, httpx.Timeout(_CONNECT))
        if model.capabilities is not None and "completion" not in model.capabilities:
            raise LanguageModelError(
                f"The model {self._model} cannot hold a conversation.",
                "Name one that can: `ollama list` shows those there are.",
            )
        if "thinking" in (model.capabilities or []):
            # OpenAI's open models always think, and take only how much.
            family = (model.details.family or "") if model.details is not None else ""
            self._think = "low" if family.replace("-", "").startswith("gptoss") else False
        sizes = (size for key, size in (model.modelinfo or {}).items() if key.endswith(".context_length"))
        trained = next(map(int, sizes), self._num_ctx)
        self._num_ctx = min(self._num_ctx, trained)
        mine = next((each for each in listed if is_same(each.name, self._model)), Listed(self._model))
        remote = mine.remote or _cloud(self._model)
        return ModelInfo(self._model, mine.digest, self._num_ctx, {"remote": remote} if remote else {})

    async def version(self) -> str:
        """The server's. Raises LanguageModelError."""
        with self._guard():
            async with httpx.AsyncClient(timeout=_CONNECT, **http_options(self._url)) as client:
                answer = await client.get(f"{self._url.rstrip('/')}/api/version")
            return str(answer.raise_for_status().json()["version"])

    async def answers(self) -> bool:
        """Whether a server is there at all."""
        try:
            await self.version()
        except LanguageModelError:
            return False
        return True

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
        asked = sum(len(each.content) for each in messages)
        aloud = Aloud(self._begins_thinking)
        with self._guard():
            stream = await self._client.chat(**request, stream=True)
            done = False
            async with aclosing(cast("AsyncGenerator[ollama.ChatResponse, None]", stream)) as parts:
                async for part in parts:
                    done = bool(part.done)
                    text = aloud.push(part.message.content or "") + (aloud.rest() if done else "")
                    yield Chunk(text, self._usage(part, asked) if done else None)
            if not done:
                raise LanguageModelError(
                    "The language model stopped in mid-sentence.", "Is Ollama out of memory?"
                )
        self._begins_thinking = self._begins_thinking or aloud.unopened

    async def pull(self) -> AsyncGenerator[tuple[int, int], None]:
        """Have the server fetch it; it resumes, verifies and stores by itself. Yields the bytes so far, and those of
        all that is known to come. Raises LanguageModelError."""
        layers: dict[str, tuple[int, int]] = {}
        with self._guard():
            async for step in await self._client.pull(self._model, stream=True):
                if step.digest and step.total:
                    layers[step.digest] = (step.completed or 0, step.total)
                    have, whole = map(sum, zip(*layers.values(), strict=True))
                    yield have, whole

    async def delete(self) -> None:
        """Have the server remove it. Raises ModelMissing or another LanguageModelError."""
        with self._guard():
            await self._client.delete(self._model)

    async def aclose(self) -> None:
        await self._client.close()  # type: ignore[no-untyped-call] # the client leaves it unannotated

    def _usage(self, part: "ollama.ChatResponse", asked: int) -> Usage:
        prompt = part.prompt_eval_count
        return Usage(
            prompt_tokens=prompt,
            completion_tokens=part.eval_count,
            prompt_seconds=part.prompt_eval_duration * _NANO
            if part.prompt_eval_duration is not None
            else None,
            total_seconds=part.total_duration * _NANO if part.total_duration is not None else None,
            truncated=prompt is not None and self._fullness.overflowed(asked, prompt, self._num_ctx),
        )

    @contextmanager
    def _guard(self) -> Any:
        import ollama

        try:
            yield
        except ollama.ResponseError as error:
            raise self._refused(error) from error
        except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ServerUnreachable(
                f"No Ollama server answers at {self._shown}.",
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

    def _refused(self, error: "ollama.ResponseError") -> LanguageModelError:
        if error.status_code == 404:
            return ModelMissing(
                f"Ollama does not have the model {self._model}.", f"Run `ollama pull {self._model}`."
            )
        if "context" in error.error.lower() and "length" in error.error.lower():
            return ContextOverflow(
                "The conversation no longer fits the model.", "Use a model with a larger context."
            )
        return LanguageModelError(f"The Ollama server said: {error.error[:200]}.", "Look at its log.")


class _Fullness:
    """Notices that the server left out the beginning of a conversation, which it does without a word: the prompt it
    counts is then shorter than what was sent. A session's prompts only grow, so the last one that fitted tells how
    many tokens the next must have."""

    def __init__(self) -> None:
        self._letters = 0
        self._tokens = 0

    def overflowed(self, letters: int, tokens: int, context: int) -> bool:
        expected = float(tokens)
        if self._tokens and letters > self._letters:
            expected = self._tokens + (letters - self._letters) * self._tokens / self._letters
        if tokens >= context or (expected > context and tokens < expected):
            return True
        self._letters, self._tokens = letters, tokens
        return False


def is_same(name: str, wanted: str) -> bool:
    return name.removesuffix(":latest") == wanted.removesuffix(":latest")


def _cloud(name: str) -> str:
    """Ollama's own mark of a model that runs on its servers ("gpt-oss:120b-cloud")."""
    return "Ollama's cloud" if name.endswith(("-cloud", ":cloud")) else ""


async def models_at(url: str) -> tuple[Listed, ...]:
    """The models a server has, in its own order; none where no server answers."""
    try:
        return await _listed(url, _LISTING)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, `auto` does not choose it
        return ()


async def _listed(url: str, patience: httpx.Timeout) -> tuple[Listed, ...]:
    """The server's list, read without the client: it leaves out where a model runs."""
    async with httpx.AsyncClient(timeout=patience, **http_options(url)) as client:
        answer = await client.get(f"{complete(url).rstrip('/')}/api/tags")
    models = answer.raise_for_status().json()["models"] or ()
    return tuple(
        Listed(
            str(each["name"]),
            int(each.get("size") or 0),
            str(each.get("digest") or ""),
            str(each.get("remote_host") or each.get("remote_model") or _cloud(str(each["name"]))),
        )
        for each in models
    )
