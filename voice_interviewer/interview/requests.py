"""What follows a command, and a silence: answered at once, in the bank's own words."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from voice_interviewer.interview import openings, replies
from voice_interviewer.interview.answers import decide_on_answer, go_to, move_on
from voice_interviewer.interview.lines import pick, spoken_minutes
from voice_interviewer.interview.situation import CANDIDATE_QUESTION, Situation
from voice_interviewer.values import Command, Difficulty, Move, Reply, SwitchProblem, Wait

HOLDING: Final = frozenset({Command.PAUSE, Command.RESUME, Command.TAKE_BACK, Command.THINK})
HOLDING_GRACE: Final = 120.0
"""Seconds past the end in which a candidate may still hold the floor."""
NEXT_LOOK: Final = 30.0
"""Seconds until a silent candidate is looked at again (conversation.md)."""
TIME_FOR_AN_OFFER: Final = 45.0
"""Seconds a phase must have left for the offer of a hint, which the candidate has a minute to take."""
_ORDER: Final = tuple(Difficulty)


def decide_on_command(situation: Situation, command: Command) -> Move:
    """The move that answers a command; when time is up, only those that hold the interview are still heard."""
    left = situation.session.left(situation.at)
    if command in HOLDING and left <= -HOLDING_GRACE:
        return openings.finish(situation, "the interview's time is long up")
    if command not in HOLDING and left <= 0:
        return _wrap_up(situation)
    return COMMANDS[command](situation)


def decide_on_silence(situation: Situation) -> Move:
    """One quiet offer, then patience; the clock alone moves a silent interview on, before the time of a later phase is
    waited away."""
    session = situation.session
    if session.question is not None and session.question.topic == CANDIDATE_QUESTION:
        return openings.finish(situation, "nothing to ask")
    if session.left(situation.at) <= (NEXT_LOOK if situation.in_last_phase else 0):
        return _wrap_up(situation)
    if not situation.problem_is_stated:
        if session.silences > 1:
            return openings.problem(situation)
    elif session.silences == 1 and not situation.in_last_phase and situation.room >= TIME_FOR_AN_OFFER:
        key = "thinking_offer" if session.thinking else "hint_offer"
        offer = replies.offer(situation, key, "a long silence after a question")
        if offer is not None:
            return offer
    patience = 0.0 if session.thinking else NEXT_LOOK
    if situation.room < patience and not situation.in_last_phase and situation.problem_is_stated:
        return move_on(situation, f"silence, and the time for {situation.phase.title.lower()} is up")
    return Wait("the candidate may think", thinking=session.thinking)


def _hint(situation: Situation) -> Move:
    if not situation.problem_is_stated:
        return openings.problem(situation)
    hint = replies.hint(situation, "asked for a hint")
    if hint is not None:
        return hint
    line = pick(situation.brief, situation.session, "hint_none_left")
    question = None if situation.phase_is_over else replies.ground(situation, [line], "hint_none_left")
    if question is None:
        return move_on(situation, "asked for a hint, and every hint was given", line)
    return replace(question, reply=replace(question.reply, instruction=""))  # a command is answered at once


def _skip(situation: Situation) -> Move:
    if not situation.problem_is_stated:
        return openings.problem(situation)
    lead = pick(situation.brief, situation.session, "skip")
    return go_to(situation) or move_on(situation, "asked to move on", lead)


def _wrap_up(situation: Situation) -> Move:
    in_time = situation.session.left(situation.at) > 0
    reason = "asked to wrap up" if in_time else "the interview's time is up"
    if situation.in_last_phase or not situation.problem_is_stated:
        return openings.finish(situation, reason)
    line = pick(situation.brief, situation.session, "wrap_up")
    return openings.advance(situation, list(situation.plan)[-1], reason, line, handed_over=True)


def _think(situation: Situation) -> Move:
    """Announced aloud it is met with silence: a reply would be an interruption. A key press wants a sign."""
    reply = None if situation.text else Reply(pick(situation.brief, situation.session, "thinking"))
    return Wait("wants to think", thinking=True, reply=reply)


def _other_level(situation: Situation, *, harder: bool) -> Move:
    """Another problem while this one has barely begun; other follow-ups later."""
    wish = "harder" if harder else "easier"
    other = _next_level(situation, harder)
    if situation.in_first_phase and other is not None:
        line = pick(situation.brief, situation.session, f"{wish}_switch")
        return SwitchProblem(Reply(line), other, f"asked for {wish} while it can still be another problem")
    line = pick(situation.brief, situation.session, f"{wish}_later")
    change = replies.next_constraint(situation) if harder and situation.problem_is_stated else None
    if change is not None and not situation.in_last_phase:
        return replies.constrain(situation, change, "asked for harder", line)
    return replies.line(situation, f"{wish}_later", f"asked for {wish}; follow-ups change from here")


def _next_level(situation: Situation, harder: bool) -> Difficulty | None:
    """The nearest difficulty that way which the bank has problems of."""
    at = _ORDER.index(situation.brief.problem.difficulty)
    that_way = _ORDER[at + 1 :] if harder else tuple(reversed(_ORDER[:at]))
    return next((level for level in that_way if level in situation.brief.difficulties), None)


def _time_left(situation: Situation) -> Move:
    left = spoken_minutes(situation.session.left(situation.at))
    return replies.line(situation, "time_left", "asked for the time", minutes=left)


def _pause(situation: Situation) -> Move:
    line = pick(situation.brief, situation.session, "pause")
    return Wait("asked to pause", paused=True, reply=Reply(line))


def _take_back(situation: Situation) -> Move:
    line = pick(situation.brief, situation.session, "take_back")
    return Wait("was not finished; the last reply is taken back", reply=Reply(line))


COMMANDS: Final[Mapping[Command, Callable[[Situation], Move]]] = {
    Command.HINT: _hint,
    Command.REPEAT: lambda s: replies.repeated(s, "repeat", "asked to repeat"),
    Command.REPHRASE: replies.rephrased,
    Command.SLOWER: lambda s: replies.line(s, "slower", "asked to speak more slowly"),
    Command.EASIER: lambda s: _other_level(s, harder=False),
    Command.HARDER: lambda s: _other_level(s, harder=True),
    Command.SKIP: _skip,
    Command.THINK: _think,
    Command.DONE: decide_on_answer,
    Command.TIME_LEFT: _time_left,
    Command.PAUSE: _pause,
    Command.RESUME: lambda s: replies.repeated(s, "resume", "goes on after a pause"),
    Command.TAKE_BACK: _take_back,
    Command.WRAP_UP: _wrap_up,
}
"""The table of moves that answer commands."""
