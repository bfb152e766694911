"""When a rule for an answer holds: what the answer is, and what the clock and the phase leave time for."""

from typing import Final

from voice_interviewer.events import AnswerUnderstood
from voice_interviewer.interview import replies
from voice_interviewer.interview.asides import (
    is_abuse,
    is_backchannel,
    is_greeting,
    is_interrupting,
    is_no,
    is_through,
    is_unsure,
    is_yes,
)
from voice_interviewer.interview.course import Course, course
from voice_interviewer.interview.questions import gives_up_the_answer
from voice_interviewer.interview.situation import CANDIDATE_QUESTION, Situation
from voice_interviewer.interview.stance import is_order
from voice_interviewer.values import FindingKind

RAMBLING_WORDS: Final = 330
RAMBLING_SECONDS: Final = 150.0
"""An answer of either length is narrowed down (spec: nudge at 150 s)."""
THIN: Final = 45
"""Words up to which an answer that only names things is pressed for a reason."""
SPARE: Final = 0.35
MOST_PRESSED: Final = 4
"""Follow-ups in one phase, after which even time to spare is no reason for another."""
DOING_WELL: Final = 0.5
"""The share of what is expected in a phase from which further changes are a challenge and no punishment."""
MOST_CHANGES: Final = 3
"""Changed requirements in one phase."""
CLOSING_ANSWER: Final = 75.0
"""Seconds that a closing question, its answer, and the candidate's own question take."""
MOST_CLOSING: Final = 3
LAST_CHANGE: Final = 90.0
"""Seconds that must be left for a changed requirement to be brought in after its phase's time."""


def takes_the_offer(s: Situation) -> bool:
    return s.session.answers_offer and is_yes(s.text)


def declines_the_offer(s: Situation) -> bool:
    return s.session.answers_offer and is_no(s.text)


def insults(s: Situation) -> bool:
    return is_abuse(s.text) and not s.found(FindingKind.GROUND)


def was_not_caught(s: Situation) -> bool:
    """No words at all. An "okay" has none that count either, but it was heard."""
    return (
        isinstance(s.event, AnswerUnderstood)
        and not s.understanding.word_count
        and not is_backchannel(s.text)
    )


def asks_to_be_let_in(s: Situation) -> bool:
    *_, before, _ = ("", "", *(s.session.turns[number].text for number in s.session.answers))
    return is_interrupting(s.text) and not is_interrupting(before)


def asked_for_a_question(s: Situation) -> bool:
    return s.session.question is not None and s.session.question.topic == CANDIDATE_QUESTION


def is_only_there(s: Situation) -> bool:
    """The first time in a row, whether that was met with silence or with a word."""
    return is_backchannel(s.text) and s.session.waited == 0 and not replies.said_last(s, "listening")


def says_hello(s: Situation) -> bool:
    return is_typed(s) and is_greeting(s.text) and not replies.said_last(s, "greeting_back")


def is_typed(s: Situation) -> bool:
    return s.turn is not None and s.turn.typed


def has_nothing_to_ask(s: Situation) -> bool:
    return s.in_last_phase and is_through(s.text)


def asks_about_the_course(s: Situation) -> bool:
    """And about nothing that the fact sheet answers, but for the end, where the interviewer is asked."""
    asked = course(s.text)
    if asked is None or asked is Course.TEAM:
        return asked is not None
    return s.in_last_phase or not s.found(FindingKind.FACT_QUESTION)


def wants_the_answer(s: Situation) -> bool:
    return gives_up_the_answer(s.text) and not s.found(FindingKind.FACT_QUESTION)


def does_not_know(s: Situation) -> bool:
    return is_unsure(s.text) and not s.found(FindingKind.GROUND)


def change_is_due(s: Situation) -> bool:
    """Once, in its phase: after two answers, or as the phase comes to its end."""
    if not s.changes_here or s.changed_here or s.answers_here == 0:
        return False
    if s.phase_is_over:
        return s.session.left(s.at) > max(LAST_CHANGE, s.later + s.exchange)
    return s.answers_here >= 2 or s.session.phase_left(s.at) < s.planned / 2


def rambled(s: Situation) -> bool:
    length = s.turn.end - s.turn.start if s.turn is not None else 0.0
    return s.understanding.word_count >= RAMBLING_WORDS or length >= RAMBLING_SECONDS


def only_named_things(s: Situation) -> bool:
    """Terms or a choice without a reason, in few words."""
    if s.pressed_enough or s.understanding.word_count > THIN or s.answer is None:
        return False
    said = s.found(FindingKind.GROUND)
    return (bool(said) or s.understanding.commitment) and not any(finding.reasoned for finding in said)


def deserves_more(s: Situation) -> bool:
    """Everything expected here was said with reasons; a change then, once in a phase, and not before the design."""
    return not s.in_first_phase and not s.changed_here and s.expected_share == 1.0


def could_take_another_change(s: Situation) -> bool:
    """Nothing is left to ask, much of the phase is, and the candidate did well in it: a new requirement is a better use
    of the time than an early end."""
    done_well = s.expected_share >= DOING_WELL and not is_unsure(s.text)
    spare = s.session.phase_left(s.at) > SPARE * s.planned
    return not s.in_first_phase and done_well and spare and s.changes_made_here < MOST_CHANGES


def has_time_to_spare(s: Situation) -> bool:
    """Nothing is left to ask, and much of the phase: a candidate with something to say is pressed further."""
    pressed = sum(asked.follow_up for asked in s.here)
    spare = s.session.phase_left(s.at) > SPARE * s.planned
    return spare and pressed < MOST_PRESSED and s.understanding.word_count > THIN


def is_out_of_time(s: Situation) -> bool:
    return s.session.left(s.at) <= 0


def could_close_better(s: Situation) -> bool:
    """Time in the last phase for a question about the design as a whole."""
    needed = max(CLOSING_ANSWER, 1.5 * s.exchange)
    return s.in_last_phase and s.session.left(s.at) > needed and len(s.here) < MOST_CLOSING


def gives_orders(s: Situation) -> bool:
    return is_order(s.text) and not s.found(FindingKind.GROUND)


def is_about_to_ask(s: Situation) -> bool:
    return (
        asked_for_a_question(s) and is_yes(s.text) and not s.understanding.question and not s.session.waited
    )
