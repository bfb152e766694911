"""What the conductor works with: the wired parts of one interview, and the reply in hand."""

import asyncio
from dataclasses import dataclass, field

from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.session import Session
from voice_interviewer.live.echo import EchoPath
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
    echo: EchoPath | None = None


@dataclass(slots=True)
class ReplyInHand:
    """The reply being made or spoken, worded from `session`. A draft sounds once it is `released`; one that is
    `dropped` never does."""

    saying: Saying
    move: Move
    heard: AnswerHeard | None
    session: Session
    drafting: Drafting = field(default_factory=Drafting)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    dropped: bool = False
