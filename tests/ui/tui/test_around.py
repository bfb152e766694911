"""What comes before and after the interview: the picker, the microphone's check, the corrections."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, TextArea

from tests.ui.tui.sample import ANSWER, GREETING, same_picture, text_of
from voice_interviewer.errors import SessionError
from voice_interviewer.ui.tui.check import CheckApp, Probe
from voice_interviewer.ui.tui.picker import PickerApp, Row
from voice_interviewer.ui.tui.review import CorrectDialog, ReviewApp, Reviewed

ROWS = [
    Row("spam-filter", "A spam filter for a mail provider", "easy", "Keep junk out of mailboxes.", 2.5),
    Row("fraud-detection", "Real-time payment fraud detection", "hard", "Stop stolen cards.", None),
]


# ---- the picker ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "picked"), [(["enter"], "spam-filter"), (["down", "enter"], "fraud-detection"), (["n"], None)]
)
async def test_a_problem_is_picked(keys: list[str], picked: str | None) -> None:
    app = PickerApp(ROWS)
    async with app.run_test(size=(80, 24)) as pilot:
        text = text_of(app)
        assert "A spam filter for a mail provider     easy    last time 2.5 of 5" in text
        assert "hard    not done yet" in text
        assert "Keep junk out of mailboxes." in text
        assert "practise next" not in text
        await pilot.press(*keys)
    assert app.return_value == picked


@pytest.mark.parametrize("key", ["n", "enter"])
async def test_what_to_practise_next_is_a_key_away_and_says_why(key: str) -> None:
    app = PickerApp(ROWS, "fraud-detection", "you have not done it yet")
    async with app.run_test(size=(80, 24)) as pilot:
        said = " ".join(text_of(app).split())
        assert "n practise next: Real-time payment fraud detection (you have not done it yet)" in said
        await pilot.press(key)
    assert app.return_value == "fraud-detection"


async def test_the_picker_looks_as_it_did_when_it_was_looked_at(tmp_path: Path) -> None:
    app = PickerApp(ROWS, "fraud-detection", "you have not done it yet")
    async with app.run_test(size=(80, 24)):
        assert same_picture(app, "picker", tmp_path), f"see {tmp_path}"


# ---- the microphone ------------------------------------------------------------------------------------------------


class Microphones:
    """Two of them; the second cannot be opened."""

    def __init__(self) -> None:
        self.level, self.advice = -30.0, "It sounds good."
        self.taken: list[int] = []

    async def take(self, number: int) -> str:
        self.taken.append(number)
        return "Webcam"

    def app(self) -> CheckApp:
        return CheckApp(
            "Headset", ["Headset", "Webcam"], Probe(lambda: self.level, lambda: self.advice, self.take)
        )


async def until_looked(pilot: Pilot[bool]) -> None:
    await pilot.pause(1.2)


async def test_level_advice_and_what_was_heard_are_shown() -> None:
    microphones = Microphones()
    app = microphones.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until_looked(pilot)
        text = text_of(app)
        assert "Headset" in text
        assert f"{'█' * 20}{'░' * 20}" in text
        assert "It sounds good." in text
        app.hearing("I would [b]start")
        await pilot.pause()
        assert "… I would [b]start" in text_of(app)
        app.heard("I would start with the goal")
        await pilot.pause()
        assert "I heard: “I would start with the goal”" in text_of(app)
        app.heard("")
        await pilot.pause()
        assert "no words in it" in text_of(app)


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_the_interview_begins_by_key(key: str) -> None:
    app = Microphones().app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
    assert app.return_value is True


async def test_another_microphone_can_be_taken() -> None:
    microphones = Microphones()
    app = microphones.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "escape", "d", "down", "enter")
        await pilot.pause()
        assert "Webcam" in text_of(app)
    assert microphones.taken == [1]


async def test_the_check_looks_as_it_did_when_it_was_looked_at(tmp_path: Path) -> None:
    app = Microphones().app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until_looked(pilot)
        app.heard("I would start with the goal")
        await pilot.pause()
        assert same_picture(app, "check", tmp_path), f"see {tmp_path}"


# ---- the review ----------------------------------------------------------------------------------------------------

REVIEWED = Reviewed(["3.1 of 5: leaning hire."], [GREETING, ANSWER])


def mended(turn: int, text: str) -> Reviewed:
    assert turn == 1
    if text == "refused":
        raise SessionError("The disk is full.", "Free some space.")
    turns = [GREETING, replace(ANSWER, text=text, heard=ANSWER.text)]
    return Reviewed(["3.4 of 5: leaning hire."], turns)


async def test_a_misheard_answer_is_corrected_and_the_score_follows() -> None:
    app = ReviewApp(REVIEWED, mended)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "3.1 of 5" in text_of(app)
        await pilot.press("enter", *"!?", "ctrl+s")
        await pilot.pause()
        text = text_of(app)
        assert "3.4 of 5" in text
        assert "You (corrected): What a missed fraud costs.!?" in text
        assert "scored again" in text
        await pilot.press("q")
    assert not app.is_running


@pytest.mark.parametrize("press", [["escape"], ["ctrl+s"], ["x", "escape"]])
async def test_a_correction_that_is_none_changes_nothing(press: list[str]) -> None:
    app = ReviewApp(REVIEWED, mended)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", *press)
        await pilot.pause()
        assert "3.1 of 5" in text_of(app)
        assert not isinstance(app.screen, CorrectDialog)


@pytest.mark.parametrize(("button", "score"), [("#keep", "3.4"), ("#leave", "3.1")])
async def test_a_correction_can_be_kept_or_left_with_the_mouse(button: str, score: str) -> None:
    app = ReviewApp(REVIEWED, mended)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "!")
        await pilot.click(button)
        await pilot.pause()
        assert f"{score} of 5" in text_of(app)


async def test_only_ones_own_answers_can_be_corrected() -> None:
    app = ReviewApp(REVIEWED, mended)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("up", "enter")
        await pilot.pause()
        assert "Only your own answers" in text_of(app)


async def test_a_correction_that_cannot_be_kept_is_told() -> None:
    app = ReviewApp(REVIEWED, mended)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        app.screen.query_one(TextArea).text = "refused"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "The disk is full. Free some space." in text_of(app)


async def test_ctrl_c_leaves_the_review() -> None:
    app = ReviewApp(REVIEWED, mended)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+c")
    assert not app.is_running


async def test_an_interview_without_a_word_can_be_reviewed() -> None:
    app = ReviewApp(Reviewed(["Nothing was scored."], []), mended)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.query_one(OptionList).option_count == 0
        await pilot.press("enter", "escape")


async def test_the_review_looks_as_it_did_when_it_was_looked_at(tmp_path: Path) -> None:
    app = ReviewApp(REVIEWED, mended)
    async with app.run_test(size=(80, 24)) as pilot:
        assert same_picture(app, "review", tmp_path), f"see {tmp_path}"
        await pilot.press("enter")
        await pilot.pause()
        assert same_picture(app, "correct", tmp_path), f"see {tmp_path}"


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_leaving_before_the_interview_begins_none(key: str) -> None:
    for app in (PickerApp(ROWS), Microphones().app()):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(key)
        assert app.return_value is None
