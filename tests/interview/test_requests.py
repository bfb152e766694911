"""What follows a command, and a silence."""

from dataclasses import replace

import pytest

from tests.interview.samples import LINES, PROBLEM, TRACK, brief, with_lines
from tests.interview.simulate import Interview
from tests.interview.test_answers import GOAL, REASONED, begun, text_of
from voice_interviewer.interview.requests import COMMANDS
from voice_interviewer.values import (
    Advance,
    Command,
    Constrain,
    Difficulty,
    Finish,
    Hint,
    Say,
    SwitchProblem,
    Wait,
)


def test_every_command_has_an_answer() -> None:
    assert set(COMMANDS) == set(Command)


# ---------------------------------------------------------------- hints


def test_hints_come_level_by_level_and_leave_the_question_at_hand() -> None:
    interview = begun()
    for level in (1, 2, 3, 4):
        move = interview.answer("give me a hint")
        assert isinstance(move, Hint)
        assert (move.level, move.reply.text) == (level, PROBLEM.hints[level - 1].say)
    assert [hint.level for hint in interview.session.ledger] == [1, 2, 3, 4]
    assert interview.session.question is not None
    assert interview.session.question.topic == "requirements"


def test_after_the_last_hint_the_interview_goes_on() -> None:
    interview = begun(answers=["give me a hint"] * 4)
    move = interview.answer("give me a hint")
    assert isinstance(move, Say)
    assert text_of(move).startswith(LINES["hint_none_left"])
    interview.at = 230
    assert isinstance(interview.answer("give me a hint"), Advance)


def test_no_hint_is_given_before_the_problem() -> None:
    move = begun(minutes=45).command(Command.HINT)
    assert isinstance(move, Say)
    assert move.purpose == "problem_intro"


# ---------------------------------------------------------------- saying it again


def test_repeating_puts_the_problem_once_more() -> None:
    interview = begun()
    move = interview.answer("could you repeat the question")
    assert text_of(move).startswith(LINES["repeat"])
    assert PROBLEM.question in text_of(move)
    assert len(interview.session.asked) == 1


def test_repeating_puts_the_question_at_hand_with_what_leads_up_to_it() -> None:
    phase = replace(TRACK.phases[1], opening=("Follow one request. What happens first?",))
    track = replace(TRACK, phases=(TRACK.phases[0], phase, *TRACK.phases[2:]))
    interview = begun(brief(track=track), phase="data-and-features")
    assert text_of(interview.command(Command.REPEAT)).endswith("Follow one request. What happens first?")


@pytest.mark.parametrize(
    ("answer", "topic"),
    [
        ("The labels come from reviewers, because they are fast.", "feature-store"),
        ("We keep a feature store.", "store-probe"),
    ],
)
def test_repeating_knows_the_questions_of_the_bank(answer: str, topic: str) -> None:
    interview = begun(phase="data-and-features", answers=[answer])
    assert interview.session.question is not None
    assert interview.session.question.topic == topic
    asked = interview.session.question.text
    assert asked in text_of(interview.command(Command.REPEAT))


def test_repeating_after_a_hint_or_a_fact_says_that_again() -> None:
    interview = begun(answers=["give me a hint"])
    assert text_of(interview.command(Command.REPEAT)).endswith(PROBLEM.hints[0].say)
    interview = begun(answers=["What is the latency budget?"])
    assert text_of(interview.command(Command.REPEAT)).endswith(PROBLEM.facts[1].say)


def test_repeating_what_a_language_model_asked_uses_its_words() -> None:
    interview = begun(phase="data-and-features")
    question = interview.session.question
    assert question is not None
    worded = replace(interview.session.turns[-1], text="So where would you look?")
    session = replace(interview.session, turns=(*interview.session.turns[:-1], worded))
    session = replace(
        session,
        standing=replace(session.standing, question=replace(question, text="So where would you look?")),
    )
    interview.now = session
    assert text_of(interview.command(Command.REPEAT)).endswith("So where would you look?")


def test_the_problem_in_other_words_keeps_its_question() -> None:
    interview = begun()
    question = interview.session.question
    assert question is not None
    interview.now = replace(
        interview.session,
        standing=replace(interview.session.standing, question=replace(question, text="Where do you begin?")),
    )
    text = text_of(interview.command(Command.REPEAT))
    assert PROBLEM.question in text
    assert text.endswith("Where do you begin?")


