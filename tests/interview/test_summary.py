"""What stands for the beginning of a long conversation."""

import pytest

from tests.interview.samples import brief
from tests.interview.simulate import Interview
from voice_interviewer.interview.summary import (
    KEPT_TURNS,
    NOTHING,
    POINTS,
    Summary,
    by_bank,
    by_model,
    kept_from,
)
from voice_interviewer.values import Speaker, Turn

ANSWERS = (
    "The business goal is to lose less money because fraud is expensive.",
    "let's move on",
    "I take labels from reviewers, since chargebacks come weeks late.",
    "A feature store.",
)


@pytest.fixture(scope="module")
def interview() -> Interview:
    interview = Interview(brief())
    interview.begin()
    for answer in ANSWERS:
        interview.answer(answer)
    return interview


def turns(*lengths: int) -> list[Turn]:
    return [Turn(Speaker.CANDIDATE, "x" * length, 0, 1, "serving") for length in lengths]


@pytest.mark.parametrize(
    ("lengths", "letters", "first"),
    [
        ((), 100, 0),
        ((50, 50), 0, 0),
        ((50, 50, 50, 50, 50), 0, 2),
        ((50, 50, 50, 50, 50), 199, 2),
        ((50, 50, 50, 50, 50), 200, 1),
        ((50, 50, 50, 50, 50), 250, 0),
        ((10, 400, 10, 10, 10, 10), 100, 2),
    ],
)
def test_the_latest_turns_stay_as_they_were_said(lengths: tuple[int, ...], letters: int, first: int) -> None:
    assert kept_from(turns(*lengths), letters) == first
    assert len(lengths) - first >= min(KEPT_TURNS, len(lengths))


def test_the_bank_quotes_what_was_covered_part_by_part(interview: Interview) -> None:
    summary = by_bank(interview.brief, interview.session, len(interview.session.turns))
    assert summary.turns == len(interview.session.turns)
    first, second = summary.text.split("On data and features they said: ")
    assert first.startswith("On requirements they said: “The business goal")
    assert "reviewers" in second
    assert all(
        quoted in " ".join(ANSWERS) for quoted in (part.split("”")[0] for part in summary.text.split("“")[1:])
    )


def test_only_what_was_said_before_is_summed_up(interview: Interview) -> None:
    said = [index for index, turn in enumerate(interview.session.turns) if turn.text == ANSWERS[2]]
    before = by_bank(interview.brief, interview.session, said[0])
    assert "reviewers" not in before.text
    assert by_bank(interview.brief, interview.session, 1) == Summary(1, NOTHING)


def test_the_same_words_are_quoted_once_and_reasons_come_before_terms(interview: Interview) -> None:
    whole = by_bank(interview.brief, interview.session, len(interview.session.turns)).text
    quotes = [part.split("”")[0] for part in whole.split("“")[1:]]
    assert len(quotes) == len(set(quotes)) <= POINTS


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("They take labels from\n reviewers. ", "They take labels from reviewers."),
        ("Chargebacks come late.", "Chargebacks come late."),
        ("", None),
        (" \n", None),
        ("on and on " * 101, None),
        ("They keep sliding windows.", None),
        ("They would use Flink for it.", None),
    ],
)
def test_a_models_note_holds_what_was_said(interview: Interview, reply: str, text: str | None) -> None:
    summary = by_model(interview.brief, interview.session, 4, reply)
    assert (summary.text if summary is not None else None) == text
