"""Checksums of what was pulled, kept beside it: so that a file can be checked again on any later day."""

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import Final

from voice_interviewer.setup import kept
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
    kept.write(folder / FILE, {**kept.read(folder / FILE), file: checksum})


def forget(folder: Path, file: str) -> None:
    known = kept.read(folder / FILE)
    if known.pop(file, None) is not None:
        kept.write(folder / FILE, known)


def verify(model: Model, models_dir: Path) -> dict[str, Verdict]:
    """Every file of a model, read anew; against the catalogue where that has a checksum, else against the one kept."""
    place = model.place(models_dir)
    known = {**kept.read(place / FILE), **model.sha256}
    verdicts = {}
    for file in model.files:
        if not (place / file).is_file():
            verdicts[file] = Verdict.MISSING
        elif file not in known:
            verdicts[file] = Verdict.UNKNOWN
        else:
            verdicts[file] = Verdict.RIGHT if sha256(place / file) == known[file] else Verdict.WRONG
    return verdicts
