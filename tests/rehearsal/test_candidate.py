"""When the scripted candidate speaks, block by block."""

import numpy as np
import pytest

from voice_interviewer.rehearsal.candidate import ENDED, UNANSWERED, Candidate, Cue, Line
from voice_interviewer.speech.frame import BLOCK_SAMPLES

AFTER, DURING, PREVIOUS = Cue.AFTER_INTERVIEWER, Cue.DURING_INTERVIEWER, Cue.AFTER_PREVIOUS


def line(cue: Cue, delay: float, blocks: float = 10) -> Line:
    return Line(np.full(round(blocks * BLOCK_SAMPLES), 0.5, dtype=np.float32), "", cue, delay)


class Scene:
    """Steps a candidate and notes the block at which each line began."""

    def __init__(self, *lines: Line, patience: float = 75.0) -> None:
        self.candidate = Candidate(lines, patience)
        self.began: list[int] = []
        self.said: list[float] = []
        self.now = 0

    def interviewer(self, blocks: int) -> "Scene":
        return self._run(blocks, audible=True)

    def silence(self, blocks: int) -> "Scene":
        return self._run(blocks, audible=False)

    def _run(self, blocks: int, *, audible: bool) -> "Scene":
        for _ in range(blocks):
            step = self.candidate.step(audible)
            if step.began is not None:
                assert step.began == len(self.began)
                self.began.append(self.now)
            self.said.append(float(step.samples.max()))
            self.now += 1
        return self


def test_a_line_starts_when_the_interviewer_has_been_silent_for_its_delay() -> None:
    assert Scene(line(AFTER, 0.8)).silence(50).interviewer(100).silence(200).began == [50 + 100 + 80]


def test_the_interviewer_speaking_again_before_the_delay_is_over_starts_it_anew() -> None:
    scene = Scene(line(AFTER, 0.8)).interviewer(10).silence(79).interviewer(10).silence(100)
    assert scene.began == [10 + 79 + 10 + 80]


def test_a_delay_of_zero_still_waits_for_the_interviewer_to_stop() -> None:
    assert Scene(line(AFTER, 0.0)).interviewer(30).silence(5).began == [31]


def test_a_line_waits_for_a_reply_to_the_line_before_it() -> None:
    scene = Scene(line(AFTER, 0.2, 10), line(AFTER, 0.2)).interviewer(10).silence(330)
    assert scene.began == [30]
    assert scene.interviewer(10).silence(30).began == [30, 340 + 10 + 20]


def test_a_barge_in_starts_its_delay_into_the_reply_whatever_its_pauses() -> None:
    scene = Scene(line(DURING, 1.5)).silence(20).interviewer(40).silence(30).interviewer(200)
    assert scene.began == [20 + 150]


def test_a_barge_in_into_a_reply_that_was_shorter_than_its_delay_comes_all_the_same() -> None:
    assert Scene(line(DURING, 1.5)).interviewer(40).silence(200).began == [150]


def test_a_line_after_the_previous_one_counts_from_its_end_whoever_speaks() -> None:
    scene = Scene(line(AFTER, 0.1, 10), line(PREVIOUS, 2.5)).interviewer(10).silence(11).interviewer(400)
    assert scene.began == [20, 20 + 10 + 250]


def test_a_first_line_after_the_previous_one_counts_from_the_beginning() -> None:
    assert Scene(line(PREVIOUS, 0.3)).silence(40).began == [30]


def test_the_tail_of_an_interrupted_reply_is_not_taken_for_the_next_reply() -> None:
    scene = Scene(line(DURING, 0.5, 10), line(AFTER, 0.8)).interviewer(50)
    scene.interviewer(10).interviewer(25).silence(200)  # falls silent 350 ms after the line began
    assert scene.began == [50]
    assert scene.interviewer(20).silence(100).began == [50, 285 + 20 + 80]


def test_an_interviewer_who_talks_on_over_a_line_counts_as_replying() -> None:
    scene = Scene(line(DURING, 0.5, 10), line(AFTER, 0.8)).interviewer(50)
    assert scene.interviewer(10).interviewer(100).silence(100).began == [50, 160 + 80]


def test_an_interviewer_who_stopped_long_before_the_line_ended_may_reply_at_once() -> None:
    scene = Scene(line(AFTER, 0.1, 100), line(AFTER, 0.1)).interviewer(10).silence(10 + 100)
    assert scene.interviewer(5).silence(20).began == [20, 125 + 10]


def test_without_any_reply_the_candidate_goes_on_after_a_while() -> None:
    scene = Scene(line(AFTER, 0.1), line(DURING, 0.1), patience=1.0).silence(300)
    assert scene.began == [100, 100 + 10 + 100]


def test_lines_are_said_whole_and_padded_to_blocks() -> None:
    scene = Scene(line(PREVIOUS, 0.02, 2.5)).silence(8)
    assert scene.said == [0, 0, 0.5, 0.5, 0.5, 0, 0, 0]


def test_a_delay_between_two_blocks_is_rounded_up() -> None:
    assert Scene(line(PREVIOUS, 0.101)).silence(20).began == [11]


def test_an_empty_line_passes_in_a_block() -> None:
    scene = Scene(line(PREVIOUS, 0.0, 0), line(PREVIOUS, 0.05)).silence(20)
    assert scene.began == [0, 6]


def test_the_script_ends_two_seconds_after_the_reply_to_its_last_line() -> None:
    scene = Scene(line(AFTER, 0.1, 10)).interviewer(10).silence(20 + 300).interviewer(50).silence(199)
    assert scene.candidate.finished is None
    assert scene.silence(2).candidate.finished == ENDED


def test_the_script_ends_eight_seconds_after_a_last_line_without_reply() -> None:
    scene = Scene(line(PREVIOUS, 0.0, 10)).silence(10 + 800)
    assert scene.candidate.finished is None
    assert scene.silence(1).candidate.finished == UNANSWERED
    assert scene.interviewer(10).silence(300).candidate.finished == UNANSWERED


@pytest.mark.parametrize("cue", [AFTER, DURING])
def test_nothing_is_said_before_the_interviewer_has_spoken(cue: Cue) -> None:
    assert Scene(line(cue, 0.0)).silence(1000).began == []
