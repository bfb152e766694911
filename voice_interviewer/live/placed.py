"""Where on the timeline lies what the loudspeaker played, for whoever lays it beside the microphone."""

from voice_interviewer.live.playout import Played
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples, in_samples
from voice_interviewer.speech.resample import StreamResampler

_HOLE = in_samples(0.1)
"""Samples by which a block within a reply may come after its place before it is one: the reply was paused."""


class PlayedPlaces:
    """Takes every block the loudspeaker took, in order, and gives it a place at 16 kHz."""

    def __init__(self, rate: int) -> None:
        """`rate`: the loudspeaker's, in Hz."""
        self._rate = rate
        self._reply = 0
        self._head = 0
        self._resampler = StreamResampler(rate, SAMPLE_RATE)

    def place(self, played: Played) -> tuple[Samples, int]:
        """The samples that are ready (the resampler holds some back), and the recording's sample they begin at."""
        if played.reply != self._reply:
            self._reply = played.reply
            self._head = in_samples(played.start)
            self._resampler = StreamResampler(self._rate, SAMPLE_RATE)
        elif played.last:
            self._reply = 0
            return self._at_head(self._resampler.push(played.samples, last=True))
        # Within a reply blocks follow one another; a hole moves the head on.
        place = in_samples(played.start)
        if place - self._head > _HOLE:
            self._head = place
        return self._at_head(self._resampler.push(played.samples))

    def _at_head(self, samples: Samples) -> tuple[Samples, int]:
        start = self._head
        self._head += len(samples)
        return samples, start
