"""The words of a reply, piece by piece: a language model's while they keep the rules, the bank's otherwise."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from voice_interviewer.errors import EngineError, LanguageModelError
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.lines import REPLY_WORDS
from voice_interviewer.interview.rules import ReplyGuard
from voice_interviewer.interview.session import Session, sentence_key
from voice_interviewer.interview.words import bare
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import ChatOptions, Usage
from voice_interviewer.speech.sentences import SentenceStream, sentences
from voice_interviewer.values import Advance, Finish, Move, Reply

log = logging.getLogger(__name__)

FIRST_PIECE: Final = 4.0
"""Seconds a language model has for its first clause before the bank's words are spoken instead: past that a person
wonders whether they were heard."""
NEXT_PIECE: Final = 3.0
"""Seconds for each later piece; the voice is still speaking the one before."""
ANOTHER_WAY: Final = "let me put it another way."
"""Said where a model broke off, or was cut off, in mid-sentence: what was heard cannot be unsaid, only taken up."""
LEFT_THERE: Final = "but let me leave it there."
"""The same where nothing more is to be said."""

_QUOTED: Final = re.compile("“([^”]+)”")
_ENDED: Final = re.compile("[.?!…][\"'”’)]*$")  # noqa: RUF001 - typographic quotes close a sentence too
_ASKS: Final = re.compile(
    r"\?|\b(?:what|which|how|who|where|when|why|would|could|can|do|does|did|is|are|will)\b", re.IGNORECASE
)
_WESTERN: Final = str.maketrans(
    {"？": "? ", "！": "! ", "。": ". ", "，": ", ", "\u200b": "", "\ufeff": "", "\u00ad": ""}  # noqa: RUF001
)
"""Signs that models trained on Chinese write now and then, and those that nobody sees or hears."""


@dataclass(slots=True)
class Drafting:
    """What became of one reply's making, for the trace and for the user."""

    first_token: float | None = None
    usage: Usage | None = None
    trouble: EngineError | None = None
    breach: str = ""


class ReplyWriter:
    """Turns a move's reply into pieces to speak. `thought`: the way to the language model; None where the bank words
    everything."""

    def __init__(self, thought: Thought | None, timeline: Timeline) -> None:
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
        owed = Owed.by(brief, move, reply)
        said: list[str] = []
        try:
            async with aclosing(self._stream(thought, brief, session, move, drafting)) as pieces:
                while True:
                    async with asyncio.timeout(NEXT_PIECE if said else FIRST_PIECE):
                        piece = await anext(pieces, None)
                    if piece is None:
                        break
                    ready = [piece] if said else owed.begun(piece)
                    whole = " ".join([*said, *ready])
                    if breach := guard.check(whole) or owed.crowded_out(whole):
                        drafting.breach = breach
                        break
                    said += ready
                    for one in ready:
                        yield one
        except TimeoutError:
            drafting.trouble = LanguageModelError("The language model was too slow.", "Try a smaller one.")
        except EngineError as error:
            drafting.trouble = error
        if drafting.trouble or drafting.breach:
            # Never what was said: the log outlives a deleted session.
            log.info("the bank's words stand in: %s", _QUOTED.sub("“…”", drafting.breach) or drafting.trouble)
        async for piece in _all_of(owed.rest(said)):
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
                for piece in cutter.push(chunk.text.translate(_WESTERN)):
                    yield piece
        for piece in cutter.flush():
            yield piece


@dataclass(frozen=True, slots=True)
class Owed:
    """What a reply has to say whoever words it: the hand-over to a phase, then the question, or the goodbye."""

    text: str
    """The bank's words for all of it."""
    handover: str
    titled: frozenset[str]
    """Stems of the phase's title: who says one of them hands over."""
    core: str
    """The question with what leads up to it, or the goodbye."""
    farewell: bool

    @classmethod
    def by(cls, brief: Brief, move: Move, reply: Reply) -> "Owed":
        phase = brief.phases.get(move.phase) if isinstance(move, Advance) else None
        handovers = phase.handover if phase is not None else ()
        quoted = [text for text in _QUOTED.findall(reply.instruction) if reply.text.endswith(text)]
        question = next((one for one in reversed(sentences(reply.text)) if "?" in one), "")
        return cls(
            text=reply.text,
            handover=next((line for line in handovers if line in reply.text), ""),
            titled=frozenset(bare(phase.title)) - frozenset(bare("up and"))
            if phase is not None
            else frozenset(),
            core=quoted[-1] if quoted else question,
            farewell=isinstance(move, Finish),
        )

    def begun(self, piece: str) -> list[str]:
        """A model's first piece, with the bank's hand-over before it where it does not hand over itself."""
        hands_over = not _ASKS.search(piece) and self.titled & set(bare(piece))
        if not self.handover or hands_over or not any(map(str.isalnum, piece)):
            return [piece]
        return [self.handover, piece]

    def crowded_out(self, said: str) -> str:
        """The breach of a reply that leaves no room for what it has to say; "" where there is room."""
        rest = "" if self._is_said(said) else f"{ANOTHER_WAY} {self.core}"
        words = len(f"{said} {rest}".split())
        return "leaves no room for what it has to say" if words > REPLY_WORDS else ""

    def rest(self, said: list[str]) -> str:
        """What the bank still has to say after the model's pieces."""
        if not said:
            return self.text
        missing = "" if self._is_said(" ".join(said)) else self.core
        if _ENDED.search(said[-1]):
            return missing
        return f"{ANOTHER_WAY} {missing}" if missing else LEFT_THERE

    def _is_said(self, said: str) -> bool:
        return (
            sentence_key(self.core) in sentence_key(said) if self.farewell else "?" in said or not self.core
        )


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
