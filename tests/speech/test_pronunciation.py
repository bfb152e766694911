import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.speech import lexicon
from voice_interviewer.speech.pronunciation import heard_text, speakable

# ruff: noqa: RUF001  (the look-alike characters are the cases)

ALPHABET = re.compile(r"[A-Za-z',.?!;: -]*\Z")

word = st.text(string.ascii_lowercase, min_size=1, max_size=8)
plain = st.lists(
    st.builds("".join, st.tuples(word, st.sampled_from(["", "", "", ",", ".", "?", "!", ";", ":"])))
)
notation = st.sampled_from(
    [
        *(*lexicon.NAMES, *lexicon.WRITTEN, *lexicon.ABBREVIATIONS),
        *(*lexicon.UNITS, *lexicon.OPERATORS, *lexicon.SYMBOLS, *lexicon.LABELS),
        *(
            "p99",
            "2024",
            "in 2024",
            "10k/s",
            "3/4",
            "80/20",
            "O(n²)",
            "1e-3",
            "10:30",
            "1–5",
            "-3",
            "$5M",
            "24",
            "0.5",
        ),
        *(",", ".", ";", "-", "(", ")", "#", "*", "_", "GPUs", "LLM's", "A", "\n- ", "\n"),
    ]
)
messy = st.lists(notation | word | st.text(max_size=4)).map(" ".join)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("O(n²)", "O of n squared"),
        ("O(n log n)", "O of n log n"),
        ("O(n log(n))", "O of n log of n"),
        ("O(1)", "O of one"),
        ("P(y|x)", "P of y given x"),
        ("n^2, n³, n^k", "n squared, n cubed, n to the k"),
        ("2^10", "two to the ten"),
        ("10⁻³", "ten to the minus three"),
        ("x^{2}", "x squared"),
        ("1e-3", "ten to the minus three"),
        ("2.5e+6", "two point five times ten to the six"),
        ("R² = 0.9", "R squared equals zero point nine"),
        ("5 * 3 × 2", "five times three times two"),
        ("λ = .5", "lambda equals zero point five"),
        ("recall >= 0.9", "recall at least zero point nine"),
        ("a -> b", "a to b"),
        ("a → b", "a to b"),
    ],
)
def test_formulas_are_read_out(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("p99", "p ninety-nine"),
        ("p99.9", "p ninety-nine point nine"),
        ("p50/p95/p99", "p fifty p ninety-five p ninety-nine"),
        ("10k/s", "ten thousand per second"),
        ("10k requests/s", "ten thousand requests per second"),
        ("$10k/month", "ten thousand dollars per month"),
        ("3 calls/user", "three calls per user"),
        ("500k", "five hundred thousand"),
        ("2B", "two billion"),
        ("50M users", "fifty million users"),
        ("100ms", "one hundred milliseconds"),
        ("1 ms", "one millisecond"),
        ("100µs", "one hundred microseconds"),
        ("100 μs", "one hundred microseconds"),
        ("24 h, 7d", "twenty-four hours, seven days"),
        ("1.5 TB", "one point five terabytes"),
        ("10x", "ten times"),
        ("99.99%", "ninety-nine point nine nine percent"),
        ("0.1 %", "zero point one percent"),
        ("a % of", "a percent of"),
        ("+5%, -3", "plus five percent, minus three"),
        ("10,000", "ten thousand"),
        ("~10", "about ten"),
        ("≈ 5", "about five"),
        ("#1", "number one"),
        ("95th", "ninety-fifth"),
        ("100s of models", "hundreds of models"),
        ("v1.2.3", "version one point two point three"),
        ("$5M", "five million dollars"),
        ("$1", "one dollar"),
        ("£20 or €3.5bn", "twenty pounds or three point five billion euros"),
        ("in $", "in dollars"),
    ],
)
def test_quantities_are_said_with_their_units(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1–5", "one to five"),
        ("10-20%", "ten to twenty percent"),
        ("5–10 ms", "five to ten milliseconds"),
        ("10k-20k", "ten thousand to twenty thousand"),
        ("1:100", "one to one hundred"),
        ("1:10", "one to ten"),
        ("24/7", "twenty-four seven"),
        ("1/2", "one half"),
        ("80/20", "eighty twenty"),
        ("80/10/10", "eighty ten ten"),
        ("9/10", "nine out of ten"),
        ("9/2", "nine over two"),
    ],
)
def test_ranges_ratios_and_fractions(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-05-12", "the twelfth of May, twenty twenty-four"),
        ("in 2024", "in twenty twenty-four"),
        ("since 1999.", "since nineteen ninety-nine."),
        ("in 2000 requests", "in two thousand requests"),
        ("a batch of 2048", "a batch of two thousand and forty-eight"),
        ("the 1990s", "the nineteen nineties"),
        ("the 90s were", "the nineties were"),
        ("a 90s timeout", "a ninety seconds timeout"),
        ("10:30", "ten thirty"),
        ("9:05am", "nine oh five eigh-M"),
        ("3 p.m. Then", "three P-M. Then"),
    ],
)
def test_dates_and_times_are_left_sensible(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A/B test", "eigh-B test"),
        ("KL divergence", "K-L divergence"),
        ("ROC-AUC", "R-O-C eigh-U-C"),
        ("NDCG@10", "N-D-C-G at ten"),
        ("CTR, QPS", "C-T-R, Q-P-S"),
        ("GPU/CPU", "G-P-U C-P-U"),
        ("GPUs and LLM's", "G-P-U's and L-L-M's"),
        ("GPT-4", "G-P-T four"),
        ("BM25", "B-M twenty-five"),
        ("A100s", "eigh one hundred"),
        ("XZQ", "X-Z-Q"),
        ("NOT this", "NOT this"),
        ("U.S. market", "U-S market"),
        ("N.L.P. tasks", "N-L-P tasks"),
        ("XGBoost", "X-G Boost"),
        ("gRPC", "G-R-P-C"),
        ("FAISS or ScaNN", "face or scan"),
        ("SQL and NoSQL", "sequel and no sequel"),
        ("k8s, S3", "Kubernetes, S three"),
        ("OpenAI", "Open eigh-I"),
        ("clickThrough", "click Through"),
        ("user_id", "user id"),
        ("C++", "C plus plus"),
        ("R&D", "R and D"),
        ("read/write", "read write"),
        ("I/O", "I-O"),
    ],
)
def test_names_and_initials_are_said_as_engineers_say_them(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("option A is", "option eigh is"),
        ("Plan A, then B", "Plan eigh, then B"),
        ("A model", "A model"),
        ("design a system", "design a system"),
        ("plan A-B", "plan A-B"),
    ],
)
def test_a_as_a_label_is_the_letter_and_not_the_article(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("i.e. this, e.g., that", "that is this, for example, that"),
        ("clicks, views, etc.", "clicks, views, et cetera."),
        ("and so on, etc. Then", "and so on, et cetera. Then"),
        ("views, etc. and so", "views, et cetera and so"),
        ("trees vs. nets", "trees versus nets"),
        ("No. 3", "number three"),
        ("No. Then", "No. Then"),
        ("Ms. Lee within 100 ms. Then", "Miz Lee within one hundred milliseconds. Then"),
        ("by ms. then", "by ms. then"),
        ("Huyen et al. say", "Huyen and others say"),
        ("n/a w/o it", "not applicable without it"),
        ("feature(s)", "features"),
    ],
)
def test_abbreviations_are_spoken_in_full(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**bold**, *it* and `code`", "bold, it and code"),
        ("# Heading\ntext", "Heading. text"),
        ("- one\n- two.\n3. three", "one. two. three."),
        ("> quoted", "quoted."),
        ("> 10 items", "more than ten items"),
        ("[the paper](https://x.org/a_b) says", "the paper says"),
        ("![chart](x.png)", "chart"),
        ("see https://www.example.com/a/b?c=1. Then", "see example dot com. Then"),
        ("a<br>b", "a b"),
        ("one\n---\ntwo", "one two"),
        ("```python\nx = y\n```", "x equals y"),
        ("| a | b |\n|---|---|\n| c | d |", "a, b, c, d,"),
        ("**unfinished", "unfinished"),
    ],
)
def test_markdown_is_taken_off(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("don’t “quote” 'me'", "don't quote me"),
        ("one — two – three - four", "one, two, three, four"),
        ("train–test, pre- and post-processing", "train-test, pre and post-processing"),
        ("Well… let me see…", "Well, let me see."),
        ("Yes... Then", "Yes. Then"),
        ("naïve café", "naive cafe"),
        ("go 🚀 now 👍🏽", "go now"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("this (say) here", "this, say, here"),
        ("done.Then node.js", "done. Then node dot js"),
        ("what?! , no ..", "what? no."),
        ("привет", ""),
        ("...", ""),
        ("", ""),
        (" spaced\tout\x1b ", "spaced out"),
    ],
)
def test_signs_become_pauses_or_nothing(text: str, said: str) -> None:
    assert speakable(text) == said


