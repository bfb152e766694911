"""The interviewer's moves, worded: the bank's lines put together, and what a language model is told to say instead.

Every reply asks at most one question, one that was not put before, and stays within `lines.REPLY_WORDS`. An empty
instruction means the bank's own words must stand: hints, facts, and answers to commands.
"""

import re
from collections.abc import Iterable
from typing import Final

from voice_interviewer.events import CommandGiven
from voice_interviewer.interview.claims import Clash
from voice_interviewer.interview.lines import (
    REPLY_WORDS,
    fresh,
    is_unsaid,
    joined,
    last_said,
    ordered,
    pick,
    variants,
)
from voice_interviewer.interview.numbers import is_measured
from voice_interviewer.interview.records import Asked
from voice_interviewer.interview.session import OFFER, REPEATING, question_in, sentence_key
from voice_interviewer.interview.situation import Situation
from voice_interviewer.interview.words import split
from voice_interviewer.values import (
    Constrain,
    Constraint,
    Fact,
    Finding,
    Ground,
    Hint,
    Phase,
    Probe,
    ProbeRule,
    Question,
    Reply,
    Say,
    Speaker,
    Wait,
)

ACKNOWLEDGED: Final = 0.3
"""The share of questions that a short "okay" goes before; more sounds like a habit."""
NUDGE_FROM: Final = 0.3
"""The part of a phase's time from which on the candidate is told that it runs out."""
LONGEST_NUMBER: Final = 8
"""Words of a figure that are said back."""
_THE_PROBLEM: Final = re.compile(
    r"\b(?:problem|task|scenario|exercise|assignment|(?:whole|full|entire|original|initial|first) (?:question|thing))"
    r"(?: statement| description)?(?: was| is)?(?: again| once more| one more time| please| for me)*$"
)
_CALL_BACKS: Final = (
    "Earlier you mentioned {thing}.",
    "You brought up {thing} before.",
    "Let's go back to {thing} for a moment.",
)


def main_dimension(phase: Phase) -> str:
    """What a phase's opening question is about."""
    return phase.slug if phase.slug in phase.dimensions else next(iter(phase.dimensions), "")


def about(phase: Phase) -> Question:
    return Question(phase.slug, main_dimension(phase))


# ---------------------------------------------------------------- questions


def ground(situation: Situation, leads: Iterable[str] = (), purpose: str = "ground") -> Say | None:
    """A question that brings up open ground of this phase; None where nothing is left to ask."""
    for open_one in situation.open_ground:
        text = fresh(situation.brief, situation.session, f"ground/{open_one.id}", open_one.ask)
        if text is not None:
            return _ask_ground(situation, open_one, text, leads, purpose)
    return None


def _ask_ground(situation: Situation, due: Ground, text: str, leads: Iterable[str], purpose: str) -> Say:
    nudge = _nudge(situation)
    lead = list(leads) or [nudge or acknowledgement(situation)]
    said = f"{nudge} " if nudge else ""
    return Say(
        Reply(
            joined(text, lead),
            f"{said}Ask one question that leads to this, tied to what they just said: “{text}”",
            Question(due.id, due.dimension),
        ),
        purpose,
        f"“{due.title}” has not come up",
    )


def deeper(situation: Situation, reason: str) -> Say | None:
    """A follow-up on what was just said; None where all were used."""
    text = fresh(situation.brief, situation.session, "deeper", variants(situation.brief, "deeper"))
    if text is None:
        return None
    dimension = situation.session.question.dimension if situation.session.question is not None else ""
    return Say(
        Reply(
            joined(text, [acknowledgement(situation)]),
            f"Press on the least supported thing they just said with one short question, such as: “{text}”",
            Question("", dimension or main_dimension(situation.phase)),
        ),
        "deeper",
        reason,
    )


