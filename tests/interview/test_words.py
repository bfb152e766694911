"""An answer taken apart: misheard terms put right, what was taken back struck out, places kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.interview.words import any_of, bare, misheard_as, plain, read, sentence_spans, split

MISHEARD = misheard_as(
    [("ready's", "redis"), ("charge back", "chargeback"), ("", "nothing"), ("p ninety nine", "p99")]
)


def words(text: str) -> list[str]:
    return [token.word for token in read(text, MISHEARD).tokens]


def test_misheard_terms_are_put_right_in_place() -> None:
    made = read("We keep it in ready's and wait for the charge back.", MISHEARD)
    assert [token.word for token in made.tokens][4] == "redis"
    assert made.tokens[-1].word == "chargeback"
    assert made.text[made.tokens[-1].start : made.tokens[-1].end] == "charge back"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("The budget is fifty, no sorry, one hundred milliseconds", "the budget is one hundred milliseconds"),
        ("I would use batch, no wait, streaming features", "i would use streaming features"),
        ("start with a deep network, sorry, I mean logistic regression", "start with logistic regression"),
        ("We go deep. Scratch that. We use trees.", "we use trees"),
        ("We go deep, no scratch that, we use trees.", "we use trees"),
        ("First a model. Then the data is joined scratch that we use trees", "first a model we use trees"),
        ("it is daily or rather hourly", "it is hourly"),
        ("Rules first. No sorry, the data first.", "rules first the data first"),
    ],
)
def test_what_the_speaker_took_back_is_struck_out(said: str, kept: str) -> None:
    assert " ".join(words(said)) == kept


@pytest.mark.parametrize(
    "said",
    [
        "position bias correction comes later",
        "I mean the business goal is clear",
        "no, actually that is all we have",
        "we make that decision late",
    ],
)
def test_ordinary_sentences_are_not_taken_for_corrections(said: str) -> None:
    assert {"bias", "business", "all", "decision"} & set(words(said))


@pytest.mark.parametrize("said", ["an A/B test", "an a/b test", "an a b test", "an A & B test", "an AB test"])
def test_ab_is_one_word_however_it_is_written(said: str) -> None:
    assert words(said)[1] == "ab"


def test_fillers_do_not_count_as_words_said() -> None:
    assert read("um so uh okay", MISHEARD).count == 0
    assert read("um the model", MISHEARD).count == 2


def test_you_know_is_no_content() -> None:
    made = read("features you know from the store", MISHEARD)
    assert [token.word for token in made.content] == ["features", "store"]


def test_neighbours_are_also_known_as_one_word() -> None:
    assert "dataset" in read("the data set", MISHEARD).joined
    assert "dataset" not in read("the data and the set", MISHEARD).joined


def test_a_sentence_ends_at_its_punctuation_and_not_in_a_figure() -> None:
    text = "It is 99.9 percent. Then? yes"
    assert [text[start:end].strip() for start, end in sentence_spans(text)] == [
        "It is 99.9 percent.",
        "Then?",
        "yes",
    ]


def test_punctuation_alone_is_no_sentence() -> None:
    assert sentence_spans("... yes") == [(0, 7)]
    assert sentence_spans("") == [(0, 0)]


def test_verbatim_widens_within_the_sentence() -> None:
    made = read("First this. We keep fresh features in a store for serving. Then that.", MISHEARD)
    features = next(token for token in made.tokens if token.word == "features")
    assert made.verbatim(features, features) == "We keep fresh features in a store for serving"
    assert made.verbatim(features, features, 3) == "fresh features in"
    assert made.verbatim(features, features, 0) == "features"


@pytest.mark.parametrize("at", ["first", "last"])
def test_verbatim_takes_from_the_other_side_what_one_side_lacks(at: str) -> None:
    made = read("alpha beta gamma delta epsilon zeta", MISHEARD)
    token = made.tokens[0] if at == "first" else made.tokens[-1]
    assert len(made.verbatim(token, token, 4).split()) == 4


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_keeps_its_places(text: str) -> None:
    made = read(text, MISHEARD)
    assert len(plain(text)) == len(text)
    for token in made.tokens:
        assert 0 <= token.start < token.end <= len(text)
    assert [token.index for token in made.tokens] == list(range(len(made.tokens)))
    assert [token.place for token in made.content] == list(range(len(made.content)))


def test_letters_that_grow_in_lower_case_keep_their_length() -> None:
    assert len(plain("\u0130stanbul says")) == len("\u0130stanbul says")


def test_bare_gives_stems_of_content_words() -> None:
    assert bare("The labels are delayed") == ("label", "delay")


def test_split_keeps_apostrophes_inside_words() -> None:
    assert split("I don\u2019t \u2018care\u2019") == ["i", "don't", "care"]


def test_any_of_takes_one_alternative_a_line() -> None:
    assert (
        any_of(
            """
        a
        b c
        """
        )
        == "(?:a|b c)"
    )
