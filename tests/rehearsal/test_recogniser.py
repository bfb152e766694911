"""The recogniser that knows the script."""

import numpy as np

from voice_interviewer.ports import Transcriber, transcribe
from voice_interviewer.rehearsal.candidate import Line
from voice_interviewer.rehearsal.linelog import LineLog
from voice_interviewer.rehearsal.recogniser import ScriptTranscriber
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.values import Transcript, Utterance

WORDS = "so first I would count the payments of each card"


def audio(samples: int) -> Samples:
    return np.zeros(samples, np.float32)


def rehearsal(at: int = 0) -> tuple[LineLog, Transcriber]:
    """A ten-word line of ten seconds that began at sample `at`."""
    log = LineLog([Line(np.full(10 * SAMPLE_RATE, 0.5, np.float32), WORDS)])
    log.started(0, at)
    return log, ScriptTranscriber(log)


def hear(transcriber: Transcriber, start: int, end: int) -> Transcript:
    return transcribe(transcriber, Utterance(audio(end - start), start))


def test_it_presents_itself_as_a_streaming_recogniser_that_is_not_rough() -> None:
    _, transcriber = rehearsal()
    transcriber.prepare(())
    assert (transcriber.name, transcriber.streaming, transcriber.rough) == ("script", True, False)
    transcriber.close()


def test_the_words_come_in_proportion_to_the_speech_heard_so_far() -> None:
    _, transcriber = rehearsal()
    recognition = transcriber.begin(0)
    partial = [recognition.accept(audio(SAMPLE_RATE)) or "" for _ in range(10)]
    assert [len(text.split()) for text in partial] == list(range(1, 11))
    assert partial[2] == "so first I"
    assert recognition.finish().text == WORDS


def test_word_times_are_on_the_recording_s_clock() -> None:
    _, transcriber = rehearsal(at=5 * SAMPLE_RATE)
    words = hear(transcriber, 4 * SAMPLE_RATE, 16 * SAMPLE_RATE).words
    assert [(word.w, word.start, word.end) for word in words[:2]] == [("so", 5.0, 6.0), ("first", 6.0, 7.0)]


def test_two_utterances_of_one_line_share_its_words_though_they_overlap() -> None:
    _, transcriber = rehearsal()
    first = hear(transcriber, 0, 4 * SAMPLE_RATE)
    second = hear(transcriber, 3 * SAMPLE_RATE, 11 * SAMPLE_RATE)
    assert (first.text, second.text) == ("so first I would", "count the payments of each card")


def test_an_utterance_recognised_twice_has_the_same_words_both_times() -> None:
    _, transcriber = rehearsal()
    assert hear(transcriber, 0, 4 * SAMPLE_RATE) == hear(transcriber, 0, 4 * SAMPLE_RATE)


def test_sound_outside_of_every_line_holds_no_words() -> None:
    _, transcriber = rehearsal(at=SAMPLE_RATE)
    assert hear(transcriber, 0, SAMPLE_RATE) == Transcript("")
    assert hear(transcriber, 12 * SAMPLE_RATE, 20 * SAMPLE_RATE) == Transcript("")