def probe(
    situation: Situation, rule: ProbeRule, reason: str, text: str | None = None, *, earlier: bool = False
) -> Probe | None:
    """A follow-up of the track's; None where every variant was said or answered already. `earlier`: it goes back to
    what the rule is about, which came up some answers ago."""
    text = text or fresh(situation.brief, situation.session, f"probe/{rule.id}", situation.open_asks(rule))
    if text is None:
        return None
    lead = ordered(situation.brief, rule.id, _CALL_BACKS)[0].format(thing=rule.called) if earlier else ""
    about_what = (
        f"Go back to {rule.called}, which they brought up earlier"
        if earlier
        else "Tie it to what they just said"
    )
    return Probe(
        Reply(
            joined(text, [lead or acknowledgement(situation)]),
            f"{about_what}, and press on it with one question: “{text}”",
            Question(rule.id, rule.dimension),
        ),
        rule.id,
        reason,
    )


def wrong_turn(situation: Situation, name: str, words: str) -> Probe | None:
    """The question that lets the candidate see a common mistake."""
    wrong = next((one for one in situation.brief.problem.wrong_turns if one.id == name), None)
    if wrong is None or name in situation.session.probes or not is_unsaid(situation.session, wrong.ask):
        return None
    return Probe(
        Reply(
            joined(wrong.ask, [acknowledgement(situation)]),
            f"Without saying that it is wrong, ask: “{wrong.ask}”",
            Question("", wrong.dimension),
        ),
        name,
        f"a common wrong turn: “{words}”",
    )


def number(situation: Situation, rule: ProbeRule, figure: Finding) -> Probe | None:
    """Says a figure back only with its unit and in few words: what is left of it otherwise is often a mishearing."""
    brief, words = situation.brief, figure.words
    clean = is_measured(figure.id) and len(words.split()) <= LONGEST_NUMBER
    said = (
        fresh(brief, situation.session, "number", variants(brief, "number"), number=words) if clean else None
    )
    return probe(situation, rule, f"the candidate's own figure: “{words}”", said)


def contradiction(situation: Situation, rule: ProbeRule, clash: Clash) -> Probe | None:
    said = fresh(
        situation.brief,
        situation.session,
        "contradiction",
        variants(situation.brief, "contradiction"),
        earlier=clash.earlier.words.lower(),
        now=clash.now.words.lower(),
    )
    return probe(situation, rule, f"“{clash.now.words}” after “{clash.earlier.words}”", said)


def constrain(situation: Situation, change: Constraint, reason: str, lead: str = "") -> Constrain:
    line = pick(situation.brief, situation.session, "constraint")
    dimension = next(iter(change.dimensions), "")
    return Constrain(Reply(joined(change.say, (lead, line)), "", Question("", dimension)), change.id, reason)


def next_constraint(situation: Situation) -> Constraint | None:
    """A changed requirement that was not used yet, in the seed's order; last those whose question was put before. In a
    drill only one that touches what it is on."""
    problem = situation.brief.problem
    drilled = situation.drilled
    wanted = frozenset(situation.brief.phases[drilled].dimensions) if drilled is not None else None
    names = ordered(situation.brief, "constraints", [change.id for change in problem.constraints])
    unused = [name for name in names if name not in situation.session.constraints]
    changes = [one for name in unused for one in problem.constraints if one.id == name]
    fitting = [one for one in changes if wanted is None or wanted & set(one.dimensions)]
    return min(fitting, key=lambda one: was_put(situation, one.say), default=None)


def was_put(situation: Situation, say: str) -> bool:
    """Whether the question in these words was put before, whatever led to it."""
    return any(
        sentence_key(asked.text) == sentence_key(question_in(say)) for asked in situation.session.asked
    )


def acknowledgement(situation: Situation) -> str:
    """A short neutral "okay", now and then, and never twice running."""
    brief, session = situation.brief, situation.session
    if situation.answer is None or not situation.chance("acknowledgement", ACKNOWLEDGED):
        return ""
    line = pick(brief, session, "acknowledgement")
    return line if line and last_said(session, line) < len(session.turns) - 3 else ""


def _nudge(situation: Situation) -> str:
    """A word on the time, once in a phase that runs out of it."""
    brief, session = situation.brief, situation.session
    left = session.phase_left(situation.at)
    if not 0 < left < NUDGE_FROM * situation.planned or situation.answer is None:
        return ""
    begun = min((asked.turn for asked in situation.here), default=0)
    nudges = (sentence_key(line) for line in variants(brief, "time_nudge"))
    if any(session.said.get(nudge, -1) >= begun for nudge in nudges):
        return ""
    return pick(brief, session, "time_nudge")


