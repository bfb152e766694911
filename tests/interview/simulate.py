"""Whole interviews on a virtual clock: a scripted candidate, the real decisions, the conductor's order of events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from voice_interviewer.events import (
    AnswerUnderstood,
    CandidateSilent,
    CommandGiven,
    Continued,
    Event,
    MoveChosen,
    Paused,
    PhaseEntered,
    SessionEnded,
    SessionStarted,
    TurnEnded,
    TurnTaken,
)
from voice_interviewer.interview.interviewer import Brief, decide
from voice_interviewer.interview.phases import plan
from voice_interviewer.interview.session import Session, fold
from voice_interviewer.interview.understanding import understand
from voice_interviewer.values import (
    Advance,
    Command,
    Finish,
    Hint,
    Move,
    Parts,
    Reply,
    Speaker,
    SwitchProblem,
    Turn,
    Wait,
)

PARTS = Parts("typed", "bank", "none", "none", "none", "none")
WORDS_A_SECOND = 2.5
"""About 150 words a minute, for either side."""
RESPONSE = 0.5
"""Seconds between an answer and the reply."""
QUIET = 30.0
ANNOUNCED = 60.0
PAUSE = 120.0
"""Seconds a simulated candidate is away after "pause"."""
LONGEST = 5_000
"""Moves after which a simulated interview is taken to be endless."""

Candidate = Callable[[Session], str | None]
"""What the candidate says next, given the session; None for silence."""


@dataclass
class Interview:
    """One simulated interview: the events so far, the session they fold to, and every move made."""

    brief: Brief
    minutes: float = 20.0
    rough: bool = False
    chosen: bool = True
    typed: bool = False
    continues: str | None = None
    at: float = 0.0
    events: list[Event] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    now: Session | None = None

    @property
    def session(self) -> Session:
        assert self.now is not None
        return self.now

    def note(self, event: Event) -> Event:
        self.events.append(event)
        self.now = fold(self.now, event)
        return event

    def begin(self) -> Move:
        planned = plan(self.brief.track, self.minutes, self.brief.focus)
        started = SessionStarted(
            at=self.at,
            session="simulated",
            problem=self.brief.problem.slug,
            track=self.brief.track.id,
            minutes=self.minutes,
            difficulty=self.brief.problem.difficulty,
            seed=self.brief.seed,
            started_at="2025-01-01T00:00:00+00:00",
            parts=PARTS,
            plan=planned,
            focus=self.brief.focus,
            continues=self.continues,
            rough_recogniser=self.rough,
            problem_chosen_by_user=self.chosen,
        )
        self.note(started)
        self.note(PhaseEntered(self.at, planned[0].phase))
        return self.perform(decide(self.brief, self.session, started))

    def answer(self, text: str, seconds: float | None = None) -> Move:
        """The candidate says this and the interviewer replies."""
        start, self.at = self.at + 0.8, self.at + 0.8 + (seconds or len(text.split()) / WORDS_A_SECOND)
        turn = Turn(Speaker.CANDIDATE, text, start, self.at, self.session.phase, typed=self.typed)
        self.note(TurnEnded(self.at, turn))
        understanding = understand(self.brief, self.session, text)
        understood = self.note(AnswerUnderstood(self.at, len(self.session.turns) - 1, understanding))
        if understanding.command is not None:
            return self.command(understanding.command, text)
        return self.perform(decide(self.brief, self.session, understood))

    def command(self, command: Command, text: str = "") -> Move:
        given = self.note(CommandGiven(self.at, command, text))
        if command is Command.TAKE_BACK:
            self.note(TurnTaken(self.at))
        return self.perform(decide(self.brief, self.session, given))

    def silence(self) -> Move:
        seconds = ANNOUNCED if self.session.thinking or self.session.offered else QUIET
        self.at += seconds
        silent = self.note(CandidateSilent(self.at, seconds))
        return self.perform(decide(self.brief, self.session, silent))

    def heard(self, move: Move, reply: Reply) -> tuple[float, str]:
        """The seconds before a reply begins, and its words as they were spoken: here the bank's own."""
        return RESPONSE, reply.text

    def perform(self, move: Move) -> Move:
        self.moves.append(move)
        self.note(MoveChosen(self.at, move))
        if move.reply is not None:
            seconds, text = self.heard(move, move.reply)
            start = self.at + seconds
            self.at = start + len(text.split()) / WORDS_A_SECOND
            turn = Turn(
                Speaker.INTERVIEWER,
                text,
                start,
                self.at,
                move.phase if isinstance(move, Advance) else self.session.phase,
                hint_level=move.level if isinstance(move, Hint) else None,
            )
            self.note(TurnEnded(self.at, turn))
        if isinstance(move, Advance):
            self.note(PhaseEntered(self.at, move.phase))
        elif isinstance(move, Wait) and move.paused:
            self.note(Paused(self.at))
            self.at += PAUSE
            given = self.note(CommandGiven(self.at, Command.RESUME, "resume"))
            self.note(Continued(self.at, PAUSE))
            return self.perform(decide(self.brief, self.session, given))
        elif isinstance(move, Finish):
            self.note(SessionEnded(self.at, "finished"))
        elif isinstance(move, SwitchProblem):
            self.note(SessionEnded(self.at, "switched problem"))
        return move

    def run(self, candidate: Candidate) -> "Interview":
        """Until it ends."""
        self.begin()
        for _ in range(LONGEST):
            if self.session.ended is not None:
                return self
            said = candidate(self.session)
            if said is None:
                self.silence()
            else:
                self.answer(said)
        raise AssertionError("the interview does not end")

    @property
    def visited(self) -> list[str]:
        return [event.phase for event in self.events if isinstance(event, PhaseEntered)]

    def replies(self) -> Iterator[str]:
        return (move.reply.text for move in self.moves if move.reply is not None)
