"""What follows an answer: a table of rules, tried in order; the first whose condition holds makes the move.

The order is the interviewer's judgement. First what the candidate needs (a hint they accepted, an answer to their
question), then the clock, then what was wrong or skipped, then what they said that is worth pressing on, then ground
that has not come up; and when nothing is left, the next phase.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from voice_interviewer.events import AnswerUnderstood
from voice_interviewer.interview import openings, probes, replies
from voice_interviewer.interview.asides import (
    is_abuse,
    is_backchannel,
    is_interrupting,
    is_no,
    is_unsure,
    is_yes,
)
from voice_interviewer.interview.lines import last_said, pick
from voice_interviewer.interview.numbers import CALENDAR
from voice_interviewer.interview.questions import gives_up_the_answer
from voice_interviewer.interview.situation import CANDIDATE_QUESTION, Situation
from voice_interviewer.interview.stance import is_order
from voice_interviewer.interview.understanding import contradiction
from voice_interviewer.values import (
    Difficulty,
    FindingKind,
    Move,
    ProbeWhen,
    Reply,
    SwitchProblem,
    Wait,
)

POOR_WARM_UP: Final = 15
"""Words below which a warm-up answer says too little to start on anything but the easiest problems."""
RAMBLING_WORDS: Final = 330
RAMBLING_SECONDS: Final = 150.0
"""An answer of either length is narrowed down (spec: nudge at 150 s)."""
THIN: Final = 45
"""Words up to which an answer that only names things is pressed for a reason."""
MOST_REMINDERS: Final = 2
MOST_ASKED_AGAIN: Final = 2
"""How often in a row "I did not catch that" is said; then the interview goes on without those words."""
SPARE: Final = 0.35
MOST_PRESSED: Final = 4
"""Follow-ups in one phase, after which even time to spare is no reason for another."""
CLOSING_ANSWER: Final = 75.0
"""Seconds that a closing question, its answer, and the candidate's own question take."""
MOST_CLOSING: Final = 3
LAST_CHANGE: Final = 90.0
"""Seconds that must be left for a changed requirement to be brought in after its phase's time."""

