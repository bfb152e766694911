"""The processor time of an interview that listens to silence, through a real sound server.

    scripts/bench listening [--seconds 20] [--rounds 3] [--noise -60] [--stt pocketsphinx] [--stt-model FOLDER]

The program runs on PulseAudio's null sinks, as in the tests, with a room's noise (dBFS RMS) in the microphone. Once it
has greeted and asked, its processor time over the next seconds is read from the system: all its threads and children,
in percent of one core. Beside it, measured in the same way at the same time of day: a process that only holds the same
two PortAudio streams open, which is the floor under any program that listens and may speak at any moment.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile as sf

from tests.pulse import MISSING, pulse_server

BARE = """
import sys, time
from voice_interviewer.engines.portaudio import PortAudioLoudspeaker, PortAudioMicrophone
import numpy as np
silence = {}
loudspeaker, microphone = PortAudioLoudspeaker(), PortAudioMicrophone()
loudspeaker.start(lambda count, at: silence.setdefault(count, np.zeros(count, np.float32)), print)
microphone.start(lambda samples, captured: None, print)
print("open", flush=True)
time.sleep(600)
"""
PATIENCE = 60.0
SETTLED = 3.0
"""Seconds after the interviewer fell silent before counting begins."""


def processor_seconds(pid: int) -> float:
    """Of a process, its threads and its living children, since they began."""
    ticks = 0
    for each in (pid, *children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]
    return found + [deeper for child in found for deeper in children(child)]


def percent(pid: int, seconds: float) -> float:
    before, began = processor_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return 100.0 * (processor_seconds(pid) - before) / (time.monotonic() - began)


@contextmanager
def running(command: list[str], env: Mapping[str, str], out: Path, ready: str) -> Iterator[int]:
    """The command, once it has printed `ready`; ended by Ctrl-C."""
    with out.open("wb") as printed:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed, env=env)
    try:
        deadline = time.monotonic() + PATIENCE
        while ready not in out.read_text(encoding="utf-8"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"It did not get ready:\n{out.read_text(encoding='utf-8')}")
            time.sleep(0.05)
        time.sleep(SETTLED)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def room_noise(folder: Path, env: Mapping[str, str], level: float, seconds: float) -> Iterator[None]:
    """Keeps the microphone's sink noisy: an idle null sink gives exact zeros, which no microphone does."""
    noise = np.random.default_rng(1).standard_normal(round(44_100 * seconds)) * 10 ** (level / 20)
    sf.write(folder / "noise.wav", noise.astype(np.float32), 44_100, subtype="FLOAT")
    player = subprocess.Popen(["paplay", "--device=micsink", folder / "noise.wav"], env=env)
    try:
        yield
    finally:
        player.terminate()
        player.wait()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--noise", type=float, default=-60.0)
    known, options = parser.parse_known_args()
    if MISSING:
        print(f"This needs PulseAudio; not installed: {', '.join(MISSING)}.")
        return 2
    whole: list[float] = []
    bare: list[float] = []
    with pulse_server() as pulse, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**pulse.env, "HOME": name, "PYTHONUNBUFFERED": "1"}
        interview = [sys.executable, "-m", "voice_interviewer", "practice", "fraud-detection", "--minutes", "20",
                     "--llm", "bank", "--headphones", "--seed", "1", "--out", name, *options]  # fmt: skip
        with room_noise(folder, env, known.noise, 3600.0 * 0.2):
            for round_ in range(known.rounds):
                with running([sys.executable, "-c", BARE], env, folder / f"bare-{round_}", "open") as pid:
                    bare.append(percent(pid, known.seconds))
                with running(interview, env, folder / f"out-{round_}", "Interviewer:") as pid:
                    whole.append(percent(pid, known.seconds))
    for what, figures in (("an interview, listening", whole), ("the two streams alone", bare)):
        print(
            f"{what}: median {statistics.median(figures):.1f} % of a core ({min(figures):.1f} to {max(figures):.1f})"
        )
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, noise {known.noise:.0f} dBFS; {' '.join(options)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
