"""The health of every part: loaded, tried and timed as an interview would use it, with one remedy for what is wrong."""

import asyncio
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import Final
from uuid import uuid4

import numpy as np

from voice_interviewer.assemble.finding import Finding, State, broken
from voice_interviewer.assemble.language import LOADING, choose_wording
from voice_interviewer.assemble.parts import choose_recogniser, choose_voice, turn_file, whisper_folders
from voice_interviewer.assemble.soundtest import examine_sound
from voice_interviewer.assemble.trial import KEEPS_UP, SENTENCE, heard_of, spoken
from voice_interviewer.bank import Bank
from voice_interviewer.engines.cuda import CTranslate2Gpu, obstacle
from voice_interviewer.engines.espeak import EspeakSynthesizer
from voice_interviewer.engines.ollama import OllamaModel
from voice_interviewer.engines.silero import SileroDetector
from voice_interviewer.engines.smartturn import SmartTurn
from voice_interviewer.errors import EngineError, VoiceInterviewerError
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.prompts import BEGINNING, prefix
from voice_interviewer.ports import ChatOptions, LanguageModel
from voice_interviewer.settings import Settings
from voice_interviewer.speech.frame import SAMPLE_RATE
from voice_interviewer.values import Message, Role

OLDEST: Final = (3, 11)
NEEDS_MEGABYTES: Final = 500
"""Free space below which a session's recording (60 MB an hour) may not fit beside what else the system does."""
FLUENT: Final = 0.25
"""Seconds a voice may take for a sentence."""
CACHED: Final = 0.25
"""Share of the first call's prompt evaluation that a second call may take, where the prefix cache works
(conversation.md)."""
FIRST_TOKEN: Final = 1.0
"""Seconds to a model's first token from which replies feel late."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, as soon as it is made; nothing is raised, and nothing but the program's own folders written to."""
    yield _python()
    yield from _folders(settings)
    bank = Bank.load(settings.problems_dir)
    yield _problems(bank)
    yield from examine_sound(settings)
    yield from _ears(settings)
    yield _recogniser(settings)
    yield _voice(settings)
    yield _gpu(settings)
    yield from _language(settings, bank)


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info < OLDEST:
        return Finding(
            "python",
            State.BROKEN,
            f"Python {version} is too old.",
            "Install Python 3.11 or later.",
            needed=True,
        )
    return Finding("python", State.GOOD, f"Python {version} on {platform.system()}.")


def _folders(settings: Settings) -> Iterator[Finding]:
    for part, folder in (("data folder", settings.data_dir), ("models folder", settings.models_dir)):
        needed = part == "data folder"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"0")
            free = shutil.disk_usage(folder).free // 1_000_000
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            yield Finding(part, State.BROKEN, f"{folder} cannot be written: {why}.",
                          "Mend its permissions, free some space, or use --out.", needed=needed)  # fmt: skip
            continue
        figures = {"free_mb": float(free)}
        if free < NEEDS_MEGABYTES:
            yield Finding(
                part, State.WORSE, f"Only {free} MB are free in {folder}.", "Free some space.", figures
            )
        else:
            yield Finding(part, State.GOOD, f"{folder}, {free / 1000:.0f} GB free.", figures=figures)


def _problems(bank: Bank) -> Finding:
    if not bank.problems:
        return Finding(
            "problems", State.BROKEN, "The problem bank is empty.", "Install the program again.", needed=True
        )
    if bank.mistakes:
        more = f" ({len(bank.mistakes)} in all)" if len(bank.mistakes) > 1 else ""
        return Finding("problems", State.WORSE, f"Left out of the bank: {bank.mistakes[0]}{more}.",
                       "`voice-interviewer problems check` names what to mend.")  # fmt: skip
    return Finding("problems", State.GOOD, f"{len(bank.problems)} problems.")