def test_rephrasing_uses_other_words_where_there_are_some() -> None:
    assert PROBLEM.short_question in text_of(begun().command(Command.REPHRASE))
    interview = begun(phase="data-and-features")
    before = interview.session.question
    assert before is not None
    after = text_of(interview.command(Command.REPHRASE))
    assert before.text not in after
    assert after.endswith(TRACK.phases[1].opening)


def test_rephrasing_ground_and_probes_takes_another_variant() -> None:
    for answer in ("The labels come from reviewers, because they are fast.", "We keep a feature store."):
        interview = begun(phase="data-and-features", answers=[answer])
        before = interview.session.question
        assert before is not None
        after = text_of(interview.command(Command.REPHRASE))
        assert before.text not in after


def test_rephrasing_without_other_words_says_the_same() -> None:
    interview = begun(phase="monitoring", answers=["Drift."])
    question = interview.session.question
    assert question is not None
    assert question.topic == ""
    assert text_of(interview.command(Command.REPHRASE)).endswith(question.text)


def test_rephrasing_the_problem_twice_does_not_carry_along_what_led_into_it_before() -> None:
    interview = begun()
    question = interview.session.question
    assert question is not None
    assert PROBLEM.short_question in text_of(interview.answer("could you rephrase that"))
    text = text_of(interview.command(Command.REPHRASE))
    assert text.endswith(f"{PROBLEM.short_question} {question.text}")
    assert sum(lead in text for lead in LINES["repeat"]) == 1, (
        "there are no other words, and none are announced"
    )
    assert not any(lead in text for lead in LINES["rephrase"])


def test_without_a_question_at_hand_the_problem_is_put_again() -> None:
    interview = Interview(brief())
    interview.begin()
    interview.now = replace(
        interview.session, turns=(), standing=type(interview.session.standing)("requirements")
    )
    assert PROBLEM.question in text_of(interview.command(Command.REPEAT))
    interview.now = replace(
        interview.session, turns=(), standing=type(interview.session.standing)("requirements")
    )
    assert PROBLEM.question in text_of(interview.command(Command.REPHRASE))


# ---------------------------------------------------------------- steering


def test_another_level_early_is_another_problem() -> None:
    for command, difficulty in ((Command.EASIER, Difficulty.EASY), (Command.HARDER, Difficulty.HARD)):
        move = begun().command(command)
        assert isinstance(move, SwitchProblem)
        assert move.difficulty is difficulty


def test_another_level_later_changes_what_follows() -> None:
    interview = begun(phase="modelling")
    easier = interview.command(Command.EASIER)
    assert text_of(easier) == LINES["easier_later"][0]
    harder = interview.command(Command.HARDER)
    assert isinstance(harder, Constrain)
    assert text_of(harder).startswith(LINES["harder_later"][0])


def test_a_level_the_bank_does_not_have_changes_what_follows() -> None:
    only = brief(difficulties=frozenset({Difficulty.MEDIUM}))
    assert isinstance(begun(only).command(Command.EASIER), Say)
    assert isinstance(begun(phase="wrap-up").command(Command.HARDER), Say)
    nothing = brief(problem=replace(PROBLEM, constraints=()), difficulties=frozenset())
    assert isinstance(begun(nothing, phase="serving").command(Command.HARDER), Say)
    assert isinstance(begun(only, 45).command(Command.HARDER), Say)


def test_skipping_goes_to_the_next_phase_and_from_the_last_to_the_end() -> None:
    assert isinstance(begun().answer("skip this question"), Advance)
    assert isinstance(begun(phase="wrap-up").answer("skip this question"), Finish)
    skipped = begun(minutes=45).answer("can we skip this")
    assert isinstance(skipped, Say)
    assert skipped.purpose == "problem_intro"


def test_wrapping_up_goes_to_the_last_phase_and_then_ends() -> None:
    interview = begun()
    move = interview.answer("let's wrap up")
    assert isinstance(move, Advance)
    assert move.phase == "wrap-up"
    assert move.reply.text.startswith(LINES["wrap_up"][0])
    assert not any(line in move.reply.text for line in TRACK.phases[-1].handover), "one lead is enough"
    assert isinstance(interview.answer("let's wrap up"), Finish)


