"""Which follow-up question is due, by what the candidate said or failed to say; each is asked at most once."""

from voice_interviewer.interview.situation import Situation
from voice_interviewer.values import FindingKind, ProbeRule, ProbeWhen


def raised(situation: Situation) -> tuple[ProbeRule, str] | None:
    """A probe the candidate gave cause for: from this answer first, with its words, then what waited for its phase,
    without any.

    One whose ground was covered with reasons anyway is not asked. What came up some answers ago is gone back to by its
    name: words cut out of the middle of an answer are no sentence.
    """
    words = {finding.id: finding.words for finding in situation.found(FindingKind.PROBE)}
    due = [rule for rule in situation.unasked(ProbeWhen.RAISED) if _is_due(situation, rule)]
    for rule in due:
        if rule.id in words:
            return rule, words[rule.id]
    here = (rule for rule in due if rule.called and rule.dimension in situation.phase.dimensions)
    return next(((rule, "") for rule in here), None)


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
    asks = bool(situation.open_asks(rule))
    return (
        rule.id in situation.session.raised and situation.is_time_for(rule.dimension) and asks and not known
    )
