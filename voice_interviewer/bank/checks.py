"""What the types cannot say about a problem or a track: names that exist, counts, and the wording of every line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from voice_interviewer.bank.wording import REPLY_WORDS, Fault, pattern_fault, phones_fault, spoken_fault
from voice_interviewer.bank.yamlfile import Location
from voice_interviewer.errors import near_matches
from voice_interviewer.values import Ground, HintText, Phase, ProbeRule, ProbeWhen, Problem, Term, Track

_T = TypeVar("_T")

Complaint: TypeAlias = tuple[Location, Fault]
"""Where, what is wrong, and what to do."""

LINE_SLOTS: dict[str, frozenset[str]] = {
    key: frozenset(slots)
    for key, *slots in (
        ("greeting",),
        ("greeting_rough",),
        ("greeting_back",),
        ("problem_intro",),
        ("listening",),
        ("take_up", "phase"),
        ("go_deeper",),
        ("go_on",),
        ("your_focus",),
        ("verdict",),
        ("team_reply",),
        ("not_caught",),
        ("acknowledgement",),
        ("deeper",),
        ("your_call",),
        ("hint_offer",),
        ("hint_none_left",),
        ("thinking",),
        ("thinking_offer",),
        ("repeat",),
        ("rephrase",),
        ("slower",),
        ("easier_switch",),
        ("harder_switch",),
        ("easier_later",),
        ("harder_later",),
        ("skip",),
        ("time_left", "minutes"),
        ("pause",),
        ("resume",),
        ("take_back",),
        ("wrap_up",),
        ("redirect_model",),
        ("narrow",),
        ("contradiction", "earlier", "now"),
        ("number", "number"),
        ("constraint",),
        ("time_nudge",),
        ("wrap_question",),
        ("candidate_question",),
        ("candidate_question_reply",),
        ("farewell",),
        ("resume_pickup", "phase"),
        ("focus_intro", "phase"),
        ("hostile",),
    )
}
"""Every purpose a track's `lines` must speak to, and the slots the program fills in each of its variants."""

