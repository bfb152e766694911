"""What the interviewer knows before the interview begins, prepared once for matching answers against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from voice_interviewer.interview.numbers import numbers
from voice_interviewer.interview.patterns import Pattern, compiled, lexicon
from voice_interviewer.interview.sounds import Lexicon
from voice_interviewer.interview.words import bare, split
from voice_interviewer.values import (
    Difficulty,
    Fact,
    Ground,
    HintText,
    Phase,
    ProbeRule,
    Problem,
    Term,
    Track,
)

ALL_DIFFICULTIES: Final = frozenset(Difficulty)
_SPOKEN_FORMS: Final = {
    "p ninety nine": "p99",
    "p ninety five": "p95",
    "p fifty": "p50",
    "p 99": "p99",
    "p 95": "p95",
    "p 50": "p50",
    "a slash b": "a/b",
    "q p s": "qps",
    "g p u": "gpu",
    "a u c": "auc",
    "roc auc": "auc",
}
"""Names that speech spells out."""


@dataclass(frozen=True, eq=False)
class Brief:
    """A problem, the track it belongs to, and the choices of this interview; compared by identity.

    `difficulties` are those the bank has problems of, so that a switch is only offered to one there is.
    """

    problem: Problem
    track: Track
    seed: int
    focus: str | None = None
    difficulties: frozenset[Difficulty] = ALL_DIFFICULTIES

    @cached_property
    def grounds(self) -> Mapping[str, Ground]:
        """All expected ground by id, in the phases' order; the problem's replaces the track's of the same id."""
        merged = {ground.id: ground for ground in (*self.track.ground, *self.problem.ground)}
        order = {phase.slug: index for index, phase in enumerate(self.track.phases)}
        return dict(sorted(merged.items(), key=lambda one: order.get(one[1].phase, len(order))))

    @cached_property
    def phases(self) -> Mapping[str, Phase]:
        return {phase.slug: phase for phase in self.track.phases}

    @cached_property
    def hints(self) -> Mapping[int, HintText]:
        return {hint.level: hint for hint in self.problem.hints}

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        return {fact.id: fact for fact in self.problem.facts}

    @cached_property
    def probes(self) -> Mapping[str, ProbeRule]:
        return {probe.id: probe for probe in self.track.probes}

    @cached_property
    def glossary(self) -> tuple[Term, ...]:
        """The problem's terms, then the track's that it does not define itself."""
        own = {term.term.lower() for term in self.problem.glossary}
        shared = (term for term in self.track.glossary if term.term.lower() not in own)
        return (*self.problem.glossary, *shared)

    @cached_property
    def misheard(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """What recognisers make of the glossary's terms, in words, to the term's own words."""
        spoken = [(heard, term) for heard, term in _SPOKEN_FORMS.items()]
        heard = [(heard, term.term) for term in self.glossary for heard in term.misheard]
        return {tuple(split(heard)): tuple(split(term)) for heard, term in (*spoken, *heard)}

    @cached_property
    def ground_patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        return {name: _compiled(ground.phrases) for name, ground in self.grounds.items()}

    @cached_property
    def fact_patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        return {fact.id: _compiled(fact.phrases) for fact in self.problem.facts}

    @cached_property
    def wrong_turn_patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        return {wrong.id: _compiled(wrong.phrases) for wrong in self.problem.wrong_turns}

    @cached_property
    def probe_patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        return {probe.id: _compiled(probe.phrases) for probe in self.track.probes if probe.phrases}

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every stem that a pattern of this interview is made of."""
        groups = (
            self.ground_patterns,
            self.fact_patterns,
            self.wrong_turn_patterns,
            self.probe_patterns,
        )
        return lexicon(pattern for group in groups for patterns in group.values() for pattern in patterns)

    @cached_property
    def own_stems(self) -> frozenset[str]:
        """Words that belong to this problem and not to machine learning at large: using them ties a claim to it."""
        problem = self.problem
        said = " ".join((problem.title, problem.question, problem.short_question, *_says(problem.facts)))
        shared = " ".join((*_titles(self.track.ground), *(c.title for c in self.track.rubric.criteria)))
        return frozenset(bare(said)) - frozenset(bare(shared)) - _EVERYDAY

    @cached_property
    def own_numbers(self) -> frozenset[float]:
        """Figures the problem itself gives."""
        texts = (self.problem.question, self.problem.short_question, *_says(self.problem.facts))
        return frozenset(number.value for text in texts for number in numbers(text))


_EVERYDAY: Final = frozenset(
    bare(
        "system systems design build model models data machine learning use want need make company team app time day "
        "second minute hour percent about around roughly million billion thousand hundred one two three four five "
        "take answer say tell question first start good know work service product production get give new"
    )
)
"""Words of any problem's statement that any answer contains."""


def _compiled(phrases: Iterable[str]) -> tuple[Pattern, ...]:
    patterns = map(compiled, phrases)
    return tuple(pattern for pattern in patterns if pattern.slots)


def _says(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(fact.say for fact in facts)


def _titles(grounds: Iterable[Ground]) -> tuple[str, ...]:
    return tuple(ground.title for ground in grounds)
