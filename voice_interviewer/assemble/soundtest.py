"""Microphone and loudspeaker tried out: three seconds of listening, then a rising tone, and whether it comes back."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import numpy as np

from voice_interviewer.assemble.finding import Finding, State, broken
from voice_interviewer.assemble.parts import sound_devices
from voice_interviewer.errors import EngineError, VoiceInterviewerError
from voice_interviewer.ports import Loudspeaker, Microphone
from voice_interviewer.settings import Settings
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.speech.resample import resample
from voice_interviewer.speech.soundcheck import (
    FAINT_DB,
    NOISY_DB,
    EchoPath,
    MicrophoneCheck,
    check_microphone,
    find_echo,
    sweep,
)

LISTEN: Final = 3.0
"""Seconds of microphone that are judged."""
_TONE: Final = 0.8
_AFTER: Final = 1.0
"""Seconds listened on after the tone: the longest delay that is looked for, over a radio headset, is 0.5."""
_VOICE_DB: Final = 12.0
"""What speech stands above a room, at the least: else nobody spoke."""
_LOUD: Final = 3.0
"""dB of loss below which the loudspeaker is as loud in the microphone as it was sent: turned up far, or no way through
the air at all, but its own signal given back."""
_LATE: Final = 0.25
"""Seconds of delay from which a device is a radio one, or buffers far more than it says."""


def examine_sound(settings: Settings, seconds: float = LISTEN) -> Iterator[Finding]:
    """Findings on microphone, loudspeaker and the way between them; takes about `seconds` and two more."""
    try:
        devices = sound_devices(settings)
    except VoiceInterviewerError as error:
        yield broken("sound", error, needed=True)
        return
    microphone, loudspeaker = devices.microphone, devices.loudspeaker
    if microphone is None:
        yield _none("microphone", settings.stt == "typed", "Answers are typed")
    if loudspeaker is None:
        silent = settings.speaker == "none" or settings.tts == "none"
        yield _none("loudspeaker", silent, "The interviewer's words are shown")
    heard = _Heard()
    try:
        if microphone is not None:
            yield _listened(microphone, heard, seconds)
        if loudspeaker is not None:
            yield from _sounded(loudspeaker, heard, settings)
    finally:
        for device in (microphone, loudspeaker):
            if device is not None:
                device.stop()


def _none(part: str, wished: bool, instead: str) -> Finding:
    if wished:
        return Finding(part, State.GOOD, f"{instead}, as you wish.")
    remedy = "Plug in a headset; `voice-interviewer devices` lists what is found."
    return Finding(part, State.WORSE, f"No {part} was found. {instead}.", remedy)


class _Heard:
    """What the microphone delivers, from its own thread."""

    def __init__(self) -> None:
        self.open = False
        self.start = 0.0
        self.trouble = ""
        self._blocks: list[Samples] = []

    def deliver(self, block: Samples, captured: float) -> None:
        if not self._blocks:
            self.start = captured
        self._blocks.append(block)

    def tell(self, text: str) -> None:
        self.trouble = text

    @property
    def samples(self) -> Samples:
        return np.concatenate([np.zeros(0, np.float32), *self._blocks])


class _Played:
    """What the loudspeaker is filled with: silence, and the tone once it is asked for."""

    def __init__(self, rate: int) -> None:
        self._tone = resample(sweep(_TONE), SAMPLE_RATE, rate)
        self._left: Samples | None = None
        self.start: float | None = None
        """When its first sample was said to sound (monotonic, s)."""
        self.done = threading.Event()

    def begin(self) -> None:
        self._left = self._tone

    def fill(self, count: int, plays_at: float) -> Samples:
        out = np.zeros(count, np.float32)
        if self._left is not None and len(self._left):
            if self.start is None:
                self.start = plays_at
            piece, self._left = self._left[:count], self._left[count:]
            out[: len(piece)] = piece
        elif self._left is not None:
            self.done.set()
        return out


def _listened(microphone: Microphone, heard: _Heard, seconds: float) -> Finding:
    try:
        microphone.start(heard.deliver, heard.tell)
    except EngineError as error:
        return broken("microphone", error)
    heard.open = True
    time.sleep(seconds)
    name, samples = microphone.name, heard.samples
    if heard.trouble:
        return Finding(
            "microphone", State.BROKEN, heard.trouble, "Plug it in again, or choose another with --mic."
        )
    with suppress(ValueError):
        return judged(name, check_microphone(samples), microphone.noisy)
    return Finding("microphone", State.BROKEN, f"“{name}” delivers no sound.", "Choose another with --mic.")


def judged(name: str, found: MicrophoneCheck, noisy: bool) -> Finding:
    """What there is to say about the microphone of that name; `noisy` as in `ports.Microphone`."""
    figures = {
        "noise_db": round(found.noise_db, 1),
        "loudest_db": round(found.loud_db, 1),
        "clipped_percent": round(100 * found.clipped, 2),
    }
    measured = f"“{name}”: background {found.noise_db:.0f} dBFS, loudest {found.loud_db:.0f} dBFS"

    def finding(state: State, what: str, remedy: str = "") -> Finding:
        return Finding("microphone", state, f"{measured}{what}.", remedy, figures)

    if found.silent and noisy:
        return Finding("microphone", State.BROKEN, f"“{name}” delivers nothing but zeros.",
                       "Unmute it, allow this program to use it, or choose another with --mic.", figures)  # fmt: skip
    if found.clips:
        return finding(
            State.WORSE, ", and it is overdriven", "Turn its level down in the system's sound settings."
        )
    if found.noise_db > NOISY_DB:
        return finding(
            State.WORSE, ", which is noisy", "Close the window, use a headset, or add --turns key."
        )
    if found.loud_db < found.noise_db + _VOICE_DB:
        return finding(
            State.WORSE, ": no voice in it", "Speak during the test. If you did, turn its level up."
        )
    if found.loud_db < FAINT_DB:
        return finding(
            State.WORSE, ", which is faint", "Come closer, or turn its level up in the system's settings."
        )
    if found.narrow:
        return finding(State.WORSE, ", and it sends telephone sound", "A radio headset does that while its microphone"
                       " is in use: a cable, or the laptop's own microphone (--mic), is better.")  # fmt: skip
    return finding(State.GOOD, "")


def _sounded(loudspeaker: Loudspeaker, heard: _Heard, settings: Settings) -> Iterator[Finding]:
    trouble: list[str] = []
    played = _Played(loudspeaker.rate)
    try:
        loudspeaker.start(played.fill, trouble.append)
    except EngineError as error:
        yield broken("loudspeaker", error)
        return
    played.begin()
    done = played.done.wait(_TONE + _AFTER)
    time.sleep(_AFTER)
    if trouble or not done:
        what = trouble[0] if trouble else f"“{loudspeaker.name}” does not play."
        yield Finding(
            "loudspeaker", State.BROKEN, what, "Plug it in again, or choose another with --speaker."
        )
        return
    yield Finding(
        "loudspeaker", State.GOOD, f"“{loudspeaker.name}” played a rising tone, {loudspeaker.rate} Hz."
    )
    if heard.open and not heard.trouble and played.start is not None:
        yield _echo(find_echo(sweep(_TONE), heard.samples, played.start - heard.start), settings)


def _echo(path: EchoPath | None, settings: Settings) -> Finding:
    if path is None:
        return Finding("echo", State.GOOD, "The tone does not come back through the microphone: the interviewer can"
                       " be interrupted at any time.")  # fmt: skip
    figures = {"delay_ms": round(1000 * path.delay), "loss_db": round(path.loss_db, 1)}
    change = f"{abs(path.loss_db):.0f} dB {'weaker' if path.loss_db >= 0 else 'stronger'}"
    text = f"The tone comes back after {figures['delay_ms']} ms, {change}"
    if settings.headphones:
        return Finding(
            "echo", State.WORSE, f"{text}, and --headphones is set.", "Leave --headphones out.", figures
        )
    if path.loss_db < _LOUD:
        remedy = "Turn the loudspeaker down. If that changes nothing, the microphone is its own signal: choose another."
        return Finding("echo", State.WORSE, f"{text}: too loud to be talked over.", remedy, figures)
    if path.delay > _LATE:
        remedy = "Wear headphones and add --headphones, or use a device with a cable."
        return Finding("echo", State.WORSE, f"{text}: too late to be cancelled well.", remedy, figures)
    return Finding("echo", State.GOOD, f"{text}; it is cancelled.", figures=figures)
