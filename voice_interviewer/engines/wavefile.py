"""Sound files: read whole, played as a microphone, written as a loudspeaker, and a session's recording.

The only module that names soundfile, which reads WAV, FLAC, OGG and MP3 at any rate, depth and number of channels.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import soundfile

from voice_interviewer.engines.growingwav import GrowingWav
from voice_interviewer.engines.pace import TICK, Pace, pull
from voice_interviewer.errors import AudioFileError, DeviceError, SessionError
from voice_interviewer.ports import Deliver, Fill, OnTrouble
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples
from voice_interviewer.speech.resample import StreamResampler

RECORDING_WAV = "recording.wav"
RECORDING_FLAC = "recording.flac"

DITHER_DB = -75.0
"""Level (dBFS RMS) of the noise a file microphone gives in place of digital silence: that of a very quiet room."""
SETTLED = 5.0
"""Seconds of quiet after a file microphone's end until it counts as over: more than any silence that ends an answer."""
REFRESH = 1.0
"""Seconds between two refreshes of a growing file's header."""
LOWEST_RATE, HIGHEST_RATE = 4_000, 768_000
"""Hz: outside of these a header is damaged; 4 kHz is half a telephone's rate, 768 kHz the highest sold."""
UNKNOWN_SIZE = 0x7FFF_0000
"""Bytes: from here on the size in a WAV header stands for "unknown" (SoX writes about 2³¹, ffmpeg 2³²-1)."""
PIECES_A_SECOND = 10
"""Files are read in pieces of a tenth of a second: no more is lost where a damaged one stops."""
OTHER_FORMAT = "Give a WAV, FLAC, OGG or MP3 file; most sound programs can save one."

# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class SoundFileInfo:
    """What a sound file holds: `rate` in Hz, `duration` in seconds of what is really there. `warning` is one sentence
    for the user where the file ends before its header says, else ""."""

    path: Path
    rate: int
    channels: int
    duration: float
    warning: str = ""


def inspect(path: Path) -> SoundFileInfo:
    """What `path` holds. Raises AudioFileError where that is no sound."""
    with _open(path) as file:
        rate, channels, frames = file.samplerate, file.channels, file.frames
        missing = _missing_share(path)
        # Of the compressed formats only FLAC claims its whole length when it was cut.
        begins, ends = (_readable(file, n) if file.format == "FLAC" else True for n in (0, frames - 1))
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise AudioFileError(f"The header of {path} is damaged: {rate} samples a second.", OTHER_FORMAT)
    if frames == 0:
        raise AudioFileError(f"{path} has a header but no sound in it.", "Record or copy it again.")
    if not begins:
        raise AudioFileError(f"{path} is damaged from its start.", "Record or copy it again.")
    duration = frames / rate
    warning = ""
    if missing > 0.0:
        promised = duration / (1.0 - missing)
        warning = f"{path} is cut short: it promises {promised:.1f} s and holds {duration:.1f} s."
    elif not ends:
        warning = f"{path} is damaged: it will be heard as far as it can be read."
    return SoundFileInfo(path, rate, channels, duration, warning)


def read_audio(path: Path) -> Samples:
    """A whole sound file as 16 kHz mono. One that is cut short is read as far as it goes (`inspect` has the warning);
    one that is missing, empty or not a sound raises AudioFileError."""
    inspect(path)
    with _open(path) as file:
        return np.concatenate(list(_pieces(file)))


def _open(path: Path) -> soundfile.SoundFile:
    if not path.exists():
        raise AudioFileError(f"There is no sound file at {path}.", "Check the path.")
    if path.is_dir():
        raise AudioFileError(f"{path} is a folder, not a sound file.", "Give the path of a file in it.")
    try:
        if path.stat().st_size == 0:
            raise AudioFileError(f"{path} is empty.", "Record or copy it again.")
        with path.open("rb"):
            pass
        return soundfile.SoundFile(path)
    except OSError as error:
        raise AudioFileError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    except soundfile.SoundFileError as error:
        raise AudioFileError(f"{path} is not a sound file that can be read.", OTHER_FORMAT) from error


def _missing_share(path: Path) -> float:
    """Which share of the data promised by a WAV header is not in the file; 0 for other formats, and for sizes that
    no file has: 0 and about 2³¹ or 2³² are what programs write into a pipe when they cannot know."""
    with path.open("rb") as file:
        riff, _, wave = file.read(4), file.read(4), file.read(4)
        if (riff, wave) != (b"RIFF", b"WAVE"):
            return 0.0
        while len(head := file.read(8)) == 8:
            size = int.from_bytes(head[4:], "little")
            if head[:4] == b"data":
                there = path.stat().st_size - file.tell()
                return max(0.0, 1.0 - there / size) if 0 < size < UNKNOWN_SIZE else 0.0
            file.seek(size + size % 2, os.SEEK_CUR)  # chunks lie on even offsets
    return 0.0