def test_thinking_aloud_is_met_with_silence_and_a_key_with_a_word() -> None:
    interview = begun()
    spoken = interview.answer("let me think about that")
    assert spoken == Wait("wants to think", thinking=True)
    assert interview.session.thinking
    pressed = interview.command(Command.THINK)
    assert text_of(pressed) == LINES["thinking"][0]


def test_done_is_an_answer() -> None:
    move = begun(phase="data-and-features").answer(
        "The labels come from reviewers, because they are fast. That's my answer."
    )
    assert isinstance(move, Say)
    assert move.purpose == "ground"


def test_the_time_left_is_said_in_words() -> None:
    interview = begun()
    interview.at = 480
    assert "twelve minutes" in text_of(interview.command(Command.TIME_LEFT))


def test_a_pause_stops_the_clock_and_a_question_comes_again_after_it() -> None:
    interview = begun()
    at = interview.session.clock(interview.at)
    move = interview.answer("can we pause")
    assert isinstance(move, Say)
    assert move.purpose == "resume"
    assert text_of(move).startswith(LINES["resume"][0])
    assert interview.session.clock(interview.at) < at + 60


def test_taking_back_gives_the_floor_back() -> None:
    interview = begun(phase="monitoring", answers=["Drift."])
    asked = len(interview.session.asked)
    move = interview.answer("wait, I wasn't finished")
    assert isinstance(move, Wait)
    assert text_of(move) == LINES["take_back"][0]
    assert len(interview.session.asked) == asked - 1
    assert len(interview.session.void) == 1


def test_speaking_more_slowly_is_confirmed() -> None:
    assert text_of(begun().answer("slower please")) == LINES["slower"][0]


def test_past_the_end_only_what_holds_the_interview_is_still_heard() -> None:
    interview = begun()
    interview.at = 1250
    assert isinstance(interview.answer("let me think"), Wait)
    assert isinstance(interview.answer("give me a hint"), Advance)
    assert isinstance(interview.answer("give me a hint"), Finish)
    late = begun()
    late.at = 1400
    assert isinstance(late.answer("let me think"), Finish)


# ---------------------------------------------------------------- silence


def test_a_long_silence_is_met_with_one_quiet_offer() -> None:
    interview = begun()
    offer = interview.silence()
    assert isinstance(offer, Wait)
    assert text_of(offer) in LINES["hint_offer"]
    assert interview.silence() == Wait("the candidate may think")


def test_announced_thinking_is_met_with_another_offer() -> None:
    interview = begun(answers=["let me think"])
    assert text_of(interview.silence()) in LINES["thinking_offer"]


def test_without_wordings_left_silence_is_met_with_silence() -> None:
    interview = begun(brief(track=with_lines(hint_offer=(), thinking_offer=())))
    assert interview.silence() == Wait("the candidate may think")
    interview.answer("let me think")
    assert interview.silence() == Wait("the candidate may think", thinking=True)


def test_without_hints_left_none_is_offered() -> None:
    interview = begun(answers=["give me a hint"] * 4)
    assert interview.silence().reply is None


def test_silence_in_the_warm_up_leads_to_the_problem() -> None:
    interview = begun(minutes=45)
    assert interview.silence().reply is None
    move = interview.silence()
    assert isinstance(move, Say)
    assert move.purpose == "problem_intro"


def test_the_clock_moves_a_silent_interview_on() -> None:
    interview = begun()
    interview.silence()
    interview.at = 230
    move = interview.silence()
    assert isinstance(move, Advance)
    assert "silence" in move.reason
    assert "int" in text_of(interview.silence())


def test_silence_in_the_last_phase_waits_for_the_end() -> None:
    interview = begun(phase="wrap-up")
    assert interview.silence() == Wait("the candidate may think")
    interview.at = 1300
    assert isinstance(interview.silence(), Finish)
    late = begun()
    late.at = 1300
    assert isinstance(late.silence(), Advance)


def test_silence_after_the_candidates_question_is_the_end() -> None:
    interview = begun(phase="wrap-up", answers=[REASONED, REASONED, GOAL])
    while interview.session.question is None or interview.session.question.topic != "candidate-question":
        interview.answer(REASONED)
    assert isinstance(interview.silence(), Finish)
