"""A recogniser for rehearsals, `--stt script`: right words where no recogniser's weights are at hand.

It hears through the same audio, voice activity and segmentation as any other, and yields the script's words in step
with the speech heard so far; sound that is not the candidate's (an echo, a cough of the room) holds no words.
"""

from collections.abc import Sequence

from voice_interviewer.ports import Recognition
from voice_interviewer.rehearsal.linelog import Heard, LineLog
from voice_interviewer.speech.frame import Samples
from voice_interviewer.values import Term, Transcript


class ScriptTranscriber:
    """`ports.Transcriber`."""

    def __init__(self, log: LineLog) -> None:
        self._log = log

    @property
    def name(self) -> str:
        return "script"

    @property
    def rough(self) -> bool:
        return False

    @property
    def streaming(self) -> bool:
        return True

    def prepare(self, glossary: Sequence[Term]) -> None:
        """Nothing to load, and no use for terms."""

    def begin(self, start: int) -> Recognition:
        return _ScriptRecognition(self._log, start)

    def close(self) -> None:
        """Nothing to free."""


class _ScriptRecognition:
    def __init__(self, log: LineLog, start: int) -> None:
        self._log = log
        self._start = start
        self._end = start

    def accept(self, samples: Samples) -> str:
        self._end += len(samples)
        return _text(self._words())

    def finish(self) -> Transcript:
        words = self._words()
        self._log.claim(self._start, words)
        return Transcript(_text(words), tuple(each.word for each in words))

    def _words(self) -> tuple[Heard, ...]:
        return self._log.heard(self._start, self._end)


def _text(words: Sequence[Heard]) -> str:
    return " ".join(each.word.w for each in words)
