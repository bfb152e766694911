"""What the interviewer brought up: which dimensions were asked about, and which ground a question or hint named.

It is read from the words alone, which a session and its transcript share, so that both score alike: the bank's own
lines are recognised, give or take a word or two, others by the ground they touch, and a phase's first question asks
about the first dimension of its phase.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from voice_interviewer.assessment.ground import Listen, Terrain
from voice_interviewer.assessment.quotes import fold
from voice_interviewer.interview.words import bare
from voice_interviewer.values import Phase, Problem, Speaker, Track, Turn

NEARLY: Final = 80
"""Likeness of a question to one of the bank's (rapidfuzz's ratio, of 100) from which it is that one: a word or two of
seven left out or changed."""
LIKE: Final = 0.5
"""How much of a dimension's vocabulary a question must use to be about it: one word that two dimensions ask with."""
_PROMPT = re.compile(
    r"^(?:(?:so|and|now|okay|right|then|good|please)\W+)*"
    r"(?:(?:walk|take|talk|lead|tell|start|give|show|convince) (?:me|us)|describe|explain|sketch|outline|say more)\b",
    re.IGNORECASE,
)
"""Requests that ask without a question mark."""
_INVITES = re.compile(
    r"\b(?:(?:want|need|like|have) to (?:know|ask|find out|learn|hear)|(?:would|do|did) you (?:\w+ )?ask"
    r"|clear to you)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]*[^\W_][^.!?]*[.!?]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the interviewer brought up.

    `ground` and `hinted`: the first turn that asked about a piece, or hinted at it, by its id. `about`: the dimensions
    that each asking turn was about, in order; none for a question about nothing that is assessed.
    """

    ground: Mapping[str, int]
    hinted: Mapping[str, int]
    about: Mapping[int, frozenset[str]]
    changes: frozenset[int] = frozenset()
    """The turns that changed a requirement."""

    @property
    def dimensions(self) -> Mapping[str, int]:
        """The first turn that asked about each dimension."""
        first: dict[str, int] = {}
        for turn, dimensions in self.about.items():
            _first(first, dimensions, turn)
        return first


def read(
    turns: Sequence[Turn],
    problem: Problem,
    track: Track,
    terrain: Terrain,
    listen: Listen,
) -> Asked:
    """What the interviewer's turns brought up."""
    reader = _Reader(problem, track, terrain, listen)
    ground: dict[str, int] = {}
    hinted: dict[str, int] = {}
    asking: dict[int, frozenset[str]] = {}
    changes: set[int] = set()
    opened: set[str] = set()
    for number, turn in enumerate(turns):
        if turn.speaker is not Speaker.INTERVIEWER:
            continue
        if turn.hint_level is not None:
            _first(hinted, reader.touched(turn.text), number)
            continue
        if reader.changes(turn.text):
            changes.add(number)
        named, about = reader.question(turn, first=turn.phase not in opened)
        if about:
            opened.add(turn.phase)
            asking[number] = about
        _first(ground, named, number)
    return Asked(ground, hinted, asking, frozenset(changes))


def service(track: Track) -> frozenset[str]:
    """The folded sentences of the lines that keep the conversation going, and of the warm-up: they assess nothing."""
    lines = (*track.warm_up, *(line for variants in track.lines.values() for line in variants))
    return frozenset(words(sentence) for line in lines for sentence in sentences(line))


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with its closing marks."""
    return [sentence.strip() for sentence in _SENTENCE.findall(text)]


def invites(text: str) -> bool:
    """Whether a question wants questions back: "what would you want to know about size?"."""
    return _INVITES.search(text) is not None


def asks(sentence: str) -> bool:
    """Whether an interviewer's sentence wants an answer."""
    return "?" in sentence or _PROMPT.match(sentence) is not None


def words(text: str) -> str:
    """The folded words of `text`, to compare lines by."""
    return " ".join(token.word for token in fold(text))


class _Reader:
    """The problem's and the track's lines, made ready to be recognised."""

    def __init__(self, problem: Problem, track: Track, terrain: Terrain, listen: Listen) -> None:
        self._listen = listen
        self._terrain = terrain
        self._phases = {phase.slug: phase for phase in track.phases}
        self._service = service(track)
        self._lines: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        every = (*track.ground, *problem.ground)
        for ground in every:
            self._know(ground.ask, [ground.id], [ground.dimension])
        for probe in track.probes:
            self._know(probe.ask, probe.ground, [probe.dimension])
        for phase in track.phases:
            self._know(phase.opening, [], _opens_with(phase))
        for constraint in problem.constraints:
            self._know([constraint.say], [], constraint.dimensions)
        changing = (*track.lines.get("constraint", ()), *(_longest(one.say) for one in problem.constraints))
        self._changes = frozenset(words(line) for line in changing)
        self._vocabulary: dict[str, Counter[str]] = {}
        for ground in every:
            known = self._vocabulary.setdefault(ground.dimension, Counter())
            known.update(bare(" ".join((ground.title, *ground.ask))))

    def _know(self, lines: Iterable[str], ground: Iterable[str], dimensions: Iterable[str]) -> None:
        """`lines` bring up `ground` and ask about `dimensions`. Each is recognised by its longest sentence: "What does
        that change?" may follow anything."""
        pieces = (self._terrain.piece(one) for one in ground)
        named = frozenset(piece.id for piece in pieces if piece is not None)
        for line in lines:
            self._lines[words(_longest(line))] = named, frozenset(dimensions)

    def changes(self, text: str) -> bool:
        """Whether this brings in one of the problem's changes, or says that something is to change."""
        return any(words(sentence) in self._changes for sentence in sentences(text))

    def touched(self, text: str) -> frozenset[str]:
        """The ids of the ground `text` touches."""
        return self._terrain.touched(self._listen(text))

    def question(self, turn: Turn, first: bool) -> tuple[frozenset[str], frozenset[str]]:
        """The ground a turn's questions name, and the dimensions they ask about. `first`: nothing has been asked in its
        phase yet."""
        named: set[str] = set()
        about: set[str] = set()
        free: list[str] = []
        for sentence in sentences(turn.text):
            folded = words(sentence)
            if folded in self._lines:
                named |= self._lines[folded][0]
                about |= self._lines[folded][1]
            elif not about and asks(sentence) and folded not in self._service:
                free.append(sentence)
        for sentence in free:
            pieces = [self._terrain.pieces[one] for one in self.touched(sentence)]
            here = [piece for piece in pieces if piece.phase == turn.phase]
            named |= {piece.id for piece in here}
            about |= {piece.dimension for piece in here}
            if (alike := self._alike(words(sentence))) is not None:
                named |= self._lines[alike][0]
                about |= self._lines[alike][1]
        if free and not about:
            about |= self._likeliest(turn.phase, free, first)
        return frozenset(named), frozenset(about)

    def _alike(self, folded: str) -> str | None:
        """The known line about some ground that a sentence is with a word or two changed."""
        known = [line for line, (named, _) in self._lines.items() if named]
        found = extractOne(folded, known, scorer=ratio, score_cutoff=NEARLY)
        return None if found is None else found[0]

    def _likeliest(self, phase: str, questions: Sequence[str], first: bool) -> frozenset[str]:
        """The dimension of the phase whose own questions use most of these words, else what the phase opens with."""
        dimensions = self._phases[phase].dimensions if phase in self._phases else ()
        used = set(bare(" ".join(questions)))
        shared = {
            one: sum(1 / self._spread(word) for word in used & self._vocabulary.get(one, Counter()).keys())
            for one in dimensions
        }
        best = max(dimensions, key=lambda one: shared[one], default=None)
        if best is not None and shared[best] >= LIKE:
            return frozenset({best})
        return frozenset(_opens_with(self._phases[phase])) if first and dimensions else frozenset()

    def _spread(self, word: str) -> int:
        """In how many dimensions' questions a word occurs: the more, the less it tells."""
        return sum(word in known for known in self._vocabulary.values())


def _longest(line: str) -> str:
    return max(sentences(line), key=len, default="")


def _opens_with(phase: Phase) -> Sequence[str]:
    """The dimension that a phase's first question is about: the one it is named after, else its first."""
    return [phase.slug] if phase.slug in phase.dimensions else phase.dimensions[:1]


def _first(seen: dict[str, int], names: Iterable[str], number: int) -> None:
    for name in sorted(names):
        seen.setdefault(name, number)
