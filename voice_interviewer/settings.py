"""The effective settings, and where each came from; the only reader of the environment and the settings file.

Command line > environment (`VOICE_INTERVIEWER_MINUTES` …) > settings file > default. Names are the options' own.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import platformdirs

from voice_interviewer.errors import SettingsError, near_matches

APP: Final = "voice-interviewer"
PREFIX: Final = "VOICE_INTERVIEWER_"
API_KEY: Final = PREFIX + "LLM_API_KEY"
MIRROR: Final = PREFIX + "MIRROR"
VENV: Final = PREFIX + "VENV"
"""Read by scripts/ alone."""


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its kind, the values allowed, and bounds for numbers."""

    kind: type
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    help: str = ""


OPTIONS: Final[Mapping[str, Option]] = MappingProxyType(
    {
        "minutes": Option(float, least=5, most=120, help="Length of the interview."),
        "difficulty": Option(str, ("auto", "easy", "medium", "hard"), help="Which problems to choose from."),
        "focus": Option(str, help="Drill one area: a phase or a rubric dimension."),
        "stt": Option(
            str, ("auto", "whisper", "pocketsphinx", "typed", "script"), help="How answers are heard."
        ),
        "stt_model": Option(str, help="Whisper model: a folder, or a name under the models folder."),
        "tts": Option(str, ("auto", "piper", "espeak", "none"), help="The interviewer's voice."),
        "voice": Option(str, help="Which voice: a Piper .onnx file, its name, or an eSpeak voice."),
        "llm": Option(str, ("auto", "ollama", "openai", "bank"), help="Who words the questions and scores."),
        "llm_model": Option(str, help="Language model name."),
        "llm_url": Option(str, help="Address of the language model server."),
        "vad": Option(str, ("auto", "silero", "webrtc"), help="Voice activity detector."),
        "device": Option(str, ("auto", "cpu", "cuda"), help="Where Whisper runs."),
        "mic": Option(str, help="Microphone: name, index or a WAV file."),
        "speaker": Option(str, help="Loudspeaker: name, index, a WAV file to write, or none."),
        "headphones": Option(bool, help="The interviewer cannot reach the microphone."),
        "echo": Option(
            str, ("auto", "off"), help="Cancel the interviewer's echo where there are no headphones."
        ),
        "noise_suppression": Option(bool, help="With echo cancellation: take steady noise out, too."),
        "gain": Option(bool, help="With echo cancellation: even out how loud you are."),
        "plain": Option(bool, help="Lines in place of the full screen, for a screen reader, too."),
        "turns": Option(str, ("auto", "key"), help="With key, a turn ends only when you say or press so."),
        "seed": Option(int, least=0, help="Repeat the same choices."),
        "out": Option(str, help="Data folder in place of the usual one."),
        "no_recording": Option(bool, help="Keep no sound."),
    }
)

_OPPOSITES: Final = {"recording": "no_recording"}
"""Another name for a switch, with the opposite meaning."""
_PATHS: Final = ("stt_model", "voice", "mic", "speaker", "out")
"""May begin with ~, which no shell expands in a file or in `--out=~/here`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Effective settings; None means not set. `sources` names where each value came from."""

    minutes: float = 45
    difficulty: str = "auto"
    focus: str | None = None
    stt: str = "auto"
    stt_model: str | None = None
    tts: str = "auto"
    voice: str | None = None
    llm: str = "auto"
    llm_model: str | None = None
    llm_url: str | None = None
    vad: str = "auto"
    device: str = "auto"
    mic: str | None = None
    speaker: str | None = None
    headphones: bool = False
    echo: str = "auto"
    noise_suppression: bool = False
    gain: bool = False
    plain: bool = False
    turns: str = "auto"
    seed: int | None = None
    out: str | None = None
    no_recording: bool = False
    llm_api_key: str | None = field(default=None, repr=False)
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def recording(self) -> bool:
        return not self.no_recording

    @property
    def data_dir(self) -> Path:
        """Where sessions, models and the user's own problems lie."""
        return Path(self.out) if self.out else Path(platformdirs.user_data_dir(APP, appauthor=False))

    @property
    def models_dir(self) -> Path:
        return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "models"

    @property
    def problems_dir(self) -> Path:
        return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "problems"


def settings_file() -> Path:
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.toml"


def mirror() -> str | None:
    """An address to pull models from in place of the catalogue's hosts."""
    return os.environ.get(MIRROR) or None


def ollama_host() -> str | None:
    """Where Ollama's own variable says its server is; what the program uses where --llm-url is not given."""
    return os.environ.get("OLLAMA_HOST") or None