HINT_LEVELS = (1, 2, 3, 4)
LONGEST_HINT = 150
"""Words of a level-4 hint; the others stay within a reply's length."""
LONGEST_QUESTION = 75
"""Words of a problem as first put, the one other speech of the interviewer that may run over a reply's length."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def problem_complaints(problem: Problem, track: Track | None) -> Iterator[Complaint]:
    """Everything wrong with a problem that fits the schema; `track` is None where its name is unknown."""
    yield from _slug(problem.slug, ())
    yield from _worded(("question",), spoken_fault(problem.question, LONGEST_QUESTION))
    yield from _worded(("short_question",), spoken_fault(problem.short_question))
    for key in ("facts", "ground", "wrong_turns", "constraints"):
        yield from _unique((key,), [one.id for one in getattr(problem, key)])
    for at, fact in _numbered("facts", problem.facts):
        yield from _patterns((*at, "phrases"), fact.phrases)
        yield from _worded((*at, "say"), spoken_fault(fact.say))
    yield from _hints(problem.hints)
    yield from _grounds(problem.ground)
    for at, turn in _numbered("wrong_turns", problem.wrong_turns):
        yield from _patterns((*at, "phrases"), turn.phrases)
        yield from _worded((*at, "ask"), spoken_fault(turn.ask))
    for at, constraint in _numbered("constraints", problem.constraints):
        yield from _worded((*at, "say"), spoken_fault(constraint.say))
    yield from _terms(problem.glossary)
    if track is not None:
        yield from _names_of_track(problem, track)


def track_complaints(track: Track) -> Iterator[Complaint]:
    """Everything wrong with a track that fits the schema."""
    yield from _slug(track.id, ())
    dimensions = [criterion.id for criterion in track.rubric.criteria]
    slugs = [phase.slug for phase in track.phases]
    yield from _unique(("rubric",), dimensions)
    yield from _unique(("phases",), slugs)
    for at, criterion in _numbered("rubric", track.rubric.criteria):
        if set(criterion.anchors) != {1, 3, 5}:
            yield (
                (*at, "anchors"),
                ("A criterion has anchors 1, 3 and 5.", "Write one sentence for each of them."),
            )
    if not track.phases:
        yield ("phases",), ("There is no phase.", "Write at least one.")
    grounds = [ground.id for ground in track.ground]
    for at, phase in _numbered("phases", track.phases):
        yield from _phase(at, phase, dimensions)
        yield from _known((*at, "leads_to"), "ground", phase.leads_to, grounds)
    yield from _grounds(track.ground)
    yield from _ground_names(track.ground, dimensions, slugs)
    yield from _unique(("ground",), grounds, taken=slugs)
    yield from _unique(("probes",), [probe.id for probe in track.probes], taken=[*slugs, *grounds])
    for at, probe in _numbered("probes", track.probes):
        yield from _probe(at, probe, dimensions, grounds)
    yield from _lines(track)
    yield from _spoken(("warm_up",), track.warm_up)
    for name, slug in track.areas.items():
        yield from _known(("areas", name), "phase", [slug], [*slugs, "all"])
    for at, resource in _numbered("resources", track.resources):
        yield from _known((*at, "dimensions"), "dimension", resource.dimensions, dimensions)
    yield from _terms(track.glossary)


# ---------------------------------------------------------------- parts


def _names_of_track(problem: Problem, track: Track) -> Iterator[Complaint]:
    dimensions = [criterion.id for criterion in track.rubric.criteria]
    slugs = [phase.slug for phase in track.phases]
    yield from _ground_names(problem.ground, dimensions, slugs)
    for key in ("hints", "constraints"):
        for at, one in _numbered(key, getattr(problem, key)):
            yield from _known((*at, "dimensions"), "dimension", one.dimensions, dimensions)
    for at, turn in _numbered("wrong_turns", problem.wrong_turns):
        yield from _known((*at, "dimension"), "dimension", [turn.dimension], dimensions)
    known = [ground.id for ground in (*track.ground, *problem.ground)]
    yield from _known(("states",), "ground", problem.states, known)
    for at, fact in _numbered("facts", problem.facts):
        yield from _known((*at, "settles"), "ground", fact.settles, known)
    covered = {ground.phase for ground in (*track.ground, *problem.ground)}
    for slug in slugs:
        if slug not in covered:
            yield (
                ("ground",),
                (f"No ground belongs to the phase “{slug}”.", "Write at least one entry for it."),
            )


def _phase(at: Location, phase: Phase, dimensions: Sequence[str]) -> Iterator[Complaint]:
    yield from _slug(phase.slug, (*at, "slug"))
    yield from _known((*at, "dimensions"), "dimension", phase.dimensions, dimensions)
    for name in ("minutes_60", "minutes_45"):
        if not 0 < getattr(phase, name) <= 60:
            yield (
                (*at, name),
                (f"“{name}” should be above 0 and at most 60.", "Write the minutes of this phase."),
            )
    for name in ("opening", "handover"):
        if not getattr(phase, name):
            yield (
                (*at, name),
                (f"“{name}” has no variant.", "Write at least one; four keep interviews apart."),
            )
        yield from _spoken((*at, name), getattr(phase, name))


def _grounds(grounds: Sequence[Ground]) -> Iterator[Complaint]:
    for at, ground in _numbered("ground", grounds):
        yield from _slug(ground.id, (*at, "id"))
        yield from _patterns((*at, "phrases"), ground.phrases)
        if not ground.ask:
            yield (
                at,
                (f"“{ground.id}” has no question in “ask”.", "Write one that does not give the answer away."),
            )
        yield from _spoken((*at, "ask"), ground.ask)
        yield from _worded((*at, "sounds_like"), spoken_fault(ground.sounds_like))


def _ground_names(
    grounds: Sequence[Ground], dimensions: Sequence[str], slugs: Sequence[str]
) -> Iterator[Complaint]:
    for at, ground in _numbered("ground", grounds):
        yield from _known((*at, "dimension"), "dimension", [ground.dimension], dimensions)
        yield from _known((*at, "phase"), "phase", [ground.phase], slugs)


def _hints(hints: Sequence[HintText]) -> Iterator[Complaint]:
    if tuple(hint.level for hint in hints) != HINT_LEVELS:
        yield (
            ("hints",),
            ("There are four hints, levels 1 to 4 in that order.", "Add, remove or reorder them."),
        )
    for at, hint in _numbered("hints", hints):
        longest = LONGEST_HINT if hint.level == HINT_LEVELS[-1] else REPLY_WORDS
        yield from _worded((*at, "say"), spoken_fault(hint.say, longest))
        if not hint.dimensions:
            yield (*at, "dimensions"), ("A hint names the dimensions it gives away.", "List at least one.")


def _probe(
    at: Location, probe: ProbeRule, dimensions: Sequence[str], grounds: Sequence[str]
) -> Iterator[Complaint]:
    yield from _known((*at, "dimension"), "dimension", [probe.dimension], dimensions)
    yield from _known((*at, "ground"), "ground", probe.ground, grounds)
    if probe.phrases or probe.when in {ProbeWhen.RAISED, ProbeWhen.PREMATURE}:
        yield from _patterns((*at, "phrases"), probe.phrases)
    if not probe.ask:
        yield (*at, "ask"), ("A probe asks something.", "Write at least one variant.")
    yield from _spoken((*at, "ask"), probe.ask)
    yield from _known((*at, "leads_to"), "ground", (name for name in probe.leads_to if name), grounds)
    if probe.leads_to and len(probe.leads_to) != len(probe.ask):
        yield (
            (*at, "leads_to"),
            ("“leads_to” and “ask” differ in length.", 'Name one ground for each variant, "" for none.'),
        )
    if probe.called:
        yield from _worded((*at, "called"), spoken_fault(probe.called))
    if probe.when in {ProbeWhen.MISSING, ProbeWhen.PREMATURE} and not probe.ground:
        yield at, (f"A probe that waits for “{probe.when}” needs ground.", "Name what has not come up.")
    if not 0 < probe.after <= 1:
        yield (
            (*at, "after"),
            ("“after” is a part of the interview, above 0 and at most 1.", "Write 0.5 for half."),
        )


def _lines(track: Track) -> Iterator[Complaint]:
    for key in LINE_SLOTS:
        if not track.lines.get(key):
            yield ("lines",), (f"“{key}” has no line.", "Write at least one; four keep interviews apart.")
    for key, variants in track.lines.items():
        yield from _known(("lines", key), "line", [key], list(LINE_SLOTS))
        for index, text in enumerate(variants):
            yield from _worded(
                ("lines", key, index), spoken_fault(text, slots=LINE_SLOTS.get(key, frozenset()))
            )


def _terms(glossary: Sequence[Term]) -> Iterator[Complaint]:
    yield from _unique(("glossary",), [one.term.lower() for one in glossary])
    for at, term in _numbered("glossary", glossary):
        if not term.term.strip():
            yield at, ("A term is empty.", "Write the word, or remove the entry.")
        yield from _worded((*at, "phones"), phones_fault(term.phones))
        if term.term.lower() in (one.lower() for one in term.misheard):
            yield (
                (*at, "misheard"),
                (f"“{term.term}” is listed as its own mishearing.", "Remove it from the list."),
            )


# ---------------------------------------------------------------- small rules


def _numbered(key: str, values: Iterable[_T]) -> Iterator[tuple[Location, _T]]:
    return (((key, index), value) for index, value in enumerate(values))


def _worded(at: Location, fault: Fault | None) -> Iterator[Complaint]:
    if fault is not None:
        yield at, fault


def _spoken(at: Location, texts: Sequence[str], longest: int = REPLY_WORDS) -> Iterator[Complaint]:
    for index, text in enumerate(texts):
        yield from _worded((*at, index), spoken_fault(text, longest))


def _patterns(at: Location, patterns: Sequence[str]) -> Iterator[Complaint]:
    if not patterns:
        yield at, ("There is no pattern to recognise this by.", "Write a few ways of saying it.")
    for index, pattern in enumerate(patterns):
        yield from _worded((*at, index), pattern_fault(pattern))


def _known(at: Location, kind: str, names: Iterable[str], known: Sequence[str]) -> Iterator[Complaint]:
    for name in names:
        if name not in known:
            near = near_matches(name, known, limit=1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"Known: {', '.join(known)}."
            yield at, (f"There is no {kind} “{name}”.", remedy)


def _unique(at: Location, names: Sequence[str], taken: Sequence[str] = ()) -> Iterator[Complaint]:
    seen = set(taken)
    for index, name in enumerate(names):
        if name in seen:
            yield (*at, index), (f"“{name}” is there twice.", "Give each its own name, or remove one.")
        seen.add(name)


def _slug(name: str, at: Location) -> Iterator[Complaint]:
    if not _SLUG.fullmatch(name):
        yield (
            at,
            (
                f"“{name}” is not a short name.",
                "Use small letters, digits and hyphens, as in fraud-detection.",
            ),
        )
