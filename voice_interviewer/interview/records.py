"""What a session keeps of an interview besides its turns: questions asked, hints given, ground covered."""

from dataclasses import dataclass
from enum import IntEnum

from voice_interviewer.values import Finding, FindingKind, Understanding


class Prompting(IntEnum):
    """What led the candidate to it; higher is better."""

    AFTER_HINT = 0
    """A hint had been given in this phase."""
    AFTER_QUESTION = 1
    """The interviewer had asked about this very thing."""
    UNPROMPTED = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question the interviewer put. `topic` is as in `values.Question`; `text` its words, `turn` where it stands."""

    topic: str
    dimension: str
    text: str
    turn: int
    phase: str
    kind: str = ""
    """The purpose of the `Say` that put it, or its move's kind."""

    @property
    def follow_up(self) -> bool:
        """Whether it pressed on what was said, instead of opening new ground."""
        return self.kind in {"probe", "deeper"}


@dataclass(frozen=True, slots=True)
class HintGiven:
    level: int
    phase: str
    turn: int
    at: float


@dataclass(frozen=True, slots=True)
class Covered:
    """Expected ground that came up: in which turn, in which words, how well, and what led to it."""

    ground: str
    turn: int
    words: str
    reasoned: bool
    prompting: Prompting
    hint_level: int = 0
    """The highest hint given before it."""

    @property
    def worth(self) -> tuple[bool, Prompting]:
        """For choosing the better of two: a reason counts before being unprompted."""
        return self.reasoned, self.prompting


@dataclass(frozen=True, slots=True)
class Answer:
    """A candidate's turn with the circumstances it was given in, and what was made of it."""

    turn: int
    phase: str
    topic: str
    hint_level: int
    hinted: bool
    """Whether a hint had been given in this phase."""
    understood: tuple[Understanding, ...] = ()
    added: tuple[Finding, ...] = ()
    """What in these a language model found and the bank did not."""

    def covers(self) -> tuple[Covered, ...]:
        """The ground this answer covers; what it rejects it does not cover."""
        return tuple(
            Covered(
                ground=finding.id,
                turn=self.turn,
                words=finding.words,
                reasoned=finding.reasoned,
                prompting=self._prompting(finding.id),
                hint_level=self.hint_level,
            )
            for understanding in self.understood
            for finding in understanding.findings
            if finding.kind is FindingKind.GROUND and not finding.negated
        )

    def raises(self) -> frozenset[str]:
        """The probes this answer gives cause for."""
        return frozenset(
            finding.id
            for understanding in self.understood
            for finding in understanding.findings
            if finding.kind is FindingKind.PROBE and not finding.negated
        )

    def _prompting(self, ground: str) -> Prompting:
        if self.hinted:
            return Prompting.AFTER_HINT
        return Prompting.AFTER_QUESTION if self.topic == ground else Prompting.UNPROMPTED
