"""The commands that look after what is kept: sessions, problems, devices, settings."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from voice_interviewer import history, journal
from voice_interviewer import settings as settings_module
from voice_interviewer.bank import Bank, check
from voice_interviewer.cli import words
from voice_interviewer.errors import UnknownName, UsageError
from voice_interviewer.settings import Settings
from voice_interviewer.values import Difficulty

DATA_DIR = click.option("--out", metavar="DIR", help="Data folder in place of the usual one.")
_SESSION = click.argument("name", metavar="ID|last")


def load_bank(settings: Settings) -> Bank:
    bank = Bank.load(settings.problems_dir)
    for mistake in bank.mistakes:
        print(f"Left out of the bank: {mistake}", file=sys.stderr)
    return bank


@click.group(cls=words.Commands)
def sessions() -> None:
    """Past sessions."""


@sessions.command("list")
@DATA_DIR
def list_sessions(out: str | None) -> None:
    """Every session, oldest first."""
    data_dir = settings_module.load({"out": out}).data_dir
    known = list(history.every(data_dir))
    broken = history.unreadable(data_dir, known)
    for folder in broken:
        print(f"{folder.name}  cannot be read (`voice-interviewer sessions delete {folder.name}` removes it)")
    if not known and not broken:
        print(f"There is no session in {data_dir} yet. `voice-interviewer practice` begins one.")
    for past in known:
        card = past.scorecard or {}
        state = "" if past.finished else "  (unfinished: --resume goes on with it)"
        if not past.finished and journal.running(past.folder):
            state = "  (running in another window)"
        overall = card.get("overall")
        print(
            f"{past.id}  {past.started.minutes:g} min  {'-' if overall is None else overall}  "
            f"{card.get('verdict', '-')}{state}"
        )


@sessions.command("show")
@_SESSION
@DATA_DIR
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
@_SESSION
@click.option(
    "--format",
    "formats",
    default=",".join(history.FORMATS),
    show_default=True,
    help="Which files, by commas.",
)
@click.option("--to", type=words.folder, metavar="DIR", help="Write them here.")
@DATA_DIR
def export_session(name: str, formats: str, to: Path | None, out: str | None) -> None:
    """Write a session's files again from its journal."""
    wanted = [each.strip() for each in formats.split(",") if each.strip()]
    unknown = [each for each in wanted if each not in history.FORMATS]
    if unknown:
        raise UnknownName("export format", unknown[0], history.FORMATS, f"Use {', '.join(history.FORMATS)}.")
    if not wanted:
        raise UsageError("--format names no format.", f"Use any of {', '.join(history.FORMATS)}.")
    past = history.find(settings_module.load({"out": out}).data_dir, name)
    for path in history.export(past, wanted, to):
        print(path)


@sessions.command("correct")
@_SESSION
@click.argument("turn", type=words.whole("The turn"))
@click.argument("text")
@DATA_DIR
def correct_session(name: str, turn: int, text: str, out: str | None) -> None:
    """Mend a misheard turn; the session is scored again."""
    from voice_interviewer.assemble.rescore import rescore_corrected

    settings = settings_module.load({"out": out})
    past = history.correct(history.find(settings.data_dir, name), turn, text)
    for path in history.refresh(rescore_corrected(past, load_bank(settings), settings, sys.stderr)):
        print(path)


@sessions.command("rescore")
@_SESSION
@words.settings_options("llm", "llm_model", "llm_url")
@DATA_DIR
def rescore_session(name: str, **options: str | None) -> None:
    """Score a session again and compare: by a language model where there is one, or by the problem bank."""
    from voice_interviewer.assemble.rescore import rescore
    from voice_interviewer.reports import comparison

    settings = settings_module.load(options)
    past = history.find(settings.data_dir, name)
    again = rescore(past, load_bank(settings), settings, sys.stderr)
    history.refresh(again)
    print(comparison.to_text(past.scorecard, again.scorecard or {}))
    print(again.folder)


@sessions.command("delete")
@click.argument("name", metavar="ID|last", required=False)
@click.option(
    "--older-than", type=words.whole("The days"), metavar="DAYS", help="Every session older than this."
)
@DATA_DIR
def delete_session(name: str | None, older_than: int | None, out: str | None) -> None:
    """Remove a session with everything in it."""
    data_dir = settings_module.load({"out": out}).data_dir
    if (name is None) == (older_than is None):
        raise UsageError(
            "Name one session, or say --older-than DAYS.", "`voice-interviewer sessions list` names them."
        )
    if name is not None:
        gone = [history.locate(data_dir, name)]
    else:
        gone = history.older_than(data_dir, older_than or 0, datetime.now(UTC))
    for folder in gone:
        if name is None and journal.running(folder):
            print(f"{folder.name} is running in another window and was left alone.", file=sys.stderr)
            continue
        history.delete(folder)
        print(f"Deleted {folder.name}.")
    if not gone:
        print(f"No session in {data_dir} is older than that.")


@click.command()
def settings() -> None:
    """The effective settings and where each came from."""
    effective = settings_module.load({})
    for name, value, source in settings_module.explain(effective):
        print(f"{name:12} {value:24} {source}")
    file = settings_module.settings_file()
    print(f"\nSettings file: {file}{'' if file.exists() else ' (there is none)'}")
    print(f"Data folder:   {effective.data_dir}")


@click.group(cls=words.Commands)
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
@click.argument("path", type=words.path)
def check_problem(path: Path) -> int:
    """Check a problem file of your own."""
    if path.is_dir() and not any(path.rglob("*.yaml")):
        raise UsageError(f"There is no .yaml file in {path}.", "Name a problem file, or a folder of them.")
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

    found = list_devices()
    if not found:
        print("No sound device was found. Plug in a headset, or answer with --stt typed.")
    for device in found:
        sides = [
            side
            for side, channels in (("microphone", device.inputs), ("loudspeaker", device.outputs))
            if channels
        ]
        print(f"{device.index:3}  {device.name} ({device.host_api}): {', '.join(sides)}, {device.rate} Hz")
