"""Two scorecards of one session side by side, for a terminal."""

from voice_interviewer.reports.text import Card
from voice_interviewer.speech.plaintext import plain

NONE = "-"


def to_text(before: Card | None, now: Card) -> str:
    """A table: by what each was scored, each dimension, and what came of it. `before` is None where there was none."""
    rows = [
        ("", "before", "now"),
        ("scorer", scorer(before), scorer(now)),
        ("rubric", _rubric(before), _rubric(now)),
    ]
    earlier = {str(one["id"]): _score(one) for one in (before or {}).get("dimensions", ())}
    later = {str(one["id"]): _score(one) for one in now["dimensions"]}
    rows += [
        (name, earlier.get(name, NONE), later.get(name, NONE)) for name in dict.fromkeys([*later, *earlier])
    ]
    rows += [(name, _value(before, name), _value(now, name)) for name in ("overall", "verdict")]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}".rstrip() for row in rows]
    if before is not None and _rubric(before) != _rubric(now):
        lines.append("The rubric has changed between the two: their scores do not mean the same.")
    if before is not None and _is_another_state(before, now):
        lines.append(
            "The scorer itself has changed between the two, so part of a difference may come from that."
        )
    return "\n".join(lines)


def scorer(card: Card | None) -> str:
    """Who scored, in a few words."""
    if card is None:
        return NONE
    by = card.get("scorer", {})
    kind, model = str(by.get("kind", "bank")), plain(str(by.get("model", "")))
    return "the problem bank" if kind == "bank" else f"{model} ({kind})"


def _is_another_state(before: Card, now: Card) -> bool:
    """Whether the same scorer had another digest: a bank that was extended, a model that was replaced."""
    digests = [str(card.get("scorer", {}).get("digest", "")) for card in (before, now)]
    return scorer(before) == scorer(now) and all(digests) and digests[0] != digests[1]


def _rubric(card: Card | None) -> str:
    return NONE if card is None else plain(str(card.get("rubric", NONE)))


def _value(card: Card | None, name: str) -> str:
    value = None if card is None else card.get(name)
    return NONE if value is None else plain(str(value))


def _score(one: Card) -> str:
    if one.get("score") is None:
        return NONE
    low, high = one.get("range") or (one["score"], one["score"])
    return f"{one['score']}" if low == high else f"{one['score']} ({low} to {high})"
