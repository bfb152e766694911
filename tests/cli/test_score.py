"""`score`: many transcripts at once, and files that tell them apart."""

import json
import shutil
from pathlib import Path

import pytest

from tests.paths import ROOT
from voice_interviewer.cli import main

WEAK, STRONG = (ROOT / "tests" / "transcripts" / name for name in ("weak.json", "strong.json"))


def beside(folder: Path, source: Path, name: str = "transcript.json") -> str:
    folder.mkdir(exist_ok=True, parents=True)
    return str(shutil.copyfile(source, folder / name))


def overall(file: Path) -> float:
    return float(json.loads(file.read_text(encoding="utf-8"))["overall"])


def test_one_stem_in_two_folders_makes_two_scorecards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = beside(tmp_path / "a", WEAK), beside(tmp_path / "b", STRONG)
    out = tmp_path / "out"
    assert main(["score", "--json", a, b, a, "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 3
    assert "2 transcripts are called transcript" in said.err
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        "a-transcript.scorecard.json",
        "a-transcript.scorecard.md",
        "b-transcript.scorecard.json",
        "b-transcript.scorecard.md",
    ]
    assert overall(out / names[0]) < overall(out / names[2])


def test_a_stem_of_its_own_keeps_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--json", str(WEAK), str(STRONG), "--out", str(tmp_path)]) == 0
    assert not capsys.readouterr().err
    assert {"weak.scorecard.json", "strong.scorecard.json"} <= {path.name for path in tmp_path.iterdir()}


def test_what_cannot_be_told_apart_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = beside(tmp_path / "1" / "x", WEAK), beside(tmp_path / "2" / "x", STRONG)
    out = tmp_path / "out"
    assert main(["score", a, b, "--out", str(out)]) == 2
    assert "2 of these transcripts would be written as x-transcript" in capsys.readouterr().err
    assert not out.exists()


def test_an_unknown_phase_or_problem_is_named_with_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads(WEAK.read_text(encoding="utf-8"))
    content["turns"][1]["phase"] = "lunch"
    file = tmp_path / "t.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert main(["score", str(STRONG), str(file)]) == 2
    out, err = capsys.readouterr()
    assert not out, "nothing is printed before every file was read"
    assert "t.json has an unknown phase “lunch” in turn 1. ml-system-design has requirements," in err
    file.write_text(json.dumps(content | {"problem": "lunch"}), encoding="utf-8")
    assert main(["score", str(file)]) == 2
    assert "t.json: There is no problem called “lunch”." in capsys.readouterr().err


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["score", str(WEAK), "--out", str(tmp_path / "file" / "below")]) == 1
    assert "The scorecard cannot be written to" in capsys.readouterr().err
