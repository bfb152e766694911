import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.paths import SHARED, needs_shared
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.engines.piper import PiperSynthesizer
from voice_interviewer.errors import PartMissing, VoiceError

STANDIN = SHARED / "models" / "piper-medium-standin" / "voice.onnx"
SENTENCE = "How late do the labels arrive?"


@pytest.fixture(scope="module")
def voice() -> PiperSynthesizer:
    """The stand-in: noise, as long as a real voice would speak."""
    voice = PiperSynthesizer(STANDIN, "standin")
    voice.prepare()
    return voice


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A voice's two files with nothing right in them."""
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"not a model")
    (tmp_path / "voice.onnx.json").write_text("{}")
    return model


@needs_shared
def test_a_sentence_sounds_at_a_speaking_length_and_below_full_scale(voice: PiperSynthesizer) -> None:
    audio = voice.synthesize(SENTENCE)
    assert audio.sentence == SENTENCE
    assert audio.rate == 22_050
    assert audio.samples.dtype == np.float32
    assert audio.samples.ndim == 1
    assert 0.8 < audio.duration < 3.0
    assert 0.5 < np.abs(audio.samples).max() <= 0.81


@needs_shared
def test_a_slower_pace_takes_longer_and_can_be_taken_back(voice: PiperSynthesizer) -> None:
    # The stand-in's lengths vary by a third from call to call.
    usual = voice.synthesize(SENTENCE).duration
    voice.set_pace(0.25)
    assert voice.synthesize(SENTENCE).duration > 2 * usual
    voice.set_pace(1.0)
    assert voice.synthesize(SENTENCE).duration < 2 * usual


@needs_shared
@pytest.mark.parametrize("text", ["", "   "])
def test_text_without_words_is_no_sound(voice: PiperSynthesizer, text: str) -> None:
    assert len(voice.synthesize(text).samples) == 0


@needs_shared
def test_it_speaks_beside_espeak_though_it_has_one_of_its_own(voice: PiperSynthesizer) -> None:
    embedded = EspeakSynthesizer("en-us")
    alone = embedded.synthesize(SENTENCE).duration
    lengths: list[float] = []
    thread = threading.Thread(
        target=lambda: lengths.extend(embedded.synthesize(SENTENCE).duration for _ in range(20))
    )
    thread.start()
    natural = [voice.synthesize(SENTENCE).duration for _ in range(3)]
    thread.join()
    assert lengths == pytest.approx([alone] * 20, abs=0.05)
    assert all(0.8 < duration < 3.0 for duration in natural)


@needs_shared
def test_it_speaks_after_it_was_closed(voice: PiperSynthesizer) -> None:
    voice.close()
    assert voice.synthesize("Hello.").duration > 0.1


@needs_shared
def test_a_sentence_that_fails_is_an_engine_error_with_another_voice_as_the_way_out() -> None:
    voice = PiperSynthesizer(STANDIN, "standin")
    voice.prepare()
    voice.set_pace(0.0)
    with pytest.raises(VoiceError, match="could not speak") as caught:
        voice.synthesize(SENTENCE)
    assert "--tts espeak" in caught.value.remedy


@pytest.mark.parametrize("lost", ["voice.onnx", "voice.onnx.json"])
def test_a_missing_file_is_named_with_what_brings_it(files: Path, lost: str) -> None:
    (files.parent / lost).unlink()
    with pytest.raises(PartMissing, match=lost) as caught:
        PiperSynthesizer(files, "en_GB-alan-medium")
    assert "voice-interviewer models list" in caught.value.remedy


def test_a_damaged_model_is_an_engine_error_with_what_mends_it(files: Path) -> None:
    with pytest.raises(VoiceError, match="does not load") as caught:
        PiperSynthesizer(files, "en_GB-alan-medium").prepare()
    assert "models list" in caught.value.remedy
    assert "ONNX" not in caught.value.message


@needs_shared
@pytest.mark.parametrize("description", ["{}", "{", "[]", '{"audio": {}}'])
def test_a_damaged_description_is_one_too(tmp_path: Path, description: str) -> None:
    model = tmp_path / "voice.onnx"
    model.symlink_to(STANDIN)
    (tmp_path / "voice.onnx.json").write_text(description)
    with pytest.raises(VoiceError, match="does not load"):
        PiperSynthesizer(model, "broken").prepare()


@needs_shared
def test_a_truncated_model_is_one_too(tmp_path: Path) -> None:
    model = tmp_path / "voice.onnx"
    with STANDIN.open("rb") as whole:
        model.write_bytes(whole.read(1_000_000))
    shutil.copy(STANDIN.with_name("voice.onnx.json"), tmp_path)
    with pytest.raises(VoiceError, match="does not load"):
        PiperSynthesizer(model, "cut").prepare()


def test_it_is_named_for_people(files: Path) -> None:
    assert PiperSynthesizer(files, "en_GB-alan-medium").name == "Piper en_GB-alan-medium"
