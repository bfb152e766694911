"""The scorecard against people's scores: hand-written interviews, and the bounds that are kept on those not tuned with.

`scripts/bench scoring` prints the same figures.
"""

import json
from collections import Counter
from itertools import combinations, pairwise
from statistics import mean

import pytest

from tests.assessment.agreement import spearman, weighted_kappa
from tests.assessment.labelled import (
    HELD_OUT,
    SETS,
    Labelled,
    card,
    labelled,
    misheard,
    padded,
    score,
    scores_of,
)
from voice_interviewer.assessment.quotes import try_quote
from voice_interviewer.values import Speaker

EVERY = [(which, one) for which in SETS for one in labelled(which)]
JUNK = [(which, one) for which, one in EVERY if one.junk]
HONEST = [one for one in labelled(HELD_OUT) if not one.junk]


def name_of(value: object) -> str | None:
    return value.name if isinstance(value, Labelled) else None


def test_there_are_several_problems_five_levels_and_every_kind() -> None:
    them = labelled(HELD_OUT)
    assert {one.level for one in them} == {1, 2, 3, 4, 5}
    assert len({one.problem for one in them}) >= 10
    kinds = Counter(one.kind for one in them)
    assert {
        "plain words",
        "terse",
        "wordy",
        "negations",
        "non-native",
        "misheard",
        "unfinished",
    } <= kinds.keys()
    assert sum(one.junk for one in them) >= 5


def test_no_interview_is_there_twice() -> None:
    said = {
        (which, one.name): {
            turn.text
            for turn in one.turns
            if turn.speaker is Speaker.CANDIDATE and len(turn.text.split()) > 12
        }
        for which, one in EVERY
        if not one.name.startswith(("average-", "unfinished"))  # the older set has variants of its own
    }
    shared = [(a, b) for (a, mine), (b, other) in combinations(said.items(), 2) if mine & other]
    assert [pair for pair in shared if HELD_OUT in (pair[0][0], pair[1][0])] == []


def test_overall_follows_the_level() -> None:
    known = [(float(one.level), card(HELD_OUT, one.name)["overall"]) for one in labelled(HELD_OUT)]
    assert spearman([(level, overall) for level, overall in known if overall is not None]) >= 0.85


def test_scores_agree_with_the_authors() -> None:
    pairs = [
        (mine, label)
        for one in labelled(HELD_OUT)
        for name, label in one.scores.items()
        if label is not None and (mine := scores_of(card(HELD_OUT, one.name))[name]) is not None
    ]
    assert weighted_kappa(pairs) >= 0.60


def test_no_two_neighbouring_levels_are_reversed() -> None:
    by_level: dict[int, list[float]] = {}
    for one in labelled(HELD_OUT):
        by_level.setdefault(one.level, []).append(card(HELD_OUT, one.name)["overall"] or 0.0)
    means = [mean(by_level[level]) for level in sorted(by_level)]
    assert all(below < above for below, above in pairwise(means))


@pytest.mark.parametrize(("which", "one"), JUNK, ids=name_of)
def test_junk_is_worth_nothing(which: str, one: Labelled) -> None:
    assert (card(which, one.name)["overall"] or 0.0) <= 1.5


@pytest.mark.parametrize("one", HONEST, ids=name_of)
def test_half_as_many_words_again_move_it_by_two_tenths_at_most(one: Labelled) -> None:
    moved = (score(one, padded(one))["overall"] or 0.0) - card(HELD_OUT, one.name)["overall"]
    assert abs(round(moved, 1)) <= 0.2


@pytest.mark.parametrize("one", HONEST, ids=name_of)
def test_misheard_jargon_moves_it_by_a_quarter_at_most(one: Labelled) -> None:
    turns, terms, wrong = misheard(one)
    assert terms > 0
    assert wrong <= terms
    moved = (score(one, turns)["overall"] or 0.0) - card(HELD_OUT, one.name)["overall"]
    assert abs(round(moved, 1)) <= 0.25


@pytest.mark.parametrize(("which", "one"), EVERY, ids=name_of)
def test_every_quote_is_verbatim_and_scoring_again_gives_the_same_bytes(which: str, one: Labelled) -> None:
    found = card(which, one.name)
    for dimension in found["dimensions"]:
        for proof in dimension["evidence"]:
            if "quote" in proof:
                assert proof["quote"] in one.turns[proof["turn"]].text
                assert try_quote(proof["turn"], proof["quote"], one.turns) is not None
    assert json.dumps(score(one)).encode() == json.dumps(found).encode()
