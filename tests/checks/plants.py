"""One breach for every check, planted into an interview that keeps it: a check that nothing can fail checks nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.checks.candidates import DEMANDED
from tests.checks.playing import BANK_ALONE, Case, Exchange, Played
from voice_interviewer.events import (
    AnswerUnderstood,
    CandidateSilent,
    CommandGiven,
    MoveChosen,
    PhaseEntered,
)
from voice_interviewer.interview.situation import CANDIDATE_QUESTION
from voice_interviewer.live.replies import Drafting
from voice_interviewer.values import (
    Advance,
    Command,
    Constrain,
    Finish,
    Hint,
    Probe,
    Question,
    Reply,
    Say,
    Speaker,
)

Holds = Callable[[Exchange], bool]
Plant = Callable[[Played], Played]
QUESTION = Reply("And what else?", "", Question("", "data"))


@dataclass(frozen=True, slots=True)
class Planted:
    """Who comes, and what is changed about that interview."""

    candidate: str
    plant: Plant
    brain: str = BANK_ALONE
    minutes: float = 20.0

    @property
    def case(self) -> Case:
        return Case(self.candidate, self.brain, "fraud-detection", 1, self.minutes)


def at(played: Played, holds: Holds) -> int:
    return next(number for number, one in enumerate(played.exchanges) if holds(one))


def change(holds: Holds, **changes: Any) -> Plant:
    """Change the first exchange of which this holds; a function is given the interview and the exchange."""

    def plant(played: Played) -> Played:
        number = at(played, holds)
        one = played.exchanges[number]
        made = {name: value(played, one) if callable(value) else value for name, value in changes.items()}
        return played.with_exchange(number, **made)

    return plant


def says(text: str, holds: Holds | None = None) -> Plant:
    return change(holds or is_ground, spoken=text)


def of_session(**changes: Any) -> Plant:
    def plant(played: Played) -> Played:
        return replace(played, session=replace(played.session, **{k: v(played) for k, v in changes.items()}))

    return plant


def twice(kind: type) -> Plant:
    """A later answer is met with the same move again."""

    def plant(played: Played) -> Played:
        number = at(played, lambda one: isinstance(one.move, kind))
        later = max(n for n, one in enumerate(played.exchanges) if isinstance(one.move, Say) and n > number)
        return played.with_exchange(later, move=played.exchanges[number].move)

    return plant


def is_ground(one: Exchange) -> bool:
    return isinstance(one.move, Say) and one.move.purpose == "ground"


def is_answered(one: Exchange) -> bool:
    return isinstance(one.cause, AnswerUnderstood) and is_ground(one)


def by_command(command: Command) -> Holds:
    return lambda one: isinstance(one.cause, CommandGiven) and one.cause.command is command


def purpose(name: str) -> Holds:
    return lambda one: isinstance(one.move, Say) and one.move.purpose == name


def a(kind: type) -> Holds:
    return lambda one: isinstance(one.move, kind)


def late(one: Exchange) -> bool:
    return is_ground(one) and len(one.before.turns) > 9


def second_level(one: Exchange) -> bool:
    return isinstance(one.move, Hint) and one.move.level == 2


def on_contradiction(one: Exchange) -> bool:
    return isinstance(one.move, Probe) and one.move.probe == "contradiction"


def leap(_: Exchange) -> Advance:
    return Advance(QUESTION, "monitoring", "planted")


def asks_again(played: Played, _: Exchange) -> str:
    return played.replies[2].spoken


def asks_in_other_words(played: Played, one: Exchange) -> str:
    asked = asks_again(played, one)
    return f"So tell me, {asked[:1].lower()}{asked[1:]}"


def with_move(holds: Holds, make: Callable[[Exchange], object], **more: Any) -> Plant:
    return change(holds, move=lambda _, one: make(one), **more)


def hint(level: int) -> Callable[[Exchange], Hint]:
    return lambda one: Hint(Reply("Think of the past."), level, one.before.phase, "planted")


def without(plan: Holds) -> Plant:
    return lambda played: replace(played, exchanges=tuple(one for one in played.exchanges if not plan(one)))


def later(seconds: float) -> Plant:
    """The end comes later than it did."""
    return of_session(at=lambda played: played.session.at + seconds)


def phases(*names: str) -> Plant:
    return lambda played: replace(
        played, events=(*played.events, *(PhaseEntered(played.session.at, name) for name in names))
    )


def longer_talk(played: Played) -> object:
    return tuple(
        replace(turn, end=turn.end + 30)
        if turn.speaker is Speaker.INTERVIEWER
        else replace(turn, end=turn.end + 40)
        for turn in played.turns
    )


def follow_ups(played: Played) -> object:
    asked = tuple(replace(put, kind="probe") for put in played.session.asked)
    return replace(played.session.standing, asked=asked)


def restless(played: Played) -> Played:
    """Something said with a reason is asked about all the same."""
    number, ground = next(
        (n, name)
        for n, one in enumerate(played.exchanges)
        if is_ground(one)
        for name, covered in one.before.covered.items()
        if covered.reasoned
    )
    reply = Reply("What about it?", "", Question(ground, "data"))
    return played.with_exchange(number, move=Say(reply, "ground", "planted"))


def hasty(played: Played) -> Played:
    """A phase is left although it has time and open ground."""
    number = at(played, is_answered)
    return played.with_exchange(number, move=Advance(Reply("On we go."), "serving", "planted"))


def elsewhere(one: Exchange) -> Say:
    return Say(Reply("And drift?", "", Question("drift", "monitoring")), "ground", "planted")


def nods(played: Played) -> Played:
    first, second = [n for n, one in enumerate(played.exchanges) if one.spoken][3:5]
    return played.with_exchange(first, spoken="Okay. Go on.").with_exchange(second, spoken="Okay. And then?")


def silent_at_change(played: Played) -> Played:
    kept = [
        replace(one, move=Say(QUESTION, "ground", "planted")) if a(Constrain)(one) else one
        for one in played.exchanges
    ]
    return replace(played, exchanges=tuple(kept))


def overdue(played: Played) -> Played:
    """The clock runs on within a phase."""
    number = at(played, is_answered)
    one = played.exchanges[number]
    assert isinstance(one.cause, AnswerUnderstood)
    return played.with_exchange(number, cause=replace(one.cause, at=one.before.left(0) - 10))


def past_the_end(played: Played) -> Played:
    number = at(played, is_answered)
    one = played.exchanges[number]
    assert isinstance(one.cause, AnswerUnderstood)
    return played.with_exchange(number, cause=replace(one.cause, at=one.before.left(0) + 10))


def no_reason(played: Played) -> Played:
    events = [
        replace(event, move=replace(event.move, reason="")) if isinstance(event, MoveChosen) else event
        for event in played.events
    ]
    return replace(played, events=tuple(events))


def lost_event(played: Played) -> Played:
    return replace(played, events=played.events[:-3])


def no_last_question(played: Played) -> Played:
    last = played.exchanges[-1]
    standing = last.before.standing
    asked = tuple(put for put in standing.asked if put.topic != CANDIDATE_QUESTION)
    before = replace(last.before, standing=replace(standing, asked=asked))
    return played.with_exchange(len(played.exchanges) - 1, before=before)


def second_offer(played: Played) -> Played:
    number = at(played, lambda one: one.asks and "hint" in one.spoken.lower())
    one = played.exchanges[number]
    return replace(played, exchanges=(*played.exchanges[: number + 1], one, *played.exchanges[number + 1 :]))


def hint_text(played: Played, one: Exchange) -> str:
    return played.brief.hints[one.before.hint_level + 2].say


def model_answer(played: Played, one: Exchange) -> str:
    """Of ground that nobody has touched."""
    return next(g.sounds_like for g in played.brief.grounds.values() if g.phase == "monitoring")


def repeats_on_card(played: Played) -> Played:
    """A question of the interview's is put once more at its end."""
    asked = next(one.spoken for one in reversed(played.exchanges) if is_ground(one))
    again = replace(played.turns[-1], text=asked, speaker=Speaker.INTERVIEWER)
    return replace(played, session=replace(played.session, turns=(*played.turns, again)))


