"""One stem for the forms of one idea."""

import pytest

from voice_interviewer.interview.stems import stem


@pytest.mark.parametrize(
    "forms",
    [
        "label labels labelled labelling labeling labeled label's",
        "serve serves served serving",
        "calibrate calibrates calibrated calibrating calibration",
        "embed embeds embedding embeddings embedded",
        "experiment experiments experimentation",
        "query queries",
        "personalise personalised personalization personalisation",
        "behaviour behaviours behavior",
        "catalogue catalogues catalog",
        "batch batches batching",
        "class classes",
        "apply applies applied applying",
        "fresh freshness",
        "day days daily",
        "bias biases biased",
        "retry retries retried",
        "create creation creating created",
        "decide decided deciding",
        "use used uses using",
        "choose chose chosen",
        "index indices",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user", "use"),
        ("ranker", "rank"),
        ("string", "strategy"),
        ("speed", "spend"),
        ("model", "mode"),
        ("status", "state"),
        ("anomaly", "animal"),
    ],
)
def test_different_ideas_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["p99", "the", "a/b", "0.1%", "ids"])
def test_short_words_and_figures_stay_as_they_are(word: str) -> None:
    assert stem(word) == word


def test_a_syllable_must_be_left() -> None:
    assert stem("string") == "string"
    assert stem("moment") == "moment"
