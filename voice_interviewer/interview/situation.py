"""Where the interview stands when a move is due: what every rule of the director looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from random import Random
from statistics import median
from typing import Final

from voice_interviewer.events import AnswerUnderstood, CommandGiven, Event
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.phases import resolve
from voice_interviewer.interview.records import Answer, Asked
from voice_interviewer.interview.session import Session
from voice_interviewer.values import (
    Finding,
    FindingKind,
    Ground,
    Phase,
    ProbeRule,
    ProbeWhen,
    Speaker,
    Turn,
    Understanding,
)

WARM_UP: Final = "warm-up"
"""The topic of the question before the problem."""
CANDIDATE_QUESTION: Final = "candidate-question"
"""The topic of "anything you would like to ask me?"."""
CHANGE_PHASE: Final = "serving"
"""Where a changed requirement is injected."""
CLOSING_SHARE: Final = 0.1
CLOSING_MOST: Final = 20.0
LONGEST_OVERRUN: Final = 20.0
"""Seconds that an answer may be expected to run over before there is no time for it."""
"""A phase with less than this share, or these seconds, of its time left is over: no answer fits any more."""
TYPICAL_EXCHANGE: Final = 38.0
"""Seconds of an ordinary question with its answer: half a minute (conversation.md), and the question."""
SHORTEST_EXCHANGE: Final = 20.0
LONGEST_EXCHANGE: Final = 160.0
"""Bounds within which what a candidate took so far is taken for what they will take."""
FOLLOW_UPS_IN_A_ROW: Final = 2


@dataclass(frozen=True)
class Situation:
    """The brief, the session (which already includes `event`), and what follows from them."""

    brief: Brief
    session: Session
    event: Event

    @property
    def at(self) -> float:
        return self.event.at

    # ------------------------------------------------------------ the answer

    @cached_property
    def answer(self) -> Answer | None:
        """The answer to decide on; None where a key was pressed and nothing said."""
        if isinstance(self.event, CommandGiven) and not self.event.text:
            return None
        return self.session.answer if isinstance(self.event, AnswerUnderstood | CommandGiven) else None

    @property
    def turn(self) -> Turn | None:
        return self.session.turns[self.answer.turn] if self.answer is not None else None

    @property
    def text(self) -> str:
        return self.turn.text if self.turn is not None else ""

    @cached_property
    def understanding(self) -> Understanding:
        """Everything made of the answer, by whomever, as one."""
        made = self.answer.understood if self.answer is not None else ()
        return Understanding(
            findings=tuple(finding for one in made for finding in one.findings),
            question=any(one.question for one in made),
            word_count=max((one.word_count for one in made), default=0),
            commitment=any(one.commitment for one in made),
        )

    def found(self, kind: FindingKind) -> list[Finding]:
        """What the answer contains of a kind, the rejected left out."""
        return [one for one in self.understanding.findings if one.kind is kind and not one.negated]

    # ------------------------------------------------------------ the phase and the clock

    @property
    def phase(self) -> Phase:
        return self.brief.phases.get(self.session.phase, self.brief.track.phases[0])

    @cached_property
    def plan(self) -> Mapping[str, float]:
        """Seconds planned for each phase, in order; the track's phases where the session has none of them."""
        known = {
            one.phase: one.seconds for one in self.session.started.plan if one.phase in self.brief.phases
        }
        return known or {phase.slug: phase.minutes_45 * 60 for phase in self.brief.track.phases}

    @property
    def drilled(self) -> str | None:
        """The phase a drill practises; None in an interview of all phases."""
        return resolve(self.brief.track, self.session.started.focus)

    @property
    def framing_is_over(self) -> bool:
        """A drill on a later phase begins with one question of framing, and that was answered."""
        return self.drilled not in {None, next(iter(self.plan))} and self.in_first_phase

    @cached_property
    def planned_dimensions(self) -> frozenset[str]:
        """What this interview's phases are there to assess: in a drill, not all there is."""
        return frozenset(name for slug in self.plan for name in self.brief.phases[slug].dimensions)

    @property
    def planned(self) -> float:
        """Seconds planned for this phase."""
        return self.plan.get(self.session.phase, 0.0)

    @property
    def in_last_phase(self) -> bool:
        return self.session.following() is None

    @property
    def in_first_phase(self) -> bool:
        return self.session.phase == next(iter(self.plan))

    @property
    def changes_here(self) -> bool:
        """Whether this is the phase for a changed requirement: `serving`, or the last but one of other tracks."""
        planned = list(self.plan)
        return self.session.phase == (CHANGE_PHASE if CHANGE_PHASE in self.brief.phases else planned[-2:][0])

    @property
    def time_is_up(self) -> bool:
        """No time is left but what the last phase needs for one answer."""
        last = list(self.plan.values())[-1]
        spare = 0.0 if self.in_last_phase else min(max(last / 4, 0.75 * self.exchange), last)
        return self.session.left(self.at) <= spare

    @cached_property
    def exchange(self) -> float:
        """Seconds that a question and its answer usually take with this candidate: the median, with two ordinary ones
        to begin with, for one long silence says nothing about the next answer."""
        session = self.session
        ends = [session.started.at, *(session.turns[number].end for number in sorted(session.answers))]
        taken = [after - before for before, after in pairwise(ends)]
        usual = median((TYPICAL_EXCHANGE, TYPICAL_EXCHANGE, *taken))
        return min(max(usual, SHORTEST_EXCHANGE), LONGEST_EXCHANGE)

    @property
    def later(self) -> float:
        """Seconds that the later phases need for one exchange each."""
        order = list(self.plan)
        here = order.index(self.session.phase) if self.session.phase in order else len(order) - 1
        return (len(order) - 1 - here) * self.exchange

    @property
    def room(self) -> float:
        """Seconds that may still be spent in this phase: its own, and none that a later phase needs."""
        return min(self.session.phase_left(self.at), self.session.left(self.at) - self.later)

    @property
    def phase_is_over(self) -> bool:
        """No answer fits any more, or only at the cost of a later phase. The phase before the last closes earlier:
        answers overrun, and the end should not pay for it."""
        closing = min(CLOSING_MOST, CLOSING_SHARE * self.planned)
        *_, before_last, last = ("", *self.plan)
        if self.session.phase == before_last:
            closing += self.plan[last] / 2
        left = self.session.phase_left(self.at)
        if self.in_last_phase:
            return left <= closing
        fits = self.session.left(self.at) - self.later >= self.exchange - LONGEST_OVERRUN
        return left <= max(closing, self.exchange / 2 - LONGEST_OVERRUN) or not fits

    @property
    def progress(self) -> float:
        """The part of the interview's time that has gone."""
        return self.session.clock(self.at) / max(1.0, self.session.started.minutes * 60)

    @cached_property
    def here(self) -> list[Asked]:
        """Questions put in this phase."""
        return [asked for asked in self.session.asked if asked.phase == self.session.phase]

    @property
    def changes_made_here(self) -> int:
        """How many changed requirements were brought in in this phase."""
        return sum(asked.kind == "constrain" for asked in self.here)

    @property
    def changed_here(self) -> bool:
        return self.changes_made_here > 0

    @property
    def answers_here(self) -> int:
        return sum(answer.phase == self.session.phase for answer in self.session.answers.values())

    @property
    def pressed_enough(self) -> bool:
        """Whether the latest questions here were all follow-ups, and new ground is due."""
        latest = self.here[-FOLLOW_UPS_IN_A_ROW:]
        return len(latest) == FOLLOW_UPS_IN_A_ROW and all(asked.follow_up for asked in latest)

    @property
    def problem_is_stated(self) -> bool:
        return self.was_asked(next(iter(self.plan)))

    def was_asked(self, topic: str) -> bool:
        return any(asked.topic == topic for asked in self.session.asked)

    def chance(self, name: str, share: float) -> bool:
        """A seeded coin: the same at the same point of the same interview."""
        return Random(f"{self.brief.seed}/{name}/{len(self.session.turns)}").random() < share

    # ------------------------------------------------------------ ground and probes

    @cached_property
    def settled(self) -> frozenset[str]:
        """The ground that the problem states, or that a fact settled which the interviewer gave."""
        problem = self.brief.problem
        told = [turn.text for turn in self.session.turns if turn.speaker is Speaker.INTERVIEWER]
        given = (fact for fact in problem.facts if fact.settles and any(fact.say in text for text in told))
        return frozenset((*problem.states, *(ground for fact in given for ground in fact.settles)))

    @cached_property
    def named_now(self) -> frozenset[str]:
        """The ground that the answer names, with a reason or without."""
        return frozenset(one.id for one in self.found(FindingKind.GROUND))

    def reasoned(self, ground: str) -> bool:
        covered = self.session.covered.get(ground)
        return covered is not None and covered.reasoned

    def open_asks(self, rule: ProbeRule) -> tuple[str, ...]:
        """The variants of a probe that were not answered already."""
        leads_to = rule.leads_to or ("",) * len(rule.ask)
        return tuple(
            text
            for text, ground in zip(rule.ask, leads_to, strict=False)
            if ground not in self.session.covered
        )

    @cached_property
    def open_ground(self) -> list[Ground]:
        """Ground of this phase that neither came up with a reason nor was asked about, the most due first.

        What this very answer named, or the problem or a fact settles, is not asked for; what was named before without
        a reason comes last. A dimension not touched yet comes first, of those one that past interviews found weak, then
        what every good candidate covers before what only excellent ones do (the other way round after "harder";
        "easier" drops the latter), then the bank's order, varied a little. What is not this phase's own dimension (how
        the candidate adapts) can only be asked about once something changed.
        """
        session = self.session
        here = [ground for ground in self.brief.grounds.values() if ground.phase == session.phase]
        touched = {
            dimension: sum(asked.dimension == dimension for asked in self.here)
            + sum(self.reasoned(one.id) for one in here if one.dimension == dimension)
            for dimension in {ground.dimension for ground in here}
        }
        vary = Random(f"{self.brief.seed}/ground/{session.phase}")
        keyed = []
        for index, ground in enumerate(here):
            step = -ground.anchor if session.level > 0 else ground.anchor
            named = ground.id in session.covered
            touched_on = touched[ground.dimension] > 0
            strong = ground.dimension not in self.brief.weak
            keyed.append((named, touched_on, strong, step, index + 3 * vary.random(), ground))
        due = [ground for *_, ground in sorted(keyed, key=lambda one: one[:5])]
        return [
            ground
            for ground in due
            if not self.reasoned(ground.id)
            and not self.was_asked(ground.id)
            and ground.id not in self.named_now
            and ground.id not in self.settled
            and not (session.level < 0 and ground.anchor > 3)
            and (ground.dimension in self.phase.dimensions or self.changed_here)
        ]

    @property
    def expected_share(self) -> float:
        """How much of what a good candidate says in this phase was said, with reasons; 0 where nothing is expected."""
        here = [
            one for one in self.brief.grounds.values() if one.phase == self.session.phase and one.anchor == 3
        ]
        return sum(self.reasoned(ground.id) for ground in here) / len(here) if here else 0.0

    def is_time_for(self, dimension: str) -> bool:
        """Whether the interview has come to what this dimension is about, or will not come to it at all."""
        order = list(self.plan)
        about = (place for place, slug in enumerate(order) if dimension in self.brief.phases[slug].dimensions)
        here = order.index(self.session.phase) if self.session.phase in order else 0
        return next(about, -1) <= here

    def unasked(self, when: ProbeWhen) -> list[ProbeRule]:
        return [
            rule
            for rule in self.brief.track.probes
            if rule.when is when
            and rule.id not in self.session.probes
            and rule.dimension in self.planned_dimensions
        ]
