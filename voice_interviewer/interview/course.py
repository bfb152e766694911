"""What a candidate asks about the interview itself: how they do, whether to go on, whether to talk of another part."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.questions import about_the_answer, asked
from voice_interviewer.interview.words import STOP_WORDS, any_of, plain, sentence_spans, split


class Course(StrEnum):
    """What a question about the interview wants to know; the values are the track's lines that answer it."""

    THERE = "listening"
    """Whether anyone listens."""
    VERDICT = "verdict"
    """Whether it was any good."""
    TEAM = "team_reply"
    """What the interviewer's own work is like."""
    PACE = "pace"
    """Whether to stay or to go on: answered by the clock, with `go_deeper` or `go_on`."""
    FOCUS = "your_focus"
    """Where to put the weight."""


_THERE: Final = re.compile(
    r"\b(?:can|do) you (?:still )?(?:hear|see|follow)\b|\bare you (?:still )?(?:there|with me|following)\b"
)
_VERDICT: Final = re.compile(
    any_of(r"""
        \bhow (?:am|was|did|have) i (?:\w+ )?(?:do|doing|done|perform\w*)\b
        \bhow (?:am|was|did) i$
        \b(?:did|have|am|was) i (?:\w+ )?(?:do|doing|done)\b(?! we| the| this| that)
        \bi (?:did|have done|am doing) (?:\w+ )?(?:well|ok|okay|good|fine|enough|right|badly)\b
        \b(?:am|was) i (?:\w+ )?(?:on (?:the right )?track|right|wrong|close|good|hired|in)\b
        \b(?:feedback|thoughts) (?:on|about|so far|for me|from you)\b
        \b(?:any|some|your) feedback\b
        \b(?:did|do|would) (?:i|you) (?:pass|hire me|agree)\b
        \b(?:what|how) (?:do|did|would) you (?:think|rate|score|feel)\b
        \bwhat (?:should|could|can) i (?:have done|do|improve|work on)(?: better| differently| more)?$
        \b(?:is|was) (?:that|this|it|my \w+) (?:\w+ )?(?:right|correct|wrong|good|reasonable)$
        """)
)
_TEAM: Final = re.compile(
    any_of(r"""
        \byour (?:own )?(?:team|company|group) (?:finds?|struggle|likes?|works?|do|does|enjoy|use|look|spend)\b
        \b(?:your (?:own )?(?:job|work|role|day|experience|career|favou?rite|biggest|hardest)|your day to day)\b
        \b(?:do|did|have) you (?:\w+ )?(?:like|enjoy|work|worked|build|built|find (?:it )?(?:hard\w*|difficult))\b
        \b(?:work|working) (?:here|there|with you|at your|on your|in your)\b
        \b(?:hardest|best|worst|favou?rite|nicest) (?:part|thing|bit) (?:of|about|in) (?:your|working|the job|this job)
        """)
)
_PACE: Final = re.compile(
    any_of(r"""
        \b(?:deeper|move on|go on|continue|carry on|keep going|elaborate|(?:more|in) detail|expand|stop here|enough)\b
        \btime (?:to|for|left)\b|\bhave time\b|\btoo (?:much|long|deep|detailed|far)\b
        """)
)


@lru_cache(maxsize=64)
def course(text: str) -> Course | None:
    """What the last question in an answer wants to know about the interview itself; None where it asks for nothing, or
    for something of the problem."""
    spans = asked(text)
    if not spans:
        return None
    start, end = spans[-1]
    question = " ".join(split(text[start:end]))
    if _THERE.search(question):
        return Course.THERE
    if _TEAM.search(question):
        return Course.TEAM
    if _VERDICT.search(question):
        return Course.VERDICT
    if not about_the_answer(text[start:end]):
        return None
    return Course.PACE if _PACE.search(question) else Course.FOCUS


# ---------------------------------------------------------------- another part

_TO: Final = (
    r"(?:talk(?: more| now)? about|discuss|cover|take|do|look at"
    r"|(?:go|move|get|jump|skip|switch|come|head|turn|return|proceed)"
    r"(?: (?:back|on|over|ahead|forward|straight|directly|right))* (?:in)?to)"
)
_WANTS: Final = re.compile(
    r"(?:(?:ok|okay|so|right|well|um|uh|and|now|then|actually|maybe|sorry|please|fine|sure) )*"
    r"(?:let's|let us|lets|(?:can|could|may|shall|might|should) (?:we|i|you)"
    r"|(?:i|we)(?:'d| would)? (?:like|want|prefer|love) to|i(?:'d| would) rather|we can|let me)"
    rf"(?: (?:now|please|just|maybe|first|also|perhaps))* {_TO} (?P<part>(?:\w+ ){{0,3}}?\w+)"
    r"(?: (?:part|phase|section|topic|side|stage|question|questions|bit))?"
    r"(?: (?:now|please|next|first|again|instead|then|for a (?:bit|moment|minute)))*"
)


@lru_cache(maxsize=64)
def wanted_phase(brief: Brief, text: str) -> str | None:
    """The phase that the last sentence of an answer asks to go to: "let's talk about serving"; None for none."""
    lowered = plain(text)
    start, end = sentence_spans(lowered)[-1]
    match = _WANTS.fullmatch(" ".join(split(lowered[start:end])))
    if match is None:
        return None
    names = _phase_names(brief)
    part = [word for word in match["part"].split() if word not in STOP_WORDS]
    return names.get(" ".join(part))


@lru_cache(maxsize=8)
def _phase_names(brief: Brief) -> dict[str, str]:
    """What each phase of the track is called: its title, the words of it, and the areas that belong to it."""
    names: dict[str, str] = {}
    for phase in brief.track.phases:
        words = [word for word in split(phase.title) if word not in STOP_WORDS]
        for name in (" ".join(words), phase.slug.replace("-", " "), phase.slug, *words):
            names.setdefault(name, phase.slug)
    for area, slug in brief.track.areas.items():
        if slug in brief.phases:
            names.setdefault(area.replace("-", " "), slug)
    return names
