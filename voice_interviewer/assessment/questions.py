"""What the interviewer brought up: which dimensions were asked about, and which ground a question or hint named.

A journalled session knows what each question was about. A bare transcript only has the words, so they are read: the
bank's own lines are recognised word for word, others by the ground they touch, and a phase's first question asks
about the first dimension of its phase.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from voice_interviewer.assessment.quotes import fold
from voice_interviewer.values import (
    FindingKind,
    Ground,
    Problem,
    Question,
    Speaker,
    Track,
    Turn,
    Understanding,
)

Listen: TypeAlias = Callable[[str], Understanding]
"""Reads a stretch of talk for the problem at hand."""

_SENTENCE = re.compile(r"[^.!?]*[^\W_][^.!?]*[.!?]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the interviewer brought up, each with the first turn that did.

    `dimensions` by id; `ground` by id, for questions; `hinted` by ground id, for hints.
    """

    dimensions: Mapping[str, int]
    ground: Mapping[str, int]
    hinted: Mapping[str, int]


def expected(problem: Problem, track: Track) -> tuple[Ground, ...]:
    """The ground of this problem in the track: the problem's own first, replacing the track's of the same id."""
    own = {ground.id for ground in problem.ground}
    return (*problem.ground, *(ground for ground in track.ground if ground.id not in own))


def read(
    turns: Sequence[Turn],
    problem: Problem,
    track: Track,
    listen: Listen,
    journalled: Mapping[int, Question] | None = None,
) -> Asked:
    """What the interviewer's turns brought up. `journalled` holds the questions that are known, by turn."""
    reader = _Reader(problem, track, listen)
    dimensions: dict[str, int] = {}
    ground: dict[str, int] = {}
    hinted: dict[str, int] = {}
    opened: set[str] = set()
    for number, turn in enumerate(turns):
        if turn.speaker is not Speaker.INTERVIEWER:
            continue
        if turn.hint_level is not None:
            _first(hinted, reader.touched(turn.text), number)
            continue
        question = (journalled or {}).get(number)
        named, about = reader.question(turn, question, first=turn.phase not in opened)
        if about:
            opened.add(turn.phase)
        _first(ground, named, number)
        _first(dimensions, about, number)
    return Asked(dimensions, ground, hinted)


def service(track: Track) -> frozenset[str]:
    """The folded sentences of the lines that keep the conversation going, and of the warm-up: they assess nothing."""
    lines = (*track.warm_up, *(line for variants in track.lines.values() for line in variants))
    return frozenset(words(sentence) for line in lines for sentence in sentences(line))


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with its closing marks."""
    return [sentence.strip() for sentence in _SENTENCE.findall(text)]


def words(text: str) -> str:
    """The folded words of `text`, to compare lines by."""
    return " ".join(token.word for token in fold(text))


class _Reader:
    """The problem's and the track's lines, made ready to be recognised."""

    def __init__(self, problem: Problem, track: Track, listen: Listen) -> None:
        self._listen = listen
        self._ground = {ground.id: ground for ground in expected(problem, track)}
        self._phases = {phase.slug: phase for phase in track.phases}
        self._service = service(track)
        self._lines: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        for ground in self._ground.values():
            self._know(ground.ask, [ground.id], [ground.dimension])
        for probe in track.probes:
            self._know(probe.ask, probe.ground, [probe.dimension])
        for constraint in problem.constraints:
            self._know([constraint.say], [], constraint.dimensions)
        self._vocabulary: dict[str, Counter[str]] = {}
        for ground in self._ground.values():
            known = self._vocabulary.setdefault(ground.dimension, Counter())
            known.update(words(" ".join((ground.title, *ground.ask))).split())

    def _know(self, lines: Iterable[str], ground: Iterable[str], dimensions: Iterable[str]) -> None:
        """`lines` bring up `ground` and ask about `dimensions`, recognised by any one sentence of theirs that asks."""
        for line in lines:
            asking = [sentence for sentence in sentences(line) if "?" in sentence]
            for sentence in asking or [line]:
                self._lines[words(sentence)] = frozenset(ground), frozenset(dimensions)

    def touched(self, text: str) -> frozenset[str]:
        """The ids of the ground `text` touches."""
        findings = self._listen(text).findings
        return frozenset(
            one.id for one in findings if one.kind is FindingKind.GROUND and one.id in self._ground
        )

    def question(
        self, turn: Turn, known: Question | None, first: bool
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The ground a turn's questions name, and the dimensions they ask about. `first`: nothing has been asked in its
        phase yet."""
        named: set[str] = set()
        about: set[str] = set()
        if known is not None:
            named |= {known.topic} & self._ground.keys()
            about |= {known.dimension} - {""}
        free: list[str] = []
        for sentence in sentences(turn.text):
            folded = words(sentence)
            if folded in self._lines:
                named |= self._lines[folded][0]
                about |= self._lines[folded][1]
            elif "?" in sentence and folded not in self._service:
                free.append(sentence)
        for sentence in free:
            touched = {one for one in self.touched(sentence) if self._ground[one].phase == turn.phase}
            named |= touched
            about |= {self._ground[one].dimension for one in touched}
        if free and not about:
            about |= self._likeliest(turn.phase, free, first)
        return frozenset(named), frozenset(about)

    def _likeliest(self, phase: str, questions: Sequence[str], first: bool) -> frozenset[str]:
        """The dimension of the phase whose own questions use most of these words, else what the phase opens with."""
        dimensions = self._phases[phase].dimensions if phase in self._phases else ()
        used = set(words(" ".join(questions)).split())
        shared = {
            dimension: sum(
                1 / self._spread(word) for word in used & self._vocabulary.get(dimension, Counter()).keys()
            )
            for dimension in dimensions
        }
        best = max(dimensions, key=lambda one: shared[one], default=None)
        if best is not None and shared[best] >= 1:
            return frozenset({best})
        return frozenset(dimensions[:1]) if first else frozenset()

    def _spread(self, word: str) -> int:
        """In how many dimensions' questions a word occurs: the more, the less it tells."""
        return sum(word in known for known in self._vocabulary.values())


def _first(seen: dict[str, int], names: Iterable[str], number: int) -> None:
    for name in sorted(names):
        seen.setdefault(name, number)
