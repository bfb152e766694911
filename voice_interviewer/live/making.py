"""The making of replies, also ahead: at every possible end the interviewer's move, its first sentence and that
sentence's audio are made as if the answer ended there, and wait. The decision releases the draft, or it is thrown away.

A draft sounds only where the answer turned out to be the one it was made for: the same words but for case, punctuation
and fillers, and the same move.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from voice_interviewer.assessment.quotes import fold
from voice_interviewer.live.echoguard import EchoGuard
from voice_interviewer.live.minutes import Minutes
from voice_interviewer.live.signals import AnswerHeard, ReplyDone, Signal, TailHeard
from voice_interviewer.live.stage import ReplyInHand, Stage
from voice_interviewer.live.trace import answer_of
from voice_interviewer.speech.ending import Ending, ending
from voice_interviewer.values import Move


def sameness(text: str) -> tuple[str, ...]:
    """Equal for texts that differ in case, punctuation or fillers only."""
    return tuple(token.word for token in fold(text))


class Making:
    """Makes every reply; at most one of them ahead."""

    def __init__(self, stage: Stage, minutes: Minutes, emit: Callable[[Signal], None]) -> None:
        """`emit` is told of every reply that is done."""
        self.guard = EchoGuard(None, open_room=False)
        self._stage = stage
        self._minutes = minutes
        self._emit = emit
        self._draft: ReplyInHand | None = None
        self._group: asyncio.TaskGroup | None = None

    def within(self, group: asyncio.TaskGroup) -> None:
        """Where the making runs: what it raises ends the interview."""
        self._group = group

    def ahead(self, tail: TailHeard) -> bool:
        """Make the reply to an answer that would end here, in place of any draft before, and hold it back. Nothing
        where more is surely to come, no words are owed, or they could not be held back for want of sound. Returns
        whether the answer ends in a question to the interviewer."""
        self.drop()
        if ending(tail.text) is Ending.UNFINISHED:
            return False
        turn = answer_of(tail.so_far, self._minutes.session.phase)
        session, move, asks = self._minutes.supposing(turn)
        if move.reply is None:
            return asks
        saying = self._stage.mouth.reply()
        if saying.voiced:
            self._draft = ReplyInHand(saying, move, tail.so_far, session)
            self._start(self._draft)
        return asks

    def reply(self, move: Move, heard: AnswerHeard | None) -> ReplyInHand:
        """The reply that `move` has: the draft, where it is the same, and otherwise begun now."""
        reply = self._fitting(move, heard)
        if reply is None:
            self.drop()
            reply = ReplyInHand(self._stage.mouth.reply(), move, heard, self._minutes.session)
            self._start(reply)
        self._draft = None
        reply.heard = heard
        reply.released.set()
        return reply

    def drop(self) -> None:
        """The candidate goes on, or something else is to be said."""
        draft, self._draft = self._draft, None
        if draft is not None:
            draft.dropped = True
            draft.saying.interrupt()
            draft.released.set()
            self._minutes.draft_dropped()

    def _fitting(self, move: Move, heard: AnswerHeard | None) -> ReplyInHand | None:
        draft = self._draft
        if draft is None or draft.heard is None or heard is None or draft.move != move:
            return None
        same = sameness(draft.heard.transcript.text) == sameness(heard.transcript.text)
        return draft if same else None

    def _start(self, reply: ReplyInHand) -> None:
        assert self._group is not None, "the interview has not begun"
        self._group.create_task(self._speak(reply))

    async def _speak(self, reply: ReplyInHand) -> None:
        words, stage = reply.move.reply, self._stage
        assert words is not None
        pieces = stage.writer.pieces(stage.brief, reply.session, reply.move, words, reply.drafting)
        spoken = await reply.saying.run(pieces, partial(self._before_sound, reply))
        await reply.released.wait()
        if not reply.dropped:
            self._emit(ReplyDone(spoken))

    async def _before_sound(self, reply: ReplyInHand) -> None:
        await reply.released.wait()
        await self.guard.before_sound()
