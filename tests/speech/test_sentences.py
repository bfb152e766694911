import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.speech.sentences import MOST_WORDS, SentenceStream, pause_after, sentences


def streamed(*parts: str) -> list[str]:
    stream = SentenceStream()
    return [piece for part in parts for piece in stream.push(part)] + list(stream.flush())


word = st.text(string.ascii_letters, min_size=1, max_size=6)
bit = st.sampled_from(
    [
        *(
            "e.g.",
            "i.e.",
            "vs.",
            "Dr.",
            "No.",
            "approx.",
            "etc.",
            "0.9",
            "p99.",
            "v1.2.3",
            "https://x.io/a.b?c",
            "U.S.",
        ),
        *(
            "...",
            "…",
            "Hmm...",
            "?",
            "!",
            '."',
            "“Why?”",
            "**bold**",
            "`a.b`",
            "-",
            "—",
            "a—b",
            "- ",
            "1.",
            "\n",
            "\n\n",
        ),
        *(",", "well,", "so:", "then;", "\n- ", "\n# ", "and", "\t", "\u00a0", "🚀"),
    ]
)
text = st.lists(word | bit | st.text(max_size=3), max_size=60).map(" ".join)


@given(text)
def test_the_pieces_joined_are_the_text(written: str) -> None:
    assert " ".join(streamed(written)) == " ".join(written.split())
    assert " ".join(sentences(written)) == " ".join(written.split())


@given(text, st.data())
def test_the_pieces_are_the_same_however_the_stream_was_split(written: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(written)), max_size=8)))
    parts = [written[start:end] for start, end in zip([0, *cuts], [*cuts, len(written)], strict=True)]
    assert streamed(*parts) == streamed(written) == streamed(*written)


@given(text)
def test_no_piece_is_empty_or_longer_than_a_breath(written: str) -> None:
    assert all(1 <= len(piece.split()) <= MOST_WORDS for piece in (*streamed(written), *sentences(written)))


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("Tell me. Then what? Go on! Yes", ["Tell me.", "Then what?", "Go on!", "Yes"]),
        (
            "Use e.g. a cache, i.e. Redis, vs. a table. Fine.",
            ["Use e.g. a cache, i.e. Redis, vs. a table.", "Fine."],
        ),
        ("It takes approx. 10 ms. Then Dr. Lee left.", ["It takes approx. 10 ms.", "Then Dr. Lee left."]),
        ("We log clicks, views, etc. Then we join.", ["We log clicks, views, etc.", "Then we join."]),
        ("We log clicks, etc. and join.", ["We log clicks, etc. and join."]),
        ("Lu et al. say so. Lu et al. Then", ["Lu et al. say so.", "Lu et al.", "Then"]),
        ("See no. 3 first. No. Then stop.", ["See no. 3 first.", "No.", "Then stop."]),
        ("Ask D. Sculley (A. Ng too). I. Me.", ["Ask D. Sculley (A. Ng too).", "I.", "Me."]),
        ("Above 0.9 block, see v1.2.3 here. Fine.", ["Above 0.9 block, see v1.2.3 here.", "Fine."]),
        ("Look at p99. Why 99.99%? Fine.", ["Look at p99.", "Why 99.99%?", "Fine."]),
        ("See https://x.io/a.b?c=1!d now. Fine.", ["See https://x.io/a.b?c=1!d now.", "Fine."]),
        (
            "Hmm... let me see. Well... Then go. So… yes.",
            ["Hmm... let me see.", "Well...", "Then go.", "So… yes."],
        ),
        ("He said “Why?” and left. “Go.” Then?!", ["He said “Why?” and left.", "“Go.”", "Then?!"]),
        ("What? and why? (Fine.) Yes.", ["What?", "and why?", "(Fine.)", "Yes."]),
        ("**Data first.** *Then* `x.y`. Fine.", ["**Data first.**", "*Then* `x.y`.", "Fine."]),
        ("1. Get data. 2. Train.", ["1. Get data.", "2. Train."]),
        (
            "The plan:\n- one\n- two\n\nThen three\nand four",
            ["The plan:", "- one", "- two", "Then three and four"],
        ),
        ("# Data\nis first", ["# Data is first"]),
        ("... and so on", ["... and so on"]),
        ("\n\n- \n", ["-"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(written: str, pieces: list[str]) -> None:
    assert list(sentences(written)) == pieces


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("Before we go on, tell me, please, why.", ["Before we go on,", "tell me, please, why."]),
        ("So, tell me, how much data, and when?", ["So, tell me, how much data,", "and when?"]),
        ("Here is the thing: it is late.", ["Here is the thing:", "it is late."]),
        ("Here is the thing; it is late.", ["Here is the thing;", "it is late."]),
        ("That would be fine — but is it?", ["That would be fine —", "but is it?"]),
        ("That would be fine - but is it?", ["That would be fine -", "but is it?"]),
        ("That would be fine-- but is it?", ["That would be fine--", "but is it?"]),
        ("That would be fine... but is it?", ["That would be fine...", "but is it?"]),
        ("The “data, labels, and such,” he said.", ["The “data, labels, and such,”", "he said."]),
        ("It has 10,000 rows at 10:30 each.", ["It has 10,000 rows at 10:30 each."]),
        ("a - b - c - d - e", ["a - b - c - d -", "e"]),
        ("Okay. So tell me first, why that?", ["Okay.", "So tell me first,", "why that?"]),
        ("That is a good start. So tell me first, why?", ["That is a good start.", "So tell me first, why?"]),
    ],
)
def test_while_nothing_is_spoken_yet_a_clause_of_four_words_is_enough(
    written: str, pieces: list[str]
) -> None:
    assert streamed(written) == pieces


def test_a_piece_is_given_out_as_soon_as_the_next_word_begins() -> None:
    stream = SentenceStream()
    assert stream.push("Before we talk models,") == ()
    assert stream.push(" ") == ()
    assert stream.push("w") == ("Before we talk models,",)
    assert stream.push("hat is the goal? A") == ("what is the goal?",)
    assert stream.flush() == ("A",)
    assert stream.flush() == ()


def test_a_long_sentence_is_cut_at_its_last_clause() -> None:
    written = " ".join(["one", "two,"] * 10 + ["three"] * 11 + ["end."])
    assert [len(piece.split()) for piece in sentences(written)] == [20, 12]


def test_a_long_sentence_without_clauses_is_cut_before_a_conjunction() -> None:
    written = " ".join(["one"] * 12 + ["and"] + ["two"] * 10 + ["because"] + ["three"] * 10)
    assert [len(piece.split()) for piece in sentences(written)] == [23, 11]


def test_a_long_sentence_without_either_is_cut_at_a_breath() -> None:
    assert [len(piece.split()) for piece in sentences("word " * 70)] == [30, 30, 10]


def test_a_cut_leaves_no_crumb_at_the_beginning() -> None:
    written = " ".join(["So,", "then,", "and"] + ["word"] * 40)
    assert [len(piece.split()) for piece in sentences(written)] == [30, 13]


@pytest.mark.parametrize(
    ("piece", "seconds"),
    [
        ("Done.", 0.3),
        ("Why?", 0.3),
        ("first,", 0.12),
        ("two;", 0.2),
        ("“Why?”", 0.3),
        ("**so:**", 0.2),
        ("so", 0),
        ("", 0),
    ],
)
def test_the_pause_after_a_piece_is_told_by_its_last_sign(piece: str, seconds: float) -> None:
    assert pause_after(piece) == seconds
