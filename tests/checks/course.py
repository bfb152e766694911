"""Checks of the way an interview goes: its beginning, phases, clock, follow-ups and end."""

from itertools import groupby, pairwise

from tests.checks.playing import Exchange, Played
from tests.checks.spoken import words_of
from tests.checks.table import Looks, check
from voice_interviewer.events import (
    AnswerUnderstood,
    CandidateSilent,
    CommandGiven,
    MoveChosen,
    PhaseEntered,
    SessionStarted,
)
from voice_interviewer.interview.requests import NEXT_LOOK
from voice_interviewer.interview.session import OFFER, replay
from voice_interviewer.interview.situation import CANDIDATE_QUESTION, WARM_UP, Situation
from voice_interviewer.journal import decode, encode
from voice_interviewer.values import (
    Advance,
    Command,
    Constrain,
    Finish,
    Probe,
    Say,
    Speaker,
)

LONG_TALK = 600.0
MOST_TALK = 0.25
OVERTIME = 45.0
"""Seconds past the end for the goodbye and one short answer."""
OVERDUE = 60.0
MOST_READ = 100
"""Turns of a journal that is read back here."""
AT_ONCE = 0.1
"""Seconds in which no language model answers, but the bank's words always are there, on a busy machine too."""


def situation(played: Played, one: Exchange) -> Situation:
    return Situation(played.brief, one.before, one.cause)


def waited_out(now: Situation) -> bool:
    """Whether a silence has come so far that waiting on would take the time of a later phase."""
    return isinstance(now.event, CandidateSilent) and now.room < NEXT_LOOK


def phases_of(played: Played) -> list[str]:
    return [event.phase for event in played.events if isinstance(event, PhaseEntered)]


@check("begins at once with a greeting and a question or the task")
def begins_at_once(played: Played) -> Looks:
    first = played.exchanges[0]
    greets = any(words_of(line) in words_of(first.spoken) for line in played.brief.track.lines["greeting"])
    puts = "?" in first.spoken or played.brief.problem.question in first.spoken
    begins = isinstance(first.cause, SessionStarted) and first.asks and first.seconds < AT_ONCE
    yield None if greets and puts and begins else first.spoken


@check("states the problem before asking about a design")
def problem_first(played: Played) -> Looks:
    problem = played.brief.problem
    stated = False
    for one in played.replies:
        stated = stated or problem.question in one.spoken or problem.short_question in one.spoken
        reply = one.move.reply
        if reply is not None and reply.question is not None and reply.question.topic not in {WARM_UP, OFFER}:
            yield None if stated else one.spoken


@check("takes the phases in their order")
def phases_in_order(played: Played) -> Looks:
    order = [planned.phase for planned in played.session.started.plan]
    for before, after in pairwise(phases_of(played)):
        yield None if order.index(before) < order.index(after) else f"{after} after {before}"


@check("leaves no phase out while there is time")
def every_phase(played: Played) -> Looks:
    order = [planned.phase for planned in played.session.started.plan]
    for one in played.exchanges:
        if isinstance(one.move, Advance):
            skipped = order.index(one.move.phase) - order.index(one.before.phase) - 1
            left = one.before.left(one.cause.at)
            yield f"{skipped} left out with {left:.0f} s to go" if skipped and left > 30 else None


@check("hands over aloud when a phase begins")
def hand_over(played: Played) -> Looks:
    for one in played.replies:
        if isinstance(one.move, Advance):
            phase = played.brief.phases[one.move.phase]
            known = [*phase.handover, *played.brief.track.lines["wrap_up"], *played.brief.track.lines["skip"]]
            said = words_of(one.spoken)
            named = words_of(phase.title) in said or any(words_of(line) in said for line in known)
            yield None if named else one.spoken


@check("leaves a phase only when its ground is covered, its time is up, or on request")
def leaves_for_a_reason(played: Played) -> Looks:
    for one in played.exchanges:
        if isinstance(one.move, Advance):
            now = situation(played, one)
            asked = isinstance(one.cause, CommandGiven) and one.cause.command is not Command.DONE
            over = now.phase_is_over or now.time_is_up or waited_out(now)
            # the problem's first question may have been asked when nothing of the phase is left
            yield None if asked or over or not now.open_ground else f"{one.move.reason}: {now.session.phase}"


@check("asks about ground of the phase it is in")
def question_of_the_phase(played: Played) -> Looks:
    for one in played.exchanges:
        reply = one.move.reply
        topic = reply.question.topic if reply is not None and reply.question is not None else ""
        if topic in played.brief.grounds:
            there = one.move.phase if isinstance(one.move, Advance) else one.before.phase
            about = played.brief.grounds[topic].phase
            yield None if about == there else f"{topic} of {about} in {there}"


@check("does not ask about what was already said with a reason")
def no_question_about_the_said(played: Played) -> Looks:
    for one in played.exchanges:
        if isinstance(one.move, Say) and one.move.reply.question is not None and one.move.purpose == "ground":
            covered = one.before.covered.get(one.move.reply.question.topic)
            yield covered.words if covered is not None and covered.reasoned else None


