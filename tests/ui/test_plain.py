"""Line mode: whole lines for a pipe, one living line for a terminal, and nothing that steers either."""

import io

import pytest

from voice_interviewer.events import (
    Event,
    MoveChosen,
    NoticeGiven,
    Paused,
    PhaseEntered,
    SessionEnded,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.ports import View
from voice_interviewer.settings import Settings
from voice_interviewer.speech.floor import Floor
from voice_interviewer.ui.keys import KEYS, MUTE, SAYS
from voice_interviewer.ui.plain import HELP, PROMPT, PlainDisplay, Progress, full_screen
from voice_interviewer.values import Advance, Command, Move, Reply, Say, Speaker, Turn, TurnTrace

CLEAR = "\r\x1b[K"
NASTY = "\x1b[2J\x07gone\r\nagain\x9b31m"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def turn(
    text: str = "A queue.",
    speaker: Speaker = Speaker.CANDIDATE,
    *,
    interrupted: bool = False,
    typed: bool = False,
) -> TurnEnded:
    said = Turn(speaker, text, 65.4, 70.0, "goal", interrupted=interrupted, typed=typed)
    return TurnEnded(70.0, said)


def display(out: io.StringIO) -> PlainDisplay:
    return PlainDisplay(out, {"goal": "Business goal"}, budget=1.5)


def told(*events: Event, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    screen = display(out)
    for event in events:
        screen.tell(event)
    return out.getvalue()


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (turn(), "[01:05]  You: A queue.\n"),
        (turn(speaker=Speaker.INTERVIEWER), "[01:05]  Interviewer: A queue.\n"),
        (turn("Tell me", Speaker.INTERVIEWER, interrupted=True), "[01:05]  Interviewer: Tell me —\n"),
        (turn(typed=True), "[01:05]  You: A queue.\n"),
        (turn(""), ""),
        (PhaseEntered(3725.0, "goal"), "[62:05]  — Business goal —\n"),
        (PhaseEntered(0.0, "unheard-of"), "[00:00]  — unheard-of —\n"),
        (NoticeGiven(1.0, "microphone", "It is back."), "         Note: It is back.\n"),
        (TurnTraced(1.0, TurnTrace(3, response=0.84)), "         answered in 0.84 s\n"),
        (TurnTraced(1.0, TurnTrace(3, response=2.0)), "         answered in 2.00 s (goal 1.5)\n"),
        (TurnTraced(1.0, TurnTrace(3)), ""),
        (SessionEnded(61.0, "finished"), "[01:01]  The interview is over (finished).\n"),
        (TurnTaken(1.0), ""),
        (Paused(1.0), ""),
    ],
)
def test_an_event_is_one_whole_line_or_none(event: Event, line: str) -> None:
    assert told(event) == line


def test_a_late_reply_names_its_stage_and_the_end_sums_all_of_them_up() -> None:
    out = io.StringIO()
    screen = PlainDisplay(
        out,
        {},
        1.5,
        overran=lambda trace, budget: "first token" if (trace.response or 0) > budget else None,
        summed_up=lambda traces: f"{len(traces)} replies.",
    )
    for event in (
        TurnTraced(1.0, TurnTrace(1, response=0.8)),
        TurnTraced(2.0, TurnTrace(3, response=2.0)),
        TurnTraced(3.0, TurnTrace(5)),
        SessionEnded(61.0, "finished"),
    ):
        screen.tell(event)
    assert out.getvalue().splitlines() == [
        "         answered in 0.80 s",
        "         answered in 2.00 s (goal 1.5; longest: first token)",
        "[01:01]  The interview is over (finished).",
        "2 replies.",
    ]


def test_a_pipe_gets_no_living_line() -> None:
    out = io.StringIO()
    screen = display(out)
    screen.show(View(Floor.HEARING, partial="I would", left=60.0))
    screen.tell(turn())
    screen.show(View(Floor.OVER))
    assert out.getvalue() == "[01:05]  You: A queue.\n"


def test_a_typed_answer_is_not_repeated_at_the_terminal_it_was_typed_at() -> None:
    assert told(turn(typed=True), out=Terminal()) == ""


@pytest.mark.parametrize(
    "event", [turn(NASTY), NoticeGiven(1.0, "voice", NASTY), SessionEnded(1.0, NASTY)], ids=type
)
@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_no_text_steers_the_terminal(event: Event, kind: type[io.StringIO]) -> None:
    written = told(event, out=kind()).removeprefix(CLEAR).removesuffix("\n")
    assert written.isprintable()
    assert "gone" in written
    assert "2J" not in written
    assert "31m" not in written
    assert "again" in written


def test_no_partial_words_steer_the_terminal() -> None:
    out = Terminal()
    display(out).show(View(Floor.HEARING, partial=NASTY))
    assert out.getvalue().removeprefix(CLEAR).isprintable()


def test_at_a_terminal_the_last_line_tells_level_floor_phase_and_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    out = Terminal()
    display(out).show(View(Floor.HEARING, 0.0, "I would", phase="goal", left=125.9, response=0.84))
    assert out.getvalue() == (
        f"{CLEAR}█ {Floor.HEARING.value} · Business goal · 2:05 left · answered in 0.8 s  I would"
    )


@pytest.mark.parametrize(
    ("level", "bar"), [(-120.0, " "), (-60.0, " "), (-30.0, "▄"), (0.0, "█"), (6.0, "█")]
)
def test_the_bar_rises_with_the_level(level: float, bar: str) -> None:
    out = Terminal()
    display(out).show(View(Floor.LISTENING, level, left=-3.0))
    assert out.getvalue().startswith(f"{CLEAR}{bar} ")
    assert "0:00 left" in out.getvalue()


