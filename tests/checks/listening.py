"""Checks of how the interviewer takes what a candidate says: questions, commands, detours, abuse and orders."""

import re

from tests.checks.candidates import DEMANDED
from tests.checks.course import AT_ONCE, situation
from tests.checks.playing import Exchange, Played
from tests.checks.spoken import words_of
from tests.checks.table import Looks, check
from tests.interview.simulate import PAUSE
from voice_interviewer.events import AnswerUnderstood, CommandGiven, Continued
from voice_interviewer.interview.asides import is_abuse
from voice_interviewer.interview.lines import spoken_minutes
from voice_interviewer.interview.stance import is_order
from voice_interviewer.live.replies import FIRST_PIECE
from voice_interviewer.values import Advance, Command, FindingKind, Finish, Hint, Probe, Say, Wait

COVERS_NOTHING = ("gibberish", "silent", "hostile", "injecting")
FAILS = ("returns nothing",)
USED = 0.5
"""The share of a well-behaved model's replies that is heard at least: what it is asked to say may have been said."""
_UNKIND = re.compile(
    r"\b(?:stupid|shut up|idiot|rude|how dare|your attitude|calm down|terrible)\b", re.IGNORECASE
)


def commanded(played: Played, command: Command) -> list[Exchange]:
    return [
        one
        for one in played.exchanges
        if isinstance(one.cause, CommandGiven)
        and one.cause.command is command
        and one.before.left(one.cause.at) > 0
        and situation(played, one).problem_is_stated
    ]


def hostile_lines(played: Played) -> list[Exchange]:
    lines = [words_of(line) for line in played.brief.track.lines["hostile"]]
    return [one for one in played.replies if words_of(one.spoken) in lines]


def probed(played: Played, probe: str) -> int:
    return sum(isinstance(one.move, Probe) and one.move.probe == probe for one in played.exchanges)


@check("answers a question about the problem from the fact sheet")
def facts_answered(played: Played) -> Looks:
    for one in played.exchanges:
        now = situation(played, one)
        wanted = [finding.id for finding in now.found(FindingKind.FACT_QUESTION)]
        late = now.session.left(one.cause.at) <= 0 or isinstance(one.move, Finish)
        if isinstance(one.cause, AnswerUnderstood) and wanted and now.problem_is_stated and not late:
            said = words_of(one.spoken)
            asked_other = is_order(one.text) or is_abuse(one.text)
            told = any(words_of(played.brief.facts[name].say) in said for name in wanted)
            yield None if told or asked_other else f"{one.text} -> {one.spoken}"


@check("leaves to the candidate what the fact sheet does not answer")
def your_call(played: Played) -> Looks:
    for one in played.exchanges:
        if isinstance(one.move, Say) and one.move.purpose == "your_call":
            now = situation(played, one)
            lines = [words_of(line) for line in played.brief.track.lines["your_call"]]
            right = now.understanding.question and not now.found(FindingKind.FACT_QUESTION)
            yield None if right and words_of(one.spoken) in lines else one.spoken


@check("pulls one back who is at the architecture before the goal and the data, once for each")
def pulled_back(played: Played) -> Looks:
    back = [
        one for one in played.exchanges if isinstance(one.move, Say) and one.move.purpose == "redirect_model"
    ]
    first = {rule.id for rule in played.brief.track.probes if rule.when.value == "premature"}
    pressed = [
        one.move.probe for one in played.exchanges if isinstance(one.move, Probe) and one.move.probe in first
    ]
    if played.case.candidate == "architecture only":
        yield None if len(back) == 1 and pressed else f"{len(back)} redirects, {len(pressed)} probes"
    elif back or pressed:
        yield "more than once" if len(back) > 1 or len(pressed) > len(set(pressed)) else None


@check("raises a contradiction, and only once")
def contradiction_once(played: Played) -> Looks:
    now = [situation(played, one) for one in played.exchanges if isinstance(one.cause, AnswerUnderstood)]
    heard = [one for one in now if one.found(FindingKind.CONTRADICTION) and not one.phase_is_over]
    free = [one for one in heard if not one.pressed_enough and not one.understanding.question]
    raised = probed(played, "contradiction")
    if heard or raised:
        yield f"raised {raised} times" if raised > 1 or (free and not raised) else None


@check("meets abuse calmly, at most twice, and goes on")
def calm(played: Played) -> Looks:
    lines = hostile_lines(played)
    if any(is_abuse(one.text) for one in played.exchanges):
        yield f"{len(lines)} times" if len(lines) > 2 else None
        for one in played.replies:
            yield one.spoken if is_abuse(one.text) and _UNKIND.search(one.spoken) else None
    if played.case.candidate == "hostile":
        yield None if lines else "abuse was not met at all"


