"""The health of every part: with nothing, with each broken in turn, and with everything."""

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.homes import empty_home
from tests.paths import DATA, SHARED, needs_shared
from tests.pulse import needs_pulse, pulse_server
from tests.scenarios.running import environment
from tests.standins.ollama import Fault, FaultKind, OllamaStandin, RequestRecord
from voice_interviewer.assemble import doctor
from voice_interviewer.assemble.doctor import examine
from voice_interviewer.assemble.finding import Finding, State
from voice_interviewer.bank import Bank
from voice_interviewer.settings import Settings

TOY = str(DATA / "whisper-toy")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No models, no server, and no sound: that has its own tests."""
    empty_home(monkeypatch, tmp_path / "home")
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    monkeypatch.setattr(doctor, "examine_sound", lambda settings: iter(()))


@pytest.fixture
def models(bare: None) -> Path:
    folder = Settings().models_dir
    folder.mkdir(parents=True)
    return folder


def examined(**values: Any) -> dict[str, Finding]:
    return {each.part: each for each in examine(Settings(**values))}


def test_with_nothing_an_interview_can_run_and_each_better_part_is_named() -> None:
    found = examined()
    assert not any(each.bars for each in found.values())
    remedies = {part: each.remedy for part, each in found.items() if each.state is State.WORSE}
    assert remedies.keys() == {"turn model", "recogniser", "voice", "language model"}
    assert "models pull smart-turn" in remedies["turn model"]
    assert "models pull base.en" in remedies["recogniser"]
    assert "models pull en_US-lessac-medium" in remedies["voice"]
    assert "ollama pull" in remedies["language model"]
    assert all(each.text for each in found.values())


def test_what_is_wished_is_no_fault() -> None:
    found = examined(stt="typed", tts="none", llm="bank")
    for part in ("recogniser", "voice", "language model"):
        assert found[part].state is State.GOOD
        assert "as you wish" in found[part].text


def test_a_whisper_that_is_here_is_loaded_and_timed() -> None:
    found = examined(stt_model=TOY, device="cpu")["recogniser"]
    assert found.state is State.GOOD
    assert 0.0 < float(found.figures["call_s"]) < 10.0


def test_a_slow_recogniser_and_a_slow_voice_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "KEEPS_UP", 0.0)
    monkeypatch.setattr(doctor, "FLUENT", 0.0)
    found = examined(stt_model=TOY, device="cpu")
    assert "smaller" in found["recogniser"].remedy
    assert "espeak" in found["voice"].remedy


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"stt_model": "nosuch"}, "recogniser"),
        ({"stt": "whisper"}, "recogniser"),
        ({"tts": "piper"}, "voice"),
        ({"voice": "nosuch"}, "voice"),
        ({"llm": "ollama"}, "language model"),
        ({"llm": "ollama", "llm_model": "llama3.2:3b"}, "language model"),
        ({"llm_url": "http://"}, "language model"),
    ],
)
def test_a_part_that_was_asked_for_and_is_missing_bars_the_interview(
    values: dict[str, Any], part: str
) -> None:
    found = examined(**values)
    assert [each.part for each in found.values() if each.bars] == [part]
    assert found[part].remedy


def test_damaged_models_are_named_one_by_one(models: Path) -> None:
    shutil.copytree(TOY, models / "whisper" / "toy")
    (models / "whisper" / "toy" / "model.bin").write_bytes(b"half")
    for kind in ("turn", "piper"):
        (models / kind).mkdir()
        (models / kind / "x.onnx").write_bytes(b"half")
    (models / "piper" / "x.onnx.json").write_text("{}", encoding="utf-8")
    found = examined()
    for part in ("recogniser", "turn model", "voice"):
        assert found[part].state is State.BROKEN, part
        assert found[part].remedy
        assert not found[part].bars


def test_a_data_folder_that_cannot_be_written_bars_the_interview(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = examined(out=str(tmp_path / "file" / "data"))
    assert found["data folder"].bars
    assert "cannot be written" in found["data folder"].text


def test_a_nearly_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "NEEDS_MEGABYTES", 1 << 50)
    assert "Free some space" in examined()["data folder"].remedy


def test_an_old_python_and_an_empty_bank_bar_the_interview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST", (9, 0))
    monkeypatch.setattr(Bank, "load", classmethod(lambda cls, folder: cls((), {}, ())))
    found = examined(llm="bank")
    assert found["python"].bars
    assert found["problems"].bars


def test_a_problem_of_the_users_that_is_wrong_is_told(models: Path) -> None:
    problems = Settings().problems_dir
    problems.mkdir(parents=True)
    (problems / "mine.yaml").write_text("title: [", encoding="utf-8")
    found = examined()["problems"]
    assert found.state is State.WORSE
    assert "mine.yaml" in found.text


@pytest.mark.parametrize(
    ("why", "values", "state", "text"),
    [
        (None, {}, State.GOOD, "can use the GPU"),
        ("", {"device": "cuda"}, State.BROKEN, "No NVIDIA GPU"),
        ("the GPU needs cuDNN 9, which is not installed", {}, State.WORSE, "cuDNN 9"),
    ],
)
def test_a_gpu_is_used_or_it_is_said_why_not(
    monkeypatch: pytest.MonkeyPatch, why: str | None, values: dict[str, Any], state: State, text: str
) -> None:
    monkeypatch.setattr(doctor, "obstacle", lambda gpu: why)
    found = examined(stt="typed", **values)["gpu"]
    assert found.state is state
    assert text in found.text


# ---------------------------------------------------------------- the language model, over real HTTP


@pytest.fixture
def server() -> Iterator[OllamaStandin]:
    with OllamaStandin(first_token_s=0.02, tokens_per_s=500.0, prompt_tokens_per_s=1500.0) as standin:
        yield standin


def language(server: OllamaStandin, **values: Any) -> Finding:
    return examined(stt="typed", tts="none", llm_url=server.url, **values)["language model"]


def test_a_model_is_timed_its_context_told_and_the_prefix_cache_seen(server: OllamaStandin) -> None:
    found = language(server)
    assert found.state is State.GOOD
    assert "Ollama 0.12.6: llama3.2:3b" in found.text
    assert found.figures["context"] == 16384.0
    assert float(found.figures["second_call_share"]) < doctor.CACHED


def test_a_server_that_reads_every_prompt_anew_is_told() -> None:
    def forget(record: RequestRecord) -> Fault | None:
        return Fault(FaultKind.UNLOAD) if record.path == "/api/chat" else None

    with OllamaStandin(first_token_s=0.02, prompt_tokens_per_s=1500.0, faults=forget) as server:
        found = language(server)
    assert found.state is State.WORSE
    assert "read anew" in found.text


def test_a_slow_model_is_told(server: OllamaStandin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FIRST_TOKEN", 0.0)
    assert "smaller model" in language(server).remedy


@pytest.mark.parametrize("kind", [FaultKind.HTTP_ERROR, FaultKind.CLOSE_MID_STREAM])
def test_a_server_with_a_fault_is_broken_with_a_remedy(kind: FaultKind) -> None:
    with OllamaStandin(faults=lambda record: Fault(kind) if record.path == "/api/chat" else None) as server:
        found = language(server)
    assert found.state is State.BROKEN
    assert found.remedy


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOADING", 0.3)
    with OllamaStandin(first_token_s=30.0) as server:
        found = language(server)
    assert found.text == "The language model does not answer."


# ---------------------------------------------------------------- as a command


async def command(*arguments: str, env: dict[str, str]) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "voice_interviewer", "doctor", *arguments,
        env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await process.communicate()
    return process.returncode, out.decode(), errors.decode()


def test_the_command_prints_one_line_a_part_and_json_for_programs(tmp_path: Path) -> None:
    env = environment(tmp_path)
    status, out, errors = asyncio.run(command(env=env))
    assert (status, errors) == (0, "")
    assert "\x1b" not in out
    assert "An interview can run." in out
    status, out, _ = asyncio.run(command("--json", "--voice", "nosuch", env=env))
    told = json.loads(out)
    assert status == 3
    assert told["ready"] is False
    voice = next(each for each in told["findings"] if each["part"] == "voice")
    assert voice["state"] == "broken"


@needs_pulse
@pytest.mark.sound
@pytest.mark.slow
@needs_shared
def test_with_everything_all_parts_are_good(tmp_path: Path) -> None:
    models = tmp_path / "data" / "voice-interviewer" / "models"
    for kind in ("turn", "piper", "whisper"):
        (models / kind).mkdir(parents=True)
    (models / "turn" / "t.onnx").symlink_to(SHARED / "models/smart-turn/smart-turn-v3.2-cpu.onnx")
    for file in ("voice.onnx", "voice.onnx.json"):
        (models / "piper" / file).symlink_to(SHARED / "models" / "piper-medium-standin" / file)
    (models / "whisper" / "toy").symlink_to(TOY)
    with pulse_server() as pulse, OllamaStandin() as server:
        env = {
            **environment(tmp_path, {"XDG_DATA_HOME": str(tmp_path / "data"), "OLLAMA_HOST": server.url}),
            **pulse.env,
        }
        env["HOME"] = str(tmp_path)
        env["OLLAMA_HOST"] = server.url

        async def with_a_voice() -> tuple[int | None, str, str]:
            answer = str(DATA / "audio" / "lj001-0002.wav")
            player = await asyncio.create_subprocess_exec(
                "sh", "-c", f"while paplay --device=micsink {answer}; do :; done", env=env
            )
            try:
                return await command("--json", env=env)
            finally:
                player.kill()
                await player.wait()

        status, out, errors = asyncio.run(with_a_voice())
    told = json.loads(out)
    assert (status, errors) == (0, "")
    assert told["ready"] is True
    states = {each["part"]: each["state"] for each in told["findings"]}
    assert states.keys() >= {
        "microphone",
        "loudspeaker",
        "echo",
        "recogniser",
        "voice",
        "turn model",
        "language model",
    }
    assert {part for part, state in states.items() if state == "broken"} == set()
