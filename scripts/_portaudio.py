"""PortAudio, the one system library sound needs: in sounddevice's wheels elsewhere, the user's to install on Linux.

Read by whatever `python3` a machine has: keep to the syntax of Python 3.8.
"""

from __future__ import annotations

import ctypes.util
import os
import shlex
import shutil
import sys
from typing import Callable, List  # List: subscripted at run time, which `list` cannot be on 3.8

INSTALLERS = (
    ("apt-get", ["install", "-y", "libportaudio2"]),
    ("dnf", ["install", "-y", "portaudio"]),
    ("zypper", ["--non-interactive", "install", "libportaudio2"]),
    ("pacman", ["-S", "--noconfirm", "portaudio"]),
    ("apk", ["add", "portaudio"]),
)
FALLBACK = "Until it is there, answers are typed."

Which = Callable[[str], "str | None"]
Execute = Callable[[List[str]], int]
"""Runs a command and returns its exit status."""


def offer_portaudio(execute: Execute, say: Callable[[str], None]) -> None:
    """Install PortAudio where it is missing and the user may; name the command otherwise. Never fatal."""
    if not sys.platform.startswith("linux") or ctypes.util.find_library("portaudio"):
        return
    root = os.geteuid() == 0
    sudo = shutil.which("sudo") is not None and sys.stdin.isatty()
    install(portaudio_command(), execute, say, root=root, sudo=sudo)


def portaudio_command(which: Which = shutil.which) -> list[str] | None:
    """What installs PortAudio here, less sudo; None where there is no known package manager."""
    return next(([tool, *arguments] for tool, arguments in INSTALLERS if which(tool)), None)


def install(
    command: list[str] | None, execute: Execute, say: Callable[[str], None], *, root: bool, sudo: bool
) -> None:
    if command is None:
        say(f"PortAudio, the sound library, is missing: install it with your package manager. {FALLBACK}")
        return
    become = [] if root else ["sudo"]
    by_hand = shlex.join(become + command)
    if not (root or sudo):
        say(f"PortAudio, the sound library, is missing. To install it: {by_hand}")
        say(f"  {FALLBACK}")
        return
    say(f"Installing PortAudio, the sound library: {by_hand}")
    done = execute(become + command) == 0
    if not done and command[0] == "apt-get":  # a fresh machine has no package lists yet
        done = execute([*become, "apt-get", "update"]) == 0 and execute(become + command) == 0
    if not done:
        say(f"  that failed; the log says why. {FALLBACK}")
