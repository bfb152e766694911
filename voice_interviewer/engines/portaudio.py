"""Microphone and loudspeaker through PortAudio. The only module that names sounddevice.

Devices are opened at their own default rate; the microphone is brought to 16 kHz here, and whoever fills the
loudspeaker does so at its rate. PortAudio calls back on a thread of its own, where a lost millisecond is a click: the
callbacks copy, convert (soxr takes 0.01 ms for 20 ms of sound) and return.
"""

import platform
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from voice_interviewer.errors import DeviceError, UnknownName, UsageError
from voice_interviewer.ports import Deliver, Fill, OnTrouble
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples
from voice_interviewer.speech.resample import StreamResampler

Side: TypeAlias = Literal["input", "output"]

MICROPHONE_BLOCK, MICROPHONE_BUFFER = 0.030, 0.060
"""Seconds a callback, seconds buffered. 20 ms a callback would take nearly twice the processor time (2.3 % of a core
through PulseAudio, not 1.3 %) and save 5 ms."""
LOUDSPEAKER_BLOCK, LOUDSPEAKER_BUFFER = 0.020, 0.040
"""Seconds a callback, seconds buffered: after a barge-in what is buffered still sounds, at most 40 ms of it, inside the
50 ms it may take. Three blocks of 12 ms end 4 ms sooner and take half as much processor time again (2.2 % of a core
through PulseAudio, not 1.5 %); two of 12 ms run dry on a machine with more to do than cores."""
STOP_DEADLINE = 2.0
"""Seconds after which a device whose driver hangs is left behind."""
PLAUSIBLE = 5.0
"""Seconds: a time stamp further than this from now is not one; some hosts give zeros."""
JUMP = 0.1
"""Seconds: a difference this large means lost samples or a stepped clock, not jitter."""
DRIFT = 200e-6
"""How much a sound card's clock may be off, for certain; crystals are good to 100e-6."""
UNAVAILABLE = -9985
"""PortAudio's paDeviceUnavailable."""

OPTION = {"input": "--mic", "output": "--speaker"}
ROLE = {"input": "microphone", "output": "loudspeaker"}
NO_SOUND = (
    "Plug in a headset (`voice-interviewer devices` lists what is found), or answer with `--stt typed`."
)

