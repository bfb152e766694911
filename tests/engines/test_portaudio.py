"""PortAudio's side of the house, on a stand-in for the sounddevice module (test_pulse.py has the real one)."""

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.engines.fake_sounddevice import LATE, FakeSoundDevice, PortAudioError, installed
from voice_interviewer.engines import portaudio
from voice_interviewer.engines.portaudio import PortAudioLoudspeaker, PortAudioMicrophone
from voice_interviewer.errors import DeviceError
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeSoundDevice:
    return installed(monkeypatch)


def ignore(*_: Any) -> None:
    pass


def silence(n: int, plays_at: float) -> Samples:
    return np.zeros(n, np.float32)


def note(into: list[Any]) -> Callable[..., None]:
    return lambda *arguments: into.append(arguments[0] if len(arguments) == 1 else arguments)


# ---------------------------------------------------------------- opening


def test_a_microphone_opens_at_its_own_rate_with_one_channel_and_30_ms_blocks(fake: FakeSoundDevice) -> None:
    PortAudioMicrophone("laptop").start(ignore, ignore)
    options = fake.opened[0].options
    wanted = {
        "device": 0,
        "samplerate": 48_000,
        "channels": 1,
        "blocksize": 1440,
        "latency": 0.06,
        "dtype": "float32",
    }
    assert {key: options[key] for key in wanted} == wanted


def test_devices_are_named_as_the_system_names_them(fake: FakeSoundDevice) -> None:
    assert (PortAudioMicrophone().name, PortAudioLoudspeaker("head").name) == ("Laptop", "Headset")


def test_a_loudspeaker_opens_in_stereo_and_no_faster_than_the_device_can(fake: FakeSoundDevice) -> None:
    loudspeaker = PortAudioLoudspeaker("headset")
    loudspeaker.start(silence, ignore)
    options = fake.opened[0].options
    assert loudspeaker.rate == options["samplerate"] == 16_000
    assert (options["channels"], options["blocksize"], options["latency"]) == (2, 320, 0.1)


@pytest.mark.parametrize(("offered", "opened"), [(1, 1), (2, 2), (8, 8)])
def test_a_loudspeaker_takes_the_channels_that_a_device_insists_on(
    fake: FakeSoundDevice, offered: int, opened: int
) -> None:
    fake.refuse = lambda options: (
        None if options["channels"] == offered else PortAudioError("channels", -9998)
    )
    PortAudioLoudspeaker("hdmi").start(silence, ignore)
    assert fake.opened[0].options["channels"] == opened


@pytest.mark.parametrize(
    ("error", "message", "remedy"),
    [
        (
            PortAudioError("Device unavailable", -9985),
            "it is in use or gone.",
            "Close the program that uses it",
        ),
        (
            PortAudioError("Error opening InputStream: Invalid sample rate", -9997),
            "Invalid sample rate.",
            "--mic",
        ),
        (PortAudioError(), ": PortAudioError.", "Check that it is connected"),
    ],
)
def test_a_device_that_cannot_be_opened_says_why(
    fake: FakeSoundDevice, error: PortAudioError, message: str, remedy: str
) -> None:
    fake.refuse = lambda options: error
    with pytest.raises(DeviceError) as caught:
        PortAudioMicrophone().start(ignore, ignore)
    assert caught.value.message.startswith("The microphone “Laptop” could not be opened")
    assert caught.value.message.endswith(message)
    assert remedy in caught.value.remedy
    assert caught.value.__cause__ is error


def test_a_device_that_opens_but_does_not_start_is_closed_again_without_trouble(
    fake: FakeSoundDevice,
) -> None:
    fake.start_fails = True
    troubles: list[str] = []
    with pytest.raises(DeviceError, match="could not be opened: Host error"):
        PortAudioLoudspeaker().start(silence, note(troubles))
    assert fake.opened[0].closed
    assert troubles == []


# ---------------------------------------------------------------- sound


def test_a_microphone_delivers_160_samples_at_a_time_whatever_comes(fake: FakeSoundDevice) -> None:
    got: list[tuple[Samples, float]] = []
    microphone = PortAudioMicrophone("headset")
    microphone.start(note(got), ignore)
    sent = np.random.default_rng(1).normal(0.0, 0.1, 1000).astype(np.float32)
    for piece in np.split(sent, [7, 327, 647]):
        fake.opened[0].capture(piece, adc=0.0)
    assert [len(block) for block, _ in got] == [160] * 6
    assert np.array_equal(np.concatenate([block for block, _ in got]), sent[:960])


