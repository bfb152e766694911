"""The virtual room, in real time: each test lasts a second at most."""

import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_interviewer.engines.pace import TICK
from voice_interviewer.errors import AudioFileError, DeviceError
from voice_interviewer.rehearsal.candidate import DEAF_PATIENCE, ENDED, Cue, Line
from voice_interviewer.rehearsal.devices import VirtualRoom
from voice_interviewer.rehearsal.room import Room
from voice_interviewer.speech.frame import BLOCK_SAMPLES, SAMPLE_RATE, Samples

BARE = Room(noise_db=None)


def line(cue: Cue = Cue.AFTER_PREVIOUS, delay: float = 0.0, level: float = 0.5, blocks: int = 10) -> Line:
    return Line(np.full(blocks * BLOCK_SAMPLES, level, np.float32), "one two", cue, delay)


class Program:
    """Stands for the program: plays silence, but for a tone from block `tone[0]` to `tone[1]`, and listens."""

    def __init__(self, tone: tuple[int, int] = (0, 0), level: float = 0.25) -> None:
        self.tone = tone
        self.level = level
        self.asked: list[tuple[int, float]] = []
        self.heard: list[tuple[Samples, float]] = []
        self.reasons: list[str] = []
        self.over = threading.Event()
        self.enough = threading.Event()
        self.wanted = 40

    def fill(self, count: int, plays_at: float) -> Samples:
        first, last = self.tone
        level = self.level if first <= len(self.asked) < last else 0.0
        self.asked.append((count, plays_at))
        return np.full(count, level, np.float32)

    def deliver(self, samples: Samples, captured: float) -> None:
        self.heard.append((samples, captured))
        if len(self.heard) >= self.wanted:
            self.enough.set()

    def done(self, reason: str) -> None:
        self.reasons.append(reason)
        self.over.set()

    def audio(self) -> Samples:
        return np.concatenate([block for block, _ in self.heard])

    def enter(self, room: VirtualRoom, zero: Callable[[], float] | None = None) -> None:
        room.loudspeaker.start(self.fill, self.trouble)
        room.microphone.start(self.deliver, self.trouble)
        room.begin(self.done, zero() if zero is not None else None)

    def trouble(self, text: str) -> None:
        raise AssertionError(text)

    def listen(self) -> None:
        assert self.enough.wait(20.0)


def test_both_devices_run_in_10_ms_blocks_on_exactly_the_same_times() -> None:
    program = Program()
    with VirtualRoom(BARE, [line()]) as room:
        program.enter(room)
        program.listen()
    assert {count for count, _ in program.asked} == {BLOCK_SAMPLES}
    assert {len(block) for block, _ in program.heard} == {BLOCK_SAMPLES}
    played = [at for _, at in program.asked]
    captured = [at for _, at in program.heard]
    assert [later - earlier for earlier, later in pairwise(played)] == pytest.approx(
        [TICK] * (len(played) - 1)
    )
    assert set(captured) <= set(played)
    assert (room.loudspeaker.rate, room.loudspeaker.name) == (SAMPLE_RATE, room.microphone.name)
    assert 0.0 <= room.lag < 10.0


def test_a_block_is_delivered_only_after_the_loudspeaker_played_beside_it() -> None:
    program = Program((5, 10))
    with VirtualRoom(Room(0.0, 0.0, None), [line(Cue.AFTER_INTERVIEWER, 60.0)]) as room:
        program.enter(room)
        program.listen()
    echo = {at for block, at in program.heard if block.any()}
    assert echo == {at for n, (_, at) in enumerate(program.asked) if 5 <= n < 10}


def test_the_candidate_answers_the_interviewer_at_the_cue_and_the_log_knows_where() -> None:
    program = Program((5, 15))
    with VirtualRoom(BARE, [line(Cue.AFTER_INTERVIEWER, 0.1, blocks=5)]) as room:
        program.enter(room)
        program.listen()
        words = room.log.heard(0, SAMPLE_RATE)
    captured = {at: block for block, at in program.heard}
    said = [n for n, (_, at) in enumerate(program.asked) if at in captured and captured[at].any()]
    assert said == [25, 26, 27, 28, 29]
    assert [each.word.w for each in words] == ["one", "two"]
    assert words[0].word.start == pytest.approx(0.25)
    assert words[1].word.end == pytest.approx(0.30)


def test_an_inaudible_interviewer_is_not_answered() -> None:
    program = Program((5, 15), level=0.005)
    with VirtualRoom(BARE, [line(Cue.AFTER_INTERVIEWER, 0.0)]) as room:
        program.enter(room)
        program.listen()
    assert not program.audio().any()


def test_the_end_of_the_script_is_told_once() -> None:
    program = Program((2, 90))
    program.wanted = 310
    with VirtualRoom(BARE, [line(blocks=1)]) as room:
        program.enter(room)
        program.listen()
    assert program.reasons == [ENDED]


