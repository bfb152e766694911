"""Said with a reason, or as a bare term."""

import pytest

from voice_interviewer.interview.patterns import compiled, find, hear, lexicon
from voice_interviewer.interview.reasons import Grounds, is_list, reasoned
from voice_interviewer.interview.words import read

GROUNDS = Grounds(frozenset({"chargeback"}), ())


def has_reason(text: str, grounds: Grounds = GROUNDS) -> bool:
    made = compiled("feature-store|drift")
    words = read(text, {})
    match = find(made, hear(words, lexicon([made])))[0]
    return reasoned(words, match.tokens, grounds)


@pytest.mark.parametrize(
    "text",
    [
        "I would use a feature store because training and serving must agree.",
        "I'd keep them in a feature store so that both sides read the same value.",
        "We put it in a feature store to avoid skew.",
        "A feature store is simpler than two pipelines.",
        "If the inputs change we see drift first.",
        "We use a feature store. Otherwise the two disagree.",
        "We watch drift. That way we know early.",
        "The feature store costs more but both teams share it.",
        "A feature store for the chargeback counts of each card.",
        "Feature store rows expire nightly.",
        "Drift hides seasonal fraud.",
        "Sixty shops, thirty days, drift rechecked.",
    ],
)
def test_a_cause_a_purpose_or_a_link_is_a_reason(text: str) -> None:
    assert has_reason(text)


@pytest.mark.parametrize(
    "text",
    [
        "I would use a feature store.",
        "Then we have a feature store and monitoring.",
        "feature store kafka flink redis drift retraining because shadow canary",
        "Feature store, drift, retraining, chargeback, canary, shadow.",
        "We look at drift. Next is the model.",
        "Drift checks, canary rollout.",
        "I would have a feature store there and do all of the things that one does with it.",
    ],
)
def test_a_bare_term_or_a_list_of_terms_has_none(text: str) -> None:
    assert not has_reason(text)


def test_a_figure_near_by_ties_a_claim_down() -> None:
    text = "We look at drift in 100 slices of it."
    at = text.index("100")
    assert has_reason(text, Grounds(frozenset(), [(at, at + 3)]))
    assert not has_reason(text, Grounds(frozenset(), [(500, 503)]))


def test_a_short_run_of_words_is_no_list() -> None:
    assert not is_list(read("drift detection", {}).tokens)
