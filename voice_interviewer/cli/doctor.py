"""`voice-interviewer doctor`: the health of every part, for people or for programs."""

import json
import sys
from typing import Any, Final

import click

from voice_interviewer import settings as settings_module
from voice_interviewer.assemble.finding import Finding, State
from voice_interviewer.cli import words

_MARKS: Final = {
    State.GOOD: ("ok", "green"),
    State.WORSE: ("note", "yellow"),
    State.BROKEN: ("broken", "red"),
}
_WIDTH: Final = 16
_NO_INTERVIEW: Final = 3


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@words.settings_options(
    "mic",
    "speaker",
    "headphones",
    "stt",
    "stt_model",
    "tts",
    "voice",
    "llm",
    "llm_model",
    "llm_url",
    "device",
    "out",
)
def doctor(as_json: bool, **options: Any) -> int:
    """Try every part, and say what is wrong and what to type."""
    from voice_interviewer.assemble.doctor import examine

    settings = settings_module.load(options)
    found: list[Finding] = []
    if not as_json and sys.stdout.isatty():
        click.echo("Please say a sentence or two now; then you will hear a rising tone.")
    for finding in examine(settings):
        found.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        print(json.dumps({"schema": 1, "ready": not any(each.bars for each in found),
                          "findings": [_as_json(each) for each in found]}, ensure_ascii=False, indent=1))  # fmt: skip
    else:
        click.echo(_summed_up(found))
    return _NO_INTERVIEW if any(each.bars for each in found) else 0


def _show(finding: Finding) -> None:
    """Colours at a terminal only: click leaves them out elsewhere."""
    mark, colour = _MARKS[finding.state]
    plain = False if settings_module.no_colour() else None
    click.echo(f"{click.style(f'{mark:7}', fg=colour)}{finding.part:{_WIDTH}}{finding.text}", color=plain)
    if finding.remedy:
        click.echo(f"{'':{7 + _WIDTH}}{finding.remedy}")


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "part": finding.part,
        "state": finding.state.value,
        "text": finding.text,
        **({"remedy": finding.remedy} if finding.remedy else {}),
        **({"figures": dict(finding.figures)} if finding.figures else {}),
    }


def _summed_up(found: list[Finding]) -> str:
    bars = [each.part for each in found if each.bars]
    if bars:
        return f"\nNo interview can run yet: {', '.join(bars)}."
    better = sum(each.state is not State.GOOD for each in found)
    if not better:
        return "\nAll is well."
    return f"\nAn interview can run. {better} {'thing' if better == 1 else 'things'} could be better."
