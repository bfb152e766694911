"""Who words the interviewer's questions: which language model is taken, loading it, and telling of its trouble.

Under `auto` nothing leaves this machine: no other server is even called, and no model that a server here passes on.
Whatever was named by the user is used as named, or is an error; only what `auto` chose by itself may give way to the
bank.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, NoReturn

from voice_interviewer import settings as settings_module
from voice_interviewer.assemble import machine
from voice_interviewer.engines.address import complete, for_clients, on_this_machine, one_word, shown
from voice_interviewer.engines.ollama import DEFAULT_URL, Listed, OllamaModel, context_for, models_at
from voice_interviewer.engines.openai import OpenAIModel
from voice_interviewer.errors import (
    EngineError,
    LanguageModelError,
    PartMissing,
    ServerUnreachable,
    UsageError,
)
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.prompts import BEGINNING, prefix
from voice_interviewer.interview.session import Session
from voice_interviewer.live.memory import Memory
from voice_interviewer.ports import ChatOptions, Chunk, LanguageModel, ModelInfo
from voice_interviewer.settings import Settings
from voice_interviewer.values import Message, Role, Wait

log = logging.getLogger(__name__)

THE_BANK: Final = "the problem bank"
_FLUENT: Final = 5_500_000_000
"""Bytes of weights that a laptop without a known GPU can talk with: an 8 B model in four bits (4.9 to 5.2 GB) and no
more. Each token reads all weights from memory once: at the 50 GB/s of a laptop's memory 5.5 GB make 9 tokens a second.
The voice says about 3.5 (160 words a minute), so it never catches up, and a first clause of 12 tokens takes 1.3 s,
where a reply has 4 s before the bank speaks instead. Twice the size would leave no time for reading the prompt."""
_SHARE: Final = 0.5
"""Of this machine's memory; the rest is for the model's context, the recogniser, the voice and the user's browser."""
_CHECK: Final = 10.0
"""Seconds for a server to say whether it has the model."""
_BATCH: Final = 4
"""Requests at once for a server of OpenAI's protocol elsewhere, which is made for many users and computes what comes
together in one go. One on this machine, or an Ollama, takes one after another, and would only lose the prompt that is
in its cache."""
LOADING: Final = 300.0
"""Seconds for loading the model and reading the prompt's beginning: what Ollama itself allows for loading."""
PATIENCE: Final = 2.0
"""Seconds of loading after which the user is told what the program waits for."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Who words the questions: a model, or the bank where there is none. `named`: the user asked for it, so nothing
    stands in for it; `note`: in a sentence, why there is none though one might be expected; `context`: the model's, in
    tokens, where its server says; `at_once`: how many requests its server takes together."""

    model: LanguageModel | None
    named: bool = False
    note: str = ""
    context: int | None = None
    at_once: int = 1

    @property
    def name(self) -> str:
        return THE_BANK if self.model is None else f"{self.model.name} ({self.model.kind})"


async def choose_wording(settings: Settings, minutes: float) -> Wording:
    """The language model for an interview of this length. Raises PartMissing for one that was named and is not there,
    UsageError for an address that is none."""
    if settings.llm_url is not None:
        server_address(settings)  # a mistake in it is told, whether it is used or not
    if settings.llm == "bank":
        return Wording(None, named=True)
    if settings.llm == "openai":
        if settings.llm_url is None:
            raise PartMissing(
                "--llm openai needs the server's address.", "Add --llm-url http://host:8000/v1."
            )
        model = OpenAIModel(server_address(settings), settings.llm_model, settings.llm_api_key)
        info = await _checked(model)
        at_once = 1 if on_this_machine(server_address(settings)) else _BATCH
        return Wording(model, named=True, context=info.context, at_once=at_once)
    url, tokens = server_address(settings), context_for(minutes)
    if settings.llm == "auto":
        return await _automatic(settings, url, tokens)
    if settings.llm_model is None:
        best, context = await _best(url, tokens)
        return Wording(best or _none_at(url), named=True, context=context)
    ollama = OllamaModel(url, settings.llm_model, tokens)
    info = await _checked(ollama)
    return Wording(ollama, named=True, context=info.context)


def server_address(settings: Settings) -> str:
    """Where the language model's server is, by the settings, Ollama's own variable, or as ever. Raises UsageError."""
    if settings.llm_url is not None:
        if one_word(settings.llm_url):
            raise UsageError(
                f"“{settings.llm_url}” is no address for --llm-url.",
                f"Write it like {DEFAULT_URL}; a host on your network is http://{settings.llm_url or 'host'}:11434.",
            )
        try:
            return complete(settings.llm_url)
        except ValueError as error:
            raise UsageError(
                "The address given by --llm-url cannot be understood.",
                f"Write it like {DEFAULT_URL} (Ollama) or http://127.0.0.1:8000/v1.",
            ) from error
    try:
        return for_clients(settings_module.ollama_host() or DEFAULT_URL)
    except ValueError as error:
        raise UsageError(
            "The variable OLLAMA_HOST holds no address.", f"Unset it, or write it like {DEFAULT_URL}."
        ) from error


