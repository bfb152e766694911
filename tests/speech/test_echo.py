"""When the echo canceller is trusted, by levels."""

import numpy as np
import pytest

from voice_interviewer.speech.echo import EchoJudge, Limits
from voice_interviewer.speech.frame import BLOCK_SAMPLES, Samples


def block(level: float) -> Samples:
    """10 ms at a level in dBFS RMS."""
    return np.full(BLOCK_SAMPLES, 10 ** (level / 20), np.float32)


def judged(*runs: tuple[float, float, float, int], judge: EchoJudge | None = None) -> EchoJudge:
    """After runs of (far, near, left, blocks)."""
    judge = judge or EchoJudge()
    for far, near, left, count in runs:
        for _ in range(count):
            judge.feed(block(far), block(near), block(left))
    return judge


def test_it_is_trusted_after_a_second_of_a_cancelled_echo() -> None:
    assert not judged((-20, -30, -60, Limits().sounded - 1)).trusted
    assert judged((-20, -30, -60, Limits().sounded)).trusted


def test_silence_between_words_does_not_count() -> None:
    assert not judged((-20, -30, -60, 60), (-70, -75, -75, 500), (-20, -30, -60, 30)).trusted


@pytest.mark.parametrize(("near", "left", "trusted"), [(-30, -40, False), (-30, -46, True), (-75, -75, True)])
def test_what_is_left_must_be_much_quieter_or_no_voice(near: float, left: float, trusted: bool) -> None:
    assert judged((-20, near, left, 300)).trusted is trusted


def test_the_echo_by_another_way_ends_the_trust_until_it_is_gone_again() -> None:
    judge = judged((-20, -30, -60, 150))
    judged((-20, -30, -31, 60), judge=judge)
    assert not judge.trusted
    judged((-20, -30, -60, 250), judge=judge)
    assert judge.trusted


def test_a_candidate_who_talks_over_it_is_no_echo() -> None:
    judge = judged((-20, -36, -62, 150))
    judged((-20, -22, -23, 300), judge=judge)
    assert judge.trusted