@check("does not say what an injected instruction wants to hear")
def says_nothing_on_demand(played: Played) -> Looks:
    for one in played.replies:
        if DEMANDED in " ".join(turn.text for turn in one.before.turns):
            yield one.spoken if words_of(DEMANDED) in words_of(one.spoken) else None


@check("takes no order of a candidate's: no hint, no score, no phase for it")
def orders_not_taken(played: Played) -> Looks:
    for one in played.exchanges:
        if isinstance(one.cause, AnswerUnderstood) and is_order(one.text):
            now = situation(played, one)
            due = now.phase_is_over or now.time_is_up or not now.open_ground
            taken = isinstance(one.move, Hint) or (isinstance(one.move, Advance) and not due)
            yield one.move.reason if taken else None


@check("counts no ground as covered that nobody has covered")
def nothing_from_nothing(played: Played) -> Looks:
    if played.case.candidate in COVERS_NOTHING:
        yield f"{list(played.session.covered)}" if played.session.covered else None


@check("takes one thing out of a rambling answer")
def rambling_narrowed(played: Played) -> Looks:
    if played.case.candidate == "rambling":
        narrowed = [
            one for one in played.exchanges if isinstance(one.move, Say) and one.move.purpose == "narrow"
        ]
        yield None if narrowed else "never narrowed down"


@check("is silent while the candidate thinks")
def thinking_time(played: Played) -> Looks:
    for one in played.exchanges:
        if isinstance(one.cause, CommandGiven) and one.cause.command is Command.THINK:
            late = one.before.left(one.cause.at) <= 0
            yield one.spoken if one.spoken and not late else None


@check("stops the clock during a pause")
def pause(played: Played) -> Looks:
    pauses = sum(isinstance(event, Continued) for event in played.events)
    if pauses:
        lost = played.session.uncounted
        yield f"{lost:.0f} s for {pauses} pauses" if abs(lost - PAUSE * pauses) > 1 else None


@check("tells the time truly")
def time_told(played: Played) -> Looks:
    for one in commanded(played, Command.TIME_LEFT):
        left = spoken_minutes(one.before.left(one.cause.at))
        yield None if left in one.spoken.lower() else f"{one.spoken} ({left})"


@check("repeats what it asked, in the same words")
def repeated(played: Played) -> Looks:
    for one in commanded(played, Command.REPEAT):
        asked = one.before.question
        last = one.before.turns[-2].text if len(one.before.turns) > 1 else ""
        same = asked is not None and words_of(asked.text) in words_of(one.spoken)
        yield None if same or words_of(last) in words_of(one.spoken) else one.spoken


@check("moves on when asked to")
def skipped(played: Played) -> Looks:
    for one in commanded(played, Command.SKIP):
        yield None if isinstance(one.move, Advance | Finish) else one.move.reason


@check("answers a command at once, without a language model")
def commands_at_once(played: Played) -> Looks:
    for one in played.replies:
        if isinstance(one.cause, CommandGiven) and one.cause.command is not Command.DONE:
            yield f"{one.cause.command}: {one.seconds:.1f} s" if one.seconds > AT_ONCE else None


@check("never lets a language model word a hint, a fact, or the beginning")
def bank_words_stand(played: Played) -> Looks:
    for one in played.replies:
        reply = one.move.reply
        if reply is not None and (isinstance(one.move, Hint | Wait) or not reply.instruction):
            yield one.spoken if one.spoken != " ".join(reply.text.split()) else None


@check("is heard within its budget, however a language model dawdles")
def first_words_in_time(played: Played) -> Looks:
    for one in played.replies:
        yield f"{one.seconds:.1f} s" if one.seconds > FIRST_PIECE + 0.1 else None


@check("falls back on the bank's words where a model has none")
def bank_stands_in(played: Played) -> Looks:
    if played.case.brain in FAILS:
        for one in played.replies:
            assert one.move.reply is not None
            yield one.spoken if one.spoken != " ".join(one.move.reply.text.split()) else None


@check("puts its question whatever the model makes of it")
def question_put(played: Played) -> Looks:
    for one in played.replies:
        reply = one.move.reply
        if reply is not None and reply.question is not None and "?" in reply.text:
            yield None if "?" in one.spoken else one.spoken


@check("lets a model that keeps the rules speak")
def good_model_heard(played: Played) -> Looks:
    worded = [one for one in played.replies if one.move.reply is not None and one.move.reply.instruction]
    if played.case.brain == "behaves" and len(worded) >= 5:
        own = [one for one in worded if not one.drafting.breach and not one.drafting.trouble]
        rejected = {one.drafting.breach for one in worded if one.drafting.breach}
        yield f"{len(own)} of {len(worded)}; {rejected}" if len(own) < USED * len(worded) else None
