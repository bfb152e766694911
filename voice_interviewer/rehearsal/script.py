"""Rehearsal scripts: a TOML file of lines for a scripted candidate, and the room they are spoken in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from voice_interviewer.errors import AudioFileError, ScriptError, near_matches
from voice_interviewer.rehearsal.candidate import Cue, Line
from voice_interviewer.rehearsal.room import ECHO_DELAY_MS, QUIET_DB, Room
from voice_interviewer.rehearsal.tomllines import Table, read, refusal
from voice_interviewer.speech.frame import Samples

DELAY: Final = 0.8
"""Seconds before a line that does not say: about what a person takes to begin an answer."""
LEAST_MINUTES, MOST_MINUTES = 0.5, 120.0
_TOP: Final = ("problem", "minutes", "room", "say")
_ROOM: Final = ("echo_db", "echo_delay_ms", "noise_db")
_SAY: Final = ("audio", "text", "words", "after", "during", "delay")


@dataclass(frozen=True, slots=True)
class Say:
    """One `[[say]]`: a sound file or a text, the words in it ("" where the script does not tell), and its cue.
    `line` is where it stands in the script."""

    audio: Path | None
    text: str
    words: str
    cue: Cue
    delay: float
    line: int


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script. `minutes` is None where it leaves them to the settings; `problem_line` is where it names its
    problem."""

    path: Path
    problem: str
    minutes: float | None
    room: Room
    says: tuple[Say, ...]
    problem_line: int = 1


def load(path: Path) -> Script:
    """Read a script. Raises ScriptError with file, line and remedy at the first mistake."""
    top = read(path)
    top.expect_only(_TOP)
    problem = top.words("problem")
    if problem is None:
        raise top.refusal(
            None, "The script names no problem.", 'Add a line such as problem = "fraud-detection".'
        )
    minutes = top.number("minutes", LEAST_MINUTES, MOST_MINUTES)
    return Script(path, problem, minutes, _room(top), _says(top), top.line("problem"))


def require_words(script: Script) -> None:
    """Check what `--stt script` needs: raises ScriptError for a line that does not tell its words."""
    for say in script.says:
        if not say.words:
            raise refusal(
                script.path,
                say.line,
                "--stt script does not know what this line says.",
                'Add words = "…", or choose another recogniser.',
            )


def lines(
    script: Script, read_audio: Callable[[Path], Samples], synthesize: Callable[[str], Samples]
) -> tuple[Line, ...]:
    """The script's lines as 16 kHz mono sound. Raises ScriptError for a sound file that cannot be used, and whatever
    `synthesize` raises."""
    return tuple(_line(script, say, read_audio, synthesize) for say in script.says)


def _line(
    script: Script, say: Say, read_audio: Callable[[Path], Samples], synthesize: Callable[[str], Samples]
) -> Line:
    if say.audio is None:
        return Line(synthesize(say.text), say.words, say.cue, say.delay)
    try:
        return Line(read_audio(say.audio), say.words, say.cue, say.delay)
    except AudioFileError as error:
        raise refusal(script.path, say.line, error.message, error.remedy) from error


def _room(top: Table) -> Room:
    values = top.values.get("room")
    if values is None:
        return Room()
    if not isinstance(values, dict):
        raise top.refusal("room", "room must be a table.", "Write a line [room] and its keys below it.")
    table = Table(top.path, top.text, values, "room")
    table.expect_only(_ROOM)
    echo = table.number("echo_db", -80.0, 6.0)
    delay = table.number("echo_delay_ms", 0.0, 1000.0)
    if delay is not None and echo is None:
        raise table.refusal(
            "echo_delay_ms", "There is no echo to delay.", "Add echo_db = -12, or leave the delay out."
        )
    return Room(echo, ECHO_DELAY_MS if delay is None else delay, _noise(table))


def _noise(table: Table) -> float | None:
    value = table.values.get("noise_db")
    if value == "none":
        return None
    if isinstance(value, str):
        raise table.refusal(
            "noise_db", f"noise_db cannot be “{value}”.", 'Give a number from -120 to -10, or "none".'
        )
    noise = table.number("noise_db", -120.0, -10.0)
    return QUIET_DB if noise is None else noise


def _says(top: Table) -> tuple[Say, ...]:
    values: Any = top.values.get("say")
    if not values:
        raise top.refusal("say", "The candidate has nothing to say.", "Add a [[say]] with audio or text.")
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise top.refusal("say", "say must be a list of tables.", "Begin each line with [[say]].")
    return tuple(_say(Table(top.path, top.text, value, "say", n)) for n, value in enumerate(values))


def _say(table: Table) -> Say:
    table.expect_only(_SAY)
    audio, text, words = table.words("audio"), table.words("text"), table.words("words")
    if audio is not None and text is not None:
        raise table.refusal("text", "A line has either audio or text.", "Leave one of them out.")
    if audio is None and text is None:
        raise table.refusal(
            None, "This line says nothing.", 'Add audio = "FILE.wav" or text = "…" to this [[say]].'
        )
    delay = table.number("delay", 0.0, 600.0)
    return Say(
        audio=None if audio is None else _audio(table, audio),
        text=text or "",
        words=words or text or "",
        cue=_cue(table),
        delay=DELAY if delay is None else delay,
        line=table.line(),
    )


def _cue(table: Table) -> Cue:
    after = table.choice("after", ("interviewer", "previous"))
    during = table.choice("during", ("interviewer",))
    if after is not None and during is not None:
        raise table.refusal("during", "A line has either after or during.", "Leave one of them out.")
    if during is not None:
        return Cue.DURING_INTERVIEWER
    return Cue.AFTER_PREVIOUS if after == "previous" else Cue.AFTER_INTERVIEWER


def _audio(table: Table, name: str) -> Path:
    """The file beside the script. A script from elsewhere must not reach into the rest of the disk."""
    folder = table.path.resolve().parent
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise table.refusal(
            "audio",
            f"{name} lies outside the script's folder.",
            "Copy the file beside the script and name it.",
        )
    if not path.is_file():
        raise _no_such_file(table, folder, name)
    return path


def _no_such_file(table: Table, folder: Path, name: str) -> ScriptError:
    beside = (folder / name).parent
    present = [each.name for each in beside.iterdir() if each.is_file()] if beside.is_dir() else []
    near = near_matches(Path(name).name, present)
    remedy = (
        f"Did you mean {' or '.join(near)}?"
        if near
        else "Check the name; it counts from the script's folder."
    )
    return table.refusal("audio", f"There is no sound file {name}.", remedy)
