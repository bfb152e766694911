"""What the conductor works with: the wired parts of one interview, and the reply in hand."""

from dataclasses import dataclass, field

from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.live.mouth import Mouth, Saying
from voice_interviewer.live.replies import Drafting, ReplyWriter
from voice_interviewer.live.signals import AnswerHeard
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import Display, EventLog
from voice_interviewer.values import Move


@dataclass(frozen=True, slots=True)
class Stage:
    """The wired parts of one interview. `open_room`: the interviewer's voice reaches the microphone."""

    brief: Brief
    log: EventLog
    timeline: Timeline
    mouth: Mouth
    writer: ReplyWriter
    display: Display
    open_room: bool = False
    by_key: bool = False
    thought: Thought | None = None


@dataclass(slots=True)
class ReplyInHand:
    """The reply being made or spoken."""

    saying: Saying
    move: Move
    heard: AnswerHeard | None
    drafting: Drafting = field(default_factory=Drafting)
