"""SubRip: numbered cues with times, short enough to read."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from voice_interviewer.reports.subtitles import CUE_CHARACTERS, to_srt
from voice_interviewer.values import Speaker, Turn


def turn(text: str, start: float = 1.0, end: float = 3.0, speaker: Speaker = Speaker.CANDIDATE) -> Turn:
    return Turn(speaker, text, start, end, "serving")


def test_a_turn_is_cut_into_its_sentences_by_their_length() -> None:
    turns = [turn("Why that?", 0, 1, Speaker.INTERVIEWER), turn("Aaaa. Bbbb bbbb b.", 3661, 3665)]
    assert to_srt(turns) == (
        "1\n00:00:00,000 --> 00:00:01,000\nInterviewer: Why that?\n\n"
        "2\n01:01:01,000 --> 01:01:03,000\nYou: Aaaa.\n\n"
        "3\n01:01:03,000 --> 01:01:05,000\nYou: Bbbb bbbb b.\n"
    )


def test_a_long_sentence_stands_longer_than_a_short_one() -> None:
    stamps = re.findall(r"\d\d,\d\d\d", to_srt([turn("Yes. " + "a" * 60 + ".", 0, 8)]))
    assert stamps == ["00,000", "01,975", "01,975", "08,000"]


def test_what_took_no_time_stands_long_enough_to_be_read() -> None:
    typed = to_srt([turn("Yes. " + "word " * 15 + "end.", 10, 10)])
    assert re.findall(r"\d\d,\d\d\d", typed) == ["10,000", "11,000", "11,000", "14,950"]


def test_a_decimal_point_ends_no_sentence() -> None:
    assert to_srt([turn("Above 0.9 we block.")]).count("-->") == 1


def test_a_long_sentence_is_cut_between_words() -> None:
    cues = to_srt([turn("word " * 30)])
    lines = re.findall(r"^You: (.*)$", cues, re.MULTILINE)
    assert [len(line.split()) for line in lines] == [17, 13]


def test_a_text_cannot_forge_a_cue() -> None:
    forged = to_srt([turn("x\n\n7\n00:00:00,000 --> 00:00:01,000\nforged")])
    assert forged.count("-->") == 1
    assert forged.startswith("1\n")


def test_nothing_said_is_no_cue() -> None:
    assert to_srt([turn("")]) == ""


@given(st.text(alphabet="ab .!?", max_size=400))
def test_cues_are_short_in_order_and_lose_no_word(text: str) -> None:
    written = to_srt([turn(text)])
    lines = re.findall(r"^You: (.*)$", written, re.MULTILINE)
    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= CUE_CHARACTERS or " " not in line for line in lines)
    stamps = re.findall(r"\d\d:\d\d:\d\d,\d\d\d", written)
    assert stamps == sorted(stamps)


def test_a_turn_that_was_corrected_says_so() -> None:
    mended = replace(turn("I would use Redis.", 0, 2), heard="I would use radish.")
    assert "You (corrected): I would use Redis." in to_srt([mended])
