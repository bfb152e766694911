"""A rehearsal: the whole interview with a scripted candidate on virtual devices, in real time."""

from dataclasses import replace
from pathlib import Path
from typing import Final, TextIO

from voice_interviewer.assemble.embedded import EmbeddedVoice
from voice_interviewer.assemble.parts import Devices, whisper_folders
from voice_interviewer.assemble.run import Order, Outcome, interview
from voice_interviewer.bank import Bank
from voice_interviewer.engines.wavefile import read_audio
from voice_interviewer.errors import UnknownName, UsageError
from voice_interviewer.rehearsal import script as scripts
from voice_interviewer.rehearsal.devices import VirtualRoom
from voice_interviewer.rehearsal.recogniser import ScriptTranscriber
from voice_interviewer.rehearsal.tomllines import refusal
from voice_interviewer.resources import data_folder
from voice_interviewer.settings import Settings

DEMONSTRATION: Final = Path("demo") / "demo.toml"


def rehearse(settings: Settings, bank: Bank, path: Path | None, record: Path | None, out: TextIO) -> Outcome:
    """Run a script, or the bundled demonstration, to its end. `record`: a stereo WAV of both sides.

    Raises ScriptError for a script that cannot be followed, UsageError for devices a rehearsal has no use for.
    """
    if settings.stt == "typed":
        raise UsageError(
            "A rehearsal's candidate speaks and does not type.", "Leave out --stt, or choose another."
        )
    script = scripts.load(path if path is not None else data_folder("problems") / DEMONSTRATION)
    try:
        problem = bank.problem(script.problem)
    except UnknownName as error:
        raise refusal(script.path, script.problem_line, error.message, error.remedy) from error
    note = ""
    if path is None and settings.stt == "auto" and not whisper_folders(settings):
        # The embedded recogniser is too rough to show the product by; the demonstration's words are known.
        settings = replace(settings, stt="script")
        note = "The demonstration's words come from its script."
    if settings.stt == "script":
        scripts.require_words(script)
    told = {name for name, source in settings.sources.items() if source == "command line"}
    if "mic" in told or ("speaker" in told and settings.speaker != "none"):
        raise UsageError(
            "A rehearsal brings its own microphone and loudspeaker.",
            "Leave out --mic and --speaker; --record OUT.wav keeps what both said.",
        )
    lines = scripts.lines(script, read_audio, EmbeddedVoice())
    minutes = settings.minutes if "minutes" in told else script.minutes
    with VirtualRoom(script.room, lines, record) as room:
        devices = Devices(
            microphone=room.microphone,
            loudspeaker=room.loudspeaker if settings.speaker != "none" else None,
            open_room=script.room.echo_db is not None and not settings.headphones,
            script=ScriptTranscriber(room.log),
            begin=room.begin,
            note=note,
        )
        outcome = interview(settings, bank, Order(problem, minutes=minutes), devices, None, out)
    if room.failure is not None:
        raise room.failure
    return outcome
