"""Makes the checkout's environment, once, and goes on inside it. Standard library only.

    stamp fits? ── yes ──────────────────────────────────┐
        no                                               v
        └─> lock ─> venv ─> PortAudio ─> pip ─> stamp ─> go on as the environment's own Python

The stamp is the only sign of success and is written last, so whatever stops a set-up half-way (Ctrl-C, a power cut,
a lost network), the next run takes it up again. Words for the user go to standard error: standard output is the
program's.

Read by whatever `python3` a machine has, in order to say that it is too old: keep to the syntax of Python 3.8.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Callable, Mapping, Sequence

from _portaudio import offer_portaudio
from _process import become, execute, follow, only_one, runs, say, wait_for, works

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
NEWEST_TESTED = (3, 13)
PRACTICE, TEST, DEV = "", "test", "dev"
EXTRAS = (PRACTICE, TEST, DEV)
"""Extras of pyproject.toml; each contains the ones before it, and all share one environment."""
MARKER = "voice-interviewer.making"
"""Lies in an environment from the first step of its set-up until the stamp is written."""
BIG_DOWNLOAD_MB = 10.0
"""Only downloads this large are named while pip works."""
LAST_WORDS = 40
"""Lines at the end of pip's output in which its reason for giving up stands; a hiccup before them was mended."""


class SetupFailed(Exception):
    """The environment cannot be made; carries one sentence and one remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")


# ---- what the scripts call -------------------------------------------------------------------------------------


def run(extra: str, arguments: Sequence[str], cwd: Path | None = None) -> int:
    """Go on as the environment's `python ARGUMENTS`; returns an exit status where this process stays (Windows)."""
    ready = prepare(extra)
    if isinstance(ready, int):
        return ready
    command = [str(ready), *arguments]
    return wait_for(command, cwd) if os.name == "nt" else become(command, cwd)


def prepare(extra: str) -> Path | int:
    """The Python of an environment that has `extra`, made where it is not there yet; or an exit status."""
    try:
        refuse_old_python(sys.version_info[:2], sys.argv[0])
        folder = environment_folder(os.environ)
        if not is_ready(folder, extra):
            with only_one(_beside(folder, ".lock")) as lock:
                if not is_ready(folder, extra):  # another run may have made it while this one waited
                    _set_up(folder, extra, lock)
        return interpreter(folder)
    except SetupFailed as failure:
        say(str(failure))
        return 1
    except OSError as failure:
        say(
            f"The environment cannot be made: {failure}. "
            "Set VOICE_INTERVIEWER_VENV to a new folder on a disk with room where you may write."
        )
        return 1
    except KeyboardInterrupt:
        say("\nStopped half-way. Run the same command again: it takes up from here.")
        return 130


# ---- deciding: pure but for looking at files -------------------------------------------------------------------


def refuse_old_python(version: tuple[int, ...], script: str, there: Callable[[str], bool] = works) -> None:
    """Raise SetupFailed below Python 3.11, naming a newer one that is on this machine."""
    if version >= OLDEST:
        return
    newer = [f"python3.{minor}" for minor in range(NEWEST_TESTED[1], OLDEST[1] - 1, -1)]
    found = next(filter(there, newer), None)
    remedy = (
        f"This machine has one: {found} {script}" if found else "Install a newer one and run it with that."
    )
    here = ".".join(map(str, version))
    raise SetupFailed(f"voice_interviewer needs Python 3.11 or newer; this is Python {here}.", remedy)


def environment_folder(environ: Mapping[str, str]) -> Path:
    named = environ.get("VOICE_INTERVIEWER_VENV")
    return Path(named).expanduser().absolute() if named else ROOT / ".venv"


def interpreter(folder: Path, windows: bool = os.name == "nt") -> Path:
    return folder / "Scripts" / "python.exe" if windows else folder / "bin" / "python"


