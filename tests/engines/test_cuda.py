"""Whether Whisper can run on the GPU: the decision, from what a machine answers; and what this machine answers."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pytest

from voice_interviewer.engines.cuda import CTranslate2Gpu, obstacle


@dataclass
class FakeGpu:
    """A machine that answers as told; `failure` is raised where the driver would."""

    count: int = 1
    types: Collection[str] = ("float32", "float16", "int8")
    lacks: str = ""
    failure: Exception | None = None

    def devices(self) -> int:
        return self.count

    def compute_types(self) -> Collection[str]:
        if self.failure is not None:
            raise self.failure
        return self.types

    def missing(self) -> str:
        return self.lacks


def test_a_gpu_with_all_it_needs_has_no_obstacle() -> None:
    assert obstacle(FakeGpu()) is None


def test_a_machine_without_a_gpu_has_nothing_to_tell() -> None:
    assert obstacle(FakeGpu(count=0, failure=RuntimeError("never asked"))) == ""


@pytest.mark.parametrize(
    ("gpu", "reason"),
    [
        (FakeGpu(lacks="cuDNN 9"), "cuDNN 9"),
        (FakeGpu(types={"float32"}), "too old"),
        (FakeGpu(failure=RuntimeError("CUDA driver version is insufficient.")), "insufficient"),
        (FakeGpu(failure=ImportError("DLL load failed")), "DLL load failed"),
    ],
)
def test_every_obstacle_is_named(gpu: FakeGpu, reason: str) -> None:
    told = obstacle(gpu)
    assert told is not None
    assert reason in told
    assert not told.endswith(".")


def test_this_machine_can_be_asked() -> None:
    gpu = CTranslate2Gpu()
    assert gpu.devices() >= 0
    assert isinstance(gpu.missing(), str)
    assert obstacle(gpu) is None or isinstance(obstacle(gpu), str)


def test_a_library_is_looked_for_where_the_system_does_and_then_in_the_folders_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tried: list[str] = []

    def load(place: str, mode: int) -> None:
        tried.append(place)
        if place != str(tmp_path / "libcublas.so.12"):
            raise OSError(place)

    monkeypatch.setattr("ctypes.CDLL", load)
    assert CTranslate2Gpu({"cuBLAS 12": ["libcublas.so.12"]}, [tmp_path]).missing() == ""
    assert tried == ["libcublas.so.12", str(tmp_path / "libcublas.so.12")]
    gpu = CTranslate2Gpu({"cuBLAS 12": ["libcublas.so.12"], "cuDNN 9": ["libcudnn.so.9"]}, [tmp_path])
    assert gpu.missing() == "cuDNN 9"


def test_a_library_that_is_nowhere_is_missing_and_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "libnowhere.so").write_bytes(b"no library")
    assert CTranslate2Gpu({"nothing": ["libnowhere.so"]}, [tmp_path]).missing() == "nothing"
