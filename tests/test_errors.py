"""Every error says what is wrong, what to do, and how the program ends."""

import inspect
import re

import pytest

from voice_interviewer import errors
from voice_interviewer.errors import UnknownName, VoiceInterviewerError, near_matches

CLASSES = sorted(
    (
        each
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, VoiceInterviewerError)
    ),
    key=lambda each: each.__name__,
)


def made(kind: type[VoiceInterviewerError]) -> VoiceInterviewerError:
    if issubclass(kind, UnknownName):
        return kind("problem", "fraud", ["fraud-detection"], "List them with `problems`.")
    return kind("It is gone.", "Bring it back.")


def documented() -> dict[str, tuple[str | None, int]]:
    """The docstring's tree: each class with its parent and exit status, which is its parent's where none stands."""
    tree: dict[str, tuple[str | None, int]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if (match := re.match(r"    ([│├└─ ]*)([A-Z]\w+) {2,}(?:exit (\d))?", line)) is None:
            continue
        branch, name, status = match.groups()
        del above[len(branch) // 4 :]
        parent = above[-1] if above else None
        tree[name] = (parent, int(status) if status else tree[parent or ""][1])
        above.append(name)
    return tree


def test_the_tree_in_the_docstring_is_that_of_the_classes() -> None:
    actual = {
        each.__name__: (
            None if each is VoiceInterviewerError else each.__bases__[0].__name__,
            each.exit_status,
        )
        for each in CLASSES
    }
    assert documented() == actual


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_carries_a_sentence_a_remedy_and_an_exit_status(
    kind: type[VoiceInterviewerError],
) -> None:
    error = made(kind)
    assert error.message
    assert error.remedy
    assert str(error) == f"{error.message} {error.remedy}"
    assert error.args == (error.message,)
    assert error.exit_status in {1, 2, 3}


def test_without_a_remedy_the_sentence_stands_alone() -> None:
    assert str(VoiceInterviewerError("It is gone.", "")) == "It is gone."


def test_an_unknown_name_offers_the_nearest_ones() -> None:
    error = UnknownName("problem", "fruad-detection", ["recommendation", "fraud-detection"], "Look again.")
    assert error.near == ["fraud-detection"]
    assert error.message == "There is no problem called “fruad-detection”."
    assert error.remedy == "Did you mean fraud-detection? Look again."


@pytest.mark.parametrize("known", [[], ["recommendation"]])
def test_an_unknown_name_like_no_other_offers_none(known: list[str]) -> None:
    error = UnknownName("problem", "xyzzy", known, "Look again.")
    assert (error.near, error.remedy) == ([], "Look again.")


def test_near_matches_ignore_case_and_keep_the_spelling_that_is_known() -> None:
    assert near_matches("fraud detection", ["Fraud-Detection"]) == ["Fraud-Detection"]


def test_near_matches_are_few_and_best_first() -> None:
    known = ["search", "serving-4", "serving-3", "serving-2", "serving"]
    near = near_matches("serving", known)
    assert near[0] == "serving"
    assert len(near) == 3
    assert "search" not in near


def test_names_may_come_from_a_generator() -> None:
    assert near_matches("serving", (name for name in ("serving",))) == ["serving"]