# ---------------------------------------------------------------- which device


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A sound device: `inputs` and `outputs` are channels, `rate` its own rate in Hz, `latency` the least it offers in
    seconds (input, output)."""

    index: int
    name: str
    host_api: str
    inputs: int
    outputs: int
    rate: int
    default_input: bool = False
    default_output: bool = False
    latency: tuple[float, float] = (0.0, 0.0)

    def channels(self, side: Side) -> int:
        return self.inputs if side == "input" else self.outputs

    def is_default(self, side: Side) -> bool:
        return self.default_input if side == "input" else self.default_output


def list_devices() -> tuple[DeviceInfo, ...]:
    """Every device PortAudio found when it was first used in this process. Raises DeviceError without PortAudio."""
    sounddevice = _sounddevice()
    with _guard("The sound devices could not be listed"):
        hosts = [host["name"] for host in sounddevice.query_hostapis()]
        first_in, first_out = sounddevice.default.device["input"], sounddevice.default.device["output"]
        return tuple(
            DeviceInfo(
                index=index,
                name=device["name"],
                host_api=hosts[device["hostapi"]],
                inputs=device["max_input_channels"],
                outputs=device["max_output_channels"],
                rate=round(device["default_samplerate"]),
                default_input=index == first_in,
                default_output=index == first_out,
                latency=(device["default_low_input_latency"], device["default_low_output_latency"]),
            )
            for index, device in enumerate(sounddevice.query_devices())
        )


def find_device(wanted: str | int | None, devices: Sequence[DeviceInfo], side: Side) -> DeviceInfo:
    """The device meant by an index, a part of a name in any case, or None for the system's own choice.

    An exact name goes before a part of one; where one device appears under several host APIs, as on Windows, the
    system's own goes first. Raises DeviceError where there is nothing to choose from, UnknownName where nothing
    matches, and UsageError where more than one does or the device has no such side.
    """
    usable = [device for device in devices if device.channels(side)]
    if not usable:
        raise DeviceError(f"No {ROLE[side]} was found.", NO_SOUND)
    default = next((device for device in usable if device.is_default(side)), None)
    if wanted is None:
        if default is None:
            raise DeviceError(
                f"This system has no default {ROLE[side]}.", f"Choose {_choices(usable, side)}."
            )
        return default
    text = str(wanted).strip()
    matches = _matching(text, devices)
    found = [device for device in matches if device.channels(side)]
    if len(found) > 1 and default is not None:
        found = [device for device in found if device.host_api == default.host_api] or found
    if len(found) == 1:
        return found[0]
    choices = _choices(found or usable, side)
    if found:
        raise UsageError(f"More than one {ROLE[side]} is called “{text}”.", f"Choose {choices}.")
    if matches:
        name = matches[0].name
        raise UsageError(f"“{name}” has no {side}s, so it cannot be the {ROLE[side]}.", f"Choose {choices}.")
    raise UnknownName("sound device", text, [device.name for device in usable], f"Choose {choices}.")


def _matching(text: str, devices: Sequence[DeviceInfo]) -> list[DeviceInfo]:
    if text.isdecimal():
        return [device for device in devices if device.index == int(text)]
    name = text.casefold()
    exact = [device for device in devices if device.name.casefold() == name]
    return exact or [device for device in devices if name in f"{device.name}, {device.host_api}".casefold()]


def _choices(devices: Sequence[DeviceInfo], side: Side) -> str:
    return " or ".join(f"{OPTION[side]} {d.index} ({d.name}, {d.host_api})" for d in devices)


# ---------------------------------------------------------------- when it was


def as_monotonic(stamp: float, current: float, now: float) -> float | None:
    """A stamp of a callback as monotonic time (s), given what the stream's own clock showed when it was called; None
    where the host gives no usable stamps.

    `current` came with the call. Asking the stream for its time instead would let go of Python's lock and wait for it
    again, which with one busy thread in the program is enough to run the loudspeaker dry.
    """
    ahead = stamp - current
    return now + ahead if stamp > 0.0 and current > 0.0 and abs(ahead) < PLAUSIBLE else None


class StreamClock:
    """Where a stream's sample 0 lies on the monotonic clock, from the stamps that its blocks come with.

    Stamps jitter, and nearly always to the late side (a callback can wait for the processor, but cannot run before
    its sound was captured), so the estimate follows their lower edge, rising no faster than a sound card can drift.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._origin: float | None = None

    def origin(self, position: int, frames: int, now: float, stamp: float | None) -> float:
        """Monotonic time (s) of sample 0, given a block of `frames` that begins at sample `position`, arrives at `now`
        and is stamped with its capture time, if the host has one."""
        latest = now - frames / self._rate
        captured = latest if stamp is None else min(stamp, latest)
        seen = captured - position / self._rate
        if self._origin is None or abs(seen - self._origin) > JUMP:
            self._origin = seen
        else:
            self._origin = min(seen, self._origin + DRIFT * frames / self._rate)
        return self._origin


class BlockCutter:
    """A device's blocks to 10 ms blocks at 16 kHz."""

    def __init__(self, rate: int) -> None:
        self._resampler = StreamResampler(rate, SAMPLE_RATE)
        self._rest = np.zeros(0, np.float32)

    def push(self, samples: Samples) -> list[Samples]:
        """The blocks of 160 samples that are complete now: copies, as `samples` is PortAudio's own buffer."""
        ready = np.concatenate([self._rest, self._resampler.push(samples)])
        whole = len(ready) // BLOCK_SAMPLES * BLOCK_SAMPLES
        self._rest = ready[whole:]
        return [ready[i : i + BLOCK_SAMPLES] for i in range(0, whole, BLOCK_SAMPLES)]


