"""The disk fills up in mid-interview (a small tmpfs): what was said is kept, it is told once, and it goes on later."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile as sf

from tests.crash import ANSWERS
from tests.paths import DATA
from tests.scenarios.running import environment, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(170)]
TYPED = [
    "practice",
    "fraud-detection",
    "--minutes",
    "20",
    "--stt",
    "typed",
    "--speaker",
    "none",
    "--llm",
    "bank",
]
PATIENCE = 40.0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("mounting a tmpfs takes root, on Linux")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(disk: Path) -> Path:
    """To the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    return filler


def events(disk: Path) -> list[dict[str, Any]]:
    found = list(disk.glob("sessions/*/journal.jsonl"))
    lines = found[0].read_text(encoding="utf-8").splitlines() if found else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def texts(disk: Path) -> list[str]:
    return [event["turn"]["text"] for event in events(disk) if event["event"] == "TurnEnded"]


def until(done: Any, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert process.poll() is None, "it ended"
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.05)


def started(arguments: list[str], home: Path, disk: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "voice_interviewer", *arguments, "--out", str(disk)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(home), cwd=home,
    )  # fmt: skip


@pytest.mark.parametrize("answers", [0, 1, 4], ids=["greeted", "one answer", "in the second phase"])
def test_typed_it_ends_in_a_sentence_and_goes_on_when_there_is_room(
    tmp_path: Path, disk: Path, answers: int
) -> None:
    process = started([*TYPED, "--seed", "3"], tmp_path, disk)
    assert process.stdin is not None
    assert process.stderr is not None
    with process.stdin, process.stderr:
        process.stdin.write("".join(f"{line}\n" for line in ANSWERS[:answers]).encode())
        process.stdin.flush()
        until(lambda: len(texts(disk)) >= 2 * answers + 1, process)
        filler = fill(disk)
        kept = texts(disk)
        process.stdin.write(("a last answer, too long for what is left " * 400 + "\n").encode())
        process.stdin.flush()
        status = process.wait(PATIENCE)
        said = process.stderr.read().decode()
    assert status == 1, said
    assert len(said.strip().splitlines()) == 1, said
    assert "No space left" in said
    assert "Traceback" not in said
    filler.unlink()
    assert texts(disk)[: len(kept)] == kept
    listed = run(tmp_path, ["sessions", "list", "--out", str(disk)])
    assert "unfinished" in listed.out, listed.out
    again = run(
        tmp_path, ["practice", "--resume", "last", *TYPED[4:], "--out", str(disk)], "Let's wrap up.\n"
    )
    assert again.status == 0, again.err
    assert again.folder == next(disk.glob("sessions/*"))
    assert texts(disk)[: len(kept)] == kept
    assert (again.folder / "report.html").is_file()


def test_spoken_the_recording_up_to_then_plays(tmp_path: Path, disk: Path) -> None:
    shutil.copy(DATA / "audio" / "39-the-business-goal-is.wav", tmp_path / "answer.wav")
    script = tmp_path / "script.toml"
    say = '[[say]]\naudio = "answer.wav"\nwords = "the business goal is to reduce false positive rate"\ndelay = 0.5\n'
    script.write_text(f'problem = "fraud-detection"\nminutes = 2\n{say * 20}', encoding="utf-8")
    process = started(["rehearse", str(script), "--stt", "script", "--tts", "espeak", "--llm", "bank", "--headphones"],
                      tmp_path, disk)  # fmt: skip
    assert process.stdin is not None
    assert process.stderr is not None
    with process.stdin, process.stderr:
        until(lambda: any("business goal" in text for text in texts(disk)), process)
        kept, filler = texts(disk), fill(disk)
        status = process.wait(PATIENCE)
        said = process.stderr.read().decode()
    assert status == 1, said
    assert "Traceback" not in said
    filler.unlink()
    assert texts(disk)[: len(kept)] == kept
    (session,) = disk.glob("sessions/*")
    again = run(
        tmp_path,
        [
            "practice",
            "--resume",
            "last",
            "--stt",
            "typed",
            "--llm",
            "bank",
            "--speaker",
            "none",
            "--out",
            str(disk),
        ],
        "Let's wrap up.\n",
    )
    assert again.status == 0, again.err
    recordings = [*session.glob("recording.*")]
    assert recordings
    lasted = max(
        event["at"]
        for event in events(disk)
        if event["event"] == "TurnEnded" and event["turn"]["text"] in kept
    )
    for recording in recordings:
        assert sf.info(recording).duration > lasted - 2.0
