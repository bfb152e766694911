"""The effective settings, and where each came from; the only reader of the environment and the settings file.

Command line > environment (`VOICE_INTERVIEWER_MINUTES` …) > settings file > default. Names are the options' own.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import platformdirs

from voice_interviewer.errors import SettingsError, near_matches

APP: Final = "voice-interviewer"
PREFIX: Final = "VOICE_INTERVIEWER_"
API_KEY: Final = PREFIX + "LLM_API_KEY"


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
        "llm": Option(str, ("auto", "ollama", "openai", "bank"), help="Who words the questions."),
        "llm_model": Option(str, help="Language model name."),
        "llm_url": Option(str, help="Address of the language model server."),
        "vad": Option(str, ("auto", "silero", "webrtc"), help="Voice activity detector."),
        "device": Option(str, ("auto", "cpu", "cuda"), help="Where Whisper runs."),
        "mic": Option(str, help="Microphone: name, index or a WAV file."),
        "speaker": Option(str, help="Loudspeaker: name, index, a WAV file to write, or none."),
        "headphones": Option(bool, help="The interviewer cannot reach the microphone."),
        "plain": Option(bool, help="Line mode instead of the full screen."),
        "turns": Option(str, ("auto", "key"), help="With key, a turn ends only when you say or press so."),
        "seed": Option(int, least=0, help="Repeat the same choices."),
        "out": Option(str, help="Data folder in place of the usual one."),
        "recording": Option(bool, help="Keep the sound of the session."),
    }
)


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
    plain: bool = False
    turns: str = "auto"
    seed: int | None = None
    out: str | None = None
    recording: bool = True
    llm_api_key: str | None = field(default=None, repr=False)
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

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
    return os.environ.get(PREFIX + "MIRROR") or None


def ollama_host() -> str | None:
    """Where Ollama's own variable says its server is; what the program uses where --llm-url is not given."""
    return os.environ.get("OLLAMA_HOST") or None


def log_file() -> Path:
    return Path(platformdirs.user_log_dir(APP, appauthor=False)) / "voice-interviewer.log"


def load(
    command_line: Mapping[str, Any], environ: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Put the sources together; None on the command line means not given.

    Raises SettingsError naming the file and line, or the variable, of a value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    file = settings_file() if file is None else file
    values: dict[str, Any] = {}
    sources = dict.fromkeys(OPTIONS, "default")
    for name, value in _from_file(file).items():
        values[name], sources[name] = value, str(file)
    for name, option in OPTIONS.items():
        variable = PREFIX + name.upper()
        if environ.get(variable, "") != "":
            values[name] = _parsed(name, option, environ[variable], f"The variable {variable}")
            sources[name] = variable
    for name, value in command_line.items():
        if value is not None:
            where = f"The option --{name.replace('_', '-')}"
            values[name] = _checked(name, OPTIONS[name], value, where, "")
            sources[name] = "command line"
    return Settings(**values, llm_api_key=environ.get(API_KEY) or None, sources=MappingProxyType(sources))


def _from_file(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings file {file} cannot be read: {error}.", "Mend or remove it."
        ) from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not TOML: {error}.", "Mend that line, or remove the file.") from error
    values: dict[str, Any] = {}
    for key, value in content.items():
        name = key.replace("-", "_")
        where = f"{file}, line {_line_of(text, key)}: “{key}”"
        if name == "llm_api_key":
            raise SettingsError(f"{where} is never read from a file.", f"Set the variable {API_KEY} instead.")
        if name not in OPTIONS:
            near = near_matches(name, OPTIONS)
            remedy = (
                f"Did you mean {' or '.join(near)}?"
                if near
                else "`voice-interviewer settings` lists them all."
            )
            raise SettingsError(f"{where} is not a setting.", remedy)
        values[name] = _checked(name, OPTIONS[name], value, where, "")
    return values


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
            return _checked(name, option, option.kind(text), where, text)
        except ValueError as error:
            raise SettingsError(f"{where} is “{text}”, not a number.", _allowed(option)) from error
    return _checked(name, option, text, where, text)


def _checked(name: str, option: Option, value: Any, where: str, shown: str) -> Any:
    shown = shown or str(value)
    if option.kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if option.kind is str and name in ("mic", "speaker") and isinstance(value, int):
        value = str(value)
    if not isinstance(value, option.kind) or (isinstance(value, bool) and option.kind is not bool):
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
    return value


def _allowed(option: Option) -> str:
    if option.choices:
        return f"Use one of {', '.join(option.choices)}."
    if option.kind is bool:
        return "Use true or false."
    if option.most is not None:
        return f"Use a number from {option.least:g} to {option.most:g}."
    return "Use a whole number from 0." if option.kind is int else "Use a piece of text in quotes."


def explain(settings: Settings) -> list[tuple[str, str, str]]:
    """(name, value, source) of every setting, for `voice-interviewer settings`."""
    named = {entry.name for entry in fields(settings)} & set(OPTIONS)
    return [
        (
            name,
            "-" if (value := getattr(settings, name)) is None else str(value),
            settings.sources.get(name, "default"),
        )
        for name in OPTIONS
        if name in named
    ]
