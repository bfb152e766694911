"""The live interview: takes every signal in turn, keeps the session, and performs the interviewer's moves.

One inbox, one loop, one reply at a time. What decides is pure and elsewhere (`interview`, `speech.floor`), what makes
or takes sound is a part; what happens here is order: journal first, then act. No signal waits for another: one that
needs the reply in hand to be over is set aside until it is.
"""

import asyncio
from typing import Final, assert_never

from voice_interviewer.errors import cause_of
from voice_interviewer.events import (
    CandidateSilent,
    CommandGiven,
    Continued,
    Paused,
    PhaseEntered,
    SessionResumed,
    SessionStarted,
    TurnTaken,
)
from voice_interviewer.interview.commands import detect
from voice_interviewer.interview.session import Session
from voice_interviewer.live import waits
from voice_interviewer.live.answers import Answers, SetAside
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.echoguard import EchoGuard
from voice_interviewer.live.making import Making
from voice_interviewer.live.minutes import Minutes
from voice_interviewer.live.mouth import Spoken
from voice_interviewer.live.signals import (
    AnswerDropped,
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
    TailHeard,
    VoiceBegan,
    VoiceEnded,
)
from voice_interviewer.live.stage import ReplyInHand, Stage
from voice_interviewer.live.trace import answer_of, typed
from voice_interviewer.ports import View
from voice_interviewer.speech.floor import Cue, Effect, Floor, after
from voice_interviewer.values import Advance, Command, Difficulty, Finish, Move, SwitchProblem, Turn, Wait

_BY_USER: Final = "ended by the user"


