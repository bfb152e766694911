"""What is to be practised: a problem named, picked or chosen for the user, or an earlier session gone on with."""

import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from voice_interviewer import history
from voice_interviewer.bank import Bank
from voice_interviewer.errors import UnknownName, UsageError
from voice_interviewer.reports.progress import Progress, measure
from voice_interviewer.reports.text import clock
from voice_interviewer.settings import Settings
from voice_interviewer.ui.plain import full_screen, wrapped
from voice_interviewer.values import Difficulty, Problem

if TYPE_CHECKING:
    from voice_interviewer.assemble.run import Order


def ordered(settings: Settings, bank: Bank, slug: str | None) -> "Order":
    """The problem of that name; without one, at a terminal, whichever the user picks, and else one for them."""
    from voice_interviewer.assemble.run import Order

    if slug is not None:
        return Order(bank.problem(slug))
    if settings.difficulty == "auto" and sys.stdin.isatty() and sys.stdout.isatty():
        return Order(_picked(settings, bank))
    wanted = Difficulty(settings.difficulty) if settings.difficulty != "auto" else Difficulty.MEDIUM
    return chosen(bank, wanted, None, settings.seed)


def chosen(bank: Bank, difficulty: Difficulty, but: Problem | None, seed: int | None = None) -> "Order":
    """A problem of the difficulty, or of the nearest one the bank has, other than `but`."""
    from voice_interviewer.assemble.run import Order

    order = list(Difficulty)
    nearest = sorted(order, key=lambda each: abs(order.index(each) - order.index(difficulty)))
    for each in nearest:
        problems = [problem for problem in bank.by_difficulty(each) if problem != but]
        if problems:
            found = random.Random(seed).choice(sorted(problems, key=lambda problem: problem.slug))
            said = f"Problem: {found.title} ({found.difficulty.value})."
            return Order(found, chosen_by_user=False, opening=said)
    raise UsageError("The bank holds no problem to choose from.", "Run `voice-interviewer problems list`.")


def resumed(settings: Settings, bank: Bank, name: str) -> "Order":
    """An unfinished session to go on with, or a new one that continues a finished one."""
    from voice_interviewer.assemble.run import Order

    past = history.find(settings.data_dir, name)
    history.refuse_running(past.folder)
    problem, planned = bank.problem(past.started.problem), past.started.minutes
    if not past.finished:
        passed = clock(past.session.clock(past.session.at))
        said = f"Going on with {past.id}: {problem.title}, {passed} into {planned:g} minutes."
        return Order(problem, resume=past, opening=said)
    asked = settings.sources.get("minutes", "default") != "default"
    minutes = settings.minutes if asked else planned
    result = verdict(past)
    said = (
        f"{past.id} is finished{f' ({result})' if result else ''}; "
        f"this new session of {minutes:g} minutes continues it: {problem.title}."
    )
    return Order(problem, continues=past.id, minutes=minutes, opening=said)


def verdict(past: history.Past) -> str:
    """What a session was worth, in a few words; empty where it was not scored."""
    card = past.scorecard
    if card is None:
        return ""
    overall = card.get("overall")
    return f"{overall} of 5, {card.get('verdict')}" if overall is not None else str(card.get("verdict"))


def easiest_first(bank: Bank) -> list[Problem]:
    order = list(Difficulty)
    return sorted(bank.problems, key=lambda each: (order.index(each.difficulty), each.slug))


def measured(settings: Settings, bank: Bank) -> Progress:
    """How the user's sessions went, as far as they were scored."""
    slugs = [problem.slug for problem in easiest_first(bank)]
    return measure(history.results(settings.data_dir), slugs, datetime.now(UTC))


def _picked(settings: Settings, bank: Bank) -> Problem:
    problems, so_far = easiest_first(bank), measured(settings, bank)
    if not problems:
        raise UsageError(
            "The bank holds no problem to choose from.", "Run `voice-interviewer problems list`."
        )
    if full_screen(settings):
        from voice_interviewer.cli import screens

        return screens.picked(problems, so_far)
    width = max(len(problem.slug) for problem in problems)
    for number, problem in enumerate(problems, 1):
        score, _ = so_far.last.get(problem.slug, (None, 0))
        last = f" (last time {score:.1f} of 5)" if score is not None else ""
        line = f"{number:3}  {problem.slug:{width}}  {problem.difficulty.value:6}  {problem.summary}{last}"
        click.echo(wrapped(sys.stdout, line, indent=width + 15))
    following = so_far.next.problem if so_far.next is not None else ""
    if following:
        click.echo(f"Practise next: {following}")
    while True:
        answer = click.prompt("Which one, by number or name", default=following or "1")
        try:
            return named(answer, problems)
        except UsageError as error:
            click.echo(wrapped(sys.stdout, str(error), indent=0))


def named(answer: str, problems: Sequence[Problem]) -> Problem:
    """The problem meant by its number in the list, from 1, or by its name. Raises UsageError."""
    answer = answer.strip().lower().replace(" ", "-")
    if answer.isdecimal():
        if not 1 <= int(answer) <= len(problems):
            raise UsageError(f"There is no number {answer}.", f"Type a number from 1 to {len(problems)}.")
        return problems[int(answer) - 1]
    for problem in problems:
        if answer in (problem.slug, problem.title.lower().replace(" ", "-")):
            return problem
    remedy = f"Type a number from 1 to {len(problems)}, or a name from the list."
    raise UnknownName("problem", answer, [problem.slug for problem in problems], remedy)
