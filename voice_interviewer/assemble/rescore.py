"""Scoring past sessions again, after a correction or with another scorer."""

import asyncio
from typing import Final, TextIO

from voice_interviewer import history, journal
from voice_interviewer.assemble.language import Wording
from voice_interviewer.assemble.scoring import Heard, assessed, scored, scoring_model
from voice_interviewer.assessment import scorecard
from voice_interviewer.bank import Bank
from voice_interviewer.errors import PartMissing, UsageError
from voice_interviewer.events import Scored
from voice_interviewer.settings import Settings
from voice_interviewer.ui import plain

_INSTEAD: Final = "The problem bank scored this session, which a language model had scored before."


def rescore(past: history.Past, bank: Bank, settings: Settings, out: TextIO) -> history.Past:
    """Journal a new scorecard by the scorer that the settings name. What is told of it goes to `out`. Raises
    PartMissing and, where nothing is journalled yet, KeyboardInterrupt."""
    history.refuse_running(past.folder)
    return asyncio.run(_rescored(past, bank, settings, out))


def rescore_corrected(past: history.Past, bank: Bank, settings: Settings, out: TextIO) -> history.Past:
    """Journal a scorecard for what a corrected session says now: by the bank at once and, where a model had scored the
    session, by the model that the settings name. Where there is none the bank's stands, and `out` is told."""
    by_model = scored_by_model(past)
    past = by_bank(past, bank)
    if not by_model:
        return past
    history.refresh(past)
    return by_model_again(past, bank, settings, out)


def scored_by_model(past: history.Past) -> bool:
    """Whether a language model made the session's latest scorecard."""
    card = past.scorecard or {}
    return bool(card.get("scorer", {}).get("kind", "bank") != "bank")


def by_bank(past: history.Past, bank: Bank) -> history.Past:
    """Journal the bank's scorecard for what the session says now."""
    heard = _heard(past)
    return _journalled(past, scorecard.card(assessed(bank, past.session), heard.recogniser, heard.rough))


def by_model_again(past: history.Past, bank: Bank, settings: Settings, out: TextIO) -> history.Past:
    """Journal a scorecard by the model that the settings name. Where there is none the latest stands, and `out` is
    told."""
    try:
        return asyncio.run(_by_model_again(past, bank, settings, out))
    except (PartMissing, UsageError) as error:
        plain.write(out, f"{error.message} {_INSTEAD}\n")
        return past


async def _by_model_again(past: history.Past, bank: Bank, settings: Settings, out: TextIO) -> history.Past:
    async with scoring_model(settings, [past.session]) as wording:
        if wording.model is not None:
            return await _scored(past, bank, wording, out)
        plain.write(out, f"{wording.note or 'There is no language model here.'} {_INSTEAD}\n")
        return past


async def _rescored(past: history.Past, bank: Bank, settings: Settings, out: TextIO) -> history.Past:
    async with scoring_model(settings, [past.session]) as wording:
        if wording.note:
            plain.write(out, f"{wording.note}\n")
        return await _scored(past, bank, wording, out)


async def _scored(past: history.Past, bank: Bank, wording: Wording, out: TextIO) -> history.Past:
    return _journalled(past, await scored(wording, assessed(bank, past.session), _heard(past), out))


def _heard(past: history.Past) -> Heard:
    return Heard(past.started.parts.stt, past.started.rough_recogniser)


def _journalled(past: history.Past, card: scorecard.Scorecard) -> history.Past:
    at = max(event.at for event in past.events)
    journal.append_all(past.folder, [Scored(at, scorecard.to_dict(card))])
    return history.load(past.folder)