class Conductor:
    """Runs one interview from its first event to its last."""

    def __init__(self, stage: Stage, session: Session | None = None) -> None:
        self._stage = stage
        self._minutes = Minutes(stage, session)
        self._ear: Ear | None = None
        self._inbox: asyncio.Queue[Signal] = asyncio.Queue()
        self._set_aside = SetAside()
        self._reply: ReplyInHand | None = None
        self._dropped: ReplyInHand | None = None
        """A reply nobody heard, because the candidate seemed to go on."""
        self._answers = Answers()
        self._making = Making(stage, self._minutes, self.emit)
        self._floor = Floor.LISTENING
        self._alarm = waits.Alarm(self.emit)
        self._paused_at: float | None = None
        self._ending: str | None = None
        self._owes_goodbye = self._stopping = self._hear_out = False
        self.switch_to: Difficulty | None = None
        """At which difficulty to go on with another problem, if that was wished."""

    @property
    def session(self) -> Session:
        return self._minutes.session

    def emit(self, signal: Signal) -> None:
        """From the event loop."""
        self._inbox.put_nowait(signal)

    def unread(self) -> list[str]:
        """Typed lines that were not taken up before the interview ended."""
        return self._set_aside.typed(self._inbox.get_nowait() for _ in range(self._inbox.qsize()))

    async def run(self, opening: SessionStarted | SessionResumed, ear: Ear | None) -> Session:
        """The whole interview; returns when it has ended and everything spoken was journalled. Raises SessionError
        when the journal can no longer be written."""
        self._ear, self._making.guard = ear, EchoGuard(ear, self._stage.open_room, self._stage.echo)
        try:
            async with asyncio.TaskGroup() as group:
                await self._conduct(group, opening)
        except BaseExceptionGroup as failures:
            raise cause_of(failures) from failures
        return self.session

    async def _conduct(self, group: asyncio.TaskGroup, opening: SessionStarted | SessionResumed) -> None:
        self._making.within(group)
        watches = [self._refresh(), self._stage.mouth.watch(), self._minutes.think()]
        if self._ear is not None:
            watches.append(self._ear.watch())
            self._ear.hold(self._stage.by_key)
        background = [group.create_task(each) for each in watches]
        self._minutes.opened(opening)
        self._perform(self._minutes.decided(opening), None)
        while self._floor is not Floor.OVER:
            self._handle(await self._inbox.get())
        for task in background:
            task.cancel()
        self._alarm.cancel()
        self._stage.display.show(self.view())

    # ------------------------------------------------------------ signals in

    def _handle(self, signal: Signal) -> None:  # noqa: C901, PLR0912 - one case per signal of a closed union
        match signal:
            case VoiceBegan(answer=number):
                self._answers.began(number)
                self._alarm.cancel()
                self._making.drop()
                self._cue(Cue.VOICE_BEGAN)
            case VoiceEnded():
                self._cue(Cue.VOICE_OVER)
            case PartialHeard(text=text):
                self._answers.partial = text
            case TailHeard():
                self._may_be_over(signal)
            case AnswerHeard():
                self._answered(signal)
            case AnswerDropped():
                self._answer_dropped()
            case LineTyped(text=text):
                if text.strip():
                    self._typed(signal)
            case CommandPressed():
                self._pressed(signal)
            case BargeInDue():
                self._barge_in(signal)
            case ReplyDone(spoken=spoken):
                self._reply_done(spoken)
            case SilenceDue():
                self._silent(signal)
            case PartTroubled():
                self._minutes.troubled(signal)
            case InputEnded():
                self._input_ended(signal)
            case StopAsked():
                self._stop()
            case _:
                assert_never(signal)
        self._go_on()

    def _go_on(self) -> None:
        """Take up what was set aside, now that nothing is being said; then end, if that is due."""
        while self._reply is None and (signal := self._set_aside.next) and self._may_take_up(signal):
            self._take_up(self._set_aside.take())
        heard_out = self._floor is not Floor.HEARING or (self._stopping and not self._hear_out)
        if self._ending is None or self._reply is not None or not heard_out:
            return
        if self._owes_goodbye and not self._stopping:
            self._owes_goodbye = False
            self._perform(self._minutes.goodbye(), None)
        else:
            self._end(self._ending)

    def _may_take_up(self, signal: Signal) -> bool:
        """Only a key makes the interviewer speak while the candidate does."""
        speaking = self._floor is Floor.HEARING and not isinstance(signal, CommandPressed)
        return self._floor is not Floor.OVER and (self._stopping or not speaking)

    def _take_up(self, signal: Signal) -> None:
        match signal:
            case AnswerHeard() if self._stopping:
                self._minutes.answered(answer_of(signal, self.session.phase))
            case _ if self._stopping:
                pass
            case AnswerHeard():
                self._take(answer_of(signal, self.session.phase), signal)
            case LineTyped(text=text):
                self._take(typed(text, self.session.phase, self._minutes.now), None)
            case CommandPressed(command=command):
                self._command(command, "", None)
            case _:
                pass

    def _cue(self, cue: Cue) -> None:
        """Move the floor, and do to the reply in hand what that means for it."""
        reply = self._reply
        if reply is not None and self._floor is Floor.WORKING and reply.saying.audible:
            self._floor, _ = after(self._floor, Cue.SOUNDING)
        self._floor, effect = after(self._floor, cue)
        if reply is None:
            return
        match effect:
            case Effect.DROP:
                self._dropped = reply
                reply.saying.interrupt()
            case Effect.HOLD:
                reply.saying.pause()
                self._alarm.set(waits.BARGE_IN, BargeInDue(reply.saying.number))
            case Effect.RESUME:
                self._alarm.cancel()
                reply.saying.resume()
            case Effect.CANCEL:
                reply.saying.interrupt()

    def _barge_in(self, due: BargeInDue) -> None:
        """The candidate has talked over the reply for a while: they mean it, unless it was a cough, whose end will be
        told; a gap between two words is neither."""
        if self._floor is not Floor.YIELDING or self._reply is None or self._reply.saying.number != due.reply:
            return
        if self._ear is None or self._ear.voiced:
            self._cue(Cue.MEANT)
        else:
            self._alarm.set(waits.LOOK_AGAIN, due)

    def _may_be_over(self, tail: TailHeard) -> None:
        """A possible end: a command is taken up at once, and the reply to anything else is made ahead."""
        if self._ear is not None and detect(tail.text):
            self._ear.hand_over("handed over in words")
            return
        occupied = self._reply or self._ending or self._set_aside.next or self._paused_at is not None
        if self._floor is Floor.HEARING and not occupied and self._making.ahead(tail) and self._ear:
            self._ear.was_asked_back()

    def _answered(self, signal: AnswerHeard) -> None:
        speaking = self._floor is Floor.HEARING and not self._stopping
        if (heard := self._answers.heard(signal, speaking, self._reply is not None)) is None:
            return
        self._cue(Cue.ANSWER_OVER)
        if heard.transcript.text:
            self._dropped = None
            self._set_aside.put(heard)
            if self._reply is not None and detect(heard.transcript.text):
                self._reply.saying.interrupt()  # "stop" is shorter than what counts as meant
        elif self._reply is None:
            self._nothing_said()

    def _answer_dropped(self) -> None:
        """What the interviewer is about to talk over is not listened to any more."""
        self._cue(Cue.VOICE_OVER)
        self._cue(Cue.ANSWER_OVER)
        self._take_what_is_left()

    def _take_what_is_left(self) -> None:
        if (left := self._answers.left()) is not None:
            self._set_aside.put(left)

    def _nothing_said(self) -> None:
        """A cough: it changes nothing, and a reply that made way for it is owed still."""
        owed, self._dropped = self._dropped, None
        if owed is not None:
            self._perform(self._minutes.chosen(owed.move), owed.heard)
            return
        if self.session.thinking:
            self._cue(Cue.THINKING)
        self._wait_for_candidate()

    def _typed(self, line: LineTyped) -> None:
        if self._reply is not None and self._reply.saying.audible:
            self._reply.saying.interrupt()
        self._set_aside.put(line)

    def _pressed(self, pressed: CommandPressed) -> None:
        if pressed.command is Command.DONE and self._floor is Floor.HEARING and self._ear is not None:
            self._ear.hand_over()
            return
        if self._reply is not None:
            self._reply.saying.interrupt()
        self._set_aside.put(pressed)

    def _input_ended(self, ended: InputEnded) -> None:
        self._ending, self._owes_goodbye = ended.reason, ended.farewell
        if self._ear is not None:
            self._ear.hold(False)  # no key will be pressed any more: silence ends the last answer

    def _stop(self) -> None:
        """Ctrl-C: silence at once, and a moment for the words in the air; what was said is kept."""
        self._hear_out = not self._stopping and self._floor is Floor.HEARING
        self._ending, self._stopping = _BY_USER, True
        if self._hear_out and self._ear is not None:
            self._ear.hand_over()
            waits.Alarm(self.emit).set(waits.LAST_WORDS, StopAsked())
        self._take_what_is_left()
        if self._reply is not None:
            self._reply.saying.interrupt()

    def _take(self, turn: Turn, heard: AnswerHeard | None) -> None:
        """A finished candidate turn: journal, understand, decide, act."""
        understood = self._minutes.answered(turn)
        command = understood.understanding.command
        if command is not None:
            self._command(command, turn.text, heard)
        elif self._paused_at is None:
            self._perform(self._minutes.decided(understood), heard)

    def _command(self, command: Command, text: str, heard: AnswerHeard | None) -> None:
        now = self._minutes.now
        self._minutes.note(given := CommandGiven(now, command, text))
        if self._paused_at is not None:
            if command is not Command.RESUME:
                return
            self._minutes.note(Continued(now, now - self._paused_at))
            self._paused_at = None
            self._cue(Cue.CONTINUED)
        match command:
            case Command.TAKE_BACK:
                self._minutes.note(TurnTaken(now))
                if self._ear is not None:
                    self._ear.be_patient()
            case Command.SLOWER:
                self._stage.mouth.slower()
            case _:
                pass
        self._perform(self._minutes.decided(given), heard)

    def _silent(self, due: SilenceDue) -> None:
        if self._floor not in (Floor.LISTENING, Floor.THINKING_TIME) or due.turn != len(self.session.turns):
            return
        if self._ear is not None and self._ear.lost:
            self._wait_for_candidate()
            return
        self._minutes.note(silent := CandidateSilent(self._minutes.now, due.seconds))
        self._perform(self._minutes.decided(silent), None)

    # ------------------------------------------------------------ moves out

    def _perform(self, move: Move, heard: AnswerHeard | None) -> None:
        self._dropped = None
        if move.reply is None:
            self._making.drop()
            self._performed(move)
            return
        self._alarm.cancel()
        self._reply = self._making.reply(move, heard)
        self._cue(Cue.REPLY_BEGUN)

    def _reply_done(self, spoken: Spoken) -> None:
        reply, self._reply = self._reply, None
        assert reply is not None, "one reply at a time, and each is done once"
        self._cue(Cue.REPLY_DONE)
        self._making.guard.after_sound()
        if spoken.heard:
            self._minutes.replied(reply, spoken)
            if self._ear is not None:
                self._ear.asked(spoken.heard)
            self._performed(reply.move)
            return
        self._minutes.unheard()
        if self._floor is not Floor.HEARING:
            self._nothing_said()

    def _performed(self, move: Move) -> None:
        now = self._minutes.now
        match move:
            case Advance(phase=phase):
                self._minutes.note(PhaseEntered(now, phase))
            case Wait(paused=True):
                self._paused_at = now
                self._minutes.note(Paused(now))
                self._cue(Cue.PAUSED)
            case Wait(thinking=True):
                self._cue(Cue.THINKING)
            case Finish():
                self._end("finished" if self._ending is None or self._owes_goodbye else self._ending)
            case SwitchProblem(difficulty=difficulty) if not self._stopping:
                self.switch_to = difficulty
                self._end("switched problem")
            case _:
                pass
        self._wait_for_candidate()

    def _wait_for_candidate(self) -> None:
        """It is the candidate's turn: look again after some silence."""
        self._alarm.cancel()
        if self._floor in (Floor.LISTENING, Floor.THINKING_TIME):
            patient = self._floor is Floor.THINKING_TIME or self.session.offered
            silence = waits.ANNOUNCED if patient else waits.QUIET
            self._alarm.set(silence, SilenceDue(len(self.session.turns), silence))

    def _end(self, reason: str) -> None:
        if self._floor is not Floor.OVER:
            self._making.drop()
            self._cue(Cue.ENDED)
            self._minutes.ended(reason)

    async def _refresh(self) -> None:
        while True:
            self._stage.display.show(self.view())
            await asyncio.sleep(waits.REFRESH)

    def view(self) -> View:
        return self._minutes.view(self._floor, self._ear, self._answers.partial, self._reply)
