"""What stands for the beginning of a conversation that a language model can no longer hold as a whole.

A model's context is a number of tokens; a server that is sent more leaves out the beginning without a word. So the
first turns are summed up before that: by the model, as a note to itself, or by the bank, from the ground the candidate
covered, in their own words. Either way only what was said in this interview is in it, so a summary leaks nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.records import Covered
from voice_interviewer.interview.session import Session
from voice_interviewer.interview.words import bare
from voice_interviewer.values import Turn

SUMMARY_WORDS: Final = 150
"""What a model is asked for: about 200 tokens, where an interview of 45 minutes has 8,000."""
_LONGEST: Final = 2 * SUMMARY_WORDS
"""A note that does not come to an end is none."""
POINTS: Final = 16
"""Pieces of ground that the bank's summary quotes: at up to 24 words each, as much as fits in 500 tokens."""
KEPT_TURNS: Final = 3
"""The latest turns that are never summed up: what the candidate says now, the question it answers, and what that
question answered."""
NOTHING: Final = "So far they have said little about the design."
SUM_UP: Final = (
    "Direction. Nothing of this reply is spoken: it is a note to yourself, because the beginning of this interview "
    f"will soon be out of your sight. In at most {SUMMARY_WORDS} words of plain prose, put down what the candidate has "
    "decided, assumed and reckoned so far, with the reasons they gave, part by part and in their own words where those "
    "matter. Nothing that was not said, no judgement, no advice."
)


@dataclass(frozen=True, slots=True)
class Summary:
    """`text` stands for the first `turns` turns."""

    turns: int
    text: str


def kept_from(turns: Sequence[Turn], letters: float) -> int:
    """The number of the first turn that stays as it was said: as many of the latest as have at most `letters`."""
    first = len(turns)
    room = letters
    while first > 0 and (len(turns) - first < KEPT_TURNS or len(turns[first - 1].text) <= room):
        first -= 1
        room -= len(turns[first].text)
    return first


def by_bank(brief: Brief, session: Session, turns: int) -> Summary:
    """What the candidate covered in the first `turns` turns, in their own words, part by part."""
    covered = [one for one in session.covered.values() if one.turn < turns]
    best = sorted(covered, key=lambda one: (not one.reasoned, one.turn))[:POINTS]
    parts = []
    for phase in brief.track.phases:
        here = [one for one in best if session.turns[one.turn].phase == phase.slug]
        if here:
            parts.append(f"On {phase.title.lower()} they said: {_quoted(here)}.")
    return Summary(turns, " ".join(parts) or NOTHING)


def by_model(brief: Brief, session: Session, turns: int, reply: str) -> Summary | None:
    """A model's own note; None where it is empty or endless, or brings in a term of this problem that nobody said."""
    text = " ".join(reply.split())
    if not text or len(text.split()) > _LONGEST:
        return None
    noted = _stemmed(text)
    said = "".join(_stemmed(one) for one in (brief.problem.question, *(turn.text for turn in session.turns)))
    terms = (_stemmed(term.term) for term in brief.glossary)
    if any(term.strip() and term in noted and term not in said for term in terms):
        return None
    return Summary(turns, text)


def _quoted(covered: Sequence[Covered]) -> str:
    """The words each rests on, once where several rest on the same, in the order they were said."""
    ordered = sorted(covered, key=lambda one: one.turn)
    return "; ".join(dict.fromkeys(f"“{one.words}”" for one in ordered))


def _stemmed(text: str) -> str:
    return f" {' '.join(bare(text))} "
