"""Sound files of every kind, good and bad: read whole, played as a microphone, written as a loudspeaker."""

import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_interviewer.engines import wavefile
from voice_interviewer.engines.growingwav import GrowingWav
from voice_interviewer.engines.wavefile import (
    WavLoudspeaker,
    WavMicrophone,
    inspect,
    read_audio,
)
from voice_interviewer.errors import AudioFileError, DeviceError
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples, rms_db


def tone(rate: int, duration: float, channels: int = 1) -> Samples:
    """440 Hz at half of full scale, the same on every channel."""
    mono = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate * duration)) / rate)
    return np.tile(mono[:, np.newaxis], (1, channels)).astype(np.float32)


def ignore(*_: object) -> None:
    pass


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    """A second at 16 kHz, 16 bits, mono: a header of 44 bytes and 32,000 of sound."""
    soundfile.write(tmp_path / "second.wav", tone(16_000, 1.0), 16_000)
    return tmp_path / "second.wav"


# ---------------------------------------------------------------- good files


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("usual.wav", 16_000, 1, "PCM_16"),
        ("8-bit.wav", 8_000, 1, "PCM_U8"),
        ("24-bit.wav", 48_000, 2, "PCM_24"),
        ("32-bit.wav", 44_100, 2, "PCM_32"),
        ("float.wav", 96_000, 2, "FLOAT"),
        ("double.wav", 192_000, 6, "DOUBLE"),
        ("telephone.wav", 8_000, 1, "ULAW"),
        ("cd.flac", 44_100, 2, "PCM_16"),
        ("web.ogg", 22_050, 1, "VORBIS"),
    ],
)
def test_any_format_becomes_16_khz_mono_of_the_same_length_and_loudness(
    tmp_path: Path, name: str, rate: int, channels: int, subtype: str
) -> None:
    path = tmp_path / name
    soundfile.write(path, tone(rate, 0.5, channels), rate, subtype=subtype)
    sound = read_audio(path)
    assert sound.dtype == np.float32
    assert sound.shape == (pytest.approx(8_000, abs=2),)
    assert rms_db(sound[800:-800]) == pytest.approx(rms_db(tone(16_000, 0.5)[:, 0]), abs=0.3)
    assert inspect(path) == wavefile.SoundFileInfo(path, rate, channels, duration=0.5, warning="")


def test_stereo_is_the_mean_of_its_channels(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.tile([0.5, -0.1], (160, 1)), 16_000)
    assert read_audio(path) == pytest.approx(np.full(160, 0.2), abs=1e-4)


def test_float_samples_that_are_no_sound_are_made_harmless(tmp_path: Path) -> None:
    path = tmp_path / "float.wav"
    soundfile.write(path, np.array([0.5, np.nan, np.inf, -7.0], np.float32), 16_000, subtype="FLOAT")
    assert read_audio(path).tolist() == [0.5, 0.0, 1.0, -1.0]


@pytest.mark.parametrize("size", [0xFFFF_FFFF, 0x7FFF_F000])
def test_a_wav_from_a_pipe_that_could_not_know_its_length_is_whole(wav: Path, size: int) -> None:
    data = bytearray(wav.read_bytes())
    data[40:44] = struct.pack("<I", size)
    wav.write_bytes(data)
    assert (inspect(wav).warning, inspect(wav).duration) == ("", 1.0)


def test_chunks_before_the_sound_are_passed_over(wav: Path) -> None:
    data = wav.read_bytes()
    odd = b"note" + struct.pack("<I", 3) + b"abc\0"
    wav.write_bytes(data[:36] + odd + data[36:])
    assert (inspect(wav).warning, len(read_audio(wav))) == ("", 16_000)


# ---------------------------------------------------------------- bad files


def zeros_in_header(wav: Path, at: int) -> bytes:
    data = bytearray(wav.read_bytes())
    data[at : at + 4] = bytes(4)
    return bytes(data)


@pytest.mark.parametrize(
    ("spoil", "message", "remedy"),
    [
        (lambda wav: b"", "is empty.", "Record or copy it again."),
        (
            lambda wav: b"Dear diary, today I practised.\n" * 50,
            "is not a sound file that can be read.",
            "WAV, FLAC",
        ),
        (lambda wav: wav.read_bytes()[:30], "is not a sound file that can be read.", "WAV, FLAC"),
        (lambda wav: wav.read_bytes()[:44], "has a header but no sound in it.", "Record or copy it again."),
        (lambda wav: wav.read_bytes()[:45], "has a header but no sound in it.", "Record or copy it again."),
        (lambda wav: zeros_in_header(wav, 24), "is not a sound file that can be read.", "WAV, FLAC"),
        (
            lambda wav: wav.read_bytes().replace(struct.pack("<I", 16_000), struct.pack("<I", 3)),
            "is damaged: 3",
            "WAV",
        ),
    ],
    ids=["empty", "text", "torn header", "header only", "half a sample", "rate 0", "rate 3"],
)
def test_a_file_without_sound_is_an_error_with_a_remedy(
    wav: Path, spoil: Callable[[Path], bytes], message: str, remedy: str
) -> None:
    wav.write_bytes(spoil(wav))
    for use in (read_audio, inspect, WavMicrophone):
        with pytest.raises(AudioFileError) as caught:
            use(wav)
        assert str(wav) in caught.value.message
        assert message in caught.value.message
        assert remedy in caught.value.remedy
        assert caught.value.exit_status == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match=r"There is no sound file at .*nowhere\.wav"):
        read_audio(tmp_path / "nowhere.wav")


