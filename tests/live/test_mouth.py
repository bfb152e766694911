"""Replies as they are spoken: what was heard of them is told truly, however they end."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import pytest

from voice_interviewer.errors import VoiceError
from voice_interviewer.live.mouth import Mouth, Saying, Spoken, heard_of
from voice_interviewer.live.playout import Playout
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.testing import FakeLoudspeaker, InlineWorker, LoopClock, ToneSynthesizer, virtual_time
from voice_interviewer.values import SpokenAudio

FIRST = "Let us start with the goal of this system"
SECOND = "What would you measure first"
TEXT = f"{FIRST} {SECOND}"
COST = 0.05
"""Virtual seconds a sentence takes to synthesise."""
BROKEN = VoiceError("The voice failed.", "Use another voice.")


@dataclass
class Stage:
    """A mouth with a fake voice and loudspeaker, and what was noted of its replies."""

    mouth: Mouth
    voice: ToneSynthesizer
    speaker: FakeLoudspeaker
    sounded: list[float] = field(default_factory=list)
    closed: int = 0

    @property
    def loud(self) -> int:
        """Audible samples played so far."""
        return loud(self.speaker.played)

    async def pieces(self, *sentences: str, gap: float = 0.0) -> AsyncGenerator[str, None]:
        try:
            for sentence in sentences:
                yield sentence
                await asyncio.sleep(gap)
        finally:
            self.closed += 1

    def run(self, saying: Saying, *sentences: str, gap: float = 0.0) -> "asyncio.Task[Spoken]":
        async def sounding() -> None:
            self.sounded.append(self.mouth.timeline.now())

        return asyncio.create_task(saying.run(self.pieces(*sentences, gap=gap), sounding))


class BreaksAt(ToneSynthesizer):
    """Fails from the given sentence on."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.tried = 0

    def synthesize(self, sentence: str) -> SpokenAudio:
        self.tried += 1
        if self.tried > self._number:
            raise BROKEN
        return super().synthesize(sentence)


def loud(samples: Samples) -> int:
    return int(np.count_nonzero(np.abs(samples) > 1e-4))


def perform(
    scene: Callable[[Stage], Awaitable[None]],
    *,
    voice: ToneSynthesizer | None = None,
    cost: float = COST,
    latency: float = 0.0,
    silent: bool = False,
) -> None:
    async def play() -> None:
        chosen, speaker = voice or ToneSynthesizer(), FakeLoudspeaker(latency=latency)
        timeline = Timeline(LoopClock())
        playout = Playout(speaker, timeline, lambda played: None, InlineWorker())
        playout.start(lambda trouble: None)
        mouth = Mouth(chosen, InlineWorker(cost), None if silent else playout, timeline)
        await scene(Stage(mouth, chosen, speaker))
        playout.stop()

    with virtual_time() as runner:
        runner.run(play())


def test_all_of_a_reply_is_heard_when_nobody_interrupts() -> None:
    async def scene(stage: Stage) -> None:
        spoken = await stage.run(stage.mouth.reply(), FIRST, SECOND)
        assert (spoken.reply, spoken.text, spoken.heard) == (1, TEXT, TEXT)
        assert not spoken.interrupted
        assert spoken.failure is None
        assert stage.loud == pytest.approx(0.06 * (len(TEXT) - 1) * SAMPLE_RATE, rel=0.01)
        assert stage.closed == 1

    perform(scene)


def test_the_times_of_a_reply_follow_one_another() -> None:
    async def scene(stage: Stage) -> None:
        await asyncio.sleep(1.0)
        spoken = await stage.run(stage.mouth.reply(), FIRST)
        assert spoken.first_sentence == pytest.approx(1.0)
        assert spoken.first_audio == pytest.approx(1.0 + COST)
        assert stage.sounded == [spoken.first_audio]
        assert spoken.first_sample == pytest.approx(1.0 + COST, abs=0.02)
        assert spoken.start == spoken.first_sample
        assert spoken.end == pytest.approx(spoken.start + 0.06 * len(FIRST), abs=0.03)

    perform(scene)


def test_a_reply_of_no_words_is_over_at_once() -> None:
    async def scene(stage: Stage) -> None:
        spoken = await stage.run(stage.mouth.reply())
        assert (spoken.text, spoken.heard, spoken.first_sentence, spoken.first_sample) == ("", "", None, None)

    perform(scene)


def test_the_voice_is_given_words_it_can_say() -> None:
    async def scene(stage: Stage) -> None:
        spoken = await stage.run(stage.mouth.reply(), "Is 99% enough?")
        assert spoken.text == "Is 99% enough?"
        assert stage.voice.said == ["Is ninety-nine percent enough?"]

    perform(scene)


