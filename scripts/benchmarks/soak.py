"""A long interview: memory, threads, files and time per answer at its start and at its end.

    scripts/bench soak [--hours 3] [--minutes 20] [--json FILE]

First hours on virtual time, in this process: the real ear, mouth, conductor and recorder; Silero and WebRTC hear,
eSpeak NG speaks, journal and recording are on disk; the microphone, the loudspeaker and the recogniser's words are made
up, and the screen is nobody's. Then minutes in real time, as a rehearsal in a process of its own, which is looked at
from outside every ten seconds. Every figure is the median of the first and of the last quarter, so that what grows
shows.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile as sf

from tests.paths import ROOT
from tests.scenarios.running import environment
from tests.sounds import Sound, recorded_answers
from voice_interviewer.assemble.embedded import ESPEAK_VOICE
from voice_interviewer.bank import Bank
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.engines.silero import GatedDetector, SileroDetector
from voice_interviewer.engines.wavefile import FlacRecording
from voice_interviewer.engines.webrtc import WebRtcDetector
from voice_interviewer.events import Event, SessionStarted
from voice_interviewer.interview.commands import detect
from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.interview.phases import plan
from voice_interviewer.journal import Journal
from voice_interviewer.live.conductor import Conductor
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.hearing import Recogniser
from voice_interviewer.live.mouth import Mouth
from voice_interviewer.live.playout import Playout
from voice_interviewer.live.recorder import Recorder
from voice_interviewer.live.replies import ReplyWriter
from voice_interviewer.live.signals import PartTroubled, StopAsked
from voice_interviewer.live.stage import Stage
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import Fill, OnTrouble, View
from voice_interviewer.speech.endpointing import Endpointer, Policy
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.testing import (
    FakeLoudspeaker,
    FakeMicrophone,
    FakeRecognition,
    FakeTranscriber,
    InlineWorker,
    LoopClock,
    virtual_time,
)
from voice_interviewer.values import Parts, Transcript

RATE: Final = 22_050
_LOOK: Final = 10.0
_PARTS: Final = Parts("script", "bank", "espeak", "silero", "made up", "made up")


@dataclass(frozen=True)
class Look:
    """The process at one moment: seconds of the interview, MB resident, threads, open files, answers so far, and
    seconds of this machine's time that the answers since the last look took each, None where that was not measured."""

    at: float
    memory: float
    threads: int
    files: int
    answers: int = 0
    cost: float | None = None


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print(f"Machine: {os.cpu_count()} cores. Medians of the first and the last quarter.")
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        if options.hours:
            looks = virtual(Path(name) / "virtual", options.hours * 3600)
            figures["virtual"] = told(f"{options.hours:g} hours of virtual time", looks)
        if options.minutes:
            looks, responses = real(Path(name) / "real", options.minutes)
            figures["real"] = told(f"{options.minutes:g} minutes of real time", looks)
            first, last = quarters(responses)
            print(f"  response, s       {statistics.median(first):10.2f}{statistics.median(last):10.2f}")
            figures["real"]["response"] = [statistics.median(first), statistics.median(last)]
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


def answers() -> list[Sound]:
    """Recorded ones that are no command: none of them ends a phase."""
    return [(sound, text) for sound, text in recorded_answers() if len(text.split()) > 4 and not detect(text)]


def monologues() -> list[Sound]:
    """Ninety seconds each, of one answer after the other: questions run out long before three hours do, and whoever
    takes so long talks at length."""
    gap = np.zeros(round(0.45 * SAMPLE_RATE), np.float32)
    known, made = answers(), list[Sound]()
    for first in range(0, len(known), 3):
        sounds, texts, length, number = list[Samples](), list[str](), 0, first
        while length < 90 * SAMPLE_RATE:
            sound, text = known[number % len(known)]
            sounds += [sound, gap]
            texts.append(text)
            length += len(sound) + len(gap)
            number += 1
        made.append((np.concatenate(sounds[:-1]), ". ".join(texts)))
    return made


