"""Checks of hints and of what must not be given away."""

import re
from functools import lru_cache

from tests.checks.course import situation, waited_out
from tests.checks.playing import Exchange, Played
from tests.checks.spoken import repeats_on_request, words_of
from tests.checks.table import Looks, check
from voice_interviewer.assessment.conduct import review
from voice_interviewer.assessment.ground import Terrain, survey
from voice_interviewer.events import AnswerUnderstood, CandidateSilent, CommandGiven
from voice_interviewer.interview.asides import is_yes
from voice_interviewer.interview.questions import gives_up_the_answer
from voice_interviewer.interview.requests import TIME_FOR_AN_OFFER
from voice_interviewer.interview.session import OFFER, session_from_turns
from voice_interviewer.interview.understanding import understand
from voice_interviewer.values import (
    Advance,
    Command,
    Constrain,
    Finish,
    Hint,
    Probe,
    Say,
    Understanding,
)

SHARED = 6
"""Words in a row that are shared by design and not by accident."""
SHORT = 60
"""Turns of an interview whose report card is made: each turn is read again for it."""
TEMPTED = ("behaves", "leaks the solution", "repeats itself")
TERRAINS: dict[str, Terrain] = {}
_ADVICE = re.compile(
    r"(?:^|[.!] )(?:maybe |perhaps )?you (?:should|could|need to|ought to) (?:use|add|build|try|put|store|keep)\b"
    r"|\bthe (?:usual|right|best) answer (?:is|would)\b|\bwould be a fit\b|\bi would (?:use|add|build|pick)\b",
    re.IGNORECASE,
)


def hints_of(played: Played) -> list[Exchange]:
    return [one for one in played.exchanges if isinstance(one.move, Hint)]


def offers(one: Exchange) -> bool:
    """Whether it offers a hint."""
    reply = one.move.reply
    return reply is not None and reply.question is not None and reply.question.topic == OFFER


def known_before(played: Played, one: Exchange) -> str:
    """All that was said, or could be asked for, before a reply: words that give nothing away."""
    problem = played.brief.problem
    given = [hint.say for hint in problem.hints if hint.level <= one.before.hint_level]
    said = [turn.text for turn in one.before.turns]
    facts = [fact.say for fact in problem.facts]
    return words_of(
        " ".join([problem.question, problem.short_question, problem.title, *facts, *given, *said])
    )


def _told(played: Played, one: Exchange, found: set[str]) -> bool:
    """Whether any of these runs of words is news, and not the bank's own wording of this reply."""
    return bool(found) and bool(found - runs(known_before(played, one)) - runs(own_words(one)))


@lru_cache(maxsize=8192)
def runs(text: str) -> set[str]:
    words = words_of(text).split()
    return {" ".join(words[at : at + SHARED]) for at in range(len(words) - SHARED + 1)}


def own_words(one: Exchange) -> str:
    return words_of(one.move.reply.text) if one.move.reply is not None else ""


@check("gives a hint only when asked for one, or when its offer was accepted")
def hint_on_request(played: Played) -> Looks:
    for one in hints_of(played):
        asked = isinstance(one.cause, CommandGiven) and one.cause.command in {Command.HINT, Command.REPEAT}
        accepted = isinstance(one.cause, AnswerUnderstood) and one.before.answers_offer and is_yes(one.text)
        yield None if asked or accepted else one.move.reason


@check("gives the hint when it is asked for")
def hint_when_asked(played: Played) -> Looks:
    for one in played.exchanges:
        wanted = isinstance(one.cause, CommandGiven) and one.cause.command is Command.HINT
        if wanted and one.before.hint_level < 4 and one.before.left(one.cause.at) > 0:
            early = not situation(played, one).problem_is_stated
            yield None if isinstance(one.move, Hint) or early else one.move.reason


@check("skips no level of the hints")
def no_level_skipped(played: Played) -> Looks:
    before = 0
    for one in hints_of(played):
        assert isinstance(one.move, Hint)
        yield f"{one.move.level} after {before}" if one.move.level > before + 1 else None
        before = max(before, one.move.level)


@check("gives no level twice unless it was cut off or asked for again")
def no_level_twice(played: Played) -> Looks:
    given: list[int] = []
    for one in hints_of(played):
        assert isinstance(one.move, Hint)
        yield f"level {one.move.level}" if one.move.level in given and not one.before.cut_hint else None
        given.append(one.move.level)


@check("says a hint in the bank's own words")
def hint_verbatim(played: Played) -> Looks:
    for one in hints_of(played):
        assert isinstance(one.move, Hint)
        hint = played.brief.hints[one.move.level]
        yield None if words_of(one.spoken) == words_of(hint.say) else one.spoken


