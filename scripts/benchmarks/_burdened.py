"""The program, with a script recogniser that costs what a Whisper of real shape does.

    python _burdened.py WEIGHTS rehearse ...

A Whisper of random weights does all the work of a call and hears nonsense; the words are the script's. So a rehearsal
has the waits that base.en would give it, and still an interview.
"""

import sys
from collections.abc import Sequence

import numpy as np
from faster_whisper import WhisperModel

from voice_interviewer.assemble import rehearse
from voice_interviewer.cli import main
from voice_interviewer.ports import Recognition
from voice_interviewer.rehearsal.linelog import LineLog
from voice_interviewer.rehearsal.recogniser import ScriptTranscriber
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.values import Term, Transcript


class BurdenedTranscriber(ScriptTranscriber):
    """Like Whisper it hears at the end of an utterance, by one call on all of it."""

    streaming = False

    def __init__(self, log: LineLog) -> None:
        super().__init__(log)
        self._model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=2)

    def prepare(self, glossary: Sequence[Term]) -> None:
        self.work(np.zeros(SAMPLE_RATE, np.float32))

    def begin(self, start: int) -> Recognition:
        return _Burdened(self, super().begin(start))

    def work(self, samples: Samples) -> None:
        """One call: no second one at a higher temperature, and no times of words and segments, which with random
        weights lead to a second and a third."""
        segments, _ = self._model.transcribe(
            samples,
            language="en",
            beam_size=2,
            condition_on_previous_text=False,
            temperature=0.0,
            without_timestamps=True,
            no_speech_threshold=None,
            log_prob_threshold=None,
            compression_ratio_threshold=None,
        )
        for _ in segments:
            pass


class _Burdened:
    def __init__(self, owner: BurdenedTranscriber, words: Recognition) -> None:
        self._owner = owner
        self._words = words
        self._pieces: list[Samples] = []

    def accept(self, samples: Samples) -> str | None:
        self._pieces.append(samples)
        self._words.accept(samples)
        return None

    def finish(self) -> Transcript:
        if self._pieces:
            self._owner.work(np.concatenate(self._pieces))
        return self._words.finish()


if __name__ == "__main__":
    rehearse.ScriptTranscriber = BurdenedTranscriber  # type: ignore[attr-defined]
    sys.exit(main(sys.argv[2:]))
