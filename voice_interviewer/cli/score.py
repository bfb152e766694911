"""`voice-interviewer score`: a scorecard for any transcript."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_interviewer import settings as settings_module
from voice_interviewer.bank import Bank
from voice_interviewer.cli import words
from voice_interviewer.cli.shelf import load_bank
from voice_interviewer.errors import SessionError, TranscriptFileError, UnknownName, UsageError

if TYPE_CHECKING:
    from voice_interviewer.interview.session import Session


@click.command()
@click.argument("transcripts", nargs=-1, required=True, type=words.file, metavar="TRANSCRIPT.json…")
@click.option("--json", "as_json", is_flag=True, help="The JSON, one object a line for several files.")
@click.option("--out", "out", type=words.folder, metavar="DIR", help="Write files here, too.")
@words.settings_options("llm", "llm_model", "llm_url")
def score(transcripts: tuple[Path, ...], as_json: bool, out: Path | None, **options: str | None) -> int:
    """A scorecard for transcripts in the form of transcript.json, by a language model where there is one."""
    from voice_interviewer.assemble.scoring import score_all
    from voice_interviewer.reports import scorecard as page

    settings = settings_module.load(options)
    bank = load_bank(settings)
    names = _names(transcripts) if out is not None else {}
    sessions = [_session(path, bank) for path in transcripts]
    cards = score_all(settings, bank, sessions, sys.stderr)
    for path, card in zip(transcripts, cards, strict=True):
        if out is not None:
            _write(out, names[path], card, page.to_markdown(card))
        if as_json:
            print(json.dumps(card, ensure_ascii=False, indent=None if len(transcripts) > 1 else 2))
        else:
            print(page.to_markdown(card))
    return 0


def _session(path: Path, bank: Bank) -> "Session":
    """Raises TranscriptFileError, also where the bank does not know the problem or the phases."""
    from voice_interviewer.interview.session import session_from_turns
    from voice_interviewer.reports import transcript

    meta, turns = transcript.read(path)
    try:
        problem = bank.problem(meta.problem)
    except UnknownName as error:
        raise TranscriptFileError(f"{path.name}: {error.message}", error.remedy) from error
    track = bank.track(problem.track)
    phases = [phase.slug for phase in track.phases]
    for number, turn in enumerate(turns):
        if turn.phase and turn.phase not in phases:
            raise TranscriptFileError(
                f"{path.name} has an unknown phase “{turn.phase[:40]}” in turn {number}.",
                f"{track.id} has {', '.join(phases)}.",
            )
    return session_from_turns(
        turns, problem.slug, track, meta.minutes, session=meta.session or "", started_at=meta.started_at or ""
    )


def _names(transcripts: Sequence[Path]) -> dict[Path, str]:
    """What each transcript's files are called: its stem. Where several share one, as those of all sessions do, their
    folder's name goes ahead of it. Raises UsageError where that does not tell them apart either."""
    files = {path.resolve() for path in transcripts}
    stems = Counter(file.stem for file in files)
    names = {
        file: file.stem if stems[file.stem] == 1 else f"{file.parent.name}-{file.stem}" for file in files
    }
    taken = Counter(names.values())
    for name, times in sorted(taken.items()):
        if times > 1:
            raise UsageError(
                f"{times} of these transcripts would be written as {name}.scorecard.json.",
                "Score them one at a time, each with an --out of its own.",
            )
    for stem in sorted(stem for stem, times in stems.items() if times > 1):
        _tell(f"{stems[stem]} transcripts are called {stem}: their folders' names tell the scorecards apart.")
    return {path: names[path.resolve()] for path in transcripts}


def _write(out: Path, name: str, card: Mapping[str, Any], page: str) -> None:
    """Raises SessionError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        as_json = json.dumps(card, ensure_ascii=False, indent=2) + "\n"
        (out / f"{name}.scorecard.json").write_text(as_json, encoding="utf-8")
        (out / f"{name}.scorecard.md").write_text(page, encoding="utf-8")
    except OSError as error:
        why = (error.strerror or "it is no folder to write in").lower()
        raise SessionError(
            f"The scorecard cannot be written to {out}: {why}.",
            "Free some space or name another folder with --out.",
        ) from error


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
