"""PocketSphinx's decoder as a process: it hears as well, is replaced when it fails, and is gone when it should be."""

import io
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.paths import DATA, ROOT
from voice_interviewer.engines.pocketsphinx import PocketSphinxTranscriber
from voice_interviewer.engines.pocketsphinx_decoder import Sphinx, serve
from voice_interviewer.engines.wavefile import read_audio
from voice_interviewer.errors import RecogniserError
from voice_interviewer.ports import transcribe
from voice_interviewer.values import Term, Utterance

CLIP = read_audio(DATA / "audio" / "16-can-we-skip-this.wav")
SAID = "can we skip this question"
ANSWER = Utterance(CLIP, 0)
BATCH = 1600

posix = pytest.mark.skipif(os.name == "nt", reason="kills by POSIX signals")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Every process started, in order."""
    processes: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> "subprocess.Popen[bytes]":
        processes.append(real(*arguments, **options))
        return processes[-1]

    monkeypatch.setattr("voice_interviewer.engines.pocketsphinx.subprocess.Popen", start)
    return processes


@pytest.fixture
def sphinx(started: object) -> Iterator[PocketSphinxTranscriber]:
    with closing(PocketSphinxTranscriber()) as transcriber:
        transcriber.prepare([])
        yield transcriber


def test_it_hears_what_a_decoder_in_this_process_hears() -> None:
    terms = [Term("Redis", phones="R EH D IH S"), Term("feature store")]
    clips = [read_audio(DATA / "audio" / name) for name in ("48-we-need-a-online.wav", "lj001-0002.wav")]
    here = Sphinx(16_000, [(term.term, term.phones) for term in terms])
    with closing(PocketSphinxTranscriber()) as there:
        there.prepare(terms)
        for clip in clips:
            here.begin()
            recognition = there.begin(16_000)
            for at in range(0, len(clip), BATCH):
                samples = clip[at : at + BATCH]
                pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
                assert recognition.accept(samples) == here.accept(pcm)
            words = recognition.finish().words
            expected = [(word, 1 + start, 1 + end, sure) for word, start, end, sure in here.finish()]
            assert [(word.w, word.start, word.end, word.confidence) for word in words] == expected
            assert len(words) > 2


def test_a_decoder_that_dies_in_mid_answer_costs_that_answer_alone(
    sphinx: PocketSphinxTranscriber, started: list["subprocess.Popen[bytes]"]
) -> None:
    recognition = sphinx.begin(0)
    recognition.accept(CLIP[:BATCH])
    started[0].kill()
    with pytest.raises(RecogniserError, match=r"its process has ended\. .*say it again, or type it"):
        recognition.accept(CLIP[BATCH:])
    with pytest.raises(RecogniserError):
        recognition.finish()
    assert transcribe(sphinx, ANSWER).text == SAID
    assert len(started) == 2


def test_a_decoder_that_died_between_answers_costs_none(
    sphinx: PocketSphinxTranscriber, started: list["subprocess.Popen[bytes]"]
) -> None:
    assert transcribe(sphinx, ANSWER).text == SAID
    started[0].kill()
    started[0].wait()
    assert transcribe(sphinx, ANSWER).text == SAID


@posix
def test_a_decoder_that_hangs_is_replaced_and_its_waiting_thread_freed(
    sphinx: PocketSphinxTranscriber, started: list["subprocess.Popen[bytes]"]
) -> None:
    recognition = sphinx.begin(0)
    started[0].send_signal(signal.SIGSTOP)
    raised: list[RecogniserError] = []

    def hang() -> None:
        try:
            recognition.accept(CLIP)
        except RecogniserError as error:
            raised.append(error)

    abandoned = threading.Thread(target=hang)
    abandoned.start()
    abandoned.join(0.1)
    assert abandoned.is_alive()
    assert transcribe(sphinx, ANSWER).text == SAID
    abandoned.join(5)
    assert raised
    assert started[0].poll() is not None


def test_nothing_is_left_after_close_and_closing_twice_is_fine(
    sphinx: PocketSphinxTranscriber, started: list["subprocess.Popen[bytes]"]
) -> None:
    recognition = sphinx.begin(0)
    sphinx.close()
    sphinx.close()
    assert [process.poll() is not None for process in started] == [True]
    with pytest.raises(RecogniserError):
        recognition.accept(CLIP)
    with pytest.raises(RecogniserError, match="not loaded"):
        sphinx.begin(0)
    assert len(started) == 1


def test_a_decoder_that_cannot_start_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with closing(PocketSphinxTranscriber()) as transcriber:
        with pytest.raises(RecogniserError, match=r"does not load: .*nothing.*--stt typed"):
            transcriber.prepare([])
        with pytest.raises(RecogniserError, match="does not load"):
            transcriber.begin(0)


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pocketsphinx.py").write_text("raise ModuleNotFoundError(\"No module named 'pocketsphinx'\")")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with closing(PocketSphinxTranscriber()) as transcriber, pytest.raises(RecogniserError) as caught:
        transcriber.prepare([])
    assert caught.value.message == "PocketSphinx does not load: No module named 'pocketsphinx'."
    assert caught.value.remedy == "Type your answers with --stt typed."


def test_a_request_that_fails_is_the_last_one_answered() -> None:
    answers = io.BytesIO()
    serve(io.BytesIO(b'["begin"]\n["load", 16000, []]\n'), answers)
    assert [list(json.loads(line)) for line in answers.getvalue().splitlines()] == [["error"]]


PROGRAM = """
import os, signal, subprocess, sys, threading
import numpy as np
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
from voice_interviewer.engines.pocketsphinx import PocketSphinxTranscriber

start, held = subprocess.Popen, int(sys.argv[1])
subprocess.Popen = lambda *given, **options: start(*given, **options, pass_fds=(held,))
transcriber = PocketSphinxTranscriber()
transcriber.prepare([])
os.close(held)
recognition = transcriber.begin(0)
try:
    print("ready", flush=True)  # inside: the interrupt may follow at once
    threading.Event().wait(60)
except KeyboardInterrupt:
    recognition.accept(np.zeros(1600, np.float32))
    print("still heard:", recognition.finish(), flush=True)
"""


@pytest.fixture
def program() -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A program in a group of its own whose decoder is loaded, and a pipe that ends when that decoder does."""
    watched, held = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(held)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        pass_fds=(held,),
        start_new_session=True,
    ) as process:
        os.close(held)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert not ended(watched, 0.0)
        yield process, watched
        process.kill()
    os.close(watched)


def ended(pipe: int, limit: float) -> bool:
    """Whether nobody holds the other end any more, in at most `limit` seconds."""
    return bool(select.select([pipe], [], [], limit)[0]) and os.read(pipe, 1) == b""


@posix
def test_the_decoder_goes_with_a_program_that_is_killed_outright(
    program: tuple["subprocess.Popen[str]", int],
) -> None:
    process, watched = program
    process.kill()
    process.wait()
    assert ended(watched, 10.0)


@posix
def test_ctrl_c_at_the_terminal_is_the_programs_business_alone(
    program: tuple["subprocess.Popen[str]", int],
) -> None:
    process, watched = program
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (out, err) == ("still heard: Transcript(text='', words=(), confidence=None)\n", "")
    assert ended(watched, 10.0)
