"""The interviewer, checked: every sentence of the table over simulated candidates, with the bank alone and with
language models that misbehave. `scripts/bench interviewer` plays the whole matrix, of which this is a slice."""

from collections.abc import Mapping
from itertools import combinations
from statistics import fmean

import pytest

from tests.checks.brains import BRAINS
from tests.checks.candidates import CANDIDATES
from tests.checks.every import PARTS, TABLE
from tests.checks.plants import PLANTS
from tests.checks.playing import BANK, BANK_ALONE, Case, Played, play, played, slice_of_it
from tests.checks.spoken import words_of
from tests.checks.table import CHECKS, Check
from voice_interviewer.interview.words import sentence_spans
from voice_interviewer.values import Speaker

WITH_A_MODEL = "a language model"
ONLY_WITH_A_MODEL = {"bank stands in", "good model heard", "report card"}

KNOWN: Mapping[tuple[str, str], str] = {}
"""Faults of the program that are known, by check and by who words the replies."""

LONG = 5
"""Words from which a sentence is one that somebody remembers; "okay" and "goodbye" are the same in all interviews."""
ALIKE = 0.5
"""Share of the long sentences that two interviews on one problem have in common, at most. With three wordings of each
question a third is the least to be expected where everything is asked; who has questions rephrased hears two of three.
"""
ALIKE_ON_AVERAGE = 0.4


@pytest.fixture(scope="module")
def interviews() -> Mapping[str, list[Played]]:
    by_words: dict[str, list[Played]] = {BANK_ALONE: [], WITH_A_MODEL: []}
    for case in slice_of_it():
        by_words[BANK_ALONE if case.brain == BANK_ALONE else WITH_A_MODEL].append(played(case))
    return by_words


def rows() -> list[object]:
    """A parameter for each check and for who words the replies."""
    found: list[object] = []
    for each in TABLE:
        for words in (BANK_ALONE, WITH_A_MODEL):
            if words == WITH_A_MODEL or each.name not in ONLY_WITH_A_MODEL:
                reason = KNOWN.get((each.name, words))
                marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
                found.append(pytest.param(each, words, marks=marks, id=f"{each.name}, {words}"))
    return found


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("each", "words"), rows())
def test_the_interviewer(each: Check, words: str, interviews: Mapping[str, list[Played]]) -> None:
    looks = [(str(one.case), look) for one in interviews[words] for look in each.look(one)]
    faults = [f"{case}: {look}" for case, look in looks if look is not None]
    assert looks, f"no interview shows whether it {each.sentence}"
    assert not faults, f"It {each.sentence}. {len(faults)} of {len(looks)}: {faults[:5]}"


@pytest.mark.parametrize("each", TABLE, ids=lambda each: each.name)
def test_a_breach_does_not_escape_its_check(each: Check) -> None:
    planted = PLANTS[each.name]
    kept = played(planted.case)
    assert each.faults(kept) == []
    assert each.faults(planted.plant(kept))


def test_the_table_is_whole() -> None:
    assert len(TABLE) == len(CHECKS) == len({each.sentence for each in TABLE})
    assert len(TABLE) >= 40
    assert set(PLANTS) == set(CHECKS)
    assert len(PARTS) == 4


def test_the_slice_meets_everyone() -> None:
    cases = list(slice_of_it())
    assert len(CANDIDATES) >= 12
    assert {case.candidate for case in cases} == set(CANDIDATES)
    assert {case.brain for case in cases} == {BANK_ALONE, *BRAINS}
    assert {case.problem for case in cases} == {problem.slug for problem in BANK.problems}


@pytest.mark.parametrize("brain", [BANK_ALONE, "leaks the solution"])
def test_a_seed_makes_one_interview(brain: str) -> None:
    case = Case("average", brain, "churn-prediction", 2)
    first, second = play(case), play(case)
    assert first.events == second.events
    assert [one.spoken for one in first.exchanges] == [one.spoken for one in second.exchanges]


def long_sentences(one: Played) -> set[str]:
    """What the interviewer said, but for the problem, its facts and hints, which are what they are."""
    problem = one.brief.problem
    given = words_of(" ".join([problem.question, *(fact.say for fact in problem.facts)]))
    texts = [
        turn.text for turn in one.turns if turn.speaker is Speaker.INTERVIEWER and turn.hint_level is None
    ]
    said = {words_of(text[start:end]) for text in texts for start, end in sentence_spans(text)}
    return {sentence for sentence in said if sentence not in given and len(sentence.split()) >= LONG}


@pytest.mark.timeout(120)
def test_three_interviews_on_one_problem_do_not_sound_alike() -> None:
    alike: dict[str, float] = {}
    for problem in BANK.problems[::4]:
        for candidate in ("strong", "average"):
            cases = [Case(candidate, BANK_ALONE, problem.slug, seed) for seed in (1, 2, 3)]
            for first, second in combinations([long_sentences(played(case)) for case in cases], 2):
                pair = f"{candidate} on {problem.slug}, {len(alike)}"
                alike[pair] = len(first & second) / min(len(first), len(second))
    assert max(alike.values()) <= ALIKE, alike
    assert fmean(alike.values()) <= ALIKE_ON_AVERAGE, alike


def test_three_interviews_begin_differently() -> None:
    for problem in BANK.problems[::4]:
        begun = {
            played(Case("strong", BANK_ALONE, problem.slug, seed)).replies[0].spoken for seed in (1, 2, 3)
        }
        assert len(begun) > 1
