"""Every line the interviewer can speak, of all problems and tracks, through pronunciation and both voices."""

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from piper.phonemize_espeak import EspeakPhonemizer

from tests.paths import DATA, SHARED, needs_shared
from voice_interviewer.bank import Bank
from voice_interviewer.bank.checks import LINE_SLOTS
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.speech.pronunciation import speakable
from voice_interviewer.speech.sentences import sentences
from voice_interviewer.values import Problem, Track

BANK = Bank.load(DATA / "bank")
SLOTS = {
    "minutes": "twelve minutes",
    "phase": "serving",
    "earlier": "p99 < 50 ms",
    "now": "500ms",
    "number": "10k/s",
}
"""What the lines' slots may be filled with, candidates' figures as recognisers write them included."""
EVERY = 40
"""Every so manieth line is spoken in full; of the others the phonemes are looked at, which is what can go wrong."""
_SAYABLE = re.compile(r"[A-Za-z',.?!;: -]+")


def of_problem(problem: Problem) -> Iterator[str]:
    yield from (problem.question, problem.short_question)
    yield from (fact.say for fact in problem.facts)
    yield from (hint.say for hint in problem.hints)
    yield from (text for ground in problem.ground for text in ground.ask)
    yield from (wrong.ask for wrong in problem.wrong_turns)
    yield from (change.say for change in problem.constraints)


def of_track(track: Track) -> Iterator[str]:
    yield from track.warm_up
    yield from (text for phase in track.phases for text in (*phase.opening, *phase.handover))
    yield from (text for ground in track.ground for text in ground.ask)
    yield from (text for probe in track.probes for text in probe.ask)
    for variants in track.lines.values():
        for text in variants:
            yield re.sub(r"\{(\w+)\}", lambda slot: SLOTS[slot[1]], text)


LINES = tuple(
    dict.fromkeys(
        line for lines in (*map(of_problem, BANK.problems), *map(of_track, BANK.tracks)) for line in lines
    )
)
PIECES = tuple(dict.fromkeys(speakable(piece) for line in LINES for piece in sentences(line)))


def test_all_slots_are_known() -> None:
    assert {slot for slots in LINE_SLOTS.values() for slot in slots} <= set(SLOTS)
    assert len(LINES) > 1500


def test_pronunciation_leaves_words_and_pauses_alone() -> None:
    assert [piece for piece in PIECES if not _SAYABLE.fullmatch(piece) or not re.search("[a-z]", piece)] == []


def test_pronunciation_loses_no_word() -> None:
    """A word may become several ("p99"), never none."""
    short = [
        line for line in LINES if len(speakable(line).split()) < len(re.findall(r"[\w'\u2019/-]+", line))
    ]
    assert short == []


@needs_shared
def test_the_natural_voice_has_a_sound_for_everything() -> None:
    """A Piper voice drops a phoneme that it was not trained on, with a warning that nobody reads."""
    description = SHARED / "models" / "piper-medium-standin" / "voice.onnx.json"
    voice = json.loads(description.read_text(encoding="utf-8"))
    phonemizer = EspeakPhonemizer()
    missing: dict[str, str] = {}
    for piece in PIECES:
        spoken = [sound for part in phonemizer.phonemize(voice["espeak"]["voice"], piece) for sound in part]
        assert any(sound.isalpha() for sound in spoken), piece
        missing |= {sound: piece for sound in spoken if sound not in voice["phoneme_id_map"]}
    assert missing == {}


@pytest.mark.parametrize("voice", ["en-gb", "en-us"])
def test_the_embedded_voice_speaks(voice: str) -> None:
    espeak = EspeakSynthesizer(voice)
    for piece in PIECES[::EVERY]:
        audio = espeak.synthesize(piece)
        words = len(piece.split())
        assert 0.1 * words < audio.duration < 0.9 * words + 0.6, piece
        assert np.abs(audio.samples).max() > 0.05
