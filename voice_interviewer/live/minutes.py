"""The minutes of an interview: all that happens is journalled, folded into the session, and shown, in this order."""

from voice_interviewer.events import (
    AnswerUnderstood,
    Continued,
    Event,
    MoveChosen,
    NoticeGiven,
    PhaseEntered,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.interview.interviewer import decide, farewell
from voice_interviewer.interview.session import Session, fold
from voice_interviewer.interview.understanding import understand
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.mouth import Spoken
from voice_interviewer.live.playout import SILENT
from voice_interviewer.live.signals import PartTroubled
from voice_interviewer.live.stage import ReplyInHand, Stage
from voice_interviewer.live.trace import trace, turn_of
from voice_interviewer.ports import View
from voice_interviewer.speech.floor import Floor
from voice_interviewer.values import Move, Turn


class Minutes:
    """Keeps the session. Times are the timeline's now. Every method raises SessionError when the journal cannot be
    written any more."""

    def __init__(self, stage: Stage, session: Session | None = None) -> None:
        self._stage = stage
        self._session = session
        self._told: set[str] = set()
        self._unheard = 0
        """Replies since the last heard one that were thrown away before any of them sounded."""
        self.response: float | None = None
        """The latest response time, in seconds."""

    @property
    def session(self) -> Session:
        assert self._session is not None, "the interview has not begun"
        return self._session

    @property
    def now(self) -> float:
        return self._stage.timeline.now()

    def note(self, event: Event) -> None:
        self._stage.log.append(event)
        self._session = fold(self._session, event)
        self._stage.display.tell(event)

    def opened(self, opening: SessionStarted | SessionResumed) -> None:
        self.note(opening)
        if isinstance(opening, SessionStarted):
            self.note(PhaseEntered(opening.at, opening.plan[0].phase))

    def decided(self, event: Event) -> Move:
        """The interviewer's move after an event that was noted."""
        return self.chosen(decide(self._stage.brief, self.session, event))

    def goodbye(self) -> Move:
        return self.chosen(farewell(self._stage.brief, self.session, self.now))

    def chosen(self, move: Move) -> Move:
        self.note(MoveChosen(self.now, move))
        return move

    def answered(self, turn: Turn) -> AnswerUnderstood:
        """A finished candidate turn, and what it was understood as."""
        self.note(TurnEnded(self.now, turn))
        understood = self._understood(self.session)
        self.note(understood)
        return understood

    def _understood(self, session: Session) -> AnswerUnderstood:
        """What the last turn of `session` is understood as."""
        understanding = understand(self._stage.brief, session, session.turns[-1].text)
        return AnswerUnderstood(self.now, len(session.turns) - 1, understanding)

    def supposing(self, turn: Turn) -> tuple[Session, Move, bool]:
        """What would be if the candidate's turn ended now as it is: the session, the interviewer's move, and whether
        the turn ended in a question to the interviewer. Nothing is noted."""
        session = fold(self.session, TurnEnded(self.now, turn))
        understood = self._understood(session)
        session = fold(session, understood)
        move = decide(self._stage.brief, session, understood)
        return fold(session, MoveChosen(self.now, move)), move, understood.understanding.question

    def replied(self, reply: ReplyInHand, spoken: Spoken) -> None:
        """The interviewer's turn, its trace, and what went wrong in making it."""
        now = self.now
        self.note(TurnEnded(now, turn_of(reply.move, spoken, self.session.phase)))
        if reply.heard is not None:
            turn = len(self.session.turns) - 1
            traced = trace(turn, reply.heard, spoken, reply.drafting, self._unheard)
            self.response = traced.response
            self.note(TurnTraced(now, traced))
        self._unheard = 0
        for part, trouble in (("language model", reply.drafting.trouble), ("voice", spoken.failure)):
            if trouble is not None and part not in self._told:
                self._told.add(part)
                self.note(NoticeGiven(now, part, str(trouble)))

    def unheard(self) -> None:
        """A reply was thrown away before any of it sounded: the candidate went on."""
        self._unheard += 1
        self.note(TurnTaken(self.now))

    def draft_dropped(self) -> None:
        """A reply made ahead was thrown away: the answer went on, or became another."""
        self._unheard += 1

    async def think(self) -> None:
        """Have the language model, where there is one, read the answers between its replies; until cancelled."""
        if self._stage.thought is not None:
            await self._stage.thought.run(self._stage.brief, lambda: self.session, self.note)

    def troubled(self, trouble: PartTroubled) -> None:
        """What a part has to tell; the time waited for it is nobody's."""
        self.note(NoticeGiven(self.now, trouble.part, trouble.text))
        if trouble.away and self.session.paused_at is None:
            self.note(Continued(self.now, trouble.away))

    def ended(self, reason: str) -> None:
        self.note(SessionEnded(self.now, reason))

    def view(self, floor: Floor, ear: Ear | None, partial: str, reply: ReplyInHand | None) -> View:
        """What a screen shows now; `partial`: the candidate's words so far, `reply`: the one in hand."""
        saying = reply.saying if reply is not None else None
        if floor is Floor.WORKING and saying is not None and saying.audible:
            floor = Floor.SPEAKING
        now, session = self.now, self.session
        return View(
            floor=floor,
            level=ear.level if ear is not None else SILENT,
            partial=partial,
            voice=self._stage.mouth.level,
            saying=saying.so_far if saying is not None else "",
            muted=ear is not None and ear.muted,
            at=now,
            session=session,
            phase=session.phase,
            phase_left=session.phase_left(now),
            left=session.left(now),
            response=self.response,
        )
