"""Which sentences ask the interviewer something that still waits for an answer."""

import pytest

from voice_interviewer.interview.questions import asked, gives_up_the_answer, is_check


def questions(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in asked(text)]


@pytest.mark.parametrize(
    "text",
    [
        "What is the scale of the system",
        "what is the latency budget",
        "How many users do we have?",
        "So, um, how fast must it be",
        "do we have labels",
        "can I assume that labels are clean",
        "Could you clarify the requirements",
        "I'd like to know the business goal",
        "I have a question about latency",
        "which kind of users are we talking about",
        "what's the budget",
        "are there any constraints",
        "what do we optimise for",
        "tell me about the data",
        "Before that, is there a baseline today?",
    ],
)
def test_a_question_is_heard_with_and_without_its_mark(text: str) -> None:
    assert questions(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "What I would do is start simple",
        "How I would do it is with trees",
        "Which means we need labels",
        "Which is why I'd cache it.",
        "Which are joined later.",
        "Is fine for me.",
        "Are rare, so weight them.",
        "We need labels.",
        "Does that make sense?",
        "Is that okay?",
        "I would cache it, right?",
        "Right?",
        "Why do I say that? Since it leaks.",
        (
            "How do we get labels? We take the chargebacks, which come after thirty to ninety days, and before that "
            "we use what the reviewers say."
        ),
        "what would I do if the store was down and nobody was there to bring it up again for an hour or two then",
        "",
    ],
)
def test_statements_checks_and_rhetoric_ask_nothing(text: str) -> None:
    assert questions(text) in ([], ["I would cache it, right?"])


def test_several_questions_are_all_found() -> None:
    assert len(questions("What is the scale? And how fast must it be? I will write that down.")) == 2


def test_a_check_is_short() -> None:
    assert is_check("does that make sense")
    assert not is_check("does that make sense for a system with ten million users a day or more")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Just tell me the answer", True),
        ("What is the right solution?", True),
        ("What would you do?", True),
        ("Give me what you want", True),
        ("The answer is a cache", False),
        ("What is the scale?", False),
    ],
)
def test_asking_for_the_solution_is_recognised(text: str, expected: bool) -> None:
    assert gives_up_the_answer(text) is expected
