"""The shipped folders are found in a checkout and in an installed package."""

from pathlib import Path

import pytest

from tests.paths import ROOT
from voice_interviewer import resources
from voice_interviewer.errors import VoiceInterviewerError
from voice_interviewer.resources import data_folder


def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package somewhere else, as `importlib.resources` would find it."""
    package = tmp_path / "site-packages" / "voice_interviewer"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "files", lambda name: package)
    return package


def test_a_checkout_has_its_folders_beside_the_package() -> None:
    assert data_folder("problems") == ROOT / "problems"


def test_a_wheel_has_its_folders_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = installed(tmp_path, monkeypatch) / "_data" / "models"
    inside.mkdir(parents=True)
    assert data_folder("models") == inside


def test_what_lies_inside_the_package_comes_before_what_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = installed(tmp_path, monkeypatch)
    (package.parent / "problems").mkdir()
    assert data_folder("problems") == package.parent / "problems"
    (package / "_data" / "problems").mkdir(parents=True)
    assert data_folder("problems") == package / "_data" / "problems"


def test_a_missing_folder_is_said_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch)
    with pytest.raises(VoiceInterviewerError, match="problems") as caught:
        data_folder("problems")
    assert caught.value.remedy
