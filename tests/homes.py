"""A home of the test's own: no settings, models or sessions of whoever runs it."""

from pathlib import Path

import pytest

PLACES = ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA")
"""What platformdirs looks at, on any system."""


def empty_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in PLACES:
        monkeypatch.setenv(name, str(folder))