@check("keeps a ledger that equals the hints heard")
def ledger(played: Played) -> Looks:
    heard = [(turn.hint_level, turn.phase) for turn in played.turns if turn.hint_level is not None]
    first = [one for number, one in enumerate(heard) if one not in heard[:number]]
    booked = [(hint.level, hint.phase) for hint in played.session.ledger]
    moves = {one.move.level for one in hints_of(played) if isinstance(one.move, Hint)}
    if heard or booked or moves:
        agree = booked == first and moves == {level for level, _ in booked}
        yield None if agree else f"heard {heard}, booked {booked}, given {sorted(moves)}"


@check("reads out no hint that was not given")
def no_hint_leaked(played: Played) -> Looks:
    for one in played.replies:
        level = max(one.before.hint_level, one.move.level if isinstance(one.move, Hint) else 0)
        secret = {run for hint in played.brief.problem.hints if hint.level > level for run in runs(hint.say)}
        yield one.spoken if _told(played, one, runs(one.spoken) & secret) else None


@check("names no technology of a hint that nobody has named")
def no_name_leaked(played: Played) -> Looks:
    names = {
        (hint.level, words_of(word))
        for hint in played.brief.problem.hints
        for word in re.findall(r"(?<=[a-z,] )[A-Z]\w{2,}", hint.say)
    }
    for one in played.replies:
        if isinstance(one.move, Hint) or repeats_on_request(one):
            continue
        said = f" {words_of(one.spoken)} "
        told = [name for level, name in names if level > one.before.hint_level and f" {name} " in said]
        known = f" {known_before(played, one)} {own_words(one)} " if told else ""
        leaked = [name for name in told if f" {name} " not in known]
        yield f"{leaked[0]}: {one.spoken}" if leaked else None


@check("reads out no model answer")
def no_answer_leaked(played: Played) -> Looks:
    answers = {run for ground in played.brief.grounds.values() for run in runs(ground.sounds_like)}
    for one in played.replies:
        told = not isinstance(one.move, Hint) and _told(played, one, runs(one.spoken) & answers)
        yield one.spoken if told else None


@check("does not tell the candidate what to do")
def no_advice(played: Played) -> Looks:
    for one in played.replies:
        if not isinstance(one.move, Hint | Finish) and not repeats_on_request(one):
            yield one.spoken if _ADVICE.search(one.spoken) else None


@check("has no leak and no repeat on its own report card")
def report_card(played: Played) -> Looks:
    brief = played.brief
    if len(played.turns) > SHORT or played.case.brain not in TEMPTED:
        return
    bare = session_from_turns((), brief.problem.slug, brief.track, played.case.minutes)

    def listen(text: str) -> Understanding:
        return understand(brief, bare, text)

    if brief.problem.slug not in TERRAINS:
        TERRAINS[brief.problem.slug] = survey(brief.problem, brief.track, listen)
    terrain = TERRAINS[brief.problem.slug]
    card = review(played.turns, brief.problem, brief.track, terrain, listen)
    yield f"{card.leaks} leaks, {card.repeats} repeats" if card.leaks or card.repeats else None


@check("offers help at most once a question")
def one_offer(played: Played) -> Looks:
    offered = False
    for one in played.replies:
        if offers(one):
            yield one.spoken if offered else None
            offered = True
        elif one.asks:
            offered = False


@check("offers help to one who has long been silent")
def offer_after_silence(played: Played) -> Looks:
    for one in played.exchanges:
        if isinstance(one.cause, CandidateSilent) and one.before.silences == 1:
            now = situation(played, one)
            lines = [
                line
                for key in ("hint_offer", "thinking_offer")
                for line in played.brief.track.lines[key]
                if words_of(line.split(". ")[-1]) not in words_of(" ".join(t.text for t in one.before.turns))
            ]
            possible = lines and one.before.hint_level < 4 and not one.before.offered_here
            fits = now.room >= TIME_FOR_AN_OFFER
            if possible and fits and now.problem_is_stated and not now.in_last_phase:
                yield None if offers(one) else one.move.reason


@check("asks nothing new of one who is silent, until the phase is over")
def silence_is_not_filled(played: Played) -> Looks:
    for one in played.exchanges:
        if isinstance(one.cause, CandidateSilent):
            asks = isinstance(one.move, Probe | Constrain) or (isinstance(one.move, Say) and one.asks)
            now = situation(played, one)
            early = isinstance(one.move, Advance) and not (now.phase_is_over or waited_out(now))
            states = isinstance(one.move, Say) and one.move.purpose == "problem_intro"
            timed_out = one.before.left(one.cause.at) <= 0
            yield one.spoken if (asks or early) and not states and not timed_out else None


@check("gives one who wants the answer an offer of a hint, and not the answer")
def answer_not_given(played: Played) -> Looks:
    offered = False
    for one in played.exchanges:
        if isinstance(one.cause, AnswerUnderstood) and gives_up_the_answer(one.text):
            offered = offered or offers(one)
            yield one.spoken if isinstance(one.move, Hint) else None
    if played.case.candidate == "wants the answer":
        yield None if offered else "no offer in the whole interview"
