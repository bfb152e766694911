"""Reading a YAML file that somebody else wrote, with a line for everything in it.

Built from the parser's events rather than by a YAML loader: nothing is ever constructed from a tag, aliases (and the
bombs made of them) are refused, nesting is bounded before it can exhaust the C stack, and of YAML's many ways to read
a plain word only whole numbers, decimals and null are kept, so that `no`, `on` and `12:30` stay words.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import yaml

from voice_interviewer.errors import ProblemFileError

Location: TypeAlias = tuple[str | int, ...]
"""The way from the top of a file to something in it: keys and list indices."""

MAX_BYTES = 512 * 1024
"""About five times the largest file of the bank; anything beyond is no problem file."""
MAX_DEPTH = 12
"""A track needs five levels."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?\d{1,9}")
_DECIMAL = re.compile(r"-?\d{1,9}\.\d{1,9}")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 (section 5.1) admits into no file."""
_YAML_REMEDY = (
    "Look at this line and the one above: indentation, a missing quote, or a colon inside a sentence that is not in "
    "quotes."
)
_NULL = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something to mend in a file. `line` counts from 1."""

    file: Path
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.remedy}"


@dataclass(slots=True)
class _Node:
    """A value under construction: `value` for a scalar, `items` for a list, `entries` for a mapping."""

    line: int
    value: object = None
    items: "list[_Node] | None" = None
    entries: "dict[str, _Node] | None" = None
    key_lines: dict[str, int] = field(default_factory=dict)
    key: str | None = None

    def plain(self) -> object:
        if self.items is not None:
            return [item.plain() for item in self.items]
        if self.entries is not None:
            return {key: entry.plain() for key, entry in self.entries.items()}
        return self.value


class Document:
    """A file's content as dicts, lists, text and numbers, and the line each came from."""

    def __init__(self, path: Path, root: _Node) -> None:
        self.path = path
        self.content = root.plain()
        self._root = root

    def line(self, location: Location) -> int:
        """Of the key or list item at `location`, or of the nearest thing above it that exists; from 1."""
        node, line = self._root, self._root.line
        for step in location:
            if node.entries is not None and str(step) in node.entries:
                line = node.key_lines[str(step)]
                node = node.entries[str(step)]
            elif node.items is not None and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                line = node.line
            else:
                break
        return line

    def mistake(self, location: Location, message: str, remedy: str) -> Mistake:
        return Mistake(self.path, self.line(location), message, remedy)


def refusal(mistake: Mistake, others: int = 0) -> ProblemFileError:
    """A mistake as the error a person meets, saying how many `others` the same file has."""
    more = ""
    if others:
        noun = "one more mistake" if others == 1 else f"{others} more mistakes"
        more = f" The file has {noun}: `voice-interviewer problems check {mistake.file}` lists them all."
    return ProblemFileError(f"{mistake.file}:{mistake.line}: {mistake.message}", mistake.remedy + more)


class Unreadable(Exception):
    """The file is not YAML this program reads; carries the one mistake that stopped the reading."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


def read(path: Path) -> Document:
    """The file as a Document. Raises Unreadable at the first thing that cannot be read."""
    text = _text(path)
    builder = _Builder(path)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "something unexpected"
        message = f"This is not valid YAML ({what})."
        line = min(mark.line, text.rstrip().count("\n")) + 1 if mark else 1  # the end is on the last line
        raise Unreadable(Mistake(path, line, message, _YAML_REMEDY)) from error
    except yaml.YAMLError as error:
        raise Unreadable(Mistake(path, 1, "This is not valid YAML.", _YAML_REMEDY)) from error
    if builder.root is None:
        raise Unreadable(
            Mistake(path, 1, "The file is empty.", "Start from a file of the bank as a template.")
        )
    return Document(path, builder.root)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise Unreadable(
            Mistake(path, 1, f"The file cannot be read: {reason}.", "Check the path and its permissions.")
        ) from error
    if len(raw) > MAX_BYTES:
        message = f"The file has more than {MAX_BYTES // 1024} KB."
        raise Unreadable(Mistake(path, 1, message, "Split it; one problem needs about 50."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        remedy = "Save the file with the encoding UTF-8."
        raise Unreadable(Mistake(path, line, "This line is not UTF-8 text.", remedy)) from error
    if control := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, control.start()) + 1
        remedy = "Type the line again; copied text often carries one along."
        raise Unreadable(Mistake(path, line, "This line has an invisible control character.", remedy))
    return text


class _Builder:
    """Takes a parser's events one by one and grows the tree."""

    def __init__(self, path: Path) -> None:
        self.root: _Node | None = None
        self._path = path
        self._open: list[_Node] = []

    def take(self, event: Any) -> None:
        match event:
            case yaml.AliasEvent():
                self._refuse(event, "YAML aliases (*name) are not read here.", "Write the text out instead.")
            case yaml.ScalarEvent():
                self._refuse_decoration(event)
                self._scalar(event)
            case yaml.SequenceStartEvent():
                self._refuse_decoration(event)
                self._start(event, _Node(_line(event), items=[]))
            case yaml.MappingStartEvent():
                self._refuse_decoration(event)
                self._start(event, _Node(_line(event), entries={}))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._open.pop()
            case yaml.DocumentStartEvent() if self.root is not None:
                self._refuse(event, "A second document starts here.", "Keep one document in a file.")

    def _refuse(self, event: Any, message: str, remedy: str) -> NoReturn:
        raise Unreadable(Mistake(self._path, _line(event), message, remedy))

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, "YAML anchors (&name) are not read here.", "Write the text out instead.")
        if event.tag is not None:
            self._refuse(event, f"YAML tags ({event.tag}) are not read here.", "Remove the tag.")

    def _start(self, event: Any, node: _Node) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._refuse(
                event, "The lists are nested too deeply.", "See problems/README.md for the file's form."
            )
        self._place(event, node)
        self._open.append(node)

    def _scalar(self, event: Any) -> None:
        node = self._open[-1] if self._open else None
        if node is not None and node.entries is not None and node.key is None:
            if event.value in node.entries:
                self._refuse(event, f"“{event.value}” is here twice.", "Join the two, or remove one.")
            node.key = event.value
            node.key_lines[event.value] = _line(event)
            return
        plain = event.style is None or event.style == ""
        value = _meaning(event.value) if plain else event.value
        self._place(event, _Node(_line(event), value))

    def _place(self, event: Any, node: _Node) -> None:
        """Hang a node where the tree is growing."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.key is None:
            self._refuse(event, "A list stands where a name should.", "Put a plain name before the colon.")
        elif parent.entries is not None:
            parent.entries[parent.key] = node
            parent.key = None


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _meaning(text: str) -> object:
    """What a plain (unquoted) scalar stands for."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return None if text.lower() in _NULL else text
