"""A private PulseAudio without hardware, so that tests use real devices: a microphone that hears what is played to it,
and a loudspeaker whose sound can be recorded.

    with pulse_server() as pulse:
        subprocess.Popen([...], env=pulse.env)      # PortAudio there finds both as the default devices
        with pulse.recording_speaker(path):
            pulse.play_into_microphone(wav)

PortAudio looks for devices once in a process's life, so whatever is tested runs as a child with `pulse.env`.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOLS = ("pulseaudio", "pactl", "paplay", "parec")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]

needs_pulse = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (PulseAudio)")

START_DEADLINE = 15.0
"""Seconds for the server, or a recording, to come up on a busy machine."""
PCM = """
pcm.default { type pulse }
ctl.default { type pulse }
"""
"""The whole ALSA configuration: PortAudio on Linux reaches PulseAudio through ALSA's plugin."""


def _modules(socket: Path) -> tuple[str, ...]:
    # Without `norewinds` a null sink works in steps of two seconds until somebody asks for less, and for the
    # first second or two after that nothing moves. No sound card does that.
    return (
        f"module-native-protocol-unix socket={socket} auth-anonymous=1 auth-cookie-enabled=0",
        "module-null-sink sink_name=speaker rate=48000 norewinds=1",
        "module-null-sink sink_name=micsink rate=44100 norewinds=1",
        "module-remap-source source_name=microphone master=micsink.monitor",
    )


@dataclass(frozen=True, slots=True)
class Pulse:
    """A running server. `env` is a whole environment for a child process."""

    env: Mapping[str, str]
    process: subprocess.Popen[bytes]
    command: Sequence[str]

    def play_into_microphone(self, wav: Path) -> None:
        """Play a sound file to the microphone; returns when the last of it has been heard."""
        subprocess.run(["paplay", "--device=micsink", "--latency-msec=50", wav], env=self.env, check=True)

    @contextmanager
    def recording_speaker(self, path: Path) -> Iterator[None]:
        """Record what the loudspeaker plays meanwhile, as 16 kHz mono WAV."""
        shape = ["--format=s16le", "--rate=16000", "--channels=1", "--file-format=wav", "--latency-msec=20"]
        command = ["parec", "--device=speaker.monitor", *shape, str(path)]
        with subprocess.Popen(command, env=self.env) as recorder:
            try:
                _until(lambda: path.exists() and path.stat().st_size > 44, "parec records nothing")
                yield
            finally:
                recorder.terminate()

    def record_speaker(self, seconds: float, path: Path) -> None:
        """Record what the loudspeaker plays in the next seconds, as 16 kHz mono WAV."""
        with self.recording_speaker(path):
            _until_time(time.monotonic() + seconds)

    def kill(self) -> None:
        """End the server as a crash would: its devices are gone from one moment to the next."""
        self.process.kill()
        self.process.wait()

    @contextmanager
    def another(self) -> Iterator[None]:
        """A server in the place of one that was killed, with devices like those before."""
        (Path(self.env["XDG_RUNTIME_DIR"]) / "native").unlink(missing_ok=True)
        with subprocess.Popen(self.command, env=self.env, stderr=subprocess.DEVNULL) as process:
            try:
                _come_up(self.env, process)
                yield
            finally:
                process.terminate()


@contextmanager
def pulse_server() -> Iterator[Pulse]:
    """Start a server of our own, away from any that is running, and end it (by its process id) afterwards."""
    # Not pytest's tmp_path: the path of a Unix socket may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="pulse-") as name:
        folder = Path(name)
        env = _environment(folder)
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        command += ["--disable-shm=yes", "--log-target=stderr", "--log-level=notice"]
        for module in _modules(folder / "native"):
            command += ["-L", module]
        with (folder / "log").open("wb") as log, subprocess.Popen(command, env=env, stderr=log) as process:
            try:
                _come_up(env, process)
                yield Pulse(env, process, command)
            finally:
                process.terminate()


def _come_up(env: Mapping[str, str], process: "subprocess.Popen[bytes]") -> None:
    _until(lambda: _answers(env) or process.poll() is not None, "PulseAudio did not start")
    if process.poll() is not None:
        log = Path(env["XDG_RUNTIME_DIR"]) / "log"
        raise RuntimeError("PulseAudio ended at once:\n" + log.read_text())
    for kind, device in (("sink", "speaker"), ("source", "microphone")):
        subprocess.run(["pactl", f"set-default-{kind}", device], env=env, check=True)


def _environment(folder: Path) -> dict[str, str]:
    own = {
        "XDG_RUNTIME_DIR": folder,
        "PULSE_RUNTIME_PATH": folder / "runtime",
        "PULSE_STATE_PATH": folder / "state",
        "PULSE_COOKIE": folder / "cookie",
        "PULSE_SERVER": f"unix:{folder / 'native'}",
        "ALSA_CONFIG_PATH": folder / "alsa.conf",
    }
    (folder / "alsa.conf").write_text(PCM)
    (folder / "runtime").mkdir(mode=0o700)
    (folder / "state").mkdir(mode=0o700)
    return {**os.environ, **{key: str(value) for key, value in own.items()}}


def _answers(env: Mapping[str, str]) -> bool:
    asked = subprocess.run(["pactl", "list", "short", "sources"], env=env, capture_output=True, check=False)
    return b"microphone" in asked.stdout


def _until(done: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + START_DEADLINE
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.02)


def _until_time(moment: float) -> None:
    while (left := moment - time.monotonic()) > 0.0:
        time.sleep(min(0.1, left))
