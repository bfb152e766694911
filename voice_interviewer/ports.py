"""The seams: what the program needs of devices, models and the world. Engines fill them; `testing` has a fake of each.

Engine methods marked *blocking* run on a worker thread of their own and may take long; none may be called from the
event loop. Every engine raises only `errors.EngineError` (or a subclass) while working.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from voice_interviewer.events import Event
from voice_interviewer.interview.session import Session
from voice_interviewer.speech.floor import Floor
from voice_interviewer.speech.frame import Samples
from voice_interviewer.values import Message, SpokenAudio, Term, Transcript, Utterance

Deliver: TypeAlias = Callable[[Samples, float], None]
"""Takes 16 kHz mono samples and the monotonic time (s) at which the first of them was captured."""
Fill: TypeAlias = Callable[[int, float], Samples]
"""Asked for the next n mono samples at the loudspeaker's rate, the first of which will be audible at the monotonic
time (s) given; always returns exactly n."""
OnTrouble: TypeAlias = Callable[[str], None]
"""Told, from any thread, that a device stopped working; the text is one sentence for the user."""


class Clock(Protocol):
    def monotonic(self) -> float:
        """Seconds that never go back; comparable with the event loop's time."""
        ...

    def utc(self) -> datetime: ...


class Microphone(Protocol):
    """A source of candidate audio. Delivers blocks of 10 ms from a thread (or the event loop) of its own."""

    @property
    def name(self) -> str: ...

    @property
    def noisy(self) -> bool:
        """Whether it has a noise floor, as every real microphone has: then exact zeros mean that it does not work."""
        ...

    def start(self, deliver: Deliver, trouble: OnTrouble) -> None:
        """Begin delivering. Raises DeviceError when the device cannot be opened."""
        ...

    def stop(self) -> None:
        """No block is delivered after this returns. Safe to call twice, and before `start`."""
        ...


class Loudspeaker(Protocol):
    """A sink that pulls. `rate` in Hz is known before `start`."""

    @property
    def name(self) -> str: ...

    @property
    def rate(self) -> int: ...

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        """Begin pulling; `fill` is called from the device's thread and must not block. Raises DeviceError."""
        ...

    def stop(self) -> None: ...


class VoiceDetector(Protocol):
    """Speech probability of consecutive 32 ms frames; keeps state between them."""

    @property
    def name(self) -> str: ...

    def probability(self, frame: Samples) -> float:
        """Of 512 samples at 16 kHz, in [0, 1]. Cheap enough for the event loop (under 1 ms)."""
        ...

    def reset(self) -> None: ...


class TurnModel(Protocol):
    """An audio end-of-turn model."""

    @property
    def name(self) -> str: ...

    def completeness(self, audio: Samples) -> float:
        """*Blocking*. Probability in [0, 1] that the turn whose last seconds are `audio` (16 kHz) is complete."""
        ...


class EchoCanceller(Protocol):
    """Removes the interviewer's voice from the microphone. Both sides in blocks of 10 ms (160 samples) at 16 kHz: first
    what sounded, then what was heard at the same moment. Cheap enough for the event loop (about 0.1 ms)."""

    def far_end(self, block: Samples) -> None: ...

    def near_end(self, block: Samples) -> Samples: ...


class Recognition(Protocol):
    """One utterance being recognised. Used from one worker thread."""

    def accept(self, samples: Samples) -> str | None:
        """*Blocking*. Takes the next samples; a streaming recogniser returns the words so far, others None."""
        ...

    def finish(self) -> Transcript:
        """*Blocking*. The words, with times on the recording's clock. Empty text where there was no speech."""
        ...


class Transcriber(Protocol):
    @property
    def name(self) -> str:
        """As the scorecard names it, e.g. "whisper base.en"."""
        ...

    @property
    def rough(self) -> bool:
        """Whether real voices come out too badly to score with confidence (PocketSphinx)."""
        ...

    @property
    def streaming(self) -> bool:
        """Whether `accept` does the work as the audio comes, so that `finish` is quick."""
        ...

    def prepare(self, glossary: Sequence[Term]) -> None:
        """*Blocking*. Load, warm up, and take the problem's terms."""
        ...

    def begin(self, start: int) -> Recognition:
        """A new utterance whose first sample is sample `start` of the recording."""
        ...

    def close(self) -> None: ...


def transcribe(transcriber: Transcriber, utterance: Utterance) -> Transcript:
    """*Blocking*. A whole utterance at once."""
    recognition = transcriber.begin(utterance.start)
    recognition.accept(utterance.samples)
    return recognition.finish()


class Synthesizer(Protocol):
    @property
    def name(self) -> str: ...

    def prepare(self) -> None:
        """*Blocking*. Load and warm up."""
        ...

    def synthesize(self, sentence: str) -> SpokenAudio:
        """*Blocking*. One speakable sentence or clause. Raises VoiceError."""
        ...

    def set_pace(self, factor: float) -> None:
        """Speak at `factor` times the voice's usual speed (0.8: slower) from the next sentence on."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call cost, where the server says: token counts, and seconds of prompt evaluation and of the whole."""

    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_seconds: float | None = None
    total_seconds: float | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of streamed text; the last one has `usage`."""

    text: str
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """`schema`: a JSON schema the reply must fit. `max_tokens` bounds the reply."""

    temperature: float = 0.6
    max_tokens: int = 220
    seed: int | None = None
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is known of a language model once it answered: name, digest and context size in tokens."""

    name: str
    digest: str = ""
    context: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)


class LanguageModel(Protocol):
    """A chat model on a server. Async: cancelling the iteration closes the request at once."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str:
        """ "ollama" or "openai"."""
        ...

    async def check(self) -> ModelInfo:
        """Raises ServerUnreachable, ModelMissing or LanguageModelError."""
        ...

    def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        """Stream a reply; close the iterator (`aclose`) or cancel its task to stop. Raises LanguageModelError."""
        ...

    async def aclose(self) -> None: ...


class RecordingFile(Protocol):
    """A growing 16 kHz stereo sound file."""

    @property
    def frames(self) -> int:
        """Samples per channel written so far, an interrupted session's included."""
        ...

    def write(self, stereo: Samples) -> None:
        """Append samples of shape (n, 2); durable on disk when this returns."""
        ...

    def close(self) -> None:
        """Finish the file (compressing it where it is to be)."""
        ...


class EventLog(Protocol):
    """The journal: append-only, the source of truth."""

    def append(self, event: Event) -> None:
        """Write one event; on disk (fsync) at once for the events that end a turn or a session."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class View:
    """What a screen shows between events; levels in dBFS, times in seconds. `level` and `partial` are the candidate's,
    `voice` and `saying` the interviewer's: how loud it is, and the words of this reply that have sounded so far. `at`
    is now on the recording's clock."""

    floor: Floor
    level: float = -120.0
    partial: str = ""
    voice: float = -120.0
    saying: str = ""
    muted: bool = False
    at: float = 0.0
    session: Session | None = None
    phase: str = ""
    phase_left: float = 0.0
    left: float = 0.0
    response: float | None = None


class Display(Protocol):
    """A screen. Both calls return at once; redraws are the screen's own business."""

    def show(self, view: View) -> None: ...

    def tell(self, event: Event) -> None: ...
