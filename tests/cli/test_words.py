"""What is wrong with a command line is said in our words, with the status of bad usage."""

from pathlib import Path

import pytest

from tests.homes import empty_home
from voice_interviewer.cli import main

CLICK = ("Error:", "Invalid value", "valid float", "valid integer", "Errno", "codec", "Usage:")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_home(monkeypatch, tmp_path / "home")


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the program says on standard error about a command line that it cannot follow."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert not out
    assert not any(word in err for word in CLICK), err
    return err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["practise"], "no command called “practise”. Did you mean practice?"),
        (["sessions", "lst"], "no command called “lst”. Did you mean list"),
        (["practice", "--fokus", "data"], "has no option --fokus. Did you mean --focus?"),
        (["practice", "--minutes"], "--minutes needs a value."),
        (["practice", "--plain=yes"], "--plain takes no value."),
        (["practice", "--minutes", "abc"], "--minutes is “abc”, not a number."),
        (["practice", "--seed", "1.5"], "--seed is “1.5”, not a number."),
        (["practice", "fraud-detection", "twice"], "does not know what to do with “twice”."),
        (["score"], "needs TRANSCRIPT.json"),
        (["score", "."], ". is a folder, not a file."),
        (["sessions", "correct", "last", "one", "text"], "The turn cannot be “one”."),
        (["sessions", "correct", "last", "1"], "needs TEXT."),
        (["sessions", "delete", "--older-than", "-1"], "The days cannot be “-1”."),
        (
            ["sessions", "export", "last", "--format", "jsn"],
            "no export format called “jsn”. Did you mean json?",
        ),
        (["sessions", "export", "last", "--format", ","], "--format names no format."),
        (["sessions", "show", "last"], "There is no session yet."),
        (["models", "pull", "base.en", "--from", "/nonexistent"], "no folder at /nonexistent."),
        (["problems", "check", "tests/cli"], "no .yaml file in tests/cli."),
        (["rehearse", "nowhere.toml"], "no rehearsal script at nowhere.toml."),
    ],
)
def test_a_mistake_is_named_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    err = complaint(capsys, *arguments)
    assert said in err
    assert err.count("\n") == 1


def test_a_file_stands_in_no_folders_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x"
    file.touch()
    assert "is a file, not a folder." in complaint(capsys, "score", "t.json", "--out", str(file))


@pytest.mark.parametrize(
    ("arguments", "commands"),
    [([], ["practice", "rehearse", "score"]), (["sessions"], ["list", "show", "correct"])],
)
def test_without_a_command_the_commands_are_listed(
    arguments: list[str], commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    listed = complaint(capsys, *arguments).splitlines()
    assert set(commands) <= {line.split()[0] for line in listed if line.startswith("  ")}
    assert all(line == line.rstrip() for line in listed)


def test_an_empty_shelf_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "list"]) == 0
    assert "There is no session in" in capsys.readouterr().out


def test_the_settings_tell_where_their_file_and_the_data_lie(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["settings"]) == 0
    out = capsys.readouterr().out
    assert "settings.toml (there is none)" in out
    assert "Data folder:" in out
    assert "no-recording false" in out


def test_a_home_is_found_behind_an_equals_sign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "x").touch()
    assert "home/x is a file" in complaint(capsys, "score", "t.json", "--out=~/x").replace("\\", "/")