def fingerprint(folder: Path, extra: str, root: Path = ROOT) -> str:
    """Changes with everything that would make another environment: asked for, made by, and lying where."""
    made_by = (sys.implementation.cache_tag, platform.machine())
    digest = hashlib.sha256(repr((made_by, extra, str(root), str(folder))).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update(hashlib.sha256((root / name).read_bytes()).digest())
    return digest.hexdigest()


def stamp(folder: Path, extra: str) -> Path:
    return folder / f"voice-interviewer-{extra or 'practice'}.stamp"


def is_ready(folder: Path, extra: str, root: Path = ROOT) -> bool:
    """Whether this extra, or a larger one, was installed from these files by this Python."""
    larger = EXTRAS[EXTRAS.index(extra) :]
    return _is_environment(folder) and any(_fits(folder, one, root) for one in larger)


def _is_environment(folder: Path) -> bool:
    """Without its pyvenv.cfg, an environment's Python is the machine's own, which is not ours to change."""
    return (folder / "pyvenv.cfg").is_file() and interpreter(folder).exists()


def _fits(folder: Path, extra: str, root: Path) -> bool:
    try:
        return stamp(folder, extra).read_text(encoding="ascii") == fingerprint(folder, extra, root)
    except (OSError, UnicodeDecodeError):
        return False


def is_ours(folder: Path) -> bool:
    """Whether the folder may be emptied: the checkout's own, one that a set-up began in, or a new one."""
    if folder == ROOT / ".venv" or not folder.exists() or not any(folder.iterdir()):
        return True
    return (folder / MARKER).exists() or any(stamp(folder, extra).exists() for extra in EXTRAS)


def damaged_package(site_packages: Path) -> str | None:
    """The first package of which an interrupted pip left only a part; None where all are whole.

    pip writes RECORD, the list of a package's files, after the files; and it moves a package that it is about to
    replace aside under a name that begins with a tilde.
    """
    for info in sorted(site_packages.glob("*.dist-info")):
        record = info / "RECORD"
        if info.name.startswith("~") or not record.is_file():
            return info.name
        with record.open(encoding="utf-8", newline="") as rows:
            files = [row[0] for row in csv.reader(rows) if row and not row[0].endswith(".pyc")]
        if not all((site_packages / file).exists() for file in files):
            return info.name
    return None


def pip_failure(output: str, log: Path, version: tuple[int, ...] = sys.version_info[:2]) -> SetupFailed:
    """What a failed pip wanted to say, in a sentence."""
    again = "then run the same command again: what was fetched is kept."
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return SetupFailed(
            "The package index's certificate is not trusted here.",
            f"Point PIP_CERT at your organisation's certificates, {again}",
        )
    if "No space left on device" in output or "Errno 28" in output:
        return SetupFailed("The disk is full: the environment takes about 1 GB.", f"Make room, {again}")
    if re.search(NETWORK_TROUBLE, "\n".join(output.splitlines()[-LAST_WORDS:])):
        return SetupFailed(
            "The package index cannot be reached.", f"Check the network connection or the proxy, {again}"
        )
    remedy = f"pip's last lines are above, the whole of it in {log}."
    if version > NEWEST_TESTED:
        here, tested = (".".join(map(str, one)) for one in (version, NEWEST_TESTED))
        remedy += f" This is Python {here}; the program is tested on 3.11 to {tested}: try one of those."
    return SetupFailed("pip could not install the packages.", remedy)


NETWORK_TROUBLE = (
    r"NewConnectionError|NameResolutionError|name resolution|Name or service not known|getaddrinfo failed"
    r"|nodename nor servname|Network is unreachable|Max retries exceeded|Retrying \(Retry\(|ConnectTimeout"
    r"|ReadTimeout|Read timed out|ProxyError|Connection refused|ConnectionResetError|RemoteDisconnected"
)


def pip_progress(line: str) -> str | None:
    """The line to show for one of pip's lines, if any: large downloads, and the installing at the end."""
    download = re.match(r"\s*Downloading (?:\S*/)?([A-Za-z0-9_.]+?)-\d\S* \(([\d.]+) MB\)", line)
    if download and float(download[2]) >= BIG_DOWNLOAD_MB:
        return f"  fetching {download[1]} ({float(download[2]):.0f} MB) …"
    if line.startswith("Installing collected packages:"):
        return f"  installing {line.count(',') + 1} packages …"
    return None


# ---- making ----------------------------------------------------------------------------------------------------


def _set_up(folder: Path, extra: str, lock: int) -> None:
    started = time.monotonic()
    log = _beside(folder, ".log")
    log.write_text("", encoding="utf-8")
    anew = not _usable(folder)
    if anew:
        _make_venv(folder, log, lock)
    else:
        say(f"Bringing the environment in {folder} up to date …")
    (folder / MARKER).touch()
    for one in EXTRAS:  # of files since changed: they would fit again, wrongly, were the files changed back
        if not _fits(folder, one, ROOT):
            stamp(folder, one).unlink(missing_ok=True)
    offer_portaudio(lambda command: execute(command, log), say)
    _install(folder, extra, log, lock)
    unfinished = stamp(folder, extra).with_suffix(".new")
    unfinished.write_text(fingerprint(folder, extra), encoding="ascii")
    unfinished.replace(stamp(folder, extra))
    (folder / MARKER).unlink()
    say(f"  ready after {time.monotonic() - started:.0f} s.")


def _usable(folder: Path) -> bool:
    """Whether what is there can be built on: an environment of this Python, with pip, and whole."""
    if not _is_environment(folder) or not runs(str(interpreter(folder)), _SOUND):
        return False
    if not (folder / MARKER).exists():
        return True
    library = "Lib" if os.name == "nt" else "lib/python{}.{}".format(*sys.version_info[:2])
    return damaged_package(folder / library / "site-packages") is None


_SOUND = (
    "import pip, sys; "
    f"sys.exit(sys.prefix == sys.base_prefix or sys.implementation.cache_tag != {sys.implementation.cache_tag!r})"
)


def _make_venv(folder: Path, log: Path, lock: int) -> None:
    if not is_ours(folder):
        raise SetupFailed(
            f"{folder} holds other files, or the environment of another Python, and is left as it is.",
            "Set VOICE_INTERVIEWER_VENV to a new folder.",
        )
    missing = [module for module in ("venv", "ensurepip") if importlib.util.find_spec(module) is None]
    if missing:
        raise SetupFailed(
            f"This Python comes without {' and '.join(missing)}.",
            f"On Debian and Ubuntu: sudo apt install {venv_package()}",
        )
    say(f"Making the environment in {folder} (once, about two minutes) …")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()
    for child in folder.iterdir():
        if child.name != MARKER:
            shutil.rmtree(child) if child.is_dir() and not child.is_symlink() else child.unlink()
    # Not sys.executable: where this runs inside the environment, that file has just been removed.
    python = getattr(sys, "_base_executable", None) or sys.executable
    if follow([python, "-m", "venv", str(folder)], lock, log, cwd=ROOT, shorten=pip_progress)[0] != 0:
        _show_tail(log)
        raise SetupFailed("Python could not make a virtual environment.", f"Its whole log is {log}.")


def venv_package(executable: str = sys.executable, system: str = "/usr/bin/python3") -> str:
    """The Debian package that completes this Python: `python3-venv` for the system's own."""
    if os.path.realpath(executable) == os.path.realpath(system):
        return "python3-venv"
    return "python{}.{}-venv".format(*sys.version_info[:2])


def _install(folder: Path, extra: str, log: Path, lock: int) -> None:
    wanted = f".[{extra}]" if extra else "."
    quietly = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    what = ["--constraint=constraints.txt", f"--editable={wanted}"]
    command = [str(interpreter(folder)), "-u", "-m", "pip", "install", *quietly, *what]
    status, output = follow(command, lock, log, cwd=ROOT, shorten=pip_progress)
    if status != 0:
        failure = pip_failure(output, log)
        if str(log) in str(failure):
            _show_tail(log)
        raise failure


def _beside(folder: Path, ending: str) -> Path:
    """A file that outlives the emptying of the environment."""
    return folder.with_name(folder.name + ending)


def _show_tail(log: Path, lines: int = 15) -> None:
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]:
        say(f"  | {line}")
