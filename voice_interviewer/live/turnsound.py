"""How finished the answer sounds, asked of a turn model at every possible end, on a worker of its own."""

import logging
from collections import deque
from typing import Final

import numpy as np

from voice_interviewer.errors import EngineError
from voice_interviewer.live.worker import Overdue, Worker
from voice_interviewer.ports import TurnModel
from voice_interviewer.speech.frame import FRAME_SAMPLES, AudioFrame, Samples, in_samples

log = logging.getLogger(__name__)

_LAST: Final = in_samples(8.0) // FRAME_SAMPLES
"""Frames of the turn that are kept: what Smart Turn looks at."""
_DEADLINE: Final = 2.0
"""Seconds one judgement may take: later it is of no use to any pause that can still be on."""


class TurnSound:
    """Keeps the end of the answer in the air. A model that fails is not asked again: the words decide alone."""

    def __init__(self, model: TurnModel, worker: Worker) -> None:
        self._model: TurnModel | None = model
        self._worker = worker
        self._frames: deque[Samples] = deque(maxlen=_LAST)

    def begin(self) -> None:
        """A new answer."""
        self._frames.clear()

    def audio(self, frame: AudioFrame) -> None:
        self._frames.append(frame.samples)

    async def completeness(self) -> float | None:
        """Probability that the answer so far is complete; None where nobody can tell."""
        if self._model is None or not self._frames:
            return None
        audio = np.concatenate(self._frames)
        try:
            return await self._worker.call(_DEADLINE, self._model.completeness, audio)
        except Overdue:
            return None  # a busy machine: the next pause may have better luck
        except EngineError as error:
            log.warning("the words alone tell the end of an answer from now on: %s", error)
            self._model = None
            return None