def _readable(file: soundfile.SoundFile, frame: int) -> bool:
    """Whether that frame can be decoded."""
    try:
        file.seek(frame)
        return len(file.read(1)) == 1
    except soundfile.SoundFileError:
        return False


def _pieces(file: soundfile.SoundFile) -> Iterator[Samples]:
    """The file as 16 kHz mono, about a tenth of a second at a time; ends early where it is damaged."""
    resampler = StreamResampler(file.samplerate, SAMPLE_RATE)
    length = file.samplerate // PIECES_A_SECOND
    last = False
    while not last:
        try:
            piece = file.read(length, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            piece = np.zeros((0, file.channels), np.float32)
        last = len(piece) < length
        mono = piece.mean(axis=1, dtype=np.float32)
        # A float file may hold anything at all; models downstream may not meet a NaN.
        yield resampler.push(np.clip(np.nan_to_num(mono), -1.0, 1.0), last=last)


def _blocks(pieces: Iterator[Samples]) -> Iterator[Samples]:
    """Pieces of any length cut to 10 ms, the last one filled up with zeros."""
    rest = np.zeros(0, np.float32)
    for piece in pieces:
        rest = np.concatenate([rest, piece])
        while len(rest) >= BLOCK_SAMPLES:
            yield rest[:BLOCK_SAMPLES]
            rest = rest[BLOCK_SAMPLES:]
    if len(rest):
        yield np.pad(rest, (0, BLOCK_SAMPLES - len(rest)))


# ---------------------------------------------------------------- in real time


class WavMicrophone:
    """A sound file of any kind as a microphone, in real time; after its end, a quiet room.

    Where the file is digitally silent, the quiet room is heard too: a pause in an edited file is no dead microphone.
    Started again, it begins again. `over`, where it is set, is called once when the file has been at its end for
    `SETTLED` seconds, from the microphone's thread.
    """

    noisy = False

    def __init__(self, path: Path) -> None:
        """Raises AudioFileError."""
        self.info = inspect(path)
        self.over: Callable[[], None] | None = None
        self._pace = Pace()

    @property
    def name(self) -> str:
        return self.info.path.name

    @property
    def warning(self) -> str:
        """One sentence for the user when the file is cut short, else ""."""
        return self.info.warning

    def start(self, deliver: Deliver, trouble: OnTrouble) -> None:
        """`trouble` is never told anything: a file that breaks off is followed by silence like any other."""
        file = _open(self.info.path)
        self._pace.begin("wav-microphone", lambda: self._play(file, deliver))

    def stop(self) -> None:
        self._pace.end()

    def _play(self, file: soundfile.SoundFile, deliver: Deliver) -> None:
        start = time.monotonic()
        noise = np.random.default_rng(0)
        left = round(SETTLED / TICK)
        with file:
            blocks = _blocks(_pieces(file))
            for index in count():
                block = next(blocks, None)
                if block is None:
                    left -= 1
                    if left == 0 and self.over is not None:
                        self.over()
                if block is None or not block.any():
                    block = noise.normal(0.0, 10.0 ** (DITHER_DB / 20.0), BLOCK_SAMPLES).astype(np.float32)
                # A block is complete, and can be handed over, when its last sample has been captured.
                if not self._pace.reached(start + (index + 1) * TICK):
                    return
                deliver(block, start + index * TICK)


class WavLoudspeaker:
    """Writes what would be heard into a 16-bit mono WAV file, in real time; at most a second of it is lost however
    the program ends. An existing file is replaced."""

    def __init__(self, path: Path, rate: int = SAMPLE_RATE) -> None:
        """Raises AudioFileError when the file cannot be made."""
        self._path = path
        self._rate = rate
        self._pace = Pace()
        self._trouble: OnTrouble | None = None
        try:
            self._file: GrowingWav | None = GrowingWav(path, rate, channels=1)
        except OSError as error:
            raise AudioFileError(
                f"The loudspeaker file {path} cannot be written: {error.strerror}.",
                "Give a file in a folder that exists and is yours.",
            ) from error

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def rate(self) -> int:
        return self._rate

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        if self._file is None:
            raise DeviceError(f"The loudspeaker file {self._path} is already finished.", "Start a new one.")
        file, self._trouble = self._file, trouble
        self._pace.begin("wav-loudspeaker", lambda: self._write(file, fill))

    def stop(self) -> None:
        """The file is whole and closed when this returns."""
        self._pace.end()
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self._report(error)

    def _write(self, file: GrowingWav, fill: Fill) -> None:
        def take(samples: Samples) -> None:
            file.write(samples)
            if file.unsynced >= self._rate * REFRESH:
                file.sync()

        try:
            pull(self._pace, self._rate, fill, take)
        except OSError as error:
            self._report(error)

    def _report(self, error: OSError) -> None:
        """Once: a full disk fails at every further write too."""
        if self._trouble is not None:
            self._trouble(f"The loudspeaker file {self._path} can no longer be written: {error.strerror}.")
            self._trouble = None


# ---------------------------------------------------------------- writing


class FlacRecording:
    """A session's recording: 16 kHz stereo, channel 0 the candidate, channel 1 the interviewer as played.

    `recording.wav` while it grows, playable and on disk after every write; `recording.flac` once closed. In the
    folder of an unfinished session it goes on after what is there.
    """

    def __init__(self, folder: Path) -> None:
        """Raises SessionError, as `write` and `close` do."""
        self._folder = folder
        self._wav: GrowingWav | None = None
        with _writing(folder):
            path = folder / RECORDING_WAV
            if not path.exists() and (folder / RECORDING_FLAC).exists():
                _unpack(folder)
            path.touch(mode=0o600)  # a session is readable by its user alone
            self._wav = GrowingWav(path, SAMPLE_RATE, channels=2, append=True)
            self._frames = self._wav.frames

    @property
    def frames(self) -> int:
        """Samples recorded so far on each channel; in a resumed session this starts where the first run ended."""
        return self._frames

    def write(self, stereo: Samples) -> None:
        """Append samples of shape (n, 2); on disk when this returns."""
        if self._wav is None:
            raise SessionError("The recording is already finished.", "Start a new session.")
        with _writing(self._folder):
            self._wav.write(stereo)
            self._wav.sync(durable=True)
        self._frames += len(stereo)

    def close(self) -> None:
        """Compress. Where that fails the whole recording stays behind as `recording.wav`. Safe to call twice."""
        if self._wav is None:
            return
        wav, self._wav = self._wav, None
        with _writing(self._folder):
            wav.close()
            _pack(self._folder)


def recover(folder: Path) -> Path | None:
    """Finish what a crash left behind: mend `recording.wav`, compress it, and return the recording's path, None where
    nothing was recorded. Only for a session that no program is running. Raises SessionError."""
    wav, flac = folder / RECORDING_WAV, folder / RECORDING_FLAC
    with _writing(folder):
        if wav.exists():
            left = GrowingWav(wav, SAMPLE_RATE, channels=2, append=True)
            left.close()
            if flac.exists() and soundfile.info(flac).frames > left.frames:
                wav.unlink()  # torn while a finished recording was being unpacked
            else:
                _pack(folder)
    return flac if flac.exists() else None


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turns whatever goes wrong in a session's folder into a SessionError."""
    try:
        yield
    except (OSError, soundfile.SoundFileError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SessionError(
            f"The recording in {folder} could not be written: {why}.",
            "Check that the disk has room; what was recorded so far is kept.",
        ) from error


def _pack(folder: Path) -> None:
    """`recording.wav` to `recording.flac`, which appears under its name only when it is whole."""
    wav, part = folder / RECORDING_WAV, folder / (RECORDING_FLAC + ".part")
    with soundfile.SoundFile(wav) as source:
        frames = source.frames
        if frames:
            _convert(source, part, "FLAC")
    if frames:
        part.replace(folder / RECORDING_FLAC)
    wav.unlink()  # a FLAC file without a single frame cannot be opened, so nothing stays nothing


def _unpack(folder: Path) -> None:
    """`recording.flac` back to `recording.wav`, to be gone on with; no moment leaves the folder without either."""
    flac, part = folder / RECORDING_FLAC, folder / (RECORDING_WAV + ".part")
    with soundfile.SoundFile(flac) as source:
        _convert(source, part, "WAV")
    part.replace(folder / RECORDING_WAV)
    flac.unlink()


def _convert(source: soundfile.SoundFile, part: Path, kind: str) -> None:
    """Copy 16-bit sound into a file of another format, see it onto the disk, and count it there."""
    rate, channels, frames = source.samplerate, source.channels, source.frames
    try:
        part.touch(mode=0o600)
        with soundfile.SoundFile(part, "w", rate, channels, format=kind, subtype="PCM_16") as target:
            for chunk in source.blocks(blocksize=SAMPLE_RATE, dtype="int16"):
                target.write(chunk)
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        written = soundfile.info(part).frames
        if written != frames:
            raise OSError(None, f"{written} of {frames} samples arrived")
    except (OSError, soundfile.SoundFileError):
        part.unlink(missing_ok=True)
        raise
