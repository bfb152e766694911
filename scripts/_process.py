"""Processes: one set-up at a time, each step followed to its end, and going on as another program.

Read by whatever `python3` a machine has: keep to the syntax of Python 3.8.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Iterator, NoReturn

FOREIGN_PYTHON = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_USER", "PIP_PREFIX")
"""Variables that would turn the environment's Python, or its pip, towards another installation."""


def clean_environ() -> dict[str, str]:
    """This process's variables without those that point Python at another installation."""
    return {name: value for name, value in os.environ.items() if name not in FOREIGN_PYTHON}


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def runs(python: str, code: str = "") -> bool:
    quiet = subprocess.DEVNULL
    return subprocess.call([python, "-c", code], stdout=quiet, stderr=quiet, env=clean_environ()) == 0


def works(python: str) -> bool:
    """Whether the name leads to a Python that runs; a version manager's may only print that it has none."""
    return shutil.which(python) is not None and runs(python)


@contextlib.contextmanager
def only_one(file: Path, pause: float = 0.3) -> Iterator[int]:
    """Hold the lock `file`, waiting for whoever holds it; yields its descriptor.

    The lock is the operating system's: it goes with the process that holds it, so it cannot be left behind.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as held:
        waiting = False
        while not _try_lock(held.fileno()):
            if not waiting:
                say("Another run is making the environment; waiting for it …")
                waiting = True
            time.sleep(pause)
        yield held.fileno()


def _try_lock(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except OSError as failure:
        # Elsewhere than "taken", the file system knows no locks: better two at once than none.
        return failure.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def execute(command: list[str], log: Path) -> int:
    environ = {**clean_environ(), "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as output:
        return subprocess.call(command, stdout=output, stderr=subprocess.STDOUT, env=environ)


def follow(
    command: list[str], lock: int, log: Path, *, cwd: Path, shorten: Callable[[str], str | None]
) -> tuple[int, str]:
    """Run a step to its end, logging what it prints and showing what `shorten` keeps; returns status and output.

    It leads a process group of its own, so that Ctrl-C reaches it, with its children, through us alone and they are
    gone before the next run begins; and it holds the lock with us, for when we are killed outright and it lives on.
    """
    posix: dict[str, Any] = {} if os.name == "nt" else {"start_new_session": True, "pass_fds": (lock,)}
    environ = {**clean_environ(), "PIP_REQUIRE_VIRTUALENV": "1"}  # pip: never into the machine's own Python
    output: list[str] = []
    with log.open("a", encoding="utf-8") as file, subprocess.Popen(
        command,
        cwd=cwd,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        **posix,
    ) as process:
        try:
            for line in process.stdout or ():
                output.append(line)
                file.write(line)
                shown = shorten(line)
                if shown:
                    say(shown)
        except KeyboardInterrupt:
            _end(process)
            raise
    return process.returncode, "".join(output)


def _end(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        process.terminate()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def become(command: list[str], cwd: Path | None) -> NoReturn:
    if cwd is not None:
        os.chdir(cwd)
    sys.stdout.flush()
    os.execve(command[0], command, clean_environ())


def wait_for(command: list[str], cwd: Path | None) -> int:
    """Windows has no exec: stand aside. Its console gives Ctrl-C to the child as well, whose answer counts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command, cwd=cwd, env=clean_environ())