# ---------------------------------------------------------------- the devices


class PortAudioMicrophone:
    """A sound device's input, mixed down to one channel. May be started again after it was stopped."""

    noisy = True

    def __init__(self, device: str | int | None = None) -> None:
        """Raises DeviceError, UnknownName or UsageError."""
        self.device = find_device(device, list_devices(), "input")
        self._stream: _Stream | None = None

    @property
    def name(self) -> str:
        return self.device.name

    @property
    def dropouts(self) -> int:
        """How often the device had to drop sound because nobody took it in time."""
        return self._stream.dropouts if self._stream else 0

    def start(self, deliver: Deliver, trouble: OnTrouble) -> None:
        rate = self.device.rate
        cutter, clock = BlockCutter(rate), StreamClock(rate)
        taken = given = 0

        def heard(data: Samples, stamp: float | None, now: float, lost: bool) -> None:
            nonlocal clock, taken, given
            if lost:  # a few milliseconds are no jump, yet all that follows is later by them
                clock = StreamClock(rate)
            origin = clock.origin(taken, len(data), now, stamp)
            taken += len(data)
            for block in cutter.push(data[:, 0] if data.shape[1] == 1 else data.mean(axis=1)):
                deliver(block, origin + given / SAMPLE_RATE)
                given += len(block)

        self._stream = _Stream(self.device, "input", heard, trouble)

    def stop(self) -> None:
        if self._stream is not None:
            self._stream.close()


class PortAudioLoudspeaker:
    """A sound device's output, the same on both ears. May be started again after it was stopped."""

    def __init__(self, device: str | int | None = None) -> None:
        """Raises DeviceError, UnknownName or UsageError."""
        self.device = find_device(device, list_devices(), "output")
        self._stream: _Stream | None = None

    @property
    def name(self) -> str:
        return self.device.name

    @property
    def rate(self) -> int:
        return self.device.rate

    @property
    def dropouts(self) -> int:
        """How often the device ran out of sound because it was not filled in time: each is heard as a click."""
        return self._stream.dropouts if self._stream else 0

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        latency = max(self.device.latency[1], LOUDSPEAKER_BUFFER)

        def wanted(data: Samples, stamp: float | None, now: float, _: bool) -> None:
            plays_at = now + latency if stamp is None else max(stamp, now)
            data[:] = fill(len(data), plays_at)[:, np.newaxis]

        self._stream = _Stream(self.device, "output", wanted, trouble)

    def stop(self) -> None:
        """Silent at once: what is still buffered is not played."""
        if self._stream is not None:
            self._stream.close()


OnBlock: TypeAlias = Callable[[Samples, float | None, float, bool], None]
"""Takes a block of shape (n, channels), its own time and the time now, both monotonic (s), and whether samples were
lost before it."""


