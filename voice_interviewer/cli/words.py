"""What is typed after a command, and what is wrong with it, in our own words instead of click's."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from voice_interviewer.errors import UnknownName, UsageError, near_matches
from voice_interviewer.settings import OPTIONS

PROGRAM: Final = "voice-interviewer"
_TOO_MANY: Final = re.compile(r"unexpected extra arguments? \((.*)\)$")


class Commands(click.Group):
    """A command that has others below it: names them where none was given, and the nearest where none is so called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            width = max(map(len, self.commands))
            listed = [
                f"  {name:{width}}  {each.get_short_help_str(80)}" for name, each in self.commands.items()
            ]
            raise UsageError(
                "\n".join([f"{ctx.command_path} needs to know what to do:", *listed]),
                f"\n`{ctx.command_path} COMMAND --help` tells more.",
            )
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if not name.startswith("-") and name not in self.commands:
            raise UnknownName("command", name, self.commands, f"`{ctx.command_path} --help` names them all.")
        return super().resolve_command(ctx, args)


def settings_options(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Settings of these names as options; None means not given. Values are read by `settings`, which has better
    sentences."""

    def wrap(command: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(names):
            option = OPTIONS[name]
            flag = f"--{name.replace('_', '-')}"
            if option.kind is bool:
                add = click.option(
                    flag, name, is_flag=True, flag_value=True, default=None, type=bool, help=option.help
                )
            else:
                hint = "|".join(option.choices) or {int: "N", float: "N"}.get(option.kind, "TEXT")
                add = click.option(
                    flag, name, type=click.STRING, default=None, metavar=hint, help=option.help
                )
            command = add(command)
        return command

    return wrap


def whole(what: str) -> Callable[[str], int]:
    """Reads a whole number from 0. `what` it is, for the sentence about one that is not."""

    def number(value: str) -> int:
        if not value.strip().isdecimal():
            raise UsageError(f"{what} cannot be “{value}”.", "Give a whole number from 0.")
        return int(value)

    return number


def megabytes(count: int) -> str:
    """A size for people: "145 MB", "1.5 GB"."""
    return f"{count / 1000:.1f} GB" if count >= 1000 else f"{count} MB"


def path(value: str) -> Path:
    """`~` is the user's home, which no shell expands in `--out=~/here`."""
    return Path(os.path.expanduser(value))  # noqa: PTH111 - without a home it stays as it is


def folder(value: str) -> Path:
    """A folder that is there or can be made."""
    place = path(value)
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place} is a file, not a folder.", "Name a folder.")
    return place


def file(value: str) -> Path:
    """A file that is there or can be made."""
    place = path(value)
    if place.is_dir():
        raise UsageError(f"{place} is a folder, not a file.", "Name a file in it.")
    return place


def plainly(error: click.ClickException) -> tuple[str, str]:
    """A sentence and a remedy for what click complains about."""
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx is not None else PROGRAM
    more = f"See `{command} --help`."
    match error:
        case click.NoSuchOption(option_name=name):
            known = _options(ctx.command) if ctx is not None else []
            near = near_matches(name, known, limit=1)
            return f"{command} has no option {name}.", f"Did you mean {' or '.join(near)}?" if near else more
        case click.BadOptionUsage(option_name=name):
            takes = "needs a value" if "requires" in error.message else "takes no value"
            return f"{name} {takes}.", more
        case click.MissingParameter(param=param) if param is not None:
            return f"{command} needs {param.human_readable_name}.", more
        case click.UsageError() if extra := _TOO_MANY.search(error.message):
            return f"{command} does not know what to do with “{extra[1]}”.", more
        case _:
            return error.format_message(), more


def _options(command: click.Command) -> Sequence[str]:
    return [name for param in command.params for name in param.opts if name.startswith("--")]
