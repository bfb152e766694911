import subprocess
import sys
import threading
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.errors import UnknownName
from voice_interviewer.ports import Synthesizer
from voice_interviewer.speech.frame import rms_db

SENTENCE = "How late do the labels arrive?"


@pytest.fixture
def voice() -> Synthesizer:
    voice = EspeakSynthesizer()
    voice.prepare()
    return voice


def alone(code: str) -> str:
    """What `code` prints where the library has not been loaded yet; it stays as it was begun for a whole process."""
    program = f"""
import ctypes, espeakng_loader
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.errors import VoiceInterviewerError
{code}
try:
    EspeakSynthesizer().synthesize("Hello.")
except VoiceInterviewerError as error:
    print(type(error).__name__, error)
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_a_sentence_sounds_at_a_speaking_level_and_length(voice: Synthesizer) -> None:
    audio = voice.synthesize(SENTENCE)
    assert audio.sentence == SENTENCE
    assert audio.rate == 22_050
    assert audio.samples.dtype == np.float32
    assert audio.samples.ndim == 1
    assert 1.0 < audio.duration < 3.0
    assert -30 < rms_db(audio.samples) < -15
    assert np.abs(audio.samples).max() < 0.95


def test_it_begins_at_once_and_ends_with_the_last_sound(voice: Synthesizer) -> None:
    audio = voice.synthesize(SENTENCE)
    first, last = audio.samples[: audio.rate // 50], audio.samples[-audio.rate // 20 :]
    assert rms_db(first) > -50
    assert rms_db(last) > -50


def test_the_same_text_sounds_the_same(voice: Synthesizer) -> None:
    # But for the phase of the voice, which runs on from sentence to sentence.
    one, other = voice.synthesize(SENTENCE), voice.synthesize(SENTENCE)
    assert one.duration == pytest.approx(other.duration, abs=0.05)
    assert rms_db(one.samples) == pytest.approx(rms_db(other.samples), abs=0.5)


def test_longer_text_sounds_longer(voice: Synthesizer) -> None:
    assert voice.synthesize(f"{SENTENCE} {SENTENCE}").duration > 1.8 * voice.synthesize(SENTENCE).duration


def test_a_slower_pace_takes_longer_and_can_be_taken_back(voice: Synthesizer) -> None:
    usual = voice.synthesize(SENTENCE).duration
    voice.set_pace(0.75)
    assert voice.synthesize(SENTENCE).duration == pytest.approx(usual / 0.75, rel=0.1)
    voice.set_pace(1.0)
    assert voice.synthesize(SENTENCE).duration == pytest.approx(usual, rel=0.02)


def test_a_pace_beyond_what_the_library_knows_is_its_limit(voice: Synthesizer) -> None:
    voice.set_pace(0.01)
    slowest = voice.synthesize(SENTENCE).duration
    voice.set_pace(0.5)
    assert slowest == pytest.approx(voice.synthesize(SENTENCE).duration, rel=0.1)


@pytest.mark.parametrize("text", ["", " ", "...", "\0"])
def test_text_without_words_is_no_sound(voice: Synthesizer, text: str) -> None:
    assert len(voice.synthesize(text).samples) == 0


def test_text_beyond_ascii_is_spoken(voice: Synthesizer) -> None:
    assert voice.synthesize("naïve café — “yes”").duration > 0.8


@pytest.mark.parametrize("name", ["en-gb", "EN-GB", "en-us", "en-gb+f3", "en"])
def test_voices_go_by_their_language_with_or_without_a_variant(name: str) -> None:
    voice = EspeakSynthesizer(name)
    voice.prepare()
    assert voice.name == f"eSpeak NG {name}"
    assert voice.synthesize("Hello.").duration > 0.2


def test_two_voices_in_one_process_do_not_take_each_others_place() -> None:
    low, high = EspeakSynthesizer("en-us"), EspeakSynthesizer("en-us+f3")
    alone = low.synthesize(SENTENCE).samples
    high.synthesize(SENTENCE)
    between = low.synthesize(SENTENCE).samples
    assert pitch(between) == pytest.approx(pitch(alone), rel=0.2)
    assert pitch(high.synthesize(SENTENCE).samples) > 1.5 * pitch(alone)


def pitch(samples: np.ndarray) -> float:
    """Hz, from the strongest period between 70 and 300 Hz of the whole sentence."""
    power = np.abs(np.fft.rfft(samples, 2 * len(samples))) ** 2
    similarity = np.fft.irfft(power)
    shortest, longest = 22_050 // 300, 22_050 // 70
    return 22_050 / (shortest + int(np.argmax(similarity[shortest:longest])))


def test_threads_take_turns() -> None:
    expected = EspeakSynthesizer().synthesize(SENTENCE).duration
    durations: list[float] = []

    def speak() -> None:
        voice = EspeakSynthesizer()
        durations.extend(voice.synthesize(SENTENCE).duration for _ in range(5))

    threads = [threading.Thread(target=speak) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert durations == pytest.approx([expected] * 15, abs=0.05)


def test_an_unknown_voice_is_named_with_its_neighbours() -> None:
    with pytest.raises(UnknownName, match="en-gd") as caught:
        EspeakSynthesizer("en-gd").prepare()
    assert "en-gb" in caught.value.near


def test_a_library_that_does_not_load_is_a_missing_part() -> None:
    said = alone("espeakng_loader.get_library_path = lambda: '/nowhere/libespeak-ng.so'")
    assert said.startswith("PartMissing eSpeak NG does not load: /nowhere/libespeak-ng.so")
    assert "--tts none" in said


def test_voices_in_too_deep_a_folder_are_a_missing_part_with_the_way_out(tmp_path: Path) -> None:
    data = tmp_path / ("a" * 100) / ("b" * 100) / "espeak-ng-data"
    data.parent.mkdir(parents=True)
    data.symlink_to(espeakng_loader.get_data_path())
    said = alone(f"espeakng_loader.get_data_path = lambda: {str(data)!r}")
    assert said.startswith("PartMissing eSpeak NG cannot read its voices")
    assert "shorter path" in said


def test_a_sentence_the_library_refuses_is_an_engine_error() -> None:
    said = alone("""
class Refusing:
    def __init__(self, path): pass
    def __getattr__(self, name): return lambda *args: 22050 if name == "espeak_Initialize" else 0
ctypes.CDLL = Refusing
class Callable:
    argtypes = None
    def __call__(self, *args): return 7
Refusing.espeak_Synth = Callable()
""")
    assert said.startswith("VoiceError eSpeak NG could not speak a sentence (status 7).")


def test_closing_one_voice_leaves_the_others(voice: Synthesizer) -> None:
    other = EspeakSynthesizer()
    other.close()
    assert voice.synthesize(SENTENCE).duration > 1.0