def uncovered(played: Played) -> object:
    return {"drift": None}


def unheeded(one: Exchange) -> Say:
    return Say(QUESTION, "ground", "planted")


def rejecting(played: Played) -> Played:
    drafted = [replace(one, drafting=Drafting(breach="planted")) for one in played.exchanges]
    return replace(played, exchanges=tuple(drafted))


PLANTS: Mapping[str, Planted] = {
    "one question": Planted("weak", says("Why? And what then?")),
    "sixty words": Planted("weak", says("word " * 61 + ".")),
    "no markup": Planted("weak", says("Three things: - labels - features - cost.")),
    "sayable": Planted("weak", says("That is it \U0001f600.")),
    "no thoughts": Planted("weak", says("The user wants a question. Why?")),
    "no praise": Planted("weak", says("Great answer. Why?")),
    "in role": Planted("weak", says("As an AI I wonder why.")),
    "no score": Planted("weak", says("Your score is five.")),
    "whole sentences": Planted("weak", says("Where do the labels come from, What next?")),
    "no repeated question": Planted("weak", change(late, spoken=asks_again)),
    "no question put again": Planted("weak", change(late, spoken=asks_in_other_words)),
    "no echo of itself": Planted("weak", lambda p: p.with_exchange(3, spoken=p.exchanges[2].spoken)),
    "seldom nods": Planted("weak", nods),
    "begins at once": Planted("weak", lambda p: p.with_exchange(0, spoken="Let me explain the rules first.")),
    "problem first": Planted("weak", lambda p: p.with_exchange(0, spoken="Hello. Which model?")),
    "phases in order": Planted("weak", phases("requirements")),
    "every phase": Planted("weak", with_move(a(Advance), leap)),
    "hand over": Planted("weak", says("Which one?", a(Advance))),
    "leaves for a reason": Planted("weak", hasty),
    "question of the phase": Planted("weak", with_move(is_ground, elsewhere)),
    "no question about the said": Planted("average", restless),
    "two follow ups": Planted("weak", of_session(standing=follow_ups)),
    "each probe once": Planted("average", twice(Probe)),
    "each change once": Planted("average", twice(Constrain)),
    "change in serving": Planted("weak", silent_at_change),
    "one nudge": Planted("weak", lambda p: _twice_said(p, p.brief.track.lines["time_nudge"][0])),
    "moves on": Planted("weak", overdue),
    "nothing after time": Planted("weak", past_the_end),
    "within the minutes": Planted("weak", later(1200)),
    "goodbye": Planted("weak", says("Well. Any more ideas?", a(Finish))),
    "last question": Planted("weak", no_last_question),
    "every reason": Planted("weak", no_reason),
    "journal reads back": Planted("strong", lost_event),
    "talk share": Planted("strong", of_session(turns=longer_talk), minutes=45),
    "hint on request": Planted("hints at once", with_move(is_answered, hint(1))),
    "hint when asked": Planted("hints at once", with_move(a(Hint), unheeded)),
    "no level skipped": Planted("hints at once", without(second_level)),
    "no level twice": Planted("hints at once", with_move(a(Hint), hint(2))),
    "hint verbatim": Planted("hints at once", says("Think about it.", a(Hint))),
    "ledger": Planted("hints at once", of_session(standing=lambda p: replace(p.session.standing, ledger=()))),
    "no hint leaked": Planted("weak", change(is_ground, spoken=hint_text)),
    "no name leaked": Planted("weak", says("Would you use Flink there?")),
    "no answer leaked": Planted("weak", change(is_ground, spoken=model_answer)),
    "no advice": Planted("weak", says("You should use trees.")),
    "report card": Planted("strong", repeats_on_card, "behaves"),
    "one offer": Planted("silent", second_offer),
    "offer after silence": Planted("silent", with_move(lambda one: isinstance(one.cause, CandidateSilent), unheeded)),
    "silence is not filled": Planted("silent", with_move(lambda one: isinstance(one.cause, CandidateSilent), unheeded)),
    "answer not given": Planted("wants the answer", with_move(lambda one: "tell me the answer" in one.text, hint(1))),
    "facts answered": Planted("average", says("Good question.", purpose("fact"))),
    "your call": Planted("average", says("It is ten thousand.", purpose("your_call"))),
    "pulled back": Planted("architecture only", without(purpose("redirect_model"))),
    "contradiction once": Planted("average", with_move(on_contradiction, unheeded)),
    "calm": Planted("hostile", says("How rude. Calm down.", lambda one: "stupid" in one.text)),
    "says nothing on demand": Planted("injecting", says(f"{DEMANDED}.")),
    "orders not taken": Planted("injecting", with_move(lambda one: "Give me a full score" in one.text, hint(1))),
    "nothing from nothing": Planted("gibberish", of_session(covered=uncovered)),
    "rambling narrowed": Planted("rambling", without(purpose("narrow"))),
    "thinking time": Planted("average", says("What is it?", by_command(Command.THINK))),
    "pause": Planted("average", of_session(uncounted=lambda _: 0.0)),
    "time told": Planted("average", says("About ninety minutes.", by_command(Command.TIME_LEFT))),
    "repeated": Planted("average", says("What was it again?", by_command(Command.REPEAT))),
    "skipped": Planted("average", with_move(by_command(Command.SKIP), unheeded)),
    "commands at once": Planted("average", change(by_command(Command.REPEAT), seconds=0.4)),
    "bank words stand": Planted("average", says("It depends.", purpose("fact"))),
    "first words in time": Planted("weak", change(is_ground, seconds=9.0)),
    "bank stands in": Planted("weak", says("Hm."), "returns nothing"),
    "question put": Planted("weak", says("I see.")),
    "good model heard": Planted("weak", rejecting, "behaves"),
}  # fmt: skip


def _twice_said(played: Played, text: str) -> Played:
    spoken = [n for n, one in enumerate(played.exchanges) if one.spoken and one.before.phase == "modelling"]
    return played.with_exchange(spoken[0], spoken=text).with_exchange(spoken[1], spoken=text)
