"""YAML that somebody else wrote: read safely, and with a line for everything."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_interviewer.bank.yamlfile import MAX_BYTES, Document, Mistake, Unreadable, read, refusal


def document(folder: Path, text: str) -> Document:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def refused(folder: Path, content: str | bytes) -> Mistake:
    path = folder / "some.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Unreadable) as caught:
        read(path)
    return caught.value.mistake


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: 1", {"a": 1}),
        ("a: -3.5", {"a": -3.5}),
        ("a: 1234567890123", {"a": "1234567890123"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: 0x10", {"a": "0x10"}),
        ("a: 1e3", {"a": "1e3"}),
        ("a: no", {"a": "no"}),
        ("on: yes", {"on": "yes"}),
        ("a: 2024-01-31", {"a": "2024-01-31"}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: '1'", {"a": "1"}),
        ('a: ""', {"a": ""}),
        ("3: x", {"3": "x"}),
        ("[x, [y], {z: 1}]", ["x", ["y"], {"z": 1}]),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("\ufeffa: x", {"a": "x"}),
        ("plain", "plain"),
    ],
)
def test_only_numbers_and_null_are_more_than_words(tmp_path: Path, text: str, content: object) -> None:
    assert document(tmp_path, text).content == content


def test_every_place_has_its_line(tmp_path: Path) -> None:
    found = document(tmp_path, "a: x\nb:\n  - one\n  - two: 2\n    three: 3\nc:\n  d: y\n")
    assert found.line(()) == 1
    assert found.line(("a",)) == 1
    assert found.line(("b",)) == 2
    assert found.line(("b", 0)) == 3
    assert found.line(("b", 1, "three")) == 5
    assert found.line(("c", "d")) == 7


def test_what_is_not_there_has_the_line_of_what_is_above_it(tmp_path: Path) -> None:
    found = document(tmp_path, "a: x\nb:\n  - one\n")
    assert found.line(("b", 7, "z")) == 2
    assert found.line(("b", 0, "z")) == 3
    assert found.line(("z",)) == 1


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 1, "empty"),
        ("# nothing but a comment\n", 1, "empty"),
        ("a: x\na: y\n", 2, "twice"),
        ("a: x\nb: [1, 2\n", 2, "YAML"),
        ("a: b: c\n", 1, "YAML"),
        ("a: x\n\tb: y\n", 2, "YAML"),
        ("a: &name x\n", 1, "anchors"),
        ("a: [&name x]\n", 1, "anchors"),
        ("a: x\nb: *a\n", 2, "aliases"),
        ("a: !!python/object:os.system x\n", 1, "tags"),
        ("a: !!set {x}\n", 1, "tags"),
        ("a: x\n---\nb: y\n", 2, "second document"),
        ("? [x, y]\n: z\n", 1, "name"),
        ("a: x\nb: y\x07\n", 2, "control character"),
        (b"a: x\nb: \xff\n", 2, "UTF-8"),
        (b"\x80", 1, "UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, words: str
) -> None:
    mistake = refused(tmp_path, content)
    assert mistake.line == line
    assert words in mistake.message
    assert mistake.remedy


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_nesting_is_refused_before_it_hurts(tmp_path: Path, opening: str) -> None:
    assert refused(tmp_path, opening * 50_000).message


def test_a_bomb_of_aliases_is_not_lit(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert "anchors" in refused(tmp_path, bomb).message


def test_a_file_that_is_far_too_large_is_not_parsed(tmp_path: Path) -> None:
    assert "KB" in refused(tmp_path, "x" * (MAX_BYTES + 1)).message


def test_a_missing_file_and_a_folder_are_said_in_words(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(Unreadable, match="cannot be read"):
            read(path)


def test_a_mistake_reads_as_file_line_sentence_and_remedy() -> None:
    mistake = Mistake(Path("mine.yaml"), 7, "This is wrong.", "Mend it.")
    assert str(mistake) == "mine.yaml:7: This is wrong. Mend it."


@pytest.mark.parametrize(
    ("others", "words"), [(0, "Mend it."), (1, "one more mistake"), (2, "2 more mistakes")]
)
def test_a_refusal_says_how_much_else_is_wrong(others: int, words: str) -> None:
    error = refusal(Mistake(Path("mine.yaml"), 7, "This is wrong.", "Mend it."), others)
    assert error.message == "mine.yaml:7: This is wrong."
    assert words in error.remedy
    assert error.exit_status == 2


_SCRAPS = st.lists(
    st.sampled_from(
        ["a", ": ", "\n", "  ", "- ", "[", "]", "{", "}", "&x", "*x", "!!str", "'", '"', "|", "#", "é"]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(_SCRAPS.map(str.encode), st.binary(max_size=200)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    try:
        line = read(path).line(("nowhere", 3))
    except Unreadable as error:
        line = error.mistake.line
    assert 1 <= line <= content.count(b"\n") + content.count(b"\r") + 1