def test_a_microphone_at_another_rate_is_brought_to_16_khz(fake: FakeSoundDevice) -> None:
    got: list[tuple[Samples, float]] = []
    PortAudioMicrophone("laptop").start(note(got), ignore)
    tone = np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000).astype(np.float32)
    for piece in np.split(tone, 50):
        fake.opened[0].capture(piece, adc=0.0)
    heard = np.concatenate([block for block, _ in got])
    expected = np.sin(2 * np.pi * 1000 * np.arange(len(heard)) / SAMPLE_RATE)
    assert 0.96 < len(heard) / SAMPLE_RATE <= 1.0
    assert np.max(np.abs(heard[500:] - expected[500:])) < 0.01


def test_a_pair_of_channels_is_mixed_down(fake: FakeSoundDevice) -> None:
    fake.refuse = lambda options: None if options["channels"] == 2 else PortAudioError("channels", -9998)
    fake.devices[0]["default_samplerate"] = 16_000.0
    got: list[tuple[Samples, float]] = []
    PortAudioMicrophone().start(note(got), ignore)
    fake.opened[0].capture(np.tile(np.array([0.5, 0.1], np.float32), (160, 1)), adc=0.0)
    assert got[0][0] == pytest.approx(np.full(160, 0.3))


def test_a_delivered_block_is_a_copy_of_portaudios_buffer(fake: FakeSoundDevice) -> None:
    got: list[tuple[Samples, float]] = []
    PortAudioMicrophone("headset").start(note(got), ignore)
    buffer = np.full(160, 0.5, np.float32)
    fake.opened[0].capture(buffer, adc=0.0)
    buffer[:] = 0.0
    assert np.all(got[0][0] == 0.5)


def test_capture_times_are_the_devices_on_the_monotonic_clock(fake: FakeSoundDevice) -> None:
    got: list[tuple[Samples, float]] = []
    PortAudioMicrophone("headset").start(note(got), ignore)
    captured = time.monotonic() - 0.3
    fake.opened[0].capture(np.zeros(320, np.float32), adc=captured + 1000.0)
    assert [at for _, at in got] == pytest.approx([captured, captured + 0.01], abs=0.002)


@pytest.mark.parametrize("adc", [0.0, 1.0e9])
def test_without_a_usable_stamp_sound_counts_as_captured_just_before_it_came(
    fake: FakeSoundDevice, adc: float
) -> None:
    got: list[tuple[Samples, float]] = []
    PortAudioMicrophone("headset").start(note(got), ignore)
    before = time.monotonic()
    fake.opened[0].capture(np.zeros(320, np.float32), adc)
    assert before - 0.02 <= got[0][1] <= time.monotonic() - 0.02


def test_a_host_without_a_clock_is_taken_at_its_stated_latency(fake: FakeSoundDevice) -> None:
    fake.clock = lambda: 0.0
    heard: list[tuple[Samples, float]] = []
    asked: list[float] = []

    def fill(n: int, plays_at: float) -> Samples:
        asked.append(plays_at)
        return np.zeros(n, np.float32)

    PortAudioMicrophone("headset").start(note(heard), ignore)
    PortAudioLoudspeaker("laptop").start(fill, ignore)
    now = time.monotonic()
    fake.opened[0].capture(np.zeros(160, np.float32), adc=0.0)
    fake.opened[1].play(576, dac=0.0)
    assert [heard[0][1] - now, asked[0] - now] == pytest.approx([-0.01, 0.1], abs=0.05)


def test_lost_samples_are_counted_and_move_the_capture_time(fake: FakeSoundDevice) -> None:
    got: list[tuple[Samples, float]] = []
    microphone = PortAudioMicrophone("headset")
    assert microphone.dropouts == 0
    microphone.start(note(got), ignore)
    began = time.monotonic() - 1.0 + 1000.0
    fake.opened[0].capture(np.zeros(160, np.float32), adc=began)
    fake.opened[0].capture(np.zeros(160, np.float32), adc=began + 0.06, status=LATE)
    assert microphone.dropouts == 1
    assert got[1][1] - got[0][1] == pytest.approx(0.06, abs=0.002)


def test_a_loudspeaker_plays_the_same_on_every_channel(fake: FakeSoundDevice) -> None:
    PortAudioLoudspeaker("laptop").start(lambda n, at: np.arange(n, dtype=np.float32), ignore)
    out = fake.opened[0].play(720, dac=0.0)
    assert np.array_equal(out, np.stack([np.arange(720)] * 2, axis=1))


