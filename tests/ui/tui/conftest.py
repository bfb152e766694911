"""Screens look the same whatever the terminal that the tests are started from."""

import pytest

from voice_interviewer.ui.tui import calm


@pytest.fixture(autouse=True)
def in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(calm, "_colourless", lambda: False)