@check("presses at most twice running before it opens new ground")
def two_follow_ups(played: Played) -> Looks:
    for _, here in groupby(played.session.asked, key=lambda put: put.phase):
        for pressed, run in groupby(here, key=lambda put: put.kind == "probe"):
            if pressed:
                length = len(list(run))
                yield f"{length} running" if length > 2 else None


@check("asks each follow-up of the table at most once")
def each_probe_once(played: Played) -> Looks:
    probes = [one.move.probe for one in played.exchanges if isinstance(one.move, Probe)]
    for probe in set(probes):
        yield f"{probe} {probes.count(probe)} times" if probes.count(probe) > 1 else None


@check("changes each requirement at most once")
def each_change_once(played: Played) -> Looks:
    changes = [one.move.constraint for one in played.exchanges if isinstance(one.move, Constrain)]
    for change in set(changes):
        yield f"{change} {changes.count(change)} times" if changes.count(change) > 1 else None


@check("changes a requirement while the serving is designed")
def change_in_serving(played: Played) -> Looks:
    serving = [one for one in played.exchanges if one.before.phase == "serving"]
    answers = [one for one in serving if isinstance(one.cause, AnswerUnderstood)]
    unhurried = [
        one for one in answers if not situation(played, one).time_is_up and one.before.left(one.cause.at) > 90
    ]
    commands = any(isinstance(one.cause, CommandGiven) for one in serving)
    if len(unhurried) >= 3 and not commands:
        yield None if any(isinstance(one.move, Constrain) for one in serving) else "no change"


@check("reminds of the time at most once in a phase")
def one_nudge(played: Played) -> Looks:
    nudges = {words_of(line) for line in played.brief.track.lines["time_nudge"]}
    for phase, here in groupby(played.replies, key=lambda one: one.before.phase):
        count = sum(any(nudge in words_of(one.spoken) for nudge in nudges) for one in here)
        if count:
            yield f"{count} times in {phase}" if count > 1 else None


@check("moves on when a phase is overdue")
def moves_on(played: Played) -> Looks:
    for one in played.exchanges:
        overdue = one.before.phase_left(one.cause.at) < -OVERDUE and one.before.following() is not None
        if overdue and isinstance(one.cause, AnswerUnderstood) and one.before.left(one.cause.at) > 0:
            stays = (
                isinstance(one.move, Say | Probe) and one.asks and situation(played, one).problem_is_stated
            )
            yield one.spoken if stays else None


@check("asks nothing new once the time is up")
def nothing_after_time(played: Played) -> Looks:
    for one in played.exchanges:
        if one.before.left(one.cause.at) <= 0:
            asks = isinstance(one.move, Say | Probe | Constrain) and one.asks
            yield one.spoken if asks and one.before.left(one.cause.at) > -120 else None


@check("keeps within the minutes: what runs over is the answer that was on, a closing one, and a goodbye")
def within_the_minutes(played: Played) -> Looks:
    session = played.session
    answers = [turn.end - turn.start for turn in session.turns if turn.speaker is Speaker.CANDIDATE]
    silences = [event.seconds for event in played.events if isinstance(event, CandidateSilent)]
    allowed = max((*answers[-2:-1], *silences[-2:-1]), default=0.0) + max(
        (*answers[-1:], *silences[-1:]), default=0.0
    )
    over = -session.left(session.at)
    yield f"{over:.0f} s over" if over > allowed + OVERTIME else None


@check("says goodbye once, at the end, and asks nothing with it")
def goodbye(played: Played) -> Looks:
    last = played.exchanges[-1]
    farewells = [words_of(line) for line in played.brief.track.lines["farewell"]]
    said = any(line in words_of(last.spoken) for line in farewells)
    ends = [isinstance(one.move, Finish) for one in played.exchanges]
    yield None if said and ends.index(True) == len(ends) - 1 and "?" not in last.spoken else last.spoken


@check("gives the candidate the last question where there is time")
def last_question(played: Played) -> Looks:
    last = played.exchanges[-1]
    needed = max(30.0, situation(played, last).exchange / 2)
    if last.before.left(last.cause.at) > needed and not isinstance(last.cause, CommandGiven):
        asked = any(put.topic == CANDIDATE_QUESTION for put in last.before.asked)
        yield None if asked else last.move.reason


@check("has a reason in the journal for every move")
def every_reason(played: Played) -> Looks:
    for event in played.events:
        if isinstance(event, MoveChosen):
            yield None if len(event.move.reason) > 3 else event.move.kind


@check("writes a journal that is read back as the same interview")
def journal_reads_back(played: Played) -> Looks:
    if len(played.turns) > MOST_READ:
        return
    read = [decode(encode(event)) for event in played.events]
    whole = [event for event in read if event is not None]
    same = len(whole) == len(read) and replay(whole) == played.session
    yield None if same else "another interview"


@check("talks at most a quarter of the time where the candidate talks for ten minutes")
def talk_share(played: Played) -> Looks:
    seconds = dict.fromkeys(Speaker, 0.0)
    for turn in played.turns:
        seconds[turn.speaker] += turn.end - turn.start
    if seconds[Speaker.CANDIDATE] >= LONG_TALK:
        share = seconds[Speaker.INTERVIEWER] / sum(seconds.values())
        yield f"{share:.0%}" if share > MOST_TALK else None
