"""`scorecard.json` as a page to read: what was good, what was missing, what to do next, each with its evidence."""

from collections.abc import Iterator, Mapping

from voice_interviewer.reports import coach
from voice_interviewer.reports.text import Card, clock, escaped, title


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
        yield f"**{coach.headline(card)}.** {coach.verdict(card, stressed='**{}**'.format)}"
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
        yield escaped(coach.hints(self._card, self._titles))
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
        yield "## How this was scored"
        yield ""
        yield from map(escaped, coach.method(self._card, self._titles))
        yield ""

    def _title(self, name: str) -> str:
        return escaped(title(name, self._titles))


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
