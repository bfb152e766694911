"""Listening on virtual time: answers, drafts that are dropped, long answers in segments, a microphone that goes."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from voice_interviewer.errors import EngineError, RecogniserError
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.hearing import Recogniser
from voice_interviewer.live.signals import (
    AnswerHeard,
    PartialHeard,
    PartTroubled,
    Signal,
    VoiceBegan,
    VoiceEnded,
)
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.turnsound import TurnSound
from voice_interviewer.live.worker import Overdue
from voice_interviewer.speech.endpointing import Endpointer, Policy
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.testing import (
    FakeMicrophone,
    FakeRecognition,
    FakeTranscriber,
    InlineWorker,
    LoopClock,
    LoudnessDetector,
    tone,
    virtual_time,
)
from voice_interviewer.values import Transcript

Scene = Callable[[Ear, FakeMicrophone], Awaitable[None]]


class Completeness:
    """`ports.TurnModel`: says what it is told to say, or fails; remembers how much it was given."""

    name = "fake turn model"

    def __init__(self, *says: float | EngineError) -> None:
        self.says = list(says)
        self.given: list[int] = []

    def completeness(self, audio: Samples) -> float:
        self.given.append(len(audio))
        says = self.says.pop(0)
        if isinstance(says, EngineError):
            raise says
        return says


def play(
    scene: Scene,
    transcriber: FakeTranscriber,
    cost: float = 0.1,
    turn_model: Completeness | None = None,
    into: list[Signal] | None = None,
) -> list[Signal]:
    """Run a scene with an ear; returns what it told, kept in `into` meanwhile."""
    told: list[Signal] = [] if into is None else into

    async def stage() -> None:
        microphone = FakeMicrophone()
        ear = Ear(
            microphone,
            LoudnessDetector(),
            Endpointer(Policy()),
            Recogniser(transcriber, InlineWorker(cost)),
            Timeline(LoopClock()),
            told.append,
            InlineWorker(),
            sound=TurnSound(turn_model, InlineWorker(0.02)) if turn_model is not None else None,
        )
        ear.start()
        watching = asyncio.create_task(ear.watch())
        await scene(ear, microphone)
        watching.cancel()
        ear.stop()

    with virtual_time() as runner:
        runner.run(stage())
    return told


def answers(told: list[Signal]) -> list[AnswerHeard]:
    return [signal for signal in told if isinstance(signal, AnswerHeard)]


def test_an_answer_is_heard_with_its_times() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(5.0)

    (answer,) = answers(play(scene, FakeTranscriber(["a b c"])))
    assert answer.transcript.text == "a b c"
    assert answer.start == pytest.approx(1.0, abs=0.04)
    assert answer.speech_end == pytest.approx(3.0, abs=0.04)
    assert answer.decided_end == pytest.approx(3.7, abs=0.07)
    assert answer.recognised == pytest.approx(answer.possible_end + 0.1, abs=0.05)  # ahead, in the silence


def test_recognition_slower_than_the_silence_is_waited_for() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(8.0)

    (answer,) = answers(play(scene, FakeTranscriber(["a b c"]), cost=2.0))
    assert answer.recognised == pytest.approx(answer.possible_end + 2.0, abs=0.1)


def test_a_pause_drops_the_draft_and_the_answer_goes_on() -> None:
    transcriber = FakeTranscriber(["all of it"])

    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(1.0), at=1.0)
        microphone.say(tone(1.0), at=2.5)
        await asyncio.sleep(6.0)

    told = play(scene, transcriber)
    (answer,) = answers(told)
    assert answer.transcript.text == "all of it"
    voice = [type(signal) for signal in told if isinstance(signal, VoiceBegan | VoiceEnded)]
    assert voice == [VoiceBegan, VoiceEnded, VoiceBegan, VoiceEnded]


def test_a_long_answer_is_recognised_in_segments_while_it_is_spoken() -> None:
    transcriber = FakeTranscriber(["first part", "second part", "the tail"])

    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(8.0), at=1.0)
        microphone.say(tone(8.0), at=9.5)
        microphone.say(tone(2.0), at=18.0)
        await asyncio.sleep(25.0)

    (answer,) = answers(play(scene, transcriber))
    assert answer.transcript.text == "first part second part the tail"
    assert answer.transcript.confidence == pytest.approx(0.9)
    assert [length / 16_000 < 10 for _, length in transcriber.heard] == [True] * 3


def test_a_streaming_recogniser_tells_words_as_they_come() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(5.0)

    told = play(scene, FakeTranscriber(["a b c"], streaming=True), cost=0.01)
    assert sum(isinstance(signal, PartialHeard) for signal in told) > 10
    assert answers(told)[0].transcript.text == "a b c"


def test_a_recogniser_that_fails_costs_one_answer_and_says_so() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(5.0)

    told = play(scene, FakeTranscriber(failure=RecogniserError("It broke.", "")))
    assert answers(told)[0].transcript.text == ""
    assert any(isinstance(signal, PartTroubled) and signal.part == "recogniser" for signal in told)


def test_a_deaf_ear_hears_nothing_and_then_again() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(1.0), at=1.0)
        microphone.say(tone(1.0), at=4.0)
        ear.set_deaf(True)
        await asyncio.sleep(3.0)
        ear.set_deaf(False)
        await asyncio.sleep(4.0)

    told = answers(play(scene, FakeTranscriber(["the second"])))
    assert [answer.transcript.text for answer in told] == ["the second"]
    assert told[0].start == pytest.approx(4.0, abs=0.04)


def test_the_key_ends_an_answer_at_once() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(3.05)
        ear.hand_over()
        await asyncio.sleep(1.0)

    (answer,) = answers(play(scene, FakeTranscriber(["done"])))
    assert answer.decided_end < 3.1
    assert answer.reason == "handed over by key"


def test_a_held_ear_waits_for_the_key() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        ear.hold(True)
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(30.0)
        ear.hand_over()
        await asyncio.sleep(1.0)

    (answer,) = answers(play(scene, FakeTranscriber(["done"])))
    assert answer.decided_end == pytest.approx(30.0, abs=0.1)


def test_a_microphone_that_stalls_is_noticed_reopened_and_leaves_its_hole_in_time() -> None:
    starts: list[int] = []

    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        await asyncio.sleep(2.0)
        microphone.stall()
        await asyncio.sleep(5.0)
        microphone.stall(False)
        await asyncio.sleep(1.5)
        microphone.say(tone(1.0))
        await asyncio.sleep(3.0)
        starts.append(microphone.starts)

    told = play(scene, FakeTranscriber(["after"]))
    troubles = [signal.text for signal in told if isinstance(signal, PartTroubled)]
    assert len(troubles) == 2
    assert "waits" in troubles[0]
    assert "back" in troubles[1]
    assert starts[0] > 1
    assert answers(told)[0].start == pytest.approx(8.5, abs=0.2)


def test_another_microphone_in_the_place_of_one_that_went_is_named() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        await asyncio.sleep(2.0)
        microphone.stall()
        await asyncio.sleep(5.0)
        assert ear.lost
        microphone.name = "Laptop"
        microphone.stall(False)
        await asyncio.sleep(1.5)
        assert not ear.lost

    back = [signal for signal in play(scene, FakeTranscriber()) if isinstance(signal, PartTroubled)][1]
    assert back.text == "The microphone is back, and is “Laptop” now."
    assert 4.0 < back.away < 6.0


class BreaksAt(FakeTranscriber):
    """Fails at one of its utterances."""

    def __init__(self, texts: list[str], number: int) -> None:
        super().__init__(texts)
        self._number = number
        self._finished = 0

    def text_for(self, start: int, length: int) -> Transcript:
        self._finished += 1
        if self._finished == self._number:
            raise RecogniserError("It broke.", "Say it again.")
        return super().text_for(start, length)


def test_one_segment_that_fails_takes_no_other_with_it() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        for at in (1.0, 8.5, 16.0):
            microphone.say(tone(7.0), at=at)
        await asyncio.sleep(26.0)

    told = play(scene, BreaksAt(["first", "third"], 2))
    (answer,) = answers(told)
    assert answer.transcript.text == "first third"
    (trouble,) = [signal for signal in told if isinstance(signal, PartTroubled)]
    assert trouble.text.startswith("Part of that answer")


class OneDecoder(FakeTranscriber):
    """Streams with a single state, as PocketSphinx does: a new utterance ends the one before."""

    def __init__(self) -> None:
        super().__init__(streaming=True)
        self.current: object = None

    def begin(self, start: int) -> FakeRecognition:
        self.current = recognition = OnlyOne(self, start)
        return recognition


class OnlyOne(FakeRecognition):
    def finish(self) -> Transcript:
        owner = self._owner
        assert isinstance(owner, OneDecoder)
        return Transcript("whole" if owner.current is self else "")


def test_a_next_answer_waits_for_the_decoder_to_be_done_with_the_last() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        microphone.say(tone(2.0), at=4.4)
        await asyncio.sleep(20.0)

    told = play(scene, OneDecoder(), cost=0.5)
    assert [answer.transcript.text for answer in answers(told)] == ["whole", "whole"]


def test_an_unfinished_sentence_is_waited_for() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(7.0), at=1.0)
        microphone.say(tone(2.0), at=15.5)
        await asyncio.sleep(25.0)

    (answer,) = answers(play(scene, FakeTranscriber(["we would need the", "labels"])))
    assert answer.transcript.text == "we would need the labels"
    assert answer.decided_end - answer.speech_end == pytest.approx(0.7, abs=0.07)


def test_whoever_stops_in_mid_sentence_for_good_is_heard_all_the_same() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(15.0)

    (answer,) = answers(play(scene, FakeTranscriber(["we would need the"])))
    assert answer.decided_end - answer.speech_end == pytest.approx(8.2, abs=0.07)
    assert answer.reason == "8.22 s of silence after an unfinished sentence"


def test_a_question_back_is_answered_at_once() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(5.0)

    (answer,) = answers(play(scene, FakeTranscriber(["we log it. Does that make sense?"])))
    assert answer.recognised - answer.speech_end < 0.5


def test_words_that_come_late_do_not_move_the_decision() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(6.0)

    (answer,) = answers(play(scene, FakeTranscriber(["a b c"]), cost=0.8))
    assert answer.decided_end - answer.speech_end == pytest.approx(0.7, abs=0.07)
    assert answer.recognised == pytest.approx(answer.possible_end + 0.8, abs=0.1)


def waited(told: list[Signal]) -> list[float]:
    return [answer.decided_end - answer.speech_end for answer in answers(told)]


def test_what_sounds_unfinished_is_waited_for_longer() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        microphone.say(tone(2.0), at=6.0)
        await asyncio.sleep(11.0)

    told = play(scene, FakeTranscriber(["a b c", "d e f"]), turn_model=Completeness(0.02, 0.99))
    slow, quick = waited(told)
    assert slow > 1.3
    assert quick < 0.76
    assert [answer.reason.split(", ")[1] for answer in answers(told)] == [
        "turn model 0.02",
        "turn model 0.99",
    ]


def test_a_turn_model_gets_the_last_eight_seconds_of_this_answer_only() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(12.0), at=1.0)
        microphone.say(tone(2.0), at=16.0)
        await asyncio.sleep(20.0)

    model = Completeness(0.9, 0.9)
    play(scene, FakeTranscriber(["a b c", "d e f"]), turn_model=model)
    long, short = (length / SAMPLE_RATE for length in model.given)
    assert long == pytest.approx(8.0, abs=0.04)
    assert 2.2 < short < 2.9  # the pre-roll, the words, and the silence that made an end possible


def test_a_turn_model_that_fails_is_not_asked_again() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        microphone.say(tone(2.0), at=6.0)
        await asyncio.sleep(11.0)

    model = Completeness(RecogniserError("It broke.", ""))
    assert (
        waited(play(scene, FakeTranscriber(["a b c", "d e f"]), turn_model=model))
        == [pytest.approx(0.7, abs=0.04)] * 2
    )
    assert len(model.given) == 1


def test_a_turn_model_that_is_late_once_is_asked_again() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(2.0), at=1.0)
        microphone.say(tone(2.0), at=6.0)
        await asyncio.sleep(11.0)

    model = Completeness(Overdue("Too late.", ""), 0.02)
    first, second = waited(play(scene, FakeTranscriber(["a b c", "d e f"]), turn_model=model))
    assert first == pytest.approx(0.7, abs=0.04)
    assert second > 1.3


def test_whoever_was_cut_off_is_waited_for_longer_and_a_check_is_answered_sooner() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        ear.asked("Are you ready to begin?")
        microphone.say(tone(2.0), at=1.0)
        await asyncio.sleep(5.0)
        ear.asked("How would you label it?")
        ear.be_patient()
        microphone.say(tone(2.0))
        await asyncio.sleep(6.0)

    check, patient = waited(play(scene, FakeTranscriber(["a b c", "d e f"])))
    assert check == pytest.approx(0.5, abs=0.04)
    assert patient == pytest.approx(0.98, abs=0.04)


def troubles(told: list[Signal]) -> list[str]:
    return [signal.text for signal in told if isinstance(signal, PartTroubled)]


def test_a_microphone_that_delivers_zeros_is_noticed_within_a_second_and_told_once() -> None:
    when: list[int] = []

    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        await asyncio.sleep(2.0)
        microphone.mute()
        await asyncio.sleep(0.7)
        when.append(len(told_so_far))
        await asyncio.sleep(0.3)
        when.append(len(told_so_far))
        await asyncio.sleep(20.0)
        microphone.mute(False)
        await asyncio.sleep(0.1)
        when.append(len(told_so_far))

    told_so_far: list[Signal] = []
    told = play(scene, FakeTranscriber(), into=told_so_far)
    assert when == [0, 1, 2]
    assert [text.split(":")[0].split(" is ")[0] for text in troubles(told)] == [
        "The microphone delivers nothing at all",
        "The microphone",
    ]


def test_at_the_start_zeros_are_given_five_seconds() -> None:
    when: list[int] = []

    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.mute()
        await asyncio.sleep(4.5)
        when.append(len(told_so_far))
        await asyncio.sleep(0.8)
        when.append(len(told_so_far))

    told_so_far: list[Signal] = []
    play(scene, FakeTranscriber(), into=told_so_far)
    assert when == [0, 1]


def test_a_stall_is_noticed_within_a_second_and_over_within_three() -> None:
    when: list[int] = []

    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        await asyncio.sleep(2.0)
        microphone.stall()
        await asyncio.sleep(1.0)
        when.append(len(told_so_far))
        await asyncio.sleep(7.3)
        microphone.stall(False)
        await asyncio.sleep(3.0)
        when.append(len(told_so_far))

    told_so_far: list[Signal] = []
    told = play(scene, FakeTranscriber(), into=told_so_far)
    assert when == [1, 2]
    assert troubles(told)[1] == "The microphone is back."


def test_words_said_before_the_microphone_went_are_not_lost() -> None:
    async def scene(ear: Ear, microphone: FakeMicrophone) -> None:
        microphone.say(tone(4.0), at=1.0)
        await asyncio.sleep(3.0)
        microphone.stall()
        await asyncio.sleep(5.0)
        microphone.stall(False)
        await asyncio.sleep(6.0)

    (answer,) = answers(play(scene, FakeTranscriber(["we log it then"])))
    assert answer.transcript.text == "we log it then"
