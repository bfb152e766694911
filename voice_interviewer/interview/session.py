"""The state of an interview: the fold of its events, and nothing else.

What a reply changes (the question at hand, hints, probes, the phase) takes effect when the reply was heard, not when it
was chosen: a reply that nobody heard changed nothing, and one that is taken back is undone; only a hint cannot be
unheard. The clock counts the time of the interview alone; pauses, and the gap before a session was resumed, are not
part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, assert_never

from voice_interviewer.events import (
    BANK,
    AnswerUnderstood,
    CandidateSilent,
    CommandGiven,
    Continued,
    Event,
    MoveChosen,
    NoticeGiven,
    Paused,
    PhaseEntered,
    Scored,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    TurnCorrected,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.interview.phases import plan
from voice_interviewer.interview.records import Answer, Asked, Covered, HintGiven
from voice_interviewer.interview.state import NONE, Session, Standing
from voice_interviewer.interview.words import sentence_spans, split
from voice_interviewer.values import (
    Advance,
    Constrain,
    Difficulty,
    Hint,
    Move,
    Parts,
    Probe,
    Say,
    Speaker,
    Track,
    Turn,
    Wait,
)

__all__ = ["OFFER", "REPEATING", "Session", "Standing", "fold", "is_given", "replay", "session_from_turns"]

OFFER: Final = "hint-offer"
"""The topic of "would a hint help?": an offer, not a question of the interview."""
REPEATING: Final = frozenset({"repeat", "rephrase", "resume", "resume_pickup"})
"""Purposes that put the question at hand once more, because the candidate asked for it."""
GIVEN: Final = 1 / 3
"""The part of a hint's words from which it was given: a direction shows after its first clause or sentence."""
IN_FULL: Final = 0.9
"""The part from which nothing is left of it to say again; people interrupt at the last word when they have got it."""


# ---------------------------------------------------------------- folding


def fold(session: Session | None, event: Event) -> Session:
    """The session after one more event. Raises ValueError where a journal does not begin with SessionStarted."""
    if session is None:
        if not isinstance(event, SessionStarted):
            raise ValueError(f"a session begins with SessionStarted, not {type(event).__name__}")
        first = event.plan[0].phase if event.plan else ""
        return Session(started=event, standing=Standing(first), at=event.at, parts=event.parts)
    return replace(_after(session, event), at=max(session.at, event.at))


def replay(events: Iterable[Event]) -> Session:
    """The fold of a whole journal. Raises ValueError for an empty one."""
    session: Session | None = None
    for event in events:
        session = fold(session, event)
    if session is None:
        raise ValueError("a journal without events holds no session")
    return session


def _after(session: Session, event: Event) -> Session:  # noqa: C901, PLR0911, PLR0912  # a table over a closed union
    match event:
        case SessionStarted():
            return session  # a journal has one beginning
        case SessionResumed():
            return _resumed(session, event)
        case PhaseEntered():
            return _in_phase(session, event.phase, event.at)
        case TurnEnded(turn=turn):
            spoken = _heard if turn.speaker is Speaker.INTERVIEWER else _answered
            return spoken(session, turn)
        case AnswerUnderstood():
            return _understood(session, event)
        case CommandGiven():
            return replace(session, commands=(*session.commands, event))
        case CandidateSilent():
            return replace(session, silences=session.silences + 1)
        case MoveChosen(move=move):
            return _chosen(session, move)
        case TurnTaken(at=at):
            return _taken_back(session, at)
        case TurnTraced(trace=trace):
            return replace(session, traces=(*session.traces, trace))
        case Paused(at=at):
            return session if session.paused_at is not None else replace(session, paused_at=at)
        case Continued():
            return _continued(session, event)
        case NoticeGiven():
            return replace(session, notices=(*session.notices, event))
        case TurnCorrected(turn=turn, text=text):
            return _corrected(session, turn, text)
        case Scored(scorecard=scorecard):
            return replace(session, scorecard=scorecard)
        case SessionEnded():
            return replace(session, ended=event)
        case _:
            assert_never(event)


def _resumed(session: Session, event: SessionResumed) -> Session:
    """It goes on where the journal stops, or where the pause began that was on."""
    stopped = session.at if session.paused_at is None else session.paused_at
    return replace(
        session,
        parts=event.parts,
        gaps=(*session.gaps, event.gap),
        uncounted=session.uncounted + max(0.0, event.at - stopped),
        paused_at=None,
        pending=None,
        thinking=False,
        ended=None,
    )


