"""The commands that look after what is kept: sessions, problems, models, devices, settings."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from voice_interviewer import history
from voice_interviewer import settings as settings_module
from voice_interviewer.bank import Bank, check
from voice_interviewer.errors import UsageError
from voice_interviewer.settings import Settings
from voice_interviewer.values import Difficulty

_DATA_DIR = click.option("--out", metavar="DIR", help="Data folder in place of the usual one.")


def load_bank(settings: Settings) -> Bank:
    bank = Bank.load(settings.problems_dir)
    for mistake in bank.mistakes:
        print(f"Left out of the bank: {mistake}", file=sys.stderr)
    return bank


@click.group()
def sessions() -> None:
    """Past sessions."""


@sessions.command("list")
@_DATA_DIR
def list_sessions(out: str | None) -> None:
    """Every session, oldest first."""
    for past in history.every(settings_module.load({"out": out}).data_dir):
        card = past.scorecard or {}
        state = "" if past.finished else "  (unfinished: --resume goes on with it)"
        overall = card.get("overall")
        print(
            f"{past.id}  {past.started.minutes:g} min  {'-' if overall is None else overall}  "
            f"{card.get('verdict', '-')}{state}"
        )


@sessions.command("show")
@click.argument("name", metavar="ID|last")
@_DATA_DIR
def show_session(name: str, out: str | None) -> None:
    """A session's transcript and scorecard."""
    from voice_interviewer.reports import scorecard, transcript

    past = history.find(settings_module.load({"out": out}).data_dir, name)
    meta = transcript.TranscriptMeta(
        problem=past.started.problem, minutes=past.started.minutes, session=past.id
    )
    print(transcript.to_markdown(meta, past.session.turns))
    if past.scorecard is not None:
        print(scorecard.to_markdown(past.scorecard))


@sessions.command("export")
@click.argument("name", metavar="ID|last")
@click.option(
    "--format",
    "formats",
    default=",".join(history.FORMATS),
    show_default=True,
    help="Which files, by commas.",
)
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Write them here.")
@_DATA_DIR
def export_session(name: str, formats: str, to: Path | None, out: str | None) -> None:
    """Write a session's files again from its journal."""
    wanted = [each.strip() for each in formats.split(",") if each.strip()]
    unknown = [each for each in wanted if each not in history.FORMATS]
    if unknown or not wanted:
        raise UsageError(
            f"“{', '.join(unknown)}” is no export format.", f"Use any of {', '.join(history.FORMATS)}."
        )
    past = history.find(settings_module.load({"out": out}).data_dir, name)
    for path in history.export(past, wanted, to):
        print(path)


@sessions.command("correct")
@click.argument("name", metavar="ID|last")
@click.argument("turn", type=int)
@click.argument("text")
@_DATA_DIR
def correct_session(name: str, turn: int, text: str, out: str | None) -> None:
    """Mend a misheard turn; the session is scored again."""
    from voice_interviewer.assemble.rescore import rescore

    settings = settings_module.load({"out": out})
    past = history.correct(history.find(settings.data_dir, name), turn, text)
    for path in history.export(rescore(past, load_bank(settings)), ("json", "md")):
        print(path)


@sessions.command("delete")
@click.argument("name", metavar="ID|last", required=False)
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Every session older than this.")
@_DATA_DIR
def delete_session(name: str | None, older_than: int | None, out: str | None) -> None:
    """Remove a session with everything in it."""
    data_dir = settings_module.load({"out": out}).data_dir
    if (name is None) == (older_than is None):
        raise UsageError(
            "Name one session, or say --older-than DAYS.", "`voice-interviewer sessions list` names them."
        )
    gone = (
        [history.locate(data_dir, name)]
        if name
        else history.older_than(data_dir, older_than or 0, datetime.now(UTC))
    )
    for folder in gone:
        history.delete(folder)
        print(f"Deleted {folder.name}.")


@click.command()
def settings() -> None:
    """The effective settings and where each came from."""
    rows = settings_module.explain(settings_module.load({}))
    for name, value, source in rows:
        print(f"{name.replace('_', '-'):12} {value:24} {source}")


@click.group()
def problems() -> None:
    """The problem bank."""


@problems.command("list")
def list_problems() -> None:
    """Every problem, easiest first."""
    bank = load_bank(settings_module.load({}))
    for difficulty in Difficulty:
        for problem in sorted(bank.by_difficulty(difficulty), key=lambda each: each.slug):
            print(f"{problem.slug:28} {problem.difficulty.value:8} {problem.summary}")


@problems.command("show")
@click.argument("slug")
@click.option("--hints", is_flag=True, help="With the hints.")
def show_problem(slug: str, hints: bool) -> None:
    """One problem, as a reader would want it."""
    problem = load_bank(settings_module.load({})).problem(slug)
    print(f"{problem.title} ({problem.difficulty.value})\n\n{problem.question}\n\nIf you ask:")
    for fact in problem.facts:
        print(f"  {fact.id.replace('-', ' ')}: {fact.say}")
    if hints:
        print("\nHints:")
        for hint in problem.hints:
            print(f"  {hint.level}. {hint.say}")
    else:
        print(f"\n{len(problem.hints)} hints (--hints shows them).")


@problems.command("check")
@click.argument("path", type=click.Path(path_type=Path))
def check_problem(path: Path) -> int:
    """Check a problem file of your own."""
    mistakes = check(path, settings_module.load({}).problems_dir)
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    if not mistakes:
        print(f"{path} is in order.")
    return 2 if mistakes else 0


@click.command()
def devices() -> None:
    """Sound devices."""
    from voice_interviewer.engines.portaudio import list_devices

    for device in list_devices():
        sides = [
            side
            for side, channels in (("microphone", device.inputs), ("loudspeaker", device.outputs))
            if channels
        ]
        print(f"{device.index:3}  {device.name} ({device.host_api}): {', '.join(sides)}, {device.rate} Hz")


@click.group()
def models() -> None:
    """Recognisers and voices."""


@models.command("list")
def list_models() -> None:
    """What can be pulled, and what is here."""
    from voice_interviewer.setup import catalogue

    folder = settings_module.load({}).models_dir
    for model in catalogue.models():
        state = "here" if model.present(folder) else f"{model.megabytes} MB"
        print(f"{model.name:24} {model.kind:8} {state:8} {model.good_for} ({model.licence})")


@models.command("pull")
@click.argument("names", nargs=-1, required=True)
@click.option(
    "--from", "source", type=click.Path(path_type=Path, file_okay=False), help="A folder, without a network."
)
def pull_models(names: tuple[str, ...], source: Path | None) -> None:
    """Bring models in; a stopped pull goes on where it stopped."""
    from voice_interviewer.setup import catalogue, pull

    folder = settings_module.load({}).models_dir
    wanted = [catalogue.model(name) for name in names]
    for model in wanted:
        if source is not None:
            place = pull.copy(model, folder, source)
        else:
            place = pull.pull(model, folder, _progress, settings_module.mirror())
        print(f"{model.name} is at {place}")


def _progress(file: str, have: int, whole: int | None) -> None:
    if sys.stderr.isatty():
        share = f"{100 * have / whole:3.0f} %" if whole else f"{have / 1e6:.0f} MB"
        print(f"\r{file}: {share}", end="\n" if have == whole else "", file=sys.stderr, flush=True)
