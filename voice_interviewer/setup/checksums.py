"""Checksums of what was pulled, kept beside it: so that a file can be checked again on any later day."""

import hashlib
import json
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

from voice_interviewer.setup.catalogue import Model

FILE: Final = "checksums.json"
"""File name to SHA-256, in each folder of models."""
_PIECE: Final = 1 << 20


class Verdict(StrEnum):
    """What became of a model's file."""

    RIGHT = "right"
    WRONG = "damaged"
    MISSING = "missing"
    UNKNOWN = "here, but not pulled by this program: nothing to check it against"


def sha256(path: Path) -> str:
    return _digest(path, hashlib.sha256())


def git_blob(path: Path) -> str:
    """What Git would call the file: how servers of repositories name their small files."""
    return _digest(path, hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False))


def _digest(path: Path, digest: "hashlib._Hash") -> str:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def record(folder: Path, file: str, checksum: str) -> None:
    _write(folder, {**_known(folder), file: checksum})


def forget(folder: Path, file: str) -> None:
    known = _known(folder)
    if known.pop(file, None) is not None:
        _write(folder, known)


def verify(model: Model, models_dir: Path) -> dict[str, Verdict]:
    """Every file of a model, read anew; against the catalogue where that has a checksum, else against the one kept."""
    place = model.place(models_dir)
    known = {**_known(place), **model.sha256}
    verdicts = {}
    for file in model.files:
        if not (place / file).is_file():
            verdicts[file] = Verdict.MISSING
        elif file not in known:
            verdicts[file] = Verdict.UNKNOWN
        else:
            verdicts[file] = Verdict.RIGHT if sha256(place / file) == known[file] else Verdict.WRONG
    return verdicts


def _known(folder: Path) -> dict[str, str]:
    """None where there is no such file, or it is damaged: then nothing is known."""
    with suppress(OSError, ValueError):
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if isinstance(content, dict):
            return {str(file): str(checksum) for file, checksum in content.items()}
    return {}


def _write(folder: Path, known: dict[str, str]) -> None:
    part = folder / f"{FILE}.part"
    part.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / FILE)