def test_a_folder_is_no_sound_file(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="is a folder, not a sound file"):
        read_audio(tmp_path)


def test_a_file_that_may_not_be_read_says_so(wav: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # file modes do not stop the root user of a container
    with pytest.raises(AudioFileError, match="cannot be read: Permission denied"):
        read_audio(wav)


def test_a_wav_cut_short_is_read_as_far_as_it_goes_with_a_warning(wav: Path) -> None:
    wav.write_bytes(wav.read_bytes()[: 44 + 8_001])
    assert len(read_audio(wav)) == 4_000
    assert inspect(wav).warning == f"{wav} is cut short: it promises 1.0 s and holds 0.2 s."
    assert WavMicrophone(wav).warning == inspect(wav).warning


def test_a_flac_cut_short_is_read_as_far_as_it_goes_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    sound = np.random.default_rng(2).normal(0.0, 0.1, 32_000).astype(np.float32)
    soundfile.write(path, sound, 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    heard = read_audio(path)
    assert 8_000 < len(heard) < 16_001
    assert heard == pytest.approx(sound[: len(heard)], abs=1e-4)
    assert inspect(path).warning == f"{path} is damaged: it will be heard as far as it can be read."


def test_a_flac_damaged_from_its_start_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    soundfile.write(path, np.random.default_rng(2).normal(0.0, 0.1, 32_000), 16_000)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(AudioFileError, match="is damaged from its start"):
        read_audio(path)


# ---------------------------------------------------------------- a file as a microphone


class Ear:
    """Takes blocks until it has `enough`."""

    def __init__(self, enough: int) -> None:
        self.blocks: list[Samples] = []
        self.times: list[float] = []
        self.came: list[float] = []
        self._enough = enough
        self._done = threading.Event()

    def deliver(self, block: Samples, captured: float) -> None:
        self.blocks.append(block)
        self.times.append(captured)
        self.came.append(time.monotonic())
        if len(self.blocks) == self._enough:
            self._done.set()

    def listen_to(self, microphone: WavMicrophone) -> Samples:
        microphone.start(self.deliver, ignore)
        assert self._done.wait(20)
        microphone.stop()
        return np.concatenate(self.blocks[: self._enough])


def test_a_file_microphone_delivers_the_file_in_real_time_in_blocks_of_10_ms(tmp_path: Path) -> None:
    path = tmp_path / "cd.wav"
    soundfile.write(path, tone(44_100, 0.3, 2), 44_100)
    ear, microphone = Ear(30), WavMicrophone(path)
    began = time.monotonic()
    heard = ear.listen_to(microphone)
    assert microphone.name == "cd.wav"
    assert {len(block) for block in ear.blocks} == {BLOCK_SAMPLES}
    assert heard[:4_700] == pytest.approx(read_audio(path)[:4_700], abs=1e-4)
    assert ear.came[29] - began > 0.29
    assert np.diff(ear.times) == pytest.approx(np.full(len(ear.times) - 1, 0.01))


def test_a_block_comes_after_the_last_of_it_was_captured(wav: Path) -> None:
    ear = Ear(20)
    ear.listen_to(WavMicrophone(wav))
    assert all(came >= captured + 0.01 for came, captured in zip(ear.came, ear.times, strict=True))


def test_after_the_end_of_the_file_the_room_is_quiet_but_not_dead(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, tone(16_000, 0.015), 16_000)
    heard = Ear(12).listen_to(WavMicrophone(path))
    assert rms_db(heard[:240]) > -12.0
    assert not heard[240:320].any()
    assert rms_db(heard[320:]) == pytest.approx(-75.0, abs=1.0)
    assert all(block.any() for block in np.split(heard, 12))


def test_digital_silence_in_the_file_is_heard_as_a_quiet_room(tmp_path: Path) -> None:
    path = tmp_path / "pause.wav"
    soundfile.write(path, np.zeros(1_600), 16_000)
    heard = Ear(10).listen_to(WavMicrophone(path))
    assert rms_db(heard) == pytest.approx(-75.0, abs=1.0)


def test_a_file_that_is_over_is_told_once_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wavefile, "SETTLED", 0.05)
    path = tmp_path / "short.wav"
    soundfile.write(path, tone(16_000, 0.03), 16_000)
    microphone, ear = WavMicrophone(path), Ear(20)
    heard_by_then: list[int] = []
    microphone.over = lambda: heard_by_then.append(len(ear.blocks))
    ear.listen_to(microphone)
    assert heard_by_then == [3 + 5 - 1]


def test_nothing_comes_after_stop_and_a_new_start_begins_again(wav: Path) -> None:
    microphone, ear, again = WavMicrophone(wav), Ear(3), Ear(3)
    ear.listen_to(microphone)
    count = len(ear.blocks)
    assert np.array_equal(again.listen_to(microphone), np.concatenate(ear.blocks[:3]))
    assert len(ear.blocks) == count


def test_a_file_microphone_may_be_stopped_twice_before_its_start_and_by_its_own_listener(wav: Path) -> None:
    microphone, stopped = WavMicrophone(wav), threading.Event()
    microphone.stop()

    def deliver(block: Samples, captured: float) -> None:
        microphone.stop()
        stopped.set()

    microphone.start(deliver, ignore)
    assert stopped.wait(10)
    microphone.stop()
    microphone.stop()


def test_a_file_that_vanished_before_the_start_is_an_error(wav: Path) -> None:
    microphone = WavMicrophone(wav)
    wav.unlink()
    with pytest.raises(AudioFileError, match="There is no sound file"):
        microphone.start(ignore, ignore)


# ---------------------------------------------------------------- a file as a loudspeaker


class Voice:
    """Fills with a ramp until `enough` samples were asked for, and says when that was."""

    def __init__(self, enough: int) -> None:
        self.asked = 0
        self.done = threading.Event()
        self._enough = enough

    def fill(self, n: int, plays_at: float) -> Samples:
        out = (np.arange(self.asked, self.asked + n) % 1_000 / 2_000).astype(np.float32)
        self.asked += n
        if self.asked >= self._enough:
            self.done.set()
        return out


@pytest.mark.parametrize("rate", [16_000, 22_050])
def test_a_file_loudspeaker_writes_what_it_was_given(tmp_path: Path, rate: int) -> None:
    voice, loudspeaker = Voice(rate // 5), WavLoudspeaker(tmp_path / "heard.wav", rate)
    assert (loudspeaker.name, loudspeaker.rate) == ("heard.wav", rate)
    loudspeaker.start(voice.fill, ignore)
    assert voice.done.wait(10)
    loudspeaker.stop()
    loudspeaker.stop()
    written, actual = soundfile.read(tmp_path / "heard.wav")
    assert (actual, written.ndim, len(written)) == (rate, 1, voice.asked)
    assert written == pytest.approx(np.arange(voice.asked) % 1_000 / 2_000, abs=1e-4)


def test_the_file_of_a_loudspeaker_can_be_played_while_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wavefile, "REFRESH", 0.05)
    voice, loudspeaker = Voice(3_200), WavLoudspeaker(tmp_path / "heard.wav")
    loudspeaker.start(voice.fill, ignore)
    assert voice.done.wait(10)
    assert soundfile.info(tmp_path / "heard.wav").frames >= 3_200 - 800 - 160
    loudspeaker.stop()


@pytest.mark.parametrize("place", ["missing/heard.wav", "."])
def test_a_file_loudspeaker_that_cannot_be_written_says_so(tmp_path: Path, place: str) -> None:
    with pytest.raises(AudioFileError, match="cannot be written") as caught:
        WavLoudspeaker(tmp_path / place)
    assert "folder that exists" in caught.value.remedy


def test_a_finished_loudspeaker_file_is_not_begun_again(tmp_path: Path) -> None:
    loudspeaker = WavLoudspeaker(tmp_path / "heard.wav")
    loudspeaker.stop()
    with pytest.raises(DeviceError, match="already finished"):
        loudspeaker.start(Voice(0).fill, ignore)


@pytest.mark.parametrize("when", ["write", "close"])
def test_a_full_disk_is_trouble_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    told = threading.Event()
    troubles: list[str] = []

    def trouble(text: str) -> None:
        troubles.append(text)
        told.set()

    loudspeaker = WavLoudspeaker(tmp_path / "heard.wav")
    monkeypatch.setattr(GrowingWav, "sync", full)
    if when == "write":
        monkeypatch.setattr(GrowingWav, "write", full)
    loudspeaker.start(Voice(0).fill, trouble)
    if when == "write":
        assert told.wait(10)
    loudspeaker.stop()
    assert len(troubles) == 1
    assert "can no longer be written: No space left on device" in troubles[0]


def test_a_loudspeaker_file_never_started_fails_in_silence_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    loudspeaker = WavLoudspeaker(tmp_path / "heard.wav")
    monkeypatch.setattr(GrowingWav, "sync", full)
    loudspeaker.stop()


def test_the_rate_of_sessions_is_the_rate_when_none_is_given(tmp_path: Path) -> None:
    loudspeaker = WavLoudspeaker(tmp_path / "heard.wav")
    assert loudspeaker.rate == SAMPLE_RATE
    loudspeaker.stop()
