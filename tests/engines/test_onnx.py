"""ONNX Runtime sessions: as many threads as were asked for, which sleep where they were asked to."""

import importlib.util
from pathlib import Path

import pytest

from voice_interviewer.engines.onnx import session


@pytest.fixture
def model() -> Path:
    """Any model that is always here."""
    (folder,) = importlib.util.find_spec("faster_whisper").submodule_search_locations  # type: ignore[union-attr, misc]
    return next(Path(folder, "assets").glob("*.onnx"))


def test_threads_are_as_many_as_asked_for_and_sleep_while_they_wait(model: Path) -> None:
    options = session(model, threads=2, spinning=False).get_session_options()
    assert options.intra_op_num_threads == 2
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"


def test_a_broken_file_is_raised_and_not_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(Exception, match=r"model\.onnx"):
        session(tmp_path / "model.onnx", threads=1)
    assert capfd.readouterr() == ("", "")
