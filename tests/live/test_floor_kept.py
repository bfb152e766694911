"""Who has the floor in trying moments: nobody is talked over, nothing said is lost, and nothing waits for ever."""

import asyncio

import pytest

from tests.live.scene import Scene, audible, play
from voice_interviewer.errors import SessionError
from voice_interviewer.events import (
    Event,
    MoveChosen,
    NoticeGiven,
    SessionEnded,
    TurnEnded,
    TurnTaken,
    TurnTraced,
)
from voice_interviewer.live.signals import CommandPressed, InputEnded, StopAsked
from voice_interviewer.speech.floor import Floor
from voice_interviewer.speech.frame import Samples
from voice_interviewer.testing import FakeRecognition, FakeTranscriber, MemoryLog, tone
from voice_interviewer.values import Command, Finish, Speaker, Transcript

ANSWER = "the goal is to lose less money because fraud is expensive"


def now() -> float:
    return asyncio.get_running_loop().time()


# ---------------------------------------------------------------- the loudspeaker goes


@pytest.mark.parametrize("silently", [False, True], ids=["says so", "only stalls"])
def test_a_loudspeaker_that_dies_in_mid_reply_leaves_the_words_and_comes_back(silently: bool) -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        scene.speaker.broken = True
        if silently:
            scene.speaker.stall()
        else:
            scene.speaker.fail("The loudspeaker “fake” stopped working.")
        await scene.replied(1)
        assert now() < 6.0
        await scene.say()
        await scene.replied(2)
        scene.speaker.broken = False
        await asyncio.sleep(2.5)
        heard = len(scene.speaker.played)
        scene.conductor.emit(CommandPressed(Command.REPEAT))
        await scene.replied(3)
        assert audible(scene.speaker.played[heard:]) > 0.1

    scene = play(act, [ANSWER])
    first = scene.turns(Speaker.INTERVIEWER)[0]
    move = scene.of(MoveChosen)[0].move
    assert first.text == move.reply.text
    notices = [notice.text for notice in scene.of(NoticeGiven) if notice.part == "loudspeaker"]
    assert len(notices) == 2
    assert "shown" in notices[0]
    assert notices[1] == "The loudspeaker is back."


def test_with_the_loudspeaker_gone_an_open_room_is_listened_to() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        scene.speaker.broken = True
        scene.speaker.fail("Gone.")
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say()
        await scene.replied(2)

    assert len(play(act, [ANSWER], open_room=True).turns(Speaker.CANDIDATE)) == 1


# ---------------------------------------------------------------- an open room


def test_the_ear_stays_deaf_when_one_reply_follows_another_at_once() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(0.5)
        scene.conductor.emit(CommandPressed(Command.REPEAT))
        await asyncio.sleep(0.6)
        await scene.speaking()
        scene.microphone.say(tone(1.5))  # its own voice, through the room
        await scene.replied(2)
        await asyncio.sleep(3.0)

    scene = play(act, ["echo"], open_room=True)
    assert scene.turns(Speaker.CANDIDATE) == []
    assert not scene.turns(Speaker.INTERVIEWER)[-1].interrupted


def test_an_answer_that_a_key_talks_over_does_not_leave_the_floor_taken() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(0.5)
        scene.microphone.say(tone(1.5))
        await asyncio.sleep(0.8)
        scene.conductor.emit(CommandPressed(Command.REPEAT))
        await scene.replied(2)
        await asyncio.sleep(1.0)
        assert scene.conductor.view().floor is Floor.LISTENING
        scene.conductor.emit(InputEnded("the script is at its end"))
        await asyncio.sleep(0.1)
        assert scene.of(SessionEnded)

    play(act, ["never mind"], open_room=True)


# ---------------------------------------------------------------- resumed speech


@pytest.mark.parametrize("open_room", [False, True])
def test_nobody_is_talked_over_who_goes_on_while_being_recognised(open_room: bool) -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say(2.0)
        await asyncio.sleep(1.3)
        before = len(scene.speaker.played)
        await scene.say(3.0)
        assert audible(scene.speaker.played[before:]) == 0.0
        await scene.replied(2)

    scene = play(act, ["the goal is", "to lose less money"], cost=2.0, open_room=open_room)
    (turn,) = scene.turns(Speaker.CANDIDATE)
    assert turn.text == "the goal is to lose less money"
    assert turn.end - turn.start == pytest.approx(6.3, abs=0.1)


def test_a_cough_before_the_reply_puts_it_off_and_does_not_lose_it() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await asyncio.sleep(1.0)
        await scene.say(2.0)
        await asyncio.sleep(0.75)
        await scene.say(0.2)
        await scene.replied(2)
        assert now() < 30.0

    scene = play(act, [ANSWER, ""])
    assert len(scene.turns(Speaker.CANDIDATE)) == 1
    assert len(scene.of(TurnTaken)) <= 1
    moves = [event.move.reply.text for event in scene.of(MoveChosen)]
    assert scene.turns(Speaker.INTERVIEWER)[1].text == moves[1]


# ---------------------------------------------------------------- over the interviewer


async def yes_over_the_greeting(scene: Scene) -> None:
    await scene.speaking()
    await asyncio.sleep(0.5)
    await scene.say(0.2)
    await asyncio.sleep(1.5)
    assert scene.conductor.view().floor is Floor.SPEAKING


def test_a_barge_in_after_a_short_yes_is_as_quick_as_any() -> None:
    async def act(scene: Scene) -> None:
        await yes_over_the_greeting(scene)
        began = now()
        scene.microphone.say(tone(3.0))
        await scene.replied(1)
        assert now() - began < 0.6

    scene = play(act, ["yes", "sorry may i ask something"])
    assert scene.turns(Speaker.INTERVIEWER)[0].interrupted


