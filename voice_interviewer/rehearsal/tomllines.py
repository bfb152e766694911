"""A TOML file that somebody else wrote: its tables with a line for every complaint about them.

`tomllib` gives values without their places, so a line is found by searching the text for the header and the key.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from voice_interviewer.errors import ScriptError, near_matches

MAX_BYTES: Final = 256 * 1024
"""A script of three hundred long lines; anything beyond is no script."""
_HEADER: Final = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.\"'-]+)\s*\]\]?")
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: `values`, and where it lies (the header's `name`, "" for the top; which of several)."""

    path: Path
    text: str
    values: Mapping[str, Any]
    name: str = ""
    index: int = 0

    def line(self, key: str | None = None) -> int:
        """Of the key, or of the table itself; counts from 1."""
        return find_line(self.text, self.name, self.index, key)

    def refusal(self, key: str | None, message: str, remedy: str) -> ScriptError:
        return refusal(self.path, self.line(key), message, remedy)

    def expect_only(self, known: Iterable[str]) -> None:
        """Raises ScriptError for the first key that is not among the known ones."""
        known = tuple(known)
        for key in self.values:
            if key not in known:
                near = near_matches(key, known)
                remedy = f"Did you mean {' or '.join(near)}?" if near else f"Known here: {', '.join(known)}."
                raise self.refusal(key, f"“{key}” means nothing here.", remedy)

    def number(self, key: str, least: float, most: float) -> float | None:
        """None where the key is absent. Raises ScriptError for anything but a number in the range."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            shown = f"“{value}”" if isinstance(value, str) else str(value).lower()
            raise self.refusal(
                key,
                f"{key} cannot be {shown}.",
                f"Give a number from {least:g} to {most:g}, without quotes.",
            )
        return float(value)

    def words(self, key: str) -> str | None:
        """A text that is not blank, trimmed; None where the key is absent. Raises ScriptError for anything else."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, f"{key} needs some text.", f'Write {key} = "…".')
        return value.strip()

    def choice(self, key: str, known: Iterable[str]) -> str | None:
        """One of the known words; None where the key is absent. Raises ScriptError for anything else."""
        value = self.values.get(key)
        if value is None:
            return None
        known = tuple(known)
        if value not in known:
            near = near_matches(value, known, limit=1) if isinstance(value, str) else []
            listed = " or ".join(f'"{word}"' for word in known)
            remedy = f'Did you mean "{near[0]}"?' if near and len(known) > 1 else f"Write {key} = {listed}."
            raise self.refusal(key, f"{key} cannot be “{value}”.", remedy)
        return str(value)


def read(path: Path) -> Table:
    """The top of a file. Raises ScriptError where it cannot be read or is no TOML."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ScriptError(f"There is no rehearsal script at {path}.", "Check the path.") from error
    except OSError as error:
        raise ScriptError(
            f"{path} cannot be read: {error.strerror}.", "Give a TOML file that is yours to read."
        ) from error
    if len(raw) > MAX_BYTES:
        raise ScriptError(f"{path} is too large for a rehearsal script.", "Give a TOML file of text lines.")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refusal(path, line, "This is not UTF-8 text.", "Save the script as UTF-8.") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        what = str(error).split(" (at ", maxsplit=1)[0]
        raise refusal(
            path, line, f"This is not TOML: {what}.", "Write key = value; texts stand in double quotes."
        ) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a thousand brackets
        remedy = "Write plain texts and numbers."
        raise ScriptError(f"{path} is beyond reading.", remedy) from error
    return Table(path, text, values)


def refusal(path: Path, line: int, message: str, remedy: str) -> ScriptError:
    return ScriptError(f"{path}:{line}: {message}", remedy)


def find_line(text: str, table: str, index: int = 0, key: str | None = None) -> int:
    """The line of `key` in the table of that name (the `index`th of them), of the table's header where the key is not
    there, and 1 where neither is found."""
    place, seen = 1, -1
    inside = not table
    wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""") if key is not None else None
    inline = re.compile(rf"\s*{re.escape(table)}\s*=") if table else None
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            seen += header[1] == table
            inside = header[1] == table and seen == index
            place = number if inside else place
        elif inside and wanted is not None and wanted.match(line):
            return number
        elif seen < 0 and inline is not None and inline.match(line):
            place = number
    return place
