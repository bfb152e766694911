"""The session as the fold of its events."""

from dataclasses import replace
from typing import Any

import pytest

from tests.interview.samples import TRACK, brief
from tests.interview.simulate import PARTS, Interview
from voice_interviewer.events import (
    AnswerUnderstood,
    CandidateSilent,
    CommandGiven,
    Continued,
    MoveChosen,
    NoticeGiven,
    Paused,
    PhaseEntered,
    Scored,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    TurnCorrected,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.interview.records import Covered, Prompting
from voice_interviewer.interview.session import (
    OFFER,
    Session,
    fold,
    question_in,
    replay,
    sentence_key,
    session_from_turns,
)
from voice_interviewer.values import (
    Advance,
    Command,
    Constrain,
    Difficulty,
    Finding,
    FindingKind,
    Finish,
    Hint,
    Move,
    PhasePlan,
    Probe,
    Question,
    Reply,
    Say,
    Speaker,
    Turn,
    TurnTrace,
    Understanding,
    Wait,
)

STARTED = SessionStarted(
    at=2.0,
    session="one",
    problem="fraud-detection",
    track="ml-system-design",
    minutes=10,
    difficulty=Difficulty.MEDIUM,
    seed=1,
    started_at="2025-01-01T00:00:00+00:00",
    parts=PARTS,
    plan=(PhasePlan("requirements", 200), PhasePlan("serving", 300), PhasePlan("wrap-up", 100)),
)


def said(text: str, start: float, end: float, phase: str = "requirements", **more: Any) -> TurnEnded:
    return TurnEnded(end, Turn(Speaker.CANDIDATE, text, start, end, phase, **more))


def spoken(text: str, end: float = 5.0, phase: str = "requirements", **more: Any) -> TurnEnded:
    return TurnEnded(end, Turn(Speaker.INTERVIEWER, text, end - 1, end, phase, **more))


def asking(text: str, topic: str = "scale", kind: str = "ground") -> Say:
    return Say(Reply(text, "", Question(topic, "framing")), kind, "because")


def after(*events: Any) -> Session:
    return replay([STARTED, PhaseEntered(2.0, "requirements"), *events])


def made(move: Move, text: str = "", at: float = 5.0, **more: Any) -> list[Any]:
    """A move chosen and heard."""
    reply = move.reply
    assert reply is not None
    return [MoveChosen(at - 2, move), spoken(text or reply.text, at, **more)]


def covering(ground: str, turn: int, reasoned: bool = True, **more: Any) -> AnswerUnderstood:
    finding = Finding(FindingKind.GROUND, ground, "the words", reasoned, **more)
    return AnswerUnderstood(9.0, turn, Understanding((finding,), word_count=5))


# ---------------------------------------------------------------- beginning and clock


def test_a_session_begins_with_its_start() -> None:
    with pytest.raises(ValueError, match="PhaseEntered"):
        fold(None, PhaseEntered(0.0, "requirements"))
    with pytest.raises(ValueError, match="no session"):
        replay([])


def test_a_second_start_changes_nothing() -> None:
    assert after(replace(STARTED, session="two")).started.session == "one"


def test_a_start_without_a_plan_has_no_phase() -> None:
    session = fold(None, replace(STARTED, plan=()))
    assert (session.phase, session.following(), session.phase_left(12.0)) == ("", None, 590.0)


def test_the_clock_starts_with_the_session_and_leaves_pauses_out() -> None:
    session = after(Paused(12.0))
    assert session.clock(12.0) == 10
    assert session.clock(50.0) == 10
    session = fold(session, Paused(20.0))
    session = fold(session, Continued(52.0, 40.0))
    assert session.clock(60.0) == 18
    assert session.left(60.0) == 582
    assert session.clock(0.0) == 0


def test_the_end_of_a_pause_nobody_noted_still_counts_its_seconds() -> None:
    assert after(Continued(52.0, 40.0)).clock(52.0) == 10


def test_a_gap_is_recorded_and_not_counted() -> None:
    session = after(NoticeGiven(22.0, "microphone", "gone"), SessionResumed(30.0, 3600.0, PARTS))
    assert session.clock(30.0) == 20
    assert session.gaps == (3600.0,)
    assert session.ended is None


def test_a_session_that_stopped_in_a_pause_goes_on_from_there() -> None:
    session = after(Paused(12.0), CandidateSilent(42.0, 30.0), SessionResumed(50.0, 9.0, PARTS))
    assert session.clock(60.0) == 20


def test_time_is_spent_by_phase_and_left_by_the_whole_plan() -> None:
    session = after(PhaseEntered(102.0, "serving"))
    assert session.phase_spent(152.0) == 50
    assert session.phase_spent(152.0, "requirements") == 100
    assert session.phase_left(152.0) == 350
    assert session.spent_by_phase(152.0) == {"requirements": 100, "serving": 50, "wrap-up": 0}
    assert session.following() == "wrap-up"
    assert fold(session, PhaseEntered(160.0, "wrap-up")).following() is None


# ---------------------------------------------------------------- replies take effect when heard


def test_a_question_is_asked_when_it_was_heard() -> None:
    move = asking("Right. What about scale?")
    session = after(MoveChosen(3.0, move))
    assert session.pending == move
    assert session.question is None
    session = fold(session, spoken("Right. What about scale?"))
    assert session.pending is None
    assert session.question is not None
    assert (session.question.topic, session.question.text) == ("scale", "What about scale?")
    assert session.said[sentence_key("What about scale")] == 0


def test_a_question_cut_off_before_it_was_put_was_not_asked() -> None:
    session = after(MoveChosen(3.0, asking("Right. What about scale?")), spoken("Right.", interrupted=True))
    assert session.question is None
    session = after(
        MoveChosen(3.0, asking("Right. What about scale?")), spoken("What about scale?", interrupted=True)
    )
    assert session.question is not None


def test_a_request_without_a_question_mark_is_asked_too() -> None:
    session = after(*made(asking("Design the system.")))
    assert session.question is not None
    assert session.question.text == "Design the system."


def test_the_wording_of_a_language_model_is_what_was_asked() -> None:
    session = after(*made(asking("What about scale?"), "And how big is it?"))
    assert session.question is not None
    assert session.question.text == "And how big is it?"


def test_repeating_a_question_does_not_ask_it_twice() -> None:
    session = after(
        *made(asking("What about scale?")), *made(asking("What about scale?", kind="repeat"), at=9.0)
    )
    assert len(session.asked) == 1
    assert session.question is not None
    assert session.question.turn == 1


def test_probes_constraints_and_hints_are_kept() -> None:
    probe = Probe(Reply("How stale?", "", Question("cache-probe", "serving")), "cache-probe", "why")
    constrain = Constrain(Reply("Ten times. What breaks?", "", Question("", "serving")), "ten-times", "why")
    hint = Hint(Reply("Think of the past."), 1, "requirements", "asked")
    session = after(*made(probe), *made(constrain), *made(hint, hint_level=1))
    assert session.probes == {"cache-probe"}
    assert session.constraints == ("ten-times",)
    assert [(given.level, given.phase) for given in session.ledger] == [(1, "requirements")]
    assert session.hint_level == 1
    assert [asked.kind for asked in session.asked] == ["probe", "constrain"]
    assert session.asked[0].follow_up
    assert not session.asked[1].follow_up


def test_an_opening_belongs_to_the_phase_it_opens() -> None:
    advance = Advance(Reply("On to it. What first?", "", Question("serving", "serving")), "serving", "time")
    session = after(*made(advance, phase="serving"), PhaseEntered(5.0, "serving"))
    assert session.phase == "serving"
    assert session.asked[0].phase == "serving"


def test_an_offer_is_no_question_of_the_interview() -> None:
    offer = Wait("silence", reply=Reply("Would a hint help?", "", Question(OFFER, "", open=False)))
    session = after(*made(asking("What about scale?")), CandidateSilent(40.0, 30.0), *made(offer, at=42.0))
    assert session.offered
    assert session.offered_here
    assert session.silences == 1
    assert session.question is not None
    assert session.question.topic == "scale"
    session = fold(session, said("yes", 43.0, 44.0))
    assert session.answers_offer
    assert not session.offered
    assert session.silences == 0


def test_silence_is_counted_anew_after_a_question() -> None:
    session = after(CandidateSilent(40.0, 30.0), *made(asking("What about scale?"), at=42.0))
    assert session.silences == 0


def test_waiting_in_silence_is_counted_until_the_interviewer_speaks() -> None:
    session = after(MoveChosen(3.0, Wait("thinks", thinking=True)), MoveChosen(4.0, Wait("thinks")))
    assert session.waited == 2
    assert not session.thinking
    assert session.pending is None
    session = fold(session, MoveChosen(5.0, Wait("thinks", thinking=True)))
    assert session.thinking
    assert fold(session, said("so", 6.0, 7.0)).thinking is False
    assert fold(session, spoken("Okay.")).waited == 0


# ---------------------------------------------------------------- taking back


def test_a_reply_nobody_heard_is_forgotten() -> None:
    session = after(
        *made(asking("What about scale?")), said("a lot", 6.0, 7.0), MoveChosen(8.0, asking("Why?", ""))
    )
    session = fold(session, TurnTaken(8.5))
    assert session.void == frozenset()
    assert session.pending is None
    assert len(session.asked) == 1


def test_the_last_reply_is_taken_back_and_its_effects_undone() -> None:
    probe = Probe(Reply("How stale?", "", Question("cache-probe", "serving")), "cache-probe", "why")
    session = after(*made(asking("What about scale?")), said("a cache", 6.0, 7.0), *made(probe, at=9.0))
    session = fold(session, CommandGiven(9.5, Command.TAKE_BACK))
    session = fold(session, TurnTaken(9.5))
    assert session.void == {2}
    assert session.probes == frozenset()
    assert session.question is not None
    assert session.question.topic == "scale"
    again = fold(session, TurnTaken(9.6))
    assert again.void == {2}


def test_a_hint_taken_back_stays_in_the_ledger() -> None:
    hint = Hint(Reply("Think of the past."), 1, "requirements", "asked")
    session = after(*made(asking("What about scale?")), *made(hint, hint_level=1), TurnTaken(9.5))
    assert len(session.void) == 1
    assert [given.level for given in session.ledger] == [1]
    assert session.hint_level == 1


def test_the_words_that_take_back_are_a_turn_of_their_own() -> None:
    session = after(
        *made(asking("What about scale?")),
        said("it is", 6.0, 7.0),
        *made(asking("Why?", ""), at=9.0),
        said("wait, I wasn't finished", 10.0, 11.0),
        CommandGiven(11.0, Command.TAKE_BACK, "wait, I wasn't finished"),
        TurnTaken(11.0),
    )
    assert session.void == {2}


def test_nothing_is_taken_back_where_the_candidate_spoke_last() -> None:
    session = after(*made(asking("What about scale?")), said("it is", 6.0, 7.0), TurnTaken(8.0))
    assert session.void == frozenset()
    assert after(TurnTaken(8.0)).void == frozenset()


def test_a_hand_over_taken_back_returns_to_its_phase() -> None:
    advance = Advance(Reply("On to it. What first?", "", Question("serving", "serving")), "serving", "time")
    session = after(
        *made(advance, phase="serving"),
        PhaseEntered(5.0, "serving"),
        NoticeGiven(15.0, "x", "y"),
        TurnTaken(15.0),
    )
    assert session.phase == "requirements"
    assert session.phase_spent(20.0, "serving") == 10
    assert session.asked == ()


# ---------------------------------------------------------------- answers and coverage


def test_ground_is_covered_by_its_best_answer() -> None:
    session = after(
        *made(asking("What about scale?", "scale")),
        said("scale", 6.0, 7.0),
        covering("scale", 1, reasoned=False),
        said("scale because", 8.0, 9.0),
        covering("scale", 2),
        said("scale", 9.0, 10.0),
        covering("scale", 3, reasoned=False),
    )
    covered = session.covered["scale"]
    assert (covered.turn, covered.reasoned, covered.prompting) == (2, True, Prompting.AFTER_QUESTION)


def test_what_led_to_an_answer_is_kept() -> None:
    hint = Hint(Reply("Think of the past."), 2, "requirements", "asked")
    session = after(
        *made(asking("What about scale?", "scale")),
        said("the goal", 6.0, 7.0),
        covering("business-goal", 1),
        *made(hint, hint_level=2),
        said("the labels", 8.0, 9.0),
        covering("labels", 3),
    )
    assert session.covered["business-goal"].prompting is Prompting.UNPROMPTED
    assert session.covered["labels"].prompting is Prompting.AFTER_HINT
    assert session.covered["labels"].hint_level == 2


def test_a_reason_counts_before_being_unprompted() -> None:
    bare = Covered("scale", 1, "scale", False, Prompting.UNPROMPTED)
    assert Covered("scale", 3, "scale", True, Prompting.AFTER_HINT).worth > bare.worth


def test_what_is_rejected_covers_nothing() -> None:
    session = after(said("no scale", 6.0, 7.0), covering("scale", 0, negated=True))
    assert session.covered == {}
    assert session.answer is not None


def test_two_understandings_of_one_turn_are_merged() -> None:
    session = after(said("scale and goal", 6.0, 7.0), covering("scale", 0), covering("business-goal", 0))
    assert set(session.covered) == {"scale", "business-goal"}


def test_understanding_of_a_turn_that_is_no_answer_is_ignored() -> None:
    assert after(spoken("Hello."), covering("scale", 0), covering("scale", 7)).covered == {}


def test_a_correction_replaces_the_words_and_what_was_made_of_them() -> None:
    probe = Finding(FindingKind.PROBE, "cache-probe", "cache")
    session = after(
        said("ready's is at scale", 6.0, 7.0),
        covering("scale", 0),
        AnswerUnderstood(7.0, 0, Understanding((probe,))),
        said("the goal", 8.0, 9.0),
        covering("business-goal", 1),
        TurnCorrected(20.0, 0, "redis is at hand"),
        TurnCorrected(21.0, 0, "redis is at hand here"),
        TurnCorrected(21.0, 9, "nobody said this"),
    )
    assert (session.turns[0].text, session.turns[0].heard) == ("redis is at hand here", "ready's is at scale")
    assert set(session.covered) == {"business-goal"}
    assert session.raised == {}
    assert session.corrected == {0}


def test_probes_keep_the_first_turn_that_gave_cause() -> None:
    raised = AnswerUnderstood(7.0, 0, Understanding((Finding(FindingKind.PROBE, "cache-probe", "cache"),)))
    session = after(said("a cache", 6.0, 7.0), raised, said("a cache", 8.0, 9.0), replace(raised, turn=1))
    assert session.raised == {"cache-probe": 0}


# ---------------------------------------------------------------- the rest


def test_everything_else_is_kept_as_it_came() -> None:
    session = after(
        CommandGiven(3.0, Command.HARDER),
        CommandGiven(3.0, Command.HARDER),
        CommandGiven(3.0, Command.EASIER),
        TurnTraced(4.0, TurnTrace(0)),
        NoticeGiven(5.0, "voice", "fell back"),
        Scored(6.0, {"overall": 3.1}),
        SessionEnded(7.0, "finished"),
    )
    assert session.level == 1
    assert len(session.traces) == len(session.notices) == 1
    assert session.scorecard == {"overall": 3.1}
    assert session.ended is not None
    assert session.at == 7.0


def test_time_never_goes_back() -> None:
    assert after(NoticeGiven(9.0, "a", "b"), NoticeGiven(4.0, "a", "b")).at == 9.0


def test_nothing_is_offered_before_there_is_a_question() -> None:
    session = after()
    assert not session.offered_here
    assert session.answer is None


@pytest.mark.parametrize(("text", "question"), [("Right. Why? Because.", "Why?"), ("Right.", ""), ("", "")])
def test_the_last_question_of_a_text(text: str, question: str) -> None:
    assert question_in(text) == question


def test_the_fold_of_the_journal_is_the_session_that_lived() -> None:
    interview = Interview(brief()).run(lambda _: "I would use a cache because it is faster.")
    assert replay(interview.events) == interview.session


def test_three_hours_of_talk_are_folded() -> None:
    session = after()
    for number in range(0, 1500, 2):
        session = fold(session, spoken(f"Question {number}?", 3.0 + number))
        session = fold(session, said("scale", 3.5 + number, 4.0 + number))
        session = fold(session, covering("scale", number + 1))
    assert len(session.turns) == 1500
    assert session.answer is not None
    assert session.answer.turn == 1499
    assert len(session.said) == 750


# ---------------------------------------------------------------- bare transcripts


def test_a_bare_transcript_becomes_a_session() -> None:
    turns = [
        Turn(Speaker.INTERVIEWER, "Hello. What about scale?", 0.5, 2.0, "requirements"),
        Turn(Speaker.CANDIDATE, "A lot.", 3.0, 4.0, "requirements"),
        Turn(Speaker.INTERVIEWER, "Think of the past.", 5.0, 6.0, "requirements", hint_level=2),
        Turn(Speaker.CANDIDATE, "Sums.", 7.0, 8.0, ""),
        Turn(Speaker.INTERVIEWER, "Let's move on.", 9.0, 10.0, "serving"),
    ]
    session = session_from_turns(turns, "fraud-detection", TRACK, 20, session="old")
    assert session.turns == tuple(turns)
    assert [asked.text for asked in session.asked] == ["What about scale?"]
    assert [hint.level for hint in session.ledger] == [2]
    assert session.phase == "serving"
    assert session.phase_spent(10.0, "requirements") == 9.0
    assert session.ended is not None
    assert session.started.session == "old"


def test_an_empty_transcript_is_a_session_too() -> None:
    session = session_from_turns([], "fraud-detection", TRACK, 20)
    assert session.turns == ()
    assert session.clock(session.at) == 0


def test_finishing_leaves_the_question_at_hand() -> None:
    session = after(*made(asking("What about scale?")), *made(Finish(Reply("Goodbye."), "done")))
    assert session.question is not None
