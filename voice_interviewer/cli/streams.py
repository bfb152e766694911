"""The three standard streams, whatever the program was started with: closed, full, no text, or nobody reading."""

import contextlib
import io
import os
import sys
from typing import Final

_STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def prepare() -> None:
    """A closed stream (`<&-`) becomes an empty one, and what cannot be read or shown as text becomes a mark.

    A stream's number must not be left free: the next file opened would get it, and with it all that any library prints.
    """
    for number, (name, mode) in enumerate(_STREAMS):
        stream = getattr(sys, name)
        if stream is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - no path
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def finish() -> OSError | None:
    """Bring everything out. What the output refuses is returned, and then given up: Python would try once more."""
    refused: OSError | None = None
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError) as error:
            refused = refused or (error if isinstance(error, OSError) else None)
            with contextlib.suppress(OSError, ValueError):
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, stream.fileno())
                os.close(nothing)
    return refused
