"""What a language model does between its replies: it reads the answers, and notes what it can no longer hold.

It begins once a reply is made and sounds, and never holds one up: when the next is to be made, whatever is under way
here is let go, and the model is asked for that reply once the connection is closed, so that the server is free. What
was let go is taken up after that reply. Whatever fails is left out, with a line in the log.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Final

from voice_interviewer.errors import ContextOverflow, EngineError
from voice_interviewer.events import AnswerUnderstood, Event, NoticeGiven
from voice_interviewer.interview import reading
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.prompts import messages
from voice_interviewer.interview.reading import Asking, Claim
from voice_interviewer.interview.session import Session
from voice_interviewer.interview.summary import SUM_UP, SUMMARY_WORDS, by_bank, by_model
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import ChatOptions, Chunk, LanguageModel
from voice_interviewer.values import Message, Move, Understanding, Wait

log = logging.getLogger(__name__)

FIRST_SOUND: Final = 0.2
"""Seconds after a reply's last words went to the voice: its sound has begun by then, and a typed answer that waits
already has been taken up."""
_PATIENCE: Final = 120.0
"""Seconds one call may take. Nobody waits for it, but what comes after the next two answers is of no use."""
_LETTING_GO: Final = 0.2
"""Seconds a reply waits at most for a call that was let go; closing a connection takes less than a millisecond."""
_NOTE: Final = ChatOptions(temperature=0.0, max_tokens=2 * SUMMARY_WORDS, seed=0)
_SUMMED_UP: Final = (
    "This conversation is longer than the language model can hold: from here on it works with a summary of the "
    "beginning."
)


class Thought:
    """`model` is the one that words the replies; `memory` what it is shown."""

    def __init__(self, model: LanguageModel, memory: Memory, timeline: Timeline) -> None:
        self.memory = memory
        self._model = model
        self._timeline = timeline
        self._begin: Callable[[], asyncio.Task[None]] | None = None
        self._task: asyncio.Task[None] | None = None
        self._read_to = -1
        """The latest answer that was read, or given up."""
        self._due = False
        self._told = False

    async def run(self, brief: Brief, session: Callable[[], Session], note: Callable[[Event], None]) -> None:
        """Think after every reply, until cancelled. `note` journals; what it raises is raised."""
        self._read_to = max(session().answers, default=-1)
        try:
            async with asyncio.TaskGroup() as group:
                self._begin = lambda: group.create_task(self._think(brief, session, note))
                await asyncio.get_running_loop().create_future()
        finally:
            self._begin = None

    def replied(self) -> None:
        """A reply was made, to its last word."""
        self._due = True
        if self._begin is not None and (self._task is None or self._task.done()):
            self._task = self._begin()

    def let_go(self) -> None:
        """A reply is being made: what is under way gives way to it, on the server and on this machine's cores."""
        if (
            self._task is not None and not self._task.cancelling()
        ):  # a second time would break off its clearing up
            self._task.cancel()

    async def ready(self, brief: Brief, session: Session, move: Move) -> tuple[Message, ...]:
        """The messages for wording `move`, once nothing else is asked of the model."""
        self.let_go()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=_LETTING_GO)
        return self.memory.conversation(brief, session, move)

    async def _think(
        self, brief: Brief, session: Callable[[], Session], note: Callable[[Event], None]
    ) -> None:
        while self._due:
            self._due = False
            await asyncio.sleep(FIRST_SOUND)
            self._tell(session(), note)
            since = self.memory.summary.turns if self.memory.summary is not None else 0
            if (asking := self._asking(brief, session(), since)) is not None:
                said = await self._read(brief, session(), asking)
                self._read_to = asking.turns[-1]
                self._understood(brief, session(), asking, said, note)
            if self.memory.is_filling(brief, session()):
                await self._sum_up(brief, session())
                self._tell(session(), note)

    def _tell(self, session: Session, note: Callable[[Event], None]) -> None:
        """Say once that the model goes by a summary."""
        if self.memory.summary is not None and not self._told and session.ended is None:
            self._told = True
            note(NoticeGiven(self._timeline.now(), "language model", _SUMMED_UP))

    # ------------------------------------------------------------ reading answers

    def _asking(self, brief: Brief, session: Session, since: int) -> Asking | None:
        """What is to be read and fits: all points that are left, or those of the answer's part of the interview."""
        asking = reading.due(brief, session, self._read_to, since)
        if asking is None:
            return None
        for each in (asking, reading.narrower(brief, session, asking)):
            asked = reading.prompt(brief, session, each, self.memory.summary)
            if self.memory.fits(asked, reading.REPLY_TOKENS):
                return each
        log.info("no room for the model to read the answers %s", asking.turns)
        return None

    async def _read(self, brief: Brief, session: Session, asking: Asking) -> Sequence[Claim]:
        """What the model says of the answers; nothing where it fails, or twice says what is no answer to that."""
        asked = reading.prompt(brief, session, asking, self.memory.summary)
        options = ChatOptions(0.0, reading.REPLY_TOKENS, 0, asking.schema)
        reply = await self._reply(asked, options)
        if reply is None:
            return ()
        said = reading.claims(reply)
        if said is None:
            reply = await self._reply(reading.again(asked, reply), options)
            said = reading.claims(reply) if reply is not None else ()
        if said is None:
            log.info("the model's reading of the answers %s is no JSON of the form asked for", asking.turns)
        return said or ()

    def _understood(
        self,
        brief: Brief,
        session: Session,
        asking: Asking,
        said: Sequence[Claim],
        note: Callable[[Event], None],
    ) -> None:
        if session.ended is not None:
            return
        added = reading.believed(brief, session, asking, said)
        kept = sum(map(len, added.values()))
        log.info("the model names %d points in answers %s, %d are added", len(said), asking.turns, kept)
        for turn, findings in added.items():
            note(AnswerUnderstood(self._timeline.now(), turn, Understanding(findings), self._model.name))

    # ------------------------------------------------------------ summing up

    async def _sum_up(self, brief: Brief, session: Session) -> None:
        """Sum up the beginning, by the bank where the model cannot, and have the server read the new, shorter
        conversation, so that the next reply does not wait for that."""
        turns = self.memory.turns_to_sum_up(session)
        if turns is None:
            return
        asked = messages(brief, session.turns, SUM_UP, self.memory.summary)
        reply = await self._reply(asked, _NOTE) if self.memory.fits(asked, _NOTE.max_tokens) else None
        summary = by_model(brief, session, turns, reply) if reply is not None else None
        self.memory.adopt(summary or by_bank(brief, session, turns))
        shorter = self.memory.conversation(brief, session, Wait("a summary"))
        await self._reply(shorter, ChatOptions(max_tokens=1))

    # ------------------------------------------------------------ the model

    async def chat(self, asked: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        """The model's reply, and for the memory what the server says of its length."""
        try:
            async with aclosing(self._model.chat(asked, options)) as chunks:
                async for chunk in chunks:
                    self.memory.counted(asked, chunk.usage)
                    yield chunk
        except ContextOverflow:
            self.memory.refused(asked)
            raise

    async def _reply(self, asked: Sequence[Message], options: ChatOptions) -> str | None:
        """The whole reply; None where the model failed."""
        said = ""
        try:
            async with (
                asyncio.timeout(_PATIENCE),
                aclosing(self.chat(asked, options)) as chunks,
            ):
                async for chunk in chunks:
                    said += chunk.text
        except (EngineError, TimeoutError) as error:
            log.info("the language model, asked between replies, failed: %s", str(error) or "too slow")
            return None
        return said
