"""Recognition by faster-whisper, always from a folder on disk."""

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from voice_interviewer.engines.cuda import FLOAT16, CTranslate2Gpu, Gpu, obstacle
from voice_interviewer.errors import PartMissing, RecogniserError
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples, rms_db, seconds
from voice_interviewer.values import Term, Transcript, Word

log = logging.getLogger(__name__)

_NEEDED: Final = (
    ("model.bin",),
    ("config.json",),
    ("tokenizer.json",),
    ("vocabulary.json", "vocabulary.txt"),
)
"""Files of a model folder; of each group any one will do. Without its tokenizer faster-whisper would go and fetch
one, without its vocabulary it does not load."""
_NO_SPEECH: Final = 0.6
_LOG_PROBABILITY: Final = -1.0
_COMPRESSION: Final = 2.4
"""The gates Whisper's authors published (Radford et al. 2022, section 4.5)."""
_BEAM: Final = 2
"""A beam of two keeps most of five's accuracy at little over greedy's cost."""
_QUIET: Final = -60.0
"""dBFS below which there is nothing to recognise."""
_SURELY_NOTHING: Final = 0.9
_UNSURE: Final = -0.25
"""Mean log-probability below which, with a no-speech probability above the one before, a text is invention: clear
speech comes out above -0.5 too, but with a no-speech probability near 0."""
_ONE_WORD: Final = 4 * SAMPLE_RATE
"""Samples up to which an utterance may be one word. Asking for word times can lose such a word, so it is heard again
without; a longer one that came out empty is noise, and half a second on two cores is not spent on it twice."""
_HOTWORDS: Final = 40
_LEAK: Final = 0.8
"""Share of an answer's words that are glossary in the glossary's order: then the prompt leaked into the text."""
_LEAKED_RUN: Final = 3
"""Glossary terms one after the other, as they stand in the glossary, that no longer look like chance."""
_INVENTED: Final = frozenset(
    (
        "thank you",
        "thank you very much",
        "you",
        "bye",
        "the end",
    )
)
"""What Whisper says to silence, and people say, too."""
_NEVER_SAID: Final = frozenset(
    (
        "thank you for watching",
        "thank you so much for watching",
        "thanks for watching",
        "please subscribe",
        "please subscribe to my channel",
        "subscribe to my channel",
        "dont forget to like and subscribe",
        "see you in the next video",
        "ill see you in the next video",
        "subtitles by the amaraorg community",
    )
)
"""What it says to silence and nobody says to an interviewer: the last words of the videos it learned from."""
_DOUBT: Final = 0.25
"""No-speech probability from which an invented-looking sentence is taken for invention."""
WHOLE: Final = "Bring the whole folder in again: `voice-interviewer models list` names what can be pulled."
_ON_THE_CPU: Final = "Use --device auto. NVIDIA's libraries come with the extra “cuda” of this package."


class WhisperTranscriber:
    """`ports.Transcriber` for a folder of CTranslate2 weights. `device`: "cpu", "cuda", or "auto", which is the GPU
    where it can run there. `prompts`: whether the model was trained with them, so that the glossary may go along as
    hotwords. Raises PartMissing for an incomplete folder, and for "cuda" where that cannot be."""

    rough = False
    streaming = False

    def __init__(self, folder: Path, name: str, device: str, prompts: bool, gpu: Gpu | None = None) -> None:
        for group in _NEEDED:
            if not any((folder / file).is_file() for file in group):
                raise PartMissing(
                    f"The Whisper folder {folder} has no {' or '.join(group)}.",
                    WHOLE,
                )
        self._folder = folder
        self._name = name
        self._insisted = device == "cuda"
        self._prompts = prompts
        self._hotwords: str | None = None
        self._model: Any = None
        why_not = "" if device == "cpu" else obstacle(gpu or CTranslate2Gpu())
        if self._insisted and why_not is not None:
            raise PartMissing(f"Whisper cannot run on a GPU: {why_not or 'there is none here'}.", _ON_THE_CPU)
        self._on_gpu = why_not is None
        self.note = f"Whisper runs on the CPU: {why_not}." if why_not else ""
        """Why a GPU that is there is not used, in a sentence; empty where nothing is to be told."""

    @property
    def name(self) -> str:
        return f"whisper {self._name} ({'GPU' if self._on_gpu else 'CPU'})"

    def prepare(self, glossary: Sequence[Term]) -> None:
        """Raises RecogniserError; PartMissing where the GPU was insisted on and does not do."""
        terms = [term.term for term in glossary][:_HOTWORDS]
        self._hotwords = ", ".join(terms) if self._prompts and terms else None
        try:
            self._load()
        except RecogniserError as error:
            if not self._on_gpu:
                raise
            if self._insisted:
                raise PartMissing(error.message, _ON_THE_CPU) from error
            self._on_gpu = False
            self.note = f"Whisper runs on the CPU: on the GPU, {error.message[0].lower()}{error.message[1:]}"
            self._load()

    def _load(self) -> None:
        """Load, and hear a second of nothing: the first call is the slow one, and the one that finds memory short."""
        try:
            from faster_whisper import WhisperModel

            self._model = WhisperModel(
                str(self._folder),
                device="cuda" if self._on_gpu else "cpu",
                compute_type=FLOAT16 if self._on_gpu else "int8",
                cpu_threads=min(4, os.cpu_count() or 1),
                local_files_only=True,
            )
        except Exception as error:
            why = self._why(error) or ": its files are damaged, or not a Whisper model's"
            raise RecogniserError(
                f"The Whisper model in {self._folder} does not load{why}.", WHOLE
            ) from error
        self._run(np.zeros(SAMPLE_RATE, dtype=np.float32), None, False)

    def begin(self, start: int) -> "WhisperRecognition":
        return WhisperRecognition(self, start)

    def close(self) -> None:
        self._model = None

    def transcribe(self, samples: Samples, start: int) -> Transcript:
        """*Blocking*. A whole utterance; empty for silence."""
        if len(samples) == 0 or rms_db(samples) < _QUIET:
            return Transcript("")
        transcript = self._run(samples, self._hotwords, True, start)
        if self._hotwords is not None and leaked(transcript.text, self._hotwords):
            transcript = self._run(samples, None, True, start)
        if not transcript.text and len(samples) <= _ONE_WORD:
            transcript = self._run(samples, None, False, start)
        return transcript

    def _run(self, samples: Samples, hotwords: str | None, timed: bool, start: int = 0) -> Transcript:
        try:
            segments, _ = self._model.transcribe(
                samples,
                language="en",
                beam_size=_BEAM,
                condition_on_previous_text=False,
                no_speech_threshold=_NO_SPEECH,
                log_prob_threshold=_LOG_PROBABILITY,
                compression_ratio_threshold=_COMPRESSION,
                temperature=[0.0, 0.4],
                hotwords=hotwords,
                word_timestamps=timed,
                vad_filter=False,
                without_timestamps=not timed,
            )
            return _transcript([segment for segment in segments if not invented(segment)], seconds(start))
        except Exception as error:  # the one guard of this engine
            why = self._why(error)
            raise RecogniserError(f"Whisper failed{why}.", "Please say it again, or type it.") from error

    def _why(self, error: Exception) -> str:
        """The library's own words where they help, on a GPU ("out of memory"); else they are for the log."""
        log.warning("Whisper %s failed", self._name, exc_info=error)
        return f": {str(error).rstrip('.')}" if self._on_gpu else ""


