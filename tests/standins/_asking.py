"""Short ways to ask the Ollama stand-in through the official client."""

from collections.abc import Sequence
from typing import Any

import ollama

from tests.standins.ollama import OllamaStandin, StandinModel

MODEL = "llama3.2:3b"
THINKER = "qwen3:4b"
LONG = "Tell me how you would shard the feature store. " * 40


def fast(models: Sequence[str | StandinModel] = (MODEL, THINKER), **settings: Any) -> OllamaStandin:
    """A stand-in that waits for nothing it is not told to wait for."""
    return OllamaStandin(
        models, **{"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0} | settings
    )


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


async def ask(
    client: ollama.AsyncClient, *messages: dict[str, str], model: str = MODEL, **settings: Any
) -> ollama.ChatResponse:
    response: ollama.ChatResponse = await client.chat(model, messages, **settings)
    return response


async def stream(
    client: ollama.AsyncClient, text: str = "Hello there.", model: str = MODEL, **settings: Any
) -> list[ollama.ChatResponse]:
    return [part async for part in await client.chat(model, [user(text)], stream=True, **settings)]


def said(parts: Sequence[ollama.ChatResponse]) -> str:
    return "".join(part.message.content or "" for part in parts)
