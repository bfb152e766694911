"""Which models suit a machine: a first guess, to be measured once they are here (`assemble.trial`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voice_interviewer.setup.catalogue import Model

VOICE: Final = "en_US-lessac-medium"
TURN: Final = "smart-turn"
_GPU: Final = "large-v3-turbo"
_QUICK, _USUAL, _SLOW = "small.en", "base.en", "tiny.en"
_CORES: Final = 6
"""From which small.en keeps up on a processor: it costs three times base.en, which takes half of two cores."""
_SHARE: Final = 0.5
"""Of the memory, for a language model: the rest is for the system, the browser and the other parts."""
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Machine:
    """Cores; bytes of memory and of free GPU memory, None where not known or not there; whether it is Apple silicon,
    which Ollama uses well and Whisper here not at all."""

    cores: int
    memory: int | None = None
    gpu_memory: int | None = None
    apple: bool = False

    def sentence(self) -> str:
        parts = [f"{self.cores} cores"]
        if self.memory is not None:
            parts.append(f"{self.memory / 1e9:.0f} GB of memory")
        if self.gpu_memory is not None:
            parts.append(f"a GPU with {self.gpu_memory / 1e9:.0f} GB free")
        if self.apple:
            parts.append("Apple silicon")
        return ", ".join(parts)


def recommended(machine: Machine, models: Sequence[Model]) -> tuple[Model, ...]:
    """One of each kind, in the catalogue's order; no language model where none fits."""
    names = {_recogniser(machine, models), VOICE, TURN, _language(machine, models)}
    return tuple(model for model in models if model.name in names)


def _recogniser(machine: Machine, models: Sequence[Model]) -> str:
    needed = {model.name: model.memory_mb * _MB for model in models}
    if machine.gpu_memory is not None and machine.gpu_memory >= needed.get(_GPU, 0):
        return _GPU
    room = machine.memory if machine.memory is not None else needed.get(_QUICK, 0) * 8
    if machine.cores >= _CORES and needed.get(_QUICK, 0) * 8 <= room:
        return _QUICK
    return _USUAL if machine.cores >= 2 and needed.get(_USUAL, 0) * 8 <= room else _SLOW


def _language(machine: Machine, models: Sequence[Model]) -> str | None:
    """The largest that fits into the GPU, or into half the memory; the smallest where a few cores do it all."""
    room = max(machine.gpu_memory or 0, round(_SHARE * (machine.memory or 0)))
    fitting = [model for model in models if model.kind == "ollama" and model.memory_mb * _MB <= room]
    if not fitting:
        return None
    slow = machine.gpu_memory is None and not machine.apple and machine.cores < _CORES
    return (min if slow else max)(fitting, key=lambda model: model.memory_mb).name