def test_a_command_too_short_to_be_a_barge_in_still_ends_the_reply() -> None:
    async def act(scene: Scene) -> None:
        await yes_over_the_greeting(scene)

    async def stops(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(0.5)
        began = now()
        await scene.say(0.2)
        await scene.replied(1)
        assert now() - began < 1.6

    assert play(stops, ["stop"]).turns(Speaker.INTERVIEWER)[0].interrupted
    assert not play(act, ["yes"]).of(TurnTaken)


def test_ctrl_c_after_a_short_yes_ends_at_once_and_keeps_the_yes() -> None:
    async def act(scene: Scene) -> None:
        await yes_over_the_greeting(scene)
        began = now()
        scene.conductor.emit(StopAsked())
        while not scene.of(SessionEnded):
            await asyncio.sleep(0.01)
        assert now() - began < 0.5

    scene = play(act, ["yes"])
    assert [turn.text for turn in scene.turns(Speaker.CANDIDATE)] == ["yes"]
    speakers = [event.turn.speaker for event in scene.of(TurnEnded)]
    assert speakers == [Speaker.INTERVIEWER, Speaker.CANDIDATE]


@pytest.mark.parametrize("by_key", [False, True])
def test_ctrl_c_in_mid_answer_keeps_what_was_said_so_far(by_key: bool) -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        scene.microphone.say(tone(6.0))
        await asyncio.sleep(4.0)
        began = now()
        scene.conductor.emit(StopAsked())
        while not scene.of(SessionEnded):
            await asyncio.sleep(0.01)
        assert now() - began < 1.0

    assert [turn.text for turn in play(act, [ANSWER], by_key=by_key).turns(Speaker.CANDIDATE)] == [ANSWER]


def test_ctrl_c_does_not_wait_for_a_recogniser_that_takes_too_long() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say(3.0)
        began = now()
        scene.conductor.emit(StopAsked())
        while not scene.of(SessionEnded):
            await asyncio.sleep(0.01)
        assert 1.4 < now() - began < 2.0

    assert not play(act, [ANSWER], cost=20.0).turns(Speaker.CANDIDATE)


def test_a_gap_between_two_words_is_not_the_end_of_a_barge_in() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        scene.microphone.say(tone(0.2))
        scene.microphone.say(tone(2.0), at=scene.microphone.position / 16_000 + 0.4)
        await scene.replied(1)

    assert play(act, ["no wait"]).turns(Speaker.INTERVIEWER)[0].interrupted


# ---------------------------------------------------------------- handing over in words


@pytest.mark.parametrize("said", ["let's move on", "that's my answer", "can you repeat that"])
def test_a_spoken_command_is_taken_up_without_the_silence(said: str) -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say()
        await scene.replied(2)

    recogniser = Growing(streaming=True)
    recogniser.says = said
    scene = play(act, [], transcriber=recogniser)
    assert [traced.trace.reason for traced in scene.of(TurnTraced)] == ["handed over in words"]


# ---------------------------------------------------------------- turns by key


@pytest.mark.parametrize("streaming", [False, True])
def test_with_turns_by_key_the_words_that_hand_over_end_an_answer(streaming: bool) -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say()
        await asyncio.sleep(5.0)
        assert not scene.turns(Speaker.CANDIDATE)
        recogniser.says = "and that's my answer"
        await scene.say()
        await scene.replied(2)

    recogniser = Growing(streaming)
    scene = play(act, [], by_key=True, transcriber=recogniser)
    assert len(scene.turns(Speaker.CANDIDATE)) == 1


class Growing(FakeTranscriber):
    """Hears whatever `says` holds when it is asked."""

    def __init__(self, streaming: bool) -> None:
        super().__init__(streaming=streaming)
        self.says = "the goal is to lose less money"

    def begin(self, start: int) -> "GrowingRecognition":
        return GrowingRecognition(self)


class GrowingRecognition(FakeRecognition):
    def __init__(self, owner: Growing) -> None:
        self._growing = owner

    def accept(self, samples: Samples) -> str | None:
        return self._growing.says if self._growing.streaming else None

    def finish(self) -> Transcript:
        return Transcript(self._growing.says)


def test_with_turns_by_key_the_end_of_a_script_ends_its_last_answer_too() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say()
        await asyncio.sleep(3.0)
        scene.conductor.emit(InputEnded("the script is at its end"))
        await asyncio.sleep(30.0)
        assert scene.of(SessionEnded)

    assert len(play(act, [ANSWER], by_key=True).turns(Speaker.CANDIDATE)) == 1


@pytest.mark.parametrize("by_key", [False, True])
def test_the_goodbye_at_the_end_of_input_waits_for_the_answer_in_the_air(by_key: bool) -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        scene.microphone.say(tone(4.0))
        await asyncio.sleep(3.0)
        scene.conductor.emit(InputEnded("end of input", farewell=True))
        await asyncio.sleep(60.0)

    scene = play(act, [ANSWER], by_key=by_key)
    assert scene.turns(Speaker.CANDIDATE)[0].text == ANSWER
    assert isinstance(scene.of(MoveChosen)[-1].move, Finish)
    assert scene.of(SessionEnded)[0].reason == "end of input"


# ---------------------------------------------------------------- the disk


class FullLog(MemoryLog):
    """A journal on a disk that fills up."""

    def append(self, event: Event) -> None:
        if len(self.events) == 4:
            raise SessionError("The session cannot be written.", "Free some space.")
        super().append(event)


def test_a_full_disk_is_told_as_itself() -> None:
    async def act(scene: Scene) -> None:
        await asyncio.sleep(60.0)

    with pytest.raises(SessionError, match="cannot be written"):
        play(act, [], log=FullLog())
