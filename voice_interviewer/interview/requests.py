"""What follows a command, and a silence: answered at once, in the bank's own words."""

from typing import Final, assert_never

from voice_interviewer.interview import openings, replies
from voice_interviewer.interview.answers import decide_on_answer, move_on
from voice_interviewer.interview.lines import pick, spoken_minutes
from voice_interviewer.interview.situation import CANDIDATE_QUESTION, Situation
from voice_interviewer.values import Command, Difficulty, Move, Reply, SwitchProblem, Wait

_ORDER: Final = tuple(Difficulty)


def decide_on_command(situation: Situation, command: Command) -> Move:  # noqa: PLR0911  # a table over all commands
    """The move that answers a command."""
    match command:
        case Command.HINT:
            return _hint(situation)
        case Command.REPEAT:
            return replies.repeated(situation, "repeat", "asked to repeat")
        case Command.REPHRASE:
            return replies.rephrased(situation)
        case Command.SLOWER:
            return replies.line(situation, "slower", "asked to speak more slowly")
        case Command.EASIER | Command.HARDER:
            return _other_level(situation, harder=command is Command.HARDER)
        case Command.SKIP:
            return _skip(situation)
        case Command.THINK:
            return _think(situation)
        case Command.DONE:
            return decide_on_answer(situation)
        case Command.TIME_LEFT:
            left = spoken_minutes(situation.session.left(situation.at))
            return replies.line(situation, "time_left", "asked for the time", minutes=left)
        case Command.PAUSE:
            line = pick(situation.brief, situation.session, "pause")
            return Wait("asked to pause", paused=True, reply=Reply(line))
        case Command.RESUME:
            return replies.repeated(situation, "resume", "goes on after a pause")
        case Command.TAKE_BACK:
            line = pick(situation.brief, situation.session, "take_back")
            return Wait("was not finished; the last reply is taken back", reply=Reply(line))
        case Command.WRAP_UP:
            return _wrap_up(situation)
        case _:
            assert_never(command)


def decide_on_silence(situation: Situation) -> Move:
    """One quiet offer, then patience; the clock alone moves a silent interview on."""
    session = situation.session
    if session.question is not None and session.question.topic == CANDIDATE_QUESTION:
        return openings.finish(situation, "nothing to ask")
    if session.left(situation.at) <= 0 and situation.in_last_phase:
        return openings.finish(situation, "the interview's time is up")
    if not session.offered and session.silences == 1 and not situation.in_last_phase:
        key = "thinking_offer" if session.thinking else "hint_offer"
        offer = replies.offer(situation, key, "a long silence after a question")
        if offer is not None and situation.problem_is_stated:
            return offer
    if situation.phase_is_over and not session.thinking and not situation.in_last_phase:
        return move_on(situation, f"silence, and the time for {situation.phase.title.lower()} is up")
    return Wait("the candidate may think", thinking=session.thinking)


def _hint(situation: Situation) -> Move:
    if not situation.problem_is_stated:
        return openings.problem(situation)
    return replies.hint(situation, "asked for a hint")


def _skip(situation: Situation) -> Move:
    if not situation.problem_is_stated:
        return openings.problem(situation)
    return move_on(situation, "asked to move on", pick(situation.brief, situation.session, "skip"))


def _wrap_up(situation: Situation) -> Move:
    if situation.in_last_phase:
        return openings.finish(situation, "asked to wrap up")
    line = pick(situation.brief, situation.session, "wrap_up")
    return openings.advance(situation, list(situation.plan)[-1], "asked to wrap up", line)


def _think(situation: Situation) -> Move:
    """Announced aloud it is met with silence: a reply would be an interruption. A key press wants a sign."""
    spoken = isinstance(situation.answer, object) and bool(situation.text)
    reply = None if spoken else Reply(pick(situation.brief, situation.session, "thinking"))
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
