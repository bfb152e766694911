"""What of a model's scores holds: its numbers checked, the median taken, both ends looked at twice."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.small import ground
from tests.assessment.test_sentences import assessed, known
from voice_interviewer.assessment import model_scorer
from voice_interviewer.assessment.bank_scorer import DimensionScore, QuestionAsked
from voice_interviewer.assessment.model_scorer import (
    Reading,
    Result,
    checked,
    kept,
    looked_at_again,
    middle,
    next_to,
    picked,
    settled,
)
from voice_interviewer.assessment.quotes import Quote
from voice_interviewer.assessment.scorecard import card, to_dict
from voice_interviewer.assessment.scoring_prompts import Reply

STRONG = {one.number: one for one in known("strong")}
BANK = next(one for one in assessed("strong").scores if one.id == "serving")
UNMET = DimensionScore("serving", 1, (1, 1), "Asked and not answered.", (QuestionAsked(4),), "Like this.")
ALL = frozenset(STRONG)


def reading(score: int, *numbers: int, higher: str = "More.", lower: str = "Some.") -> Reading:
    return Reading(score, numbers, frozenset(), higher, lower)


def three(*scores: int) -> list[Reading]:
    return [reading(score, number) for number, score in enumerate(scores, 1)]


# ---------------------------------------------------------------- a reading


def test_numbers_that_stand_for_nothing_are_dropped_and_counted() -> None:
    one = checked(Reply((1, 99, 2, -3), 4), ALL, ALL, BANK)
    assert (one.score, one.sentences, one.dropped) == (4, (1, 2), frozenset({99, -3}))


def test_what_was_shown_and_cannot_count_here_is_dropped_without_being_counted() -> None:
    one = checked(Reply((1, 2), 4), ALL, ALL - {1}, BANK)
    assert (one.sentences, one.dropped) == ((2,), frozenset())


@pytest.mark.parametrize(("bank", "score"), [(1, 1), (2, 2), (3, 3), (5, 4)])
def test_a_score_without_a_sentence_falls_to_what_the_bank_found(bank: int, score: int) -> None:
    assert checked(Reply((99,), 4), ALL, ALL, replace(BANK, score=bank)).score == score


def test_where_the_bank_assessed_nothing_a_score_without_a_sentence_is_one() -> None:
    assert checked(Reply((), 4), ALL, ALL, replace(BANK, score=None)).score == 1


# ---------------------------------------------------------------- the median and the second look


def test_the_median_is_a_score_that_was_given() -> None:
    assert [middle(three(*scores)) for scores in ((1, 5, 2), (4, 4, 1), (3, 3, 3))] == [2, 4, 3]


def test_both_ends_may_move_one_step_either_way() -> None:
    assert [next_to(score) for score in range(1, 6)] == [(1, 2), (1, 2, 3), (), (3, 4, 5), (4, 5)]


@pytest.mark.parametrize(("median", "reply"), list(product((1, 2, 4, 5), range(1, 6))))
def test_a_second_look_moves_a_score_by_one_step_at_most(median: int, reply: int) -> None:
    second = looked_at_again(Reply((1,), reply), ALL, ALL, three(median, median, median), BANK)
    assert second.score == sorted((median - 1, reply, median + 1))[1]


def test_a_second_look_that_names_nothing_rests_on_the_first_readings() -> None:
    assert looked_at_again(Reply((99,), 4), ALL, ALL, three(5, 5, 5), UNMET).score == 4
    nothing = [reading(1), reading(1), reading(1)]
    assert looked_at_again(Reply((99,), 2), ALL, ALL, nothing, UNMET).score == 1


# ---------------------------------------------------------------- the result


def test_the_second_look_decides_and_the_range_shows_every_reading() -> None:
    every = three(5, 5, 4)
    result = settled(BANK, every, reading(4, 7, higher="No cold start.", lower="A fallback."), STRONG, 5)
    assert (result.score.score, result.score.range, result.by_model) == (4, (4, 5), True)
    assert result.score.justification == "A fallback. No cold start."
    assert STRONG[7].quote in result.score.evidence


def test_one_to_three_sentences_are_quoted_those_of_most_readings_first() -> None:
    every = [reading(3, 9, 4), reading(3, 9, 6), reading(3, 2, 9, 6)]
    evidence = settled(BANK, every, None, STRONG, 5).score.evidence
    assert len(evidence) == 3
    assert [one for one in evidence if isinstance(one, Quote)] == sorted(
        (STRONG[number].quote for number in (2, 6, 9)), key=lambda quote: (quote.turn, quote.span)
    )


def test_a_hint_caps_the_score_and_its_range() -> None:
    result = settled(BANK, three(4, 5, 3), None, STRONG, 3)
    assert (result.score.score, result.score.range) == (3, (3, 3))
    assert result.score.justification.endswith("A hint limits this score.")


def test_a_score_that_rests_on_the_bank_alone_shows_the_banks_evidence() -> None:
    result = settled(BANK, [reading(3), reading(3), reading(3)], None, STRONG, 5)
    assert result.score.evidence == BANK.evidence
    assert result.score.justification.startswith(BANK.justification)
    assert "named no sentence" in result.score.justification


def test_what_was_asked_and_not_met_keeps_its_question() -> None:
    result = settled(UNMET, [reading(1, 3), reading(1), reading(1)], reading(1), STRONG, 5)
    assert (result.score.score, result.score.evidence) == (1, UNMET.evidence)
    assert result.score.justification == "More."


def test_a_one_where_the_bank_found_more_shows_what_was_weighed() -> None:
    result = settled(BANK, three(1, 1, 1), reading(1, 2), STRONG, 5)
    assert set(result.score.evidence) <= {STRONG[number].quote for number in (1, 2, 3)}


def test_a_model_that_gives_no_reasons_leaves_the_banks() -> None:
    silent = [reading(3, 1, higher="", lower="")] * 3
    assert settled(BANK, silent, None, STRONG, 5).score.justification == BANK.justification


@pytest.mark.parametrize(("score", "wanted"), [(1, "low"), (2, "low"), (3, "high"), (4, "high"), (5, "")])
def test_what_the_next_level_sounds_like_follows_the_score(score: int, wanted: str) -> None:
    missing = (ground("a", "data", "serving", 3, like="low"), ground("b", "data", "serving", 5, like="high"))
    assert (
        settled(replace(BANK, missing=missing), three(score, score, score), None, STRONG, 5).score.next
        == wanted
    )


def test_the_next_level_is_what_is_left_of_the_ground() -> None:
    left = replace(ground("a", "data", "serving", 3), sounds_like="")
    assert settled(replace(BANK, missing=(left,)), three(4, 4, 4), None, STRONG, 5).score.next == "A"
    assert settled(replace(BANK, missing=()), three(4, 4, 4), None, STRONG, 5).score.next == ""


@pytest.mark.parametrize(("score", "left"), [(3, ["a", "b"]), (4, ["b"]), (5, [])])
def test_what_a_score_says_was_there_is_not_missing(score: int, left: list[str]) -> None:
    missing = (ground("a", "data", "serving", 3), ground("b", "data", "serving", 5))
    result = settled(replace(BANK, missing=missing), three(score, score, score), None, STRONG, 5)
    assert [one.id for one in result.score.missing] == left


# ---------------------------------------------------------------- the scorecard


def results(*by_model: str) -> list[Result]:
    return [
        settled(one, three(2, 2, 2), reading(2, 1), STRONG, 5)
        if one.id in by_model
        else kept(one, "it was stopped")
        for one in assessed("strong").scores
    ]


def written(some: list[Result]) -> dict[str, Any]:
    made = model_scorer.scorecard(
        assessed("strong"), some, "ollama", "m", "d", recogniser="whisper base.en", rough=False
    )
    return to_dict(made)


def test_the_scorer_is_the_model_with_how_it_was_asked_and_what_the_bank_stood_in_for() -> None:
    every = [one.id for one in assessed("strong").scores]
    whole, part = written(results(*every)), written(results("serving", "data"))
    assert whole["scorer"] == {
        "kind": "ollama", "model": "m", "digest": "d", "samples": 3,
        "settings": {"temperature": model_scorer.TEMPERATURE, "seeds": [1, 2, 3]},
    }  # fmt: skip
    assert whole["overall"] == 2.0
    assert whole["verdict"] == "leaning no hire"
    assert part["scorer"] == {
        **whole["scorer"],
        "settings": {
            "temperature": model_scorer.TEMPERATURE,
            "seeds": [1, 2, 3],
            "bank": [name for name in every if name not in {"serving", "data"}],
        },
    }


def test_where_the_model_gave_nothing_the_bank_scored() -> None:
    made = written(results())
    by_bank = to_dict(card(assessed("strong"), "whisper base.en", False))
    assert made["scorer"] == by_bank["scorer"]
    assert made["overall"] == by_bank["overall"]
    assert "This is the problem bank's score: it was stopped." in str(made["dimensions"])


# ---------------------------------------------------------------- whatever a model says

REPLIES = st.builds(
    Reply,
    st.lists(st.integers(-2, 70), max_size=6).map(tuple),
    st.integers(1, 5),
    st.text(max_size=5),
    st.text(max_size=5),
)


@given(st.lists(REPLIES, min_size=3, max_size=3), REPLIES, st.sampled_from([BANK, UNMET]), st.integers(2, 5))
def test_whatever_it_says_a_score_has_its_evidence_in_the_candidates_words(
    replies: list[Reply], last: Reply, bank: DimensionScore, cap: int
) -> None:
    turns = assessed("strong").session.turns
    readings = [checked(one, ALL, ALL, bank) for one in replies]
    second = looked_at_again(last, ALL, ALL, readings, bank) if next_to(middle(readings)) else None
    result = settled(bank, readings, second, STRONG, cap)
    one = result.score
    assert one.score is not None
    assert one.range is not None
    assert one.range[0] <= one.score <= one.range[1] <= cap
    quotes = [proof for proof in one.evidence if isinstance(proof, Quote)]
    assert one.evidence
    assert one.score == 1 or 1 <= len(quotes) <= 3
    assert all(quote.quote in turns[quote.turn].text for quote in quotes)
    named = picked([*readings, *([second] if second is not None else [])])
    assert named <= ALL
    assert result.dropped == len({number for reply in (*replies, *([last] if second else [])) for number in
                                  reply.sentences} - ALL)  # fmt: skip
