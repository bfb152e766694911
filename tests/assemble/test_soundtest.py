"""Microphone and loudspeaker tried out, in rooms that are made up but run in real time."""

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from voice_interviewer.assemble import soundtest
from voice_interviewer.assemble.finding import Finding, State
from voice_interviewer.assemble.parts import Devices
from voice_interviewer.assemble.soundtest import examine_sound
from voice_interviewer.errors import DeviceError, PartMissing
from voice_interviewer.ports import Deliver, Fill, OnTrouble
from voice_interviewer.settings import Settings
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples

BLOCK = BLOCK_SAMPLES / SAMPLE_RATE
DELAY = 10
"""Blocks from the loudspeaker to the microphone."""


class RoomWithDevices:
    """A microphone and a loudspeaker at work on one thread. `sound` gives the microphone's own block by its number;
    `gain` is what of the loudspeaker reaches it."""

    def __init__(self, sound: Callable[[int], Samples], gain: float = 0.0) -> None:
        self.sound, self.gain = sound, gain
        self.deliver: Deliver | None = None
        self.fill: Fill | None = None
        self.dead = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        under_way = [np.zeros(BLOCK_SAMPLES, np.float32)] * DELAY
        began = time.monotonic()
        for number in range(10_000):
            at = began + number * BLOCK
            if self._over.wait(max(0.0, at - time.monotonic())):
                return
            fill, deliver = self.fill, self.deliver
            under_way.append(fill(BLOCK_SAMPLES, at) if fill else np.zeros(BLOCK_SAMPLES, np.float32))
            heard = self.sound(number) + self.gain * under_way.pop(0)
            if deliver and not self.dead:
                deliver(heard.astype(np.float32), at)

    def close(self) -> None:
        self._over.set()
        self._thread.join()


class RoomMicrophone:
    name = "Desk"
    noisy = True

    def __init__(self, room: RoomWithDevices, error: DeviceError | None = None, trouble: str = "") -> None:
        self._room, self._error, self._tells = room, error, trouble

    def start(self, deliver: Deliver, trouble: OnTrouble) -> None:
        if self._error:
            raise self._error
        self._room.deliver = deliver
        if self._tells:
            trouble(self._tells)

    def stop(self) -> None:
        self._room.deliver = None


class RoomLoudspeaker:
    name = "Box"
    rate = SAMPLE_RATE

    def __init__(self, room: RoomWithDevices, error: DeviceError | None = None, plays: bool = True) -> None:
        self._room, self._error, self._plays = room, error, plays

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        if self._error:
            raise self._error
        self._room.fill = fill if self._plays else None

    def stop(self) -> None:
        self._room.fill = None


def noise(level: float, voice: float = 0.0) -> Callable[[int], Samples]:
    random = np.random.default_rng(1)

    def block(number: int) -> Samples:
        loud = voice if number % 4 else level  # a voice has gaps
        return (random.standard_normal(BLOCK_SAMPLES) * (loud or level)).astype(np.float32)

    return block


def examined(
    monkeypatch: pytest.MonkeyPatch,
    sound: Callable[[int], Samples],
    *,
    gain: float = 0.0,
    microphone: Callable[[RoomWithDevices], RoomMicrophone | None] = RoomMicrophone,
    loudspeaker: Callable[[RoomWithDevices], RoomLoudspeaker | None] = RoomLoudspeaker,
    settings: Settings | None = None,
) -> dict[str, Finding]:
    room = RoomWithDevices(sound, gain)
    monkeypatch.setattr(soundtest, "_AFTER", 0.4)
    try:
        devices = Devices(microphone(room), loudspeaker(room))
        monkeypatch.setattr(soundtest, "sound_devices", lambda _: devices)
        found = {each.part: each for each in examine_sound(settings or Settings(), 0.3)}
    finally:
        room.close()
    assert (room.deliver, room.fill) == (None, None), "the devices were stopped"
    return found


def test_a_good_room_with_open_speakers_is_told_with_its_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(monkeypatch, noise(1e-4, voice=0.05), gain=0.1)
    assert [each.state for each in found.values()] == [State.GOOD] * 3
    assert found["echo"].figures["delay_ms"] == pytest.approx(100, abs=12)
    assert found["echo"].figures["loss_db"] == pytest.approx(20, abs=1)
    assert found["microphone"].figures["noise_db"] == pytest.approx(-80, abs=2)


