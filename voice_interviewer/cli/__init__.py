"""The command line: argv in, exit status out; the one place where errors become sentences."""

import contextlib
import logging
import logging.handlers
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from voice_interviewer import __version__, history
from voice_interviewer import settings as settings_module
from voice_interviewer.cli import choosing, firstrun, shelf, streams, words
from voice_interviewer.cli.doctor import doctor
from voice_interviewer.cli.models import models
from voice_interviewer.cli.progress import progress
from voice_interviewer.cli.score import score
from voice_interviewer.cli.shelf import load_bank
from voice_interviewer.errors import UsageError, VoiceInterviewerError
from voice_interviewer.settings import OPTIONS
from voice_interviewer.ui.plain import full_screen

log = logging.getLogger(__name__)

_NO_TELEMETRY: Final = ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY")
"""ONNX Runtime reads its own at import, and keeps a device id otherwise: set before any engine is made."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; returns the exit status, prints one sentence and one remedy for an error."""
    streams.prepare()
    _log_to_file()
    for name in _NO_TELEMETRY:
        os.environ[name] = "1"
    status = _run(argv)
    refused = streams.finish()
    if refused is not None and not isinstance(refused, BrokenPipeError) and status == 0:
        return _outside(refused)
    return status


def _run(argv: Sequence[str] | None) -> int:
    try:
        status = app.main(
            args=None if argv is None else list(argv), prog_name=words.PROGRAM, standalone_mode=False
        )
    except VoiceInterviewerError as error:
        log.debug("failed", exc_info=True)
        _complain(error.message, error.remedy)
        return error.exit_status
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        _complain(*words.plainly(error))
        return 2
    except KeyboardInterrupt:
        _complain("\nStopped.", "")
        return 130
    except BrokenPipeError:
        return 0
    except OSError as error:
        return _outside(error)
    except Exception:
        log.exception("unexpected")
        _complain(
            "Something went wrong in the program itself.", f"Details are in {settings_module.log_file()}."
        )
        return 1
    return status if isinstance(status, int) else 0


def _outside(error: OSError) -> int:
    """The system refused something that no layer below has a better sentence for: most often, standard output."""
    log.warning("the system refused", exc_info=error)
    what = f"{error.filename} cannot be used" if error.filename else "The output cannot be written"
    why = (error.strerror or type(error).__name__).lower()
    _complain(f"{what}: {why}.", "Free some space, or send it elsewhere.")
    return 1


def _complain(message: str, remedy: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(f"{message} {remedy}".strip(" ").replace(" \n", "\n"), file=sys.stderr)


def _log_to_file() -> None:
    """Notes and worse, in a small file that only the user can read; nothing of what was said."""
    logging.raiseExceptions = False  # a full disk is told of once, and not by the log
    path = settings_module.log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=500_000, backupCount=1, delay=True, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    root = logging.getLogger("voice_interviewer")
    for earlier in [*root.handlers]:
        root.removeHandler(earlier)
        earlier.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False


_practice_options = words.settings_options(*OPTIONS)


@click.group(cls=words.Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=words.PROGRAM)
def app() -> None:
    """Practise machine-learning system design interviews by voice, offline, on your own laptop."""


@app.command()
@click.argument("problem", required=False)
@click.option("--resume", metavar="ID|last", help="Go on with an earlier session.")
@_practice_options
def practice(problem: str | None, resume: str | None, **options: Any) -> int:
    """One spoken interview."""
    from voice_interviewer.assemble import run
    from voice_interviewer.assemble.parts import sound_devices
    from voice_interviewer.ui.keyboard import LineReader

    if problem is not None and resume is not None:
        raise UsageError(
            "A session that is resumed keeps its problem.",
            f"Leave out {problem}, or leave out --resume to begin with it.",
        )
    settings = settings_module.load(options)
    bank = load_bank(settings)
    firstrun.offer(settings)
    order = choosing.resumed(settings, bank, resume) if resume else choosing.ordered(settings, bank, problem)
    keyboard = LineReader(sys.stdin)
    while True:
        outcome = run.interview(settings, bank, order, sound_devices(settings), keyboard, sys.stdout)
        if outcome.switch_to is None and full_screen(settings):
            from voice_interviewer.cli import screens

            screens.review(settings, bank, outcome.folder)
        _farewell(outcome.folder)
        if outcome.switch_to is None:
            return 0
        order = choosing.chosen(bank, outcome.switch_to, order.problem, settings.seed)


@app.command()
@click.argument("script", required=False, type=words.file, metavar="SCRIPT.toml")
@click.option(
    "--record",
    type=words.file,
    metavar="OUT.wav",
    help="16 kHz stereo WAV: candidate, interviewer.",
)
@_practice_options
def rehearse(script: Path | None, record: Path | None, **options: Any) -> int:
    """The same interview with a scripted candidate, in real time, unattended."""
    from voice_interviewer.assemble import rehearse as rehearsing

    settings = settings_module.load(options)
    outcome = rehearsing.rehearse(settings, load_bank(settings), script, record, sys.stdout)
    _farewell(outcome.folder)
    return 0


def _farewell(folder: Path) -> None:
    said = choosing.verdict(history.load(folder))
    if said:
        print(f"Practice feedback: {said}. Read {folder / 'report.html'}")
    print(folder)


for _command in (
    score,
    shelf.sessions,
    shelf.settings,
    shelf.problems,
    models,
    shelf.devices,
    doctor,
    progress,
):
    app.add_command(_command)
