"""Whether Whisper can run on an NVIDIA GPU here, found out without trying: a missing library would not raise but end
the process, in the middle of the first answer."""

import ctypes
import importlib.util
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

FLOAT16: Final = "float16"
_CUBLAS: Final = "cuBLAS 12"
_CUDNN: Final = "cuDNN 9"
_LIBRARIES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "linux": {
        _CUBLAS: ("libcublasLt.so.12", "libcublas.so.12"),
        _CUDNN: ("libcudnn.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9"),
    },
    "win32": {
        _CUBLAS: ("cublasLt64_12.dll", "cublas64_12.dll"),
        _CUDNN: ("cudnn_ops64_9.dll", "cudnn_cnn64_9.dll"),
    },
}
"""What CTranslate2 looks for when it first computes, by the system's name; each before those that want it."""
_WHEELS: Final = ("nvidia.cublas", "nvidia.cudnn")


class Gpu(Protocol):
    """What is asked of the machine; `CTranslate2Gpu` asks the real one."""

    def devices(self) -> int:
        """How many NVIDIA GPUs there are."""
        ...

    def compute_types(self) -> Collection[str]:
        """What they can compute with, in CTranslate2's names. Raises RuntimeError where the driver is too old."""
        ...

    def missing(self) -> str:
        """The first library that cannot be loaded, named for people; empty when all can."""
        ...


def obstacle(gpu: Gpu) -> str | None:
    """Why Whisper cannot run in float16 on this machine's GPU: None where it can, empty where there is no GPU."""
    try:
        if gpu.devices() == 0:
            return ""
        if FLOAT16 not in gpu.compute_types():
            return "the GPU is too old for 16-bit arithmetic"
    except (ImportError, OSError, RuntimeError) as error:
        return f"the GPU's driver does not work with it ({str(error).rstrip('.')})"
    missing = gpu.missing()
    return f"the GPU needs {missing}, which is not installed" if missing else None


def free_memory() -> int | None:
    """Bytes free on the NVIDIA GPU that has most, as its driver's own tool says; None where there is none."""
    command = ["nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=5.0, check=True)
        return max(int(line) for line in asked.stdout.split()) * 1024 * 1024
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


class CTranslate2Gpu:
    """The machine as CTranslate2 sees it. `libraries`: what must load, files by the name for people; `folders`: where
    else to look than where the system does."""

    def __init__(
        self, libraries: Mapping[str, Sequence[str]] | None = None, folders: Sequence[Path] | None = None
    ) -> None:
        self._libraries = libraries
        self._folders = folders

    def devices(self) -> int:
        return int(_ctranslate2().get_cuda_device_count())

    def compute_types(self) -> Collection[str]:
        return set(_ctranslate2().get_supported_compute_types("cuda"))

    def missing(self) -> str:
        libraries = _libraries() if self._libraries is None else self._libraries
        folders = _wheel_folders() if self._folders is None else self._folders
        for library, files in libraries.items():
            if not all(_loads(file, folders) for file in files):
                return library
        return ""


def _ctranslate2() -> Any:
    import ctranslate2

    return ctranslate2


def _libraries() -> Mapping[str, Sequence[str]]:
    """Builds of CTranslate2 that use cuDNN carry its front library in their wheel, and open the rest by name; the one
    in constraints.txt does without."""
    folder = Path(_ctranslate2().__file__).parent
    uses_cudnn = any(any(place.glob("*cudnn*")) for place in (folder, folder.with_name("ctranslate2.libs")))
    here = _LIBRARIES.get(sys.platform, {})
    return {name: files for name, files in here.items() if uses_cudnn or name != _CUDNN}


def _loads(file: str, folders: Sequence[Path]) -> bool:
    """Loads a library for good, so that it is found by its name from now on: from where the system looks, or from
    NVIDIA's wheels, where it does not."""
    for place in (file, *(str(folder / file) for folder in folders)):
        try:
            ctypes.CDLL(place, mode=ctypes.RTLD_GLOBAL)
        except OSError:
            continue
        return True
    return False


def _wheel_folders() -> list[Path]:
    folders = []
    for name in _WHEELS:
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            continue
        places = spec.submodule_search_locations or [] if spec is not None else []
        folders += [Path(place, part) for place in places for part in ("lib", "bin")]
    return folders
