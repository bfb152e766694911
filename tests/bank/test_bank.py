"""The user's own problems: they extend the bank, and a mistake is named with its line and what to do."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.paths import DATA
from voice_interviewer.bank import Bank, check, load_problem
from voice_interviewer.errors import ProblemFileError, UnknownName
from voice_interviewer.resources import data_folder

FRAUD = (DATA / "problems" / "sample.yaml").read_text(encoding="utf-8")


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_problem_of_ones_own_joins_the_bank(tmp_path: Path) -> None:
    written(tmp_path, FRAUD)
    bank = Bank.load(tmp_path)
    assert bank.problem("mine").title == "Real-time payment fraud detection"
    assert bank.problem("fraud-detection").slug == "fraud-detection"
    assert bank.mistakes == ()


def test_a_broken_file_of_ones_own_does_not_break_the_others(tmp_path: Path) -> None:
    written(tmp_path, "title: [", "broken.yaml")
    written(tmp_path, FRAUD)
    bank = Bank.load(tmp_path)
    assert bank.problem("mine").slug == "mine"
    assert any("broken.yaml" in str(mistake) for mistake in bank.mistakes)


def test_an_unknown_problem_names_its_neighbours() -> None:
    with pytest.raises(UnknownName, match="fraud-detection"):
        Bank.load().problem("fraud-detektion")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("difficulty: hard", "difficulty: hrad"), 2, "difficulty"),
        (("summary:", "sumary:"), 3, "summary"),
        (("dimension: framing, anchor: 5", "dimension: framming, anchor: 5"), 0, "framing"),
        (("{level: 4,", "{level: 5,"), 29, "hint"),
        (("phones: CH AA R JH B AE K}", "phones: CH QQ}"), 0, "phone"),
        (
            (
                "phase: serving, dimension: serving, anchor: 3",
                "phase: serfing, dimension: serving, anchor: 3",
            ),
            0,
            "serving",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    assert change[0] in FRAUD
    text = FRAUD.replace(*change, 1)
    where = line or next(n for n, each in enumerate(text.splitlines(), 1) if change[1] in each)
    found = check(written(tmp_path, text))
    assert any(f"mine.yaml:{where}" in str(one) and words in str(one).lower() for one in found), [
        str(f) for f in found
    ]
    with pytest.raises(ProblemFileError):
        load_problem(tmp_path / "mine.yaml", {track.id: track for track in Bank.load().tracks})


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    (mistake,) = check(tmp_path / "nowhere.yaml")
    assert "nowhere.yaml" in str(mistake)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_no_content_escapes_as_anything_but_mistakes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    assert check(path)


def test_tags_anchors_and_bombs_are_refused(tmp_path: Path) -> None:
    for text in ("!!python/object/apply:os.system [id]", "a: &a [x]\nb: *a\n", "x: " + "[" * 5000):
        assert check(written(tmp_path, text))


def test_another_track_needs_files_only(tmp_path: Path) -> None:
    (tmp_path / "tracks").mkdir()
    shutil.copy(
        data_folder("problems") / "tracks" / "ml-system-design.yaml", tmp_path / "tracks" / "second.yaml"
    )
    written(tmp_path, "track: second\n" + FRAUD)
    bank = Bank.load(tmp_path)
    assert bank.problem("mine").track == "second"
    assert bank.track("second").rubric.id.startswith("second@")
