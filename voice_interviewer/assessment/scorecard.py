"""The scorecard: everything `scorecard.json` says about an interview (spec/product.md), computed from its session.

Pure and deterministic: the same session gives the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final

from voice_interviewer.assessment import advice, conduct, delivery, evidence
from voice_interviewer.assessment.advice import Improvement, Strength
from voice_interviewer.assessment.bank_scorer import (
    LEVELS,
    DimensionScore,
    Proof,
    QuestionAsked,
    score_dimension,
)
from voice_interviewer.assessment.conduct import Conduct
from voice_interviewer.assessment.delivery import Delivery
from voice_interviewer.assessment.evidence import Evidence, WrongClaim
from voice_interviewer.assessment.ground import Listen
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.phases import resolve
from voice_interviewer.interview.session import Session
from voice_interviewer.interview.understanding import understand
from voice_interviewer.values import HintText, Problem, Resource, Speaker, Track, Turn, Understanding

ENOUGH: Final = 0.70
"""Coverage below which there is no verdict."""
VERDICTS: Final = ((2.0, "no hire"), (3.0, "leaning no hire"), (4.0, "leaning hire"))
"""Each with the overall score it lies below (spec/product.md)."""
INSUFFICIENT: Final = "insufficient evidence"
BEST: Final = "strong hire"
LOW_CONFIDENCE: Final = 0.6
"""Mean word confidence below which the words are too doubtful to score with confidence: Whisper's is 0.8 to 0.95 on
clear speech and drops below this in the noise where it starts to invent."""


@dataclass(frozen=True, slots=True)
class HintGiven:
    level: int
    phase: str


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """Seconds."""

    id: str
    planned: int
    spent: int


@dataclass(frozen=True, slots=True)
class Scorer:
    """What scored: the bank, or a language model with its digest and settings."""

    kind: str
    model: str
    digest: str
    samples: int
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`scorecard.json` as a value. `coverage` in [0, 1]; `overall` None where nothing was assessed."""

    session: str
    problem: str
    rubric: str
    scorer: Scorer
    dimensions: tuple[DimensionScore, ...]
    coverage: float
    overall: float | None
    verdict: str
    recogniser: str
    low_confidence: bool
    wrong_claims: tuple[WrongClaim, ...]
    quotes_dropped: int
    interviewer: Conduct
    strengths: tuple[Strength, ...]
    improvements: tuple[Improvement, ...]
    first_gap: str
    resources: tuple[Resource, ...]
    drill: str
    hints: tuple[HintGiven, ...]
    phases: tuple[PhaseTime, ...]
    delivery: Delivery | None
    corrected: tuple[int, ...]
    """The turns the candidate mended afterwards."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """A session as the bank reads it: the evidence, and the bank's score of every dimension of the rubric. `planned`
    are the dimensions that this interview set out to assess, `given` the hints it gave."""

    problem: Problem
    track: Track
    session: Session
    listen: Listen
    found: Evidence
    planned: frozenset[str]
    given: tuple[HintText, ...]
    scores: tuple[DimensionScore, ...]


def score(problem: Problem, track: Track, session: Session, recogniser: str, rough: bool) -> Scorecard:
    """The scorecard of a session, by the bank and what a language model read in its answers while it went on, as the
    journal has it. `recogniser` as it is to be named; `rough` where its words cannot be scored with confidence."""
    return card(assess(problem, track, session), recogniser, rough)


def assess(problem: Problem, track: Track, session: Session) -> Assessed:
    """Read a session and score its dimensions by the bank."""
    brief = Brief(problem, track, seed=0)
    # What stands before an answer is this package's to judge, turn by turn (`passages`); the whole interview at once
    # would make an echo of whatever is asked after it.
    alone = replace(session, turns=())

    @cache
    def listen(text: str) -> Understanding:
        return understand(brief, alone, text)

    planned = planned_dimensions(track, session.started.focus)
    drilled = planned if len(planned) < len(track.rubric.criteria) else frozenset()
    added = {number: answer.added for number, answer in session.answers.items()}
    found = evidence.gather(session.turns, problem, track, listen, drilled, added)
    levels = {one.level for one in _hints(session.turns)}
    given = tuple(hint for hint in problem.hints if hint.level in levels)
    scores = tuple(
        score_dimension(criterion, found, given) if criterion.id in planned else _outside(criterion.id)
        for criterion in track.rubric.criteria
    )
    return Assessed(problem, track, session, listen, found, planned, given, scores)


def card(
    assessed: Assessed,
    recogniser: str,
    rough: bool,
    scores: Sequence[DimensionScore] | None = None,
    scorer: Scorer | None = None,
    dropped: int = 0,
) -> Scorecard:
    """The scorecard of what was assessed: with the bank's scores, or with those of another `scorer`, who named words
    `dropped` times that are not the candidate's."""
    problem, track, session, found = assessed.problem, assessed.track, assessed.session, assessed.found
    turns = session.turns
    scores = tuple(scores or assessed.scores)
    counted = tuple(one for one in scores if one.id in assessed.planned)
    coverage = sum(one.score is not None for one in counted) / len(counted)
    overall = mean([one.score for one in counted if one.score is not None])
    return Scorecard(
        session=session.started.session,
        problem=problem.slug,
        rubric=track.rubric.id,
        scorer=scorer or bank_scorer(problem, track),
        dimensions=scores,
        coverage=half_up(coverage, 2),
        overall=overall,
        verdict=verdict(coverage, overall),
        recogniser=recogniser,
        low_confidence=rough or doubtful(turns),
        wrong_claims=found.wrong,
        quotes_dropped=found.dropped + dropped,
        interviewer=conduct.review(turns, problem, track, found.terrain, assessed.listen),
        strengths=advice.strengths(counted),
        improvements=advice.improvements(
            counted,
            found.wrong,
            {one.id: one.title for one in track.rubric.criteria},
            _replied_to(found, turns),
        ),
        first_gap=advice.first_gap(counted, track),
        resources=advice.resources(counted, track),
        drill=advice.drill(counted, track),
        hints=_hints(turns),
        phases=_phases(session),
        delivery=delivery.measure(turns),
        corrected=tuple(number for number, turn in enumerate(turns) if turn.heard is not None),
    )


