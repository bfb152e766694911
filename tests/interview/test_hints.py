"""Hints asked for again: one level for one request, and none for words that were not heard."""

import pytest

from tests.interview.samples import PROBLEM, brief
from tests.interview.simulate import Interview
from voice_interviewer.events import MoveChosen, TurnEnded, TurnTaken
from voice_interviewer.interview.session import is_given
from voice_interviewer.values import Command, Hint, Move, Reply, Speaker, Turn

SAY = {hint.level: hint.say for hint in PROBLEM.hints}


def begun() -> Interview:
    interview = Interview(brief())
    interview.begin()
    return interview


def levels(interview: Interview) -> list[int]:
    return [given.level for given in interview.session.ledger]


def cut_off(interview: Interview, move: Move, words: int) -> None:
    """The move is chosen, and talked over once this many of its words were heard."""
    assert move.reply is not None
    interview.note(MoveChosen(interview.at, move))
    if not words:
        interview.note(TurnTaken(interview.at))
        return
    heard = " ".join(move.reply.text.split()[:words])
    level = move.level if isinstance(move, Hint) and is_given(move.reply.text, heard) else None
    start, interview.at = interview.at, interview.at + words / 2.5
    turn = Turn(
        Speaker.INTERVIEWER,
        heard,
        start,
        interview.at,
        interview.session.phase,
        hint_level=level,
        interrupted=True,
    )
    interview.note(TurnEnded(interview.at, turn))


def hint_of(level: int) -> Hint:
    return Hint(Reply(SAY[level]), level, "requirements", "asked for a hint")


def test_every_request_gives_the_next_level_and_no_other() -> None:
    interview = begun()
    said = [interview.answer("give me a hint").reply for _ in range(4)]
    assert [reply.text for reply in said if reply] == [SAY[level] for level in (1, 2, 3, 4)]
    assert levels(interview) == [1, 2, 3, 4]


def test_asked_for_twice_in_one_breath_it_is_one_level() -> None:
    interview = begun()
    interview.answer("hint, hint please")
    assert levels(interview) == [1]


@pytest.mark.parametrize("words", [0, 2])
def test_a_hint_that_was_hardly_heard_costs_nothing_and_comes_again(words: int) -> None:
    interview = begun()
    cut_off(interview, hint_of(1), words)
    assert levels(interview) == []
    move = interview.answer("hint")
    assert isinstance(move, Hint)
    assert (move.level, levels(interview)) == (1, [1])


def test_a_hint_asked_for_again_while_it_was_spoken_is_said_again_not_raised() -> None:
    interview = begun()
    cut_off(interview, hint_of(1), len(SAY[1].split()) - 3)
    assert levels(interview) == [1]
    again = interview.command(Command.HINT)
    assert isinstance(again, Hint)
    assert again.reply.text == SAY[1]
    assert levels(interview) == [1]
    following = interview.command(Command.HINT)
    assert isinstance(following, Hint)
    assert following.level == 2


def test_a_hint_cut_off_at_its_last_word_was_heard() -> None:
    interview = begun()
    cut_off(interview, hint_of(2), len(SAY[2].split()) - 1)
    interview.command(Command.HINT)
    assert max(levels(interview)) == 3


def test_a_hint_cut_off_by_an_answer_is_followed_by_the_next_one_later() -> None:
    interview = begun()
    cut_off(interview, hint_of(1), len(SAY[1].split()) - 3)
    interview.answer("I would compare it with what the card usually does, because fraud looks different.")
    move = interview.answer("give me a hint")
    assert isinstance(move, Hint)
    assert move.level == 2


def test_repeat_says_a_hint_that_was_cut_off_in_full() -> None:
    interview = begun()
    cut_off(interview, hint_of(1), len(SAY[1].split()) - 3)
    move = interview.answer("can you repeat that?")
    assert move.reply is not None
    assert SAY[1] in move.reply.text
    assert levels(interview) == [1]


def test_repeat_says_a_hint_that_was_hardly_heard_and_it_counts_then() -> None:
    interview = begun()
    cut_off(interview, hint_of(1), 2)
    interview.answer("sorry, can you repeat that?")
    assert levels(interview) == [1]
