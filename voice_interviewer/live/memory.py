"""What a language model is shown of the conversation: all of it, or from some point on a summary of its beginning.

Token counts are estimated from letters at the rate that the server's own counts have shown so far.
"""

import logging
from collections.abc import Sequence
from typing import Final

from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.prompts import conversation, messages
from voice_interviewer.interview.session import Session
from voice_interviewer.interview.summary import Summary, by_bank, kept_from
from voice_interviewer.ports import Usage
from voice_interviewer.values import Message, Move

log = logging.getLogger(__name__)

FILLING: Final = 0.75
"""The part of the context from which the beginning is summed up: what is left holds an answer of two minutes (400
tokens), the reply to it, and the note itself, in the smallest context that a session gets."""
KEPT: Final = 0.25
"""The part of the context that the latest turns may keep. With prefix and summary that is about half: a summary costs
the server's prefix cache, so the next should be a while away."""
REPLY: Final = 300
"""Tokens kept free for a spoken reply: `ChatOptions` asks for 220 at most."""
_TOKENS_A_LETTER: Final = 0.3
"""Until a server has counted. English has 0.22 to 0.25 tokens a letter in the vocabularies of current models."""
_FEWEST: Final = 0.2
"""A lower count is of a server that leaves out what it had cached."""


class Memory:
    """`context` in tokens, None where the server does not say."""

    def __init__(self, context: int | None) -> None:
        self._context = context
        self._rate = _TOKENS_A_LETTER
        self.summary: Summary | None = None

    def conversation(self, brief: Brief, session: Session, move: Move) -> tuple[Message, ...]:
        """The messages for wording `move`. Where they would not fit, the bank sums up the beginning now."""
        asked = conversation(brief, session, move, self.summary)
        if self.fits(asked, REPLY):
            return asked
        turns = self.turns_to_sum_up(session)
        if turns is None:
            return asked
        shorter = by_bank(brief, session, turns)
        again = conversation(brief, session, move, shorter)
        if not self.fits(again, REPLY):
            return asked  # even so: the engine will tell that the server forgets
        self.adopt(shorter)
        return again

    def adopt(self, summary: Summary) -> None:
        """From now on it stands for the turns it sums up."""
        log.info("the first %d turns are summed up", summary.turns)
        self.summary = summary

    def turns_to_sum_up(self, session: Session) -> int | None:
        """How many turns a new summary would stand for; None where it would be no more than now."""
        if self._context is None:
            return None
        turns = kept_from(session.turns, KEPT * self._context / self._rate)
        return turns if turns > (self.summary.turns if self.summary is not None else 0) else None

    def is_filling(self, brief: Brief, session: Session) -> bool:
        if self._context is None:
            return False
        return self._tokens(messages(brief, session.turns, "", self.summary)) >= FILLING * self._context

    def fits(self, asked: Sequence[Message], reply: int) -> bool:
        """Whether there is room for `reply` tokens after these messages, as far as is known."""
        return self._context is None or self._tokens(asked) + reply <= self._context

    def counted(self, asked: Sequence[Message], usage: Usage | None) -> None:
        """What the server counted for these messages."""
        if usage is not None and usage.prompt_tokens is not None and not usage.truncated:
            self._rate = max(_FEWEST, usage.prompt_tokens / _letters(asked))

    def refused(self, asked: Sequence[Message]) -> None:
        """The server would not take these messages: they are longer than its context."""
        self._context = min(self._context or self._tokens(asked), self._tokens(asked))

    def _tokens(self, asked: Sequence[Message]) -> int:
        return round(self._rate * _letters(asked))


def _letters(asked: Sequence[Message]) -> int:
    return sum(len(message.content) for message in asked)