# ---------------------------------------------------------------- hints, facts, short answers


def hint(situation: Situation, reason: str) -> Hint | None:
    """The next level's hint, or once more the one that was cut off; never one skipped; None where all were given."""
    session = situation.session
    due = situation.brief.hints.get(session.cut_hint or session.hint_level + 1)
    if due is None:
        return None
    which = "was not heard to its end" if session.cut_hint else "is next"
    return Hint(Reply(due.say), due.level, session.phase, f"{reason}; level {due.level} {which}")


def offer(situation: Situation, key: str, reason: str) -> Wait | None:
    """The quiet offer of a hint, once for a question; None where no hint or no unsaid wording is left."""
    if situation.session.offered_here or situation.session.hint_level + 1 not in situation.brief.hints:
        return None
    text = fresh(situation.brief, situation.session, key, variants(situation.brief, key))
    if text is None:
        return None
    return Wait(reason, reply=Reply(text, "", Question(OFFER, "", open=False)))


def facts(answers: Iterable[Fact]) -> Say:
    """What the fact sheet says; the question at hand stays."""
    said = list(answers)
    text = said[0].say
    for fact in said[1:]:
        text = f"{text} {fact.say}" if len(f"{text} {fact.say}".split()) <= REPLY_WORDS else text
    asked = " and ".join(fact.id for fact in said)
    return Say(Reply(text), "fact", f"a clarifying question that the fact sheet answers: {asked}")


def line(situation: Situation, key: str, reason: str, **slots: str) -> Say:
    """One of the track's lines on its own; the question at hand stays."""
    return Say(Reply(pick(situation.brief, situation.session, key, **slots)), key, reason)


def repeated(situation: Situation, key: str, reason: str) -> Say | Hint:
    """The question at hand once more, in the same words; a hint or a fact where that was said last, and the problem
    where that is asked for."""
    if key == "repeat" and situation.session.cut_hint and (cut := hint(situation, reason)) is not None:
        return cut
    lead = pick(situation.brief, situation.session, key)
    if key == "repeat" and _wants_the_problem(situation):
        problem = situation.brief.problem.question
        return Say(Reply(joined(problem, [lead])), key, f"{reason}: the problem")
    told = _told_last(situation) if key == "repeat" and not _wants_the_question(situation) else ""
    if told:
        return Say(Reply(f"{lead} {told}".strip()), key, f"{reason}: what was said last")
    return _again(situation, lead, key, reason)


def said_last(situation: Situation, key: str) -> bool:
    """Whether the interviewer's latest turn was one of the track's lines for this."""
    number = _last_reply(situation)
    said = situation.session.turns[number].text if number is not None else ""
    return any(said.startswith(line) for line in variants(situation.brief, key))


def greeted_back(situation: Situation) -> Say:
    """A greeting for a greeting, and the question that waits."""
    lead = pick(situation.brief, situation.session, "greeting_back")
    return _again(situation, lead, "repeat", "a greeting is returned", briefly=True)


def _wants_the_problem(situation: Situation) -> bool:
    said = situation.event.text if isinstance(situation.event, CommandGiven) else ""
    return _THE_PROBLEM.search(" ".join(split(said))) is not None


def _wants_the_question(situation: Situation) -> bool:
    said = situation.event.text if isinstance(situation.event, CommandGiven) else ""
    return "question" in split(said)


def _told_last(situation: Situation) -> str:
    """What the interviewer said last, where it was a hint or a fact."""
    number = _last_reply(situation)
    if number is None:
        return ""
    last = situation.session.turns[number]
    facts_said = any(fact.say in last.text for fact in situation.brief.problem.facts)
    return last.text if facts_said or last.hint_level is not None else ""


def _last_reply(situation: Situation) -> int | None:
    """The interviewer's latest turn."""
    turns = situation.session.turns
    return next((n for n in reversed(range(len(turns))) if turns[n].speaker is Speaker.INTERVIEWER), None)


