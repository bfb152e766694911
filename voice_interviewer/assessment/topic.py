"""Whether an answer is about the problem at all, told by its vocabulary.

Somebody who talks of a holiday also compares two hotels "because the cheaper one was worse", in words that any pattern
may hold. But most of their words occur nowhere in the problem.
"""

from typing import Final

from voice_interviewer.interview.words import bare
from voice_interviewer.values import Problem, Track

SHARE: Final = 0.55
"""Share of an answer's different content words that the problem's and the track's texts hold, below which it is about
something else. In hand-written interviews (tests/transcripts, all but the held-out set) answers have 0.60 and more, in
the median 0.89; stories from everyday life have 0.5 in the mean."""
WORDS: Final = 8
"""Different content words from which a share says anything."""

KNOWN: Final = 500
"""Different content words that a problem and its track must hold for this; those of the bank hold 790 to 900."""


class Vocabulary:
    """The words of a problem: what is said about it, asked about it and expected in answers."""

    def __init__(self, problem: Problem, track: Track) -> None:
        self._stems = frozenset(stem for text in _texts(problem, track) for stem in bare(text))

    def is_elsewhere(self, text: str) -> bool:
        """Whether an answer is about something else."""
        stems = frozenset(bare(text))
        tells = len(stems) >= WORDS and len(self._stems) >= KNOWN
        return tells and len(stems & self._stems) < SHARE * len(stems)


def _texts(problem: Problem, track: Track) -> tuple[str, ...]:
    ground = (*problem.ground, *track.ground)
    return (
        problem.title,
        problem.question,
        *(fact.say for fact in problem.facts),
        *(hint.say for hint in problem.hints),
        *(change.say for change in problem.constraints),
        *(one.title for one in ground),
        *(one.sounds_like for one in ground),
        *(term.term for term in (*problem.glossary, *track.glossary)),
        *(heard for term in (*problem.glossary, *track.glossary) for heard in term.misheard),
    )
