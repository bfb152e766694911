"""Response time: from the candidate's last sound to the interviewer's first, measured from outside.

    scripts/bench latency [--runs 1] [--json FILE] [--answers 17] [--only script|toy|base.en]

Whole interviews are rehearsed in real time with recorded answers that sound finished (labelled by their words: five
long ones of the demonstration, twelve short statements), with answers that hand over (a question back, "that is my
answer"), and with one of 10 and one of 120 seconds. Times are read from the recording of both sides by
conversation.md's definitions; the silence that was chosen is the program's own account.

Parts: recogniser `script` (the words without the work: a GPU's place), `base.en` (the script's words after the work of
one call to a Whisper of that shape with random weights), or the toy Whisper, which does hear; a Piper voice of
medium shape with random weights; Ollama's stand-in over HTTP with 150 ms to the first token and 60 tokens a second;
Smart Turn. The toy hears the statements right and makes others of the long answers.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile as sf

from tests.paths import ROOT, SHARED
from tests.scenarios.running import environment
from tests.sounds import AUDIBLE, Sound, levels, read, recorded_answers, speech_bounds
from tests.standins.ollama import OllamaStandin
from voice_interviewer.interview.commands import detect
from voice_interviewer.reports.latency import percentile
from voice_interviewer.speech.frame import Samples

RATE: Final = 16_000
FRAME: Final = RATE // 100
ALIKE: Final = 0.9
"""Correlation from which a stretch of the recording is a line's own sound."""
BOUNDS: Final = {
    "script": {"finished": (0.8, 1.5), "handed over": (0.5, None)},
    "base.en": {"finished": (1.3, 2.0), "handed over": (1.0, None)},
    "toy": {"finished": (1.3, 2.0), "handed over": (1.0, None)},
}
"""conversation.md's p50 and p95, in seconds."""
LONG: Final = {"10 s answer": 10.0, "120 s answer": 120.0}


@dataclass(frozen=True)
class Line:
    """One answer: its sound at 16 kHz, its words, and what sort of end it has."""

    samples: Samples
    words: str
    sort: str


@dataclass
class Timed:
    """Seconds of every reply, by the sort of answer before it."""

    response: dict[str, list[float]] = field(default_factory=dict)
    processing: dict[str, list[float]] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--only", choices=sorted(BOUNDS))
    parser.add_argument("--answers", type=int, default=17, help="finished ones in each interview")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="leave the sessions and recordings in this folder")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("This needs the shared reference folder beside the checkout.")
        return 2
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        for recogniser in [options.only] if options.only else sorted(BOUNDS):
            timed = Timed()
            for run in range(options.runs):
                interview(
                    folder / f"{recogniser}-{run}",
                    recogniser,
                    seed=run + 1,
                    timed=timed,
                    answers=options.answers,
                )
            figures[recogniser] = told(recogniser, timed)
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Machine: {machine}. Seeds 1 to {options.runs}.")
    if options.json is not None:
        options.json.write_text(json.dumps({"machine": machine, "recognisers": figures}, indent=1) + "\n")
    return 0


def interview(folder: Path, recogniser: str, seed: int, timed: Timed, answers: int) -> None:
    """Rehearse all lines once, and add up what was measured."""
    lines = [*finished()[:answers], *handing_over(), *long_ones()]
    models = folder / "data" / "voice-interviewer" / "models"
    (models / "turn").mkdir(parents=True)
    (models / "turn" / "smart-turn.onnx").symlink_to(SHARED / "models/smart-turn/smart-turn-v3.2-cpu.onnx")
    script = write_script(folder, lines)
    program, heard = ["-m", "voice_interviewer"], ["--stt", "script"]
    if recogniser == "base.en":
        weights = folder / "base.en"
        subprocess.run([sys.executable, SHARED / "tools" / "whisper_standin.py", recogniser, weights, "--tokens", "20"],
                       check=True, stdout=subprocess.DEVNULL)  # fmt: skip
        program = [str(Path(__file__).with_name("_burdened.py")), str(weights)]
    if recogniser == "toy":
        heard = ["--stt", "whisper", "--stt-model", str(SHARED / "models" / "whisper-toy"), "--device", "cpu"]
    voice = SHARED / "models" / "piper-medium-standin" / "voice.onnx"
    with OllamaStandin() as server:
        command = [sys.executable, *program, "rehearse", str(script), *heard, "--tts", "piper",
                   "--voice", str(voice), "--llm", "ollama", "--llm-url", server.url, "--seed", str(seed),
                   "--out", str(folder), "--record", str(folder / "both.wav"), "--headphones"]  # fmt: skip
        done = subprocess.run(
            command, env=environment(folder, {"XDG_DATA_HOME": str(folder / "data")}),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"The rehearsal failed:\n{done.stdout}{done.stderr}")
    measure(folder, Path(done.stdout.rstrip().splitlines()[-1]), lines, timed)