def _ears(settings: Settings) -> Iterator[Finding]:
    try:
        detector = SileroDetector()
        took = _median(lambda: detector.probability(np.zeros(512, np.float32)), 20)
        figures = {"frame_ms": round(1000 * took, 2)}
        yield Finding(
            "voice detector", State.GOOD, f"Silero, {figures['frame_ms']:.2f} ms a frame.", figures=figures
        )
    except EngineError as error:
        yield Finding(
            "voice detector", State.WORSE, f"{error.message} WebRTC's takes its place.", error.remedy
        )
    file = turn_file(settings)
    if file is None:
        yield Finding("turn model", State.WORSE, "There is none: the words alone tell when you have finished.",
                      "Run `voice-interviewer models pull smart-turn` (9 MB).")  # fmt: skip
        return
    try:
        turn = SmartTurn(file)
        took = _median(lambda: turn.completeness(np.zeros(8 * SAMPLE_RATE, np.float32)), 3)
        figures = {"call_ms": round(1000 * took, 1)}
        yield Finding(
            "turn model", State.GOOD, f"{turn.name}, {figures['call_ms']:.0f} ms a call.", figures=figures
        )
    except EngineError as error:
        yield broken("turn model", error)


def _recogniser(settings: Settings) -> Finding:
    """The one that an interview would use, given a spoken sentence."""
    needed = settings.stt not in ("auto", "typed") or settings.stt_model is not None
    if settings.stt == "typed":
        return Finding("recogniser", State.GOOD, "Answers are typed, as you wish.")
    try:
        transcriber = choose_recogniser(settings)
        began = time.monotonic()
        transcriber.prepare(())
        loaded = time.monotonic() - began
        heard, took = heard_of(transcriber, spoken())
        transcriber.close()
    except VoiceInterviewerError as error:
        return broken("recogniser", error, needed=needed)
    figures: dict[str, float | str] = {"load_s": round(loaded, 2), "call_s": round(took, 2), "heard": heard}
    text = f"{transcriber.name}, loaded in {loaded:.1f} s, {took:.2f} s a call"
    if transcriber.rough:
        return Finding("recogniser", State.WORSE, f"{text}: it mishears real voices.",
                       "Run `voice-interviewer models pull base.en` (145 MB).", figures)  # fmt: skip
    if took > KEEPS_UP:
        return Finding("recogniser", State.WORSE, f"{text}: replies will be late.",
                       "Choose a smaller one (`models list` names them) with --stt-model.", figures)  # fmt: skip
    return Finding("recogniser", State.GOOD, f"{text}: it keeps up.", figures=figures)


def _voice(settings: Settings) -> Finding:
    if settings.tts == "none":
        return Finding("voice", State.GOOD, "Words are shown, as you wish.")
    try:
        voice = choose_voice(settings)
        began = time.monotonic()
        voice.prepare()
        loaded = time.monotonic() - began
        took = _median(lambda: voice.synthesize(SENTENCE), 3)
        voice.close()
    except VoiceInterviewerError as error:
        return broken("voice", error, needed=settings.tts != "auto" or settings.voice is not None)
    figures = {"load_s": round(loaded, 2), "sentence_s": round(took, 3)}
    text = f"{voice.name}, loaded in {loaded:.1f} s, {1000 * took:.0f} ms a sentence"
    if took > FLUENT:
        return Finding("voice", State.WORSE, f"{text}: replies will be late.", "Use --tts espeak.", figures)
    if isinstance(voice, EspeakSynthesizer):
        return Finding("voice", State.WORSE, f"{text}; a robot's.",
                       "Run `voice-interviewer models pull en_US-lessac-medium` (63 MB).", figures)  # fmt: skip
    return Finding("voice", State.GOOD, f"{text}.", figures=figures)


def _gpu(settings: Settings) -> Finding:
    why = obstacle(CTranslate2Gpu())
    if why is None:
        return Finding("gpu", State.GOOD, "Whisper can use the GPU.")
    if not why:
        state = State.BROKEN if settings.device == "cuda" else State.GOOD
        return Finding("gpu", state, "No NVIDIA GPU: everything runs on the processor.",
                       "Leave --device cuda out." if settings.device == "cuda" else "",
                       needed=settings.device == "cuda" and bool(whisper_folders(settings)))  # fmt: skip
    return Finding(
        "gpu", State.WORSE, f"Whisper cannot use it: {why}.", "Install the `cuda` extra, or its driver."
    )


