from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_interviewer.engines.growingwav import GrowingWav, to_int16
from voice_interviewer.speech.frame import Samples


def ramp(frames: int, channels: int = 2) -> Samples:
    return np.linspace(-0.5, 0.5, frames * channels, dtype=np.float32).reshape(frames, channels)


def frames_in(path: Path) -> int:
    return len(soundfile.read(path)[0])


def test_a_file_just_begun_is_a_wav_without_sound(tmp_path: Path) -> None:
    file = GrowingWav(tmp_path / "a.wav", 16_000, 2)
    info = soundfile.info(tmp_path / "a.wav")
    assert (info.frames, info.samplerate, info.channels, info.subtype) == (0, 16_000, 2, "PCM_16")
    file.close()


def test_what_is_synced_can_be_played_while_the_file_goes_on_growing(tmp_path: Path) -> None:
    file = GrowingWav(tmp_path / "a.wav", 16_000, 2)
    for seconds in (1, 2, 3):
        file.write(ramp(16_000))
        assert file.unsynced == 16_000
        file.sync()
        assert (frames_in(tmp_path / "a.wav"), file.frames, file.unsynced) == (
            seconds * 16_000,
            seconds * 16_000,
            0,
        )
    file.close()


def test_samples_come_back_as_they_were_to_16_bits(tmp_path: Path) -> None:
    file = GrowingWav(tmp_path / "a.wav", 22_050, 1)
    file.write(ramp(500, 1)[:, 0])
    file.close()
    back, rate = soundfile.read(tmp_path / "a.wav", dtype="float32")
    assert rate == 22_050
    assert back == pytest.approx(ramp(500, 1)[:, 0], abs=1e-4)


def test_a_new_file_replaces_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"x" * 5000)
    GrowingWav(tmp_path / "a.wav", 16_000, 1).close()
    assert (tmp_path / "a.wav").stat().st_size == 44


@pytest.mark.parametrize("tail", [b"", b"\x01", b"\x01\x02\x03"])
@pytest.mark.parametrize("header", ["whole", "torn"])
def test_an_old_file_is_gone_on_with_whatever_its_header_and_last_bytes(
    tmp_path: Path, tail: bytes, header: str
) -> None:
    path = tmp_path / "a.wav"
    first = GrowingWav(path, 16_000, 2)
    first.write(ramp(100))
    first.close()
    torn = bytearray(path.read_bytes() + tail)
    if header == "torn":
        torn[4:44] = bytes(40)
    path.write_bytes(torn)
    second = GrowingWav(path, 16_000, 2, append=True)
    assert second.frames == 100
    second.write(ramp(50))
    second.close()
    back, _ = soundfile.read(path, dtype="float32")
    assert back == pytest.approx(np.concatenate([ramp(100), ramp(50)]), abs=1e-4)


def test_a_file_torn_inside_its_header_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF\0\0")
    file = GrowingWav(tmp_path / "a.wav", 16_000, 2, append=True)
    file.write(ramp(10))
    file.close()
    assert frames_in(tmp_path / "a.wav") == 10


def test_appending_to_nothing_begins(tmp_path: Path) -> None:
    GrowingWav(tmp_path / "a.wav", 16_000, 2, append=True).close()
    assert frames_in(tmp_path / "a.wav") == 0


def test_beyond_full_scale_is_clipped_and_never_wraps() -> None:
    assert to_int16(np.array([-2.0, -1.0, 0.0, 1.0, 2.0], np.float32)).tolist() == [
        -32767,
        -32767,
        0,
        32767,
        32767,
    ]
