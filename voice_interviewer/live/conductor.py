"""The live interview: takes every signal in turn, keeps the session, and performs the interviewer's moves.

One inbox, one loop, one reply at a time. Everything that decides is pure and elsewhere (`interview`); everything that
makes or takes sound is a part. What happens here is order: journal first, then act.
"""

import asyncio
import contextlib
import logging
from collections import deque
from typing import assert_never

from voice_interviewer.events import (
    AnswerUnderstood,
    CandidateSilent,
    CommandGiven,
    Continued,
    Event,
    MoveChosen,
    NoticeGiven,
    Paused,
    PhaseEntered,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.interview.interviewer import decide
from voice_interviewer.interview.session import Session, fold
from voice_interviewer.interview.understanding import understand
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.mouth import Spoken
from voice_interviewer.live.signals import (
    AnswerHeard,
    BargeInDue,
    CommandPressed,
    InputEnded,
    LineTyped,
    PartialHeard,
    PartTroubled,
    ReplyDone,
    Signal,
    SilenceDue,
    StopAsked,
    VoiceBegan,
    VoiceEnded,
)
from voice_interviewer.live.stage import ANNOUNCED, BARGE_IN, ECHO_TAIL, QUIET, REFRESH, ReplyInHand, Stage
from voice_interviewer.live.trace import settled, trace, turn_of
from voice_interviewer.ports import View
from voice_interviewer.speech.floor import Floor
from voice_interviewer.values import (
    Advance,
    Command,
    Difficulty,
    Finish,
    Move,
    Speaker,
    SwitchProblem,
    Turn,
    Wait,
)

log = logging.getLogger(__name__)


class Conductor:
    """Runs one interview from its first event to its last."""

    def __init__(self, stage: Stage, session: Session | None = None) -> None:
        self._stage = stage
        self._session = session
        self._ear: Ear | None = None
        self._inbox: asyncio.Queue[Signal] = asyncio.Queue()
        self._deferred: deque[Signal] = deque()
        self._reply: ReplyInHand | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._paused_at: float | None = None
        self._voice = False
        self._hearing = False
        self._thinking = False
        self._partial = ""
        self._input_ended: str | None = None
        self._over = False
        self._response: float | None = None
        self._told: set[str] = set()
        self.switch_to: Difficulty | None = None
        """Set when the interview ended for a new one at this difficulty."""

    @property
    def session(self) -> Session:
        assert self._session is not None, "the interview has not begun"
        return self._session

    def emit(self, signal: Signal) -> None:
        """Hand the conductor a signal; from the event loop."""
        self._inbox.put_nowait(signal)

    async def run(self, opening: SessionStarted | SessionResumed, ear: Ear | None) -> Session:
        """The whole interview; returns when it has ended and everything spoken was journalled."""
        self._ear = ear
        async with asyncio.TaskGroup() as group:
            self._group = group
            background = [group.create_task(self._refresh())]
            if ear is not None:
                background.append(group.create_task(ear.watch()))
                ear.hold(self._stage.by_key)
            self._open(opening)
            while not self._over:
                await self._handle(self._deferred.popleft() if self._deferred else await self._inbox.get())
            for task in background:
                task.cancel()
        self._cancel_timer()
        self._stage.display.show(self.view())
        return self.session

    # ------------------------------------------------------------ signals in

    async def _handle(self, signal: Signal) -> None:  # noqa: C901 - one case per signal of a closed union
        match signal:
            case VoiceBegan():
                self._voice_began()
            case VoiceEnded():
                self._voice_ended()
            case PartialHeard(text=text):
                self._partial = text
            case AnswerHeard():
                await self._answered(signal)
            case LineTyped(text=text):
                await self._typed(text)
            case CommandPressed(command=command):
                await self._pressed(command)
            case BargeInDue(reply=number):
                self._barge_in(number)
            case ReplyDone(spoken=spoken):
                self._reply_done(spoken)
            case SilenceDue():
                self._silent(signal)
            case PartTroubled(part=part, text=text):
                self._note(NoticeGiven(self._stage.timeline.now(), part, text))
            case InputEnded(reason=reason):
                self._input_ended = reason
            case StopAsked():
                if self._reply is not None:
                    self._reply.saying.interrupt()
                await self._settled()
                self._end("ended by the user")
            case _:
                assert_never(signal)
        self._end_if_input_has()

    def _voice_began(self) -> None:
        self._voice = self._hearing = True
        self._cancel_timer()
        reply = self._reply
        if reply is None:
            return
        if reply.saying.audible:
            reply.saying.pause()
            due = BargeInDue(reply.saying.number)
            self._timer = asyncio.get_running_loop().call_later(BARGE_IN, self.emit, due)
        else:
            reply.saying.interrupt()  # nothing was heard of it yet: the candidate simply goes on

    def _voice_ended(self) -> None:
        self._voice = False
        if self._reply is not None:
            self._cancel_timer()
            self._reply.saying.resume()

    def _barge_in(self, number: int) -> None:
        """The candidate has talked over the reply for a while: they mean it, unless it was a cough."""
        if self._reply is None or self._reply.saying.number != number:
            return
        if self._voice and (self._ear is None or self._ear.voiced):
            self._reply.saying.interrupt()
        else:
            self._reply.saying.resume()

    async def _answered(self, heard: AnswerHeard) -> None:
        self._hearing, self._partial = self._voice, ""
        if not heard.transcript.text:
            self._wait_for_candidate()
            return
        turn = Turn(
            speaker=Speaker.CANDIDATE,
            text=heard.transcript.text,
            start=heard.start,
            end=heard.speech_end,
            phase=self.session.phase,
            words=heard.transcript.words,
            confidence=heard.transcript.confidence,
        )
        await self._take(turn, heard)

    async def _typed(self, text: str) -> None:
        if not text.strip():
            return
        now = self._stage.timeline.now()
        turn = Turn(Speaker.CANDIDATE, text.strip(), now, now, self.session.phase, typed=True)
        if self._reply is not None and self._reply.saying.audible:
            self._reply.saying.interrupt()
        await self._take(turn, None)

    async def _take(self, turn: Turn, heard: AnswerHeard | None) -> None:
        """A finished candidate turn: journal, understand, decide, act."""
        await self._settled()
        if self._over:
            return  # the interview ended with the reply that was in hand
        brief = self._stage.brief
        turn = settled(turn, self.session.phase, self._stage.timeline.now())
        self._note(TurnEnded(self._stage.timeline.now(), turn))
        number = len(self.session.turns) - 1
        understanding = understand(brief, self.session, turn.text)
        understood = AnswerUnderstood(self._stage.timeline.now(), number, understanding)
        self._note(understood)
        if understanding.command is not None:
            await self._command(understanding.command, turn.text, heard)
        elif self._paused_at is None:
            self._perform(decide(brief, self.session, understood), heard)

    async def _pressed(self, command: Command) -> None:
        if command is Command.DONE and self._hearing and self._ear is not None:
            self._ear.hand_over()
            return
        if self._reply is not None:
            self._reply.saying.interrupt()
        await self._settled()
        if not self._over:
            await self._command(command, "", None)

    async def _command(self, command: Command, text: str, heard: AnswerHeard | None) -> None:
        now = self._stage.timeline.now()
        given = CommandGiven(now, command, text)
        self._note(given)
        if self._paused_at is not None:
            if command is not Command.RESUME:
                return
            self._note(Continued(now, now - self._paused_at))
            self._paused_at = None
        match command:
            case Command.TAKE_BACK:
                self._note(TurnTaken(now))
            case Command.SLOWER:
                await self._stage.mouth.slower()
            case _:
                pass
        self._perform(decide(self._stage.brief, self.session, given), heard)

    def _silent(self, due: SilenceDue) -> None:
        if self._reply is not None or self._voice or due.turn != len(self.session.turns):
            return
        if self._paused_at is not None:
            return
        silent = CandidateSilent(self._stage.timeline.now(), due.seconds)
        self._note(silent)
        self._perform(decide(self._stage.brief, self.session, silent), None)

    # ------------------------------------------------------------ moves out

    def _open(self, opening: SessionStarted | SessionResumed) -> None:
        self._note(opening)
        if isinstance(opening, SessionStarted):
            self._note(PhaseEntered(opening.at, opening.plan[0].phase))
        self._perform(decide(self._stage.brief, self.session, opening), None)

    def _perform(self, move: Move, heard: AnswerHeard | None) -> None:
        self._note(MoveChosen(self._stage.timeline.now(), move))
        self._thinking = isinstance(move, Wait) and move.thinking
        if move.reply is None:
            self._performed(move)
            return
        self._reply = ReplyInHand(self._stage.mouth.reply(), move, heard)
        self._group.create_task(self._speak(self._reply))

    async def _speak(self, reply: ReplyInHand) -> None:
        words = reply.move.reply
        assert words is not None
        stage = self._stage
        pieces = stage.writer.pieces(stage.brief, self.session, reply.move, words, reply.drafting)
        self.emit(ReplyDone(await reply.saying.run(pieces, self._sounding)))

    def _sounding(self) -> None:
        if self._stage.open_room and self._ear is not None:
            self._ear.set_deaf(True)

    def _reply_done(self, spoken: Spoken) -> None:
        reply, self._reply = self._reply, None
        if reply is None:
            return
        if self._stage.open_room and self._ear is not None:
            asyncio.get_running_loop().call_later(ECHO_TAIL, self._ear.set_deaf, False)
        now = self._stage.timeline.now()
        if not spoken.heard:
            self._note(TurnTaken(now))
            self._wait_for_candidate()
            return
        self._note(TurnEnded(now, turn_of(reply.move, spoken, self.session.phase)))
        if reply.heard is not None:
            traced = trace(len(self.session.turns) - 1, reply.heard, spoken, reply.drafting)
            self._response = traced.response
            self._note(TurnTraced(now, traced))
        for part, trouble in (("language model", reply.drafting.trouble), ("voice", spoken.failure)):
            if trouble is not None:
                self._notice_once(part, str(trouble))
        self._performed(reply.move)

    def _performed(self, move: Move) -> None:
        now = self._stage.timeline.now()
        match move:
            case Advance(phase=phase):
                self._note(PhaseEntered(now, phase))
            case Wait(paused=True):
                self._paused_at = now
                self._note(Paused(now))
            case Finish():
                self._end("finished")
            case SwitchProblem(difficulty=difficulty):
                self.switch_to = difficulty
                self._end("switched problem")
            case _:
                pass
        self._wait_for_candidate()

    async def _settled(self) -> None:
        """Wait until an interrupted reply has been accounted for, so that turns are journalled in order; what else
        arrives meanwhile is taken up afterwards."""
        while self._reply is not None:
            signal = await self._inbox.get()
            if isinstance(signal, ReplyDone):
                self._reply_done(signal.spoken)
            else:
                self._deferred.append(signal)

    # ------------------------------------------------------------ waiting, ending, telling

    def _wait_for_candidate(self) -> None:
        """It is the candidate's turn: look again after some silence."""
        self._cancel_timer()
        if self._over:
            return
        after = ANNOUNCED if self._thinking or self.session.offered else QUIET
        due = SilenceDue(len(self.session.turns), after)
        self._timer = asyncio.get_running_loop().call_later(after, self.emit, due)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end_if_input_has(self) -> None:
        if self._input_ended is not None and self._reply is None and not self._hearing and not self._over:
            self._end(self._input_ended)

    def _end(self, reason: str) -> None:
        if not self._over:
            self._over = True
            self._note(SessionEnded(self._stage.timeline.now(), reason))

    def _notice_once(self, part: str, text: str) -> None:
        if part not in self._told:
            self._told.add(part)
            self._note(NoticeGiven(self._stage.timeline.now(), part, text))

    def _note(self, event: Event) -> None:
        self._stage.log.append(event)
        self._session = fold(self._session, event)
        self._stage.display.tell(event)

    async def _refresh(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                self._stage.display.show(self.view())
                await asyncio.sleep(REFRESH)

    def view(self) -> View:
        now = self._stage.timeline.now()
        return View(
            floor=self._floor(),
            level=self._ear.level if self._ear is not None else -120.0,
            partial=self._partial,
            phase=self.session.phase,
            phase_left=self.session.phase_left(now),
            left=self.session.left(now),
            response=self._response,
        )

    def _floor(self) -> Floor:
        if self._over:
            return Floor.OVER
        if self._paused_at is not None:
            return Floor.PAUSED
        if self._reply is not None:
            return Floor.SPEAKING if self._reply.saying.audible else Floor.WORKING
        if self._hearing:
            return Floor.HEARING
        return Floor.THINKING_TIME if self._thinking else Floor.LISTENING