def test_the_living_line_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    display(out).show(View(Floor.HEARING, partial="word " * 50))
    assert len(out.getvalue().removeprefix(CLEAR)) == 39


def test_an_unchanged_line_is_not_written_again() -> None:
    out = Terminal()
    screen = display(out)
    for _ in range(3):
        screen.show(View(Floor.LISTENING, left=60.0))
    assert out.getvalue().count(CLEAR) == 1


def test_a_whole_line_takes_the_living_lines_place_which_then_comes_back() -> None:
    out = Terminal()
    screen = display(out)
    view = View(Floor.LISTENING, left=60.0)
    screen.show(view)
    screen.tell(turn())
    screen.show(view)
    living, line, again = out.getvalue().split(CLEAR)[1:]
    assert line == "[01:05]  You: A queue.\n"
    assert again == living


def test_after_the_end_the_line_lives_no_more() -> None:
    out = Terminal()
    screen = display(out)
    screen.show(View(Floor.OVER))
    before = out.getvalue()
    screen.show(View(Floor.LISTENING, left=9.0))
    assert out.getvalue() == before


def test_at_the_end_nothing_is_left_to_be_glued_to() -> None:
    out = Terminal()
    screen = display(out)
    screen.show(View(Floor.LISTENING, left=60.0))
    screen.show(View(Floor.OVER))
    assert out.getvalue().endswith(f"left  {CLEAR}")


def test_a_line_that_is_typed_on_is_left_alone() -> None:
    out = Terminal()
    screen = PlainDisplay(out, {}, 1.5, typed=True)
    for left in (60.0, 59.0, 58.0):
        screen.show(View(Floor.LISTENING, left=left))
    assert out.getvalue() == f"{CLEAR}{PROMPT}"
    screen.tell(turn(speaker=Speaker.INTERVIEWER))
    screen.show(View(Floor.LISTENING, left=57.0))
    assert out.getvalue().endswith(f"Interviewer: A queue.\n{CLEAR}{PROMPT}")


def test_a_terminal_gets_no_broken_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = told(turn("I would start with a well-known baseline, " * 3), out=Terminal())
    lines = said.removeprefix(CLEAR).splitlines()
    assert len(lines) > 3
    assert all(len(line) < 40 for line in lines)
    assert all(line.startswith("         ") for line in lines[1:])
    assert " ".join(line.strip() for line in lines) == "[01:05]  You: " + " ".join(
        ["I would start with a well-known baseline,"] * 3
    )
    assert told(turn("word " * 40)).count("\n") == 1, "a pipe gets whole lines"


def opening(reply: TurnEnded, move: Move) -> list[str]:
    written = told(MoveChosen(60.0, move), reply, PhaseEntered(70.0, "goal"))
    return [line.partition("  ")[2] for line in written.splitlines()]


def test_a_phase_is_headed_before_the_sentence_that_opens_it() -> None:
    reply = turn("Let's move on.", Speaker.INTERVIEWER)
    words = Reply("Let's move on.", "move on")
    head, said = "— Business goal —", "Interviewer: Let's move on."
    assert opening(reply, Advance(words, "goal", "covered")) == [head, said]
    assert opening(reply, Say(words, "remark", "")) == [said, head]


def test_a_reply_nobody_heard_opens_nothing() -> None:
    words = Reply("Why?", "ask why")
    written = told(
        MoveChosen(60.0, Advance(words, "goal", "covered")),
        TurnTaken(61.0),
        MoveChosen(62.0, Say(words, "remark", "")),
        turn("Why?", Speaker.INTERVIEWER),
    )
    assert written == "[01:05]  Interviewer: Why?\n"


def test_the_help_names_every_key() -> None:
    assert all(f" {key} " in HELP for key in (*KEYS, MUTE))


def test_every_command_has_a_key() -> None:
    assert {*KEYS.values(), Command.DONE} == set(Command) == set(SAYS)


@pytest.mark.parametrize(
    ("piped", "term", "there"),
    [
        ("", "xterm", True),
        ("", "", True),
        ("", "dumb", False),
        ("stdin", "xterm", False),
        ("stdout", "xterm", False),
        ("stderr", "xterm", False),
    ],
)
def test_the_full_screen_needs_a_terminal_on_every_side_that_can_do_more_than_lines(
    monkeypatch: pytest.MonkeyPatch, piped: str, term: str, there: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{name}", io.StringIO() if name == piped else Terminal())
    assert full_screen(Settings()) is there
    assert not full_screen(Settings(plain=True))


class Closed(io.StringIO):
    """Standard output whose reader is gone (`| head -1`)."""

    def write(self, text: str) -> int:
        raise BrokenPipeError

    def isatty(self) -> bool:
        return True


def test_an_interview_goes_on_when_nobody_reads_along() -> None:
    screen = display(Closed())
    screen.tell(NoticeGiven(1.0, "voice", "No voice."))
    screen.show(View(Floor.LISTENING))


def test_progress_is_one_line_that_lives_at_a_terminal() -> None:
    out = Terminal()
    line = Progress(out, "Scoring with m", "Ctrl-C ends it.")
    for done in range(3):
        line.tell(done, 2)
    line.end("That was it.")
    assert out.getvalue() == (
        "".join(f"{CLEAR}Scoring with m: {done} of 2. Ctrl-C ends it." for done in range(3))
        + "\nThat was it.\n"
    )


def test_progress_elsewhere_is_told_once_and_never_begun_not_at_all() -> None:
    out = io.StringIO()
    line = Progress(out, "Scoring with m")
    line.tell(0, 8)
    line.tell(1, 8)
    line.end()
    assert out.getvalue() == "Scoring with m: 8 areas.\n"
    terminal = Terminal()
    Progress(terminal, "Scoring with m").end()
    assert terminal.getvalue() == ""
