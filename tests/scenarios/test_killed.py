"""An interview that is killed in its middle, without a chance to tidy up, goes on where it was."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.running import Ran, environment, run

BASE = ["practice", "fraud-detection", "--stt", "typed", "--speaker", "none", "--llm", "bank", "--seed", "3"]
BEFORE = [
    "The goal is to lose less money to fraud without blocking good customers, because a blocked customer costs us.",
    "let's move on",
    "Labels come from chargebacks, so they are weeks late, and fraud is rare, so the classes are imbalanced.",
    "give me a hint",
]
AFTER = """\
I would join features as they were at the time of the payment, because the later ones would leak the answer.
how much time is left?
let's move on
I would start with logistic regression as a baseline, then boosted trees, because the features are tabular.
"""
PATIENCE = 40.0


@pytest.fixture(scope="module", params=["mid-line", "between lines"])
def killed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an interview killed in its second phase, after a hint; once with a torn last line."""
    home = tmp_path_factory.mktemp("home")
    with (home / "out.txt").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "voice_interviewer", *BASE, "--minutes", "20", "--out", str(home / "data")],
            stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, env=environment(home), cwd=home,
        )  # fmt: skip
        try:
            assert process.stdin is not None
            process.stdin.write("".join(f"{line}\n" for line in BEFORE).encode())
            process.stdin.flush()
            until_replied(home, 2 * len(BEFORE) + 1, process)
        finally:
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
    if request.param == "mid-line":
        with journal_of(home).open("ab") as torn:
            torn.write(b'{"event": "TurnEnded", "at": 31.2, "turn": {"spea')
    return home / "data"


def journal_of(home: Path) -> Path:
    return next((home / "data" / "sessions").glob("*/journal.jsonl"))


def until_replied(home: Path, turns: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until so many turns of both sides are on disk."""
    deadline = time.monotonic() + PATIENCE
    while sum(event["event"] == "TurnEnded" for event in events(home)) < turns:
        assert process.poll() is None, (home / "out.txt").read_text()
        assert time.monotonic() < deadline, (home / "out.txt").read_text()
        time.sleep(0.05)


def events(home: Path) -> list[dict[str, Any]]:
    found = list((home / "data" / "sessions").glob("*/journal.jsonl"))
    lines = found[0].read_text(encoding="utf-8").splitlines() if found else []
    return [json.loads(line) for line in lines if line.endswith("}")]


@pytest.fixture(scope="module")
def resumed(killed: Path) -> tuple[Path, Ran]:
    done = run(
        killed.parent,
        ["practice", "--resume", "last", *BASE[2:-2], "--out", str(killed)],
        AFTER,
    )
    assert done.status == 0, done.err
    return killed, done


def test_it_goes_on_in_the_same_folder(resumed: tuple[Path, Ran]) -> None:
    data, done = resumed
    assert list((data / "sessions").iterdir()) == [done.folder]
    kinds = [event["event"] for event in done.events]
    assert kinds.count("SessionStarted") == kinds.count("SessionResumed") == 1


def test_it_says_what_it_picks_up(resumed: tuple[Path, Ran]) -> None:
    _, done = resumed
    after = done.events[[event["event"] for event in done.events].index("SessionResumed") :]
    first = next(event["turn"] for event in after if event["event"] == "TurnEnded")
    assert first["speaker"] == "interviewer"
    assert "data and features" in first["text"]
    assert first["phase"] == "data-and-features"


def test_no_phase_is_gone_through_again(resumed: tuple[Path, Ran]) -> None:
    _, done = resumed
    phases = [event["phase"] for event in done.moments("PhaseEntered")]
    assert phases[:3] == ["requirements", "data-and-features", "modelling"]


def test_the_open_question_is_put_once_more_and_no_other(resumed: tuple[Path, Ran]) -> None:
    _, done = resumed
    asked = [
        (number, sentence)
        for number, turn in enumerate(done.json("transcript.json")["turns"])
        if turn["speaker"] == "interviewer"
        for sentence in turn["text"].split(". ")
        if sentence.endswith("?")
    ]
    again = [one for number, one in asked if one in [before for at, before in asked if at < number]]
    pick_up = next(number for number, one in asked if number > 2 * len(BEFORE))
    assert again == [one for number, one in asked if number == pick_up]


def test_what_was_covered_and_the_hint_still_count(resumed: tuple[Path, Ran]) -> None:
    _, done = resumed
    card = done.json("scorecard.json")
    assert card["hints"] == [{"level": 1, "phase": "data-and-features"}]
    framing = next(one for one in card["dimensions"] if one["id"] == "framing")
    assert any("without blocking good customers" in proof.get("quote", "") for proof in framing["evidence"])


def test_the_clock_goes_on_from_the_last_moment_on_disk(resumed: tuple[Path, Ran]) -> None:
    _, done = resumed
    moments = done.events
    at = [event["at"] for event in moments]
    assert at == sorted(at)
    place = [event["event"] for event in moments].index("SessionResumed")
    assert 0.0 <= moments[place]["at"] - moments[place - 1]["at"] < 1.0
    assert moments[place]["gap"] > 0.0
    time_left = next(
        turn["text"]
        for turn in done.json("transcript.json")["turns"]
        if turn["speaker"] == "interviewer" and "minutes" in turn["text"] and "left" in turn["text"]
    )
    assert "twenty" in time_left, time_left


@pytest.mark.skipif(os.name == "nt", reason="the id of the folder is enough there")
def test_only_the_user_can_read_what_was_left_behind(resumed: tuple[Path, Ran]) -> None:
    _, done = resumed
    assert done.folder.stat().st_mode & 0o077 == 0
