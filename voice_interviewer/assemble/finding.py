"""What an examination found: one part, how it is, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voice_interviewer.errors import VoiceInterviewerError


class State(StrEnum):
    """How a part is."""

    GOOD = "good"
    WORSE = "worse"
    """It works, and could work better."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """`figures`: what was measured, in the unit that the key ends in. `needed`: while it is broken no interview can
    run."""

    part: str
    state: State
    text: str
    remedy: str = ""
    figures: Mapping[str, float | str] = field(default_factory=dict)
    needed: bool = False

    @property
    def bars(self) -> bool:
        """Whether no interview can run because of it."""
        return self.needed and self.state is State.BROKEN


def broken(part: str, error: VoiceInterviewerError, *, needed: bool = False) -> Finding:
    return Finding(part, State.BROKEN, error.message, error.remedy, needed=needed)
