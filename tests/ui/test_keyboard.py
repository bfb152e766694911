"""Lines from the keyboard: handed over in order, to one interview after another, none lost between two."""

import io
import os
import threading

from voice_interviewer.ui.keyboard import LONGEST, LineReader


def read(source: io.StringIO | io.TextIOWrapper) -> list[str]:
    lines: list[str] = []
    ended = threading.Event()
    LineReader(source).attach(lines.append, ended.set)
    assert ended.wait(5.0)
    return lines


def test_lines_come_without_their_ends_and_the_end_is_told() -> None:
    assert read(io.StringIO("h\n\n  my answer\r\nlast")) == ["h", "", "  my answer", "last"]


def test_what_is_no_text_ends_the_input() -> None:
    assert read(io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n"), encoding="utf-8")) == []


def test_a_line_beyond_reading_is_known_by_one_character_more_and_the_next_is_whole() -> None:
    longest = "x" * LONGEST
    typed = f"{longest}\n{longest}y\n{longest * 3}z\n{longest}\r\nnext\n"
    lines = read(io.StringIO(typed, newline=""))
    assert [len(line) for line in lines] == [LONGEST, LONGEST + 1, LONGEST + 1, LONGEST, 4]
    assert lines[-1] == "next"


def test_a_closed_stream_is_its_end() -> None:
    source = io.StringIO("never read")
    source.close()
    assert read(source) == []


def test_a_stream_that_breaks_is_its_end() -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            raise OSError("input/output error")

    assert read(io.TextIOWrapper(io.BufferedReader(Broken()))) == []


def test_what_one_interview_left_unread_is_the_next_ones_first() -> None:
    reader = LineReader(io.StringIO("one\ntwo\nthree\nfour\n"))
    first: list[str] = []
    over = threading.Event()
    reader.attach(first.append, over.set)
    assert over.wait(5.0)
    assert first == ["one", "two", "three", "four"]
    reader.detach(first[1:])
    second: list[str] = []
    over.clear()
    reader.attach(second.append, over.set)
    assert second == ["two", "three", "four"]
    assert over.is_set()


def test_lines_between_two_interviews_wait() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(read_end) as source, os.fdopen(write_end, "w") as person:
        reader = LineReader(source)
        lines: list[str] = []
        came = threading.Event()

        def line(text: str) -> None:
            lines.append(text)
            came.set()

        reader.attach(line, lambda: None)
        print("one", file=person, flush=True)
        assert came.wait(5.0)
        reader.detach()
        print("two", file=person, flush=True)
        person.close()
        over = threading.Event()
        reader.attach(lines.append, over.set)
        assert over.wait(5.0)
    assert lines == ["one", "two"]


def test_only_a_terminal_is_a_person() -> None:
    assert not LineReader(io.StringIO()).interactive
    closed = io.StringIO()
    closed.close()
    assert not LineReader(closed).interactive
