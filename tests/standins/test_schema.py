"""What the stand-ins say when they are asked for JSON, through the official Ollama client."""

import json
from typing import Any, Literal

import ollama
import pytest
from pydantic import BaseModel, Field, TypeAdapter

from tests.standins._asking import ask, fast, user


class _Evidence(BaseModel):
    turn: int = Field(ge=3)
    quote: str = Field(min_length=20, max_length=24)


class _Verdict(BaseModel):
    dimension: Literal["framing", "data"]
    score: int = Field(ge=1, le=5)
    weight: float = Field(gt=0, lt=1)
    confident: bool
    next: str | None
    evidence: list[_Evidence] = Field(min_length=2)
    best: _Evidence
    pair: tuple[int, str]
    version: Literal["v1"]


async def test_a_format_makes_the_reply_fit_its_schema(client: ollama.AsyncClient) -> None:
    reply = await ask(client, user("Score it."), format=_Verdict.model_json_schema())
    verdict = _Verdict.model_validate_json(reply.message.content or "", strict=True)
    assert (verdict.dimension, verdict.score, len(verdict.evidence)) == ("framing", 1, 2)


@pytest.mark.parametrize(
    "kind", [int, bool, list[str], dict[str, int], Literal["a", "b"], int | None, list[int] | str]
)
async def test_a_property_of_any_common_type_fits(client: ollama.AsyncClient, kind: Any) -> None:
    adapter = TypeAdapter(kind)
    schema = {"type": "object", "properties": {"value": adapter.json_schema()}, "required": ["value"]}
    reply = await ask(client, user("Go."), format=schema)
    adapter.validate_python(json.loads(reply.message.content or "")["value"])


async def test_json_mode_gives_some_object(client: ollama.AsyncClient) -> None:
    reply = await ask(client, user("Go."), format="json")
    assert json.loads(reply.message.content or "") == {}


async def test_a_scripted_object_is_given_as_it_is() -> None:
    with fast(replies=lambda _: '{"score": 9}') as server:
        async with ollama.AsyncClient(server.url) as client:
            reply = await ask(client, user("Score it."), format=_Verdict.model_json_schema())
    assert reply.message.content == '{"score": 9}'
