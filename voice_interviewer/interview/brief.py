"""What the interviewer knows before the interview begins, prepared once for matching answers against it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from voice_interviewer.interview.numbers import numbers
from voice_interviewer.interview.patterns import Pattern, compiled, lexicon
from voice_interviewer.interview.sounds import Lexicon
from voice_interviewer.interview.words import Misheard, bare, misheard_as
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
EVERYDAY: Final = frozenset(
    bare(
        "system design build model data machine learning train feature label predict serve score request store "
        "index user metric team engineer company product app service platform online offline real time live "
        "production test use want need make give take get put show pick choose decide decision keep run work go "
        "come arrive carry call see look sit ask tell say answer question expect assume matter know like leave "
        "return start end first last next new old good bad big small large hard easy fast quick slow high low "
        "long short total average whole part way thing lot kind people person anyone nobody someone all any both "
        "each every few half less more most much many never no none nothing other own same several some such over "
        "under until without within after before again against between during down up out off above below through "
        "about around roughly per yet once twice today now year month week day night hour minute second "
        "millisecond percent hundred thousand million billion zero one two three four five six seven eight nine "
        "ten eleven twelve fifteen sixteen twenty thirty forty fifty sixty seventy eighty ninety third quarter "
        "away hand far near because enough only even still often always budget cost money number"
    )
)
"""Stems that any problem's statement and any answer may contain."""


@dataclass(frozen=True, eq=False)
class Brief:
    """A problem, the track it belongs to, and the choices of this interview; compared by identity.

    `difficulties` are those the bank has problems of, so that a switch is only offered to one there is; `weak` are the
    rubric's dimensions that past scorecards say need practice: their ground is asked about first.
    """

    problem: Problem
    track: Track
    seed: int
    focus: str | None = None
    difficulties: frozenset[Difficulty] = ALL_DIFFICULTIES
    weak: frozenset[str] = frozenset()

    def prepare(self) -> None:
        """Compile all that answers are read with, some 40 ms of work, so that no answer waits for it."""
        _ = (self.lexicon, self.misheard, self.own_stems, self.own_numbers)

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
    def misheard(self) -> Misheard:
        """What recognisers make of the glossary's terms, and of names that speech spells out."""
        heard = ((heard, term.term) for term in self.glossary for heard in term.misheard)
        return misheard_as((*_SPOKEN_FORMS.items(), *heard))

    @cached_property
    def ground_patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        """A problem's own ways to say a thing and, of what only excellent candidates say, the track's for ground of the
        same id: who thinks of it in general has thought of it here. What is expected has to be said of this problem."""
        general = {ground.id: ground.phrases for ground in self.track.ground if ground.anchor == 5}
        return {
            name: _compiled(dict.fromkeys((*ground.phrases, *general.get(name, ()))))
            for name, ground in self.grounds.items()
        }

    @cached_property
    def fact_patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        return {fact.id: _compiled(fact.phrases) for fact in self.problem.facts}

    @cached_property
    def fact_names(self) -> Mapping[str, Pattern]:
        """What each fact is called, its id: how somebody asks for it who says no more than that."""
        return {fact.id: compiled(fact.id.replace("-", " ")) for fact in self.problem.facts}

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
        named = self.fact_names.values()
        return lexicon(
            (*named, *(one for group in groups for patterns in group.values() for one in patterns))
        )

    @cached_property
    def own_stems(self) -> frozenset[str]:
        """Words that belong to this problem and not to any: using them ties a claim to it.

        From its title and question, its glossary, and its fact sheet where a word comes up more than once.
        """
        problem = self.problem
        stated = f"{problem.title} {problem.question} {problem.short_question}"
        told = Counter(stem for fact in problem.facts for stem in set(bare(fact.say)))
        terms = (stem for term in problem.glossary for stem in bare(term.term))
        often = (stem for stem, count in told.items() if count > 1)
        return frozenset((*bare(stated), *terms, *often)) - EVERYDAY

    @cached_property
    def own_numbers(self) -> frozenset[float]:
        """Figures the problem itself gives, in base units and as they are said."""
        texts = (self.problem.question, self.problem.short_question, *_says(self.problem.facts))
        given = [number for text in texts for number in numbers(text)]
        return frozenset((*(number.value for number in given), *(number.figure for number in given)))


def _compiled(phrases: Iterable[str]) -> tuple[Pattern, ...]:
    patterns = map(compiled, phrases)
    return tuple(pattern for pattern in patterns if pattern.slots)


def _says(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(fact.say for fact in facts)
