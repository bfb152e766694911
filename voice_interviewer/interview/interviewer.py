"""The interviewer's decisions: the session and what just happened in, a move out.

Pure and deterministic under the brief's seed. What happens after an answer stands in `answers.RULES`, after a command
or a silence in `requests`; how it is worded, in `replies` and `openings`.
"""

from voice_interviewer.events import (
    AnswerUnderstood,
    CandidateSilent,
    CommandGiven,
    Event,
    SessionResumed,
    SessionStarted,
)
from voice_interviewer.interview import openings, replies
from voice_interviewer.interview.answers import decide_on_answer
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.requests import decide_on_command, decide_on_silence
from voice_interviewer.interview.session import Session
from voice_interviewer.interview.situation import Situation
from voice_interviewer.values import Move, Wait

__all__ = ["Brief", "decide", "farewell"]


def decide(brief: Brief, session: Session, event: Event) -> Move:
    """The interviewer's next move. `session` already includes `event`; every move carries its reason."""
    situation = Situation(brief, session, event)
    match event:
        case SessionStarted():
            return openings.greeting(situation)
        case SessionResumed():
            return replies.picked_up(situation)
        case AnswerUnderstood():
            return decide_on_answer(situation)
        case CommandGiven(command=command):
            return decide_on_command(situation, command)
        case CandidateSilent():
            return decide_on_silence(situation)
        case _:
            return Wait("nothing to decide")


def farewell(brief: Brief, session: Session, at: float) -> Move:
    """The goodbye of an interview whose candidate has no more to say, at `at` seconds."""
    return openings.finish(Situation(brief, session, CandidateSilent(at, 0.0)), "nothing more will come")
