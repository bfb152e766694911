"""What the conductor works with: the wired parts of one interview, and the waits it keeps."""

from dataclasses import dataclass, field
from typing import Final

from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.live.mouth import Mouth, Saying
from voice_interviewer.live.replies import Drafting, ReplyWriter
from voice_interviewer.live.signals import AnswerHeard
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import Display, EventLog
from voice_interviewer.values import Move

QUIET: Final = 30.0
"""Seconds a candidate may think after a question before one quiet offer (conversation.md)."""
ANNOUNCED: Final = 60.0
"""Seconds after announced thinking before one short offer; also between later looks at a silent candidate."""
BARGE_IN: Final = 0.3
"""Seconds of voice over the interviewer that count as meant: less is a cough or a key click."""
ECHO_TAIL: Final = 0.25
"""Seconds an open room goes on sounding after the interviewer stopped."""
REFRESH: Final = 0.1


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


@dataclass(slots=True)
class ReplyInHand:
    """The reply being made or spoken."""

    saying: Saying
    move: Move
    heard: AnswerHeard | None
    drafting: Drafting = field(default_factory=Drafting)
