"""An interview killed at a random moment, and what must be true afterwards; `scripts/bench crash` does many."""

import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

import soundfile as sf

from tests.paths import DATA
from tests.scenarios.running import environment, run
from voice_interviewer import history
from voice_interviewer.errors import SessionError

Kind: TypeAlias = Literal["typed", "spoken"]
ANSWERS: Final = (
    "The goal is to lose less money to fraud without blocking good customers, because a blocked customer costs us.",
    "What is the latency budget?",
    "Labels come from chargebacks, so they are weeks late, and fraud is rare, so the classes are imbalanced.",
    "give me a hint",
    "let's move on",
    "I would start with logistic regression, then boosted trees, because the features are tabular.",
    "let's move on",
    "It has to be scored on request, because a nightly job would miss a card stolen this morning.",
)
LATEST: Final[dict[Kind, float]] = {"typed": 0.6, "spoken": 9.0}
"""Seconds after the first event within which the blow falls: a typed interview is over by then."""
LOST: Final = 2.0
"""Seconds of recording that may be missing: it is on disk every second, and a loaded machine may be late once."""
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One killed interview: seconds it lived, turns that were on disk, whether it had ended, and what was wrong."""

    lived: float
    turns: int
    finished: bool
    wrong: tuple[str, ...]


def crash(home: Path, kind: Kind, seed: int) -> Outcome:
    """Begin an interview in an empty home, kill it at a random moment, and look at what is left."""
    chance = random.Random(seed)
    data, printed = home / "data", home / "out.txt"
    with printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "voice_interviewer", *_arguments(kind, home), "--out", str(data)],
            stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, env=environment(home), cwd=home,
        )  # fmt: skip
        assert process.stdin is not None
        try:
            if kind == "typed":
                process.stdin.write("".join(f"{line}\n" for line in ANSWERS).encode())
                process.stdin.flush()
            _until_begun(data, process)
            began = time.monotonic()
            time.sleep(chance.uniform(0.0, LATEST[kind]))
            lived = time.monotonic() - began
        finally:
            process.kill()
            process.wait()
            process.stdin.close()
    return _examined(home, kind, lived)


def _arguments(kind: Kind, home: Path) -> list[str]:
    common = ["--llm", "bank", "--seed", "3"]
    if kind == "typed":
        return [
            "practice",
            "fraud-detection",
            "--minutes",
            "20",
            "--stt",
            "typed",
            "--speaker",
            "none",
            *common,
        ]
    shutil.copy(DATA / "audio" / "39-the-business-goal-is.wav", home / "answer.wav")
    say = f'[[say]]\naudio = "answer.wav"\nwords = "{ANSWERS[0]}"\ndelay = 0.5\nduring = "interviewer"\n'
    script = home / "script.toml"
    script.write_text(f'problem = "fraud-detection"\nminutes = 2\n{say * 3}', encoding="utf-8")
    return ["rehearse", str(script), "--stt", "script", "--tts", "espeak", "--headphones", *common]


def _until_begun(data: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while not any(path.stat().st_size for path in data.glob("sessions/*/journal.jsonl")):
        assert process.poll() is None, "it ended before it began"
        assert time.monotonic() < deadline, "it never began"
        time.sleep(0.002)


def _examined(home: Path, kind: Kind, lived: float) -> Outcome:
    data, wrong = home / "data", list[str]()
    try:
        past = history.find(data, "last")
    except SessionError as error:
        return Outcome(lived, 0, False, (f"its journal cannot be read: {error}",))
    kept = [turn.text for turn in past.session.turns]
    shown = [line.split(": ", 1)[1].removesuffix(" —") for line in (home / "out.txt").read_text("utf-8").splitlines()
             if line.startswith("[") and ": " in line]  # fmt: skip
    wrong += [
        f"shown and not on disk: {text}" for text in shown[:-1] if text not in kept
    ]  # the last may be torn
    if [each.id for each in history.every(data)] != [past.id]:
        wrong.append("it is not listed")
    if len(history.export(past)) < 5:
        wrong.append("its files were not rebuilt")
    if kind == "spoken":
        wrong += _recorded(past, lived)
    if not past.finished:
        wrong += _resumed(home, past, kept)
    return Outcome(lived, len(kept), past.finished, tuple(wrong))


def _recorded(past: history.Past, lived: float) -> list[str]:
    try:
        sound = sf.info(past.folder / "recording.wav")
    except sf.LibsndfileError as error:
        return [f"its recording does not play: {error}"] if lived > LOST else []
    if sound.duration < lived - LOST:
        return [f"{lived - sound.duration:.1f} s of its recording are missing"]
    return []


def _resumed(home: Path, past: history.Past, kept: list[str]) -> list[str]:
    again = run(
        home,
        [
            "practice",
            "--resume",
            "last",
            "--stt",
            "typed",
            "--speaker",
            "none",
            "--llm",
            "bank",
            "--out",
            str(home / "data"),
        ],
        "let's wrap up\n",
    )
    if again.status != 0:
        return [f"it does not resume: {again.err}"]
    after = history.load(past.folder)
    if not after.finished or [turn.text for turn in after.session.turns][: len(kept)] != kept:
        return ["what was said before is not what it was"]
    return []
