"""Hand-written interviews with a person's score for every dimension: `tests/transcripts` and its folder `tuning`, which
the scorer was tuned with, and `tests/transcripts/held-out`, which it was not.

A file is a transcript in the documented form with a `label` beside it: `level`, 1 (poor) to 5 (excellent); `kind`, what
is special about it; `scores`, its author's, by dimension, null where it did not come up, and `why`.
"""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.assessment.conversation import bank
from tests.paths import DATA, ROOT
from voice_interviewer.assessment import scorecard
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.reports import transcript
from voice_interviewer.values import Speaker, Turn

TUNING: Final = "tuning"
HELD_OUT: Final = "held-out"
SETS: Final = (TUNING, HELD_OUT)
FOLDER: Final = ROOT / "tests" / "transcripts"


@dataclass(frozen=True)
class Labelled:
    name: str
    problem: str
    turns: tuple[Turn, ...]
    level: int
    kind: str
    scores: Mapping[str, int | None]

    @property
    def junk(self) -> bool:
        """Whether it is only silence, off-topic talk, echo, term lists or instructions."""
        return self.kind.startswith("junk")

    @property
    def words(self) -> int:
        return sum(len(turn.text.split()) for turn in self.turns if turn.speaker is Speaker.CANDIDATE)


@cache
def labelled(which: str) -> tuple[Labelled, ...]:
    folders = [FOLDER / which, *([FOLDER] if which == TUNING else [])]
    paths = (path for folder in folders for path in sorted(folder.glob("*.json")))
    return tuple(one for path in paths if (one := _read(path)) is not None)


def _read(path: Path) -> Labelled | None:
    """None where nobody gave scores: what is to be seen in it is something else."""
    label = json.loads(path.read_text(encoding="utf-8"))["label"]
    if "scores" not in label:
        return None
    meta, turns = transcript.read(path)
    return Labelled(path.stem, meta.problem, turns, label["level"], label["kind"], label["scores"])


def score(one: Labelled, turns: tuple[Turn, ...] | None = None) -> dict[str, Any]:
    """Its scorecard by the bank; with `turns`, that of the same interview said otherwise."""
    problem = bank().problem(one.problem)
    track = bank().track(problem.track)
    said = one.turns if turns is None else turns
    return scorecard.to_dict(
        scorecard.score(problem, track, session_from_turns(said, problem.slug, track, 45), "", rough=False)
    )


@cache
def card(one_set: str, name: str) -> dict[str, Any]:
    return score(next(one for one in labelled(one_set) if one.name == name))


def scores_of(found: Mapping[str, Any]) -> dict[str, int | None]:
    return {one["id"]: one["score"] for one in found["dimensions"]}


# ---------------------------------------------------------------- the same interview, said otherwise

PADDING: Final = (
    "That is how I would put it, more or less.",
    "I mean, it is a fair question and people ask it a lot.",
    "Let me just say that again in my own head for a moment.",
    "So, yes, that is roughly where I am with this one.",
    "I have had conversations like this before, and they always go on for a while.",
    "It is one of those things where everybody has an opinion, I suppose.",
    "Anyway, I hope that is clear, and I can go on if you like.",
    "There is more one could say about it, of course, there always is.",
    "To be honest I could talk about this for an hour.",
    "You know how it is, these things are never as simple as they look.",
    "Right, so, that would be my view on that, as I said.",
    "I think that is about it, unless I am forgetting something.",
)
PADDED: Final = 1.5
"""Words of the padded interview, as a multiple."""
MISHEARD: Final = 0.15


def padded(one: Labelled, seed: int = 5) -> tuple[Turn, ...]:
    """With half as many words again that say nothing, in the midst of every answer and at its end."""
    chance = random.Random(f"{seed}/{one.name}")
    return tuple(_padded(turn, chance) if turn.speaker is Speaker.CANDIDATE else turn for turn in one.turns)


def _padded(turn: Turn, chance: random.Random) -> Turn:
    sentences = turn.text.replace("? ", "?\n").replace(". ", ".\n").splitlines()
    wanted = PADDED * len(turn.text.split())
    while sum(len(sentence.split()) for sentence in sentences) < wanted:
        sentences.insert(chance.randrange(len(sentences)) + 1, chance.choice(PADDING))
    return replace(turn, text=" ".join(sentences), words=())


@cache
def mishearings() -> Mapping[str, tuple[str, ...]]:
    """Terms with what a recogniser really made of them: synthetic voices, heard by PocketSphinx without our glossary
    (`tests/data/mishearings.json`)."""
    found = json.loads((DATA / "mishearings.json").read_text(encoding="utf-8"))
    return {term: tuple(heard) for term, heard in found.items()}


def misheard(one: Labelled, seed: int = 5) -> tuple[tuple[Turn, ...], int, int]:
    """With about 15 % of the candidate's jargon misheard; also how many terms there were and how many went wrong."""
    chance = random.Random(f"{seed}/{one.name}")
    terms = wrong = 0
    turns = []
    for turn in one.turns:
        if turn.speaker is Speaker.INTERVIEWER:
            turns.append(turn)
            continue
        pieces = _terms().split(turn.text)
        places = range(1, len(pieces), 2)
        terms += len(places)
        for place in places:
            if chance.random() < MISHEARD:
                pieces[place] = chance.choice(mishearings()[pieces[place].lower()])
                wrong += 1
        turns.append(replace(turn, text="".join(pieces), words=()))
    return tuple(turns), terms, wrong


@cache
def _terms() -> re.Pattern[str]:
    longest_first = sorted(mishearings(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
