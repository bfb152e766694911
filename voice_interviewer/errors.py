"""Every error a person can meet, and the exit status each one ends the program with.

    VoiceInterviewerError                 exit 1   an outside failure
    ├── UsageError                        exit 2   a command line that cannot be followed
    │   ├── SettingsError                 exit 2   settings file or environment, with its line
    │   ├── InputFileError                exit 2   a file the user gave, with its line where there is one
    │   │   ├── ProblemFileError          exit 2   a problem or track file
    │   │   ├── ScriptError               exit 2   a rehearsal script
    │   │   ├── TranscriptFileError       exit 2   a transcript to score
    │   │   └── AudioFileError            exit 2   a sound file
    │   └── UnknownName                   exit 2   no such problem, session, device … with near matches
    ├── PartMissing                       exit 3   a part asked for by name is not there
    ├── SessionError                      exit 1   a session folder that cannot be made, read or written
    ├── PullError                         exit 1   weights that could not be brought in
    └── EngineError                       exit 1   a foreign part failed while working
        ├── DeviceError                            microphone or loudspeaker
        ├── RecogniserError                        speech to text, voice activity
        ├── VoiceError                             text to speech
        └── LanguageModelError                     language model
            ├── ServerUnreachable                  nothing answers at the address
            ├── ModelMissing                       the server does not have the model
            └── ContextOverflow                    the conversation no longer fits

Each carries one sentence (`message`) and one `remedy`: what to type or do. Only `cli` prints them; tracebacks go to
the log file.
"""

from collections.abc import Iterable
from typing import ClassVar

from rapidfuzz import process


class VoiceInterviewerError(Exception):
    """A failure with a sentence for the user, a remedy, and the exit status it ends the program with."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(VoiceInterviewerError):
    exit_status = 2


class SettingsError(UsageError):
    pass


class InputFileError(UsageError):
    pass


class ProblemFileError(InputFileError):
    pass


class ScriptError(InputFileError):
    pass


class TranscriptFileError(InputFileError):
    pass


class AudioFileError(InputFileError):
    pass


class UnknownName(UsageError):
    """No such problem, session, device or model; names the nearest ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str], remedy: str) -> None:
        near = near_matches(name, known)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        super().__init__(f"There is no {kind} called “{name}”.", hint + remedy)
        self.near = near


class PartMissing(VoiceInterviewerError):
    exit_status = 3


class SessionError(VoiceInterviewerError):
    pass


class PullError(VoiceInterviewerError):
    pass


class EngineError(VoiceInterviewerError):
    pass


class DeviceError(EngineError):
    pass


class RecogniserError(EngineError):
    pass


class VoiceError(EngineError):
    pass


class LanguageModelError(EngineError):
    pass


class ServerUnreachable(LanguageModelError):
    pass


class ModelMissing(LanguageModelError):
    pass


class ContextOverflow(LanguageModelError):
    pass


def cause_of(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one error behind a group: one with a sentence for the user, if there is such a one in it."""
    causes = _leaves(failures)
    return next((cause for cause in causes if isinstance(cause, VoiceInterviewerError)), causes[0])


def _leaves(failure: BaseException) -> list[BaseException]:
    if not isinstance(failure, BaseExceptionGroup):
        return [failure]
    return [leaf for each in failure.exceptions for leaf in _leaves(each)]


def near_matches(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names most like `name`, best first; 60 of 100 is where unrelated words stop matching."""
    found = process.extract(name.lower(), list(known), limit=limit, score_cutoff=60, processor=str.lower)
    return [match for match, _, _ in found]