class WhisperRecognition:
    """Collects one utterance; the work is done at its end."""

    def __init__(self, owner: WhisperTranscriber, start: int) -> None:
        self._owner = owner
        self._start = start
        self._pieces: list[Samples] = []

    def accept(self, samples: Samples) -> str | None:
        self._pieces.append(samples)
        return None

    def finish(self) -> Transcript:
        if not self._pieces:
            return Transcript("")
        return self._owner.transcribe(np.concatenate(self._pieces), self._start)


def log_mel(bands: int, window: int) -> Callable[[Samples], Samples]:
    """Whisper's own feature extraction, for models built on its encoder: from `window` seconds of 16 kHz samples to
    a log-mel spectrogram of shape (bands, 100 * window). Raises ImportError without faster-whisper."""
    from faster_whisper.feature_extractor import FeatureExtractor

    extractor: Any = FeatureExtractor(feature_size=bands, chunk_length=window)

    def features(samples: Samples) -> Samples:
        spectrogram: Samples = extractor(samples, padding=0)[:, : 100 * window].astype(np.float32)
        return spectrogram

    return features


def invented(segment: Any) -> bool:
    """Whether a segment is one of the sentences Whisper makes up, said where it doubted there was speech."""
    if segment.no_speech_prob > _SURELY_NOTHING and segment.avg_logprob < _UNSURE:
        return True
    if segment.compression_ratio > _COMPRESSION:  # still going round in circles after the second try
        return True
    words = "".join(letter for letter in segment.text.lower() if letter.isalnum() or letter == " ").strip()
    return words in _NEVER_SAID or (words in _INVENTED and segment.no_speech_prob > _DOUBT)


def leaked(text: str, hotwords: str) -> bool:
    """Whether the glossary shows in a text: some terms in a row as they stand in it, or little else than its words in
    its order. A suspicion only, since a candidate may list technologies."""
    if _longest_run(text, hotwords) >= _LEAKED_RUN:
        return True
    spoken = [word.strip(".,").lower() for word in text.split()]
    listed = [word.strip(".,").lower() for word in hotwords.split()]
    if len(spoken) < 4:
        return False
    place, matched = 0, 0
    for word in spoken:
        if word in listed[place:]:
            place = listed.index(word, place) + 1
            matched += 1
    return matched / len(spoken) >= _LEAK


def _longest_run(text: str, hotwords: str) -> int:
    """The most neighbouring glossary terms that stand one after the other in `text`, in the glossary's order."""
    spoken = _plain(text)
    terms = [_plain(term) for term in hotwords.split(",")]
    longest = 0
    for first in range(len(terms)):
        last = first
        while last < len(terms) and f" {' '.join(terms[first : last + 1])} " in f" {spoken} ":
            last += 1
        longest = max(longest, last - first)
    return longest


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


def _transcript(segments: Sequence[Any], offset: float) -> Transcript:
    text = " ".join(segment.text.strip() for segment in segments).strip()
    words = tuple(
        Word(
            word.word.strip(),
            offset + float(word.start),
            offset + float(word.end),
            round(float(word.probability), 3),
        )
        for segment in segments
        for word in segment.words or ()
        if word.word.strip()
    )
    if not text:
        return Transcript("")
    if words:
        confidence = sum(word.confidence or 0.0 for word in words) / len(words)
    else:
        confidence = float(np.mean([np.exp(segment.avg_logprob) for segment in segments]))
    return Transcript(text, words, round(float(confidence), 3))
