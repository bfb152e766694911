"""Pulling weights from a file server that misbehaves in every way a network can."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.standins.files import BLOB, CONTENT, SHA, FileServer, file_server
from voice_interviewer.errors import PullError, UnknownName
from voice_interviewer.setup import catalogue
from voice_interviewer.setup.catalogue import Model
from voice_interviewer.setup.pull import copy, download


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server() as server:
        yield server


def model(server: FileServer, **changes: object) -> Model:
    address = f"http://127.0.0.1:{server.server_address[1]}/weights"
    entry = Model("tiny.en", "whisper", 1, 1, "MIT", "tests", address, ("model.bin",))
    return replace(entry, **changes)  # type: ignore[arg-type]


def quiet(file: str, have: int, whole: int | None) -> None:
    pass


@pytest.mark.parametrize("fault", ["", "redirect", "drops half-way", "no ranges"])
def test_a_model_comes_in_whole(server: FileServer, tmp_path: Path, fault: str) -> None:
    server.fault = fault
    entry = model(server)
    place = download(entry, tmp_path, quiet)
    assert (place / "model.bin").read_bytes() == CONTENT
    assert entry.present(tmp_path)
    assert not list(place.glob("*.part"))


def test_a_dropped_download_goes_on_where_it_stopped(server: FileServer, tmp_path: Path) -> None:
    server.fault = "drops half-way"
    download(model(server), tmp_path, quiet)
    assert server.requests[1][1] not in (None, "bytes=0-")


def test_a_server_that_would_compress_is_asked_for_the_bytes_as_they_are(
    server: FileServer, tmp_path: Path
) -> None:
    server.fault = "likes to compress"
    place = download(model(server), tmp_path, quiet)
    assert (place / "model.bin").read_bytes() == CONTENT


def test_a_part_left_by_an_earlier_pull_is_used(server: FileServer, tmp_path: Path) -> None:
    place = tmp_path / "whisper" / "tiny.en"
    place.mkdir(parents=True)
    (place / "model.bin.part").write_bytes(CONTENT[:1000])
    download(model(server), tmp_path, quiet)
    assert server.requests == [("/weights/model.bin", "bytes=1000-")]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [("404", "answered 404"), ("wrong bytes", "damaged"), ("always drops", "could not be fetched")],
)
def test_a_fault_is_one_sentence_and_never_a_model(
    server: FileServer, tmp_path: Path, fault: str, sentence: str
) -> None:
    server.fault = fault
    with pytest.raises(PullError, match=sentence):
        download(model(server), tmp_path, quiet)
    assert not model(server).present(tmp_path)


def test_a_wrong_pinned_checksum_throws_the_file_away(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="damaged"):
        download(model(server, sha256={"model.bin": "0" * 64}), tmp_path, quiet)


def test_a_small_file_is_checked_by_its_git_hash(server: FileServer, tmp_path: Path) -> None:
    server.etag = BLOB
    download(model(server), tmp_path, quiet)
    server.fault = "wrong bytes"
    with pytest.raises(PullError, match="damaged"):
        download(model(server, name="other"), tmp_path, quiet)


def test_nobody_at_the_address_is_one_sentence(tmp_path: Path) -> None:
    entry = Model("tiny.en", "whisper", 1, 1, "MIT", "tests", "http://127.0.0.1:9/weights", ("model.bin",))
    with pytest.raises(PullError, match="could not be fetched"):
        download(entry, tmp_path, quiet)


def test_a_mirror_takes_the_place_of_the_host(server: FileServer, tmp_path: Path) -> None:
    entry = replace(model(server), folder="https://example.org/a/b")
    download(entry, tmp_path, quiet, mirror=f"http://127.0.0.1:{server.server_address[1]}/")
    assert server.requests[0][0] == "/a/b/model.bin"


def test_no_room_is_said_before_anything_is_fetched(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="no room"):
        download(model(server, megabytes=10**9), tmp_path, quiet)
    assert server.requests == []


def test_ctrl_c_leaves_a_part_that_the_next_pull_goes_on_from(server: FileServer, tmp_path: Path) -> None:
    def pressed(file: str, have: int, whole: int | None) -> None:
        if have >= len(CONTENT) // 2:
            raise KeyboardInterrupt

    entry = model(server)
    with pytest.raises(KeyboardInterrupt):
        download(entry, tmp_path, pressed)
    assert not entry.present(tmp_path)
    part = entry.place(tmp_path) / "model.bin.part"
    have = part.stat().st_size
    assert 0 < have < len(CONTENT)
    download(entry, tmp_path, quiet)
    assert server.requests[-1][1] == f"bytes={have}-"
    assert (entry.place(tmp_path) / "model.bin").read_bytes() == CONTENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_disk_that_fills_up_is_one_sentence(server: FileServer, tmp_path: Path) -> None:
    place = model(server).place(tmp_path)
    place.mkdir(parents=True)
    (place / "model.bin.part").symlink_to("/dev/full")
    with pytest.raises(PullError, match="cannot be written: No space left") as caught:
        download(model(server), tmp_path, quiet)
    assert "Free some space" in caught.value.remedy
    assert not (place / "model.bin").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "whisper").write_text("in the way", encoding="utf-8")
    with pytest.raises(PullError, match="cannot be written"):
        download(model(server), tmp_path, quiet)
    with pytest.raises(PullError, match="cannot be written"):
        copy(model(server, files=("whisper",)), tmp_path, tmp_path)


def test_a_folder_serves_machines_without_a_network(server: FileServer, tmp_path: Path) -> None:
    source = tmp_path / "stick"
    source.mkdir()
    (source / "model.bin").write_bytes(CONTENT)
    place = copy(model(server, sha256={"model.bin": SHA}), tmp_path / "models", source)
    assert (place / "model.bin").read_bytes() == CONTENT
    with pytest.raises(PullError, match=r"has no other\.bin"):
        copy(model(server, files=("other.bin",)), tmp_path / "models", source)


def test_the_catalogue_is_sound_and_knows_near_names() -> None:
    assert {each.kind for each in catalogue.models()} == {"whisper", "piper", "turn", "ollama"}
    assert len({each.name for each in catalogue.models()}) == len(catalogue.models())
    for each in catalogue.models():
        assert each.megabytes > 0
        assert each.memory_mb > 0
        assert each.licence
        assert each.good_for
        assert (each.folder.startswith("https://") and each.files) or each.kind == "ollama"
    with pytest.raises(UnknownName, match="base"):
        catalogue.model("bse.en")


def test_a_toy_is_not_prompted() -> None:
    assert catalogue.takes_prompts("base.en")
    assert not catalogue.takes_prompts("whisper-toy")