class _Stream:
    """One open PortAudio stream: opening with what the device can do, time stamps, ending once."""

    def __init__(self, device: DeviceInfo, side: Side, on_block: OnBlock, trouble: OnTrouble) -> None:
        """Opens and starts. Raises DeviceError."""
        self._sounddevice = _sounddevice()
        self._device = device
        self._side = side
        self._on_block = on_block
        self._trouble = trouble
        self._closed = False
        self.dropouts = 0
        with _guard(f"The {ROLE[side]} “{device.name}” could not be opened", side):
            self._stream = self._open()
            try:
                self._stream.start()
            except self._sounddevice.PortAudioError:
                self.close()
                raise

    def _open(self) -> Any:
        """Mono from a microphone and stereo to a loudspeaker where they can be had: a single channel would play on
        the left ear only on some hosts, and some devices offer nothing but pairs."""
        most = self._device.channels(self._side)
        wishes = (1, 2, most) if self._side == "input" else (2, 1, most)
        *earlier, last = (n for n in dict.fromkeys(wishes) if n <= most)
        for channels in earlier:
            with suppress(self._sounddevice.PortAudioError):
                return self._opened(channels)
        return self._opened(last)

    def _opened(self, channels: int) -> Any:
        if self._side == "input":
            kind, block, buffer = self._sounddevice.InputStream, MICROPHONE_BLOCK, MICROPHONE_BUFFER
            least, _ = self._device.latency
        else:
            kind, block, buffer = self._sounddevice.OutputStream, LOUDSPEAKER_BLOCK, LOUDSPEAKER_BUFFER
            _, least = self._device.latency
        return kind(
            device=self._device.index,
            samplerate=self._device.rate,
            channels=channels,
            dtype="float32",
            blocksize=round(self._device.rate * block),
            latency=max(least, buffer),
            callback=self._called,
            finished_callback=self._finished,
        )

    def _called(self, data: Samples, frames: int, stamps: Any, status: Any) -> None:
        if self._closed:
            if self._side == "output":
                data[:] = 0.0
            return
        lost = bool(status.input_overflow or status.output_underflow)
        self.dropouts += lost
        now = time.monotonic()
        stamp = stamps.inputBufferAdcTime if self._side == "input" else stamps.outputBufferDacTime
        self._on_block(data, as_monotonic(stamp, stamps.currentTime, now), now, lost)

    def _finished(self) -> None:
        """PortAudio's word that no callback will follow, after `close` or because the device is gone."""
        if not self._closed:
            self._closed = True
            self._trouble(f"The {ROLE[self._side]} “{self._device.name}” stopped working.")

    def close(self) -> None:
        """Nothing is delivered or asked for when this returns. A driver that hangs is left behind on a thread."""
        self._closed = True
        thread = threading.Thread(target=self._end, name=f"{ROLE[self._side]}-close", daemon=True)
        thread.start()
        thread.join(STOP_DEADLINE)

    def _end(self) -> None:
        if not self._stream.closed:
            self._stream.abort()  # ignores errors, as does `close`: the device may be gone
            self._stream.close()
        # Lets go of the resampler: its library complains on standard error about one that outlives the program.
        self._on_block = _ignore


def _ignore(data: Samples, stamp: float | None, now: float, lost: bool) -> None:
    pass


# ---------------------------------------------------------------- PortAudio itself


def _sounddevice() -> Any:
    """The module, imported when first needed: importing it opens PortAudio and looks for devices."""
    with _guard("PortAudio found no sound system"):
        try:
            import sounddevice
        except OSError as error:
            what = "PortAudio, the library that reaches sound devices, is not installed."
            raise DeviceError(what, _how_to_install()) from error
    return sounddevice


def _how_to_install() -> str:
    if platform.system() == "Linux":
        return "Install it, on Debian or Ubuntu with `sudo apt install libportaudio2`, or answer with `--stt typed`."
    return "Install the sounddevice package again (it brings PortAudio along), or answer with `--stt typed`."


@contextmanager
def _guard(sentence: str, side: Side | None = None) -> Iterator[None]:
    """Whatever a foreign library raises, as a DeviceError."""
    try:
        yield
    except DeviceError:
        raise
    except Exception as error:
        code = error.args[1] if len(error.args) > 1 else None
        if code == UNAVAILABLE and side:
            remedy = f"Close the program that uses it or plug it in again, or choose another with `{OPTION[side]}`."
            raise DeviceError(f"{sentence}: it is in use or gone.", remedy) from error
        reason = str(error.args[0]).rstrip(".") if error.args else type(error).__name__
        remedy = f"Check that it is connected, or choose another with `{OPTION[side]}`." if side else NO_SOUND
        raise DeviceError(f"{sentence}: {reason}.", remedy) from error
