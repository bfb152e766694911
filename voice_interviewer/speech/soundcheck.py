"""What a few seconds of microphone tell about it, and how the loudspeaker's sound comes back through it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from voice_interviewer.speech.frame import SAMPLE_RATE, Samples

CLIPPED: Final = 0.99
"""Of full scale, from which a sample counts as cut off."""
CLIPPING: Final = 1e-4
"""Share of such samples from which speech sounds rough: two in a second of it."""
NOISY_DB: Final = -45.0
"""dBFS of the quietest moments from which a room is too loud: conversation.md calls anything above it speech."""
FAINT_DB: Final = -45.0
"""dBFS of the loudest moments below which speech is not told from silence, by the same line."""
NARROW_DB: Final = -50.0
"""The upper half of the spectrum against the lower, in dB, below which a device sends telephone sound: a room's own
noise falls by 10 to 25 dB there, and a headset in its telephone mode by 60 and more."""
_FRAME: Final = SAMPLE_RATE // 100
_LOWER, _UPPER = (300.0, 3400.0), (4300.0, 7500.0)
"""Hz: what a telephone carries, and what it does not, clear of either filter's slope."""
_QUIET_SHARE, _LOUD_SHARE = 0.10, 0.95
_SWEEP: Final = (400.0, 6000.0)
_HEARD: Final = 8.0
"""A correlation this many times its usual size is no chance: with noise alone the largest of a second is about 4."""


@dataclass(frozen=True, slots=True)
class MicrophoneCheck:
    """Levels in dBFS: of the quietest tenth of the moments, and of the loudest twentieth."""

    noise_db: float
    loud_db: float
    clipped: float
    """Share of samples at full scale."""
    silent: bool
    """Nothing but exact zeros, which no working microphone delivers."""
    narrow: bool
    """Nothing above what a telephone carries: a headset in its telephone mode, or an 8 kHz device."""

    @property
    def clips(self) -> bool:
        return self.clipped > CLIPPING


@dataclass(frozen=True, slots=True)
class EchoPath:
    """Seconds from when a sound was said to leave the loudspeaker until the microphone had it; how much weaker it came
    back, in dB."""

    delay: float
    loss_db: float


def check_microphone(samples: Samples) -> MicrophoneCheck:
    """Judge a recording of at least 0.1 s at 16 kHz, with or without speech in it. Raises ValueError below that."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    if len(frames) < 10:
        raise ValueError("a tenth of a second is needed")
    levels = 10 * np.log10(np.maximum(np.mean(frames**2, axis=1), 1e-12))
    return MicrophoneCheck(
        noise_db=float(np.quantile(levels, _QUIET_SHARE)),
        loud_db=float(np.quantile(levels, _LOUD_SHARE)),
        clipped=float(np.mean(np.abs(samples) >= CLIPPED)),
        silent=not samples.any(),
        narrow=_upper_half(samples) < NARROW_DB,
    )


def _upper_half(samples: Samples) -> float:
    """How far the upper half of the spectrum lies below the lower, in dB: by medians, so that a hum's few lines do not
    count; 0 for silence."""
    size = 512
    pieces = samples[: len(samples) // size * size].reshape(-1, size) * np.hanning(size)
    power = np.mean(np.abs(np.fft.rfft(pieces, axis=1)) ** 2, axis=0)
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    lower, upper = (np.median(power[(hertz >= low) & (hertz <= high)]) for low, high in (_LOWER, _UPPER))
    return 0.0 if lower == 0.0 else float(10 * np.log10(max(upper / lower, 1e-12)))


def sweep(seconds: float, level: float = 0.1) -> Samples:
    """A tone that rises from 400 to 6000 Hz, softly begun and ended: it matches itself at one moment only."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    low, high = _SWEEP
    rate = np.log(high / low) / seconds
    fade = np.minimum(1.0, np.minimum(t, seconds - t) / 0.02)
    tone = level * fade * np.sin(2 * np.pi * low * (np.exp(rate * t) - 1) / rate)
    return np.asarray(tone, dtype=np.float32)


def find_echo(played: Samples, heard: Samples, start: float) -> EchoPath | None:
    """How `played` comes back in `heard`, both at 16 kHz. `start`: seconds into `heard` at which it was said to sound,
    from where it is looked for. None where it is not found: headphones, or volume off."""
    first = max(0, round(start * SAMPLE_RATE))
    window = heard[first:].astype(np.float64)
    if len(window) < len(played):
        return None
    size = 1 << (len(window) + len(played) - 1).bit_length()
    spectrum = np.fft.rfft(window, size) * np.conj(np.fft.rfft(played.astype(np.float64), size))
    matched = np.abs(np.fft.irfft(spectrum, size)[: len(window) - len(played) + 1])
    at, usual = int(np.argmax(matched)), float(np.sqrt(np.mean(matched**2)))
    if usual == 0.0 or matched[at] < _HEARD * usual:
        return None
    gain = float(matched[at] / np.dot(played.astype(np.float64), played))
    return EchoPath(at / SAMPLE_RATE, float(-20 * np.log10(max(gain, 1e-9))))
