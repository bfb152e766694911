"""The guard of engines that have one way to fail: whatever a foreign library raises becomes an error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from voice_interviewer.errors import EngineError


@contextmanager
def guarded(part: str, what: str, kind: type[EngineError], remedy: str) -> Iterator[None]:
    """Raises `kind`, saying that `part` did what it did ("does not load", "failed") and why."""
    try:
        yield
    except Exception as error:  # the one guard of these engines
        raise kind(f"{part} {what}: {error}.", remedy) from error
