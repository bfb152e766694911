from collections.abc import AsyncIterator, Iterator

import ollama
import pytest

from tests.standins._asking import fast
from tests.standins.ollama import OllamaStandin


@pytest.fixture
def server() -> Iterator[OllamaStandin]:
    with fast() as server:
        yield server


@pytest.fixture
async def client(server: OllamaStandin) -> AsyncIterator[ollama.AsyncClient]:
    async with ollama.AsyncClient(server.url) as client:
        yield client