def test_headphones_have_no_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(monkeypatch, noise(1e-4, voice=0.05))
    assert "does not come back" in found["echo"].text


def test_a_loudspeaker_as_loud_as_it_was_sent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(monkeypatch, noise(1e-4, voice=0.05), gain=1.2)["echo"]
    assert found.state is State.WORSE
    assert "2 dB stronger" in found.text
    assert "Turn the loudspeaker down" in found.remedy


def test_headphones_that_are_none_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(monkeypatch, noise(1e-4), gain=0.1, settings=Settings(headphones=True))
    assert found["echo"].state is State.WORSE
    assert "Leave --headphones out" in found["echo"].remedy


@pytest.mark.parametrize(
    ("sound", "state", "text", "remedy"),
    [
        (lambda _: np.zeros(BLOCK_SAMPLES, np.float32), State.BROKEN, "nothing but zeros", "Unmute"),
        (noise(1e-4, voice=2.0), State.WORSE, "overdriven", "Turn its level down"),
        (noise(0.03), State.WORSE, "noisy", "headset"),
        (noise(1e-4), State.WORSE, "no voice in it", "Speak"),
        (noise(1e-4, voice=2e-3), State.WORSE, "faint", "Come closer"),
    ],
)
def test_what_is_wrong_with_a_microphone_is_named_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, sound: Callable[[int], Samples], state: State, text: str, remedy: str
) -> None:
    def clipped(number: int) -> Samples:
        return np.clip(sound(number), -1.0, 1.0)

    found = examined(monkeypatch, clipped, loudspeaker=lambda _: None)
    assert found["microphone"].state is state
    assert text in found["microphone"].text
    assert remedy in found["microphone"].remedy


def test_devices_that_fail_are_told_and_the_other_is_tried_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = DeviceError("It is in use.", "Close the other program.")
    found = examined(monkeypatch, noise(1e-4), microphone=lambda room: RoomMicrophone(room, error))
    assert found["microphone"].state is State.BROKEN
    assert found["loudspeaker"].state is State.GOOD
    found = examined(monkeypatch, noise(1e-4, 0.05), loudspeaker=lambda room: RoomLoudspeaker(room, error))
    assert found["microphone"].state is State.GOOD
    assert found["loudspeaker"].remedy == "Close the other program."


def test_a_microphone_that_goes_or_gives_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(
        monkeypatch, noise(1e-4), microphone=lambda room: RoomMicrophone(room, trouble="It went.")
    )
    assert (found["microphone"].state, found["microphone"].text) == (State.BROKEN, "It went.")

    def deaf(room: RoomWithDevices) -> RoomMicrophone:
        room.dead = True
        return RoomMicrophone(room)

    found = examined(monkeypatch, noise(1e-4), microphone=deaf, loudspeaker=lambda _: None)
    assert "delivers no sound" in found["microphone"].text


def test_a_loudspeaker_that_never_plays_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(
        monkeypatch, noise(1e-4, 0.05), loudspeaker=lambda room: RoomLoudspeaker(room, plays=False)
    )
    assert "does not play" in found["loudspeaker"].text


def test_no_devices_are_a_note_unless_they_were_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = {"microphone": lambda _: None, "loudspeaker": lambda _: None}
    found = examined(monkeypatch, noise(1e-4), **nothing)  # type: ignore[arg-type]
    assert [each.state for each in found.values()] == [State.WORSE] * 2
    found = examined(monkeypatch, noise(1e-4), settings=Settings(stt="typed", tts="none"), **nothing)  # type: ignore[arg-type]
    assert [each.state for each in found.values()] == [State.GOOD] * 2


def test_a_device_asked_for_by_name_that_is_not_there_bars_the_interview(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(_: Settings) -> Devices:
        raise PartMissing("The microphone “x” is not here.", "Choose another.")

    monkeypatch.setattr(soundtest, "sound_devices", missing)
    (found,) = examine_sound(Settings(mic="x"))
    assert found.bars
