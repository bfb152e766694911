"""The models of this machine: which are here, which suit it, and bringing them in or taking them away, Ollama's own
among them."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable
from contextlib import aclosing
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from voice_interviewer import settings as settings_module
from voice_interviewer.assemble.language import server_address
from voice_interviewer.assemble.machine import this_machine
from voice_interviewer.engines.address import on_this_machine, shown
from voice_interviewer.engines.ollama import OllamaModel, is_same, models_at
from voice_interviewer.errors import PullError, UnknownName
from voice_interviewer.settings import Settings
from voice_interviewer.setup import catalogue, checksums
from voice_interviewer.setup.catalogue import Model
from voice_interviewer.setup.pull import Progress, copy, download
from voice_interviewer.setup.recommend import Machine, recommended

_T = TypeVar("_T")


class Shelf:
    """Asks the machine, and the language model's server where it is this machine's, when it needs to and once."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.models_dir
        self._url = server_address(settings)

    @cached_property
    def machine(self) -> Machine:
        return this_machine()

    @cached_property
    def _theirs(self) -> list[str]:
        """The models that Ollama has."""
        if not on_this_machine(self._url):
            return []
        return [each.name for each in asyncio.run(models_at(self._url))]

    def here(self, model: Model) -> bool:
        if model.kind == "ollama":
            return any(is_same(name, model.name) for name in self._theirs)
        return model.present(self.folder)

    def recommended(self) -> tuple[Model, ...]:
        return recommended(self.machine, catalogue.models())

    def missing(self) -> tuple[Model, ...]:
        """The recommended ones that are not here, and none of a kind of which the user has one already. Ollama's only
        where a server answers: it cannot be installed from here."""
        kinds = {model.kind for model in catalogue.models() if self.here(model)}
        if (self.folder / "whisper").is_dir() and any((self.folder / "whisper").iterdir()):
            kinds.add("whisper")
        if self._theirs:
            kinds.add("ollama")
        answers = on_this_machine(self._url) and asyncio.run(
            _with(OllamaModel(self._url, ""), lambda server: server.answers())
        )
        return tuple(
            model
            for model in self.recommended()
            if model.kind not in kinds and (model.kind != "ollama" or answers)
        )

    def pull(self, model: Model, progress: Progress, source: Path | None = None) -> str:
        """Bring a model in; returns where it is. Raises PullError or LanguageModelError."""
        if model.kind == "ollama":
            if source is not None:
                raise PullError(
                    f"{model.name} is Ollama's, which takes no folder.", f"Run `ollama pull {model.name}`."
                )
            asyncio.run(_with(OllamaModel(self._url, model.name), lambda server: _pulled(server, progress)))
            return f"with Ollama at {shown(self._url)}"
        if source is not None:
            return f"at {copy(model, self.folder, source)}"
        return f"at {download(model, self.folder, progress, settings_module.mirror())}"

    def verify(self, model: Model) -> dict[str, checksums.Verdict]:
        """Nothing for Ollama's: it verifies what it loads."""
        return checksums.verify(model, self.folder)

    def remove(self, model: Model) -> None:
        """Raises PullError where it is not here, or cannot be removed."""
        if model.kind == "ollama":
            asyncio.run(_with(OllamaModel(self._url, model.name), lambda server: server.delete()))
            return
        place = model.place(self.folder)
        mine = [
            path for file in model.files for path in (place / file, place / f"{file}.part") if path.exists()
        ]
        if not mine:
            raise PullError(f"{model.name} is not here.", "`voice-interviewer models list` shows what is.")
        try:
            if model.kind == "whisper":
                shutil.rmtree(place)
                return
            for path in mine:
                path.unlink()
                checksums.forget(place, path.name)
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise PullError(
                f"{model.name} cannot be removed: {why}.", "Mend the folder's permissions."
            ) from error


async def _with(server: OllamaModel, ask: Callable[[OllamaModel], Awaitable[_T]]) -> _T:
    try:
        return await ask(server)
    finally:
        await server.aclose()


async def _pulled(server: OllamaModel, progress: Progress) -> None:
    async with aclosing(server.pull()) as steps:
        async for have, whole in steps:
            progress(server.name, have, whole)


def named(names: Iterable[str]) -> list[Model]:
    """The catalogue's entries; a name with a tag that it does not know is taken for one of Ollama's library. Raises
    UnknownName."""
    return [_named(name) for name in names]


def _named(name: str) -> Model:
    try:
        return catalogue.model(name)
    except UnknownName:
        if ":" not in name:
            raise
        return Model(name, "ollama", 0, 0, "", "")
