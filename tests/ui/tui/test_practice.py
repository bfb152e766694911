"""The interview's screen: every key and state, from 80 by 24 up, by Textual's own pilot."""

import re
from pathlib import Path

import pytest
from rich.color import ColorType
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from tests.ui.tui.sample import (
    ANSWER,
    SESSION,
    TITLES,
    picture,
    practise,
    same_picture,
    strips,
    text_of,
    view,
)
from voice_interviewer.events import (
    NoticeGiven,
    Paused,
    PhaseEntered,
    SessionEnded,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.interview.session import fold
from voice_interviewer.speech.floor import Floor
from voice_interviewer.ui.keys import KEYS
from voice_interviewer.ui.tui import calm, drawing
from voice_interviewer.ui.tui.dialogs import ACTIONS
from voice_interviewer.ui.tui.practice import PracticeApp
from voice_interviewer.ui.tui.widgets import AnswerLine, Captions, Notes
from voice_interviewer.values import Command, Speaker, Turn, TurnTrace

App = PracticeApp
Keys = Pilot[None]
_TEXTUAL = {"+": "plus", "-": "minus"}
NASTY = "\x1b[2J[bold]not markup[/] שלום"


@pytest.mark.parametrize(("key", "command"), [("space", Command.DONE), *KEYS.items()])
async def test_every_command_has_its_key(key: str, command: Command) -> None:
    async def act(_: App, keys: Keys) -> None:
        await keys.press(_TEXTUAL.get(key, key))

    asked = await practise(act)
    assert asked.presses == [command]


async def test_p_pauses_and_goes_on() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.press("p")
        app.show(view(Floor.PAUSED))
        await keys.press("p")

    assert (await practise(act)).presses == [Command.PAUSE, Command.RESUME]


async def test_m_mutes_and_the_screen_says_so() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.press("m")
        app.show(view(muted=True))
        await keys.pause()
        assert "muted · m to be heard again" in text_of(app)

    assert (await practise(act)).mutes == 1


@pytest.mark.parametrize(
    ("keys", "ends"), [(["q", "y"], 1), (["q", "n"], 0), (["q", "escape"], 0), (["q", "enter"], 0)]
)
async def test_ending_asks_once(keys: list[str], ends: int) -> None:
    async def act(app: App, pilot: Keys) -> None:
        await pilot.press(keys[0])
        assert "End the interview?" in text_of(app)
        await pilot.press(*keys[1:])
        await pilot.pause()
        assert "End the interview?" not in text_of(app)

    asked = await practise(act)
    assert asked.ends == ends
    assert not asked.presses


async def test_the_menu_lists_every_key_and_does_what_is_chosen() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.press("question_mark")
        listed = app.screen.query_one(OptionList)
        assert listed.option_count == len(ACTIONS)
        assert "Microphone: Headset" in text_of(app)
        listed.highlighted = [*ACTIONS].index("press('REPHRASE')")
        await keys.press("enter")
        await keys.pause()
        await keys.press("question_mark", "escape")

    assert (await practise(act)).presses == [Command.REPHRASE]


async def test_a_key_in_the_footer_can_be_clicked() -> None:
    async def act(app: App, keys: Keys) -> None:
        line = next(y for y, text in enumerate(text_of(app).split("\n")) if text.startswith("Space that's"))
        column = text_of(app).split("\n")[line].index("h hint")
        await keys.click(offset=(column, line))

    assert (await practise(act)).presses == [Command.HINT]


@pytest.mark.parametrize("floor", [each for each in Floor if each is not Floor.OVER])
async def test_who_has_the_floor_is_told_in_words(floor: Floor) -> None:
    async def act(app: App, keys: Keys) -> None:
        app.show(view(floor))
        await keys.pause()
        assert floor.value in text_of(app)

    await practise(act)


async def test_question_clock_phases_hint_response_and_parts_are_there() -> None:
    async def act(app: App, keys: Keys) -> None:
        app.tell(TurnTraced(9.0, TurnTrace(2, response=1.24)))
        app.show(view())
        await keys.pause()
        text = text_of(app)
        assert "What would you ask first about the goal?" in text.split("Question")[1].split("╰")[0]
        assert "41:40 left" in text
        assert all(title[:9] in text for title in TITLES.values())
        assert "▸ 3:20/8:00" in text
        assert "no hint used" in text
        assert "answered in 1.2 s (goal 0.8, longest: first token)" in text
        app.show(view(left=-65.0))
        await keys.pause()
        assert "+1:05 over" in text_of(app)

    await practise(act, size=(140, 40))


async def test_the_hint_level_is_shown() -> None:
    hint = Turn(Speaker.INTERVIEWER, "Think of the cost.", 10.0, 12.0, "requirements", hint_level=2)
    session = fold(SESSION, TurnEnded(12.0, hint))

    async def act(app: App, keys: Keys) -> None:
        app.show(view(session=session))
        await keys.pause()
        assert "hint level 2 of 4 used" in text_of(app)

    await practise(act)


async def test_words_in_the_air_are_shown_apart_and_their_end_where_they_are_many() -> None:
    async def act(app: App, keys: Keys) -> None:
        app.show(view(Floor.HEARING, partial="first " + "and so on " * 60 + "the latest words"))
        await keys.pause()
        text = text_of(app)
        assert "the latest words …" in text
        assert "You: … " in text
        assert "first and" not in text
        app.show(view(Floor.SPEAKING, saying="Fair enough. What about"))
        await keys.pause()
        assert "Interviewer: Fair enough. What about …" in text_of(app)
        app.show(view(saying="Fair enough. What about"))
        await keys.pause()
        assert "Fair enough" not in text_of(app)

    await practise(act)


async def test_what_happens_is_told_in_captions() -> None:
    async def act(app: App, keys: Keys) -> None:
        for event in (
            TurnEnded(9.0, ANSWER),
            NoticeGiven(10.0, "microphone", "The microphone is back."),
            TurnEnded(11.0, Turn(Speaker.INTERVIEWER, "Well", 10.0, 11.0, "requirements", interrupted=True)),
            TurnTaken(12.0),
            PhaseEntered(13.0, "modelling"),
            Paused(14.0),
            TurnEnded(15.0, Turn(Speaker.CANDIDATE, "", 14.0, 15.0, "modelling")),
            SessionEnded(16.0, "ended by the user"),
        ):
            app.tell(event)
        await keys.pause()
        text = text_of(app)
        lines = [
            "You: What a missed fraud costs.",
            "Note: The microphone is back.",
            "Interviewer: Well —",
            "(That is taken back. Go on.)",
            "— Modelling —",
            "The interview is over (ended by the user).",
        ]
        assert [line for line in lines if line not in text] == []

    await practise(act, size=(100, 40))


async def test_a_resumed_interview_shows_what_was_said_before() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.pause()
        assert "You: What a missed fraud costs." in text_of(app)

    await practise(act, earlier=(ANSWER,))


async def test_foreign_text_is_text_and_steers_nothing() -> None:
    async def act(app: App, keys: Keys) -> None:
        app.tell(TurnEnded(9.0, Turn(Speaker.CANDIDATE, NASTY, 6.0, 9.0, "requirements")))
        app.show(view(Floor.HEARING, partial=NASTY))
        await keys.pause()
        text = text_of(app)
        assert "\x1b" not in text
        assert text.count("[bold]not markup[/]") == 2

    await practise(act)


# ---- typing --------------------------------------------------------------------------------------------------------


async def test_an_answer_can_be_typed_beside_a_microphone() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.press("i", *"hi q", "enter")
        await keys.press("i", *"gone", "escape")
        await keys.press("h")

    asked = await practise(act)
    assert asked.lines == ["hi q"]
    assert asked.presses == [Command.HINT]


async def test_typed_answers_need_no_key_first_and_esc_leads_to_the_keys() -> None:
    async def act(app: App, keys: Keys) -> None:
        assert isinstance(app.focused, AnswerLine)
        await keys.press(
            *"first", "enter", *"second", "enter", "enter", "escape", "r", "enter", *"third", "enter"
        )

    asked = await practise(act, typed=True)
    assert asked.lines == ["first", "second", "third"]
    assert asked.presses == [Command.REPEAT]


async def test_pasted_lines_are_one_answer() -> None:
    async def act(app: App, keys: Keys) -> None:
        from textual.events import Paste  # noqa: PLC0415

        app.query_one(AnswerLine).post_message(Paste("one\ntwo\n\n three"))
        await keys.pause()
        await keys.press("enter")

    assert (await practise(act, typed=True)).lines == ["one two three"]


async def test_notes_are_kept_as_they_are_typed_and_keys_stay_letters_meanwhile() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.press("n")
        assert isinstance(app.focused, Notes)
        await keys.press(*"q h", "enter", "tab", *"m")
        await keys.press("escape", "t", "n")
        await keys.pause()
        assert not app.query_one(Notes).has_class("open")

    asked = await practise(act)
    assert asked.notes[-1] == "q h\n    m"
    assert asked.presses == [Command.THINK]


async def test_notes_from_before_are_there_and_not_written_again() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.press("n", "escape")
        assert app.query_one(Notes).text == "# Before"

    assert (await practise(act, notes="# Before")).notes == []


# ---- room ----------------------------------------------------------------------------------------------------------


async def test_captions_fill_the_width_they_have_and_can_be_scrolled() -> None:
    long = " ".join(["word"] * 60)

    async def act(app: App, keys: Keys) -> None:
        for number in range(40):
            app.tell(TurnEnded(9.0, Turn(Speaker.CANDIDATE, f"{number}: {long}", 6.0, 9.0, "requirements")))
        await keys.pause()
        captions = app.query_one(Captions)
        before = len(captions.lines)
        assert captions.scroll_offset.y == captions.max_scroll_y
        await keys.press("pageup")
        await keys.pause()
        assert captions.scroll_offset.y < captions.max_scroll_y
        await keys.press("pagedown")
        await keys.pause()
        assert captions.scroll_offset.y == captions.max_scroll_y
        await keys.resize_terminal(160, 24)
        await keys.pause()
        assert len(captions.lines) < before

    await practise(act)


async def test_beside_the_notes_there_is_room_for_captions_only_on_a_wide_screen() -> None:
    async def act(app: App, keys: Keys) -> None:
        await keys.press("n")
        await keys.pause()
        assert app.query_one(Captions).display is (app.size.width >= 100)

    for size in ((80, 24), (120, 30)):
        await practise(act, size=size)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (200, 60), (40, 12)])
