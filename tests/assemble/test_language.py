"""Which language model is taken: nothing that leaves this machine under `auto`, nothing else than what was named."""

import socket
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import NoReturn

import pytest

from tests.standins.ollama import Fault, FaultKind, OllamaStandin, StandinModel
from tests.standins.openai import OpenAIStandin
from voice_interviewer.assemble.language import THE_BANK, Wording, by_fluency, choose_wording
from voice_interviewer.engines.ollama import Listed
from voice_interviewer.errors import PartMissing, UsageError
from voice_interviewer.settings import Settings

GB = 1_000_000_000
SMALL, LARGE = "llama3.2:3b", "qwen2.5:32b"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Ollama of this machine's own, and as much memory as a laptop has."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.setattr("voice_interviewer.assemble.machine.memory", lambda: 16 * GB)


def serving(*models: str | StandinModel) -> OllamaStandin:
    return OllamaStandin(models, first_token_s=0, tokens_per_s=0, prompt_tokens_per_s=0)


@pytest.fixture
def server() -> Iterator[OllamaStandin]:
    with serving(SMALL, LARGE) as server:
        yield server


@asynccontextmanager
async def chosen(settings: Settings, minutes: float = 20) -> AsyncGenerator[Wording, None]:
    wording = await choose_wording(settings, minutes)
    try:
        yield wording
    finally:
        if wording.model is not None:
            await wording.model.aclose()


