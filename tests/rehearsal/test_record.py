"""`--record`."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_interviewer.engines.growingwav import GrowingWav
from voice_interviewer.errors import AudioFileError
from voice_interviewer.rehearsal.record import SideBySide
from voice_interviewer.speech.frame import Samples

BLOCK = 160


def blocks(path: Path, lead: int | None, count: int) -> Samples:
    """What a file holds after `count` blocks, number n of them filled with n/100 left and -n/100 right."""
    record = SideBySide(path)
    for n in range(1, count + 1):
        record.write(np.full(BLOCK, n / 100, np.float32), np.full(BLOCK, -n / 100, np.float32))
        if n == 2 and lead is not None:
            record.begin(lead)
    record.close()
    record.close()
    samples: Samples = soundfile.read(path, dtype="float32", always_2d=True)[0]
    return samples


def test_left_is_the_candidate_and_right_the_interviewer(tmp_path: Path) -> None:
    stereo = blocks(tmp_path / "out.wav", 0, 3)
    assert stereo.shape == (3 * BLOCK, 2)
    assert stereo[::BLOCK].ravel() == pytest.approx([0.01, -0.01, 0.02, -0.02, 0.03, -0.03], abs=1e-4)
    assert soundfile.info(tmp_path / "out.wav").samplerate == 16_000


@pytest.mark.parametrize("lead", [1, 500, 16_000, 40_001])
def test_a_lead_puts_silence_before_the_first_sample(tmp_path: Path, lead: int) -> None:
    stereo = blocks(tmp_path / "out.wav", lead, 3)
    assert len(stereo) == lead + 3 * BLOCK
    assert not stereo[:lead].any()
    assert stereo[lead, 0] == pytest.approx(0.01, abs=1e-4)


def test_what_lies_before_the_recording_s_beginning_is_left_out(tmp_path: Path) -> None:
    stereo = blocks(tmp_path / "out.wav", -BLOCK - 10, 120)
    assert len(stereo) == 119 * BLOCK - 10
    assert stereo[0, 0] == pytest.approx(0.02, abs=1e-4)


def test_a_rehearsal_that_never_began_leaves_an_empty_file(tmp_path: Path) -> None:
    assert len(blocks(tmp_path / "out.wav", None, 200)) == 0


def test_a_file_that_cannot_be_made_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="cannot be written") as caught:
        SideBySide(tmp_path / "nowhere" / "out.wav")
    assert "--record" in caught.value.remedy


@pytest.mark.parametrize("broken", ["write", "close"])
def test_a_full_disk_is_kept_for_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    close = GrowingWav.close

    def fail(wav: GrowingWav, *_: object) -> None:
        if broken == "close":
            close(wav)
        raise OSError(28, "No space left on device")

    record = SideBySide(tmp_path / "out.wav")
    monkeypatch.setattr(GrowingWav, broken, fail)
    record.begin(0)
    for _ in range(250):
        record.write(np.zeros(BLOCK, np.float32), np.zeros(BLOCK, np.float32))
    record.close()
    assert record.failure is not None
    assert "No space left" in record.failure.message
