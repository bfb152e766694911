"""A problem of a few pieces of ground and an ear for it, small enough to see through in a test."""

import re
from types import MappingProxyType

from voice_interviewer.values import (
    Command,
    Constraint,
    Criterion,
    Difficulty,
    Fact,
    Finding,
    FindingKind,
    Ground,
    HintText,
    Phase,
    ProbeRule,
    ProbeWhen,
    Problem,
    Resource,
    Rubric,
    Speaker,
    Track,
    Turn,
    Understanding,
    WrongTurn,
)


def ground(name: str, phase: str, dimension: str, anchor: int, ask: str = "", like: str = "") -> Ground:
    assert anchor in {3, 5}
    return Ground(
        id=name,
        phase=phase,
        dimension=dimension,
        anchor=3 if anchor == 3 else 5,
        title=name.capitalize(),
        phrases=(name,),
        ask=(ask or f"How about the {name} part of it?",),
        sounds_like=like or f"The {name} matters, because of this and that.",
    )


GROUND = (
    ground("goal", "requirements", "framing", 3, "What would success look like?"),
    ground("scale", "requirements", "framing", 3, "How much traffic do you expect?"),
    ground("cost", "requirements", "framing", 5),
    ground("guardrail", "requirements", "framing", 5),
    ground("labels", "data", "data", 3, "Where do the labels come from?"),
    ground("delay", "data", "data", 5),
    ground("windows", "data", "features", 3, "Which aggregates would you keep?"),
    ground("joins", "data", "features", 5),
)


def criterion(name: str) -> Criterion:
    return Criterion(name, name.capitalize(), MappingProxyType({1: "nothing", 3: "some", 5: "much"}))


TRACK = Track(
    id="small",
    title="Small",
    persona="",
    phases=(
        Phase("requirements", "Requirements", 10, 8, ("framing",), ("How would you start?",), ("Good.",)),
        Phase(
            "data", "Data", 15, 11, ("data", "features"), ("Which data would you take?",), ("To the data.",)
        ),
        Phase("wrap-up", "Wrap-up", 3, 2, (), ("What would you do with more time?",), ("Last one.",)),
    ),
    rubric=Rubric("small@12345678", (criterion("framing"), criterion("data"), criterion("features"))),
    ground=(ground("goal", "requirements", "framing", 5), GROUND[4]),
    probes=(
        ProbeRule(
            "leak", ProbeWhen.RAISED, "features", ("Where would leakage get in?",), ("store",), ("joins",)
        ),
    ),
    lines=MappingProxyType(
        {"deeper": ("Why that one and no other?",), "hint_offer": ("Would a hint help?",)}
    ),
    resources=(
        Resource("Everything", "A", "covers it all", ("framing", "data", "features")),
        Resource("Framing", "B", "on framing", ("framing",)),
        Resource("Features", "C", "on features", ("features",)),
        Resource("Elsewhere", "D", "on nothing here", ("cooking",)),
    ),
    warm_up=("Where do machine learning projects go wrong?",),
    areas=MappingProxyType({"framing": "requirements", "features": "data", "communication": "all"}),
)

PROBLEM = Problem(
    slug="small-problem",
    track="small",
    title="A small problem",
    difficulty=Difficulty.EASY,
    summary="",
    question="Payments come in all day. Each needs an answer.",
    short_question="Decide payments.",
    facts=(Fact("late", ("late",), "The delay is thirty days."),),
    hints=(
        HintText(1, "Think about the past.", ("features",)),
        HintText(2, "Some windows are fresh.", ("features",)),
        HintText(3, "Keep windows and joins in a store.", ("features", "data")),
        HintText(4, "All of it: windows, joins, labels, delay.", ("features", "data")),
    ),
    ground=tuple(one for one in GROUND if one.id != "labels"),
    wrong_turns=(WrongTurn("accuracy", "framing", ("accuracy",), "Is it?", "Accuracy says nothing here."),),
    constraints=(Constraint("region", "We open a new region. What changes?", ("data",)),),
    glossary=(),
)


def listen(text: str) -> Understanding:
    """Hears ground and wrong turns by their names; a reason by "because", a rejection by "wouldn't"."""
    found = []
    for sentence in text.replace("?", "?.").split("."):
        folded = sentence.lower()
        for kind, names in (
            (FindingKind.GROUND, [one.id for one in GROUND]),
            (FindingKind.WRONG_TURN, ["accuracy"]),
            (FindingKind.NUMBER, ["million"]),
        ):
            found += [
                Finding(kind, name, sentence.strip(), "because" in folded, "wouldn't" in folded, found_in[0])
                for name in names
                if (found_in := re.search(rf"\b{name}\b", sentence, re.IGNORECASE))
            ]
    again = Command.REPEAT if "say that again" in text.lower() else None
    return Understanding(tuple(found), command=again, question=text.endswith("?"))


class Talk:
    """A conversation being written: each turn takes two seconds and a second passes between turns."""

    def __init__(self, phase: str = "requirements") -> None:
        self.turns: list[Turn] = []
        self.phase = phase

    def _add(self, speaker: Speaker, text: str, hint: int | None = None, interrupted: bool = False) -> "Talk":
        start = 3.0 * len(self.turns)
        self.turns.append(
            Turn(speaker, text, start, start + 2, self.phase, hint_level=hint, interrupted=interrupted)
        )
        return self

    def ask(self, text: str, interrupted: bool = False) -> "Talk":
        return self._add(Speaker.INTERVIEWER, text, interrupted=interrupted)

    def hint(self, level: int) -> "Talk":
        return self._add(Speaker.INTERVIEWER, PROBLEM.hints[level - 1].say, level)

    def say(self, text: str) -> "Talk":
        return self._add(Speaker.CANDIDATE, text)

    def move_to(self, phase: str) -> "Talk":
        self.phase = phase
        return self
