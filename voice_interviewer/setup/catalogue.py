"""The model catalogue: which weights can be fetched, from where, and where they lie once they are here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter

from voice_interviewer.errors import UnknownName
from voice_interviewer.resources import data_folder

FILE: Final = "catalog.toml"


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of the catalogue; `models/README.md` documents its keys."""

    name: str
    kind: Literal["whisper", "piper", "turn", "ollama"]
    megabytes: int
    memory_mb: int
    licence: str
    good_for: str
    folder: str = ""
    files: tuple[str, ...] = ()
    prompts: bool = True
    sha256: Mapping[str, str] = field(default_factory=dict)

    def place(self, models_dir: Path) -> Path:
        """The folder its files lie in: one of its own for a recogniser, a common one for voices and turn models."""
        return models_dir / "whisper" / self.name if self.kind == "whisper" else models_dir / self.kind

    def present(self, models_dir: Path) -> bool:
        """Whether every file is here (a file under its own name is whole: it was checked before it got it). Ollama
        keeps its own."""
        return bool(self.files) and all((self.place(models_dir) / file).is_file() for file in self.files)


@cache
def models() -> tuple[Model, ...]:
    """The whole catalogue, in its own order."""
    content = tomllib.loads((data_folder("models") / FILE).read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Model, ...]).validate_python(content["model"])


def model(name: str) -> Model:
    """Raises UnknownName with near matches."""
    found = next((each for each in models() if each.name == name), None)
    if found is None:
        names = [each.name for each in models()]
        raise UnknownName("model", name, names, "`voice-interviewer models list` names them all.")
    return found


def takes_prompts(name: str) -> bool:
    """Whether a recogniser of this name may be given a glossary; one of the user's own that the catalogue does not
    know is assumed to be a plain Whisper, which may, except where its name says it is a toy."""
    return next((each.prompts for each in models() if each.name == name), not name.endswith("toy"))
