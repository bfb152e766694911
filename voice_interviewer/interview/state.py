"""An interview so far, as a value: what was said, what came of it, and how the clock stands.

It is made by folding events (`session.fold`); nothing else makes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from voice_interviewer.events import CommandGiven, NoticeGiven, SessionEnded, SessionStarted
from voice_interviewer.interview.records import Answer, Asked, Covered, HintGiven
from voice_interviewer.values import Command, Move, Parts, Turn, TurnTrace

NONE: Final[Mapping[Any, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the interviewer's replies brought about, apart, so that the last of them can be undone."""

    phase: str
    question: Asked | None = None
    asked: tuple[Asked, ...] = ()
    probes: frozenset[str] = frozenset()
    constraints: tuple[str, ...] = ()
    ledger: tuple[HintGiven, ...] = ()
    offered: bool = False
    last_offer: int = -1
    """The turn in which a hint was last offered."""


@dataclass(frozen=True, slots=True)
class Session:
    """An interview so far. Times are seconds on the recording's clock; `at` is that of the latest event."""

    started: SessionStarted
    standing: Standing
    at: float
    parts: Parts
    turns: tuple[Turn, ...] = ()
    void: frozenset[int] = frozenset()
    """Replies that were taken back."""
    corrected: frozenset[int] = frozenset()
    answers: Mapping[int, Answer] = field(default_factory=lambda: NONE)
    """The candidate's turns by number."""
    covered: Mapping[str, Covered] = field(default_factory=lambda: NONE)
    """The best covering of each ground that came up."""
    raised: Mapping[str, int] = field(default_factory=lambda: NONE)
    """Probes there is cause for, with the turn that gave it."""
    said: Mapping[str, int] = field(default_factory=lambda: NONE)
    """The interviewer's sentences, as `sentence_key` has them, with the last turn each was said in."""
    commands: tuple[CommandGiven, ...] = ()
    thinking: bool = False
    """The candidate announced to think."""
    answers_offer: bool = False
    """The latest answer followed an offer of a hint."""
    silences: int = 0
    """How often silence was noticed since the candidate last spoke, or was last asked."""
    waited: int = 0
    """How often the interviewer said nothing, since they last spoke."""
    paused_at: float | None = None
    gaps: tuple[float, ...] = ()
    notices: tuple[NoticeGiven, ...] = ()
    traces: tuple[TurnTrace, ...] = ()
    scorecard: Mapping[str, Any] | None = None
    ended: SessionEnded | None = None
    cut_hint: int = 0
    """The level of the hint that the latest reply was when it was cut off; 0 for none."""
    pending: Move | None = None
    """Chosen, but not heard yet."""
    before: Standing | None = field(default=None, repr=False)
    """The standing before the latest reply, for taking it back."""
    uncounted: float = 0.0
    spent: Mapping[str, float] = field(default_factory=lambda: NONE)
    """Seconds spent in each phase up to `phase_since` on the interview's clock."""
    phase_since: float = 0.0

    # ------------------------------------------------------------ what replies brought about

    @property
    def phase(self) -> str:
        return self.standing.phase

    @property
    def question(self) -> Asked | None:
        """The question at hand."""
        return self.standing.question

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every question put, once each, taken-back ones left out."""
        return self.standing.asked

    @property
    def probes(self) -> frozenset[str]:
        """Probes and wrong turns asked about."""
        return self.standing.probes

    @property
    def constraints(self) -> tuple[str, ...]:
        return self.standing.constraints

    @property
    def ledger(self) -> tuple[HintGiven, ...]:
        return self.standing.ledger

    @property
    def hint_level(self) -> int:
        """The highest hint given, 0 for none."""
        return max((hint.level for hint in self.ledger), default=0)

    @property
    def offered(self) -> bool:
        """A hint was offered and the candidate has not spoken since."""
        return self.standing.offered

    @property
    def offered_here(self) -> bool:
        """A hint was offered for the question at hand; once is enough."""
        return self.question is not None and self.standing.last_offer > self.question.turn

    @property
    def level(self) -> int:
        """How much harder than planned the candidate asked to have it; negative for easier."""
        asked_for = [given.command for given in self.commands]
        return asked_for.count(Command.HARDER) - asked_for.count(Command.EASIER)

    @property
    def answer(self) -> Answer | None:
        """The candidate's latest."""
        return self.answers[max(self.answers)] if self.answers else None

    # ------------------------------------------------------------ the clock

    def clock(self, at: float) -> float:
        """Seconds of interview up to `at`; pauses and gaps are not counted."""
        until = at if self.paused_at is None else min(at, self.paused_at)
        return max(0.0, until - self.started.at - self.uncounted)

    def left(self, at: float) -> float:
        """Seconds of interview left; negative when it runs over."""
        return self.started.minutes * 60 - self.clock(at)

    def phase_spent(self, at: float, phase: str | None = None) -> float:
        """Seconds spent in a phase, the current one unless named."""
        name = self.phase if phase is None else phase
        running = max(0.0, self.clock(at) - self.phase_since) if name == self.phase else 0.0
        return self.spent.get(name, 0.0) + running

    def phase_left(self, at: float) -> float:
        """Seconds until the current phase should end: what earlier phases took too much or left over counts."""
        due = 0.0
        for planned in self.started.plan:
            due += planned.seconds
            if planned.phase == self.phase:
                return due - self.clock(at)
        return self.left(at)

    def following(self) -> str | None:
        """The phase after the current one; None in the last."""
        names = [planned.phase for planned in self.started.plan]
        after = names[names.index(self.phase) + 1 :] if self.phase in names else []
        return after[0] if after else None

    def spent_by_phase(self, at: float) -> dict[str, float]:
        """Seconds spent in each planned phase."""
        return {planned.phase: self.phase_spent(at, planned.phase) for planned in self.started.plan}
