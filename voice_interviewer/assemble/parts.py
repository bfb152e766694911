"""Which part fills each port: the best that is present under `auto`, exactly the one asked for otherwise."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from voice_interviewer.assemble.embedded import ESPEAK_VOICE
from voice_interviewer.assemble.language import Wording, choose_wording
from voice_interviewer.assemble.stepping import SteppingTranscriber
from voice_interviewer.assemble.trial import first_that_keeps_up
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.engines.livekit_apm import LivekitAudioProcessing
from voice_interviewer.engines.piper import PiperSynthesizer
from voice_interviewer.engines.pocketsphinx import PocketSphinxTranscriber
from voice_interviewer.engines.portaudio import PortAudioLoudspeaker, PortAudioMicrophone
from voice_interviewer.engines.silero import GatedDetector, SileroDetector
from voice_interviewer.engines.smartturn import SmartTurn
from voice_interviewer.engines.wavefile import WavLoudspeaker, WavMicrophone
from voice_interviewer.engines.webrtc import WebRtcDetector
from voice_interviewer.engines.whisper import WhisperTranscriber
from voice_interviewer.errors import EngineError, PartMissing, UsageError, near_matches
from voice_interviewer.ports import (
    EchoCanceller,
    LanguageModel,
    Loudspeaker,
    Microphone,
    Synthesizer,
    Transcriber,
    TurnModel,
    VoiceDetector,
)
from voice_interviewer.settings import Settings
from voice_interviewer.setup.catalogue import models, takes_prompts
from voice_interviewer.values import Parts

log = logging.getLogger(__name__)

_SOUND_FILES: Final = (".wav", ".flac", ".ogg")


@dataclass(frozen=True, slots=True)
class Devices:
    """Where sound comes from and goes to. `open_room`: the interviewer's voice reaches the microphone. `script`: the
    rehearsal's own recogniser, for `--stt script`. `begin` is called once the interview listens, with a function
    that ends it and the monotonic time of the recording's sample 0; `note` says in a sentence why a device is
    missing."""

    microphone: Microphone | None
    loudspeaker: Loudspeaker | None
    open_room: bool = True
    script: Transcriber | None = None
    begin: Callable[[Callable[[str], None], float], None] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The parts of one interview; None: typed answers, no voice."""

    transcriber: Transcriber | None
    synthesizer: Synthesizer | None
    wording: Wording
    detector: VoiceDetector
    turn_model: TurnModel | None
    canceller: EchoCanceller | None
    parts: Parts

    @property
    def model(self) -> LanguageModel | None:
        return self.wording.model

    @property
    def rough(self) -> bool:
        return self.transcriber is not None and self.transcriber.rough

    def loaded(self, wording: Wording) -> "Chosen":
        """The parts as they turned out in loading: a model that does not load may have given way to another."""
        stt = self.transcriber.name if self.transcriber is not None else self.parts.stt
        return replace(self, wording=wording, parts=replace(self.parts, stt=stt, llm=wording.name))

    def sentence(self) -> str:
        """One line for the user: what is in use, and why nothing better where that is known."""
        parts = self.parts
        notes = [self.wording.note]
        if isinstance(self.transcriber, WhisperTranscriber | SteppingTranscriber):
            notes.insert(0, self.transcriber.note)
        used = f"Hearing: {parts.stt}. Voice: {parts.tts}. Questions: {parts.llm}."
        return " ".join([used, *filter(None, notes)])


def sound_devices(settings: Settings) -> Devices:
    """The devices the settings name, or this machine's own; without hardware, none, and why.

    Raises an error only for a device asked for by name.
    """
    notes: list[str] = []
    microphone: Microphone | None = None
    loudspeaker: Loudspeaker | None = None
    if settings.stt != "typed":
        try:
            microphone = _microphone(settings.mic)
        except EngineError as error:
            if settings.mic is not None:
                raise _not_there("microphone", settings.mic, error) from error
            if settings.stt != "auto" or settings.stt_model is not None:
                raise PartMissing(error.message, error.remedy) from error
            notes.append(f"{error.message} Type your answers, one line each.")
    if settings.speaker != "none" and settings.tts != "none":
        try:
            loudspeaker = _loudspeaker(settings.speaker)
        except EngineError as error:
            if settings.speaker is not None:
                raise _not_there("loudspeaker", settings.speaker, error) from error
            notes.append("No loudspeaker here: the interviewer's words are shown.")
    from_file = isinstance(microphone, WavMicrophone)
    return Devices(microphone, loudspeaker, not (settings.headphones or from_file), note=" ".join(notes))


