"""The house rules that a reader relies on, read from the code itself: layers, owners of libraries, and size.

Each rule is a function from a package folder to complaints, tried on the real package and on small planted ones.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "voice_interviewer"

PICTURE = """
    __main__
    cli
    assemble
    history | rehearsal
    engines | live | setup | reports | ui | bank | journal | testing
    ports
    assessment
    interview
    events
    values
    speech
    settings | resources
    errors
    __init__
"""
"""design/architecture.md's picture: a line may import only what is below it, and never its neighbours on the line.

Two lines more than there: `errors` lies below `settings` and `resources`, which raise them; `__init__`, which holds
the version, below everything.
"""

MACHINERY = {
    "sounddevice",
    "soundfile",
    "onnxruntime",
    "webrtcvad",
    "livekit",
    "faster_whisper",
    "ctranslate2",
    "pocketsphinx",
    "piper",
    "espeakng_loader",
    "ollama",
    "openai",
}
OWNED = {**dict.fromkeys(MACHINERY, "engines"), "textual": "ui/tui", "jinja2": "reports"}
"""Library -> the only folder that may import it; within `engines`, in one file alone."""

PURE = ("speech", "interview", "assessment", "values", "events")
UNPURE = frozenset({"asyncio", "threading", "time"})
"""What tells time or runs at the same time has no place in the pure layers: they are told what happened when."""

MODULE_LINES = 400
FUNCTION_LINES = 60


# ---- reading imports -------------------------------------------------------------------------------------------


def modules(package: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every module's path inside the package, with its tree."""
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package), ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_names(module: Path, tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    """(line, absolute dotted name) of every import, those inside functions and by a literal name included.

    `from a import b` yields `a.b`: whether b is a module or a thing in one, its first parts tell where it lies.
    """
    here = (package, *module.parent.parts)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                up = here[: len(here) - level + 1] if level else ()
                base = ".".join((*up, *([source] if source else [])))
                yield from ((node.lineno, f"{base}.{name.name}") for name in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


# ---- the rules -------------------------------------------------------------------------------------------------


def layers(picture: str) -> Mapping[str, int]:
    """Layer -> its line in the picture, the topmost 0."""
    lines = [line.split("|") for line in picture.split("\n") if line.strip()]
    return {name.strip(): depth for depth, names in enumerate(lines) for name in names}


def layer_of(dotted: str, package: str, depths: Mapping[str, int]) -> str | None:
    """The layer that a dotted name of our package lies in; None for other packages."""
    first, *rest = dotted.split(".")
    if first != package:
        return None
    return rest[0] if rest and rest[0] in depths else "__init__"


def upward_imports(package: Path, picture: str) -> list[str]:
    depths = layers(picture)
    complaints = []
    for module, tree in modules(package):
        mine = module.parts[0].removesuffix(".py")
        if mine not in depths:
            complaints.append(f"{module}: {mine} is not in the picture")
            continue
        for line, name in imported_names(module, tree, package.name):
            theirs = layer_of(name, package.name, depths)
            if theirs is None or theirs == mine or depths[theirs] > depths[mine]:
                continue
            where = "beside it" if depths[theirs] == depths[mine] else "above it"
            complaints.append(f"{module}:{line}: {mine} imports {theirs}, which is {where}")
    return complaints


def strayed_libraries(package: Path, owned: Mapping[str, str]) -> list[str]:
    complaints = []
    engines: dict[str, set[str]] = {}
    for module, tree in modules(package):
        for line, name in imported_names(module, tree, package.name):
            library = name.partition(".")[0]
            owner = owned.get(library)
            if owner is None:
                continue
            if not module.as_posix().startswith(f"{owner}/"):
                complaints.append(f"{module}:{line}: {library} belongs in {owner}")
            elif owner == "engines":
                engines.setdefault(library, set()).add(module.as_posix())
    several = {library: sorted(files) for library, files in engines.items() if len(files) > 1}
    return complaints + [
        f"{library} has several owners: {', '.join(several[library])}" for library in several
    ]


def impure_imports(package: Path) -> list[str]:
    return [
        f"{module}:{line}: {name} in a pure layer"
        for module, tree in modules(package)
        if module.parts[0].removesuffix(".py") in PURE
        for line, name in imported_names(module, tree, package.name)
        if name.partition(".")[0] in UNPURE
    ]


def oversized(package: Path, module_lines: int, function_lines: int) -> list[str]:
    complaints = []
    for module, tree in modules(package):
        length = len((package / module).read_text(encoding="utf-8").splitlines())
        if length > module_lines:
            complaints.append(f"{module}: {length} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > function_lines:
                    complaints.append(f"{module}:{node.lineno}: {node.name} has {length} lines")
    return complaints


# ---- the package keeps them ------------------------------------------------------------------------------------


def test_imports_point_down() -> None:
    assert upward_imports(PACKAGE, PICTURE) == []


def test_each_foreign_library_has_one_owner() -> None:
    assert strayed_libraries(PACKAGE, OWNED) == []


def test_pure_layers_know_no_clock_and_no_concurrency() -> None:
    assert impure_imports(PACKAGE) == []


def test_modules_and_functions_stay_small() -> None:
    assert oversized(PACKAGE, MODULE_LINES, FUNCTION_LINES) == []


# ---- and would be caught breaking them -------------------------------------------------------------------------


def plant(folder: Path, files: Mapping[str, str]) -> Path:
    package = folder / "house"
    for name, text in {"__init__.py": "", **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return package


HOUSE = "roof\n upstairs | attic\n cellar\n __init__"


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("cellar.py", "from house.roof import tile", "cellar.py:1: cellar imports roof, which is above it"),
        ("cellar.py", "import house.roof", "cellar.py:1: cellar imports roof, which is above it"),
        ("cellar.py", "from house import roof", "cellar.py:1: cellar imports roof, which is above it"),
        ("cellar.py", "from . import roof", "cellar.py:1: cellar imports roof, which is above it"),
        (
            "cellar/box.py",
            "from ..roof import tile",
            "cellar/box.py:1: cellar imports roof, which is above it",
        ),
        (
            "cellar.py",
            "def dig():\n    import house.roof",
            "cellar.py:2: cellar imports roof, which is above it",
        ),
        ("attic.py", "import house.upstairs", "attic.py:1: attic imports upstairs, which is beside it"),
        ("__init__.py", "import house.cellar", "__init__.py:1: __init__ imports cellar, which is above it"),
        ("shed.py", "", "shed.py: shed is not in the picture"),
        (
            "cellar.py",
            "import importlib\nimportlib.import_module('house.roof')",
            "cellar.py:2: cellar imports roof, which is above it",
        ),
    ],
)
def test_an_import_that_does_not_point_down_is_caught(
    tmp_path: Path, file: str, text: str, complaint: str
) -> None:
    assert upward_imports(plant(tmp_path, {file: text}), HOUSE) == [complaint]


@pytest.mark.parametrize(
    "text",
    [
        "from house.cellar import coal",
        "from house import VERSION",
        "from . import window",
        "from .window import glass",
        "import roof",
    ],
)
def test_an_import_that_points_down_or_stays_is_not(tmp_path: Path, text: str) -> None:
    assert upward_imports(plant(tmp_path, {"upstairs/room.py": text}), HOUSE) == []


@pytest.mark.parametrize(
    ("files", "complaints"),
    [
        ({"live/ear.py": "import sounddevice"}, ["live/ear.py:1: sounddevice belongs in engines"]),
        ({"cli.py": "def f():\n    from openai import X"}, ["cli.py:2: openai belongs in engines"]),
        (
            {"engines/a.py": "import onnxruntime", "engines/b.py": "def f():\n    import onnxruntime as o"},
            ["onnxruntime has several owners: engines/a.py, engines/b.py"],
        ),
        ({"setup/x.py": "__import__('piper')"}, ["setup/x.py:1: piper belongs in engines"]),
        ({"ui/plain.py": "import textual.app"}, ["ui/plain.py:1: textual belongs in ui/tui"]),
        ({"cli.py": "import jinja2"}, ["cli.py:1: jinja2 belongs in reports"]),
    ],
)
def test_a_library_outside_its_owner_is_caught(
    tmp_path: Path, files: dict[str, str], complaints: list[str]
) -> None:
    assert strayed_libraries(plant(tmp_path, files), OWNED) == complaints


def test_a_library_with_one_owner_and_the_path_of_its_data_are_fine(tmp_path: Path) -> None:
    files = {
        "engines/whisper.py": "import faster_whisper\nfrom faster_whisper import vad",
        "engines/silero.py": "from importlib.util import find_spec\nfind_spec('faster_whisper')",
        "engines/openai.py": "def f():\n    import openai",
        "ui/tui/app.py": "import textual",
        "reports/page.py": "import jinja2",
    }
    assert strayed_libraries(plant(tmp_path, files), OWNED) == []


def test_a_clock_in_a_pure_layer_is_caught(tmp_path: Path) -> None:
    files = {
        "speech/frame.py": "import numpy\nfrom time import monotonic",
        "values.py": "import asyncio.events",
        "live/worker.py": "import threading",
    }
    assert impure_imports(plant(tmp_path, files)) == [
        "speech/frame.py:2: time.monotonic in a pure layer",
        "values.py:1: asyncio.events in a pure layer",
    ]


def test_size_is_counted(tmp_path: Path) -> None:
    package = plant(tmp_path, {"long.py": "def f():\n    1\n    2\n\n\nasync def g():\n    1\n"})
    assert oversized(package, 7, 3) == []
    assert oversized(package, 6, 2) == ["long.py: 7 lines", "long.py:1: f has 3 lines"]