def quarters(values: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    size = max(1, len(values) // 4)
    return values[:size], values[-size:]


def told(what: str, looks: Sequence[Look]) -> dict[str, Any]:
    print(f"{what}: {looks[-1].at / 60:.0f} minutes seen, {looks[-1].answers} answers")
    print(f"  {'':18}{'start':>10}{'end':>10}")
    figures: dict[str, Any] = {"answers": looks[-1].answers}
    rows: dict[str, Callable[[Look], float | None]] = {
        "memory, MB": lambda look: look.memory,
        "threads": lambda look: look.threads,
        "open files": lambda look: look.files,
        "work an answer, s": lambda look: look.cost,
    }
    for name, of in rows.items():
        values = [value for look in looks if (value := of(look)) is not None]
        if values:
            first, last = (statistics.median(each) for each in quarters(values))
            print(f"  {name:18}{first:10.3g}{last:10.3g}")
            figures[name] = [first, last]
    return figures


def looked_at(process: int, at: float) -> Look:
    """By what the system says of it (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    values = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    files = len(list(Path(f"/proc/{process}/fd").iterdir()))
    return Look(at, int(values["VmRSS"].split()[0]) / 1024, int(values["Threads"]), files)


# ---- hours of virtual time -------------------------------------------------------------------------------------------


class Microphone(FakeMicrophone):
    """Forgets what was said long ago."""

    def say(self, samples: Samples, at: float | None = None) -> None:
        self._lines = [(start, line) for start, line in self._lines if start + len(line) > self._position]
        super().say(samples, at)


class Loudspeaker(FakeLoudspeaker):
    """Keeps nothing of what it played."""

    def start(self, fill: Fill, trouble: OnTrouble) -> None:
        loop, played = asyncio.get_running_loop(), 0
        began, count = loop.time(), self.rate // 100

        def tick() -> None:
            nonlocal played
            fill(count, began + played / self.rate)
            played += count
            self._timer = loop.call_at(began + played / self.rate, tick)

        self._timer = loop.call_later(0, tick)


class Words(FakeTranscriber):
    """Hears the words of the line that is being said."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def begin(self, start: int) -> FakeRecognition:
        return FakeRecognition(self, start)

    def text_for(self, start: int, length: int) -> Transcript:
        return Transcript(self.words, (), 0.9)


class Nobody:
    """`ports.Display` that counts answers."""

    def __init__(self) -> None:
        self.replies = 0

    def show(self, view: View) -> None:
        pass

    def tell(self, event: Event) -> None:
        self.replies += type(event).__name__ == "TurnTraced"


def virtual(folder: Path, seconds: float) -> list[Look]:
    folder.mkdir(parents=True)
    with virtual_time() as runner:
        return runner.run(_interview(folder, seconds))


async def _interview(folder: Path, seconds: float) -> list[Look]:
    bank, words, display = Bank.load(None), Words(), Nobody()
    problem = bank.problem("fraud-detection")
    track = bank.track(problem.track)
    brief = Brief(problem, track, 5)
    timeline, microphone, loudspeaker = Timeline(LoopClock()), Microphone(), Loudspeaker(RATE)
    voice = EspeakSynthesizer(ESPEAK_VOICE)
    voice.prepare()
    with closing(Journal(folder)) as journal:
        recorder = Recorder(FlacRecording(folder), timeline, RATE, InlineWorker(), print)
        playout = Playout(loudspeaker, timeline, recorder.played, InlineWorker())
        mouth = Mouth(voice, InlineWorker(0.05), playout, timeline)
        conductor = Conductor(Stage(brief, journal, timeline, mouth, ReplyWriter(None, timeline), display))
        ear = Ear(
            microphone, GatedDetector(WebRtcDetector(), SileroDetector()), Endpointer(Policy()),
            Recogniser(words, InlineWorker(0.2)), timeline, conductor.emit, InlineWorker(), record=recorder.candidate,
        )  # fmt: skip
        playout.start(lambda text: conductor.emit(PartTroubled("loudspeaker", text)))
        ear.start()
        minutes = seconds / 60
        started = SessionStarted(0.0, "s", problem.slug, track.id, minutes, problem.difficulty, 5,
                                 "2026-01-01T00:00:00+00:00", _PARTS, plan(track, minutes, None))  # fmt: skip
        writing = asyncio.create_task(recorder.run())
        running = asyncio.create_task(conductor.run(started, ear))
        looks = await _answered(running, microphone, words, display)
        conductor.emit(StopAsked())
        await running
        writing.cancel()
        await asyncio.wait([writing])
        ear.stop()
        playout.stop()
    voice.close()
    return looks


async def _answered(
    running: "asyncio.Task[Any]", microphone: Microphone, words: Words, display: Nobody
) -> list[Look]:
    """Say one thing after another until the interview is over; look at the process about once a minute."""
    loop = asyncio.get_running_loop()
    lines = monologues()
    looks, answered, number, spent = list[Look](), 0, 0, time.process_time()
    while not running.done():
        replies = display.replies
        sound, words.words = lines[number % len(lines)]
        number += 1
        microphone.say(sound)
        until = loop.time() + len(sound) / SAMPLE_RATE + 60
        while display.replies == replies and loop.time() < until and not running.done():  # noqa: ASYNC110
            await asyncio.sleep(0.5)
        await asyncio.sleep(20.0)  # they think
        if display.replies - answered >= 5:
            now = time.process_time()
            look = looked_at(os.getpid(), loop.time())
            cost = (now - spent) / (display.replies - answered)
            looks.append(Look(look.at, look.memory, look.threads, look.files, display.replies, cost))
            answered, spent = display.replies, now
    return looks


# ---- minutes of real time --------------------------------------------------------------------------------------------


def real(folder: Path, minutes: float) -> tuple[list[Look], list[float]]:
    """A rehearsal looked at from outside, and its response times in order."""
    folder.mkdir(parents=True)
    says, length = [], 0.0
    lines = answers()
    for number, (sound, _) in enumerate(lines):
        sf.write(folder / f"{number}.wav", sound, SAMPLE_RATE)
    number = 0
    while length < minutes * 60:
        sound, text = lines[number % len(lines)]
        says.append(
            f'[[say]]\naudio = "{number % len(lines)}.wav"\nwords = {json.dumps(text)}\ndelay = 1.0\n'
        )
        length += len(sound) / SAMPLE_RATE + 8.0  # a reply, and the pauses around it
        number += 1
    script = folder / "script.toml"
    script.write_text('problem = "fraud-detection"\nminutes = 120\n' + "\n".join(says), encoding="utf-8")
    command = [sys.executable, "-m", "voice_interviewer", "rehearse", str(script), "--stt", "script", "--tts", "espeak",
               "--llm", "bank", "--headphones", "--seed", "1", "--out", str(folder)]  # fmt: skip
    looks = list[Look]()
    with subprocess.Popen(command, env=environment(folder), cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        began = time.monotonic()
        with _stopped_after(process, minutes * 60):
            time.sleep(_LOOK)  # it loads
            while process.poll() is None:
                try:
                    looks.append(looked_at(process.pid, time.monotonic() - began))
                except (OSError, KeyError):
                    break
                time.sleep(_LOOK)
    (session,) = (folder / "sessions").iterdir()
    turns = json.loads((session / "latency.json").read_text(encoding="utf-8"))["turns"]
    responses = [turn["response"] for turn in turns if "response" in turn]
    looks[-1] = Look(looks[-1].at, looks[-1].memory, looks[-1].threads, looks[-1].files, len(responses))
    return looks, responses


@contextmanager
def _stopped_after(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, process.terminate)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


if __name__ == "__main__":
    sys.exit(main())
