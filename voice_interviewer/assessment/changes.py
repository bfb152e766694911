"""Answers to a changed requirement: what shows whether a candidate adapts the design."""

from collections.abc import Sequence

from voice_interviewer.assessment.questions import Asked
from voice_interviewer.values import Speaker, Turn


def is_reply(number: int, turns: Sequence[Turn], asked: Asked) -> bool:
    """Whether the last thing the interviewer said before turn `number` changed a requirement."""
    before = (at for at in range(number - 1, -1, -1) if turns[at].speaker is Speaker.INTERVIEWER)
    return next(before, None) in asked.changes
