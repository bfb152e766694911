"""Whole interviews run as a user runs them: the program in a process of its own, an empty home, real files."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.paths import ROOT

PHASES = ["requirements", "data-and-features", "modelling", "serving", "monitoring", "wrap-up"]


@dataclass(frozen=True)
class Ran:
    """A finished run of the program."""

    status: int
    out: str
    err: str

    @property
    def folder(self) -> Path:
        """The session's folder: the last line on standard output."""
        return Path(self.out.rstrip().splitlines()[-1])

    def json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    @property
    def events(self) -> list[dict[str, Any]]:
        lines = (self.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def moments(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event"] == kind]


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An empty home, and none of the caller's own settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("VOICE_INTERVIEWER_", "XDG_"))
    }
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT), **(extra or {})}


def run(
    home: Path,
    arguments: Sequence[str],
    typed: str = "",
    extra: Mapping[str, str] | None = None,
    timeout: float = 170.0,
) -> Ran:
    """Run `voice-interviewer ARGUMENTS` to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "voice_interviewer", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment(home, extra),
        cwd=home,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
