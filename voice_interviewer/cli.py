"""The command line: argv in, exit status out; the one place where errors become sentences."""

import json
import logging
import logging.handlers
import os
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from voice_interviewer import __version__, history
from voice_interviewer import settings as settings_module
from voice_interviewer.bank import Bank, check
from voice_interviewer.errors import UsageError, VoiceInterviewerError
from voice_interviewer.settings import OPTIONS, Settings
from voice_interviewer.values import Difficulty, Problem

log = logging.getLogger(__name__)

_SWITCHES: Final = ("headphones", "plain")
_DATA_DIR = click.option("--out", metavar="DIR", help="Data folder in place of the usual one.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; returns the exit status, prints one sentence and one remedy for an error."""
    _log_to_file()
    try:
        status = app.main(args=None if argv is None else list(argv), standalone_mode=False)
    except VoiceInterviewerError as error:
        log.debug("failed", exc_info=True)
        _complain(error.message, error.remedy)
        return error.exit_status
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        _complain(error.format_message(), "See `voice-interviewer --help`.")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        log.exception("unexpected")
        _complain(
            "Something went wrong in the program itself.", f"Details are in {settings_module.log_file()}."
        )
        return 1
    return status if isinstance(status, int) else 0


def _complain(message: str, remedy: str) -> None:
    print(f"{message} {remedy}".strip(), file=sys.stderr)


def _log_to_file() -> None:
    """Warnings and worse, in a small file of the user's own; nothing of what was said."""
    path = settings_module.log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=500_000, backupCount=1, delay=True, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    root = logging.getLogger("voice_interviewer")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False


def _practice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Every setting as an option; None means not given."""
    for name, option in reversed(list(OPTIONS.items())):
        flag = f"--{name.replace('_', '-')}"
        if name == "recording":
            wrap = click.option(
                "--no-recording",
                "recording",
                flag_value=False,
                default=None,
                type=bool,
                help="Keep no sound.",
            )
        elif name in _SWITCHES:
            wrap = click.option(
                flag, name, is_flag=True, flag_value=True, default=None, type=bool, help=option.help
            )
        else:
            kind = {int: click.INT, float: click.FLOAT}.get(option.kind, click.STRING)
            hint = "|".join(option.choices) or None
            wrap = click.option(flag, name, type=kind, default=None, metavar=hint, help=option.help)
        command = wrap(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="voice-interviewer")
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

    settings = settings_module.load(options)
    bank = _bank(settings)
    order = _resumed(settings, bank, resume) if resume else _ordered(settings, bank, problem)
    while True:
        devices = sound_devices(settings)
        typed = devices.microphone is None or settings.stt == "typed"
        source = sys.stdin if typed or sys.stdin.isatty() else None
        outcome = run.interview(settings, bank, order, devices, source, sys.stdout)
        _farewell(outcome.folder)
        if outcome.switch_to is None:
            return 0
        order = run.Order(_chosen(bank, outcome.switch_to, order.problem), chosen_by_user=False)


@app.command()
@click.argument("script", required=False, type=click.Path(path_type=Path))
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    help="16 kHz stereo WAV: candidate, interviewer.",
)
@_practice_options
def rehearse(script: Path | None, record: Path | None, **options: Any) -> int:
    """The same interview with a scripted candidate, in real time, unattended."""
    from voice_interviewer.assemble import rehearse as rehearsing

    settings = settings_module.load(options)
    outcome = rehearsing.rehearse(settings, _bank(settings), script, record, sys.stdout)
    _farewell(outcome.folder)
    return 0


def _bank(settings: Settings) -> Bank:
    bank = Bank.load(settings.problems_dir)
    for mistake in bank.mistakes:
        print(f"Left out of the bank: {mistake}", file=sys.stderr)
    return bank


def _ordered(settings: Settings, bank: Bank, slug: str | None) -> Any:
    from voice_interviewer.assemble.run import Order

    if slug is not None:
        return Order(bank.problem(slug))
    if settings.difficulty == "auto" and sys.stdin.isatty() and sys.stdout.isatty():
        return Order(_picked(bank))
    wanted = Difficulty(settings.difficulty) if settings.difficulty != "auto" else Difficulty.MEDIUM
    problem = _chosen(bank, wanted, None, settings.seed)
    print(f"Problem: {problem.title} ({problem.difficulty.value}).")
    return Order(problem, chosen_by_user=False)


def _picked(bank: Bank) -> Problem:
    problems = sorted(bank.problems, key=lambda each: (list(Difficulty).index(each.difficulty), each.slug))
    for number, problem in enumerate(problems, 1):
        click.echo(f"{number:3}  {problem.title} ({problem.difficulty.value}): {problem.summary}")
    number = click.prompt("Which one", type=click.IntRange(1, len(problems)), default=1)
    return problems[number - 1]


def _chosen(bank: Bank, difficulty: Difficulty, but: Problem | None, seed: int | None = None) -> Problem:
    """A problem of the difficulty, or of the nearest one the bank has, other than `but`."""
    order = list(Difficulty)
    nearest = sorted(order, key=lambda each: abs(order.index(each) - order.index(difficulty)))
    for each in nearest:
        problems = [problem for problem in bank.by_difficulty(each) if problem != but]
        if problems:
            return random.Random(seed).choice(sorted(problems, key=lambda problem: problem.slug))
    raise UsageError("The bank holds no problem to choose from.", "Run `voice-interviewer problems list`.")


def _resumed(settings: Settings, bank: Bank, name: str) -> Any:
    from voice_interviewer.assemble.run import Order

    past = history.find(settings.data_dir, name)
    problem = bank.problem(past.started.problem)
    if past.finished:
        return Order(problem, continues=past.id)
    return Order(problem, resume=past)


def _farewell(folder: Path) -> None:
    card = history.load(folder).scorecard
    if card is not None:
        overall = card.get("overall")
        said = f"{overall} of 5, {card.get('verdict')}" if overall is not None else card.get("verdict")
        print(f"Practice feedback: {said}. Read {folder / 'scorecard.md'}")
    print(folder)


@app.command()
@click.argument("transcripts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The JSON, one object a line for several files.")
@click.option("--out", "out", type=click.Path(path_type=Path, file_okay=False), help="Write files here.")
def score(transcripts: tuple[Path, ...], as_json: bool, out: Path | None) -> int:
    """A scorecard for any transcript."""
    from voice_interviewer.assessment import scorecard
    from voice_interviewer.interview.session import session_from_turns
    from voice_interviewer.reports import scorecard as page
    from voice_interviewer.reports import transcript

    settings = settings_module.load({})
    bank = _bank(settings)
    for path in transcripts:
        meta, turns = transcript.read(path)
        problem = bank.problem(meta.problem)
        track = bank.track(problem.track)
        session = session_from_turns(turns, problem.slug, track, meta.minutes)
        card = scorecard.to_dict(scorecard.score(problem, track, session, "", False))
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            for ending, text in (
                (".json", json.dumps(card, ensure_ascii=False, indent=2) + "\n"),
                (".md", page.to_markdown(card)),
            ):
                target = out / f"{path.stem}.scorecard{ending}"
                target.write_text(text, encoding="utf-8")
        if as_json:
            print(json.dumps(card, ensure_ascii=False, indent=None if len(transcripts) > 1 else 2))
        else:
            print(page.to_markdown(card))
    return 0


@app.group()
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
            f"{past.id}  {past.started.minutes:g} min  {'-' if overall is None else overall}  {card.get('verdict', '-')}{state}"
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
    for path in history.export(rescore(past, _bank(settings)), ("json", "md")):
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
        [history.find(data_dir, name)]
        if name
        else history.older_than(data_dir, older_than or 0, datetime.now(UTC))
    )
    for past in gone:
        history.delete(past)
        print(f"Deleted {past.id}.")


@app.command("settings")
def show_settings() -> None:
    """The effective settings and where each came from."""
    rows = settings_module.explain(settings_module.load({}))
    for name, value, source in rows:
        print(f"{name.replace('_', '-'):12} {value:24} {source}")


@app.group()
def problems() -> None:
    """The problem bank."""


@problems.command("list")
def list_problems() -> None:
    """Every problem, easiest first."""
    bank = _bank(settings_module.load({}))
    for difficulty in Difficulty:
        for problem in sorted(bank.by_difficulty(difficulty), key=lambda each: each.slug):
            print(f"{problem.slug:28} {problem.difficulty.value:8} {problem.summary}")


@problems.command("show")
@click.argument("slug")
@click.option("--hints", is_flag=True, help="With the hints.")
def show_problem(slug: str, hints: bool) -> None:
    """One problem, as a reader would want it."""
    problem = _bank(settings_module.load({})).problem(slug)
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


@app.command()
def devices() -> None:
    """Sound devices."""
    from voice_interviewer.engines.portaudio import list_devices

    for device in list_devices():
        print(device)


@app.group()
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
