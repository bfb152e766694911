"""How well words fit a piece of ground: what tells a thing said from the same words said about something else.

A pattern finds "duplicates … events" in a sentence about dirty data and in one about a stream. Its piece's own title,
model answer and questions tell which: words that few pieces share weigh most.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log
from typing import Final

from voice_interviewer.interview.words import bare
from voice_interviewer.values import Ground, Problem, Track

FITS: Final = 4.0
"""From this fit on (`Likeness.fit`), words belong to a piece whatever else they belong to: two words that one piece in
eight shares, or one that it alone has. Set by eye on the fraud problem's model answers: most of what they match in
other dimensions by accident lies below it."""


class Likeness:
    """The vocabulary of each piece of ground, by its id."""

    def __init__(self, problem: Problem, track: Track, same: Mapping[str, str]) -> None:
        """`same` maps the ids of the track's ground that stands for a problem's own (`Terrain`)."""
        self._words: dict[str, set[str]] = {}
        for piece in (*problem.ground, *track.ground):
            self._words.setdefault(same.get(piece.id, piece.id), set()).update(_vocabulary(piece))
        spread = Counter(word for words in self._words.values() for word in words)
        self._weight = {word: log(len(self._words) / count) for word, count in spread.items()}

    def fit(self, said: str, piece: str) -> float:
        """The weight of the words that `said` shares with the piece: 0 for none, log(pieces / those that have it) for
        each, 4.2 for a word that is one's alone among seventy."""
        shared = self._words.get(piece, set()).intersection(bare(said))
        return sum(sorted(self._weight[word] for word in shared))


def _vocabulary(piece: Ground) -> Iterable[str]:
    return bare(" ".join((piece.title, piece.sounds_like, *piece.ask)))
