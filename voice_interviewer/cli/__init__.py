"""The command line: argv in, exit status out; the one place where errors become sentences."""

import io
import json
import logging
import logging.handlers
import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from voice_interviewer import __version__, history
from voice_interviewer import settings as settings_module
from voice_interviewer.bank import Bank
from voice_interviewer.cli import shelf
from voice_interviewer.cli.shelf import load_bank
from voice_interviewer.errors import UsageError, VoiceInterviewerError
from voice_interviewer.settings import OPTIONS, Settings
from voice_interviewer.values import Difficulty, Problem

log = logging.getLogger(__name__)

_NO_TELEMETRY: Final = ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY")
"""ONNX Runtime reads its own at import, and keeps a device id otherwise: set before any engine is made."""
_SWITCHES: Final = ("headphones", "plain")
_DATA_DIR = click.option("--out", metavar="DIR", help="Data folder in place of the usual one.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; returns the exit status, prints one sentence and one remedy for an error."""
    _log_to_file()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal cannot show must not end an interview
    for name in _NO_TELEMETRY:
        os.environ[name] = "1"
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
        print("\nStopped.", file=sys.stderr)
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
    from voice_interviewer.ui.keyboard import LineReader

    if problem is not None and resume is not None:
        raise UsageError(
            "A session that is resumed keeps its problem.",
            f"Leave out {problem}, or leave out --resume to begin with it.",
        )
    settings = settings_module.load(options)
    bank = load_bank(settings)
    order = _resumed(settings, bank, resume) if resume else _ordered(settings, bank, problem)
    keyboard = LineReader(sys.stdin)
    while True:
        outcome = run.interview(settings, bank, order, sound_devices(settings), keyboard, sys.stdout)
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
    outcome = rehearsing.rehearse(settings, load_bank(settings), script, record, sys.stdout)
    _farewell(outcome.folder)
    return 0


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
        print(f"{past.id} is finished; this new session continues it.")
        return Order(problem, continues=past.id, minutes=past.started.minutes)
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
    bank = load_bank(settings)
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


def _complete() -> None:
    """Add the commands that look after what is kept: sessions, problems, models, devices, settings."""
    for command in (shelf.sessions, shelf.settings, shelf.problems, shelf.models, shelf.devices):
        app.add_command(command)


_complete()
