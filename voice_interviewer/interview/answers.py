"""What follows an answer: a table of rules, tried in order; the first whose condition holds makes the move.

The order is the interviewer's judgement. First what the candidate needs (a hint they accepted, an answer to their
question), then the clock, then what was wrong or skipped, then what they said that is worth pressing on, then ground
that has not come up; and when nothing is left, the next phase.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from voice_interviewer.events import AnswerUnderstood
from voice_interviewer.interview import conditions, openings, probes, replies
from voice_interviewer.interview.asides import is_abuse, is_no, is_unsure
from voice_interviewer.interview.course import Course, course, wanted_phase
from voice_interviewer.interview.lines import last_said, pick
from voice_interviewer.interview.numbers import CALENDAR
from voice_interviewer.interview.situation import LONGEST_OVERRUN, Situation
from voice_interviewer.interview.stance import is_order
from voice_interviewer.interview.understanding import contradiction
from voice_interviewer.values import (
    Difficulty,
    FindingKind,
    Move,
    ProbeWhen,
    Reply,
    Say,
    SwitchProblem,
    Wait,
)

POOR_WARM_UP: Final = 15
"""Words below which a warm-up answer says too little to start on anything but the easiest problems."""
MOST_REMINDERS: Final = 2
MOST_ASKED_AGAIN: Final = 2
"""How often in a row "I did not catch that" is said; then the interview goes on without those words."""

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


def go_to(situation: Situation) -> Move | None:
    """Where the candidate asks to go: on at once, back by taking it up in the next answer; None where they ask for no
    other part than this one."""
    slug = wanted_phase(situation.brief, situation.text)
    if slug is None or slug == situation.session.phase:
        return None
    order = list(situation.plan)
    if slug in order and order.index(slug) > order.index(situation.session.phase):
        return openings.advance(situation, slug, f"asked to go on to {slug}")
    return openings.take_up(situation, slug)


# ---------------------------------------------------------------- actions


def _not_caught(s: Situation) -> Move | None:
    before = list(s.session.answers.values())[:-1][-MOST_ASKED_AGAIN:]
    caught = any(made.word_count for one in before for made in one.understood)
    if len(before) == MOST_ASKED_AGAIN and not caught:
        return None
    return replies.line(s, "not_caught", "no words came through")


def _keep_listening(reason: str) -> Action:
    """A voice needs no answer to that; one who typed it looks at a screen on which nothing would happen."""

    def act(s: Situation) -> Move:
        line = pick(s.brief, s.session, "listening") if conditions.is_typed(s) else ""
        return Wait(reason, reply=Reply(line) if line else None)

    return act


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


def _answer_and_finish(s: Situation) -> Move:
    said_something = s.understanding.word_count > 3 and not (
        is_no(s.text) or is_order(s.text) or is_abuse(s.text)
    )
    asked = s.understanding.question or said_something
    key = _reply_to_their_question(s) if asked else ""
    return openings.finish(s, "the candidate's question closes the interview", answering=key)


def _reply_to_their_question(s: Situation) -> str:
    about = course(s.text)
    return about.value if about in {Course.VERDICT, Course.TEAM} else "candidate_question_reply"


def _let_ask(s: Situation) -> Move:
    """The candidate's own question; where none is left to put it with, or one with long answers has used up the time,
    the end."""
    ask = None if s.session.left(s.at) < s.exchange / 2 - LONGEST_OVERRUN else openings.candidate_question(s)
    return ask or openings.finish(s, "the design is through")


def _state_the_problem(s: Situation) -> Move:
    """Or an easier problem, where the warm-up was poor and the program chose this one."""
    easiest = next((level for level in Difficulty if level in s.brief.difficulties), None)
    began = s.session.started
    short = s.understanding.word_count < POOR_WARM_UP and not s.understanding.question
    poor = is_unsure(s.text) or short
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
    return _on_the_way(s, answered)


def _answer_about_the_course(s: Situation) -> Move:
    """It is theirs to steer; which way the clock points is all there is to say."""
    asked = course(s.text) or Course.FOCUS
    key = asked.value
    if asked is Course.PACE:
        key = "go_on" if s.session.phase_left(s.at) < s.planned / 2 else "go_deeper"
    return _on_the_way(s, replies.line(s, key, "a question about the interview itself"))


def _on_the_way(s: Situation, answered: Say) -> Move:
    """What was asked is answered; when the phase is over, on the way to the next."""
    if s.phase_is_over and not s.in_last_phase:
        reason = f"{answered.reason}; the time for {s.phase.title.lower()} is up"
        return move_on(s, reason, answered.reply.text)
    return answered


def _to_the_end(s: Situation) -> Move:
    lead = pick(s.brief, s.session, "wrap_up")
    return openings.advance(s, list(s.plan)[-1], "the interview's time is up", lead, handed_over=True)


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
    rule, words = due
    reason = f"{rule.id} is worth pressing on: “{words or rule.called}”"
    return replies.probe(s, rule, reason, earlier=not words)


def _number(s: Situation) -> Move | None:
    rule = probes.on(s, ProbeWhen.NUMBER)
    figures = [figure for figure in s.found(FindingKind.NUMBER) if figure.id != CALENDAR]
    return replies.number(s, rule, figures[0]) if rule is not None and figures else None


def _deeper(s: Situation) -> Move | None:
    if any(asked.kind == "deeper" for asked in s.here):
        return None
    return replies.deeper(s, "named without a reason")


def _missing(s: Situation) -> Move | None:
    rule = probes.missing(s)
    return replies.probe(s, rule, f"{rule.id}: it has not come up by now") if rule is not None else None


def _more_change(s: Situation) -> Move | None:
    """One is kept for the phase that has to have one; none ends in a question that was put before."""
    unused = len(s.brief.problem.constraints) - len(s.session.constraints)
    change = replies.next_constraint(s)
    if change is None or replies.was_put(s, change.say) or (unused == 1 and not s.session.constraints):
        return None
    return replies.constrain(s, change, "quick and good so far")


def _out_of_time(s: Situation) -> Move:
    if conditions.asked_for_a_question(s):
        return _answer_and_finish(s)
    return openings.finish(s, "the interview's time is up") if s.in_last_phase else _to_the_end(s)


def _offer_on_request(s: Situation) -> Move | None:
    return replies.offer(s, "hint_offer", "wants to be told; a hint is what there is")


def _offer_when_stuck(s: Situation) -> Move | None:
    return replies.offer(s, "hint_offer", "does not know how to go on")


RULES: Final = (
    Rule("out of time", conditions.is_out_of_time, _out_of_time),
    Rule(
        "a hint was accepted",
        conditions.takes_the_offer,
        lambda s: replies.hint(s, "accepted the offer of a hint"),
    ),
    Rule(
        "a hint was declined", conditions.declines_the_offer, _keep_listening("declined the offer of a hint")
    ),
    Rule("abuse", conditions.insults, _back_to_the_design("abuse is not an answer")),
    Rule("orders", conditions.gives_orders, _back_to_the_design("an instruction is not an answer")),
    Rule("asked to be let in", conditions.asks_to_be_let_in, _let_in),
    Rule("a question is coming", conditions.is_about_to_ask, _keep_listening("has a question")),
    Rule("the candidate's question was heard", conditions.asked_for_a_question, _answer_and_finish),
    Rule(
        "nothing to ask",
        conditions.has_nothing_to_ask,
        lambda s: openings.finish(s, "the candidate has nothing to ask"),
    ),
    Rule("a typed hello", conditions.says_hello, replies.greeted_back),
    Rule("only a sign of listening", conditions.is_only_there, _keep_listening("only a sign of listening")),
    Rule("nothing was caught", conditions.was_not_caught, _not_caught),
    Rule("the problem is not stated yet", lambda s: not s.problem_is_stated, _state_the_problem),
    Rule("asks for another part", lambda s: s.answer is not None, go_to),
    Rule("a question about the interview", conditions.asks_about_the_course, _answer_about_the_course),
    Rule("wants the answer", conditions.wants_the_answer, _offer_on_request),
    Rule("a clarifying question", lambda s: s.understanding.question, _answer_question),
    Rule("a drill's framing is one question", lambda s: s.framing_is_over, _on_to_the_drill),
    Rule("the changed requirement is due", conditions.change_is_due, _change),
    Rule("what time is left is for the end", lambda s: s.time_is_up and not s.in_last_phase, _to_the_end),
    Rule("the phase's time is up", lambda s: s.phase_is_over, _next_phase),
    Rule("time for a look at the whole", conditions.could_close_better, replies.ground),
    Rule("the wrap-up question is answered", lambda s: s.in_last_phase, _let_ask),
    Rule("stuck", conditions.does_not_know, _offer_when_stuck),
    Rule("a contradiction", lambda s: not s.pressed_enough, _contradiction),
    Rule("a wrong turn", lambda s: not s.pressed_enough, _wrong_turn),
    Rule("at the model too early", lambda s: not s.pressed_enough, _pull_back),
    Rule("rambling", conditions.rambled, _narrow),
    Rule("something worth pressing on", lambda s: not s.pressed_enough, _press),
    Rule("a figure of their own", lambda s: not s.pressed_enough, _number),
    Rule("named without a reason", conditions.only_named_things, _deeper),
    Rule("something never came up", lambda s: not s.pressed_enough, _missing),
    Rule("quick and complete", conditions.deserves_more, _more_change),
    Rule("open ground", lambda _: True, replies.ground),
    Rule("something raised earlier", lambda _: True, _press),
    Rule(
        "time to press further",
        conditions.has_time_to_spare,
        lambda s: replies.deeper(s, "there is time to go deeper"),
    ),
    Rule("time for another change", conditions.could_take_another_change, _more_change),
)
"""The table of moves after an answer."""