def no_colour() -> bool:
    """Whether the user's environment asks programs for none (no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))


def dumb_terminal() -> bool:
    """Whether the terminal says of itself that it can only write lines."""
    return os.environ.get("TERM") in ("dumb", "unknown")


def log_file() -> Path:
    return Path(platformdirs.user_log_dir(APP, appauthor=False)) / "voice-interviewer.log"


def load(
    command_line: Mapping[str, Any], environ: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Put the sources together; None on the command line means not given.

    Raises SettingsError naming the file and line, or the variable, of a value that cannot be used.
    """
    file = settings_file() if file is None else file
    values: dict[str, Any] = {}
    sources = dict.fromkeys(OPTIONS, "default")
    environ = os.environ if environ is None else environ
    for name, value in _from_file(file).items():
        values[name], sources[name] = value, str(file)
    for name, (value, variable) in _from_environment(environ).items():
        values[name], sources[name] = value, variable
    for name, value in command_line.items():
        if value is not None:
            where = f"The option --{_dashed(name)}"
            values[name] = (_parsed if isinstance(value, str) else _checked)(
                name, OPTIONS[name], value, where
            )
            sources[name] = "command line"
    return Settings(**values, llm_api_key=environ.get(API_KEY) or None, sources=MappingProxyType(sources))


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    """(value, variable) of each option; an empty variable is none."""
    values: dict[str, tuple[Any, str]] = {}
    known = [PREFIX + name.upper() for name in OPTIONS]
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable in (API_KEY, MIRROR, VENV) or text == "":
            continue
        where = f"The variable {variable}"
        given = variable.removeprefix(PREFIX).lower()
        name = _OPPOSITES.get(given, given)
        if name not in OPTIONS or variable != variable.upper():
            raise SettingsError(f"{where} sets nothing.", _did_you_mean(variable, known))
        value = _parsed(name, OPTIONS[name], text, where)
        _keep(values, name, (value if name == given else not value, variable), where)
    return values


def _from_file(file: Path) -> dict[str, Any]:
    text = _text_of(file)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not TOML: {error}.", "Mend that line, or remove the file.") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a thousand brackets
        raise SettingsError(
            f"{file} is beyond reading.", "Write plain values into it, or remove it."
        ) from error
    values: dict[str, Any] = {}
    for key, value in content.items():
        given = key.replace("-", "_")
        name = _OPPOSITES.get(given, given)
        where = f"{file}, line {_line_of(text, key)}: “{key}”"
        if name == "llm_api_key":
            raise SettingsError(f"{where} is never read from a file.", f"Set the variable {API_KEY} instead.")
        if name not in OPTIONS:
            raise SettingsError(f"{where} is not a setting.", _did_you_mean(name, OPTIONS))
        checked = _checked(name, OPTIONS[name], value, where)
        _keep(values, name, checked if name == given else not checked, where)
    return values


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = bytes(error.object).count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{file}, line {line}: this is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        why = (error.strerror or "it cannot be opened").lower()
        raise SettingsError(
            f"The settings file {file} cannot be read: {why}.", "Mend or remove it."
        ) from error


def _keep(values: dict[str, Any], name: str, value: Any, where: str) -> None:
    """Raises SettingsError where both names of a switch were used."""
    if name in values:
        raise SettingsError(f"{where} says again what {_dashed(name)} says.", "Leave one of them out.")
    values[name] = value


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = near_matches(name, known)
    return f"Did you mean {' or '.join(near)}?" if near else "`voice-interviewer settings` lists them all."


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _line_of(text: str, key: str) -> int:
    pattern = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*[=.\]]|^\s*\[+\s*{re.escape(key)}""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _parsed(name: str, option: Option, text: str, where: str) -> Any:
    """A variable's text as the option's kind."""
    if option.kind is bool:
        known = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        if text.strip().lower() not in known:
            raise SettingsError(f"{where} is “{text}”.", "Say true or false.")
        return known[text.strip().lower()]
    if option.kind in (int, float):
        try:
            return _checked(name, option, option.kind(text), where)
        except ValueError as error:
            raise SettingsError(f"{where} is “{text}”, not a number.", _allowed(option)) from error
    return _checked(name, option, text, where)


def _checked(name: str, option: Option, value: Any, where: str) -> Any:
    shown = _shown(value)
    if option.kind is str and name in ("mic", "speaker") and isinstance(value, int):
        value = str(value)
    kinds = (int, float) if option.kind is float else (option.kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and option.kind is not bool):
        raise SettingsError(f"{where} is “{shown}”.", _allowed(option))
    if option.choices and value not in option.choices:
        near = near_matches(str(value), option.choices)
        raise SettingsError(
            f"{where} is “{shown}”.", (f"Did you mean {near[0]}? " if near else "") + _allowed(option)
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        below = option.least is not None and not value >= option.least
        above = option.most is not None and not value <= option.most
        if below or above:
            raise SettingsError(f"{where} is {shown}.", _allowed(option))
        value = option.kind(value)  # only now: the largest whole numbers are no float
    return os.path.expanduser(str(value)) if name in _PATHS else value  # noqa: PTH111 - a name of no path, too


def _allowed(option: Option) -> str:
    if option.choices:
        return f"Use one of {', '.join(option.choices)}."
    if option.kind is bool:
        return "Use true or false."
    if option.most is not None:
        return f"Use a number from {option.least:g} to {option.most:g}."
    return "Use a whole number from 0." if option.kind is int else "Use a piece of text in quotes."


def _shown(value: Any) -> str:
    """As it would be written in the file, without quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def explain(settings: Settings) -> list[tuple[str, str, str]]:
    """(name, value, source) of every setting, for `voice-interviewer settings`."""
    return [
        (
            _dashed(name),
            "-" if (value := getattr(settings, name)) is None else _shown(value),
            settings.sources.get(name, "default"),
        )
        for name in OPTIONS
    ]