async def name_of(settings: Settings) -> str:
    async with chosen(settings) as wording:
        return wording.name


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts whose address was asked for, which comes before every call to a name; none of them is found."""
    asked: list[str] = []

    def nowhere(host: bytes | str, *_: object, **__: object) -> NoReturn:
        asked.append(host.decode() if isinstance(host, bytes) else host)
        raise socket.gaierror("not found")

    monkeypatch.setattr("socket.getaddrinfo", nowhere)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return asked


# What `auto` may take


async def test_auto_takes_a_model_that_is_here(
    server: OllamaStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", server.url)
    async with chosen(Settings()) as wording:
        assert wording.name == f"{SMALL} (ollama)"
        assert not wording.named


async def test_auto_without_a_server_takes_the_bank() -> None:
    async with chosen(Settings()) as wording:
        assert (wording.model, wording.name, wording.named) == (None, THE_BANK, False)


@pytest.mark.parametrize(
    "address",
    [
        "http://gpu.example:11434",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://127.0.0.1@evil.example:11434",
    ],
)
@pytest.mark.parametrize("by", ["option", "variable"])
async def test_auto_calls_no_server_elsewhere_and_says_so(
    looked_up: list[str], monkeypatch: pytest.MonkeyPatch, address: str, by: str
) -> None:
    if by == "variable":
        monkeypatch.setenv("OLLAMA_HOST", address)
    async with chosen(Settings(llm_url=address if by == "option" else None)) as wording:
        assert wording.model is None
        assert "not this machine" in wording.note
        assert "localhost@" not in wording.note
        assert "--llm ollama" in wording.note
    assert looked_up == []


async def test_auto_calls_no_server_elsewhere_for_a_named_model_either(looked_up: list[str]) -> None:
    with pytest.raises(PartMissing, match="not this machine") as caught:
        await choose_wording(Settings(llm_url="http://gpu.example:11434", llm_model=SMALL), 20)
    assert "--llm ollama" in caught.value.remedy
    assert looked_up == []


async def test_the_one_who_names_the_kind_of_server_is_taken_there(looked_up: list[str]) -> None:
    with pytest.raises(PartMissing):
        await choose_wording(Settings(llm="ollama", llm_url="http://gpu.example:1", llm_model=SMALL), 20)
    assert "gpu.example" in looked_up


@pytest.mark.parametrize(
    "model",
    [
        StandinModel("gpt-oss:120b-cloud"),
        StandinModel("mine:latest", remote_host="https://ollama.com:443"),
    ],
)
async def test_auto_takes_no_model_that_a_server_here_passes_on(
    monkeypatch: pytest.MonkeyPatch, model: StandinModel
) -> None:
    with serving(model) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        assert await name_of(Settings()) == THE_BANK
        with pytest.raises(PartMissing, match="of its own"):
            await choose_wording(Settings(llm_url=server.url), 20)
        with pytest.raises(PartMissing, match="does not run on this machine") as caught:
            await choose_wording(Settings(llm_model=model.name), 20)
        assert "--llm ollama" in caught.value.remedy
        assert await name_of(Settings(llm="ollama", llm_model=model.name)) == f"{model.name} (ollama)"
    assert server.generations == []


async def test_auto_takes_no_model_that_cannot_hold_a_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving("nomic-embed-text", "llama3.2:1b") as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        assert await name_of(Settings()) == "llama3.2:1b (ollama)"
        with pytest.raises(PartMissing, match="cannot hold a conversation"):
            await choose_wording(Settings(llm_model="nomic-embed-text"), 20)
    with serving("nomic-embed-text") as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        assert await name_of(Settings()) == THE_BANK


async def test_a_server_that_forwards_elsewhere_is_not_followed(
    server: OllamaStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.faults = lambda _: Fault(FaultKind.HTTP_ERROR, status=302)
    monkeypatch.setenv("OLLAMA_HOST", server.url)
    assert await name_of(Settings()) == THE_BANK


# Which of several


def test_the_ablest_that_keeps_up_comes_first_whatever_their_order() -> None:
    listed = [
        Listed("huge", 40 * GB),
        Listed("b-small", 2 * GB),
        Listed("a-small", 2 * GB),
        Listed("right", 5 * GB),
        Listed("large", 9 * GB),
        Listed("cloud", 1, remote="https://ollama.com"),
    ]
    wanted = ["right", "a-small", "b-small", "large", "huge"]
    assert [each.name for each in by_fluency(listed, 5 * GB)] == wanted
    assert [each.name for each in by_fluency(listed[::-1], 5 * GB)] == wanted


@pytest.mark.parametrize(
    ("memory", "name"), [(16 * GB, "qwen2.5:7b"), (8 * GB, "llama3.2:3b"), (None, "qwen2.5:7b")]
)
async def test_half_of_the_memory_is_left_to_everything_else(
    monkeypatch: pytest.MonkeyPatch, memory: int | None, name: str
) -> None:
    monkeypatch.setattr("voice_interviewer.assemble.machine.memory", lambda: memory)
    with serving("llama3.2:3b", "qwen2.5:7b", "qwen2.5:32b") as server:
        assert await name_of(Settings(llm_url=server.url)) == f"{name} (ollama)"


async def test_a_model_too_large_is_taken_where_there_is_no_other() -> None:
    with serving("qwen2.5:72b", LARGE) as server:
        assert await name_of(Settings(llm_url=server.url)) == f"{LARGE} (ollama)"


# What was named


@pytest.mark.parametrize(
    "settings",
    [
        Settings(llm_model=SMALL),
        Settings(llm_url="http://127.0.0.1:9"),
        Settings(llm_url="http://127.0.0.1:9", llm_model=SMALL),
        Settings(llm="ollama"),
        Settings(llm="ollama", llm_model=SMALL),
        Settings(llm="openai", llm_url="http://127.0.0.1:9/v1"),
        Settings(llm="openai"),
    ],
)
async def test_what_was_named_and_is_not_there_is_an_error_and_never_the_bank(settings: Settings) -> None:
    with pytest.raises(PartMissing) as caught:
        await choose_wording(settings, 20)
    assert caught.value.exit_status == 3
    assert caught.value.remedy


async def test_a_named_model_that_the_server_does_not_have_is_an_error(server: OllamaStandin) -> None:
    with pytest.raises(PartMissing, match="absent"):
        await choose_wording(Settings(llm_url=server.url, llm_model="absent"), 20)


async def test_a_named_model_is_taken_however_large(server: OllamaStandin) -> None:
    async with chosen(Settings(llm_url=server.url, llm_model=LARGE)) as wording:
        assert wording.name == f"{LARGE} (ollama)"
        assert wording.named


async def test_a_server_that_says_nothing_is_given_up(
    server: OllamaStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_interviewer.assemble.language._CHECK", 0.2)
    server.faults = lambda record: (
        Fault(FaultKind.STALL_BEFORE_FIRST_TOKEN) if record.path == "/api/show" else None
    )
    with pytest.raises(PartMissing, match="does not answer"):
        await choose_wording(Settings(llm_url=server.url, llm_model=SMALL), 20)
    monkeypatch.setenv("OLLAMA_HOST", server.url)
    assert await name_of(Settings()) == THE_BANK


async def test_an_openai_server_is_taken_where_it_is_named() -> None:
    with OpenAIStandin() as server:
        assert await name_of(Settings(llm="openai", llm_url=server.url)) == f"{server.models[0]} (openai)"


async def test_only_a_server_for_many_is_asked_several_things_at_once(
    server: OllamaStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpenAIStandin() as shared:
        named = Settings(llm="openai", llm_url=shared.url)
        async with chosen(named) as here:
            assert here.at_once == 1
        monkeypatch.setattr("voice_interviewer.assemble.language.on_this_machine", lambda _: False)
        async with chosen(named) as elsewhere:
            assert elsewhere.at_once > 1
    async with chosen(Settings(llm="ollama", llm_url=server.url)) as ollama:
        assert ollama.at_once == 1


async def test_the_bank_is_taken_where_it_is_named(looked_up: list[str]) -> None:
    assert await name_of(Settings(llm="bank", llm_url="http://127.0.0.1:1")) == THE_BANK
    assert looked_up == []


@pytest.mark.parametrize("address", ["http://me:hunter2@[::1", "http://me:hunter2@127.0.0.1:port"])
async def test_an_address_that_is_none_is_an_error_that_keeps_its_secrets(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for llm in ("auto", "ollama", "openai"):
        with pytest.raises(UsageError) as caught:
            await choose_wording(Settings(llm=llm, llm_url=address), 20)
        assert "hunter2" not in str(caught.value)
    monkeypatch.setenv("OLLAMA_HOST", address)
    with pytest.raises(UsageError, match="OLLAMA_HOST"):
        await choose_wording(Settings(), 20)


async def test_the_context_is_fixed_by_the_length_of_the_interview(server: OllamaStandin) -> None:
    for minutes, tokens in ((20, 8192), (45, 16_384)):
        async with chosen(Settings(llm_url=server.url), minutes) as wording:
            assert wording.model is not None
            assert (await wording.model.check()).context == tokens
