"""Microphone and loudspeaker through PortAudio. The only module that names sounddevice.

Devices are opened at their own default rate; the microphone is brought to 16 kHz here, and whoever fills the
loudspeaker does so at its rate. PortAudio calls back on a thread of its own, where a lost millisecond is a click: the
callbacks copy, convert (soxr takes 0.01 ms for 20 ms of sound) and return.
"""

import platform
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias
from weakref import WeakSet

import numpy as np

from voice_interviewer.engines.sounddevices import NO_SOUND, OPTION, ROLE, DeviceInfo, Side, find_device
from voice_interviewer.engines.streamclock import BlockCutter, Refill, StreamClock, as_monotonic
from voice_interviewer.errors import DeviceError
from voice_interviewer.ports import Deliver, Fill, OnTrouble
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples

MICROPHONE_BLOCK, MICROPHONE_BUFFER = 0.030, 0.060
"""Seconds a callback, seconds buffered. 20 ms a callback would take nearly twice the processor time (2.3 % of a core
through PulseAudio, not 1.3 %) and save 5 ms."""
LOUDSPEAKER_BLOCK, LOUDSPEAKER_BUFFER = 0.020, 0.040
"""Seconds a callback, seconds buffered: after a barge-in what is buffered still sounds, at most 40 ms of it, inside the
50 ms it may take. Three blocks of 12 ms end 4 ms sooner and take half as much processor time again (2.2 % of a core
through PulseAudio, not 1.5 %); two of 12 ms run dry on a machine with more to do than cores."""
STOP_DEADLINE = 2.0
"""Seconds after which a device whose driver hangs is left behind."""
UNAVAILABLE = -9985
"""PortAudio's paDeviceUnavailable."""


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


# ---------------------------------------------------------------- the devices


class _Device:
    """What microphone and loudspeaker share: opening, and opening again when the device may be another by then."""

    _side: Side

    def __init__(self, device: str | int | None = None) -> None:
        """Raises DeviceError, UnknownName or UsageError."""
        self.device = find_device(device, list_devices(), self._side)
        self._chosen = device is not None
        self._stream: _Stream | None = None
        self._prepare: Callable[[], OnBlock]
        self._trouble: OnTrouble
        self._started = self.stale = False
        """Whether it is in use; whether its number may mean another device by now."""

    @property
    def name(self) -> str:
        return self.device.name

    @property
    def dropouts(self) -> int:
        """How often the device ran over or dry because it was not served in time: each is heard as a click."""
        return self._stream.dropouts if self._stream else 0

    def stop(self) -> None:
        """At once: what a loudspeaker has buffered is not played."""
        self._started = False
        self.close()

    def close(self) -> bool:
        """Whether the driver did it in time."""
        return self._stream is None or self._stream.close()

    def _start(self, prepare: Callable[[], "OnBlock"], trouble: OnTrouble) -> None:
        """Open the device; where it was open before and does not open or gave no sound then, look for it anew."""
        self._prepare, self._trouble = prepare, trouble
        with _opening:
            before = self._stream
            looked = self.stale or (before is not None and not before.called)
            if looked:
                _look_again(self)
            try:
                self._open()
            except DeviceError:
                if looked or before is None:
                    raise
                _look_again(self)
                self._open()
            self._started = True
            _devices.add(self)

    def _open(self) -> None:
        self._stream = _Stream(self.device, self._side, self._prepare(), self._trouble)

    @property
    def works(self) -> bool:
        return self._started and self._stream is not None and not self._stream.closed

    def find_again(self) -> None:
        """The device that was chosen, whatever its number is now, or else the system's own choice of now."""
        devices = list_devices()
        was = self.device
        same = (
            d for d in devices if (d.name, d.host_api) == (was.name, was.host_api) and d.channels(self._side)
        )
        found = next(same, None) if self._chosen else find_device(None, devices, self._side)
        if found is None:
            sentence = f"The {ROLE[self._side]} “{was.name}” is not connected."
            raise DeviceError(sentence, f"Connect it, or choose another with `{OPTION[self._side]}`.")
        self.device, self.stale = found, False

    def open_again(self) -> None:
        """After PortAudio was started anew on another device's behalf."""
        try:
            self.find_again()
            self._open()
        except DeviceError as error:
            self._trouble(error.message)
        if not self._started:  # stopped meanwhile
            self.stop()


_opening = threading.RLock()
"""Held while devices are opened: one at a time, as opening may start PortAudio anew for all."""
_devices: "WeakSet[_Device]" = WeakSet()


def _look_again(asking: _Device) -> None:
    """Find the device that is asking among those of now. PortAudio lists devices once, when it starts; starting it anew
    ends every stream, so those of the other devices are opened again. Raises DeviceError."""
    others = [device for device in _devices if device is not asking and device.works]
    hung = [device for device in (*others, asking) if not device.close()]
    sounddevice = _sounddevice()
    try:
        with _guard("The sound devices could not be looked for again"):
            if hung:
                raise TimeoutError("a driver does not answer")
            # The only way there is, private as the names are: sounddevice offers no other.
            sounddevice._terminate()  # noqa: SLF001
            sounddevice._initialize()  # noqa: SLF001
        for device in _devices:
            device.stale = True
        asking.find_again()
    finally:
        for device in others:
            device.open_again()


class PortAudioMicrophone(_Device):
    """A sound device's input, mixed down to one channel. May be started again after it was stopped."""

    noisy = True
    _side = "input"

    def start(self, deliver: Deliver, trouble: OnTrouble) -> None:
        def prepare() -> OnBlock:
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

            return heard

        self._start(prepare, trouble)


class PortAudioLoudspeaker(_Device):
    """A sound device's output, the same on both ears. May be started again after it was stopped."""

    _side = "output"

    def __init__(self, device: str | int | None = None) -> None:
        super().__init__(device)
        self.rate = self.device.rate
        """Hz at which it is filled: also where the device in use changes, and with it the device's own rate."""

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        def prepare() -> OnBlock:
            latency = max(self.device.latency[1], LOUDSPEAKER_BUFFER)
            refill = Refill(fill, self.rate, self.device.rate)

            def wanted(data: Samples, stamp: float | None, now: float, _: bool) -> None:
                plays_at = now + latency if stamp is None else max(stamp, now)
                data[:] = refill(len(data), plays_at)[:, np.newaxis]

            return wanted

        self._start(prepare, trouble)


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
        self.closed = self.called = False
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
        if self.closed:
            if self._side == "output":
                data[:] = 0.0
            return
        self.called = True
        lost = bool(status.input_overflow or status.output_underflow)
        self.dropouts += lost
        now = time.monotonic()
        stamp = stamps.inputBufferAdcTime if self._side == "input" else stamps.outputBufferDacTime
        self._on_block(data, as_monotonic(stamp, stamps.currentTime, now), now, lost)

    def _finished(self) -> None:
        """PortAudio's word that no callback will follow, after `close` or because the device is gone."""
        if not self.closed:
            self.closed = True
            self._trouble(f"The {ROLE[self._side]} “{self._device.name}” stopped working.")

    def close(self) -> bool:
        """Nothing is delivered or asked for when this returns. A driver that hangs is left behind on a thread; returns
        whether it did not."""
        self.closed = True
        thread = threading.Thread(target=self._end, name=f"{ROLE[self._side]}-close", daemon=True)
        thread.start()
        thread.join(STOP_DEADLINE)
        return not thread.is_alive()

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
