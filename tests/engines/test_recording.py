"""A session's recording: playable at every moment, compressed at the end, mended after a crash."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.paths import ROOT
from voice_interviewer.engines.wavefile import FlacRecording, recover
from voice_interviewer.errors import SessionError
from voice_interviewer.speech.frame import Samples

CRASH = """
import os, signal, sys
from pathlib import Path
import numpy as np
from voice_interviewer.engines.wavefile import FlacRecording
recording = FlacRecording(Path(sys.argv[1]))
for _ in range(3):
    recording.write(np.full((16_000, 2), 0.25, np.float32))
os.kill(os.getpid(), signal.SIGKILL)
"""
FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from voice_interviewer.engines.wavefile import FlacRecording
from voice_interviewer.errors import SessionError
recording = FlacRecording(Path(sys.argv[1]))
recording.write(np.full((16_000, 2), 0.25, np.float32))
resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, 70_000))
try:
    recording.write(np.full((16_000, 2), 0.25, np.float32))
except SessionError as error:
    sys.stdout.write(error.message)
"""


def sound(seconds: float, seed: int = 0) -> Samples:
    """Two channels of different noise."""
    frames = round(16_000 * seconds)
    return np.random.default_rng(seed).normal(0.0, 0.1, (frames, 2)).astype(np.float32)


def recorded(folder: Path, *parts: Samples) -> None:
    recording = FlacRecording(folder)
    for part in parts:
        recording.write(part)
    recording.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_write_leaves_a_playable_file(tmp_path: Path) -> None:
    recording = FlacRecording(tmp_path)
    for seconds in (1, 2, 3):
        recording.write(sound(1.0))
        info = soundfile.info(tmp_path / "recording.wav")
        assert (info.frames, info.samplerate, info.channels) == (seconds * 16_000, 16_000, 2)
        assert recording.frames == seconds * 16_000
    recording.close()


def test_the_finished_recording_is_flac_and_nothing_else(tmp_path: Path) -> None:
    recorded(tmp_path, sound(1.0, 1), sound(0.5, 2))
    assert names(tmp_path) == ["recording.flac"]
    back, rate = soundfile.read(tmp_path / "recording.flac", dtype="float32")
    assert rate == 16_000
    assert back == pytest.approx(np.concatenate([sound(1.0, 1), sound(0.5, 2)]), abs=1e-4)


def test_the_recording_can_be_read_by_its_user_alone(tmp_path: Path) -> None:
    recording = FlacRecording(tmp_path)
    recording.write(sound(0.1))
    assert (tmp_path / "recording.wav").stat().st_mode & 0o077 == 0
    recording.close()
    assert (tmp_path / "recording.flac").stat().st_mode & 0o077 == 0


def test_a_recording_of_nothing_leaves_nothing(tmp_path: Path) -> None:
    recorded(tmp_path)
    assert names(tmp_path) == []
    assert recover(tmp_path) is None


def test_closing_twice_is_safe_and_writing_after_it_an_error(tmp_path: Path) -> None:
    recording = FlacRecording(tmp_path)
    recording.write(sound(0.1))
    recording.close()
    recording.close()
    with pytest.raises(SessionError, match="already finished"):
        recording.write(sound(0.1))


# ---------------------------------------------------------------- going on


def test_a_finished_recording_is_gone_on_with(tmp_path: Path) -> None:
    recorded(tmp_path, sound(0.5, 1))
    again = FlacRecording(tmp_path)
    assert again.frames == 8_000
    assert names(tmp_path) == ["recording.wav"]
    again.write(sound(0.5, 2))
    again.close()
    back, _ = soundfile.read(tmp_path / "recording.flac", dtype="float32")
    assert names(tmp_path) == ["recording.flac"]
    assert back == pytest.approx(np.concatenate([sound(0.5, 1), sound(0.5, 2)]), abs=1e-4)