def test_the_candidate_keeps_quiet_until_the_interview_begins() -> None:
    program = Program()
    with VirtualRoom(BARE, [line()]) as room:
        room.microphone.start(program.deliver, program.trouble)
        program.wanted = 10
        program.listen()
    assert not program.audio().any()


def test_the_record_holds_both_sides_dry_and_from_the_recording_s_sample_0(tmp_path: Path) -> None:
    program = Program((5, 10))
    lead = 0.25
    with VirtualRoom(Room(-6.0, 20.0, -50.0), [line(delay=0.2)], tmp_path / "out.wav") as room:
        room.loudspeaker.start(program.fill, program.trouble)
        while not program.asked:
            program.over.wait(0.01)
        room.microphone.start(program.deliver, program.trouble)
        room.begin(program.done, program.asked[0][1] - lead)
        program.listen()
        (first, _) = room.log.heard(0, SAMPLE_RATE * 10)
    stereo, rate = soundfile.read(tmp_path / "out.wav", dtype="float32")
    assert rate == SAMPLE_RATE
    start = round(lead * SAMPLE_RATE)
    assert not stereo[:start].any()
    assert np.flatnonzero(stereo[:, 1])[[0, -1]].tolist() == [
        start + 5 * BLOCK_SAMPLES,
        start + 10 * BLOCK_SAMPLES - 1,
    ]
    said = np.flatnonzero(stereo[:, 0])
    assert set(np.round(stereo[said, 0], 3)) == {0.5}
    assert len(said) == 10 * BLOCK_SAMPLES
    assert said[0] / SAMPLE_RATE == pytest.approx(first.word.start)
    assert room.failure is None


def test_a_record_that_cannot_be_written_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError):
        VirtualRoom(BARE, [line()], tmp_path / "nowhere" / "out.wav")


def test_a_stopped_microphone_delivers_nothing_and_can_be_started_again() -> None:
    program = Program()
    program.wanted = 5
    with VirtualRoom(Room(), [line()]) as room:
        program.enter(room)
        program.listen()
        room.microphone.stop()
        room.microphone.stop()
        before = len(program.heard)
        last = program.heard[-1][1]
        program.over.wait(0.05)
        assert len(program.heard) == before
        program.enough.clear()
        room.microphone.start(program.deliver, program.trouble)
        program.listen()
    gap = program.heard[before][1] - last
    assert gap / TICK == pytest.approx(round(gap / TICK))
    assert gap > TICK * 1.5


def test_a_stopped_loudspeaker_is_not_pulled() -> None:
    program = Program()
    program.wanted = 10
    with VirtualRoom(BARE, [line()]) as room:
        program.enter(room)
        room.loudspeaker.stop()
        before = len(program.asked)
        program.listen()
        assert len(program.asked) == before
        assert not room.loudspeaker.started


def test_without_a_loudspeaker_the_candidate_waits_only_a_little_for_replies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("voice_interviewer.rehearsal.devices.DEAF_PATIENCE", DEAF_PATIENCE / 50)
    program = Program()
    with VirtualRoom(BARE, [line(Cue.AFTER_INTERVIEWER, 0.3)]) as room:
        room.begin(program.done)
        room.microphone.start(program.deliver, program.trouble)
        program.listen()
    assert program.audio().any()


def test_a_closed_room_stays_closed() -> None:
    program = Program()
    room = VirtualRoom(BARE, [line()])
    program.enter(room)
    room.close()
    room.close()
    starts: tuple[Callable[[], None], ...] = (
        lambda: room.microphone.start(program.deliver, program.trouble),
        lambda: room.loudspeaker.start(program.fill, program.trouble),
        lambda: room.begin(program.done),
    )
    for start in starts:
        with pytest.raises(DeviceError, match="over"):
            start()


def test_rooms_side_by_side_hear_only_themselves() -> None:
    programs = [Program() for _ in range(3)]
    rooms = [VirtualRoom(BARE, [line(level=level)]) for level in (0.1, 0.2, 0.3)]
    for room, program in zip(rooms, programs, strict=True):
        program.enter(room)
    for program in programs:
        program.listen()
    for room in rooms:
        room.close()
    levels = [sorted({round(float(block.max()), 2) for block, _ in program.heard}) for program in programs]
    assert levels == [[0.0, 0.1], [0.0, 0.2], [0.0, 0.3]]


def test_a_program_that_holds_the_room_up_loses_no_block_and_no_time() -> None:
    program = Program()
    first_fill = program.fill

    def slow(count: int, plays_at: float) -> Samples:
        if len(program.asked) == 3:
            program.over.wait(0.1)
        return first_fill(count, plays_at)

    with VirtualRoom(BARE, [line()]) as room:
        room.loudspeaker.start(slow, program.trouble)
        room.microphone.start(program.deliver, program.trouble)
        program.listen()
    times = [at for _, at in program.heard]
    assert [later - earlier for earlier, later in pairwise(times)] == pytest.approx([TICK] * (len(times) - 1))
    assert room.lag > 0.05
