"""What a language model is shown of a conversation that grows."""

import pytest

from tests.interview.samples import brief
from tests.interview.simulate import Interview
from voice_interviewer.interview.prompts import SUMMED_UP, conversation
from voice_interviewer.live.memory import REPLY, Memory
from voice_interviewer.ports import Usage
from voice_interviewer.values import Message, Role, Wait

SAID = "I take labels from reviewers, since chargebacks come weeks late and nobody can wait for them. "
MOVE = Wait("warming up")


@pytest.fixture(scope="module")
def interview() -> Interview:
    interview = Interview(brief(), minutes=60)
    interview.begin()
    for number in range(12):
        interview.answer(f"{SAID * 3} That is answer number {number}.")
    return interview


def letters(asked: tuple[Message, ...]) -> int:
    return sum(len(message.content) for message in asked)


def whole(interview: Interview) -> tuple[Message, ...]:
    return conversation(interview.brief, interview.session, MOVE)


def test_a_conversation_that_fits_is_shown_as_it_was(interview: Interview) -> None:
    for context in (None, 100_000):
        memory = Memory(context)
        assert memory.conversation(interview.brief, interview.session, MOVE) == whole(interview)
        assert not memory.is_filling(interview.brief, interview.session)
        assert memory.summary is None
    assert Memory(None).turns_to_sum_up(interview.session) is None


def test_a_resumed_one_that_does_not_fit_is_summed_up_at_once_and_stays_so(interview: Interview) -> None:
    context = round(0.3 * letters(whole(interview))) - 1
    memory = Memory(context)
    short = memory.conversation(interview.brief, interview.session, MOVE)
    assert short[1].content.startswith(SUMMED_UP)
    assert 0.3 * letters(short) + REPLY <= context
    assert memory.conversation(interview.brief, interview.session, MOVE) == short
    assert memory.turns_to_sum_up(interview.session) is None, "no more turns than now"


def test_where_nothing_would_help_nothing_is_left_out(interview: Interview) -> None:
    memory = Memory(400)
    assert memory.conversation(interview.brief, interview.session, MOVE) == whole(interview)
    assert memory.summary is None


def test_the_servers_own_count_decides(interview: Interview) -> None:
    asked = whole(interview)
    context = round(0.25 * letters(asked)) + REPLY
    memory = Memory(context)
    assert not memory.fits(asked, REPLY)
    memory.counted(asked, Usage(prompt_tokens=round(0.25 * letters(asked))))
    assert memory.fits(asked, REPLY)
    for usage in (None, Usage(), Usage(prompt_tokens=9 * context, truncated=True)):
        memory.counted(asked, usage)
        assert memory.fits(asked, REPLY)
    memory.counted(asked, Usage(prompt_tokens=1))
    assert memory.fits(asked, round(context - 0.2 * letters(asked)) - 1), "no server counts that few"
    assert not memory.fits(asked, round(context - 0.2 * letters(asked)) + 1)


def test_what_was_refused_does_not_fit(interview: Interview) -> None:
    asked = whole(interview)
    memory = Memory(None)
    memory.refused(asked)
    assert memory.conversation(interview.brief, interview.session, MOVE) != asked
    small = (Message(Role.USER, "x" * 100),)
    memory.refused(small)
    assert not memory.fits(small, 1)


def test_a_summary_comes_in_rare_steps_between_which_each_prompt_begins_with_the_one_before() -> None:
    interview = Interview(brief(), minutes=60)
    move = interview.begin()
    memory = Memory(2000)
    before = memory.conversation(interview.brief, interview.session, move)
    summary, steps, kept = memory.summary, 0, 0
    while interview.session.ended is None:
        move = interview.answer(f"{SAID * 4} That is answer number {kept + steps}.")
        asked = memory.conversation(interview.brief, interview.session, move)
        if memory.summary is summary:
            assert asked[: len(before) - 1] == before[:-1]
            kept += 1
        else:
            summary, steps = memory.summary, steps + 1
        before = asked
    assert steps >= 2
    assert kept >= 5 * steps
