"""A document's content as the values it stands for. The dataclasses in `values` are the one schema."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from json import dumps
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from voice_interviewer.bank.yamlfile import Document, Location, Mistake
from voice_interviewer.errors import near_matches
from voice_interviewer.values import Problem, Rubric, Track

DEFAULT_TRACK = "ml-system-design"
"""What a problem belongs to that names no track."""

_SHAPES = {
    "string_type": ("should be text", "Put it in quotes."),
    "tuple_type": ("should be a list", "Write it in [brackets], or one entry a line, each after “- ”."),
    "mapping_type": ("should be a list of names with values", "Write one “name: value” a line, indented."),
    "dataclass_type": ("should have fields of its own", "Write one “name: value” a line, indented."),
    "int_type": ("should be a whole number", "Write digits alone."),
    "int_parsing": ("should be a whole number", "Write digits alone."),
    "int_from_float": ("should be a whole number", "Write digits alone."),
    "float_type": ("should be a number", "Write it like 8 or 7.5."),
    "float_parsing": ("should be a number", "Write it like 8 or 7.5."),
}
"""pydantic's error types, in words."""

_NAMED_BY_FILE = {"Problem": "slug", "Track": "id"}
"""Fields that are the file's own name."""


def problem_from(document: Document, slug: str) -> tuple[Problem | None, list[Mistake]]:
    """The problem a document holds, or every way in which it fails the schema."""
    top = document.content
    mistakes = _named_by_file(document, _NAMED_BY_FILE["Problem"])
    if isinstance(top, dict):
        top = {"track": DEFAULT_TRACK, **top, "slug": slug}
    return _parse(document, top, Problem, mistakes)


def track_from(document: Document, name: str) -> tuple[Track | None, list[Mistake]]:
    """The track a document holds, or every way in which it fails the schema. Its rubric gets its id here."""
    top = document.content
    mistakes = _named_by_file(document, _NAMED_BY_FILE["Track"])
    if isinstance(top, dict):
        top = {**top, "id": name}
        if "rubric" in top:
            top["rubric"] = {"id": "", "criteria": top["rubric"]}
    track, mistakes = _parse(document, top, Track, mistakes)
    if track is not None:
        track = replace(track, rubric=replace(track.rubric, id=rubric_id(name, track.rubric)))
    return track, mistakes


def rubric_id(track: str, rubric: Rubric) -> str:
    """`<track>@<first 8 hex digits of the SHA-256 of the anchors>`: scores under different anchors never compare."""
    anchors = [[criterion.id, sorted(criterion.anchors.items())] for criterion in rubric.criteria]
    digest = sha256(dumps(anchors, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
    return f"{track}@{digest[:8]}"


def _named_by_file(document: Document, key: str) -> list[Mistake]:
    if isinstance(document.content, dict) and key in document.content:
        return [
            document.mistake((key,), f"“{key}” is not written here.", "Remove it: it is the file's own name.")
        ]
    return []


def _parse(
    document: Document, content: object, schema: Any, mistakes: list[Mistake]
) -> tuple[Any, list[Mistake]]:
    if not isinstance(content, dict):
        problem = document.mistake(
            (), "The file should be “name: value” lines.", "See problems/README.md for its form."
        )
        return None, [problem]
    mistakes += [_unknown(document, at, known) for at, known in _unknown_keys(content, schema)]
    try:
        value = _adapter(schema).validate_python(content)
    except ValidationError as error:
        mistakes += [_explained(document, details) for details in error.errors(include_url=False)]
        return None, mistakes
    return value, mistakes


@cache
def _adapter(schema: Any) -> TypeAdapter[Any]:
    return TypeAdapter(schema)


def _in_file(location: Location) -> Location:
    """Where a value's part stands in its file: a rubric's criteria are written as the rubric itself."""
    return ("rubric", *location[2:]) if location[:2] == ("rubric", "criteria") else location


def _explained(document: Document, details: Any) -> Mistake:
    location: Location = _in_file(tuple(step for step in details["loc"] if step != "[key]"))
    name = _name(location)
    match details["type"]:
        case "missing":
            where = document.line(location[:-1])
            return Mistake(
                document.path, where, f"“{location[-1]}” is missing here.", "Add it; see problems/README.md."
            )
        case "enum" | "literal_error":
            return document.mistake(
                location, f"{name} should be {details['ctx']['expected']}.", "Choose one of them."
            )
        case kind if kind in _SHAPES:
            shape, remedy = _SHAPES[kind]
            return document.mistake(location, f"{name} {shape}.", remedy)
        case _:
            return document.mistake(
                location, f"{name}: {details['msg']}.", "See problems/README.md for its form."
            )


def _name(location: Location) -> str:
    """The field at a location, as its writer knows it."""
    names = [str(step) for step in location if isinstance(step, str)]
    if not names:
        return "This"
    return f"An entry of “{names[-1]}”" if isinstance(location[-1], int) else f"“{names[-1]}”"


def _unknown(document: Document, at: Location, known: tuple[str, ...]) -> Mistake:
    if " " in str(at[-1]):
        return document.mistake(
            at,
            f"“{at[-1]}” stands alone after a comma or before a colon.",
            "Put the whole sentence in quotes.",
        )
    near = near_matches(str(at[-1]), known, limit=1)
    remedy = f"Did you mean “{near[0]}”?" if near else f"Remove it; known here: {', '.join(known)}."
    return document.mistake(at, f"“{at[-1]}” is not a field of this file's form.", remedy)


def _unknown_keys(
    content: object, schema: Any, at: Location = ()
) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """Keys that no dataclass has a field for, each with the names it could have been."""
    if isinstance(schema, type) and is_dataclass(schema) and isinstance(content, dict):
        hints = get_type_hints(schema)
        own_name = _NAMED_BY_FILE.get(schema.__name__)
        known = tuple(one.name for one in fields(schema) if one.name != own_name)
        for key, value in content.items():
            if key in hints:
                yield from _unknown_keys(value, hints[key], (*at, key))
            else:
                yield _in_file((*at, key)), known
    elif get_origin(schema) is tuple and isinstance(content, list):
        for index, item in enumerate(content):
            yield from _unknown_keys(item, get_args(schema)[0], (*at, index))
