"""The words of a reply, piece by piece: a language model's while they keep the rules, the bank's otherwise."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from voice_interviewer.errors import EngineError, LanguageModelError
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.rules import ReplyGuard
from voice_interviewer.interview.session import Session
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import ChatOptions, LanguageModel, Usage
from voice_interviewer.speech.sentences import SentenceStream, sentences
from voice_interviewer.values import Move, Reply

log = logging.getLogger(__name__)

FIRST_PIECE: Final = 4.0
"""Seconds a language model has for its first clause before the bank's words are spoken instead: past that a person
wonders whether they were heard."""
NEXT_PIECE: Final = 3.0
"""Seconds for each later piece; the voice is still speaking the one before."""


@dataclass(slots=True)
class Drafting:
    """What became of one reply's making, for the trace and for the user."""

    first_token: float | None = None
    usage: Usage | None = None
    trouble: EngineError | None = None
    breach: str = ""


class ReplyWriter:
    """Turns a move's reply into pieces to speak. `thought`: what the same model does between replies."""

    def __init__(
        self, model: LanguageModel | None, timeline: Timeline, thought: Thought | None = None
    ) -> None:
        if thought is None and model is not None:
            thought = Thought(model, Memory(None), timeline)
        self._thought = thought
        self._timeline = timeline

    def pieces(
        self, brief: Brief, session: Session, move: Move, reply: Reply, drafting: Drafting
    ) -> AsyncGenerator[str, None]:
        """The pieces to speak, in order; never none while `reply.text` is not empty."""
        if self._thought is None:
            return _all_of(reply.text)
        self._thought.let_go()
        if not reply.instruction:
            return _followed(_all_of(reply.text), self._thought)
        return _followed(self._drafted(self._thought, brief, session, move, reply, drafting), self._thought)

    async def _drafted(
        self,
        thought: Thought,
        brief: Brief,
        session: Session,
        move: Move,
        reply: Reply,
        drafting: Drafting,
    ) -> AsyncGenerator[str, None]:
        guard = ReplyGuard(brief, session, move)
        said: list[str] = []
        try:
            async with aclosing(self._stream(thought, brief, session, move, drafting)) as pieces:
                while True:
                    async with asyncio.timeout(NEXT_PIECE if said else FIRST_PIECE):
                        piece = await anext(pieces, None)
                    if piece is None:
                        break
                    if breach := guard.check(" ".join([*said, piece])):
                        drafting.breach = breach
                        break
                    said.append(piece)
                    yield piece
        except TimeoutError:
            drafting.trouble = LanguageModelError("The language model was too slow.", "Try a smaller one.")
        except EngineError as error:
            drafting.trouble = error
        if drafting.trouble or drafting.breach:
            log.info("the bank's words stand in: %s", drafting.breach or drafting.trouble)
        async for piece in _all_of(_missing(reply, said)):
            yield piece

    async def _stream(
        self, thought: Thought, brief: Brief, session: Session, move: Move, drafting: Drafting
    ) -> AsyncGenerator[str, None]:
        cutter = SentenceStream()
        seed = brief.seed + len(session.turns)
        asked = await thought.ready(brief, session, move)
        async with aclosing(thought.chat(asked, ChatOptions(seed=seed))) as chunks:
            async for chunk in chunks:
                if chunk.text and drafting.first_token is None:
                    drafting.first_token = self._timeline.now()
                drafting.usage = chunk.usage or drafting.usage
                for piece in cutter.push(chunk.text):
                    yield piece
        for piece in cutter.flush():
            yield piece


def _missing(reply: Reply, said: list[str]) -> str:
    """What the bank still has to say after the model's pieces: all of it, its question, or nothing."""
    if not said:
        return reply.text
    if reply.question is not None and not any("?" in piece for piece in said):
        return next((sentence for sentence in reversed(sentences(reply.text)) if "?" in sentence), "")
    return ""


async def _followed(words: AsyncGenerator[str, None], thought: Thought) -> AsyncGenerator[str, None]:
    """The words, and once the last of them was taken, so that all of them sound, the model's thoughts on them."""
    async with aclosing(words) as pieces:
        async for piece in pieces:
            yield piece
    thought.replied()


async def _all_of(text: str) -> AsyncGenerator[str, None]:
    cutter = SentenceStream()
    for piece in (*cutter.push(text), *cutter.flush()):
        yield piece