def planned_dimensions(track: Track, focus: str | None) -> frozenset[str]:
    """What an interview sets out to assess: all of it, or what a drill's phase is there for. Raises UnknownName."""
    every = frozenset(criterion.id for criterion in track.rubric.criteria)
    drilled = resolve(track, focus)
    phase = next((one for one in track.phases if one.slug == drilled), None)
    return frozenset(phase.dimensions) if phase and phase.dimensions else every


def mean(scores: Sequence[int]) -> float | None:
    """The mean to one decimal, half up; None of nothing."""
    if not scores:
        return None
    return float((Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def half_up(number: float, places: int) -> float:
    """`number` to so many decimals, half up, as people round."""
    return float(Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def verdict(coverage: float, overall: float | None) -> str:
    """In the words of spec/product.md."""
    if overall is None or coverage < ENOUGH:
        return INSUFFICIENT
    return next((words for below, words in VERDICTS if overall < below), BEST)


def doubtful(turns: Sequence[Turn]) -> bool:
    """Whether the recogniser's own confidence, over the words where it gave one, says the words are doubtful.

    A turn without confidence for each word counts with its own, by its length in words.
    """
    total = weight = 0.0
    for turn in turns:
        if turn.speaker is not Speaker.CANDIDATE or turn.typed:
            continue
        known = [word.confidence for word in turn.words if word.confidence is not None]
        if not known and turn.confidence is not None:
            known = [turn.confidence] * len(turn.text.split())
        total += sum(known)
        weight += len(known)
    return weight > 0 and total / weight < LOW_CONFIDENCE


def bank_scorer(problem: Problem, track: Track) -> Scorer:
    """The bank as a scorer, with the thresholds it went by. `digest`: the first 8 hex digits of the SHA-256 of the
    ground it looked for, so that scores by another state of the bank can be told apart."""
    settings = {
        str(level.score): {
            "expected": level.expected,
            "excellent": level.excellent,
            "unprompted": level.unprompted,
        }
        for level in LEVELS
    }
    ground = [(one.id, one.dimension, one.anchor, one.phrases) for one in (*problem.ground, *track.ground)]
    digest = sha256(json.dumps(ground).encode()).hexdigest()[:8]
    return Scorer(kind="bank", model="", digest=digest, samples=1, settings=settings)


def _replied_to(found: evidence.Evidence, turns: Sequence[Turn]) -> dict[str, int]:
    """The turns in which ground was asked about, without the questions that the interview broke off on."""
    last = max((number for number, turn in enumerate(turns) if turn.speaker is Speaker.CANDIDATE), default=-1)
    return {name: turn for name, turn in found.asked.ground.items() if turn < last}


def _outside(dimension: str) -> DimensionScore:
    return DimensionScore(dimension, None, None, "This drill was about something else.", (), "")


def _hints(turns: Sequence[Turn]) -> tuple[HintGiven, ...]:
    """Each level once: one that was cut off and said again cost nothing more."""
    first = {turn.hint_level: turn for turn in reversed(turns) if turn.hint_level is not None}
    return tuple(HintGiven(level, turn.phase) for level, turn in sorted(first.items()))


def _phases(session: Session) -> tuple[PhaseTime, ...]:
    spent = session.spent_by_phase(session.at if session.ended is None else session.ended.at)
    return tuple(
        PhaseTime(one.phase, round(one.seconds), round(spent[one.phase])) for one in session.started.plan
    )


# ---------------------------------------------------------------- as JSON


def to_dict(card: Scorecard) -> dict[str, Any]:
    """`scorecard.json`, key by key as spec/product.md has it."""
    return {
        "schema": 1,
        "session": card.session,
        "problem": card.problem,
        "rubric": card.rubric,
        "scorer": {
            "kind": card.scorer.kind,
            "model": card.scorer.model,
            "digest": card.scorer.digest,
            "samples": card.scorer.samples,
            "settings": dict(card.scorer.settings),
        },
        "dimensions": [_dimension(one) for one in card.dimensions],
        "coverage": card.coverage,
        "overall": card.overall,
        "verdict": card.verdict,
        "recogniser": card.recogniser,
        "low_confidence": card.low_confidence,
        "wrong_claims": [
            {"text": one.mistake.why, "evidence": [_proof(one.quote)]} for one in card.wrong_claims
        ],
        "quotes_dropped": card.quotes_dropped,
        "interviewer": dict(conduct.to_dict(card.interviewer)),
        "strengths": [
            {"text": one.text, "evidence": [_proof(quote) for quote in one.evidence]}
            for one in card.strengths
        ],
        "improvements": [{"text": one.text, "dimension": one.dimension} for one in card.improvements],
        "first_gap": card.first_gap,
        "resources": [
            {"title": one.title, "author": one.author, "why": one.why, "dimensions": list(one.dimensions)}
            for one in card.resources
        ],
        "drill": card.drill,
        "hints": [{"level": one.level, "phase": one.phase} for one in card.hints],
        "phases": [{"id": one.id, "planned": one.planned, "spent": one.spent} for one in card.phases],
        "delivery": _delivery(card.delivery),
        **({"corrected": list(card.corrected)} if card.corrected else {}),
    }


def _dimension(one: DimensionScore) -> dict[str, Any]:
    return {
        "id": one.id,
        "score": one.score,
        "range": list(one.range) if one.range else None,
        "justification": one.justification,
        "evidence": [_proof(proof) for proof in one.evidence],
        "next": one.next,
    }


def _proof(proof: Proof) -> dict[str, Any]:
    if isinstance(proof, QuestionAsked):
        return {"turn": proof.turn, "kind": "question"}
    shown = {"turn": proof.turn, "quote": proof.quote, "start": proof.start, "end": proof.end}
    return {**shown, "corrected": True} if proof.corrected else shown


def _delivery(measured: Delivery | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "words_per_minute": measured.words_per_minute,
        "fillers_per_minute": measured.fillers_per_minute,
        "longest_turn": measured.longest_turn,
        "talk_share": measured.talk_share,
        "pauses": [{"turn": one.turn, "start": one.start, "end": one.end} for one in measured.pauses],
    }
