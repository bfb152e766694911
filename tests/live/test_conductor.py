"""Whole conversations on virtual time: real ear, mouth, conductor and interviewer; devices and models are fakes."""

import asyncio

import pytest

from tests.live.scene import BANK, Scene, audible, play
from voice_interviewer.errors import LanguageModelError, VoiceError
from voice_interviewer.events import (
    CandidateSilent,
    CommandGiven,
    Continued,
    MoveChosen,
    NoticeGiven,
    Paused,
    PhaseEntered,
    SessionEnded,
    SessionStarted,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.live.signals import CommandPressed, InputEnded, LineTyped
from voice_interviewer.ports import Chunk, Usage
from voice_interviewer.testing import (
    ToneSynthesizer,
    tone,
)
from voice_interviewer.values import Command, Finish, Speaker, Wait


def test_it_greets_hears_and_answers() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say()
        await scene.replied(2)

    scene = play(act, ["the goal is to lose less money because fraud is expensive"])
    greeting, reply = scene.turns(Speaker.INTERVIEWER)
    assert "?" in greeting.text
    assert reply.start > scene.turns(Speaker.CANDIDATE)[0].end
    assert audible(scene.speaker.played) > 0.1
    (trace,) = scene.of(TurnTraced)
    assert trace.trace.response == pytest.approx(trace.trace.waited + trace.trace.processing)
    assert 0.7 < trace.trace.response < 1.0
    assert isinstance(scene.log.events[0], SessionStarted)
    assert isinstance(scene.log.events[1], PhaseEntered)
    assert isinstance(scene.log.events[-1], SessionEnded)


def test_talking_over_the_interviewer_stops_it_and_keeps_only_what_was_heard() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        await scene.say(3.0)
        await scene.replied(2)

    scene = play(act, ["sorry can i say something about the goal"])
    first = scene.turns(Speaker.INTERVIEWER)[0]
    assert first.interrupted
    whole = next(e.move.reply.text for e in scene.of(MoveChosen))
    assert whole.startswith(first.text.split(".")[0][:5])
    assert len(first.text) < len(whole)


def test_a_cough_pauses_the_interviewer_but_does_not_stop_it() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        scene.microphone.say(tone(0.15))
        await scene.replied(1)

    scene = play(act, [])
    assert not scene.turns(Speaker.INTERVIEWER)[0].interrupted


def test_in_an_open_room_its_own_voice_is_no_answer() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        scene.microphone.say(tone(1.5))
        await scene.replied(1)
        await asyncio.sleep(5.0)

    scene = play(act, ["echo"], open_room=True)
    assert scene.turns(Speaker.CANDIDATE) == []
    assert not scene.turns(Speaker.INTERVIEWER)[0].interrupted


def test_speech_that_resumes_before_the_reply_sounds_takes_it_back() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say(2.0)
        await asyncio.sleep(0.76)
        await scene.say(2.0)
        await scene.replied(2)

    scene = play(act, ["first half of it", "and the second half"])
    assert len(scene.turns(Speaker.CANDIDATE)) == 2
    assert len(scene.of(TurnTaken)) == 1
    assert [event.trace.drafts_dropped for event in scene.of(TurnTraced)] == [1]


def test_a_thrown_away_reply_counts_for_the_next_one_alone() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say(2.0)
        await asyncio.sleep(0.76)
        await scene.say(2.0)
        await scene.replied(2)
        await scene.say(2.0)
        await scene.replied(3)

    scene = play(act, ["first half of it", "and the second half", "a baseline first because it is cheap"])
    assert [event.trace.drafts_dropped for event in scene.of(TurnTraced)] == [1, 0]


def test_thirty_quiet_seconds_bring_one_offer_and_no_new_question() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(100.0)

    scene = play(act, [])
    silences = scene.of(CandidateSilent)
    assert silences[0].seconds == 30
    replies = scene.turns(Speaker.INTERVIEWER)
    assert len(replies) == 2
    assert replies[1].start - replies[0].end >= 30


def test_announced_thinking_is_left_alone_for_a_minute() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say()
        await asyncio.sleep(55.0)

    scene = play(act, ["let me think about that for a minute"])
    replies = scene.turns(Speaker.INTERVIEWER)
    assert len(replies) <= 2
    assert any(isinstance(e.move, Wait) and e.move.thinking for e in scene.of(MoveChosen))
    assert any(view.floor == "take your time" for view in scene.display.views)


def test_a_pause_stops_the_clock_until_resume() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        scene.conductor.emit(CommandPressed(Command.PAUSE))
        await asyncio.sleep(300.0)
        scene.conductor.emit(CommandPressed(Command.RESUME))
        await asyncio.sleep(10.0)

    scene = play(act, [])
    assert len(scene.of(Paused)) == 1
    (going_on,) = scene.of(Continued)
    assert going_on.seconds == pytest.approx(300, abs=10)
    session = scene.conductor.session
    assert session.clock(scene.log.events[-1].at) < 60


def test_wasnt_finished_takes_the_reply_back() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say()
        await scene.replied(2)
        scene.conductor.emit(CommandPressed(Command.TAKE_BACK))
        await asyncio.sleep(5.0)

    scene = play(act, ["the goal is to lose less money"])
    assert [e.command for e in scene.of(CommandGiven)] == [Command.TAKE_BACK]
    assert len(scene.of(TurnTaken)) == 1


def test_with_turns_by_key_only_the_key_ends_an_answer() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say()
        await asyncio.sleep(20.0)
        assert scene.turns(Speaker.CANDIDATE) == []
        scene.conductor.emit(CommandPressed(Command.DONE))
        await scene.replied(2)

    scene = play(act, ["the goal is to lose less money"], by_key=True)
    assert len(scene.turns(Speaker.CANDIDATE)) == 1


def test_typed_lines_are_answers_and_their_end_is_the_end() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        scene.conductor.emit(LineTyped("the goal is to lose less money"))
        scene.conductor.emit(InputEnded("end of input", farewell=True))
        await asyncio.sleep(600.0)

    scene = play(act, [])
    assert scene.of(SessionEnded)[0].reason == "end of input"
    assert len(scene.turns(Speaker.INTERVIEWER)) == 3
    assert isinstance(scene.of(MoveChosen)[-1].move, Finish)
    assert scene.turns(Speaker.CANDIDATE)[0].typed


def test_skipping_reaches_every_phase_and_the_end() -> None:
    async def act(scene: Scene) -> None:
        for count in range(1, 12):
            await scene.replied(count)
            await asyncio.sleep(0.5)
            await scene.say(1.0)

    scene = play(act, ["can we skip this question"] * 12)
    assert [event.phase for event in scene.of(PhaseEntered)] == [
        phase.slug for phase in BANK.track("ml-system-design").phases
    ]
    assert scene.of(SessionEnded)[0].reason == "finished"


class Model:
    """A language model that says one thing, or fails."""

    name, kind = "model", "ollama"

    def __init__(self, reply: str | Exception, delay: float = 0.15) -> None:
        self.reply, self.delay, self.asked = reply, delay, 0

    async def check(self):  # type: ignore[no-untyped-def]
        raise NotImplementedError

    async def chat(self, messages, options):  # type: ignore[no-untyped-def]
        self.asked += 1
        await asyncio.sleep(self.delay)
        if isinstance(self.reply, Exception):
            raise self.reply
        for word in self.reply.split(" "):
            yield Chunk(word + " ")
        yield Chunk("", Usage(prompt_tokens=9, prompt_seconds=0.25))

    async def aclose(self) -> None: ...


async def one_answer(scene: Scene) -> None:
    await scene.replied(1)
    await scene.say()
    await scene.replied(2)


def test_a_language_model_words_the_reply() -> None:
    model = Model("And how would you notice in time that it had gone wrong?")
    scene = play(one_answer, ["the goal is to lose less money because fraud is expensive"], model=model)
    assert scene.turns(Speaker.INTERVIEWER)[1].text == model.reply
    assert scene.of(TurnTraced)[0].trace.prompt_tokens == 9
    assert scene.of(TurnTraced)[0].trace.first_token is not None
    assert scene.of(TurnTraced)[0].trace.prompt_seconds == 0.25


@pytest.mark.parametrize(
    ("model", "noticed"),
    [
        (Model(LanguageModelError("It broke.", "Look.")), True),
        (Model("too late for anyone?", delay=60.0), True),
        (Model("Great question! What? Why? How? When?"), False),
        (Model("- one\n- two\n**three**"), False),
        (Model(""), False),
    ],
    ids=["fails", "stalls", "asks four questions", "writes markdown", "says nothing"],
)
def test_a_language_model_that_misbehaves_is_replaced_by_the_bank(model: Model, noticed: bool) -> None:
    scene = play(one_answer, ["the goal is to lose less money because fraud is expensive"], model=model)
    reply = scene.turns(Speaker.INTERVIEWER)[1].text
    moves = [e.move for e in scene.of(MoveChosen)]
    assert reply == moves[1].reply.text
    assert bool(scene.of(NoticeGiven)) is noticed
    assert scene.of(TurnTraced)[0].trace.response < 6.0


def test_a_voice_that_fails_leaves_the_words_and_says_so_once() -> None:
    scene = play(
        one_answer, ["the goal is clear"], voice=ToneSynthesizer(failure=VoiceError("No voice.", ""))
    )
    assert len(scene.turns(Speaker.INTERVIEWER)) == 2
    assert [notice.part for notice in scene.of(NoticeGiven)] == ["voice"]


def test_ctrl_c_ends_it_in_mid_sentence_with_everything_kept() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(0.5)

    scene = play(act, [])
    assert scene.of(SessionEnded)[0].reason == "ended by the user"


def test_lines_typed_after_the_goodbye_are_not_taken_up() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        for line in ("lets wrap up", "nothing to add", "thanks", "bye", "i forgot drift", "more"):
            scene.conductor.emit(LineTyped(line))
        await asyncio.sleep(60.0)

    scene = play(act, [])
    assert isinstance(scene.log.events[-1], SessionEnded)
    assert len(scene.of(SessionEnded)) == 1


@pytest.mark.parametrize(("said", "length"), [("mm-hm", 0.4), ("right", 0.3), ("okay okay", 0.4)])
def test_a_sign_of_listening_neither_stops_the_interviewer_nor_counts_as_an_answer(
    said: str, length: float
) -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        await scene.say(length)
        await scene.replied(1)
        await asyncio.sleep(5.0)

    scene = play(act, [said])
    (greeting,) = scene.turns(Speaker.INTERVIEWER)
    assert not greeting.interrupted
    assert scene.turns(Speaker.CANDIDATE) == []


def test_a_stop_word_stops_the_interviewer_however_short() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        await scene.say(0.35)
        await scene.replied(1)
        await asyncio.sleep(1.0)

    scene = play(act, ["wait"])
    assert scene.turns(Speaker.INTERVIEWER)[0].interrupted
