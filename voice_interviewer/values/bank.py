"""The problem bank: problems, and the tracks they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer to a clarifying question. `phrases` are ways of asking, in the pattern language of `Ground`; `settles`
    names ground that nobody is asked for once this was said."""

    id: str
    phrases: tuple[str, ...]
    say: str
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HintText:
    """Level 1 a direction, 2 a structure, 3 the key components, 4 the full architecture."""

    level: int
    say: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Something a good answer covers.

    `phrases`: each is a pattern of words; every word must occur, by stem, near one another in the answer, in any
    order; `a|b` accepts either. `anchor` is the rubric level it belongs to (3 expected of a good candidate, 5 of an
    excellent one). `ask` are interviewer questions that bring it up without giving it away. `sounds_like` is how a
    candidate at that level would put it, for the scorecard.
    """

    id: str
    phase: str
    dimension: str
    anchor: Literal[3, 5]
    title: str
    phrases: tuple[str, ...]
    ask: tuple[str, ...] = ()
    sounds_like: str = ""
    answers_change: bool = False
    """Also met by any reasoned answer to a changed requirement: adapting shows in what is said then, in any words."""


@dataclass(frozen=True, slots=True)
class WrongTurn:
    """A common mistake: how it is said, what the interviewer asks back, and why it is wrong (for the scorecard)."""

    id: str
    dimension: str
    phrases: tuple[str, ...]
    ask: str
    why: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """A changed requirement, injected in `serving` or when the candidate asks for more."""

    id: str
    say: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the problem for the recogniser: how it is misheard, and its ARPABET phones where it is one word."""

    term: str
    misheard: tuple[str, ...] = ()
    phones: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One interview problem, as `problems/README.md` documents the file it comes from. `states` is the ground that the
    question itself settles, such as the scale: nobody is asked for it."""

    slug: str
    track: str
    title: str
    difficulty: Difficulty
    summary: str
    question: str
    short_question: str
    facts: tuple[Fact, ...]
    hints: tuple[HintText, ...]
    ground: tuple[Ground, ...]
    wrong_turns: tuple[WrongTurn, ...]
    constraints: tuple[Constraint, ...]
    glossary: tuple[Term, ...]
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the interview. `minutes_60` and `minutes_45` are the plan's columns; `opening` its first question,
    in variants; `dimensions` what it is there to assess; `leads_to` the ground that its opening asks for."""

    slug: str
    title: str
    minutes_60: float
    minutes_45: float
    dimensions: tuple[str, ...]
    opening: tuple[str, ...]
    handover: tuple[str, ...]
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One dimension of the rubric, with its anchors 1, 3 and 5."""

    id: str
    title: str
    anchors: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Rubric:
    """Equal weights, integers 1 to 5. `id` is `<track>@<hash of the anchors>`."""

    id: str
    criteria: tuple[Criterion, ...]


class ProbeWhen(StrEnum):
    """What makes a probe due."""

    RAISED = "raised"
    """The candidate said one of its phrases."""
    MISSING = "missing"
    """Its `ground` has not come up by the fraction `after` of the interview."""
    PREMATURE = "premature"
    """The candidate talks about modelling (its phrases) before its `ground` has come up."""
    NUMBER = "number"
    """The candidate gave a number of their own."""
    CONTRADICTION = "contradiction"
    """The candidate contradicted an earlier claim."""


@dataclass(frozen=True, slots=True)
class ProbeRule:
    """A follow-up question, asked at most once. `ask` holds variants; `leads_to` the ground that each of them asks for,
    in the same order ("" for none), so that one which was answered already is passed over. `called` is what it goes
    back to when it has to wait for its phase ("a cache")."""

    id: str
    when: ProbeWhen
    dimension: str
    ask: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    after: float = 0.5
    leads_to: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    title: str
    author: str
    why: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A kind of interview: who asks, in which phases, judged by what. Made of files alone.

    `lines` maps a purpose (greeting, hint_offer, thinking, farewell …) to spoken variants; `{name}` slots are filled
    by code. `ground` is expected in every problem of the track; a problem's ground of the same id replaces it.
    """

    id: str
    title: str
    persona: str
    phases: tuple[Phase, ...]
    rubric: Rubric
    ground: tuple[Ground, ...]
    probes: tuple[ProbeRule, ...]
    lines: Mapping[str, tuple[str, ...]]
    resources: tuple[Resource, ...]
    warm_up: tuple[str, ...] = ()
    areas: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """`--focus` names other than phase slugs: dimension id to phase slug, or "all"."""
    glossary: tuple[Term, ...] = ()
