"""Voice activity: human speech is told from silence, and silence costs nearly nothing."""

import numpy as np
import pytest

from tests.paths import DATA
from voice_interviewer.engines.silero import GatedDetector, SileroDetector
from voice_interviewer.engines.wavefile import read_audio
from voice_interviewer.engines.webrtc import WebRtcDetector
from voice_interviewer.errors import RecogniserError
from voice_interviewer.ports import VoiceDetector
from voice_interviewer.speech.frame import FRAME_SAMPLES, Samples

SPEECH = DATA / "audio" / "lj001-0002.wav"


def noise(seconds: float, level: float) -> Samples:
    random = np.random.default_rng(1)
    return (random.standard_normal(round(16_000 * seconds)) * level).astype(np.float32)


def judged(detector: VoiceDetector, samples: Samples) -> list[float]:
    whole = range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    return [detector.probability(samples[at : at + FRAME_SAMPLES]) for at in whole]


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.calls = 0

    def probability(self, frame: Samples) -> float:
        self.calls += 1
        return 0.0

    def reset(self) -> None:
        pass


@pytest.mark.parametrize("make", [SileroDetector, lambda: GatedDetector(WebRtcDetector(), SileroDetector())])
def test_a_human_voice_is_speech_and_quiet_noise_is_not(make: type[SileroDetector]) -> None:
    assert np.mean(np.array(judged(make(), read_audio(SPEECH))) > 0.5) > 0.6
    assert max(judged(make(), noise(3.0, 1e-3))) < 0.5


def test_webrtc_alone_hears_a_voice_too() -> None:
    assert np.mean(np.array(judged(WebRtcDetector(), read_audio(SPEECH))) > 0.5) > 0.6


def test_the_gate_spares_the_judge_silence() -> None:
    judge = Counting()
    frames = judged(GatedDetector(WebRtcDetector(), judge), noise(10.0, 1e-4))
    assert judge.calls < 0.1 * len(frames)


def test_a_reset_makes_the_same_sound_judged_the_same() -> None:
    detector = SileroDetector()
    samples = read_audio(SPEECH)[: 40 * FRAME_SAMPLES]
    first = judged(detector, samples)
    detector.reset()
    assert judged(detector, samples) == first


def test_silero_refuses_a_frame_of_another_length() -> None:
    with pytest.raises(ValueError, match="512"):
        SileroDetector().probability(np.zeros(480, np.float32))


class Breaking(Counting):
    """Judges well for ten frames."""

    def probability(self, frame: Samples) -> float:
        if self.calls == 10:
            raise RecogniserError("It broke.", "Use another.")
        self.calls += 1
        return 1.0


def test_a_judge_that_fails_leaves_the_gate_to_judge() -> None:
    detector = GatedDetector(WebRtcDetector(), Breaking())
    assert np.mean(np.array(judged(detector, read_audio(SPEECH))) > 0.5) > 0.6
    assert max(judged(detector, noise(3.0, 1e-4))) < 0.5
