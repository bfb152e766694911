"""Asking a language model for scores: a dimension's readings one after another, several dimensions at once where the
server can do that.

Nothing here is raised: whatever fails leaves the bank's score standing, with a sentence that says why. A reply that is
no JSON of the form asked for is asked for once more. An interview too long for the model's context is shown from the
dimension's own phases alone. A server that fails or falls silent is not asked again.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from typing import Final

from voice_interviewer.assessment import model_scorer, scoring_prompts
from voice_interviewer.assessment.bank_scorer import DimensionScore, cap_of
from voice_interviewer.assessment.model_scorer import Reading, Result, kept
from voice_interviewer.assessment.scorecard import Assessed
from voice_interviewer.assessment.scoring_prompts import Interview, Reply
from voice_interviewer.assessment.sentences import Sentence, countable, has_substance, nearby, sentences
from voice_interviewer.errors import ContextOverflow, EngineError
from voice_interviewer.live.memory import Memory
from voice_interviewer.ports import ChatOptions, LanguageModel
from voice_interviewer.values import Criterion, Message

log = logging.getLogger(__name__)

LOADING: Final = 300.0
"""Seconds for the first reply: the server may have to load the model and read the whole interview."""
PATIENCE: Final = 120.0
"""Seconds for a reply after that; at four tokens a second a hundred tokens take 25."""

STOPPED: Final = "scoring by the language model was stopped"
_FAILED: Final = "the language model did not answer"
_UNUSABLE: Final = "the language model's replies could not be used"
_TOO_LONG: Final = "the interview is too long for the language model"


class _Kept(Exception):
    """The bank's score stands; the argument says why."""


