"""Damaged input, some of each kind: taken, or refused in a sentence. `scripts/bench fuzz` tries many."""

from pathlib import Path

import pytest

from tests.fuzzing import Target, targets
from voice_interviewer.errors import UsageError

NAMES = [
    "problem files", "settings", "transcripts", "journals", "sound files", "rehearsal scripts", "scorer's replies",
    "director's replies", "Ollama streams",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_damaged_input_is_taken_or_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    with targets() as every:
        assert [*every] == NAMES
        target = every[name]
        count = max(10, target.share // 2)
        target.fuzz(tmp_path, count, seed=1)
        assert target.tally.taken + target.tally.refused >= count
        assert target.tally.refused or "replies" in name  # those are None where they are none


def test_what_escapes_is_found(tmp_path: Path) -> None:
    def fragile(data: bytes, _: Path) -> None:
        if b"null" in data:
            raise KeyError("null")
        raise UsageError("No.", "Yes.")

    with pytest.raises(KeyError):
        Target([b"a: b, c: d"], fragile, 1).fuzz(tmp_path, 2000, seed=1)