@pytest.mark.parametrize("moment", np.arange(0.1, 4.0, 0.13).tolist())
@pytest.mark.parametrize("latency", [0.0, 0.1])
def test_an_interrupted_reply_counts_at_most_a_word_more_than_was_played(
    moment: float, latency: float
) -> None:
    async def scene(stage: Stage) -> None:
        saying = stage.mouth.reply()
        running = stage.run(saying, FIRST, SECOND)
        await asyncio.sleep(moment)
        saying.interrupt()
        spoken = await running
        played = max(0.0, moment - COST - latency)
        words = TEXT.split()
        ends = [0.06 * letters for letters in accumulate(len(word) + 1 for word in words)]
        truly = sum(end <= played for end in ends)
        heard = spoken.heard.split()
        assert words[: len(heard)] == heard
        assert truly - 2 <= len(heard) <= truly + 1
        assert spoken.interrupted
        assert spoken.end == pytest.approx(moment)

    perform(scene, latency=latency)


def test_an_interrupted_reply_falls_silent_at_once_and_for_good() -> None:
    async def scene(stage: Stage) -> None:
        saying = stage.mouth.reply()
        running = stage.run(saying, FIRST, SECOND, gap=0.3)
        await asyncio.sleep(0.5)
        assert saying.audible
        saying.interrupt()
        before = stage.loud
        assert before > 0
        await running
        await asyncio.sleep(2.0)
        assert stage.loud == before
        assert stage.closed == 1

    perform(scene)


def test_a_reply_interrupted_before_its_first_sound_was_not_heard() -> None:
    async def scene(stage: Stage) -> None:
        saying = stage.mouth.reply()
        running = stage.run(saying, FIRST, SECOND)
        await asyncio.sleep(0.5)
        assert not saying.audible
        saying.interrupt()
        spoken = await running
        assert (spoken.heard, spoken.text, spoken.interrupted) == ("", FIRST, True)
        assert (spoken.first_audio, spoken.first_sample) == (None, None)
        assert stage.sounded == []
        await asyncio.sleep(2.0)
        assert stage.loud == 0

    perform(scene, cost=1.0)


def test_a_reply_interrupted_before_it_began_says_nothing() -> None:
    async def scene(stage: Stage) -> None:
        saying = stage.mouth.reply()
        saying.interrupt()
        spoken = await stage.run(saying, FIRST, SECOND)
        assert (spoken.text, spoken.heard, spoken.interrupted) == ("", "", True)
        assert stage.voice.said == []

    perform(scene)


def test_two_interruptions_in_a_fifth_of_a_second_leave_each_reply_its_own_account() -> None:
    async def scene(stage: Stage) -> None:
        first = stage.mouth.reply()
        running = stage.run(first, FIRST, SECOND)
        await asyncio.sleep(1.5)
        first.interrupt()
        one = await running
        second = stage.mouth.reply()
        running = stage.run(second, SECOND)
        await asyncio.sleep(0.2)
        second.interrupt()
        second.interrupt()
        two = await running
        before = stage.loud
        third = await stage.run(stage.mouth.reply(), SECOND)
        assert [one.reply, two.reply, third.reply] == [1, 2, 3]
        assert one.heard
        assert one.heard != TEXT
        assert len(two.heard.split()) <= 1
        assert third.heard == SECOND
        assert stage.loud - before == pytest.approx(0.06 * len(SECOND) * SAMPLE_RATE, rel=0.02)

    perform(scene)


def test_a_new_reply_silences_the_one_before() -> None:
    async def scene(stage: Stage) -> None:
        running = stage.run(stage.mouth.reply(), FIRST)
        await asyncio.sleep(0.5)
        stage.mouth.reply()
        before = stage.loud
        await running
        await asyncio.sleep(1.0)
        assert stage.loud == before

    perform(scene)


def test_a_paused_reply_goes_on_where_it_was() -> None:
    async def scene(stage: Stage) -> None:
        saying = stage.mouth.reply()
        running = stage.run(saying, FIRST)
        await asyncio.sleep(0.5)
        saying.pause()
        before = stage.loud
        await asyncio.sleep(1.0)
        assert stage.loud == before
        saying.resume()
        spoken = await running
        assert spoken.heard == FIRST
        assert spoken.end - spoken.start == pytest.approx(1.0 + 0.06 * len(FIRST), abs=0.05)

    perform(scene)


def test_when_its_task_is_cancelled_a_reply_falls_silent() -> None:
    async def scene(stage: Stage) -> None:
        running = stage.run(stage.mouth.reply(), FIRST, SECOND)
        await asyncio.sleep(0.5)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        before = stage.loud
        await asyncio.sleep(1.0)
        assert stage.loud == before > 0

    perform(scene)


