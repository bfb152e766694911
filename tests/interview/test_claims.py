"""Claims, and when two of them clash."""

import pytest

from voice_interviewer.interview.claims import RETRAINING, SERVING_MODE, claims, clash


@pytest.mark.parametrize(
    ("text", "topic", "value", "words"),
    [
        ("I would use batch predictions every night.", SERVING_MODE, "batch", "batch predictions"),
        ("We'd serve predictions in real time.", SERVING_MODE, "real time", "serve predictions in real time"),
        ("The latency budget is fifty milliseconds.", "latency budget", 0.05, "fifty milliseconds"),
        ("We retrain every week.", RETRAINING, 604800.0, "every week"),
        ("I retrain every 2 days.", RETRAINING, 172800.0, "2 days"),
        (
            "It takes ten thousand requests per second.",
            "request rate",
            10000.0,
            "ten thousand requests per second",
        ),
        ("We have fifty million users.", "users", 5e7, "fifty million users"),
    ],
)
def test_a_clear_commitment_is_a_claim(text: str, topic: str, value: object, words: str) -> None:
    (claim,) = claims(text)
    assert (claim.topic, claim.value, claim.words) == (topic, value, words)


@pytest.mark.parametrize(
    "text",
    [
        "I wouldn't use batch scoring.",
        "We use batch predictions first and real time scoring later.",
        "Batch or real time serving?",
        "If traffic grows the latency budget is 20 ms.",
        "We retrain between one week and two weeks, every week or every day.",
        "Batch scoring exists.",
    ],
)
def test_comparisons_conditions_and_rejections_are_none(text: str) -> None:
    assert claims(text) == ()


def test_two_sides_of_one_topic_clash() -> None:
    found = clash(["We run batch scoring."], "Everything is served online, the scoring is real time.")
    assert found is not None
    assert (found.earlier.value, found.now.value) == ("batch", "real time")


def test_two_figures_clash_when_one_is_about_twice_the_other() -> None:
    earlier = ["The latency budget is fifty milliseconds."]
    assert clash(earlier, "The latency budget is 200 ms.") is not None
    assert clash(earlier, "The latency budget is 60 ms.") is None


def test_the_last_word_on_a_topic_counts_and_repeating_it_is_fine() -> None:
    assert clash(["We retrain every day.", "We retrain every week."], "We retrain weekly.") is None
    assert clash([], "We retrain weekly.") is None
    assert clash(["We run batch scoring."], "We do batch scoring.") is None
