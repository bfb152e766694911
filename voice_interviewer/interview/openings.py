"""Beginning, moving on and ending: the greeting with the first question, hand-overs between phases, the goodbye."""

from collections.abc import Iterable

from voice_interviewer.interview.lines import REPLY_WORDS, fresh, joined, last_said, ordered, pick, variants
from voice_interviewer.interview.phases import has_warm_up
from voice_interviewer.interview.replies import about
from voice_interviewer.interview.situation import CANDIDATE_QUESTION, WARM_UP, Situation
from voice_interviewer.values import Advance, Finish, Phase, Question, Reply, Say

# ---------------------------------------------------------------- opening


def greeting(situation: Situation) -> Say:
    """The greeting and the first question in one: a warm-up where there is time for it, else the problem."""
    brief, session = situation.brief, situation.session
    began = session.started
    rough = pick(brief, session, "greeting_rough") if began.rough_recogniser else ""
    hello = _short(situation, "greeting") if rough else pick(brief, session, "greeting")
    if has_warm_up(brief.track, began.minutes, brief.focus):
        questions = ordered(brief, "warm-up", brief.track.warm_up)
        text = _first_fitting(((hello, rough, question) for question in questions), REPLY_WORDS)
        return Say(Reply(text, "", Question(WARM_UP, "")), "greeting", "the interview begins with a warm-up")
    if situation.drilled not in {None, situation.phase.slug}:
        text = _drill(situation, (hello, rough), (_short(situation, "greeting"), rough))
        return Say(Reply(text, "", about(situation.phase)), "greeting", "the drill says what it practises")
    text = _problem(situation, (hello, rough), _focus(situation))
    return Say(Reply(text, "", about(situation.phase)), "greeting", "the interview begins with the problem")


def problem(situation: Situation) -> Say:
    """The problem itself, after the warm-up."""
    intro = pick(situation.brief, situation.session, "problem_intro")
    text = _problem(situation, (), intro)
    return Say(Reply(text, "", about(situation.phase)), "problem_intro", "the warm-up is answered")


def _focus(situation: Situation) -> str:
    """What a drill is about, said at its start."""
    brief, drilled = situation.brief, situation.drilled
    if drilled is None:
        return ""
    return pick(brief, situation.session, "focus_intro", phase=brief.phases[drilled].title.lower())


def _drill(situation: Situation, needed: tuple[str, ...], shorter: tuple[str, ...]) -> str:
    """The problem in short, what is practised on it, and the one question there is before that."""
    brief = situation.brief
    first = brief.track.phases[0]
    asks = fresh(brief, situation.session, f"opening/{first.slug}", first.opening) or ""
    told = (brief.problem.short_question, _focus(situation))
    return _first_fitting(
        ((*needed, *told, asks), (*shorter, *told, asks), (*needed, *told), (*shorter, *told)), REPLY_WORDS
    )


def _problem(situation: Situation, needed: tuple[str, ...], lead: str) -> str:
    """The problem as it is put: with the first phase's question where it asks none and there is room, and in its short
    form where what has to be said before it leaves no room for the long one."""
    brief = situation.brief
    first = brief.track.phases[0]
    asks = fresh(brief, situation.session, f"opening/{first.slug}", first.opening) or ""
    told = brief.problem.question
    question = "" if "?" in told else asks
    return _first_fitting(
        (
            (*needed, lead, told, question),
            (*needed, told, question),
            (*needed, lead, told),
            (*needed, told),
            (*needed, lead, brief.problem.short_question, asks),
            (*needed, brief.problem.short_question, asks),
        ),
        REPLY_WORDS,
    )


def _first_fitting(choices: Iterable[tuple[str, ...]], most: int) -> str:
    """The first choice of at most this many words; the shortest where all are longer."""
    texts = [" ".join(part for part in parts if part) for parts in choices]
    fitting = (text for text in texts if len(text.split()) <= most)
    return next(fitting, min(texts, key=lambda text: len(text.split())))


def _short(situation: Situation, key: str) -> str:
    """A short variant, for when more has to be said with it."""
    lines = sorted(variants(situation.brief, key), key=lambda line: len(line.split()))
    return next(iter(ordered(situation.brief, key, lines[: (len(lines) + 1) // 2])), "")


# ---------------------------------------------------------------- moving on


def advance(
    situation: Situation, slug: str, reason: str, lead: str = "", *, handed_over: bool = False
) -> Advance:
    """Hand over to a phase and open it; `handed_over`: the lead says that it goes on."""
    brief = situation.brief
    phase = brief.phases.get(slug, brief.track.phases[-1])
    opening, question = _opening(situation, phase)
    handovers = ordered(brief, f"handover/{slug}", phase.handover)
    handover = min(handovers, key=lambda line: last_said(situation.session, line), default="")
    leads = [lead, "" if lead and handed_over else handover]
    title = phase.title.lower()
    return Advance(
        Reply(
            joined(opening, leads)
            if opening
            else " ".join(one for one in leads if one) or f"Let's move to {title}.",
            "" if lead or not opening else f"In a few words hand over to {title}, then ask: “{opening}”",
            question,
        ),
        slug,
        reason,
    )


def _opening(situation: Situation, phase: Phase) -> tuple[str, Question] | tuple[None, None]:
    """The phase's first question; ground of it instead where that was answered ahead of time, or put before."""
    brief, session = situation.brief, situation.session
    answered = bool(phase.leads_to) and all(situation.reasoned(ground) for ground in phase.leads_to)
    opening = None if answered else fresh(brief, session, f"opening/{phase.slug}", phase.opening)
    if opening is not None:
        return opening, about(phase)
    open_here = (
        one for one in brief.grounds.values() if one.phase == phase.slug and not situation.reasoned(one.id)
    )
    asks = {text: one for one in open_here for text in one.ask}
    instead = fresh(brief, session, f"reopening/{phase.slug}", list(asks))
    if instead is None:
        return None, None
    return instead, Question(asks[instead].id, asks[instead].dimension)


def take_up(situation: Situation, slug: str) -> Say:
    """An earlier part once more: the next answer counts for it, wherever the interview stands."""
    phase = situation.brief.phases[slug]
    line = pick(situation.brief, situation.session, "take_up", phase=phase.title.lower())
    return Say(Reply(line, "", about(phase)), "take_up", f"asked to go back to {slug}")


def candidate_question(situation: Situation) -> Say | None:
    texts = variants(situation.brief, "candidate_question")
    text = fresh(situation.brief, situation.session, "candidate_question", texts)
    if text is None:
        return None
    return Say(
        Reply(text, "", Question(CANDIDATE_QUESTION, "", open=False)),
        "candidate_question",
        "the design is through; it is the candidate's turn to ask",
    )


def finish(situation: Situation, reason: str, answering: str = "") -> Finish:
    """Goodbye, where the candidate asked something after one of the lines that answer it."""
    brief, session = situation.brief, situation.session
    reply = pick(brief, session, answering) if answering else ""
    farewell = pick(brief, session, "farewell")
    instruction = (
        f"Answer what they asked in one or two honest sentences, ask nothing, and end with: “{farewell}”"
        if answering
        else ""
    )
    return Finish(Reply(joined(farewell, [reply]), instruction), reason)
