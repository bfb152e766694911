"""Scoring a past session again, after a correction."""

from voice_interviewer import history, journal
from voice_interviewer.assessment import scorecard
from voice_interviewer.bank import Bank
from voice_interviewer.events import Scored


def rescore(past: history.Past, bank: Bank) -> history.Past:
    """Journal a new scorecard for what the session now says."""
    problem = bank.problem(past.started.problem)
    started = past.started
    card = scorecard.score(
        problem, bank.track(problem.track), past.session, started.parts.stt, started.rough_recogniser
    )
    at = max(event.at for event in past.events)
    journal.append_all(past.folder, [Scored(at, scorecard.to_dict(card))])
    return history.load(past.folder)
