"""Which part fills each port: the best that is present under `auto`, exactly the one asked for otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.engines.ollama import DEFAULT_URL, OllamaModel, models_at
from voice_interviewer.engines.openai import OpenAIModel
from voice_interviewer.engines.piper import PiperSynthesizer
from voice_interviewer.engines.pocketsphinx import PocketSphinxTranscriber
from voice_interviewer.engines.portaudio import PortAudioLoudspeaker, PortAudioMicrophone
from voice_interviewer.engines.silero import GatedDetector, SileroDetector
from voice_interviewer.engines.wavefile import WavLoudspeaker, WavMicrophone
from voice_interviewer.engines.webrtc import WebRtcDetector
from voice_interviewer.engines.whisper import WhisperTranscriber
from voice_interviewer.errors import EngineError, PartMissing, ServerUnreachable
from voice_interviewer.ports import (
    LanguageModel,
    Loudspeaker,
    Microphone,
    Synthesizer,
    Transcriber,
    VoiceDetector,
)
from voice_interviewer.settings import Settings
from voice_interviewer.setup.catalogue import takes_prompts
from voice_interviewer.values import Parts

ESPEAK_VOICE: Final = "en-gb"
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
    """The parts of one interview; None: typed answers, no voice, no language model."""

    transcriber: Transcriber | None
    synthesizer: Synthesizer | None
    model: LanguageModel | None
    detector: VoiceDetector
    parts: Parts

    @property
    def rough(self) -> bool:
        return self.transcriber is not None and self.transcriber.rough

    def sentence(self) -> str:
        """One line for the user: what is in use."""
        parts = self.parts
        return f"Hearing: {parts.stt}. Voice: {parts.tts}. Questions: {parts.llm}."


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
            if settings.mic is not None or settings.stt != "auto":
                raise PartMissing(error.message, error.remedy) from error
            notes.append(f"{error.message} Type your answers, one line each.")
    if settings.speaker != "none" and settings.tts != "none":
        try:
            loudspeaker = _loudspeaker(settings.speaker)
        except EngineError as error:
            if settings.speaker is not None:
                raise PartMissing(error.message, error.remedy) from error
            notes.append("No loudspeaker here: the interviewer's words are shown.")
    from_file = isinstance(microphone, WavMicrophone)
    return Devices(microphone, loudspeaker, not (settings.headphones or from_file), note=" ".join(notes))


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


async def choose(settings: Settings, devices: Devices) -> Chosen:
    """Pick every part. Raises PartMissing for one asked for by name that is not there."""
    transcriber = _recogniser(settings, devices)
    synthesizer = _voice(settings) if devices.loudspeaker is not None else None
    model, model_name = await _language_model(settings)
    detector = _detector(settings)
    return Chosen(
        transcriber,
        synthesizer,
        model,
        detector,
        Parts(
            stt=transcriber.name if transcriber is not None else "typed",
            llm=model_name,
            tts=synthesizer.name if synthesizer is not None else "none (words shown)",
            vad=detector.name,
            microphone=devices.microphone.name if devices.microphone is not None else "none",
            loudspeaker=devices.loudspeaker.name if devices.loudspeaker is not None else "none",
        ),
    )


def _recogniser(settings: Settings, devices: Devices) -> Transcriber | None:
    if settings.stt == "typed" or devices.microphone is None:
        return None
    if settings.stt == "script":
        if devices.script is None:
            raise PartMissing("--stt script works in rehearsals only.", "Use `voice-interviewer rehearse`.")
        return devices.script
    if settings.stt == "pocketsphinx":
        return PocketSphinxTranscriber()
    folder = whisper_folder(settings)
    if folder is not None:
        return WhisperTranscriber(folder, folder.name, settings.device, takes_prompts(folder.name))
    if settings.stt == "whisper" or settings.stt_model is not None:
        name = settings.stt_model or "base.en"
        raise PartMissing(
            f"The Whisper model {name} is not here.",
            f"Run `voice-interviewer models pull {name}`, or name a faster-whisper folder with --stt-model.",
        )
    return PocketSphinxTranscriber()


def whisper_folder(settings: Settings) -> Path | None:
    """The folder of the model asked for, or of the largest one present."""
    shelf = settings.models_dir / "whisper"
    if settings.stt_model is not None:
        places = (Path(settings.stt_model), shelf / settings.stt_model)
        return next((place for place in places if place.is_dir()), None)
    present = [path for path in shelf.glob("*") if (path / "model.bin").is_file()] if shelf.is_dir() else []
    return max(present, key=lambda path: (path / "model.bin").stat().st_size, default=None)


def _voice(settings: Settings) -> Synthesizer | None:
    if settings.tts == "none":
        return None
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
        raise PartMissing(
            f"The Piper voice {settings.voice or ''} is not here.".replace("  ", " "),
            f"Run `voice-interviewer models pull {settings.voice or 'en_US-lessac-medium'}`, or use --tts espeak.",
        )
    return EspeakSynthesizer(settings.voice or ESPEAK_VOICE)


async def _language_model(settings: Settings) -> tuple[LanguageModel | None, str]:
    if settings.llm == "bank":
        return None, "the problem bank"
    url = settings.llm_url or DEFAULT_URL
    model: LanguageModel
    if settings.llm == "openai":
        if settings.llm_url is None:
            raise PartMissing(
                "--llm openai needs the server's address.", "Add --llm-url http://host:8000/v1."
            )
        model = OpenAIModel(url, settings.llm_model, settings.llm_api_key)
    else:
        name = settings.llm_model
        local = settings.llm == "ollama" or _on_this_machine(url)
        if name is None and local:
            listed = sorted(await models_at(url), key=lambda each: -each.size)
            name = listed[0].name if listed else None
        if name is None:
            if settings.llm == "auto":
                return None, "the problem bank"
            raise PartMissing(
                f"No Ollama server with a model answers at {url}.", "Start `ollama serve` and pull a model."
            )
        model = OllamaModel(url, name)
    try:
        await model.check()
    except EngineError as error:
        await model.aclose()
        if settings.llm == "auto" and (settings.llm_model is None or isinstance(error, ServerUnreachable)):
            return None, "the problem bank"
        raise PartMissing(error.message, error.remedy) from error
    return model, f"{model.name} ({model.kind})"


def _on_this_machine(url: str) -> bool:
    return any(f"//{host}" in url for host in ("127.0.0.1", "localhost", "[::1]"))


def _detector(settings: Settings) -> VoiceDetector:
    if settings.vad == "webrtc":
        return WebRtcDetector()
    try:
        return GatedDetector(WebRtcDetector(), SileroDetector())
    except EngineError as error:
        if settings.vad == "silero":
            raise PartMissing(error.message, error.remedy) from error
        return WebRtcDetector()