Condition: TypeAlias = Callable[[Situation], bool]
Action: TypeAlias = Callable[[Situation], Move | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """When `holds`, `act`; an action that finds nothing fresh to say passes on to the next rule."""

    name: str
    holds: Condition
    act: Action


def decide_on_answer(situation: Situation) -> Move:
    """The first rule's move that applies."""
    for rule in RULES:
        if rule.holds(situation) and (move := rule.act(situation)) is not None:
            return move
    return move_on(situation, "nothing is left to ask here")


def move_on(situation: Situation, reason: str, lead: str = "") -> Move:
    """To the next phase; from the last one, to the end."""
    following = situation.session.following()
    if following is None:
        return openings.finish(situation, reason)
    return openings.advance(situation, following, reason, lead)


# ---------------------------------------------------------------- conditions


def _takes_the_offer(s: Situation) -> bool:
    return s.session.answers_offer and is_yes(s.text)


def _declines_the_offer(s: Situation) -> bool:
    return s.session.answers_offer and is_no(s.text)


def _is_abuse(s: Situation) -> bool:
    return is_abuse(s.text) and not s.found(FindingKind.GROUND)


def _was_not_caught(s: Situation) -> bool:
    """No words at all. An "okay" has none that count either, but it was heard."""
    return (
        isinstance(s.event, AnswerUnderstood)
        and not s.understanding.word_count
        and not is_backchannel(s.text)
    )


def _asks_to_be_let_in(s: Situation) -> bool:
    *_, before, _ = ("", "", *(s.session.turns[number].text for number in s.session.answers))
    return is_interrupting(s.text) and not is_interrupting(before)


def _asked_for_a_question(s: Situation) -> bool:
    return s.session.question is not None and s.session.question.topic == CANDIDATE_QUESTION


def _is_only_there(s: Situation) -> bool:
    return is_backchannel(s.text) and s.session.waited == 0


def _wants_the_answer(s: Situation) -> bool:
    return gives_up_the_answer(s.text) and not s.found(FindingKind.FACT_QUESTION)


def _is_unsure(s: Situation) -> bool:
    return is_unsure(s.text) and not s.found(FindingKind.GROUND)


def _change_is_due(s: Situation) -> bool:
    """Once, in its phase: after two answers, or as the phase comes to its end."""
    if not s.changes_here or s.changed_here or s.answers_here == 0:
        return False
    if s.phase_is_over:
        return s.session.left(s.at) > LAST_CHANGE
    return s.answers_here >= 2 or s.session.phase_left(s.at) < s.planned / 2


def _rambled(s: Situation) -> bool:
    length = s.turn.end - s.turn.start if s.turn is not None else 0.0
    return s.understanding.word_count >= RAMBLING_WORDS or length >= RAMBLING_SECONDS


def _only_named_things(s: Situation) -> bool:
    """Terms or a choice without a reason, in few words."""
    if s.pressed_enough or s.understanding.word_count > THIN or s.answer is None:
        return False
    said = s.found(FindingKind.GROUND)
    return (bool(said) or s.understanding.commitment) and not any(finding.reasoned for finding in said)


def _deserves_more(s: Situation) -> bool:
    """Everything expected here was said with reasons; a change then, once in a phase, and not before the design."""
    return not s.in_first_phase and not s.changed_here and s.expected_is_covered


def _has_time_to_spare(s: Situation) -> bool:
    """Nothing is left to ask, and much of the phase: a candidate with something to say is pressed further."""
    pressed = sum(asked.follow_up for asked in s.here)
    spare = s.session.phase_left(s.at) > SPARE * s.planned
    return spare and pressed < MOST_PRESSED and s.understanding.word_count > THIN


def _is_out_of_time(s: Situation) -> bool:
    return s.session.left(s.at) <= 0


def _could_close_better(s: Situation) -> bool:
    """Time in the last phase for a question about the design as a whole."""
    return s.in_last_phase and s.session.left(s.at) > CLOSING_ANSWER and len(s.here) < MOST_CLOSING


def _gives_orders(s: Situation) -> bool:
    return is_order(s.text) and not s.found(FindingKind.GROUND)


# ---------------------------------------------------------------- actions


def _not_caught(s: Situation) -> Move | None:
    before = list(s.session.answers.values())[:-1][-MOST_ASKED_AGAIN:]
    caught = any(made.word_count for one in before for made in one.understood)
    if len(before) == MOST_ASKED_AGAIN and not caught:
        return None
    return replies.line(s, "not_caught", "no words came through")


def _keep_listening(reason: str) -> Action:
    return lambda _: Wait(reason)


def _let_in(s: Situation) -> Move:
    return Wait("asked to be let in", reply=Reply(pick(s.brief, s.session, "take_back")))


def _back_to_the_design(reason: str) -> Action:
    """Said twice at most; after that the interview simply goes on."""

    def act(s: Situation) -> Move | None:
        lines = s.brief.track.lines.get("hostile", ())
        if sum(last_said(s.session, line) >= 0 for line in lines) >= MOST_REMINDERS:
            return None
        return replies.line(s, "hostile", reason)

    return act


def _is_about_to_ask(s: Situation) -> bool:
    return (
        _asked_for_a_question(s) and is_yes(s.text) and not s.understanding.question and not s.session.waited
    )


def _answer_and_finish(s: Situation) -> Move:
    said_something = s.understanding.word_count > 3 and not (
        is_no(s.text) or is_order(s.text) or is_abuse(s.text)
    )
    asked = s.understanding.question or said_something
    return openings.finish(s, "the candidate's question closes the interview", answering=asked)


def _let_ask(s: Situation) -> Move:
    """The candidate's own question; where none is left to put it with, the end."""
    return openings.candidate_question(s) or openings.finish(s, "the design is through")


def _state_the_problem(s: Situation) -> Move:
    """Or an easier problem, where the warm-up was poor and the program chose this one."""
    easiest = next((level for level in Difficulty if level in s.brief.difficulties), None)
    began = s.session.started
    poor = is_unsure(s.text) or s.understanding.word_count < POOR_WARM_UP
    chosen_hard = not began.problem_chosen_by_user and easiest not in {None, began.difficulty}
    if poor and chosen_hard and easiest is not None and isinstance(s.event, AnswerUnderstood):
        text = pick(s.brief, s.session, "easier_switch")
        return SwitchProblem(
            Reply(text), easiest, "a poor warm-up, and the problem was not the candidate's choice"
        )
    return openings.problem(s)


def _answer_question(s: Situation) -> Move:
    """From the fact sheet, or it is the candidate's call; when the phase is over, on the way to the next."""
    wanted = [s.brief.facts[one.id] for one in s.found(FindingKind.FACT_QUESTION) if one.id in s.brief.facts]
    answered = (
        replies.facts(wanted)
        if wanted
        else replies.line(s, "your_call", "a clarifying question that the fact sheet does not answer")
    )
    if s.phase_is_over and not s.in_last_phase:
        return move_on(
            s, f"{answered.reason}; the time for {s.phase.title.lower()} is up", answered.reply.text
        )
    return answered


def _to_the_end(s: Situation) -> Move:
    lead = pick(s.brief, s.session, "wrap_up")
    return openings.advance(s, list(s.plan)[-1], "the interview's time is up", lead)


def _on_to_the_drill(s: Situation) -> Move:
    return move_on(s, "the framing of a drill is one question")


def _next_phase(s: Situation) -> Move:
    return move_on(s, f"the time for {s.phase.title.lower()} is up")


def _change(s: Situation) -> Move | None:
    change = replies.next_constraint(s)
    if change is None:
        return None
    return replies.constrain(s, change, "a changed requirement belongs into this phase")


def _contradiction(s: Situation) -> Move | None:
    rule = probes.on(s, ProbeWhen.CONTRADICTION)
    clash = contradiction(s.session, s.text) if s.found(FindingKind.CONTRADICTION) else None
    return replies.contradiction(s, rule, clash) if rule is not None and clash is not None else None


def _wrong_turn(s: Situation) -> Move | None:
    made = (replies.wrong_turn(s, one.id, one.words) for one in s.found(FindingKind.WRONG_TURN))
    return next((move for move in made if move is not None), None)


def _pull_back(s: Situation) -> Move | None:
    """From the model to the goal in the first phase, to the data after it."""
    rule = probes.premature(s)
    if rule is None:
        return None
    if s.in_first_phase:
        if any(asked.kind == "redirect_model" for asked in s.session.asked):
            return None
        return replies.ground(s, [pick(s.brief, s.session, "redirect_model")], "redirect_model")
    return replies.probe(s, rule, "at the model before its data has come up")


def _narrow(s: Situation) -> Move | None:
    return replies.ground(s, [pick(s.brief, s.session, "narrow")], "narrow")


def _press(s: Situation) -> Move | None:
    due = probes.raised(s)
    if due is None:
        return None
    rule, words, earlier = due
    return replies.probe(s, rule, f"{rule.id} is worth pressing on: “{words}”", earlier=earlier)


def _number(s: Situation) -> Move | None:
    rule = probes.on(s, ProbeWhen.NUMBER)
    figures = [figure for figure in s.found(FindingKind.NUMBER) if figure.id != CALENDAR]
    return replies.number(s, rule, figures[0].words) if rule is not None and figures else None


def _deeper(s: Situation) -> Move | None:
    if any(asked.kind == "deeper" for asked in s.here):
        return None
    return replies.deeper(s, "named without a reason")


def _missing(s: Situation) -> Move | None:
    rule = probes.missing(s)
    return replies.probe(s, rule, f"{rule.id}: it has not come up by now") if rule is not None else None


def _more_change(s: Situation) -> Move | None:
    """One is kept for the phase that has to have one."""
    unused = len(s.brief.problem.constraints) - len(s.session.constraints)
    change = replies.next_constraint(s)
    if change is None or (unused == 1 and not s.session.constraints):
        return None
    return replies.constrain(s, change, "quick and complete so far")


def _out_of_time(s: Situation) -> Move:
    if _asked_for_a_question(s):
        return _answer_and_finish(s)
    return openings.finish(s, "the interview's time is up") if s.in_last_phase else _to_the_end(s)


def _offer_on_request(s: Situation) -> Move | None:
    return replies.offer(s, "hint_offer", "wants to be told; a hint is what there is")


def _offer_when_stuck(s: Situation) -> Move | None:
    return replies.offer(s, "hint_offer", "does not know how to go on")


RULES: Final = (
    Rule("out of time", _is_out_of_time, _out_of_time),
    Rule("a hint was accepted", _takes_the_offer, lambda s: replies.hint(s, "accepted the offer of a hint")),
    Rule("a hint was declined", _declines_the_offer, _keep_listening("declined the offer of a hint")),
    Rule("abuse", _is_abuse, _back_to_the_design("abuse is not an answer")),
    Rule("orders", _gives_orders, _back_to_the_design("an instruction is not an answer")),
    Rule("asked to be let in", _asks_to_be_let_in, _let_in),
    Rule("a question is coming", _is_about_to_ask, _keep_listening("has a question")),
    Rule("the candidate's question was heard", _asked_for_a_question, _answer_and_finish),
    Rule("only a sign of listening", _is_only_there, _keep_listening("only a sign of listening")),
    Rule("nothing was caught", _was_not_caught, _not_caught),
    Rule("the problem is not stated yet", lambda s: not s.problem_is_stated, _state_the_problem),
    Rule("wants the answer", _wants_the_answer, _offer_on_request),
    Rule("a clarifying question", lambda s: s.understanding.question, _answer_question),
    Rule("a drill's framing is one question", lambda s: s.framing_is_over, _on_to_the_drill),
    Rule("the changed requirement is due", _change_is_due, _change),
    Rule("what time is left is for the end", lambda s: s.time_is_up and not s.in_last_phase, _to_the_end),
    Rule("the phase's time is up", lambda s: s.phase_is_over, _next_phase),
    Rule("time for a look at the whole", _could_close_better, replies.ground),
    Rule("the wrap-up question is answered", lambda s: s.in_last_phase, _let_ask),
    Rule("stuck", _is_unsure, _offer_when_stuck),
    Rule("a contradiction", lambda s: not s.pressed_enough, _contradiction),
    Rule("a wrong turn", lambda s: not s.pressed_enough, _wrong_turn),
    Rule("at the model too early", lambda s: not s.pressed_enough, _pull_back),
    Rule("rambling", _rambled, _narrow),
    Rule("something worth pressing on", lambda s: not s.pressed_enough, _press),
    Rule("a figure of their own", lambda s: not s.pressed_enough, _number),
    Rule("named without a reason", _only_named_things, _deeper),
    Rule("something never came up", lambda s: not s.pressed_enough, _missing),
    Rule("quick and complete", _deserves_more, _more_change),
    Rule("open ground", lambda _: True, replies.ground),
    Rule("something raised earlier", lambda _: True, _press),
    Rule(
        "time to press further", _has_time_to_spare, lambda s: replies.deeper(s, "there is time to go deeper")
    ),
)
"""The table of moves after an answer."""
