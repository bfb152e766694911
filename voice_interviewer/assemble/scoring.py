"""Scoring with a language model, where there is one: the model, the asking and the line that tells how far it is."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TextIO

from voice_interviewer.assemble.language import Wording, choose_wording
from voice_interviewer.assessment import model_scorer
from voice_interviewer.assessment.model_scorer import Result
from voice_interviewer.assessment.scorecard import Assessed, Scorecard, assess, card, to_dict
from voice_interviewer.bank import Bank
from voice_interviewer.errors import EngineError
from voice_interviewer.interview.session import Session
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.scoring import ModelScorer
from voice_interviewer.settings import Settings
from voice_interviewer.speech.plaintext import plain as as_plain
from voice_interviewer.ui import plain
from voice_interviewer.ui.plain import Progress

log = logging.getLogger(__name__)

_CHECK: Final = 10.0
"""Seconds for a server to say what it has."""
_A_MINUTE: Final = 130
"""Words both sides say in one."""
_LONGEST: Final = 120.0
"""Minutes of the longest interview there is; a transcript that holds more words is shown in part."""
_ROOM: Final = 1.25
"""Numbering the sentences and a dimension's own part of the prompt take about so much more than the interview did."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How the words of a session came about, as its scorecard names it."""

    recogniser: str = ""
    rough: bool = False


@asynccontextmanager
async def scoring_model(settings: Settings, sessions: Sequence[Session]) -> AsyncIterator[Wording]:
    """The model that the settings name, with room for each of the sessions; closed at the end. Raises as
    `choose_wording` does."""
    wording = await choose_wording(settings, _ROOM * max(map(_minutes, sessions)))
    try:
        yield wording
    finally:
        if wording.model is not None:
            await wording.model.aclose()


def _minutes(session: Session) -> float:
    """How long a session is for a model: as planned, or as its words take to say."""
    words = sum(len(turn.text.split()) for turn in session.turns)
    return min(_LONGEST, max(session.started.minutes, words / _A_MINUTE))


def score_all(
    settings: Settings, bank: Bank, sessions: Sequence[Session], out: TextIO
) -> list[dict[str, Any]]:
    """The scorecards, as `scorecard.json` has them, of sessions that are nowhere but in their transcripts. Raises
    PartMissing for a model that was named and is not there."""
    return asyncio.run(_score_all(settings, bank, sessions, out))


async def _score_all(
    settings: Settings, bank: Bank, sessions: Sequence[Session], out: TextIO
) -> list[dict[str, Any]]:
    async with scoring_model(settings, sessions) as wording:
        if wording.note:
            plain.write(out, f"{wording.note}\n")
        return [to_dict(await scored(wording, assessed(bank, session), Heard(), out)) for session in sessions]


def assessed(bank: Bank, session: Session) -> Assessed:
    """What the bank finds in a session."""
    problem = bank.problem(session.started.problem)
    return assess(problem, bank.track(problem.track), session)


async def scored(
    wording: Wording,
    assessed: Assessed,
    heard: Heard,
    out: TextIO,
    memory: Memory | None = None,
    stoppable: Callable[[Callable[[], None]], None] | None = None,
) -> Scorecard:
    """The scorecard by the model; by the bank where there is none, or where it does not answer, which is then told on
    `out`. `memory` is the interview's own, where this was the model of it; `stoppable` is given what ends the asking
    early: the dimensions that are left keep the bank's score."""
    model = wording.model
    if model is None:
        return card(assessed, heard.recogniser, heard.rough)
    what = f"Scoring with {as_plain(model.name)}"
    line = Progress(out, what, "Ctrl-C keeps the problem bank's scores." if stoppable is not None else "")
    scorer = ModelScorer(model, memory or Memory(wording.context), assessed, line.tell, wording.at_once)
    digest = ""
    if scorer.due:
        digest = await _digest(wording)
        await _run(scorer, stoppable)
    results = scorer.results()
    line.end(_said(results, scorer.due))
    return model_scorer.scorecard(
        assessed,
        results,
        model.kind,
        model.name,
        digest,
        recogniser=heard.recogniser,
        rough=heard.rough,
    )


async def _digest(wording: Wording) -> str:
    """The model's, where its server says; one that is gone shows when it is asked to score."""
    assert wording.model is not None
    try:
        async with asyncio.timeout(_CHECK):
            return (await wording.model.check()).digest
    except (EngineError, TimeoutError) as error:
        log.info("the language model cannot be looked up: %s", str(error) or "too slow")
        return ""


async def _run(scorer: ModelScorer, stoppable: Callable[[Callable[[], None]], None] | None) -> None:
    """To its end, or until it is stopped."""
    running = asyncio.create_task(scorer.run())
    if stoppable is not None:
        stoppable(partial(_cancel, running))
    try:
        await asyncio.wait([running])
    finally:
        running.cancel()
    if not running.cancelled():
        running.result()


def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()


def _said(results: tuple[Result, ...], due: int) -> str:
    """What the user is told where the bank's scores stand."""
    stood_in = sum(not one.by_model and one.score.score is not None for one in results)
    if not due:
        return "There is too little here for a language model to weigh: the problem bank's scores stand."
    if stood_in:
        return f"The problem bank's scores stand in {stood_in} of {due} areas; the scorecard says why."
    return ""
