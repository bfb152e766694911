"""Messages to a language model, timing, parts and plans."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """Stage times of one reply (seconds on the recording's clock), as `latency.json` has them; None: did not happen."""

    turn: int
    speech_end: float | None = None
    possible_end: float | None = None
    decided_end: float | None = None
    recognised: float | None = None
    first_token: float | None = None
    first_sentence: float | None = None
    first_audio: float | None = None
    first_sample: float | None = None
    response: float | None = None
    waited: float | None = None
    processing: float | None = None
    reason: str = ""
    drafts_dropped: int = 0
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    prompt_seconds: float | None = None
    """What reading the prompt took, where the server says."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts in use, named for people: "whisper base.en (CPU)", "bank" …"""

    stt: str
    llm: str
    tts: str
    vad: str
    microphone: str
    loudspeaker: str


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """Seconds planned for each phase of this interview, in order."""

    phase: str
    seconds: float
