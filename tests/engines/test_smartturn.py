"""Smart Turn: the published model, on real voices."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tests.paths import SHARED
from voice_interviewer.engines.smartturn import SmartTurn
from voice_interviewer.errors import RecogniserError
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples

MODEL = SHARED / "models" / "smart-turn" / "smart-turn-v3.2-cpu.onnx"
published = pytest.mark.skipif(not MODEL.is_file(), reason="the published Smart Turn is not here")


def speech(name: str) -> Samples:
    samples, rate = sf.read(SHARED / "audio" / name, dtype="float32")
    assert rate == SAMPLE_RATE
    return np.asarray(samples)


@pytest.fixture(scope="module")
def model() -> SmartTurn:
    return SmartTurn(MODEL)


@published
@pytest.mark.parametrize("name", ["libri-2412-153948-0000.flac", "libri-2412-153948-0001.flac"])
def test_a_whole_sentence_sounds_complete_and_its_beginning_does_not(model: SmartTurn, name: str) -> None:
    whole = speech(name)
    assert model.completeness(whole) > 0.9
    assert model.completeness(whole[: len(whole) * 6 // 10]) < 0.1


@published
def test_only_the_last_eight_seconds_count(model: SmartTurn) -> None:
    turn = speech("libri-2412-153948-0000.flac")
    before = np.concatenate([0.1 * np.ones(20 * SAMPLE_RATE, np.float32), turn[-8 * SAMPLE_RATE :]])
    assert model.completeness(before) == pytest.approx(model.completeness(turn[-8 * SAMPLE_RATE :]), abs=1e-4)


@published
def test_silence_and_nothing_are_probabilities_too(model: SmartTurn) -> None:
    for audio in (np.zeros(0, np.float32), np.zeros(SAMPLE_RATE, np.float32)):
        assert 0.0 <= model.completeness(audio) <= 1.0


def test_a_file_that_is_no_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"not a model")
    with pytest.raises(RecogniserError, match="Smart Turn does not load"):
        SmartTurn(tmp_path / "broken.onnx")
