"""Parts asked for by name: there, or an error with its remedy; never quietly another."""

import asyncio
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.homes import empty_home
from tests.paths import DATA
from voice_interviewer.assemble import parts
from voice_interviewer.assemble.parts import Devices, choose, sound_devices
from voice_interviewer.engines.wavefile import WavMicrophone
from voice_interviewer.errors import DeviceError, PartMissing, UsageError
from voice_interviewer.settings import Settings
from voice_interviewer.testing import FakeLoudspeaker

ANSWER = DATA / "audio" / "39-the-business-goal-is.wav"
SILENT = Devices(None, None)


def settings(tmp_path: Path, *, told: tuple[str, ...] = (), **values: Any) -> Settings:
    """Settings whose `told` were on the command line; the models folder is an empty one."""
    sources = MappingProxyType(dict.fromkeys(told, "command line"))
    return Settings(llm="bank", out=str(tmp_path), sources=sources, **values)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No sound devices and no models."""

    def missing(wanted: str | int | None = None) -> None:
        raise DeviceError("No device was found.", "Plug in a headset.")

    monkeypatch.setattr(parts, "PortAudioMicrophone", missing)
    monkeypatch.setattr(parts, "PortAudioLoudspeaker", missing)
    empty_home(monkeypatch, tmp_path / "home")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"mic": "nosuch"}, "The microphone “nosuch” cannot be used: no device was found."),
        ({"stt": "typed", "speaker": "3"}, "The loudspeaker “3” cannot be used: no device was found."),
        ({"stt": "whisper"}, "No device was found."),
        ({"stt_model": "base.en"}, "No device was found."),
    ],
)
def test_a_device_asked_for_is_missing(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    with pytest.raises(PartMissing) as caught:
        sound_devices(settings(tmp_path, **values))
    assert caught.value.message == said


def test_a_device_nobody_asked_for_is_a_note(tmp_path: Path) -> None:
    devices = sound_devices(settings(tmp_path))
    assert (devices.microphone, devices.loudspeaker) == (None, None)
    assert "Type your answers" in devices.note
    assert "No loudspeaker here" in devices.note


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tts": "piper"}, "no loudspeaker for --tts piper"),
        ({"tts": "espeak"}, "no loudspeaker for --tts espeak"),
        ({"voice": "nope"}, "no loudspeaker for --voice nope"),
    ],
)
def test_a_voice_asked_for_needs_a_loudspeaker(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    with pytest.raises(PartMissing, match=said):
        asyncio.run(choose(settings(tmp_path, **values), SILENT, 20))
    with pytest.raises(UsageError, match="nothing to speak through"):
        asyncio.run(choose(settings(tmp_path, told=tuple(values), speaker="none", **values), SILENT, 20))


def test_no_loudspeaker_asked_for_goes_before_a_voice_from_elsewhere(tmp_path: Path) -> None:
    chosen = asyncio.run(choose(settings(tmp_path, speaker="none", tts="espeak"), SILENT, 20))
    assert chosen.synthesizer is None
    assert chosen.parts.tts == "none (words shown)"


def test_typed_answers_need_no_voice_detector(tmp_path: Path) -> None:
    assert asyncio.run(choose(settings(tmp_path), SILENT, 20)).parts.vad == "none"
    heard = Devices(WavMicrophone(ANSWER), None)
    assert asyncio.run(choose(settings(tmp_path), heard, 20)).parts.vad != "none"


@pytest.mark.parametrize(
    ("values", "remedy"),
    [
        ({"stt_model": "base.en"}, "Run `voice-interviewer models pull base.en`"),
        ({"stt_model": "base.em"}, "Did you mean base.en?"),
        ({"stt_model": "/no/folder"}, "`voice-interviewer models list` names"),
        ({"stt": "whisper"}, "models pull base.en"),
        ({"tts": "piper"}, "models pull en_US-lessac-medium"),
        ({"tts": "piper", "voice": "en_GB-alan-medium"}, "models pull en_GB-alan-medium"),
        ({"tts": "piper", "voice": "rs"}, "`voice-interviewer models list` names"),
    ],
)
def test_only_what_the_catalogue_has_can_be_pulled(
    tmp_path: Path, values: dict[str, Any], remedy: str
) -> None:
    devices = Devices(WavMicrophone(ANSWER), FakeLoudspeaker())
    with pytest.raises(PartMissing) as caught:
        asyncio.run(choose(settings(tmp_path, **values), devices, 20))
    assert remedy in caught.value.remedy
    assert "pull rs" not in caught.value.remedy
    assert "pull base.em" not in caught.value.remedy


@pytest.mark.parametrize("values", [{"llm": "bank"}, {"llm": "auto"}, {"llm": "ollama"}])
def test_an_address_that_is_none_is_bad_usage(values: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="“notaurl” is no address for --llm-url"):
        asyncio.run(choose(Settings(llm_url="notaurl", **values), SILENT, 20))
