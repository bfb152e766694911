"""Models for ONNX Runtime, on the processor: the one owner of that library, for every engine that has such a model."""

from pathlib import Path
from typing import Any, Final

_ERRORS_OFF: Final = 4
"""Severity "fatal": what goes wrong is raised, and need not be printed over the interview as well."""


def session(model: Path, threads: int, spinning: bool = True) -> Any:
    """An `onnxruntime.InferenceSession`. Raises whatever the library raises, and ImportError without it: each engine
    has a guard of its own.

    `spinning`: whether threads wait for work by looping, which is quickest for calls of a millisecond and costs a
    third more processor time, taken from other models, for calls of a hundred.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_OFF
    if not spinning:
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
