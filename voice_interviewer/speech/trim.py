"""Synthesised sound without the silence around it: what lies before the first sound only delays a reply."""

from typing import Final

import numpy as np

from voice_interviewer.speech.frame import Samples

AUDIBLE: Final = 10 ** (-50 / 10)
"""Power below which a frame is silence: -50 dBFS, 5 dB under the level at which a reply counts as begun, so that the
soft onset of an f or an h is kept, and some 10 dB above the noise a synthesiser makes in a pause."""
_FRAME: Final = 0.005
_LEAD: Final = 0.005
_TAIL: Final = 0.03
"""Seconds kept before the first audible frame and after the last, where sounds fade in and out."""


def trimmed(samples: Samples, rate: int) -> Samples:
    """Mono `samples` at `rate` Hz from just before they become audible to just after they cease to be; none at all
    when nothing in them is audible."""
    frame = round(_FRAME * rate)
    whole = np.square(samples[: len(samples) // frame * frame], dtype=np.float64)
    audible = np.flatnonzero(whole.reshape(-1, frame).mean(axis=1) > AUDIBLE)
    if len(audible) == 0:
        return np.zeros(0, np.float32)
    first, last = audible[0] * frame - round(_LEAD * rate), (audible[-1] + 1) * frame + round(_TAIL * rate)
    return samples[max(0, first) : last]