async def test_everything_that_matters_fits(size: tuple[int, int]) -> None:
    async def act(app: App, keys: Keys) -> None:
        app.show(view(Floor.HEARING, level=-20.0, partial="so first"))
        await keys.pause()
        text = text_of(app)
        if size[1] >= 24:
            for each in ("left", "What would you ask", "hearing you", "q end", "so first"):
                assert each in text

    await practise(act, size=size)


@pytest.mark.parametrize("press", [[], ["n"], ["question_mark"], ["q"], ["i"]])
async def test_all_colours_are_the_terminals_own_so_light_and_dark_both_read_well(press: list[str]) -> None:
    async def act(app: App, keys: Keys) -> None:
        app.show(view(Floor.HEARING, partial="so first"))
        await keys.press(*press)
        await keys.pause()
        styles = [segment.style for strip in strips(app) for segment in strip]
        colours = {colour for style in styles if style for colour in (style.color, style.bgcolor) if colour}
        assert {colour.type for colour in colours} <= {ColorType.DEFAULT, ColorType.STANDARD}

    await practise(act)


@pytest.mark.parametrize("screen", ["first", "second"])
async def test_without_colour_no_screen_has_any(monkeypatch: pytest.MonkeyPatch, screen: str) -> None:
    monkeypatch.setattr(calm, "_colourless", lambda: True)

    async def act(app: App, keys: Keys) -> None:
        app.show(view(Floor.HEARING))
        await keys.pause()
        shades = re.findall(r"fill: #(..)(..)(..)", picture(app))
        assert shades
        assert all(
            max(rgb) - min(rgb) <= 8 for rgb in ([int(each, 16) for each in shade] for shade in shades)
        )

    await practise(act)