def test_a_loudspeaker_says_when_what_it_asks_for_will_be_heard(fake: FakeSoundDevice) -> None:
    asked: list[tuple[int, float]] = []

    def fill(n: int, plays_at: float) -> Samples:
        asked.append((n, plays_at))
        return np.zeros(n, np.float32)

    loudspeaker = PortAudioLoudspeaker("laptop")
    assert loudspeaker.dropouts == 0
    loudspeaker.start(fill, ignore)
    now = time.monotonic()
    fake.opened[0].play(720, dac=now + 1000.0 + 0.5)
    fake.opened[0].play(720, dac=0.0, status=LATE)
    fake.opened[0].play(720, dac=now + 1000.0 - 2.0)
    assert [n for n, _ in asked] == [720, 720, 720]
    assert [at - now for _, at in asked] == pytest.approx([0.5, 0.1, 0.0], abs=0.05)
    assert loudspeaker.dropouts == 1


# ---------------------------------------------------------------- ending


def test_a_device_that_goes_away_is_trouble_told_once(fake: FakeSoundDevice) -> None:
    troubles: list[str] = []
    microphone = PortAudioMicrophone()
    microphone.start(ignore, note(troubles))
    fake.opened[0].options["finished_callback"]()
    microphone.stop()
    assert troubles == ["The microphone “Laptop” stopped working."]
    assert fake.opened[0].closed


@pytest.mark.parametrize("kind", [PortAudioMicrophone, PortAudioLoudspeaker])
def test_stopping_is_no_trouble_and_may_be_done_twice_and_before_starting(
    fake: FakeSoundDevice, kind: type[PortAudioMicrophone] | type[PortAudioLoudspeaker]
) -> None:
    troubles: list[str] = []
    thing: Any = kind()
    thing.stop()
    thing.start(silence, note(troubles))
    thing.stop()
    thing.stop()
    assert fake.opened[0].closed
    assert troubles == []


def test_a_callback_after_stop_delivers_and_asks_nothing(fake: FakeSoundDevice) -> None:
    got: list[Any] = []
    microphone, loudspeaker = PortAudioMicrophone(), PortAudioLoudspeaker()
    microphone.start(note(got), ignore)
    loudspeaker.start(lambda n, at: np.ones(n, np.float32), ignore)
    microphone.stop()
    loudspeaker.stop()
    fake.opened[0].capture(np.ones(4800, np.float32), adc=0.0)
    assert not fake.opened[1].play(720, dac=0.0).any()
    assert got == []


def test_a_stopped_device_can_be_started_again(fake: FakeSoundDevice) -> None:
    got: list[tuple[Samples, float]] = []
    microphone = PortAudioMicrophone("headset")
    for _ in range(2):
        microphone.start(note(got), ignore)
        fake.opened[-1].capture(np.zeros(160, np.float32), adc=0.0)
        microphone.stop()
    assert len(got) == 2
    assert fake.initialized == 1
    assert [stream.closed for stream in fake.opened] == [True, True]


def test_a_driver_that_hangs_does_not_hold_the_program(
    fake: FakeSoundDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portaudio, "STOP_DEADLINE", 0.01)
    microphone = PortAudioMicrophone()
    microphone.start(ignore, ignore)
    hang = threading.Event()
    monkeypatch.setattr(fake.opened[0], "abort", lambda: hang.wait(10))
    microphone.stop()
    assert not fake.opened[0].closed
    hang.set()


# ---------------------------------------------------------------- unplugged, plugged in, switched


def unplug(fake: FakeSoundDevice, name: str) -> None:
    """The device is gone; PortAudio notices what is in its place only when it is started anew."""
    for stream in fake.opened:
        if fake.devices[stream.options["device"]]["name"] == name:
            stream.options["finished_callback"]()
    gone = [index for index, each in enumerate(fake.devices) if each["name"] == name]
    fake.refuse = lambda options: (
        PortAudioError("Device unavailable", -9985) if options["device"] in gone else None
    )


def plug(fake: FakeSoundDevice, *names: str, microphone: int, loudspeaker: int) -> None:
    """What PortAudio finds when it is started anew."""

    def found() -> None:
        fake.devices = [by_name[name] for name in names]
        fake.default.device = {"input": microphone, "output": loudspeaker}
        fake.refuse = lambda options: None

    by_name = {each["name"]: each for each in fake.devices}
    fake.on_initialize = found


