"""What this machine has: cores, memory, a GPU."""

import ctypes
import os
import platform
import sys

from voice_interviewer.engines.cuda import CTranslate2Gpu, free_memory, obstacle
from voice_interviewer.setup.recommend import Machine


def this_machine() -> Machine:
    gpu = free_memory() if obstacle(CTranslate2Gpu()) is None else None
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return Machine(os.cpu_count() or 1, memory(), gpu, apple)


def memory() -> int | None:
    """Bytes of memory; None where the system does not say."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None


def _windows_memory() -> int | None:
    """By GlobalMemoryStatusEx: a structure of its own length, a load in percent, and seven amounts, the first the
    whole of the memory."""
    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there on Windows only, and so for the type checker
    return int(status[1]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