async def _automatic(settings: Settings, url: str, tokens: int) -> Wording:
    name = settings.llm_model
    if not on_this_machine(url):
        away = f"The server at {shown(url)} is not this machine"
        if name is not None:
            raise PartMissing(
                f"{away}, so it is not used for {name}.", "Name it with --llm ollama or openai."
            )
        return Wording(None, note=f"{away}: it is used only with --llm ollama or openai.")
    if name is None:
        best, context = await _best(url, tokens)
        if best is None and settings.llm_url is not None:
            _none_at(url)
        return Wording(best, named=settings.llm_url is not None, context=context)
    model = OllamaModel(url, name, tokens)
    info = await _checked(model)
    if where := info.details.get("remote"):
        await model.aclose()
        raise PartMissing(
            f"{name} does not run on this machine, but at {where}.",
            "Add --llm ollama to use it all the same.",
        )
    return Wording(model, named=True, context=info.context)


async def _best(url: str, tokens: int) -> tuple[OllamaModel | None, int | None]:
    """The model to prefer among those that run where the server is and can hold a conversation, and its context."""
    most = min(_FLUENT, _SHARE * (machine.memory() or _FLUENT / _SHARE)) if on_this_machine(url) else _FLUENT
    for listed in by_fluency(await models_at(url), most):
        model = OllamaModel(url, listed.name, tokens)
        try:
            async with asyncio.timeout(_CHECK):
                info = await model.check()
        except (LanguageModelError, TimeoutError) as error:
            log.info("%s is passed over: %s", listed.name, error)
            await model.aclose()
            if isinstance(error, ServerUnreachable):
                return None, None
            continue
        if not info.details.get("remote"):
            return model, info.context
        await model.aclose()
    return None, None


def by_fluency(listed: Iterable[Listed], most: float) -> list[Listed]:
    """The models that run where the server is, best first: the largest of at most `most` bytes, which is the ablest
    that can keep up; after those the larger ones, smallest first. Names decide between equals."""
    here = [each for each in listed if not each.remote]
    quick = sorted((each for each in here if each.size <= most), key=lambda each: (-each.size, each.name))
    slow = sorted((each for each in here if each.size > most), key=lambda each: (each.size, each.name))
    return [*quick, *slow]


async def _checked(model: LanguageModel) -> ModelInfo:
    """Raises PartMissing, and closes the model, where it was named and is not there."""
    try:
        async with asyncio.timeout(_CHECK):
            return await model.check()
    except TimeoutError as error:
        await model.aclose()
        raise PartMissing(
            "The language model's server does not answer.", "Look at its log, or use --llm bank."
        ) from error
    except EngineError as error:
        await model.aclose()
        raise PartMissing(error.message, error.remedy) from error


def _none_at(url: str) -> NoReturn:
    raise PartMissing(
        f"No Ollama server with a model of its own answers at {shown(url)}.",
        "Start `ollama serve` and pull a model, or add --llm openai if the server speaks that protocol.",
    )


def first_prompt(brief: Brief, session: Session | None, memory: Memory) -> tuple[Message, ...]:
    """What every prompt of this interview begins with: the constant prefix, and a resumed session's turns, or what the
    `memory` makes of them where they are too long for the model."""
    if session is None:
        return (Message(Role.SYSTEM, prefix(brief)), Message(Role.USER, BEGINNING))
    return memory.conversation(brief, session, Wait("warming up"))


async def warm_up(
    wording: Wording, prompt: Sequence[Message], tell: Callable[[str], None], deadline: float = LOADING
) -> Wording:
    """Have the server load the model and read the prompt's beginning, before the greeting is due: a reply has seconds,
    loading may take minutes. One token is asked for.

    A model that `auto` chose gives way to the bank when it fails; for a named one PartMissing is raised.
    """
    model = wording.model
    if model is None:
        return wording
    telling = asyncio.get_running_loop().call_later(
        PATIENCE, tell, f"Loading the language model {model.name} …"
    )
    try:
        async with (
            asyncio.timeout(deadline),
            aclosing(model.chat(prompt, ChatOptions(max_tokens=1))) as chunks,
        ):
            async for _ in chunks:
                pass
    except (LanguageModelError, TimeoutError) as error:
        trouble = (
            error
            if isinstance(error, LanguageModelError)
            else LanguageModelError(
                f"The language model {model.name} did not load within {deadline:.0f} seconds.",
                "Try a smaller one, or use --llm bank.",
            )
        )
        log.warning("the language model did not warm up: %s", trouble)
        if wording.named:
            raise PartMissing(trouble.message, trouble.remedy) from error
        await model.aclose()
        return Wording(None, note=f"The language model {model.name} is not used: {trouble.message}")
    finally:
        telling.cancel()
    return wording


class WatchedModel:
    """A `ports.LanguageModel` that passes another one on, and tells once when its server left out the beginning of
    the conversation: servers do that without a word."""

    def __init__(self, model: LanguageModel, tell: Callable[[str], None]) -> None:
        self._model = model
        self._tell = tell
        self._told = False

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def kind(self) -> str:
        return self._model.kind

    async def check(self) -> ModelInfo:
        return await self._model.check()

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        async with aclosing(self._model.chat(messages, options)) as chunks:
            async for chunk in chunks:
                if chunk.usage is not None and chunk.usage.truncated and not self._told:
                    self._told = True
                    log.warning("the prompt of %s tokens was shortened", chunk.usage.prompt_tokens)
                    self._tell(
                        "The conversation no longer fits the language model: it has forgotten how it began."
                    )
                yield chunk

    async def aclose(self) -> None:
        await self._model.aclose()
