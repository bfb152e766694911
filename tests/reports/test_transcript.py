"""transcript.json there and back, and every way in which someone else's file can be wrong."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.errors import TranscriptFileError
from voice_interviewer.reports import transcript
from voice_interviewer.reports.transcript import TranscriptMeta, parse, read, to_dict, to_json, to_markdown
from voice_interviewer.values import Speaker, Turn, Word

META = TranscriptMeta("fraud-detection", 45, "20260101-101010-fraud-detection", "2026-01-01T10:10:10Z")
TURNS = (
    Turn(Speaker.INTERVIEWER, "Where do labels come from?", 0.0, 2.5, "data-and-features", interrupted=True),
    Turn(
        Speaker.CANDIDATE,
        "From chargebacks.",
        3.0,
        5.0,
        "data-and-features",
        words=(Word("From", 3.0, 3.4, 0.9), Word("chargebacks.", 3.5, 5.0)),
        confidence=0.9,
        heard="From charge bags.",
    ),
    Turn(Speaker.INTERVIEWER, "Compare with the history.", 6.0, 8.0, "modelling", hint_level=1),
    Turn(Speaker.CANDIDATE, "Thanks.", 9.0, 9.0, "modelling", typed=True),
)


def document(**changes: Any) -> dict[str, Any]:
    turn = {"speaker": "candidate", "text": "hello", "start": 1, "end": 2.5, "phase": "serving"}
    return {"schema": 1, "problem": "fraud-detection", "minutes": 45, "turns": [turn]} | changes


def with_turn(**changes: Any) -> dict[str, Any]:
    return document(turns=[document()["turns"][0] | changes])


def parsed(content: object) -> tuple[TranscriptMeta, tuple[Turn, ...]]:
    return parse(json.dumps(content).encode(), "t.json")


# ---------------------------------------------------------------- writing


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "transcript.json"
    path.write_text(to_json(META, TURNS), encoding="utf-8")
    assert read(path) == (META, TURNS)


def test_the_file_has_the_documented_form() -> None:
    written = to_dict(META, TURNS[:2])
    assert list(written) == ["schema", "session", "problem", "minutes", "started_at", "turns"]
    assert written["minutes"] == 45
    assert written["turns"][0] == {
        "speaker": "interviewer",
        "text": "Where do labels come from?",
        "start": 0.0,
        "end": 2.5,
        "phase": "data-and-features",
        "interrupted": True,
    }
    assert written["turns"][1]["words"][1] == {"w": "chargebacks.", "start": 3.5, "end": 5.0}


def test_what_is_unknown_is_left_out() -> None:
    assert list(to_dict(TranscriptMeta("spam", 12.5), ())) == ["schema", "problem", "minutes", "turns"]
    assert to_dict(TranscriptMeta("spam", 12.5), ())["minutes"] == 12.5


def test_the_page_reads_as_a_conversation() -> None:
    assert to_markdown(META, TURNS, {"modelling": "The model"}) == (
        "# fraud-detection: transcript\n"
        "\n"
        "20260101-101010-fraud-detection · 2026-01-01T10:10:10Z · 45 minutes\n"
        "\n"
        "## Data and features\n"
        "\n"
        "**Interviewer** · 00:00 · turn 0 (interrupted)  \n"
        "Where do labels come from?\n"
        "\n"
        "**You** · 00:03 · turn 1 (corrected)  \n"
        "From chargebacks.  \n"
        "*heard as:* From charge bags.\n"
        "\n"
        "## The model\n"
        "\n"
        "**Interviewer** · 00:06 · turn 2 (hint, level 1)  \n"
        "Compare with the history.\n"
        "\n"
        "**You** · 00:09 · turn 3 (typed)  \n"
        "Thanks.\n"
    )


def test_a_page_of_nothing_says_so() -> None:
    assert "Nothing was said." in to_markdown(TranscriptMeta("spam", 10), ())


def test_the_page_shows_foreign_markup_as_text() -> None:
    page = to_markdown(META, [Turn(Speaker.CANDIDATE, "<b>x</b> # y", 0, 1, "<i>")])
    assert "<b>" not in page
    assert "<i>" not in page


# ---------------------------------------------------------------- reading


def test_the_smallest_transcript_is_enough() -> None:
    meta, turns = parsed(document())
    assert meta == TranscriptMeta("fraud-detection", 45.0)
    assert turns == (Turn(Speaker.CANDIDATE, "hello", 1.0, 2.5, "serving"),)


def test_unknown_keys_are_ignored() -> None:
    assert parsed(with_turn(mood="good") | {"x": [1]}) == parsed(document())


def test_a_null_is_as_good_as_an_absent_key() -> None:
    nothing = dict.fromkeys(("hint_level", "confidence", "interrupted", "words", "typed", "heard"))
    assert parsed(with_turn(**nothing) | {"session": None, "started_at": None}) == parsed(document())


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse(b"\xef\xbb\xbf" + json.dumps(document()).encode(), "t.json") == parsed(document())


def test_terminal_escapes_in_any_text_are_taken_out() -> None:
    foreign = with_turn(
        text="\x1b[2Jhi\x07", phase="serv\x1b[0ming", words=[{"w": "\x1bh", "start": 1, "end": 2}]
    )
    meta, (turn,) = parsed(foreign | {"session": "a\x1b[1mb", "problem": "x\x9b1my"})
    shown = [meta.session, meta.problem, turn.text, turn.phase, turn.words[0].w]
    assert shown == ["ab", "xy", "hi", "serving", "h"]


def test_a_short_interruption_may_end_before_the_reply_it_cut_off() -> None:
    turns = [
        {"speaker": "interviewer", "text": "And so", "start": 1, "end": 5.4, "phase": "serving"},
        {"speaker": "candidate", "text": "stop", "start": 5.0, "end": 5.2, "phase": "serving"},
    ]
    assert len(parsed(document(turns=turns))[1]) == 2


WRONG = [
    ([], "object"),
    ("text", "object"),
    (document(schema=2), "schema 2"),
    (document(schema=True), "schema"),
    (document(schema="1"), "“schema”"),
    ({key: value for key, value in document().items() if key != "schema"}, "lacks “schema”"),
    (
        {key: value for key, value in document().items() if key != "problem"},
        "lacks “problem”, text, in the file",
    ),
    (document(problem=3), "“problem”"),
    (document(session=3), "“session”"),
    (document(started_at=[]), "“started_at”"),
    (document(minutes="45"), "“minutes”"),
    (document(minutes=True), "“minutes”"),
    (document(minutes=0), "“minutes”"),
    (document(minutes=-5), "“minutes”"),
    (document(minutes=10**9), "“minutes”"),
    (document(minutes=10**400), "no clock"),
    (document(turns={}), "“turns”"),
    (document(turns=[3]), "turn 0"),
    (document(turns=[{}] * (transcript.MAX_TURNS + 1)), "50001 turns"),
    (with_turn(speaker="narrator"), "narrator"),
    (with_turn(speaker=None), "“speaker”"),
    (with_turn(text=None), "“text”"),
    (with_turn(text="x" * (transcript.MAX_CHARACTERS + 1)), "100001 characters"),
    (with_turn(start="0"), "“start”"),
    (with_turn(start=False), "“start”"),
    (with_turn(start=-1), "impossible times"),
    (with_turn(start=3), "impossible times"),
    (with_turn(end=10**7), "impossible times"),
    (with_turn(end=10**400), "no clock"),
    (with_turn(phase=4), "“phase”"),
    (with_turn(hint_level=5), "hint_level 5"),
    (with_turn(hint_level=1.5), "“hint_level”"),
    (with_turn(hint_level=True), "“hint_level”"),
    (with_turn(confidence=1.5), "confidence 1.5"),
    (with_turn(confidence="high"), "“confidence”"),
    (with_turn(interrupted="yes"), "“interrupted”"),
    (with_turn(typed=1), "“typed”"),
    (with_turn(heard=1), "“heard”"),
    (with_turn(words="hello"), "“words”"),
    (with_turn(words=["hello"]), "word 0 of turn 0"),
    (with_turn(words=[{"w": "hello", "start": 2, "end": 1}]), "word 0 of turn 0"),
    (with_turn(words=[{"start": 1, "end": 2}]), "“w”"),
    (with_turn(words=[{}] * (transcript.MAX_CHARACTERS + 1)), "100001 words"),
    (
        document(turns=[document()["turns"][0] | {"start": at, "end": at} for at in (300, 170)]),
        "goes back in time",
    ),
]


def test_an_answer_that_fell_into_a_reply_and_was_understood_after_it_is_in_order() -> None:
    first = document()["turns"][0]
    _, turns = parsed(document(turns=[first | {"start": at, "end": at} for at in (300, 190)]))
    assert [turn.end for turn in turns] == [300, 190]


@pytest.mark.parametrize(("content", "named"), WRONG)
def test_a_mistake_is_named_with_its_place_and_a_remedy(content: object, named: str) -> None:
    with pytest.raises(TranscriptFileError) as raised:
        parsed(content)
    assert named in raised.value.message
    assert raised.value.message.startswith("t.json ")
    assert raised.value.message.endswith(".")
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"", "not JSON"),
        (b"{'schema': 1}", "line 1, column 2"),
        (b'{"schema": 1,\n "x"}', "line 2"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "nesting"),
        (b'{"minutes": NaN}', "numbers"),
        (b'{"minutes": Infinity}', "numbers"),
        (b'{"minutes": ' + b"9" * 5000 + b"}", "numbers"),
        (json.dumps(document()).replace("2.5", "1e999").encode(), "no clock"),
    ],
)
def test_what_is_not_json_is_named(raw: bytes, named: str) -> None:
    with pytest.raises(TranscriptFileError, match=named):
        parse(raw, "t.json")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TranscriptFileError, match="no such file"):
        read(tmp_path / "none.json")


def test_a_folder_is_no_transcript(tmp_path: Path) -> None:
    with pytest.raises(TranscriptFileError, match="cannot be read"):
        read(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "MAX_BYTES", 2**20)
    path = tmp_path / "huge.json"
    path.write_bytes(b" " * (2**20 + 1))
    with pytest.raises(TranscriptFileError, match="larger than 1 MB"):
        read(path)


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(raw: bytes) -> None:
    with pytest.raises(TranscriptFileError):
        parse(raw, "t.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*sorted(document()["turns"][0]), "words", "hint_level", "confidence"]), JSON)
def test_no_value_in_a_turn_brings_the_reader_down(key: str, value: object) -> None:
    with suppress(TranscriptFileError):
        parsed(with_turn(**{key: value}))
