"""A stand-in for the part of the sounddevice module that the program uses."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voice_interviewer.speech.frame import Samples

FINE = SimpleNamespace(input_overflow=False, output_underflow=False)
LATE = SimpleNamespace(input_overflow=True, output_underflow=True)


class PortAudioError(Exception):
    pass


@dataclass
class FakeStream:
    """What sounddevice opens: the test is its device and calls `callback` and `finished_callback`."""

    options: dict[str, Any]
    clock: Callable[[], float]
    closed: bool = False
    broken: bool = False

    def start(self) -> None:
        if self.broken:
            raise PortAudioError("Host error", -9999)

    def abort(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True
        self.options["finished_callback"]()

    def capture(self, data: Samples, adc: float, status: Any = FINE) -> None:
        stamps = SimpleNamespace(inputBufferAdcTime=adc, currentTime=self.clock())
        self.options["callback"](data.reshape(len(data), -1), len(data), stamps, status)

    def play(self, frames: int, dac: float, status: Any = FINE) -> Samples:
        out = np.full((frames, self.options["channels"]), np.nan, np.float32)
        stamps = SimpleNamespace(outputBufferDacTime=dac, currentTime=self.clock())
        self.options["callback"](out, frames, stamps, status)
        return out


@dataclass
class FakeSoundDevice:
    """The part of the sounddevice module that is used. Stream time runs 1000 s ahead of the monotonic clock."""

    devices: list[dict[str, Any]]
    default: SimpleNamespace
    opened: list[FakeStream] = field(default_factory=list)
    refuse: Callable[[dict[str, Any]], PortAudioError | None] = lambda options: None
    clock: Callable[[], float] = lambda: time.monotonic() + 1000.0
    start_fails: bool = False
    on_initialize: Callable[[], None] = lambda: None
    """What changes when PortAudio looks for devices again."""
    initialized: int = 1
    PortAudioError: type[Exception] = PortAudioError

    def _terminate(self) -> None:
        assert all(stream.closed for stream in self.opened), "PortAudio would end a stream that is in use"
        self.initialized -= 1

    def _initialize(self) -> None:
        self.initialized += 1
        self.on_initialize()

    def query_hostapis(self) -> tuple[dict[str, Any], ...]:
        return ({"name": "ALSA"}, {"name": "JACK"})

    def query_devices(self) -> list[dict[str, Any]]:
        return self.devices

    def InputStream(self, **options: Any) -> FakeStream:  # noqa: N802 - sounddevice's name
        if error := self.refuse(options):
            raise error
        self.opened.append(FakeStream(options, self.clock, broken=self.start_fails))
        return self.opened[-1]

    OutputStream = InputStream


def device(name: str, inputs: int, outputs: int, host: int = 0, rate: float = 48_000.0) -> dict[str, Any]:
    return {
        "name": name,
        "hostapi": host,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": rate,
        "default_low_input_latency": 0.0087,
        "default_low_output_latency": 0.1,
    }


def installed(monkeypatch: pytest.MonkeyPatch) -> FakeSoundDevice:
    """In the real one's place: a laptop's pair (the default microphone), a headset at 16 kHz, and HDMI (the default
    loudspeaker)."""
    module = FakeSoundDevice(
        [device("Laptop", 2, 2), device("Headset", 1, 2, rate=16_000.0), device("HDMI", 0, 8)],
        SimpleNamespace(device={"input": 0, "output": 2}),
    )
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module
