"""Bringing weights in: resumed where they stopped, verified, and given their name only when whole.

A download grows in `<file>.part`; it gets the file's own name after its checksum was found right, so a half download
is never taken for a model. Ctrl-C leaves the part, and the next pull goes on from it.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import httpx

from voice_interviewer.errors import PullError
from voice_interviewer.setup import checksums
from voice_interviewer.setup.catalogue import Model

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Told the file, its bytes so far, and its whole length where the server says."""
_AS_THEY_ARE: Final = {"Accept-Encoding": "identity"}
"""Weights do not compress, and lengths, ranges and checksums are those of the file: a compressed answer has others."""
_PIECE: Final = 1 << 18
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_SPARE: Final = 64 * 1024 * 1024
"""Bytes left free on the disk beyond the model itself."""
_TRIES: Final = 3
_SHA256: Final = re.compile(r"^[0-9a-f]{64}$")
_GIT_BLOB: Final = re.compile(r"^[0-9a-f]{40}$")


def download(model: Model, models_dir: Path, progress: Progress, mirror: str | None = None) -> Path:
    """Fetch every file of a model that is not here yet; returns its folder.

    `mirror` replaces the address's scheme and host. Raises PullError with a remedy: network down, no such file,
    wrong checksum, disk full, read-only folder.
    """
    place = model.place(models_dir)
    base = model.folder if mirror is None else mirror.rstrip("/") + httpx.URL(model.folder).path
    try:
        place.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(place).free < model.megabytes * 1_000_000 + _SPARE and not model.present(
            models_dir
        ):
            raise PullError(
                f"There is no room for {model.name} ({model.megabytes} MB).", "Free some space first."
            )
        with httpx.Client(headers=_AS_THEY_ARE, timeout=_TIMEOUT, follow_redirects=True) as client:
            for file in model.files:
                if not (place / file).is_file():
                    _fetch(client, f"{base}/{file}", place / file, model.sha256.get(file), progress)
    except OSError as error:
        raise PullError(
            f"{place} cannot be written: {error.strerror or error}.",
            "Free some space, or mend its permissions.",
        ) from error
    return place


def copy(model: Model, models_dir: Path, source: Path) -> Path:
    """Take a model's files from a folder, for machines without a network. Raises PullError."""
    place = model.place(models_dir)
    for file in model.files:
        found = next((path for path in (source / file, source / model.name / file) if path.is_file()), None)
        if found is None:
            raise PullError(f"{source} has no {file} of {model.name}.", "Copy the whole model folder there.")
        try:
            place.mkdir(parents=True, exist_ok=True)
            part = place / f"{file}.part"
            shutil.copyfile(found, part)
            checksums.record(place, file, _verify(part, model.sha256.get(file), ""))
            part.replace(place / file)
        except OSError as error:
            raise PullError(
                f"{place} cannot be written: {error.strerror or error}.", "Free some space."
            ) from error
    return place


def _fetch(client: httpx.Client, url: str, target: Path, checksum: str | None, progress: Progress) -> None:
    part = target.with_name(target.name + ".part")
    etag = ""
    for attempt in range(1, _TRIES + 1):
        try:
            etag = _download(client, url, part, progress)
            break
        except httpx.HTTPError as error:
            if attempt == _TRIES:
                raise PullError(
                    f"{target.name} could not be fetched from {httpx.URL(url).host} ({type(error).__name__}).",
                    "Check the network and pull again; it goes on where it stopped.",
                ) from error
    checksums.record(target.parent, target.name, _verify(part, checksum, etag))
    part.replace(target)


def _download(client: httpx.Client, url: str, part: Path, progress: Progress) -> str:
    """Append what is missing to the part; returns the server's checksum, "" where it gives none."""
    have = part.stat().st_size if part.exists() else 0
    with client.stream("GET", url, headers={"Range": f"bytes={have}-"} if have else {}) as answer:
        etag = _checksum(answer)
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return etag  # everything is here already; the checksum decides
        if answer.status_code >= 400:
            raise PullError(
                f"{httpx.URL(url).host} answered {answer.status_code} for {part.name.removesuffix('.part')}.",
                "Try again later, set a mirror, or use --from with a folder.",
            )
        resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
        have = have if resumed else 0
        length = answer.headers.get("Content-Length")
        whole = have + int(length) if length and length.isdecimal() else None
        with part.open("ab" if resumed else "wb") as file:
            for piece in answer.iter_bytes(_PIECE):
                file.write(piece)
                have += len(piece)
                progress(part.name.removesuffix(".part"), have, whole)
        if whole is not None and have != whole:
            raise httpx.RemoteProtocolError("the file ended early")
        return etag


def _checksum(answer: httpx.Response) -> str:
    """A content-addressed store's ETag: on the answer itself, or on the redirect that led to it."""
    for each in (*answer.history, answer):
        for header in ("X-Linked-Etag", "ETag"):
            tag = each.headers.get(header, "").removeprefix("W/").strip('"')
            if _SHA256.match(tag) or _GIT_BLOB.match(tag):
                return str(tag)
    return ""


def _verify(part: Path, pinned: str | None, etag: str) -> str:
    """Its SHA-256. Raises PullError, and removes the part, when its bytes are not the right ones."""
    sha256 = checksums.sha256(part)
    wanted = pinned or etag
    found = checksums.git_blob(part) if _GIT_BLOB.match(wanted) else sha256
    if wanted and found != wanted:
        part.unlink()
        raise PullError(
            f"{part.name.removesuffix('.part')} came in damaged and was thrown away.", "Pull it again."
        )
    return sha256
