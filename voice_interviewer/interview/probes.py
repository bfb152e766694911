"""Which follow-up question is due, by what the candidate said or failed to say; each is asked at most once."""

from typing import Final

from voice_interviewer.interview.patterns import find, hear
from voice_interviewer.interview.situation import Situation
from voice_interviewer.interview.words import read
from voice_interviewer.values import FindingKind, ProbeRule, ProbeWhen

LONGEST_ECHO: Final = 7
"""Words of an earlier answer that are said back."""


def raised(situation: Situation) -> tuple[ProbeRule, str, str] | None:
    """A probe the candidate gave cause for, and the words: from this answer first, then what waited for its phase.

    One whose ground was covered with reasons anyway is not asked; one that belongs to a later phase waits, and is asked
    with the words that raised it, which come third.
    """
    words = {finding.id: finding.words for finding in situation.found(FindingKind.PROBE)}
    due = [rule for rule in situation.unasked(ProbeWhen.RAISED) if _is_due(situation, rule)]
    for rule in due:
        if rule.id in words:
            return rule, words[rule.id], ""
    for rule in due:
        said = _said_earlier(situation, rule)
        if said and rule.dimension in situation.phase.dimensions:
            return rule, said, said
    return None


def _said_earlier(situation: Situation, rule: ProbeRule) -> str:
    """The few words that raised a probe in an earlier answer; "" where they cannot be said back."""
    session, brief = situation.session, situation.brief
    heard = hear(read(session.turns[session.raised[rule.id]].text, brief.misheard), brief.lexicon)
    matches = (match for pattern in brief.probe_patterns.get(rule.id, ()) for match in find(pattern, heard))
    spans = (heard.words.verbatim(match.first, match.last, 0) for match in matches)
    return next((span for span in spans if len(span.split()) <= LONGEST_ECHO), "")


def premature(situation: Situation) -> ProbeRule | None:
    """The candidate is at the model while its data has not come up at all."""
    said = {finding.id for finding in situation.found(FindingKind.PROBE)}
    covered = situation.session.covered
    return next(
        (
            rule
            for rule in situation.unasked(ProbeWhen.PREMATURE)
            if rule.id in said and not any(ground in covered for ground in rule.ground)
        ),
        None,
    )


def missing(situation: Situation) -> ProbeRule | None:
    """Something that should have come up by now and has not."""
    covered = situation.session.covered
    return next(
        (
            rule
            for rule in situation.unasked(ProbeWhen.MISSING)
            if situation.progress >= rule.after
            and situation.is_time_for(rule.dimension)
            and not any(ground in covered for ground in rule.ground)
        ),
        None,
    )


def on(situation: Situation, when: ProbeWhen) -> ProbeRule | None:
    """The probe for a number or a contradiction, while it has not been asked."""
    return next(iter(situation.unasked(when)), None)


def _is_due(situation: Situation, rule: ProbeRule) -> bool:
    known = bool(rule.ground) and all(situation.reasoned(ground) for ground in rule.ground)
    return rule.id in situation.session.raised and situation.is_time_for(rule.dimension) and not known
