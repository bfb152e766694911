"""Exit statuses: 2 for what was typed wrongly, 3 for a part that was asked for and does not do."""

import shutil
from pathlib import Path

import pytest

from tests.homes import empty_home
from tests.paths import DATA
from tests.scenarios.running import run
from voice_interviewer.cli import main

ANSWER = str(DATA / "audio" / "39-the-business-goal-is.wav")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_home(monkeypatch, tmp_path / "home")


def ended(capsys: pytest.CaptureFixture[str], tmp_path: Path, *arguments: str) -> tuple[int, str]:
    """Status and standard error of a command that ends before anything was said or written."""
    status = main([*arguments, "--out", str(tmp_path / "data")])
    out, err = capsys.readouterr()
    assert not out
    assert not (tmp_path / "data").exists() or not list((tmp_path / "data" / "sessions").iterdir())
    return status, err


def test_a_broken_whisper_folder_is_a_missing_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "mine"
    shutil.copytree(DATA / "whisper-toy", model)
    (model / "model.bin").write_bytes(b"nonsense")
    status, err = ended(
        capsys, tmp_path, "practice", "fraud-detection", "--stt-model", str(model), "--mic", ANSWER,
        "--speaker", "none", "--llm", "bank",
    )  # fmt: skip
    assert status == 3
    assert err.startswith(f"The Whisper model in {model} does not load: its files are damaged")
    assert "binary" not in err
    assert "--device" not in err
    assert "pull mine" not in err


def test_a_broken_piper_voice_is_a_missing_part(tmp_path: Path) -> None:
    voice = tmp_path / "rs.onnx"
    voice.write_bytes(b"nonsense")
    voice.with_name("rs.onnx.json").write_text("{}")
    ran = run(tmp_path, ["practice", "--difficulty", "easy", "--stt", "typed", "--voice", str(voice),
                         "--speaker", "out.wav", "--llm", "bank", "--out", "data"])  # fmt: skip
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.startswith("The Piper voice rs does not load: its files are damaged")
    assert "num_symbols" not in ran.err
    assert "pull rs" not in ran.err


def test_nothing_is_said_ahead_of_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed = ("practice", "--stt", "typed", "--speaker", "none", "--llm", "bank")
    status, err = ended(capsys, tmp_path, *typed, "--focus", "nix")
    assert (status, "no area called “nix”" in err) == (2, True)
    status, err = ended(capsys, tmp_path, *typed, "--tts", "espeak")
    assert (status, "nothing to speak through" in err) == (2, True)
    (tmp_path / "data").touch()
    status = main([*typed, "--out", str(tmp_path / "data")])
    assert (status, capsys.readouterr().out) == (1, "")


def test_nobody_types_in_a_rehearsal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, err = ended(capsys, tmp_path, "rehearse", "--stt", "typed")
    assert (status, "candidate speaks" in err) == (2, True)


def test_a_scripts_unknown_problem_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "s.toml"
    script.write_text('minutes = 5\n\nproblem = "frod"\n[[say]]\ntext = "Hello."\n')
    status, err = ended(capsys, tmp_path, "rehearse", str(script))
    assert status == 2
    assert err.startswith(f"{script}:3: There is no problem called “frod”. Did you mean fraud-detection?")
