"""Whole spoken interviews by rehearsal: recorded answers, virtual devices, real time."""

from pathlib import Path

import pytest
import soundfile as sf

from tests.paths import DATA
from tests.scenarios.running import PHASES, Ran, run
from tests.standins.ollama import OllamaStandin

AUDIO = DATA / "audio"
TOY = DATA / "whisper-toy"


def script(
    folder: Path, *names: str, minutes: float = 1.0, extra: str = "", when: str = 'after = "interviewer"'
) -> Path:
    """A script of recorded answers, each given when the interviewer has finished; or `INTO` what it says, which is
    over sooner."""
    says = "".join(
        f'[[say]]\naudio = "{name}"\nwords = "{WORDS[name]}"\n{when}\ndelay = 0.9\n' for name in names
    )
    for name in names:
        (folder / name).write_bytes((AUDIO / name).read_bytes())
    path = folder / "script.toml"
    path.write_text(f'problem = "fraud-detection"\nminutes = {minutes}\n{extra}\n{says}')
    return path


WORDS = dict(line.split("\t") for line in (AUDIO / "answers.tsv").read_text().splitlines() if "\t" in line)
INTO = 'during = "interviewer"'
SKIP = "16-can-we-skip-this.wav"


def heard_voice(ran: Ran) -> None:
    """The recording holds both voices, each in its channel."""
    samples, rate = sf.read(ran.folder / "recording.flac")
    assert (rate, samples.shape[1]) == (16_000, 2)
    assert abs(samples[:, 0]).max() > 0.05
    assert abs(samples[:, 1]).max() > 0.05


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_embedded_parts_carry_an_interview_through_all_phases(tmp_path: Path) -> None:
    path = script(tmp_path, *[SKIP] * 6, minutes=4.0)  # more than it takes: time must not steer here
    ran = run(tmp_path, ["rehearse", str(path), "--stt", "pocketsphinx", "--tts", "espeak", "--llm", "bank",
                         "--seed", "1", "--out", str(tmp_path), "--record", str(tmp_path / "out.wav")])  # fmt: skip
    assert ran.status == 0, ran.err
    assert [event["phase"] for event in ran.moments("PhaseEntered")] == PHASES
    assert ran.moments("SessionEnded")[0]["reason"] == "finished"
    assert ran.json("scorecard.json")["low_confidence"] is True
    heard_voice(ran)
    outside, _ = sf.read(tmp_path / "out.wav")
    assert abs(outside).max(axis=0).min() > 0.05
    latency = ran.json("latency.json")
    assert latency["turns"]
    # spoken commands are taken up at a possible end, 0.25 s after the voice
    assert all(turn["response"] >= turn["waited"] > 0.2 for turn in latency["turns"])


@pytest.mark.slow
@pytest.mark.timeout(150)
def test_whisper_and_a_language_model_hold_a_conversation(tmp_path: Path) -> None:
    path = script(tmp_path, "39-the-business-goal-is.wav", "02-give-me-a-hint.wav", "22-lets-wrap-up.wav")
    with OllamaStandin() as server:
        ran = run(tmp_path, ["rehearse", str(path), "--stt", "whisper", "--stt-model", str(TOY), "--llm", "ollama",
                             "--llm-url", server.url, "--tts", "espeak", "--out", str(tmp_path)])  # fmt: skip
        asked = [record for record in server.requests if record.path == "/api/chat"]
    assert ran.status == 0, ran.err
    said = [turn["text"] for turn in ran.json("transcript.json")["turns"] if turn["speaker"] == "candidate"]
    assert said == [WORDS["39-the-business-goal-is.wav"], "give me a hint", "let's wrap up"]
    assert asked
    assert ran.moments("CommandGiven")[0]["command"] == "hint"
    assert "ollama" in ran.moments("SessionStarted")[0]["parts"]["llm"]
    heard_voice(ran)


@pytest.mark.slow
@pytest.mark.timeout(150)
def test_an_open_room_with_echo_makes_no_phantom_answers(tmp_path: Path) -> None:
    room = "[room]\necho_db = -12\necho_delay_ms = 80\nnoise_db = -55\n"
    path = script(tmp_path, "39-the-business-goal-is.wav", "22-lets-wrap-up.wav", extra=room)
    ran = run(tmp_path, ["rehearse", str(path), "--stt", "script", "--llm", "bank", "--tts", "espeak",
                         "--out", str(tmp_path)])  # fmt: skip
    assert ran.status == 0, ran.err
    said = [turn["text"] for turn in ran.json("transcript.json")["turns"] if turn["speaker"] == "candidate"]
    assert said == [WORDS["39-the-business-goal-is.wav"], "let's wrap up"]


@pytest.mark.slow
@pytest.mark.timeout(150)
def test_over_open_speakers_the_candidate_interrupts_and_the_interviewer_never_itself(tmp_path: Path) -> None:
    room = "[room]\necho_db = -6\necho_delay_ms = 60\nnoise_db = -60\n"
    path = script(tmp_path, "39-the-business-goal-is.wav", "22-lets-wrap-up.wav", extra=room)
    over = 'during = "interviewer"\ndelay = 3.0'
    path.write_text(path.read_text().replace('after = "interviewer"\ndelay = 0.9', over, 1))
    ran = run(tmp_path, ["rehearse", str(path), "--stt", "whisper", "--stt-model", str(TOY), "--llm", "bank",
                         "--tts", "espeak", "--seed", "1", "--out", str(tmp_path)])  # fmt: skip
    assert ran.status == 0, ran.err
    turns = ran.json("transcript.json")["turns"]
    said = [turn["text"] for turn in turns if turn["speaker"] == "candidate"]
    assert said == [WORDS["39-the-business-goal-is.wav"], "let's wrap up"]
    stopped = [turn.get("interrupted", False) for turn in turns if turn["speaker"] == "interviewer"]
    assert stopped == [True] + [False] * (len(stopped) - 1)
    assert turns[0]["end"] - turns[1]["start"] < 1.0
