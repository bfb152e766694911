"""The wheel, installed where nothing of the checkout can be seen, holds an interview."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.scenarios.running import environment
from tests.scenarios.test_rehearsed import INTO, SKIP, script


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


@pytest.mark.slow
@pytest.mark.timeout(170)
def test_the_wheel_alone_runs_a_rehearsal(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False)
    python = python_of(tmp_path / "venv")
    env = environment(tmp_path)
    del env["PYTHONPATH"]

    def asked(*arguments: str) -> str:
        command = [str(python), *arguments]
        return subprocess.run(
            command, env=env, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    site = Path(asked("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    with zipfile.ZipFile(wheel) as files:
        files.extractall(site)
    # What the wheel depends on, from the environment of the tests; its own `.pth` files, which lead to the checkout,
    # have no effect there.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    where = asked("-c", "import voice_interviewer; print(voice_interviewer.__file__)")
    assert Path(where.strip()).is_relative_to(site)

    path = script(tmp_path, SKIP, minutes=1.0, when=INTO)
    out = asked("-m", "voice_interviewer", "rehearse", str(path), "--headphones", "--stt", "script", "--tts", "espeak",
                "--llm", "bank", "--seed", "1", "--out", str(tmp_path / "data"))  # fmt: skip
    session = Path(out.rstrip().splitlines()[-1])
    assert (session / "scorecard.json").is_file()
    assert "models pull" in asked("-m", "voice_interviewer", "models", "list")
    assert "ok     problems" in asked("-m", "voice_interviewer", "doctor", "--llm", "bank")
