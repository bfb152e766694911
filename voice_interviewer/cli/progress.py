"""`voice-interviewer progress`: how the sessions went over time, and what to practise next."""

from pathlib import Path

import click

from voice_interviewer import settings as settings_module
from voice_interviewer.cli import choosing, words
from voice_interviewer.cli.shelf import DATA_DIR, load_bank


@click.command()
@click.option("--html", "page", type=words.file, metavar="FILE", help="Write a page with charts.")
@DATA_DIR
def progress(page: Path | None, out: str | None) -> None:
    """Scores and delivery over time, weakest areas, what to practise next."""
    from voice_interviewer.reports import progress as report

    settings = settings_module.load({"out": out})
    bank = load_bank(settings)
    measured = choosing.measured(settings, bank)
    if not measured.results:
        print(
            f"There is no scored session in {settings.data_dir} yet. `voice-interviewer practice` begins one."
        )
        return
    if page is None:
        print(report.to_text(measured))
        return
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(report.to_html(measured), encoding="utf-8")
    print(page)
