"""The real path to a sound device: sounddevice, PortAudio, ALSA and a sound server without hardware."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.paths import ROOT
from tests.pulse import Pulse, needs_pulse, pulse_server
from voice_interviewer.engines.portaudio import PortAudioLoudspeaker, PortAudioMicrophone, list_devices
from voice_interviewer.engines.wavefile import inspect, read_audio
from voice_interviewer.errors import VoiceInterviewerError
from voice_interviewer.speech.frame import BLOCK_SAMPLES, Samples
from voice_interviewer.speech.resample import resample

pytestmark = [pytest.mark.sound, needs_pulse]

ALIKE = 0.9
"""Normalised correlation from which two sounds are the same sound; another voice or noise stays below 0.2."""

# ---------------------------------------------------------------- run in the child process


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def listen(path: str) -> None:
    """Hear until standard input ends; "ready" when the first block came, then any trouble, line by line."""
    blocks: list[Samples] = []
    times: list[float] = []
    first = threading.Event()

    def deliver(block: Samples, captured: float) -> None:
        blocks.append(block)
        times.append(captured)
        first.set()

    microphone = PortAudioMicrophone()
    microphone.start(deliver, tell)
    first.wait(10)
    tell("ready")
    sys.stdin.read()
    microphone.stop()
    delivered = len(blocks)
    microphone.stop()
    np.savez(
        path, samples=np.concatenate(blocks), times=times, sizes=[len(b) for b in blocks], delivered=delivered
    )


def speak(path: str) -> None:
    """Play a file once."""
    loudspeaker = PortAudioLoudspeaker()
    sound, rate = soundfile.read(path, dtype="float32")
    left = [resample(sound, rate, loudspeaker.rate)]
    over = threading.Event()

    def fill(n: int, plays_at: float) -> Samples:
        now, left[0] = left[0][:n], left[0][n:]
        if len(now) < n:
            over.set()
        return np.pad(now, (0, n - len(now)))

    loudspeaker.start(fill, tell)
    over.wait(30)
    time.sleep(0.2)  # for what is still in the device's buffer
    loudspeaker.stop()


def devices() -> None:
    for device in list_devices():
        tell(device.name, device.default_input, device.default_output, device.inputs > 0, device.outputs > 0)


def choose(name: str) -> None:
    try:
        PortAudioMicrophone(name or None)
    except VoiceInterviewerError as error:
        tell(type(error).__name__, error)


# ---------------------------------------------------------------- the tests


@pytest.fixture(scope="module")
def pulse() -> Iterator[Pulse]:
    with pulse_server() as server:
        yield server


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of noise below 4 kHz, which is alike to nothing but itself at every shift but one."""
    path = tmp_path_factory.mktemp("sound") / "sound.wav"
    soundfile.write(path, np.random.default_rng(7).normal(0.0, 0.1, 2 * 8_000), 8_000)
    return path


def child(pulse: Pulse, function: str, *arguments: str) -> subprocess.Popen[str]:
    code = f"from tests.engines import test_pulse; test_pulse.{function}(*{arguments!r})"
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=pulse.env, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def output(pulse: Pulse, function: str, *arguments: str) -> str:
    with child(pulse, function, *arguments) as process:
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
    return out


@contextmanager
def listening(pulse: Pulse, path: Path) -> Iterator[subprocess.Popen[str]]:
    """A child that hears the microphone from the first line on, and writes what it heard to `path` afterwards."""
    with child(pulse, "listen", str(path)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.communicate(timeout=30)
        assert process.returncode == 0


def likeness(heard: Samples, played: Samples) -> float:
    """The highest normalised correlation of `played` with any stretch of `heard` of its length."""
    size = len(heard) + len(played)
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size)), size)
    shift = int(np.argmax(product[: len(heard)]))
    stretch = heard[shift : shift + len(played)]
    return float(product[shift] / (np.linalg.norm(stretch) * np.linalg.norm(played)))


def test_what_is_played_to_the_microphone_is_heard_in_blocks_of_10_ms(
    pulse: Pulse, sound: Path, tmp_path: Path
) -> None:
    with listening(pulse, tmp_path / "heard.npz"):
        pulse.play_into_microphone(sound)
    heard = np.load(tmp_path / "heard.npz")
    assert set(heard["sizes"]) == {BLOCK_SAMPLES}
    assert likeness(heard["samples"], read_audio(sound)) > ALIKE


def test_capture_times_are_monotonic_clock_and_as_long_as_the_sound(
    pulse: Pulse, sound: Path, tmp_path: Path
) -> None:
    before = time.monotonic()
    with listening(pulse, tmp_path / "heard.npz"):
        pulse.play_into_microphone(sound)
    heard = np.load(tmp_path / "heard.npz")
    times = heard["times"]
    assert before < times[0] < times[-1] < time.monotonic()
    assert times[-1] - times[0] == pytest.approx((len(times) - 1) * 0.01, abs=0.15)


def test_no_block_comes_after_stop(pulse: Pulse, tmp_path: Path) -> None:
    with listening(pulse, tmp_path / "heard.npz"):
        pass
    heard = np.load(tmp_path / "heard.npz")
    assert len(heard["sizes"]) == heard["delivered"]


def test_what_is_played_on_the_loudspeaker_arrives_there(pulse: Pulse, sound: Path, tmp_path: Path) -> None:
    with pulse.recording_speaker(tmp_path / "speaker.wav"):
        assert output(pulse, "speak", str(sound)) == ""
    assert likeness(read_audio(tmp_path / "speaker.wav"), read_audio(sound)) > ALIKE


def test_a_recording_of_the_loudspeaker_lasts_as_long_as_asked(pulse: Pulse, tmp_path: Path) -> None:
    pulse.record_speaker(0.3, tmp_path / "speaker.wav")
    assert 0.2 < inspect(tmp_path / "speaker.wav").duration < 1.0


def test_the_servers_devices_are_listed_as_the_default_ones(pulse: Pulse) -> None:
    assert output(pulse, "devices").splitlines() == ["default True True True True"]


def test_a_microphone_that_is_not_there_is_named(pulse: Pulse) -> None:
    assert output(pulse, "choose", "headset").startswith(
        "UnknownName There is no sound device called “headset”."
    )


def test_without_a_sound_server_there_is_no_microphone_and_a_remedy(pulse: Pulse, tmp_path: Path) -> None:
    nowhere = Pulse({**pulse.env, "PULSE_SERVER": f"unix:{tmp_path}/none"}, pulse.process, ())
    assert output(nowhere, "choose", "").startswith("DeviceError No microphone was found. Plug in a headset")


def test_a_server_that_dies_is_trouble_told_once(tmp_path: Path) -> None:
    with pulse_server() as server, listening(server, tmp_path / "heard.npz") as process:
        server.kill()
        assert process.stdout is not None
        assert process.stdout.readline() == "The microphone “default” stopped working.\n"
        rest, _ = process.communicate(timeout=30)
        assert rest == ""