def _stated_last(situation: Situation, at_hand: Asked) -> bool:
    """Whether what the interviewer said last is the problem, and not only the question it ends in."""
    problem = situation.brief.problem
    last = situation.session.turns[at_hand.turn].text
    is_problem = at_hand.kind not in REPEATING or problem.question in last or problem.short_question in last
    return at_hand.turn == _last_reply(situation) and is_problem


def rephrased(situation: Situation) -> Say:
    """The question at hand in other words, where the bank has them."""
    brief, session = situation.brief, situation.session
    lead = pick(brief, session, "rephrase")
    at_hand = session.question
    other = _other_words(situation, at_hand.topic) if at_hand is not None else None
    if at_hand is None or other is None:
        lead = pick(brief, session, "repeat")
        return _again(situation, lead, "rephrase", "asked to rephrase, and there are no other words for it")
    question = Question(at_hand.topic, at_hand.dimension)
    return Say(Reply(joined(other, [lead]), "", question), "rephrase", "asked to put it differently")


def _other_words(situation: Situation, topic: str) -> str | None:
    brief, session = situation.brief, situation.session
    at_hand = session.question
    if topic == next(iter(situation.plan)) and at_hand is not None and _stated_last(situation, at_hand):
        short = brief.problem.short_question
        return short if is_unsaid(session, short) else None
    if topic in brief.grounds:
        return fresh(brief, session, f"ground/{topic}", brief.grounds[topic].ask)
    if topic in brief.probes:
        return fresh(brief, session, f"probe/{topic}", brief.probes[topic].ask)
    if topic in brief.phases:
        return fresh(brief, session, f"opening/{topic}", brief.phases[topic].opening)
    return None


def picked_up(situation: Situation) -> Say:
    """What an interview that goes on says first."""
    title = situation.phase.title.lower()
    line = pick(situation.brief, situation.session, "resume_pickup", phase=title)
    return _again(situation, line, "resume_pickup", "the session goes on after a break", whole=True)


def _again(
    situation: Situation, lead: str, purpose: str, reason: str, *, whole: bool = False, briefly: bool = False
) -> Say:
    """The question at hand, or the problem where there is none yet (the greeting was cut off), in short for a drill;
    `whole`: with the problem, where that question went with it; `briefly`: without it in any case."""
    at_hand = situation.session.question
    if at_hand is None:
        problem = situation.brief.problem
        text = problem.question if situation.drilled is None else problem.short_question
        return Say(Reply(joined(text, [lead]), "", about(situation.phase)), purpose, reason)
    question = Question(at_hand.topic, at_hand.dimension)
    stated = not briefly and (whole or _stated_last(situation, at_hand))
    text = _in_full(situation, at_hand, stated)
    return Say(Reply(joined(text, [lead]), "", question), purpose, reason)


def _in_full(situation: Situation, at_hand: Asked, with_problem: bool) -> str:
    """A question with the sentences that lead up to it in the bank, without what was said before it that time."""
    brief = situation.brief
    spoken = situation.session.turns[at_hand.turn].text
    if at_hand.topic == next(iter(situation.plan)):
        problem = brief.problem
        stated = problem.short_question if problem.short_question in spoken else problem.question
        if not with_problem:
            asked = next(
                (text for text in brief.phases[at_hand.topic].opening if text in spoken), at_hand.text
            )
            return asked if asked.endswith("?") else brief.problem.short_question
        return stated if at_hand.text in stated else joined(at_hand.text, [stated])
    problem = brief.problem
    texts = (
        *(brief.phases[at_hand.topic].opening if at_hand.topic in brief.phases else ()),
        *(brief.grounds[at_hand.topic].ask if at_hand.topic in brief.grounds else ()),
        *(brief.probes[at_hand.topic].ask if at_hand.topic in brief.probes else ()),
        *(change.say for change in problem.constraints),
        *(wrong.ask for wrong in problem.wrong_turns),
        *brief.track.warm_up,
        *brief.track.lines.get("deeper", ()),
    )
    return next((text for text in texts if text in spoken), at_hand.text)
