"""The rules for every spoken reply, checked in code while a language model's words stream in."""

import re
from typing import Final

from rapidfuzz import fuzz

from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.session import Session
from voice_interviewer.values import Hint, Move, Speaker

WORDS: Final = 60
HINT_WORDS: Final = 170
"""A level-4 hint lays out the whole architecture."""
_SAME: Final = 88
"""Similarity (of 100) from which two questions are the same: below it lie different questions about one topic."""
_LEAKED: Final = 3
"""Terms of an ungiven hint, not said before by anyone, that make a reply a hint."""
_MARKDOWN: Final = re.compile(r"\*\*|`|^\s*(?:[-*#]|\d+[.)])\s", re.MULTILINE)
_PRAISE: Final = re.compile(
    r"\b(?:great|excellent|fantastic|amazing|awesome|wonderful|perfect|brilliant|good|nice|impressive) "
    r"(?:question|answer|point|job|thinking|work|start|insight|idea)\b|\bwell done\b",
    re.IGNORECASE,
)
_PERSONA: Final = re.compile(
    r"\bas an? (?:ai|language model|assistant)\b|\blanguage model\b|\bsystem prompt\b|</?candidate>"
    r"|\bignor(?:e|ing) (?:all|my|the|previous) \w*\s?instructions\b|\bi(?:'ll| will) give you (?:a )?(?:5|five)\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b|(?<=[a-z,] )[A-Z][a-z]+\b")


class ReplyGuard:
    """Judges a reply as far as it has been written."""

    def __init__(self, brief: Brief, session: Session, move: Move) -> None:
        self._limit = HINT_WORDS if isinstance(move, Hint) and move.level == 4 else WORDS
        self._questions = [asked.text for asked in session.asked if asked.text]
        given = max(session.hint_level, move.level if isinstance(move, Hint) else 0)
        known = " ".join(
            [
                brief.problem.question,
                *(fact.say for fact in brief.problem.facts),
                *_said(session),
                _bank(move),
            ]
        ).lower()
        terms = {
            term for hint in brief.problem.hints if hint.level > given for term in _NAME.findall(hint.say)
        }
        self._secret = {term.lower() for term in terms if term.lower() not in known}

    def check(self, so_far: str) -> str | None:
        """The rule a reply breaks, in a phrase; None while it keeps them all."""
        if so_far.count("?") > 1:
            return "more than one question"
        if len(so_far.split()) > self._limit:
            return f"more than {self._limit} words"
        if _MARKDOWN.search(so_far):
            return "markdown"
        if _PERSONA.search(so_far):
            return "out of its role"
        if _PRAISE.search(so_far):
            return "praise"
        if sum(term in so_far.lower() for term in self._secret) >= _LEAKED:
            return "a part of the solution"
        question = next((one for one in re.split(r"(?<=[.!?])\s+", so_far) if one.endswith("?")), "")
        if question and any(fuzz.ratio(question.lower(), one.lower()) >= _SAME for one in self._questions):
            return "a question asked before"
        return None


def _said(session: Session) -> list[str]:
    return [turn.text for turn in session.turns if turn.speaker is Speaker.CANDIDATE]


def _bank(move: Move) -> str:
    return move.reply.text if move.reply is not None else ""
