"""Which sound device is meant, and what is said where there is none."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.engines.fake_sounddevice import FakeSoundDevice, PortAudioError, installed
from voice_interviewer.engines.portaudio import PortAudioLoudspeaker, PortAudioMicrophone, list_devices
from voice_interviewer.engines.sounddevices import DeviceInfo, find_device
from voice_interviewer.errors import DeviceError, UnknownName, UsageError


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeSoundDevice:
    return installed(monkeypatch)


# ---------------------------------------------------------------- which device


def info(
    index: int, name: str, inputs: int = 1, outputs: int = 2, host: str = "ALSA", **more: Any
) -> DeviceInfo:
    return DeviceInfo(index, name, host, inputs, outputs, 48_000, **more)


DEVICES = (
    info(0, "Built-in Audio", default_input=True, default_output=True),
    info(1, "Jabra Headset"),
    info(2, "Jabra Speaker", inputs=0),
    info(3, "HDMI", inputs=0, outputs=8),
    info(4, "Webcam", outputs=0),
)


def test_devices_are_listed_with_host_rate_channels_and_defaults(fake: FakeSoundDevice) -> None:
    assert list_devices() == (
        DeviceInfo(0, "Laptop", "ALSA", 2, 2, 48_000, default_input=True, latency=(0.0087, 0.1)),
        DeviceInfo(1, "Headset", "ALSA", 1, 2, 16_000, latency=(0.0087, 0.1)),
        DeviceInfo(2, "HDMI", "ALSA", 0, 8, 48_000, default_output=True, latency=(0.0087, 0.1)),
    )


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (None, 0),
        (1, 1),
        ("1", 1),
        ("webcam", 4),
        ("WEBC", 4),
        ("jabra", 1),
        ("Jabra Headset", 1),
        (" built ", 0),
    ],
)
def test_a_microphone_is_found_by_index_by_part_of_its_name_or_as_the_default(
    wanted: str | int | None, index: int
) -> None:
    assert find_device(wanted, DEVICES, "input").index == index


def test_a_name_that_fits_two_devices_lists_both() -> None:
    with pytest.raises(UsageError) as caught:
        find_device("jabra", DEVICES, "output")
    assert caught.value.message == "More than one loudspeaker is called “jabra”."
    assert (
        caught.value.remedy
        == "Choose --speaker 1 (Jabra Headset, ALSA) or --speaker 2 (Jabra Speaker, ALSA)."
    )


def test_an_exact_name_goes_before_a_part_of_another() -> None:
    devices = (info(0, "pulse"), info(1, "pulse monitor"), info(2, "default", default_input=True))
    assert find_device("Pulse", devices, "input").index == 0


WINDOWS = (
    info(0, "Microphone (USB)", host="MME", default_input=True),
    info(1, "Microphone (USB)", host="Windows WASAPI"),
    info(2, "Microphone (USB)", host="Windows WDM-KS"),
)


def test_one_device_under_several_hosts_is_taken_from_the_systems_own() -> None:
    assert find_device("usb", WINDOWS, "input").index == 0


def test_a_host_can_be_named_behind_the_device() -> None:
    assert find_device("(usb), windows wasapi", WINDOWS, "input").index == 1


def test_without_a_default_the_same_name_twice_is_not_guessed() -> None:
    with pytest.raises(UsageError, match="More than one microphone"):
        find_device("usb", WINDOWS[1:], "input")


@pytest.mark.parametrize("wanted", ["headphnes", "9", 9, "-1"])
def test_an_unknown_device_lists_what_there_is(wanted: str | int) -> None:
    with pytest.raises(UnknownName) as caught:
        find_device(wanted, DEVICES, "input")
    assert caught.value.message == f"There is no sound device called “{wanted}”."
    assert "--mic 0 (Built-in Audio, ALSA)" in caught.value.remedy
    assert "HDMI" not in caught.value.remedy


@pytest.mark.parametrize("wanted", [3, "hdmi"])
def test_a_device_without_inputs_is_no_microphone(wanted: str | int) -> None:
    with pytest.raises(UsageError, match="“HDMI” has no inputs, so it cannot be the microphone"):
        find_device(wanted, DEVICES, "input")


@pytest.mark.parametrize("devices", [(), DEVICES[2:4]])
def test_a_machine_without_any_microphone_says_so(devices: tuple[DeviceInfo, ...]) -> None:
    with pytest.raises(DeviceError) as caught:
        find_device(None, devices, "input")
    assert caught.value.message == "No microphone was found."
    assert "--stt typed" in caught.value.remedy


def test_a_machine_without_a_default_asks_for_a_choice() -> None:
    with pytest.raises(DeviceError, match=r"no default loudspeaker.*--speaker 1 "):
        find_device(None, DEVICES[1:], "output")


# ---------------------------------------------------------------- without PortAudio


@pytest.mark.parametrize(
    ("system", "remedy"), [("Linux", "libportaudio2"), ("Windows", "sounddevice package again")]
)
def test_a_missing_library_is_named_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, remedy: str
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr("platform.system", lambda: system)
    with pytest.raises(DeviceError, match="is not installed") as caught:
        PortAudioMicrophone()
    assert remedy in caught.value.remedy


def test_a_library_that_cannot_start_is_a_device_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise RuntimeError('Error initializing PortAudio')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(DeviceError, match="PortAudio found no sound system: Error initializing PortAudio"):
        list_devices()


def test_a_listing_that_fails_is_a_device_error(
    fake: FakeSoundDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise PortAudioError("Error querying device -1")

    monkeypatch.setattr(fake, "query_devices", fail)
    with pytest.raises(DeviceError, match="could not be listed: Error querying device -1"):
        PortAudioLoudspeaker()
