"""The microphone tried out before the first question, with the very parts that will hear the interview."""

from collections import deque
from dataclasses import replace
from typing import Final

import numpy as np

from voice_interviewer.assemble.finding import State
from voice_interviewer.assemble.parts import Chosen, Devices
from voice_interviewer.assemble.soundtest import judged
from voice_interviewer.engines.portaudio import PortAudioMicrophone, list_devices
from voice_interviewer.errors import EngineError, UsageError
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.hearing import Recogniser
from voice_interviewer.live.playout import SILENT
from voice_interviewer.live.signals import AnswerHeard, PartialHeard, PartTroubled, Signal
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.live.worker import ThreadWorker
from voice_interviewer.ports import Clock, Microphone
from voice_interviewer.speech.endpointing import Endpointer, Policy
from voice_interviewer.speech.frame import SAMPLE_RATE, AudioFrame
from voice_interviewer.speech.soundcheck import check_microphone
from voice_interviewer.ui.tui.check import CheckApp, Probe

JUDGED: Final = 4.0
"""Seconds of microphone that are judged: a sentence and the pause around it."""


class MicrophoneCheck:
    """Hears with one microphone at a time until the candidate is content."""

    def __init__(self, chosen: Chosen, workers: dict[str, ThreadWorker], clock: Clock) -> None:
        self._chosen = chosen
        self._workers = workers
        self._clock = clock
        self._ear: Ear | None = None
        self._recent: deque[AudioFrame] = deque()
        self._trouble = ""
        self._choices = [device for device in list_devices() if device.inputs]
        self.microphone: Microphone | None = None

    async def run(self, microphone: Microphone) -> None:
        """Show the check; `microphone` is then the one to go on with. Raises KeyboardInterrupt where they leave."""
        self.microphone = microphone
        choices = [f"{device.name} ({device.host_api})" for device in self._choices]
        self._app = CheckApp(microphone.name, choices, Probe(self._level, self._advice, self._take))
        try:
            self._listen(microphone)
            if not await self._app.run_async():
                raise KeyboardInterrupt
        finally:
            self._stop()

    def _listen(self, microphone: Microphone) -> bool:
        transcriber = self._chosen.transcriber
        assert transcriber is not None
        self._recent.clear()
        self._trouble = ""
        self._chosen.detector.reset()
        ear = Ear(
            microphone,
            self._chosen.detector,
            Endpointer(Policy()),
            Recogniser(transcriber, self._workers["recogniser"]),
            Timeline(self._clock),
            self._told,
            self._workers["microphone"],
            record=self._keep,
        )
        try:
            ear.start()
        except EngineError as error:
            self._trouble = f"{error.message} {error.remedy}"
            return False
        self._ear = ear
        return True

    def _stop(self) -> None:
        if self._ear is not None:
            self._ear.stop()
            self._ear = None

    async def _take(self, number: int) -> str:
        self._stop()
        try:
            other = PortAudioMicrophone(self._choices[number].index)
        except (EngineError, UsageError) as error:
            self._trouble = f"{error.message} {error.remedy}"
            return self._choices[number].name
        if self._listen(other):
            self.microphone = other
        return other.name

    def _keep(self, frame: AudioFrame) -> None:
        self._recent.append(frame)
        while frame.end - self._recent[0].start > JUDGED * SAMPLE_RATE:
            self._recent.popleft()

    def _level(self) -> float:
        return self._ear.level if self._ear is not None else SILENT

    def _advice(self) -> str:
        if self._trouble:
            return self._trouble
        samples = np.concatenate([np.zeros(0, np.float32), *(frame.samples for frame in self._recent)])
        if len(samples) < SAMPLE_RATE or self.microphone is None:
            return ""
        found = judged(self.microphone.name, check_microphone(samples), self.microphone.noisy)
        return "It sounds good." if found.state is State.GOOD else f"{found.text} {found.remedy}"

    def _told(self, signal: Signal) -> None:
        match signal:
            case PartialHeard(text=text):
                self._app.hearing(text)
            case AnswerHeard(transcript=transcript):
                self._app.heard(transcript.text)
            case PartTroubled(text=text):
                self._trouble = text
            case _:
                pass


async def checked(
    chosen: Chosen, devices: Devices, workers: dict[str, ThreadWorker], clock: Clock
) -> tuple[Chosen, Devices]:
    """The parts and devices to go on with, once the candidate has heard themselves understood. Nothing is asked where
    there is no real microphone."""
    if chosen.transcriber is None or not isinstance(devices.microphone, PortAudioMicrophone):
        return chosen, devices
    check = MicrophoneCheck(chosen, workers, clock)
    await check.run(devices.microphone)
    assert check.microphone is not None
    name = check.microphone.name
    return (
        replace(chosen, parts=replace(chosen.parts, microphone=name)),
        replace(devices, microphone=check.microphone),
    )