def _not_there(part: str, wanted: str, error: EngineError) -> PartMissing:
    why = f"{error.message[0].lower()}{error.message[1:]}"
    return PartMissing(
        f"The {part} “{wanted}” cannot be used: {why}",
        "`voice-interviewer devices` lists what is found; a WAV file will do, too.",
    )


def _microphone(wanted: str | None) -> Microphone:
    if wanted is not None and wanted.lower().endswith(_SOUND_FILES):
        return WavMicrophone(Path(wanted))
    return PortAudioMicrophone(_device(wanted))


def _loudspeaker(wanted: str | None) -> Loudspeaker:
    if wanted is not None and wanted.lower().endswith(".wav"):
        return WavLoudspeaker(Path(wanted))
    return PortAudioLoudspeaker(_device(wanted))


def _device(wanted: str | None) -> str | int | None:
    return int(wanted) if wanted is not None and wanted.isdecimal() else wanted


async def choose(
    settings: Settings, devices: Devices, minutes: float, tell: Callable[[str], None] = log.info
) -> Chosen:
    """Pick every part for an interview of this length; `tell` what it waits for meanwhile. Raises PartMissing for one
    asked for by name that is not there."""
    transcriber = _recogniser(settings, devices, tell)
    synthesizer = _voice(settings, devices.loudspeaker)
    detector = _detector(settings)
    turn_model = _turn_model(settings) if transcriber is not None else None
    wording = await choose_wording(settings, minutes)
    return Chosen(
        transcriber,
        synthesizer,
        wording,
        detector,
        turn_model,
        _canceller(settings, devices) if transcriber is not None else None,
        Parts(
            stt=transcriber.name if transcriber is not None else "typed",
            llm=wording.name,
            tts=synthesizer.name if synthesizer is not None else "none (words shown)",
            vad=_ears(detector, turn_model) if transcriber is not None else "none",
            microphone=devices.microphone.name if devices.microphone is not None else "none",
            loudspeaker=devices.loudspeaker.name if devices.loudspeaker is not None else "none",
        ),
    )


def _recogniser(settings: Settings, devices: Devices, tell: Callable[[str], None]) -> Transcriber | None:
    if settings.stt == "typed" or devices.microphone is None:
        return None
    if settings.stt == "script":
        if devices.script is None:
            raise PartMissing("--stt script works in rehearsals only.", "Use `voice-interviewer rehearse`.")
        return devices.script
    return choose_recogniser(settings, tell)


def choose_recogniser(settings: Settings, tell: Callable[[str], None] = log.info) -> Transcriber:
    """The one that hears: of several Whisper models the ablest that keeps up here. Raises PartMissing where it was
    asked for by name."""
    if settings.stt == "pocketsphinx":
        return PocketSphinxTranscriber()
    folders = whisper_folders(settings)
    if folders:
        row = [
            WhisperTranscriber(each, each.name, settings.device, takes_prompts(each.name)) for each in folders
        ]
        row = row[first_that_keeps_up(row, settings.models_dir, tell) :]
        return SteppingTranscriber(row) if len(row) > 1 else row[0]
    if settings.stt == "whisper" or settings.stt_model is not None:
        name = settings.stt_model or "base.en"
        remedy = _to_pull(name, "whisper", "name a faster-whisper folder with --stt-model")
        raise PartMissing(f"The Whisper model {name} is not here.", remedy)
    return PocketSphinxTranscriber()


def whisper_folders(settings: Settings) -> list[Path]:
    """The folder of the model asked for, or of all that are present, the largest first."""
    shelf = settings.models_dir / "whisper"
    if settings.stt_model is not None:
        places = (Path(settings.stt_model), shelf / settings.stt_model)
        return [place for place in places if place.is_dir()][:1]
    present = [path for path in shelf.glob("*") if (path / "model.bin").is_file()] if shelf.is_dir() else []
    return sorted(present, key=lambda path: (path / "model.bin").stat().st_size, reverse=True)


