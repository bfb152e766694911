"""Which models suit which machine."""

import pytest

from voice_interviewer.setup.catalogue import models
from voice_interviewer.setup.recommend import Machine, recommended

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("machine", "recogniser", "language"),
    [
        (Machine(1, 2 * GB), "tiny.en", None),
        (Machine(2, 4 * GB), "base.en", None),
        (Machine(2, 25 * GB), "base.en", "llama3.2:3b"),
        (Machine(8, 16 * GB), "small.en", "qwen3:4b"),
        (Machine(12, 32 * GB), "small.en", "qwen3:8b"),
        (Machine(8, 16 * GB, apple=True), "small.en", "qwen3:4b"),
        (Machine(4, 16 * GB, gpu_memory=10 * GB), "large-v3-turbo", "qwen3:8b"),
        (Machine(8, 16 * GB, gpu_memory=1 * GB), "small.en", "qwen3:4b"),
        (Machine(8), "small.en", None),
    ],
)
def test_a_machine_gets_what_it_can_run(machine: Machine, recogniser: str, language: str | None) -> None:
    found = recommended(machine, models())
    by_kind = {model.kind: model.name for model in found}
    assert len(by_kind) == len(found)
    assert by_kind["whisper"] == recogniser
    assert by_kind.get("ollama") == language
    assert by_kind["turn"] == "smart-turn"
    assert by_kind["piper"] == "en_US-lessac-medium"


def test_a_machine_is_told_in_a_sentence() -> None:
    said = Machine(8, 16 * GB, gpu_memory=8 * GB, apple=True).sentence()
    assert said == "8 cores, 16 GB of memory, a GPU with 8 GB free, Apple silicon"
