"""`scorecard.json` as a page to read: what was good, what was missing, what to do next, each with its evidence."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from voice_interviewer.reports import coach
from voice_interviewer.reports.text import clock, escaped

Card: TypeAlias = Mapping[str, Any]
"""A scorecard in the form of `scorecard.json`."""

TYPED = "typed"
"""What a session without a recogniser names in its place."""


def to_markdown(card: Card, titles: Mapping[str, str] | None = None, latency: Card | None = None) -> str:
    """The whole page. `titles` names dimensions and phases by id; `latency` is the session's `latency.json`."""
    page = _Page(card, titles or {})
    sections = (
        page.head(),
        page.strengths(),
        page.improvements(),
        page.wrong_claims(),
        page.dimensions(),
        page.next_steps(),
        page.time(),
        page.delivery(latency),
        page.interviewer(),
        page.method(),
    )
    return "\n".join(line for section in sections for line in section)


class _Page:
    def __init__(self, card: Card, titles: Mapping[str, str]) -> None:
        self._card = card
        self._titles = titles

    def head(self) -> Iterator[str]:
        card = self._card
        yield f"# Scorecard: {self._title(card['problem'])}"
        yield ""
        yield "*Practice feedback, not a prediction of an offer.*"
        yield ""
        yield self._verdict()
        yield ""
        if card["low_confidence"]:
            yield (
                f"> **Take these scores lightly.** The recogniser ({escaped(card['recogniser'] or 'unnamed')}) was not "
                "sure of your words, and a misheard term can cost a point. Typed answers are scored as you wrote them, "
                "and `voice-interviewer models pull` brings a better recogniser."
            )
            yield ""
        yield "| Area | Score |"
        yield "|---|---|"
        for one in card["dimensions"]:
            yield f"| {self._title(one['id'])} | {_score(one)} |"
        yield ""

    def _verdict(self) -> str:
        card = self._card
        assessed = sum(one["score"] is not None for one in card["dimensions"])
        covered = f"{round(card['coverage'] * 100)} % of what was planned could be assessed"
        if card["overall"] is None:
            return f"**No score yet.** Nothing was asked and nothing came up, so there is nothing to judge; {covered}."
        if card["verdict"] == "insufficient evidence":
            came_up = (
                "The one area that came up scores"
                if assessed == 1
                else f"The {assessed} areas that came up score, on average,"
            )
            return (
                f"**Insufficient evidence for a verdict.** {came_up} **{card['overall']}** of 5; {covered}. A longer "
                "session tells more."
            )
        return f"**{card['overall']} of 5: {card['verdict']}.** {covered[0].upper()}{covered[1:]}."

    def strengths(self) -> Iterator[str]:
        if self._card["strengths"]:
            yield "## What went well"
            yield ""
            for number, one in enumerate(self._card["strengths"], 1):
                yield f"{number}. " + "  \n   ".join([escaped(one["text"]), *map(_quote, one["evidence"])])
            yield ""

    def improvements(self) -> Iterator[str]:
        if self._card["improvements"]:
            yield "## What to work on"
            yield ""
            for number, one in enumerate(self._card["improvements"], 1):
                yield f"{number}. {escaped(one['text'])}"
            yield ""
        if self._card["first_gap"]:
            yield f"The first thing that was missing: **{escaped(self._card['first_gap'])}**."
            yield ""

    def wrong_claims(self) -> Iterator[str]:
        if self._card["wrong_claims"]:
            yield "## Worth a second thought"
            yield ""
            for one in self._card["wrong_claims"]:
                yield "- " + "  \n  ".join([escaped(one["text"]), *map(_quote, one["evidence"])])
            yield ""

    def dimensions(self) -> Iterator[str]:
        yield "## Area by area"
        yield ""
        for one in self._card["dimensions"]:
            yield f"### {self._title(one['id'])}: {_score(one)}"
            yield ""
            yield escaped(one["justification"])
            yield ""
            for proof in one["evidence"]:
                yield f"> {_proof(proof)}"
                yield ""
            if one["next"] and one["score"] is not None:
                yield f"*A {one['score'] + 1} could have sounded like:* {escaped(one['next'])}"
                yield ""

    def next_steps(self) -> Iterator[str]:
        yield "## What to do next"
        yield ""
        yield f"Practise this: `voice-interviewer practice {self._card['problem']} {self._card['drill']}`"
        yield ""
        for one in self._card["resources"]:
            yield f"- *{escaped(one['title'])}*, {escaped(one['author'])}: {escaped(one['why'])}"
        yield ""

    def time(self) -> Iterator[str]:
        yield "## Time and hints"
        yield ""
        yield "| Phase | Planned | Spent |"
        yield "|---|---|---|"
        for one in self._card["phases"]:
            yield f"| {self._title(one['id'])} | {clock(one['planned'])} | {clock(one['spent'])} |"
        yield ""
        hints = self._card["hints"]
        if hints:
            listed = "; ".join(
                f"level {one['level']} in {self._title(one['phase']).lower()}" for one in hints
            )
            yield f"Hints: {listed}. From level 2 on, a hint limits the score of the areas it touches."
        else:
            yield "No hints."
        yield ""

    def delivery(self, latency: Card | None) -> Iterator[str]:
        yield "## Delivery"
        yield ""
        measured = self._card["delivery"]
        if measured is None:
            yield "There were no spoken answers to measure."
            yield ""
            return
        yield "How you spoke. None of this moves the score."
        yield ""
        yield from (f"- **{label}** {text}" for label, text in coach.delivery(measured, latency))
        yield ""

    def interviewer(self) -> Iterator[str]:
        yield "## How the interviewer did"
        yield ""
        yield from (f"- **{label}** {text}" for label, text in coach.interviewer(self._card["interviewer"]))
        yield ""

    def method(self) -> Iterator[str]:
        card, scorer = self._card, self._card["scorer"]
        yield "## How this was scored"
        yield ""
        yield (
            f"By {self._by(scorer)}, under the rubric {escaped(card['rubric'])}.{_heard(card['recogniser'])} "
            "Every quote is in your own words."
        )
        if mended := card.get("corrected"):
            numbers = ", ".join(map(str, mended))
            which = f"Turn {numbers} counts" if len(mended) == 1 else f"Turns {numbers} count"
            yield f"{which} as corrected by you afterwards."
        if card["quotes_dropped"]:
            yield (
                f"{card['quotes_dropped']} more did not match what you said word for word and counted for nothing."
            )
        yield ""

    def _by(self, scorer: Card) -> str:
        if scorer["kind"] == "bank":
            return "the problem bank, without a language model"
        model = f"the language model {escaped(scorer['model'])} (the median of {scorer['samples']} readings)"
        stood_in = [self._title(name) for name in scorer["settings"].get("bank", ())]
        return f"{model}, and the problem bank for {_listed(stood_in)}" if stood_in else model

    def _title(self, name: str) -> str:
        return escaped(self._titles.get(name, name.replace("-", " ").capitalize()))


def _score(one: Card) -> str:
    if one["score"] is None:
        return "not assessed"
    low, high = one["range"]
    return f"{one['score']}" if low == high else f"{one['score']} ({low} to {high})"


def _proof(proof: Card) -> str:
    if proof.get("kind") == "question":
        return f"*The interviewer asked about this in turn {proof['turn']}.*"
    return _quote(proof)


def _quote(quote: Card) -> str:
    mended = ", corrected" if quote.get("corrected") else ""
    return f"“{escaped(quote['quote'])}” ({clock(quote['start'])}{mended})"


def _heard(recogniser: str) -> str:
    if recogniser == TYPED:
        return " The answers were typed."
    return f" Words heard by {escaped(recogniser)}." if recogniser else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
