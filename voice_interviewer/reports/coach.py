"""What a scorecard says in sentences, whatever page they are put on; foreign words in them are not escaped yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from voice_interviewer.reports.text import Card, clock, title

TYPED = "typed"
"""What a session without a recogniser names in its place."""
PACE = (110, 180)
"""Words per minute that are neither slow nor fast (spec/interview.md, like every bound of the delivery page)."""
FILLERS = (5.0, 12.0)
"""Per minute: green up to the first, red from the second."""
LONGEST = 150.0
TALK = 0.8


def headline(card: Card) -> str:
    if card["overall"] is None:
        return "No score yet"
    if card["verdict"] == "insufficient evidence":
        return "Insufficient evidence for a verdict"
    return f"{card['overall']} of 5: {card['verdict']}"


def verdict(card: Card, stressed: Callable[[object], str] = str) -> str:
    """What goes with the headline; `stressed` marks the one number that counts."""
    covered = f"{round(card['coverage'] * 100)} % of what was planned could be assessed"
    if card["overall"] is None:
        return f"Nothing was asked and nothing came up, so there is nothing to judge; {covered}."
    if card["verdict"] == "insufficient evidence":
        assessed = sum(one["score"] is not None for one in card["dimensions"])
        came_up = (
            "The one area that came up scores"
            if assessed == 1
            else f"The {assessed} areas that came up score, on average,"
        )
        return f"{came_up} {stressed(card['overall'])} of 5; {covered}. A longer session tells more."
    return f"{covered[0].upper()}{covered[1:]}."


def hints(card: Card, titles: Mapping[str, str]) -> str:
    if not card["hints"]:
        return "No hints."
    listed = "; ".join(
        f"level {one['level']} in {title(one['phase'], titles).lower()}" for one in card["hints"]
    )
    return f"Hints: {listed}. From level 2 on, a hint limits the score of the areas it touches."


def method(card: Card, titles: Mapping[str, str]) -> Iterator[str]:
    """Who scored and by what, and what did not count as it was heard."""
    by = f"By {_by(card['scorer'], titles)}, under the rubric {card['rubric']}."
    yield f"{by}{_heard(card['recogniser'])} Every quote is in your own words."
    if mended := card.get("corrected"):
        numbers = ", ".join(map(str, mended))
        which = f"Turn {numbers} counts" if len(mended) == 1 else f"Turns {numbers} count"
        yield f"{which} as corrected by you afterwards."
    if card["quotes_dropped"]:
        yield f"{card['quotes_dropped']} more did not match what you said word for word and counted for nothing."


def delivery(measured: Card, latency: Card | None) -> Iterator[tuple[str, str]]:
    """`measured`: a scorecard's `delivery`; `latency`: the session's `latency.json`."""
    pace, rate, longest = (
        measured[key] for key in ("words_per_minute", "fillers_per_minute", "longest_turn")
    )
    yield "Pace:", f"{pace} words a minute. {_pace(pace)}"
    yield "Fillers:", f"{rate} a minute heard. {_fillers(rate)}"
    yield "Longest answer:", f"{clock(longest)}. {_longest(longest)}"
    share = _percent(measured["talk_share"])
    yield "Your share of the talk:", f"{share}; about {_percent(TALK)} is a good aim."
    yield "Pauses inside an answer:", _pauses(measured["pauses"])
    response = (latency or {}).get("summary", {}).get("response")
    if response:
        yield (
            "The interviewer answered you",
            f"after {response['p50']} s (median; 95 % within {response['p95']} s).",
        )


def interviewer(one: Card) -> Iterator[tuple[str, str]]:
    """`one`: a scorecard's `interviewer`."""
    yield "Share of the talk:", f"{_percent(one['talk_share'])}."
    yield (
        "A reply:",
        f"{one['words_per_reply']} words and {_questions(one['questions_per_reply'])} on average.",
    )
    yield "Asked again, unasked:", f"{_counted(one['repeats'], 'question')}."
    yield "Given away without a hint:", f"{_counted(one['leaks'], 'part')} of a solution."


def _by(scorer: Card, titles: Mapping[str, str]) -> str:
    if scorer["kind"] == "bank":
        return "the problem bank, without a language model"
    model = f"the language model {scorer['model']} (the median of {scorer['samples']} readings)"
    stood_in = [title(name, titles) for name in scorer["settings"].get("bank", ())]
    return f"{model}, and the problem bank for {_listed(stood_in)}" if stood_in else model


def _heard(recogniser: str) -> str:
    if recogniser == TYPED:
        return " The answers were typed."
    return f" Words heard by {recogniser}." if recogniser else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _counted(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _questions(rate: float) -> str:
    return f"{rate:g} question{'' if rate == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _pace(rate: int) -> str:
    slow, fast = PACE
    if rate < slow:
        return f"Unhurried; {slow} to {fast} is where most people are easy to follow."
    if rate > fast:
        return f"Quick; {slow} to {fast} is where most people are easy to follow. A breath before each point helps."
    return "Easy to follow."


def _fillers(rate: float) -> str:
    green, red = FILLERS
    sure = "Recognisers miss some, so this is a lower bound."
    if rate <= green:
        return f"Few enough not to be noticed. {sure}"
    if rate >= red:
        return f"Enough to be noticed; a silent pause reads better than a sound. {sure}"
    return f"Normal in thinking aloud. {sure}"


def _longest(seconds: float) -> str:
    if seconds >= LONGEST:
        return f"Past {clock(LONGEST)} it pays to stop and check where the interviewer wants to go."
    return "A length that can be followed."


def _pauses(pauses: Sequence[Card]) -> str:
    if not pauses:
        return "none of a second and a half or more."
    shown = [f"{clock(one['start'])} ({one['end'] - one['start']:.1f} s)" for one in pauses[:8]]
    more = f" and {len(pauses) - 8} more" if len(pauses) > 8 else ""
    return f"{len(pauses)} of a second and a half or more, at {', '.join(shown)}{more}. Thinking is fine."