@pytest.mark.parametrize(
    ("name", "size", "floor", "press"),
    [
        ("listening", (80, 24), Floor.LISTENING, []),
        ("hearing", (80, 24), Floor.HEARING, []),
        ("speaking", (110, 32), Floor.SPEAKING, ["n"]),
        ("keys", (80, 24), Floor.LISTENING, ["question_mark"]),
        ("end", (80, 24), Floor.LISTENING, ["q"]),
    ],
)
async def test_it_looks_as_it_did_when_it_was_looked_at(
    tmp_path: Path, name: str, size: tuple[int, int], floor: Floor, press: list[str]
) -> None:
    async def act(app: App, keys: Keys) -> None:
        app.tell(TurnEnded(9.0, ANSWER))
        app.show(view(floor, level=-22.0, partial="so first I would", voice=-30.0, saying="Fair. What"))
        await keys.press(*press)
        await keys.pause()
        assert same_picture(app, name, tmp_path), f"see {tmp_path / name}.svg"

    await practise(act, size=size)


async def test_of_many_views_the_latest_is_drawn_once() -> None:
    async def act(app: App, keys: Keys) -> None:
        drawn: list[str] = []
        heading = app.query_one("#title", Static)
        update = heading.update

        def seen(content: object = "", *, layout: bool = True) -> None:
            drawn.append(str(content))
            update(content, layout=layout)  # type: ignore[arg-type]

        heading.update = seen  # type: ignore[method-assign]
        for second in range(50):
            app.show(view(left=2000.0 - second))
        await keys.pause()
        assert len(drawn) == 1
        assert "32:31 left" in text_of(app)

    await practise(act)


async def test_a_fault_in_drawing_is_the_screens_own(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(app: App, keys: Keys) -> None:
        def broken(*_: object, **__: object) -> str:
            raise RuntimeError("no picture")

        monkeypatch.setattr(drawing, "state", broken)
        app.show(view())  # the interview, which calls this, hears nothing of it
        await keys.pause()

    with pytest.raises(RuntimeError, match="no picture"):
        await practise(act)
