"""`voice-interviewer models`: from nothing to what suits this machine, and away again."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import empty_home
from tests.standins.files import CONTENT, FileServer, file_server
from tests.standins.ollama import Fault, FaultKind, OllamaStandin, RequestRecord
from voice_interviewer.assemble import shelf
from voice_interviewer.cli import main
from voice_interviewer.cli.models import Bars
from voice_interviewer.settings import Settings
from voice_interviewer.setup import checksums
from voice_interviewer.setup.recommend import Machine

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_home(monkeypatch, tmp_path / "home")
    monkeypatch.setenv("OLLAMA_HOST", NOBODY)
    monkeypatch.setattr(shelf, "this_machine", lambda: Machine(2, 8_000_000_000))


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    with file_server() as server:
        monkeypatch.setenv("VOICE_INTERVIEWER_MIRROR", f"http://127.0.0.1:{server.server_address[1]}")
        yield server


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaStandin]:
    with OllamaStandin([], pull_s=0.02) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        yield server


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["models", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_list_marks_what_is_here_and_what_suits(
    capsys: pytest.CaptureFixture[str], files: FileServer
) -> None:
    assert ran(capsys, "pull", "tiny.en")[0] == 0
    status, out, _ = ran(capsys, "list")
    lines = {line[2:].split()[0]: line for line in out.splitlines() if line}
    assert status == 0
    assert lines["tiny.en"].split()[2] == "here"
    assert lines["base.en"].startswith("* base.en")
    assert "145 MB" in lines["base.en"]
    assert "MIT" in lines["base.en"]
    assert lines["small.en"].startswith("  small.en")
    assert "2 cores, 8 GB of memory" in out


def test_pull_without_names_brings_in_what_suits_once(
    capsys: pytest.CaptureFixture[str],
    files: FileServer,
    ollama: OllamaStandin,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    smart_turn = checksums.sha256
    monkeypatch.setattr(
        checksums, "sha256", lambda path: PINNED if "smart-turn" in path.name else smart_turn(path)
    )
    status, out, err = ran(capsys, "pull")
    assert (status, err) == (0, "")
    assert [line.split(" is ")[0] for line in out.splitlines()] == [
        "base.en",
        "en_US-lessac-medium",
        "smart-turn",
        "llama3.2:3b",
    ]
    assert ran(capsys, "list")[1].count(" here ") == 4
    asked = len(files.requests)
    assert "Nothing is missing" in ran(capsys, "pull")[1]
    assert len(files.requests) == asked


PINNED = "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f"


def test_without_a_server_no_language_model_is_pulled(
    capsys: pytest.CaptureFixture[str], files: FileServer
) -> None:
    status, _, err = ran(capsys, "pull")
    assert status == 1
    assert "damaged" in err  # the pinned checksum of smart-turn: this server has other bytes
    assert not list((Settings().models_dir / "turn").glob("*.onnx"))
    status, _, err = ran(capsys, "pull", "llama3.2:3b")
    assert status != 0
    assert "No Ollama server answers" in err


def test_ollamas_own_library_is_reached_through_ollama(
    capsys: pytest.CaptureFixture[str], ollama: OllamaStandin
) -> None:
    assert ran(capsys, "pull", "mistral:7b")[0] == 0
    assert [each.name for each in ollama.models.values()] == ["mistral:7b"]
    status, _, err = ran(capsys, "pull", "mistral:7b", "--from", ".")
    assert (status, "takes no folder" in err) == (1, True)
    assert ran(capsys, "remove", "mistral:7b")[1] == "mistral:7b is gone.\n"
    assert not ollama.models
    status, _, err = ran(capsys, "remove", "mistral:7b")
    assert (status, "does not have the model" in err) == (1, True)


def test_what_ollama_does_not_have_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaStandin([], pullable=[]) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        status, out, err = ran(capsys, "pull", "nix:1b")
    assert (status, out) == (1, "")
    assert "file does not exist" in err
    assert len(err.splitlines()) == 1


def test_a_pull_that_ollama_refuses_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(record: RequestRecord) -> Fault | None:
        return Fault(FaultKind.HTTP_ERROR) if record.path == "/api/pull" else None

    with OllamaStandin([], faults=fault) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        status, _, err = ran(capsys, "pull", "qwen3:4b")
    assert status == 1
    assert len(err.splitlines()) == 1


def test_damage_is_found_named_and_mended(capsys: pytest.CaptureFixture[str], files: FileServer) -> None:
    assert "No model" in ran(capsys, "verify")[1]
    ran(capsys, "pull", "base.en", "en_GB-cori-medium")
    assert ran(capsys, "verify")[0] == 0
    (Settings().models_dir / "whisper" / "base.en" / "model.bin").write_bytes(CONTENT[:-1] + b"x")
    (Settings().models_dir / "piper" / "en_GB-cori-medium.onnx.json").unlink()
    status, out, err = ran(capsys, "verify", "base.en", "en_GB-cori-medium")
    assert status == 1
    assert "base.en: model.bin: damaged" in out
    assert "en_GB-cori-medium: en_GB-cori-medium.onnx.json: missing" in out
    assert "models remove base.en en_GB-cori-medium" in err
    for action in ("remove", "pull", "verify"):
        assert ran(capsys, action, "base.en", "en_GB-cori-medium")[0] == 0


def test_what_is_not_here_cannot_be_verified(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ran(capsys, "verify", "base.en")
    assert (status, out) == (1, "")
    assert err == "base.en is not here. Run `voice-interviewer models pull base.en`.\n"
    assert "keeps its own" in ran(capsys, "verify", "qwen3:4b")[1]


def test_a_model_laid_there_by_hand_cannot_be_checked_and_that_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = Settings().models_dir / "piper"
    place.mkdir(parents=True)
    for name in ("en_GB-alba-medium.onnx", "en_GB-alba-medium.onnx.json"):
        (place / name).write_bytes(b"x")
    status, out, _ = ran(capsys, "verify")
    assert status == 0
    assert "nothing to check it against" in out


def test_removing_one_voice_leaves_the_others(capsys: pytest.CaptureFixture[str], files: FileServer) -> None:
    ran(capsys, "pull", "en_GB-alba-medium", "en_GB-cori-medium")
    ran(capsys, "remove", "en_GB-alba-medium")
    assert sorted(path.name for path in (Settings().models_dir / "piper").iterdir()) == [
        "checksums.json",
        "en_GB-cori-medium.onnx",
        "en_GB-cori-medium.onnx.json",
    ]
    assert ran(capsys, "verify")[0] == 0
    status, _, err = ran(capsys, "remove", "en_GB-alba-medium")
    assert (status, "is not here" in err) == (1, True)


def test_a_damaged_list_of_checksums_is_none(tmp_path: Path) -> None:
    (tmp_path / checksums.FILE).write_text("[1", encoding="utf-8")
    checksums.record(tmp_path, "a", "b")
    assert '"a": "b"' in (tmp_path / checksums.FILE).read_text(encoding="utf-8")


def test_a_name_that_is_none_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = ran(capsys, "pull", "bse.en")
    assert (status, "base.en" in err) == (2, True)


class Terminal:
    """Standard error, as a terminal."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_each_file_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Bars() as bars:
        for have in (0, 500, 1000):
            bars("model.bin", have, 1000)
        bars("config.json", 10, None)
    assert "model.bin" in terminal.text
    assert "100%" in terminal.text
    assert "config.json" in terminal.text


def test_elsewhere_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars() as bars:
        bars("model.bin", 500, 1000)
    assert capsys.readouterr() == ("", "")
