"""Pulling weights from a file server that misbehaves in every way a network can."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voice_interviewer.errors import PullError, UnknownName
from voice_interviewer.setup import catalogue
from voice_interviewer.setup.catalogue import Model
from voice_interviewer.setup.pull import copy, pull

CONTENT = bytes(range(256)) * 4000
SHA = hashlib.sha256(CONTENT).hexdigest()
BLOB = hashlib.sha1(b"blob %d\0" % len(CONTENT) + CONTENT).hexdigest()


class FileServer(ThreadingHTTPServer):
    """Serves CONTENT at every path; `fault` chooses how."""

    fault = ""
    etag = SHA
    requests: list[tuple[str, str | None]]


class Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        server = self.server
        server.requests.append((self.path, self.headers.get("Range")))
        if server.fault == "404":
            self.send_error(404)
            return
        if server.fault == "redirect" and not self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/moved" + self.path)
            self.send_header("X-Linked-Etag", f'"{SHA}"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body, status = CONTENT, 200
        asked = self.headers.get("Range")
        if asked and server.fault != "no ranges":
            body, status = CONTENT[int(asked.removeprefix("bytes=").rstrip("-")) :], 206
        if server.fault == "wrong bytes":
            body = bytes(len(body))
        self.send_response(status)
        if server.fault == "likes to compress" and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{server.etag}"' if server.fault != "redirect" else '"opaque"')
        self.end_headers()
        if server.fault == "drops half-way" and len(server.requests) == 1:
            body = body[: len(body) // 2]
        if server.fault == "always drops":
            body = body[: len(body) // 2]
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[FileServer]:
    server = FileServer(("127.0.0.1", 0), Handler)
    server.requests = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def model(server: FileServer, **changes: object) -> Model:
    address = f"http://127.0.0.1:{server.server_address[1]}/weights"
    entry = Model("tiny.en", "whisper", address, ("model.bin",), 1, "MIT", "tests")
    return replace(entry, **changes)  # type: ignore[arg-type]


def quiet(file: str, have: int, whole: int | None) -> None:
    pass


@pytest.mark.parametrize("fault", ["", "redirect", "drops half-way", "no ranges"])
def test_a_model_comes_in_whole(server: FileServer, tmp_path: Path, fault: str) -> None:
    server.fault = fault
    entry = model(server)
    place = pull(entry, tmp_path, quiet)
    assert (place / "model.bin").read_bytes() == CONTENT
    assert entry.present(tmp_path)
    assert not list(place.glob("*.part"))


def test_a_dropped_download_goes_on_where_it_stopped(server: FileServer, tmp_path: Path) -> None:
    server.fault = "drops half-way"
    pull(model(server), tmp_path, quiet)
    assert server.requests[1][1] not in (None, "bytes=0-")


def test_a_server_that_would_compress_is_asked_for_the_bytes_as_they_are(
    server: FileServer, tmp_path: Path
) -> None:
    server.fault = "likes to compress"
    place = pull(model(server), tmp_path, quiet)
    assert (place / "model.bin").read_bytes() == CONTENT


def test_a_part_left_by_an_earlier_pull_is_used(server: FileServer, tmp_path: Path) -> None:
    place = tmp_path / "whisper" / "tiny.en"
    place.mkdir(parents=True)
    (place / "model.bin.part").write_bytes(CONTENT[:1000])
    pull(model(server), tmp_path, quiet)
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
        pull(model(server), tmp_path, quiet)
    assert not model(server).present(tmp_path)


def test_a_wrong_pinned_checksum_throws_the_file_away(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="damaged"):
        pull(model(server, sha256={"model.bin": "0" * 64}), tmp_path, quiet)


def test_a_small_file_is_checked_by_its_git_hash(server: FileServer, tmp_path: Path) -> None:
    server.etag = BLOB
    pull(model(server), tmp_path, quiet)
    server.fault = "wrong bytes"
    with pytest.raises(PullError, match="damaged"):
        pull(model(server, name="other"), tmp_path, quiet)


def test_nobody_at_the_address_is_one_sentence(tmp_path: Path) -> None:
    entry = Model("tiny.en", "whisper", "http://127.0.0.1:9/weights", ("model.bin",), 1, "MIT", "tests")
    with pytest.raises(PullError, match="could not be fetched"):
        pull(entry, tmp_path, quiet)


def test_a_mirror_takes_the_place_of_the_host(server: FileServer, tmp_path: Path) -> None:
    entry = replace(model(server), folder="https://example.org/a/b")
    pull(entry, tmp_path, quiet, mirror=f"http://127.0.0.1:{server.server_address[1]}/")
    assert server.requests[0][0] == "/a/b/model.bin"


def test_no_room_is_said_before_anything_is_fetched(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="no room"):
        pull(model(server, megabytes=10**9), tmp_path, quiet)
    assert server.requests == []


def test_a_folder_serves_machines_without_a_network(server: FileServer, tmp_path: Path) -> None:
    source = tmp_path / "stick"
    source.mkdir()
    (source / "model.bin").write_bytes(CONTENT)
    place = copy(model(server, sha256={"model.bin": SHA}), tmp_path / "models", source)
    assert (place / "model.bin").read_bytes() == CONTENT
    with pytest.raises(PullError, match=r"has no other\.bin"):
        copy(model(server, files=("other.bin",)), tmp_path / "models", source)


def test_the_catalogue_is_sound_and_knows_near_names() -> None:
    assert {each.kind for each in catalogue.models()} == {"whisper", "piper", "turn"}
    assert all(
        each.folder.startswith("https://") and each.files and each.megabytes for each in catalogue.models()
    )
    with pytest.raises(UnknownName, match="base"):
        catalogue.model("bse.en")


def test_a_toy_is_not_prompted() -> None:
    assert catalogue.takes_prompts("base.en")
    assert not catalogue.takes_prompts("whisper-toy")