def test_a_recording_left_by_a_crash_is_gone_on_with(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", CRASH, tmp_path], cwd=ROOT, check=False)
    again = FlacRecording(tmp_path)
    assert again.frames == 48_000
    again.write(sound(0.5))
    again.close()
    assert soundfile.info(tmp_path / "recording.flac").frames == 56_000


# ---------------------------------------------------------------- crashes


def test_a_killed_program_leaves_a_playable_file_and_recovery_finishes_it(tmp_path: Path) -> None:
    child = subprocess.run([sys.executable, "-c", CRASH, tmp_path], cwd=ROOT, check=False)
    assert child.returncode == -9
    left, _ = soundfile.read(tmp_path / "recording.wav")
    assert left.shape == (48_000, 2)
    assert recover(tmp_path) == tmp_path / "recording.flac"
    assert names(tmp_path) == ["recording.flac"]
    assert soundfile.read(tmp_path / "recording.flac")[0] == pytest.approx(left)


@pytest.mark.parametrize("tail", [1, 2, 3])
def test_a_torn_header_and_an_odd_tail_lose_no_whole_sample(tmp_path: Path, tail: int) -> None:
    wav = tmp_path / "recording.wav"
    soundfile.write(wav, sound(0.5), 16_000, subtype="PCM_16")
    data = bytearray(wav.read_bytes() + b"\x7f" * tail)
    data[:44] = bytes(44)
    wav.write_bytes(data)
    assert recover(tmp_path) == tmp_path / "recording.flac"
    assert soundfile.read(tmp_path / "recording.flac")[0] == pytest.approx(sound(0.5), abs=1e-4)


def test_a_file_torn_inside_its_header_held_nothing(tmp_path: Path) -> None:
    (tmp_path / "recording.wav").write_bytes(b"RIFF")
    assert recover(tmp_path) is None
    assert names(tmp_path) == []


def test_recovery_leaves_a_finished_recording_alone(tmp_path: Path) -> None:
    recorded(tmp_path, sound(0.5))
    before = (tmp_path / "recording.flac").read_bytes()
    assert recover(tmp_path) == tmp_path / "recording.flac"
    assert (tmp_path / "recording.flac").read_bytes() == before


@pytest.mark.parametrize(("left", "kept"), [(0.5, 0.5), (0.7, 0.7), (0.2, 0.5)])
def test_of_a_wav_beside_a_flac_the_longer_is_kept(tmp_path: Path, left: float, kept: float) -> None:
    recorded(tmp_path, sound(0.5))
    soundfile.write(tmp_path / "recording.wav", sound(left), 16_000, subtype="PCM_16")
    recover(tmp_path)
    assert names(tmp_path) == ["recording.flac"]
    assert soundfile.info(tmp_path / "recording.flac").frames == round(kept * 16_000)


# ---------------------------------------------------------------- failures


def test_a_full_disk_is_a_session_error_and_what_was_recorded_stays(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert child.stdout == f"The recording in {tmp_path} could not be written: File too large."
    recover(tmp_path)
    assert soundfile.info(tmp_path / "recording.flac").frames >= 16_000


def test_a_folder_that_is_not_there_is_a_session_error(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="could not be written: No such file or directory"):
        FlacRecording(tmp_path / "nowhere")


def test_a_compression_that_loses_samples_keeps_the_wav(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = FlacRecording(tmp_path)
    recording.write(sound(0.5))
    whole = soundfile.SoundFile.blocks

    def fewer(self: soundfile.SoundFile, **options: int) -> object:
        return (chunk[:-1] for chunk in whole(self, **options))

    monkeypatch.setattr(soundfile.SoundFile, "blocks", fewer)
    with pytest.raises(SessionError, match="7999 of 8000 samples arrived") as caught:
        recording.close()
    assert "kept" in caught.value.remedy
    assert names(tmp_path) == ["recording.wav"]
    assert soundfile.info(tmp_path / "recording.wav").frames == 8_000


def test_a_finished_recording_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "recording.flac").write_bytes(b"not sound")
    with pytest.raises(SessionError, match="could not be written"):
        FlacRecording(tmp_path)
    assert (tmp_path / "recording.flac").read_bytes() == b"not sound"
    assert names(tmp_path) == ["recording.flac"]
