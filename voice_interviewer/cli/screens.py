"""The full screen around an interview: which problem, and afterwards what it was worth."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from voice_interviewer import history
from voice_interviewer.bank import Bank
from voice_interviewer.reports import coach
from voice_interviewer.reports.progress import Progress
from voice_interviewer.settings import Settings
from voice_interviewer.ui.tui.picker import PickerApp, Row
from voice_interviewer.ui.tui.review import ReviewApp, Reviewed
from voice_interviewer.values import Problem


def picked(problems: Sequence[Problem], so_far: Progress) -> Problem:
    """The problem that the user picks; `so_far`: how their sessions went. Raises KeyboardInterrupt when they leave."""
    rows = [
        Row(
            each.slug,
            each.title,
            each.difficulty.value,
            each.summary,
            so_far.last.get(each.slug, (None, 0))[0],
        )
        for each in problems
    ]
    following = so_far.next
    app = PickerApp(rows, following.problem, following.why) if following is not None else PickerApp(rows)
    slug = app.run()
    if slug is None:
        raise KeyboardInterrupt
    return next(problem for problem in problems if problem.slug == slug)


def _reviewed(past: history.Past) -> Reviewed:
    return Reviewed(list(_summary(past)), past.session.turns)


def _summary(past: history.Past) -> Iterator[str]:
    card = past.scorecard
    if card is None:
        yield "Nothing was scored."
        return
    yield f"{coach.headline(card)}. {coach.verdict(card)}"
    for label, each in (("Went well", card["strengths"][:1]), ("Work on", card["improvements"][:1])):
        yield from (f"{label}: {one['text']}" for one in each)
    if card["first_gap"]:
        yield f"The first thing that was missing: {card['first_gap']}."


def review(settings: Settings, bank: Bank, folder: Path) -> None:
    """Show a finished session until the user is done with it. What they correct is journalled and scored by the bank
    at once; where a language model had scored the session, by it as they leave."""
    from voice_interviewer.assemble import rescore

    past = history.load(folder)
    by_model = rescore.scored_by_model(past)
    if not past.session.turns:
        return
    before = past

    def correct(turn: int, text: str) -> Reviewed:
        nonlocal past
        past = rescore.by_bank(history.correct(past, turn, text), bank)
        return _reviewed(past)

    ReviewApp(_reviewed(past), correct).run()
    if past is before:
        return
    history.refresh(past)
    if by_model:
        history.refresh(rescore.by_model_again(past, bank, settings, sys.stdout))