def test_the_systems_own_choice_is_made_anew_when_a_device_is_opened_again(fake: FakeSoundDevice) -> None:
    troubles: list[str] = []
    microphone = PortAudioMicrophone()
    microphone.start(ignore, note(troubles))
    fake.opened[0].capture(np.zeros(480, np.float32), adc=0.0)
    unplug(fake, "Laptop")
    plug(fake, "HDMI", "Headset", microphone=1, loudspeaker=0)
    got: list[tuple[Samples, float]] = []
    microphone.stop()
    microphone.start(note(got), note(troubles))
    assert (microphone.name, fake.opened[-1].options["samplerate"]) == ("Headset", 16_000)
    fake.opened[-1].capture(np.ones(160, np.float32), adc=0.0)
    assert len(got) == 1
    assert troubles == ["The microphone “Laptop” stopped working."]


def test_a_chosen_device_is_found_again_under_another_number_and_no_other_in_its_place(
    fake: FakeSoundDevice,
) -> None:
    microphone = PortAudioMicrophone("headset")
    microphone.start(ignore, ignore)
    fake.opened[0].capture(np.zeros(160, np.float32), adc=0.0)
    unplug(fake, "Headset")
    plug(fake, "Laptop", microphone=0, loudspeaker=0)
    headset = fake.devices[1]
    for _ in range(2):
        microphone.stop()
        with pytest.raises(DeviceError, match="“Headset” is not connected"):
            microphone.start(ignore, ignore)
    fake.devices = [headset, *fake.devices]
    fake.on_initialize = lambda: None
    microphone.stop()
    microphone.start(ignore, ignore)
    assert fake.opened[-1].options["device"] == 0
    assert fake.opened[-1].options["samplerate"] == 16_000


def test_looking_for_one_device_opens_the_other_again_without_a_word(fake: FakeSoundDevice) -> None:
    troubles: list[str] = []
    microphone, loudspeaker = PortAudioMicrophone(), PortAudioLoudspeaker("hdmi")
    microphone.start(ignore, ignore)
    loudspeaker.start(lambda n, at: np.ones(n, np.float32), note(troubles))
    fake.opened[0].capture(np.zeros(480, np.float32), adc=0.0)
    unplug(fake, "Laptop")
    plug(fake, "Headset", "HDMI", microphone=0, loudspeaker=1)
    microphone.stop()
    microphone.start(ignore, ignore)
    assert microphone.name == "Headset"
    assert fake.opened[1].closed
    again = next(stream for stream in fake.opened[2:] if stream.options["channels"] == 2)
    assert again.options["device"] == 1
    assert again.play(960, dac=0.0).all()
    assert troubles == []


def test_a_device_that_opened_but_gave_nothing_is_looked_for_anew(fake: FakeSoundDevice) -> None:
    microphone = PortAudioMicrophone()
    microphone.start(ignore, ignore)
    microphone.stop()
    plug(fake, "Headset", "Laptop", microphone=0, loudspeaker=1)
    microphone.start(ignore, ignore)
    assert microphone.name == "Headset"


def test_a_loudspeaker_is_filled_at_its_first_rate_also_when_another_takes_its_place(
    fake: FakeSoundDevice,
) -> None:
    asked: list[float] = []

    def fill(n: int, plays_at: float) -> Samples:
        asked.append(plays_at)
        return np.ones(n, np.float32)

    loudspeaker = PortAudioLoudspeaker()
    loudspeaker.start(fill, ignore)
    plug(fake, "Headset", microphone=0, loudspeaker=0)
    loudspeaker.stop()
    loudspeaker.start(fill, ignore)
    assert (loudspeaker.name, loudspeaker.rate) == ("Headset", 48_000)
    played = np.concatenate([fake.opened[-1].play(320, dac=0.0) for _ in range(20)])
    assert played[1600:] == pytest.approx(np.ones((4800, 2)), abs=0.01)
    assert len(asked) >= 20


def test_a_hanging_driver_is_not_looked_behind(
    fake: FakeSoundDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portaudio, "STOP_DEADLINE", 0.01)
    hang = threading.Event()
    microphone = PortAudioMicrophone()
    microphone.start(ignore, ignore)
    monkeypatch.setattr(fake.opened[0], "abort", lambda: hang.wait(10))
    with pytest.raises(DeviceError, match="a driver does not answer"):
        microphone.start(ignore, ignore)
    assert fake.initialized == 1
    hang.set()
