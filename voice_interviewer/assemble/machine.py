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
        # A structure of its own length, a load in percent, and seven amounts, of which the first is all the memory.
        status = (ctypes.c_uint64 * 8)()
        ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
        known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status[1]) if known else None
    else:  # noqa: RET505 - so that the type checker sees each system's half on that system
        try:
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError):
            return None
