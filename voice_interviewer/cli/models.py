"""`voice-interviewer models`: recognisers, voices, turn and language models."""

import sys
import time
from pathlib import Path
from typing import Any

import click

from voice_interviewer import settings as settings_module
from voice_interviewer.cli import words
from voice_interviewer.errors import PullError, UsageError

_ALL = click.argument("names", nargs=-1)


@click.group(cls=words.Commands)
def models() -> None:
    """Recognisers, voices, turn and language models."""


@models.command("list")
def list_models() -> None:
    """What can be pulled, what is here, and what suits this machine."""
    from voice_interviewer.assemble.shelf import Shelf
    from voice_interviewer.setup import catalogue

    shelf = Shelf(settings_module.load({}))
    suit = shelf.recommended()
    for model in catalogue.models():
        mark = "*" if model in suit else " "
        state = "here" if shelf.here(model) else words.megabytes(model.megabytes)
        print(f"{mark} {model.name:22} {model.kind:8} {state:8} {model.good_for} ({model.licence})")
    print(
        f"\n* suits this machine ({shelf.machine.sentence()}); `models pull` brings in what is missing of these."
    )


@models.command("pull")
@_ALL
@click.option("--from", "source", type=words.folder, metavar="DIR", help="A folder, without a network.")
def pull_models(names: tuple[str, ...], source: Path | None) -> None:
    """Bring models in, by name or all that suit this machine; a stopped pull goes on where it stopped."""
    from voice_interviewer.assemble.shelf import Shelf, named

    if source is not None and not source.is_dir():
        raise UsageError(f"There is no folder at {source}.", "Check the path.")
    shelf = Shelf(settings_module.load({}))
    wanted = named(names) if names else list(shelf.missing())
    if not wanted:
        print("Nothing is missing: a model of each kind is here. `models list` names the others.")
    for model in wanted:
        with Bars() as bars:
            place = shelf.pull(model, bars, source)
        print(f"{model.name} is {place}")


@models.command("verify")
@_ALL
def verify_models(names: tuple[str, ...]) -> None:
    """Check the files of models against their checksums: those named, or all that are here."""
    from voice_interviewer.assemble.shelf import Shelf, named
    from voice_interviewer.setup import catalogue
    from voice_interviewer.setup.checksums import Verdict

    shelf = Shelf(settings_module.load({}))
    chosen = named(names) if names else [each for each in catalogue.models() if each.present(shelf.folder)]
    if not chosen:
        print("No model of the catalogue is here. `voice-interviewer models pull` brings some in.")
    wrong = []
    for model in chosen:
        if model.kind == "ollama":
            print(f"{model.name}: Ollama keeps its own, and verifies it.")
            continue
        verdicts = shelf.verify(model)
        if set(verdicts.values()) == {Verdict.MISSING}:
            raise PullError(
                f"{model.name} is not here.", f"Run `voice-interviewer models pull {model.name}`."
            )
        for file, verdict in verdicts.items():
            print(f"{model.name}: {file}: {verdict.value}")
        if {Verdict.WRONG, Verdict.MISSING} & set(verdicts.values()):
            wrong.append(model.name)
    if wrong:
        all_wrong = " ".join(wrong)
        raise PullError(
            f"Not whole: {', '.join(wrong)}.",
            f"Run `voice-interviewer models remove {all_wrong}`, then `voice-interviewer models pull {all_wrong}`.",
        )


@models.command("remove")
@click.argument("names", nargs=-1, required=True)
def remove_models(names: tuple[str, ...]) -> None:
    """Take models away again."""
    from voice_interviewer.assemble.shelf import Shelf, named

    shelf = Shelf(settings_module.load({}))
    for model in named(names):
        shelf.remove(model)
        print(f"{model.name} is gone.")


class Bars:
    """One progress bar a file, with speed and time left, on standard error at a terminal; nothing elsewhere."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._file = ""
        self._began = 0.0
        self._from = 0

    def __enter__(self) -> "Bars":
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()

    def __call__(self, file: str, have: int, whole: int | None) -> None:
        """A `setup.pull.Progress`."""
        if not sys.stderr.isatty():
            return
        if file != self._file:
            self._finish()
            self._file, self._began, self._from = file, time.monotonic(), have
            self._bar = click.progressbar(
                length=whole or 0, label=file, item_show_func=self._speed, file=sys.stderr, update_min_steps=1
            )
            self._bar.__enter__()
        self._bar.length = whole or have
        self._bar.update(have - self._bar.pos, have)

    def _speed(self, have: int | None) -> str:
        passed = time.monotonic() - self._began
        if have is None or passed < 0.5:
            return ""
        return f"{(have - self._from) / passed / 1e6:.1f} MB/s"

    def _finish(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar, self._file = None, ""