def test_a_failing_voice_still_returns_the_words() -> None:
    async def scene(stage: Stage) -> None:
        spoken = await stage.run(stage.mouth.reply(), FIRST, SECOND)
        assert (spoken.text, spoken.heard, spoken.interrupted) == (TEXT, TEXT, False)
        assert spoken.failure is BROKEN
        assert (spoken.first_audio, spoken.first_sample) == (None, None)
        assert stage.loud == 0

    perform(scene, voice=ToneSynthesizer(failure=BROKEN))


def test_after_a_failure_the_rest_of_the_reply_is_not_tried_again() -> None:
    voice = BreaksAt(1)

    async def scene(stage: Stage) -> None:
        spoken = await stage.run(stage.mouth.reply(), FIRST, SECOND, SECOND)
        assert spoken.heard == f"{TEXT} {SECOND}"
        assert spoken.failure is BROKEN
        assert voice.tried == 2
        assert stage.loud == pytest.approx(0.06 * len(FIRST) * SAMPLE_RATE, rel=0.02)

    perform(scene, voice=voice)


async def nothing() -> None:
    pass


def test_what_stops_the_words_from_coming_is_told_to_the_caller() -> None:
    async def broken() -> AsyncGenerator[str, None]:
        yield FIRST
        raise BROKEN

    async def scene(stage: Stage) -> None:
        with pytest.raises(VoiceError):
            await stage.mouth.reply().run(broken(), nothing)
        assert stage.loud > 0

    perform(scene)


def test_without_a_loudspeaker_a_reply_is_text_only() -> None:
    async def scene(stage: Stage) -> None:
        saying = stage.mouth.reply()
        saying.pause()
        saying.resume()
        spoken = await stage.run(saying, FIRST, SECOND)
        assert (spoken.text, spoken.heard) == (TEXT, TEXT)
        assert (spoken.first_audio, spoken.first_sample) == (None, None)
        assert spoken.start == spoken.first_sentence == 0.0
        assert not saying.audible
        assert stage.voice.said == []

    perform(scene, silent=True)


def test_without_a_loudspeaker_what_was_shown_before_an_interruption_counts() -> None:
    async def scene(stage: Stage) -> None:
        saying = stage.mouth.reply()
        running = stage.run(saying, FIRST, SECOND, gap=1.0)
        await asyncio.sleep(0.5)
        saying.interrupt()
        spoken = await running
        assert (spoken.text, spoken.heard, spoken.interrupted) == (FIRST, FIRST, True)

    perform(scene, silent=True)


def test_without_a_voice_the_loudspeaker_stays_silent() -> None:
    async def scene() -> None:
        timeline, speaker = Timeline(LoopClock()), FakeLoudspeaker()
        playout = Playout(speaker, timeline, lambda played: None, InlineWorker())
        playout.start(lambda trouble: None)
        mouth = Mouth(None, InlineWorker(), playout, timeline)
        mouth.slower()
        stage = Stage(mouth, ToneSynthesizer(), speaker)
        assert (await stage.run(mouth.reply(), FIRST)).heard == FIRST
        assert stage.loud == 0
        playout.stop()

    with virtual_time() as runner:
        runner.run(scene())


def test_slower_goes_down_in_steps_to_a_floor() -> None:
    async def scene(stage: Stage) -> None:
        paces = []
        for _ in range(5):
            stage.mouth.slower()
            await stage.run(stage.mouth.reply(), FIRST)
            paces.append(stage.voice.pace)
        assert paces[:2] == pytest.approx([0.87, 0.87**2])
        assert paces[-2:] == [0.65, 0.65]

    perform(scene)


@pytest.mark.parametrize(
    ("samples", "heard"),
    [
        (0, ""),
        (1, ""),
        (600, "One two"),
        (999, "One two"),
        (1000, "One two three."),
        (1001, "One two three."),
        (1999, "One two three. Four five"),
        (2000, "One two three. Four five six."),
        (5000, "One two three. Four five six."),
    ],
)
def test_heard_of_ends_at_the_last_whole_word(samples: int, heard: str) -> None:
    assert heard_of([("One two three.", 1000), ("Four five six.", 1000)], samples) == heard


@pytest.mark.parametrize(
    ("samples", "heard"), [(0, ""), (500, "— One"), (1000, "— One two"), (1700, "— One two — Three")]
)
def test_a_sentence_without_sound_counts_once_something_after_it_was_heard(samples: int, heard: str) -> None:
    sentences = [("—", 0), ("One two", 1000), ("—", 0), ("Three four", 1000)]
    assert heard_of(sentences, samples) == heard


def test_a_sentence_that_never_got_its_sound_was_not_heard() -> None:
    assert heard_of([("One.", 1000), ("Two.", 0)], 1000) == "One."
