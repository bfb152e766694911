"""Before the first interview at a terminal: an offer to bring in what suits the machine, made once."""

import sys
from contextlib import suppress
from typing import Final

import click

from voice_interviewer.cli import words
from voice_interviewer.cli.models import Bars
from voice_interviewer.errors import VoiceInterviewerError
from voice_interviewer.settings import Settings
from voice_interviewer.setup.catalogue import Model

MARK: Final = "offered"
"""In the models folder, once the offer was made: whatever the answer, it is not made again."""
LATER: Final = "`voice-interviewer models pull` brings them in at any time."


def offer(settings: Settings) -> None:
    """Ask, where there is somebody to ask, nothing was pulled yet, and the settings leave room for it. Whatever goes
    wrong in pulling is told, and the interview begins with the parts that are built in."""
    mark, kinds = settings.models_dir / MARK, _wanted(settings)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or mark.exists() or not kinds:
        return
    from voice_interviewer.assemble.shelf import Shelf

    shelf = Shelf(settings)
    offered = [model for model in shelf.missing() if model.kind in kinds]
    if {model.kind for model in offered} < kinds - {"ollama"}:
        return  # something is here already: the user knows the way
    click.echo(_sentence(offered))
    accepted = click.confirm("Fetch them now?", default=True)
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    if not accepted:
        click.echo(f"All right, with what is built in. {LATER}\n")
        return
    try:
        for model in offered:
            with Bars() as bars:
                shelf.pull(model, bars)
    except VoiceInterviewerError as error:
        click.echo(f"{error.message} {error.remedy}\nFor now, with what is built in.\n", err=True)
    except KeyboardInterrupt:
        click.echo(f"\nStopped. {LATER} What has come so far is kept.\n", err=True)


def _wanted(settings: Settings) -> set[str]:
    """Kinds of models that these settings have a use for and leave to us."""
    kinds = set()
    if settings.stt == "auto" and settings.stt_model is None:
        kinds |= {"whisper", "turn"}
    if settings.tts == "auto" and settings.voice is None and settings.speaker != "none":
        kinds.add("piper")
    if settings.llm == "auto" and settings.llm_model is None and kinds:
        kinds.add("ollama")
    return kinds


def _sentence(models: list[Model]) -> str:
    each = ", ".join(f"{model.name} ({words.megabytes(model.megabytes)})" for model in models)
    total = words.megabytes(sum(model.megabytes for model in models))
    return (
        f"Everything works as it is, but a better ear and a better voice suit this machine:\n  {each}\n"
        f"That is {total} to fetch, once; later interviews need no network."
    )