def measure(folder: Path, session: Path, lines: list[Line], timed: Timed) -> None:
    """By conversation.md's definitions, from the recording of both sides."""
    both, rate = sf.read(folder / "both.wav", dtype="float32")
    assert rate == RATE
    interviewer = levels(both[:, 1])
    replies = json.loads((session / "latency.json").read_text(encoding="utf-8"))["turns"]
    for line, start in zip(
        lines, starts(both[:, 0], lines), strict=False
    ):  # it may end before the last of them
        begin = start * FRAME
        last = start + speech_bounds(both[begin : begin + len(line.samples), 0])[1] // FRAME
        audible = np.flatnonzero(interviewer[last:] > AUDIBLE)
        of_it = [reply for reply in replies if abs(reply["speech_end"] - last / 100) < 0.5]
        if not len(audible) or not of_it:
            print(f"No reply was found to: {line.words[:60]} ({line.sort})", file=sys.stderr)
            continue
        response = int(audible[0]) / 100
        timed.response.setdefault(line.sort, []).append(response)
        timed.processing.setdefault(line.sort, []).append(response - of_it[0]["waited"])


def starts(candidate: Samples, lines: list[Line]) -> list[int]:
    """The 10 ms frame at which each line begins: where the channel is first the line's own samples, in order."""
    found, at = [], 0
    for line in lines:
        window = candidate[at:]
        if len(window) < len(line.samples):
            break
        size = 1 << (len(window) + len(line.samples) - 1).bit_length()
        spectrum = np.fft.rfft(window, size) * np.conj(np.fft.rfft(line.samples, size))
        matched = np.fft.irfft(spectrum, size)[: len(window)] / float(np.dot(line.samples, line.samples))
        alike = np.flatnonzero(matched > ALIKE)
        if not len(alike):
            break
        first = int(alike[0])
        at += first + int(np.argmax(matched[first : first + FRAME]))
        found.append(at // FRAME)
        at += len(line.samples)
    return found


def write_script(folder: Path, lines: list[Line]) -> Path:
    says = []
    for number, line in enumerate(lines):
        sf.write(folder / f"{number}.wav", line.samples, RATE)
        says.append(f'[[say]]\naudio = "{number}.wav"\nwords = {json.dumps(line.words)}\ndelay = 1.0\n')
    script = folder / "script.toml"
    script.write_text('problem = "fraud-detection"\nminutes = 60\n' + "\n".join(says), encoding="utf-8")
    return script


def finished() -> list[Line]:
    demo = tomllib.loads((ROOT / "problems/demo/demo.toml").read_text(encoding="utf-8"))["say"]
    long = [Line(read(ROOT / "problems/demo" / one["audio"]), one["words"], "finished")
            for one in demo if len(one["words"].split()) > 15]  # fmt: skip
    return long + [Line(sound, words, "finished") for sound, words in statements()[:12]]


def handing_over() -> list[Line]:
    """A question back, and what says that this was it."""
    spoken = {words: sound for sound, words in recorded_answers()}
    asked = [
        "what is the latency budget",
        "that is my answer",
        "does that make sense",
        "what is the business goal",
    ]
    return [Line(spoken[words], words, "handed over") for words in asked]


def long_ones() -> list[Line]:
    """Statements one after the other, 0.45 s apart, until they last."""
    made, from_the_end = [], statements()[::-1]  # so that both end alike
    gap = np.zeros(round(0.45 * RATE), np.float32)
    for sort, seconds in LONG.items():
        said: list[Sound] = []
        while sum(len(sound) + len(gap) for sound, _ in said) < seconds * RATE:
            said.insert(0, from_the_end[len(said) % len(from_the_end)])
        pieces = [piece for sound, _ in said for piece in (sound, gap)]
        made.append(Line(np.concatenate(pieces[:-1]), ". ".join(words for _, words in said), sort))
    return made


def statements() -> list[Sound]:
    """Those of the recorded answers that state something, and not commands."""
    return [(sound, words) for sound, words in recorded_answers() if len(words.split()) > 4 and not detect(words)
            and words.split()[0] not in _NOT_STATING]  # fmt: skip


_NOT_STATING: Final = frozenset({"what", "could", "can", "does", "sorry", "um", "hold", "how", "give", "let"})


def told(recogniser: str, timed: Timed) -> dict[str, Any]:
    """Print the table of one recogniser; returns its figures."""
    print(f"\nRecogniser: {recogniser}")
    print(
        f"{'answer':14}{'n':>4}{'response p50':>14}{'p95':>7}{'own delay p50':>15}{'p95':>7}   bound p50 / p95"
    )
    figures: dict[str, Any] = {}
    for sort, response in timed.response.items():
        row = [
            percentile(times, percent) or 0.0
            for times in (response, timed.processing[sort])
            for percent in (50, 95)
        ]
        bound = BOUNDS[recogniser].get(sort)
        against = " / ".join("-" if one is None else f"{one}" for one in bound) if bound else ""
        print(f"{sort:14}{len(response):4}{row[0]:14.2f}{row[1]:7.2f}{row[2]:15.3f}{row[3]:7.3f}   {against}")
        figures[sort] = dict(zip(("response_p50", "response_p95", "own_p50", "own_p95"), row, strict=True))
    short, long = (timed.response.get(sort) for sort in LONG)
    if short and long:
        ratio = statistics.median(long) / statistics.median(short)
        print(f"Response after 120 s over that after 10 s: {ratio:.2f} (bound 1.1)")
        figures["long_over_short"] = ratio
    return figures


if __name__ == "__main__":
    sys.exit(main())
