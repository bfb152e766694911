"""The model behind the stand-ins: what it says, how fast, and what it remembers of the last prompt.

Nothing here knows a protocol. A prompt is a list of tokens, rendered from the messages so that a conversation
that only grows has every earlier prompt, and the reply to it, as a prefix; a model that is loaded keeps the
tokens of its last prompt and reply, and evaluates only what differs.
"""

import asyncio
import math
import re
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.standins._http import RequestRecord
from tests.standins._schema import Schema, fitted

_AS_FAST_AS_IT_GOES = 1_000_000.0  # tokens/s: durations stay above zero and in proportion, waits vanish

# A role marker is one token and takes its newline along: what follows it tokenises as it would alone.
_TOKEN = re.compile(r"<\|\w+\|>\n?|\s?\w{1,8}|\s?(?!<\|)[^\w\s]|\s+|.", re.DOTALL)


def tokenize(text: str) -> list[str]:
    """Pieces of at most eight letters that join to `text` again: about 1.3 to an English word."""
    return _TOKEN.findall(text)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What the model is asked, whatever the protocol; `messages` are those that fit its context."""

    index: int
    model: str
    messages: tuple[ChatMessage, ...]
    schema: Schema | None = None
    """The reply must be JSON that fits this; `{"type": "object"}` where only JSON was asked for."""
    think: bool = False
    stream: bool = True
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> str:
        return self.messages[-1].content if self.messages else ""


Script: TypeAlias = Callable[[ChatRequest], str]

_OPENERS = ("Let us stay with {}.", "You mentioned {}.", "Go deeper on {}.", "Fair point on {}.")
_QUESTIONS = (
    "How would you know that it works?",
    "What breaks first when traffic grows tenfold?",
    "Which metric would tell you that it went wrong?",
    "What would you give up to halve the latency?",
)


def default_reply(request: ChatRequest) -> str:
    """Two short sentences about the last message, the second a question; the same for the same message."""
    topic = max(re.findall(r"[A-Za-z]{4,}", request.last), key=len, default="your design")
    choice = zlib.crc32(f"{request.last}{request.options.get('seed')}".encode())
    opener, question = _OPENERS[choice % len(_OPENERS)], _QUESTIONS[choice // 7 % len(_QUESTIONS)]
    return f"{opener.format(topic)} {question}"


def default_thoughts(request: ChatRequest) -> str:
    return f"The candidate said {len(request.last.split())} words. One question is enough."


@dataclass(frozen=True, slots=True)
class Timing:
    """How fast the model is; 0 is as fast as it goes.

    The first token comes `first_token_s` after a request, later only where evaluating the part of the prompt
    that is not cached takes longer, at `prompt_tokens_per_s`. Loading the model takes `load_s` before that.
    """

    first_token_s: float = 0.150
    tokens_per_s: float = 60.0
    prompt_tokens_per_s: float = 1000.0
    load_s: float = 0.0

    @property
    def token_s(self) -> float:
        return 1.0 / (self.tokens_per_s or _AS_FAST_AS_IT_GOES)

    @property
    def prompt_token_s(self) -> float:
        return 1.0 / (self.prompt_tokens_per_s or _AS_FAST_AS_IT_GOES)


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    thinking: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished generation; durations in seconds."""

    done_reason: str
    prompt_tokens: int
    cached_tokens: int
    prompt_s: float
    pieces: tuple[Piece, ...]
    generation_s: float

    @property
    def content(self) -> str:
        return "".join(piece.text for piece in self.pieces if not piece.thinking)

    @property
    def thinking(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.thinking)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a request wants of a runner, and how long the runner is to be kept after it."""

    num_ctx: int
    keep_alive_s: float = math.inf
    load_options: tuple[tuple[str, Any], ...] = ()


@dataclass(slots=True, eq=False)
class Runner:
    """A model in memory, as it was loaded."""

    num_ctx: int
    load_options: tuple[tuple[str, Any], ...]
    expires_at: float = math.inf
    cache: list[str] = field(default_factory=list)
    """Tokens of the last prompt and of what was said to it."""


class Brain:
    """All models of one server: who is loaded, whose turn it is, and how long things take."""

    def __init__(self, timing: Timing, replies: Script, thoughts: Script, parallel: int) -> None:
        self.timing = timing
        self.replies = replies
        self.thoughts = thoughts
        self._parallel = parallel
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._runners: dict[str, Runner] = {}

    def loaded(self) -> dict[str, Runner]:
        now = time.monotonic()
        self._runners = {name: runner for name, runner in self._runners.items() if runner.expires_at > now}
        return self._runners

    def unload(self, name: str) -> None:
        self._runners.pop(name, None)

    def unload_all(self) -> None:
        self._runners.clear()

    @asynccontextmanager
    async def turn(self, name: str, terms: Terms, record: RequestRecord) -> AsyncIterator[Runner]:
        """Wait for the model to be free, load it where need be, and have it for as long as the block lasts.

        A runner serves one context size and one set of load options: asked for others, the model is loaded
        anew and its cache is lost, as `needsReload` in Ollama's `server/sched.go` has it.
        """
        asked_at = time.monotonic()
        async with self._turns.setdefault(name, asyncio.Semaphore(self._parallel)):
            record.queued_s = time.monotonic() - asked_at
            runner = self.loaded().get(name)
            if runner is None or (runner.num_ctx, runner.load_options) != (terms.num_ctx, terms.load_options):
                self.unload(name)
                record.loaded = True
                await asyncio.sleep(self.timing.load_s)
                runner = self._runners[name] = Runner(terms.num_ctx, terms.load_options)
            runner.expires_at = math.inf
            try:
                yield runner
            finally:
                runner.expires_at = time.monotonic() + terms.keep_alive_s

    async def generate(
        self,
        request: ChatRequest,
        runner: Runner,
        record: RequestRecord,
        deliver: Callable[[Piece], Awaitable[None]],
    ) -> Outcome:
        """Say the reply to `request`, piece by piece, each when it is due."""
        pieces, done_reason = self._compose(request)
        # One message longer than the whole context loses its beginning: there is nothing else to drop.
        prompt_s = await self._evaluate(render(request.messages)[-runner.num_ctx :], runner, record)
        began = time.monotonic()
        for position, piece in enumerate(pieces):
            await asyncio.sleep(max(0.0, began + position * self.timing.token_s - time.monotonic()))
            await deliver(piece)
            runner.cache.append(piece.text)
        generation_s = time.monotonic() - began
        return Outcome(
            done_reason, record.prompt_tokens, record.cached_tokens, prompt_s, pieces, generation_s
        )

    async def _evaluate(self, prompt: list[str], runner: Runner, record: RequestRecord) -> float:
        """Take the prompt in; returns the seconds that its uncached part costs."""
        # The last token is always evaluated anew, since the first word of the reply is read off it.
        cached = min(_common_prefix(runner.cache, prompt), max(0, len(prompt) - 1))
        record.prompt_tokens, record.cached_tokens = len(prompt), cached
        cost_s = (len(prompt) - cached) * self.timing.prompt_token_s
        began = time.monotonic()
        try:
            await asyncio.sleep(max(self.timing.first_token_s, cost_s))
        except asyncio.CancelledError:
            evaluated = int((time.monotonic() - began) / self.timing.prompt_token_s)
            runner.cache = prompt[: cached + evaluated]
            raise
        runner.cache = prompt
        return cost_s

    def _compose(self, request: ChatRequest) -> tuple[tuple[Piece, ...], str]:
        text = self.replies(request)
        if request.schema is not None:
            text = fitted(text, request.schema)
        for mark in request.stop:
            text = text.partition(mark)[0]
        thoughts = self.thoughts(request) if request.think else ""
        spoken = ((thoughts, True), (text, False))
        pieces = [Piece(token, thinking) for words, thinking in spoken for token in tokenize(words)]
        kept = tuple(pieces[: request.max_tokens])
        return kept, "stop" if len(kept) == len(pieces) else "length"


def render(messages: tuple[ChatMessage, ...]) -> list[str]:
    """The prompt as tokens, ending where the model is to speak."""
    turns = (f"<|{message.role}|>\n{message.content}<|end|>\n" for message in messages)
    return tokenize("".join(turns) + "<|assistant|>\n")


def fit(messages: tuple[ChatMessage, ...], num_ctx: int) -> tuple[ChatMessage, ...]:
    """What is left of `messages` within `num_ctx` tokens.

    The oldest go first; system messages and the last one always stay, as in Ollama's `server/prompt.go`.
    """
    for start in range(len(messages)):
        kept = tuple(m for m in messages[:start] if m.role == "system") + messages[start:]
        if len(render(kept)) <= num_ctx or start == len(messages) - 1:
            return kept
    return messages


def _common_prefix(cache: list[str], prompt: list[str]) -> int:
    pairs = zip(cache, prompt, strict=False)
    return next((n for n, (old, new) in enumerate(pairs) if old != new), min(len(cache), len(prompt)))