def _continued(session: Session, event: Continued) -> Session:
    lost = event.seconds if session.paused_at is None else event.at - session.paused_at
    return replace(session, uncounted=session.uncounted + max(0.0, lost), paused_at=None)


def _in_phase(session: Session, phase: str, at: float) -> Session:
    clock = session.clock(at)
    spent = {**session.spent, session.phase: session.phase_spent(at)}
    standing = replace(session.standing, phase=phase)
    return replace(session, standing=standing, spent=MappingProxyType(spent), phase_since=clock)


def _chosen(session: Session, move: Move) -> Session:
    if isinstance(move, Wait):
        silent = move.reply is None
        pending = None if silent else move
        return replace(
            session, pending=pending, thinking=move.thinking, waited=session.waited + (1 if silent else 0)
        )
    return replace(session, pending=move, thinking=False)


def _heard(session: Session, turn: Turn) -> Session:
    number = len(session.turns)
    said = {**session.said, **{sentence_key(one): number for one in sentences(turn.text)}}
    reply = session.pending.reply if session.pending is not None else None
    if reply is not None and reply.question is not None and question_in(turn.text):
        said[sentence_key(question_in(reply.text))] = (
            number  # also where a language model put it in other words
        )
    return replace(
        session,
        turns=(*session.turns, turn),
        before=session.standing,
        standing=_brought_about(session.standing, session.pending, turn, number),
        said=MappingProxyType(said),
        pending=None,
        waited=0,
        silences=session.silences if isinstance(session.pending, Wait) else 0,
        cut_hint=_cut_hint(session.pending, turn),
    )


def is_given(said: str, heard: str) -> bool:
    """Whether a hint of which only `heard` reached the ear was given at all."""
    return _part(said, heard) >= GIVEN


def _cut_hint(move: Move | None, turn: Turn) -> int:
    cut = isinstance(move, Hint) and turn.interrupted and _part(move.reply.text, turn.text) < IN_FULL
    return move.level if isinstance(move, Hint) and cut else 0


def _part(said: str, heard: str) -> float:
    return len(heard.split()) / max(1, len(said.split()))


def _brought_about(standing: Standing, move: Move | None, turn: Turn, number: int) -> Standing:
    standing = _with_question(standing, move, turn, number)
    match move:
        case Probe(probe=probe):
            return replace(standing, probes=standing.probes | {probe})
        case Constrain(constraint=constraint):
            return replace(standing, constraints=(*standing.constraints, constraint))
        case _:
            if turn.hint_level is None or any(one.level == turn.hint_level for one in standing.ledger):
                return standing  # said again, a hint costs nothing more
            phase = move.phase if isinstance(move, Hint) else turn.phase
            given = HintGiven(turn.hint_level, phase, number, turn.start)
            return replace(standing, ledger=(*standing.ledger, given))


def _with_question(standing: Standing, move: Move | None, turn: Turn, number: int) -> Standing:
    """The question at hand once the turn was heard; one cut off before it was put was not asked."""
    heard = question_in(turn.text)
    reply = move.reply if move is not None else None
    if move is None:
        if not heard:
            return standing
        put = Asked("", "", heard, number, turn.phase)
        return replace(standing, question=put, asked=(*standing.asked, put))
    if reply is None or reply.question is None or (turn.interrupted and not heard):
        return standing
    if reply.question.topic == OFFER:
        return replace(standing, offered=True, last_offer=number)
    phase = move.phase if isinstance(move, Advance) else turn.phase
    kind = move.purpose if isinstance(move, Say) else move.kind
    again = standing.question if kind in REPEATING else None
    text = heard or question_in(reply.text) or (again.text if again is not None else reply.text)
    put = Asked(reply.question.topic, reply.question.dimension, text, number, phase, kind)
    asked = standing.asked if kind in REPEATING else (*standing.asked, put)
    return replace(standing, question=put, asked=asked)


def _answered(session: Session, turn: Turn) -> Session:
    number = len(session.turns)
    question = session.question
    answer = Answer(
        turn=number,
        phase=turn.phase,
        topic=question.topic if question is not None else "",
        hint_level=session.hint_level,
        hinted=any(hint.phase == turn.phase for hint in session.ledger),
    )
    return replace(
        session,
        turns=(*session.turns, turn),
        answers=MappingProxyType({**session.answers, number: answer}),
        standing=replace(session.standing, offered=False),
        answers_offer=session.offered,
        thinking=False,
        silences=0,
        pending=None,
    )