def _to_pull(name: str, kind: str, otherwise: str) -> str:
    """How to get a model of that name, where the catalogue has one, or the nearest that it has."""
    known = [model.name for model in models() if model.kind == kind]
    if name in known:
        return f"Run `voice-interviewer models pull {name}`, or {otherwise}."
    near = near_matches(name, known, limit=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"{hint}`voice-interviewer models list` names what can be pulled; or {otherwise}."


def _refuse_silence(settings: Settings) -> None:
    """Without a loudspeaker: raises PartMissing where a voice was asked for by name; where there shall be none, and
    the command line asks for a voice nevertheless, UsageError."""
    named = [
        f"--{name} {getattr(settings, name)}"
        for name, asked in (
            ("tts", settings.tts in ("piper", "espeak")),
            ("voice", settings.voice is not None),
        )
        if asked and (settings.speaker != "none" or settings.sources.get(name) == "command line")
    ]
    if not named:
        return
    if settings.speaker == "none":
        raise UsageError(
            f"--speaker none leaves {named[0]} nothing to speak through.", "Leave one of them out."
        )
    raise PartMissing(
        f"There is no loudspeaker for {named[0]}.",
        "Plug in a headset, or have a file written: --speaker voice.wav.",
    )


def _voice(settings: Settings, loudspeaker: Loudspeaker | None) -> Synthesizer | None:
    if settings.tts == "none":
        return None
    if loudspeaker is None:
        _refuse_silence(settings)
        return None
    return choose_voice(settings)


def choose_voice(settings: Settings) -> Synthesizer:
    """The one that speaks. Raises PartMissing where it was asked for by name."""
    if settings.tts == "espeak":
        return EspeakSynthesizer(settings.voice or ESPEAK_VOICE)
    shelf = settings.models_dir / "piper"
    if settings.voice is not None:
        places = [Path(settings.voice), shelf / f"{settings.voice}.onnx"]
    else:
        places = sorted(shelf.glob("*.onnx")) if shelf.is_dir() else []
    model = next((place for place in places if place.is_file()), None)
    if model is not None:
        return PiperSynthesizer(model, model.stem)
    if settings.tts == "piper":
        remedy = _to_pull(settings.voice or "en_US-lessac-medium", "piper", "use --tts espeak")
        what = f"The Piper voice {settings.voice}" if settings.voice is not None else "A Piper voice"
        raise PartMissing(f"{what} is not here.", remedy)
    return EspeakSynthesizer(settings.voice or ESPEAK_VOICE)


def _detector(settings: Settings) -> VoiceDetector:
    if settings.vad == "webrtc":
        return WebRtcDetector()
    try:
        return GatedDetector(WebRtcDetector(), SileroDetector())
    except EngineError as error:
        if settings.vad == "silero":
            raise PartMissing(error.message, error.remedy) from error
        return WebRtcDetector()


def turn_file(settings: Settings) -> Path | None:
    """The turn model's file that is present."""
    return next(iter(sorted((settings.models_dir / "turn").glob("*.onnx"))), None)


def _turn_model(settings: Settings) -> TurnModel | None:
    """The turn model that is present; without one, or where it does not load, the words alone tell an end."""
    file = turn_file(settings)
    if file is None:
        return None
    try:
        return SmartTurn(file)
    except EngineError as error:
        log.warning("%s", error)
        return None


def _canceller(settings: Settings, devices: Devices) -> EchoCanceller | None:
    """For open speakers; without one the interview is half duplex."""
    if not devices.open_room or devices.loudspeaker is None or settings.echo == "off":
        return None
    try:
        return LivekitAudioProcessing(noise_suppression=settings.noise_suppression, gain=settings.gain)
    except EngineError as error:
        log.warning("%s", error)
        return None


def _ears(detector: VoiceDetector, turn_model: TurnModel | None) -> str:
    return detector.name if turn_model is None else f"{detector.name}, {turn_model.name}"