def _language(settings: Settings, bank: Bank) -> Iterator[Finding]:
    if settings.llm == "bank":
        yield Finding("language model", State.GOOD, "The problem bank words the questions, as you wish.")
        return
    yield from asyncio.run(_all(_examine_language(settings, bank)))


async def _all(findings: AsyncGenerator[Finding, None]) -> list[Finding]:
    return [each async for each in findings]


async def _examine_language(settings: Settings, bank: Bank) -> AsyncGenerator[Finding, None]:
    try:
        wording = await choose_wording(settings, settings.minutes)
    except VoiceInterviewerError as error:
        yield broken("language model", error, needed=True)
        return
    model = wording.model
    if model is None:
        note = (
            wording.note
            or "No Ollama with a model answers on this machine: the problem bank words the questions."
        )
        yield Finding("language model", State.WORSE, note,
                      "Install Ollama (ollama.com) and run `ollama pull llama3.2:3b` (2 GB).")  # fmt: skip
        return
    try:
        version = await model.version() if isinstance(model, OllamaModel) else ""
        yield await _timed(model, bank, wording.context, f"Ollama {version}: " if version else "")
    except (EngineError, TimeoutError) as error:
        trouble = error if isinstance(error, EngineError) else EngineError(
            "The language model does not answer.", "Look at its server's log, or use --llm bank."
        )  # fmt: skip
        yield broken("language model", trouble, needed=wording.named)
    finally:
        await model.aclose()


async def _timed(model: LanguageModel, bank: Bank, context: int | None, before: str) -> Finding:
    """Two calls whose prompts begin alike, and like nothing the server has seen: the second finds its beginning in the
    cache."""
    problem = bank.problems[0]
    beginning = f"{uuid4()}\n{prefix(Brief(problem, bank.track(problem.track), 0))}"
    async with asyncio.timeout(LOADING):
        await _asked(model, "warm", "Say yes.")  # loading is not what is measured
        cold_token, cold = await _asked(model, beginning, BEGINNING)
        warm_token, warm = await _asked(model, beginning, f"{BEGINNING} Please begin.")
    figures: dict[str, float | str] = {"first_token_s": round(warm_token, 2)}
    if context is not None:
        figures["context"] = float(context)
    text = f"{before}{model.name}, first token after {warm_token:.2f} s"
    if context is not None:
        text += f", {context} tokens of context"
    share = warm / cold if cold and warm is not None else warm_token / cold_token
    figures["second_call_share"] = round(share, 2)
    if cold and share > CACHED:
        return Finding("language model", State.WORSE, f"{text}; the prompt is read anew at every call"
                       f" ({100 * share:.0f} % of the first time).", "Update Ollama, and let nothing else use the model"
                       " meanwhile.", figures)  # fmt: skip
    if warm_token > FIRST_TOKEN:
        return Finding("language model", State.WORSE, f"{text}: replies will be late.",
                       "Use a smaller model (--llm-model).", figures)  # fmt: skip
    return Finding("language model", State.GOOD, f"{text}.", figures=figures)


async def _asked(model: LanguageModel, system: str, user: str) -> tuple[float, float | None]:
    """Seconds to the first token, and of prompt evaluation where the server says."""
    messages = (Message(Role.SYSTEM, system), Message(Role.USER, user))
    began, first, prompt = time.monotonic(), 0.0, None
    async with aclosing(model.chat(messages, ChatOptions(max_tokens=4))) as chunks:
        async for chunk in chunks:
            first = first or time.monotonic() - began
            if chunk.usage is not None:
                prompt = chunk.usage.prompt_seconds
    return first, prompt


def _median(call: Callable[[], object], times: int) -> float:
    """Seconds, after one call that does not count."""
    call()
    took = []
    for _ in range(times):
        began = time.monotonic()
        call()
        took.append(time.monotonic() - began)
    return sorted(took)[times // 2]
