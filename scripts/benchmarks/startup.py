"""From the command to the first audible word, in a fresh process; and the program's peak memory.

    scripts/bench startup [--runs 3] [--stt pocketsphinx] [--stt-model FOLDER] [--tts espeak] [--voice FILE]

The program speaks into a WAV file in real time (`--speaker FILE.wav`), which is watched from outside for the first
audible sample; then the program is ended by Ctrl-C. The medians are printed, with the machine.
"""

import argparse
import os
import platform
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

AUDIBLE = 10 ** (-45 / 20)
"""-45 dBFS: conversation.md's threshold for an audible sample."""
HEADER = 44
PATIENCE = 60.0


def measure(folder: Path, options: list[str]) -> float:
    """Seconds from starting the process to the first audible sample in the file it plays to."""
    speaker, silence = folder / "speaker.wav", folder / "silence.wav"
    silence.write_bytes(wav(np.zeros(16_000, dtype=np.int16)))
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "voice_interviewer", "practice", "fraud-detection", "--minutes", "5", "--llm", "bank",
         "--mic", str(silence), "--speaker", str(speaker), "--out", str(folder), *options],
        stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    try:
        while time.monotonic() - began < PATIENCE:
            time.sleep(0.01)
            if speaker.exists() and len(loud := np.flatnonzero(played(speaker) > AUDIBLE * 32768)):
                # The file is written once in a while: what lies after the first audible sample was played since.
                late = (len(played(speaker)) - int(loud[0])) / 16_000
                return time.monotonic() - began - late
        raise SystemExit("The interviewer was never heard.")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def played(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    content = path.read_bytes()[HEADER:]
    return np.abs(np.frombuffer(content[: len(content) // 2 * 2], dtype="<i2").astype(np.float64))


def wav(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> bytes:
    """A 16 kHz mono WAV file."""
    data = samples.astype("<i2").tobytes()
    size, rate = len(data), 16_000
    parts = [b"RIFF", (36 + size).to_bytes(4, "little"), b"WAVEfmt ", (16).to_bytes(4, "little"),
             b"\x01\x00\x01\x00", rate.to_bytes(4, "little"), (2 * rate).to_bytes(4, "little"), b"\x02\x00\x10\x00",
             b"data", size.to_bytes(4, "little"), data]  # fmt: skip
    return b"".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    known, options = parser.parse_known_args()
    times = []
    for _ in range(known.runs):
        with tempfile.TemporaryDirectory() as folder:
            times.append(measure(Path(folder), options))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {' '.join(options)}"
    )
    print(
        f"first audible greeting: median {statistics.median(times):.2f} s (from {min(times):.2f} to {max(times):.2f})"
    )
    print(f"peak memory: {memory:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