def _understood(session: Session, event: AnswerUnderstood) -> Session:
    answer = session.answers.get(event.turn)
    if answer is None:
        return session
    added = () if event.by == BANK else event.understanding.findings
    answer = replace(
        answer, understood=(*answer.understood, event.understanding), added=(*answer.added, *added)
    )
    answers = MappingProxyType({**session.answers, event.turn: answer})
    covered, raised = _merged(session.covered, session.raised, answer)
    return replace(session, answers=answers, covered=covered, raised=raised)


def _merged(
    covered: Mapping[str, Covered], raised: Mapping[str, int], answer: Answer
) -> tuple[Mapping[str, Covered], Mapping[str, int]]:
    best = dict(covered)
    for one in answer.covers():
        if one.ground not in best or one.worth > best[one.ground].worth:
            best[one.ground] = one
    causes = {**dict.fromkeys(answer.raises(), answer.turn), **raised}
    return MappingProxyType(best), MappingProxyType(causes)


def _corrected(session: Session, number: int, text: str) -> Session:
    """The words change, so what was made of them no longer holds."""
    if not 0 <= number < len(session.turns):
        return session
    turn = session.turns[number]
    mended = replace(turn, text=text, heard=turn.text if turn.heard is None else turn.heard)
    answers = {
        key: replace(answer, understood=(), added=()) if key == number else answer
        for key, answer in session.answers.items()
    }
    covered: Mapping[str, Covered] = NONE
    raised: Mapping[str, int] = NONE
    for answer in answers.values():
        covered, raised = _merged(covered, raised, answer)
    return replace(
        session,
        turns=(*session.turns[:number], mended, *session.turns[number + 1 :]),
        corrected=session.corrected | {number},
        answers=MappingProxyType(answers),
        covered=covered,
        raised=raised,
    )


def _taken_back(session: Session, at: float) -> Session:
    """A reply that nobody heard is forgotten; otherwise the last one heard is void, and what it did undone."""
    if session.pending is not None:
        return replace(session, pending=None)
    number = len(session.turns) - 1
    spoken = session.commands and session.commands[-1].text
    if spoken and number in session.answers:
        number -= 1  # the words "I wasn't finished" are a turn of their own
    if number < 0 or number in session.answers or number in session.void or session.before is None:
        return session
    phase = session.before.phase
    moved = _in_phase(session, phase, at) if phase != session.phase else session
    standing = replace(session.before, ledger=session.ledger)  # a hint that was heard stays given
    return replace(moved, standing=standing, before=None, void=session.void | {number})


# ---------------------------------------------------------------- words


def sentences(text: str) -> list[str]:
    """The sentences of a spoken text."""
    return [text[start:end].strip() for start, end in sentence_spans(text)]


def sentence_key(sentence: str) -> str:
    """A sentence for comparing: its words alone."""
    return " ".join(split(sentence))


def question_in(text: str) -> str:
    """The last question of a spoken text, "" for none."""
    return next((one for one in reversed(sentences(text)) if one.endswith("?")), "")


# ---------------------------------------------------------------- bare transcripts


def session_from_turns(
    turns: Sequence[Turn],
    problem: str,
    track: Track,
    minutes: float,
    *,
    session: str = "",
    started_at: str = "",
    difficulty: Difficulty = Difficulty.MEDIUM,
    focus: str | None = None,
) -> Session:
    """A session for a transcript without a journal; nothing is made of its answers yet."""
    nothing = Parts("", "", "", "", "", "")
    start = turns[0].start if turns else 0.0
    began = SessionStarted(
        at=min(0.0, start),
        session=session,
        problem=problem,
        track=track.id,
        minutes=minutes,
        difficulty=difficulty,
        seed=0,
        started_at=started_at,
        parts=nothing,
        plan=plan(track, minutes, focus),
        focus=focus,
    )
    folded = fold(None, began)
    for turn in turns:
        if turn.phase and turn.phase != folded.phase:
            folded = fold(folded, PhaseEntered(turn.start, turn.phase))
        folded = fold(folded, TurnEnded(max(turn.end, folded.at), turn))
    return fold(folded, SessionEnded(folded.at, "transcript"))
