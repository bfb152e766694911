"""A rehearsal: the whole interview with a scripted candidate on virtual devices, in real time."""

from dataclasses import replace
from pathlib import Path
from typing import Final, TextIO

from voice_interviewer.assemble.parts import ESPEAK_VOICE, Devices
from voice_interviewer.assemble.run import Order, Outcome, interview
from voice_interviewer.bank import Bank
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.rehearsal import script as scripts
from voice_interviewer.rehearsal.devices import VirtualRoom
from voice_interviewer.rehearsal.recogniser import ScriptTranscriber
from voice_interviewer.resources import data_folder
from voice_interviewer.settings import Settings
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.speech.pronunciation import speakable
from voice_interviewer.speech.resample import resample

DEMONSTRATION: Final = Path("demo") / "demo.toml"