@given(plain)
def test_plain_text_comes_out_as_it_is_and_stays_so(words: list[str]) -> None:
    once = speakable(" ".join(words))
    assert speakable(once) == once


@given(st.lists(word.filter(lambda one: one not in lexicon.NAMES), min_size=1))
def test_words_without_notation_are_not_touched(words: list[str]) -> None:
    assert speakable(" ".join(words)) == " ".join(words)


@given(messy)
def test_nothing_but_letters_and_plain_punctuation_comes_out(text: str) -> None:
    assert ALPHABET.match(speakable(text))


@pytest.mark.parametrize(
    "said", [*lexicon.NAMES.values(), *lexicon.WRITTEN.values(), *lexicon.ABBREVIATIONS.values()]
)
def test_what_the_tables_say_needs_no_table(said: str) -> None:
    assert speakable(said) == said.strip()


@given(st.lists(word | notation).map(" ".join), st.floats(0, 1), st.floats(0, 1))
def test_more_audio_is_more_words_and_all_of_it_is_all_words(sentence: str, one: float, other: float) -> None:
    few, many = sorted([one, other])
    assert heard_text(sentence, many).startswith(heard_text(sentence, few))
    assert " ".join(sentence.split()).startswith(heard_text(sentence, many))
    assert heard_text(sentence, 1.0) == " ".join(sentence.split())


def test_nothing_heard_is_no_words() -> None:
    assert heard_text("Tell me more.", 0.0) == ""
    assert heard_text("", 0.5) == ""


def test_a_word_cut_in_the_middle_is_not_kept() -> None:
    # Each word is four letters and the start of a word: a third of the audio each.
    assert heard_text("tell them this", 0.66) == "tell"
    assert heard_text("tell them this", 0.67) == "tell them"


def test_notation_takes_as_long_as_its_words() -> None:
    assert heard_text("99.99% is much", 0.5) == ""
    assert heard_text("tell them this", 0.5) == "tell"


def test_pauses_take_time_but_not_after_the_last_word() -> None:
    # A full stop takes as long as either word.
    assert heard_text("tell. them.", 0.34) == "tell."
    assert heard_text("tell. them.", 0.33) == ""
    assert heard_text("tell. them.", 0.99) == "tell."