class ModelScorer:
    """Scores one interview. `memory` knows what the model can hold; `at_once`: how many dimensions; `tell` is told how
    many are done, of how many."""

    def __init__(
        self,
        model: LanguageModel,
        memory: Memory,
        assessed: Assessed,
        tell: Callable[[int, int], None],
        at_once: int = 1,
        patience: float = PATIENCE,
        loading: float = LOADING,
    ) -> None:
        turns, found = assessed.session.turns, assessed.found
        self._model = model
        self._memory = memory
        self._assessed = assessed
        self._tell = tell
        self._at_once = at_once
        # A server may take what is asked at once one after another.
        self._patience = patience * at_once
        self._loading = loading * at_once
        self._answered = False
        self._gone = False
        self._interview = Interview(assessed.problem, assessed.track, turns, found.terrain)
        self._known = sentences(turns, assessed.track, found, assessed.listen) if has_substance(found) else ()
        self._whole = self._known
        """What is shown of an interview: all there is, until that proves too long."""
        self._due = [one for one in assessed.scores if one.score is not None and self._known]
        self._done: dict[str, Result] = {}

    @property
    def due(self) -> int:
        """How many dimensions there are for a model to weigh."""
        return len(self._due)

    async def run(self) -> None:
        """Score them all. Cancelled, it keeps what it has."""
        waiting = iter(self._due)
        self._tell(0, self.due)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._at_once, self.due)):
                group.create_task(self._work(waiting))

    def results(self) -> tuple[Result, ...]:
        """Every dimension of the rubric, as far as it came."""
        due = {one.id for one in self._due}
        return tuple(
            self._done.get(one.id) or (kept(one, STOPPED) if one.id in due else Result(one))
            for one in self._assessed.scores
        )

    async def _work(self, waiting: Iterator[DimensionScore]) -> None:
        for bank in waiting:
            self._done[bank.id] = await self._scored(bank)
            self._tell(len(self._done), self.due)

    async def _scored(self, bank: DimensionScore) -> Result:
        """A dimension from all of the interview or, where that is too long, from its own part of it."""
        criterion = next(one for one in self._assessed.track.rubric.criteria if one.id == bank.id)
        part = nearby(bank.id, self._known, self._assessed.track, self._assessed.found)
        try:
            for known in filter(None, (self._whole, part)):
                try:
                    return await self._judged(criterion, bank, known)
                except ContextOverflow:
                    log.info("%d sentences on %s are too long for the model", len(known), bank.id)
                    self._whole = ()
            raise _Kept(_TOO_LONG)
        except _Kept as why:
            return kept(bank, str(why))

    async def _judged(self, criterion: Criterion, bank: DimensionScore, known: Sequence[Sentence]) -> Result:
        """Three readings and, of a low or a high score, a second look. Raises ContextOverflow and _Kept."""
        by_number = {one.number: one for one in known}
        counts = countable(criterion.id, known, self._assessed.track, unmet=not bank.met)
        asked = scoring_prompts.question(self._interview, criterion, known)
        readings = [
            model_scorer.checked(await self._reply(asked, seed), by_number, counts, bank)
            for seed in model_scorer.SEEDS
        ]
        second = await self._second(criterion, bank, known, readings)
        cap = cap_of(bank.id, self._assessed.given)
        result = model_scorer.settled(bank, readings, second, by_number, cap)
        log.info(
            "%s: %s %s, settled at %s",
            bank.id,
            [one.score for one in readings],
            second and second.score,
            result.score.score,
        )
        return result

    async def _second(
        self,
        criterion: Criterion,
        bank: DimensionScore,
        known: Sequence[Sentence],
        readings: Sequence[Reading],
    ) -> Reading | None:
        score = model_scorer.middle(readings)
        allowed = model_scorer.next_to(score)
        if not allowed:
            return None
        named = model_scorer.picked(readings)
        if score > 3 and named:
            shown = [one for one in known if one.number in named]
            asked = scoring_prompts.doubt(self._interview, criterion, shown, allowed, score)
        else:
            shown = list(known)
            asked = scoring_prompts.second_chance(self._interview, criterion, shown, allowed, score)
        reply = await self._reply(asked, model_scorer.SEEDS[0], allowed)
        numbers = [one.number for one in shown]
        counts = countable(criterion.id, shown, self._assessed.track, unmet=not bank.met)
        return model_scorer.looked_at_again(reply, numbers, counts, readings, bank)

    # ------------------------------------------------------------ the model

    async def _reply(
        self, asked: tuple[Message, ...], seed: int, scores: Sequence[int] = (1, 2, 3, 4, 5)
    ) -> Reply:
        """What the model says, asked once more where it is no answer. Raises ContextOverflow and _Kept."""
        options = ChatOptions(
            model_scorer.TEMPERATURE, scoring_prompts.REPLY_TOKENS, seed, scoring_prompts.schema(scores)
        )
        said = await self._said(asked, options)
        reply = scoring_prompts.read(said)
        if reply is None:
            reply = scoring_prompts.read(await self._said(scoring_prompts.again(asked, said), options))
        if reply is None:
            raise _Kept(_UNUSABLE)
        return reply

    async def _said(self, asked: tuple[Message, ...], options: ChatOptions) -> str:
        """A whole reply. Raises ContextOverflow and, where the model fails, _Kept, from then on at once."""
        if self._gone:
            raise _Kept(_FAILED)
        if not self._memory.fits(asked, options.max_tokens):
            raise ContextOverflow("The interview does not fit the model.", "Use one with a larger context.")
        said = ""
        try:
            async with (
                asyncio.timeout(self._patience if self._answered else self._loading),
                aclosing(self._model.chat(asked, options)) as chunks,
            ):
                async for chunk in chunks:
                    said += chunk.text
                    self._memory.counted(asked, chunk.usage)
                    if chunk.usage is not None and chunk.usage.truncated:
                        raise ContextOverflow("The server cut the interview.", "Use a larger context.")
        except ContextOverflow:
            self._memory.refused(asked)
            raise
        except (EngineError, TimeoutError) as error:
            log.info("the language model, asked to score, failed: %s", str(error) or "too slow")
            self._gone = True
            raise _Kept(_FAILED) from error
        self._answered = True
        return said
