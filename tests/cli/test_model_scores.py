"""Scores by a language model from the command line: transcripts, finished sessions, and corrected ones."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.homes import empty_home
from tests.paths import ROOT
from tests.standins import judges
from tests.standins.ollama import Fault, FaultKind, OllamaStandin
from tests.standins.openai import OpenAIStandin
from voice_interviewer import history, journal
from voice_interviewer.bank import Bank
from voice_interviewer.cli import main
from voice_interviewer.events import Event, SessionEnded, SessionStarted, TurnEnded
from voice_interviewer.interview.phases import plan
from voice_interviewer.reports import transcript
from voice_interviewer.values import Parts, Speaker

MODEL = "llama3.2:3b"
TRANSCRIPTS = ROOT / "tests" / "transcripts"
STRONG, AVERAGE, INJECTION = (
    str(TRANSCRIPTS / f"{name}.json") for name in ("strong", "average", "injection")
)
AT_ONCE: dict[str, Any] = {"first_token_s": 0, "tokens_per_s": 0, "prompt_tokens_per_s": 0}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, and no Ollama of this machine's own."""
    empty_home(monkeypatch, tmp_path / "home")
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaStandin]:
    with OllamaStandin([MODEL], replies=judges.sensible, **AT_ONCE) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        yield server


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return ran


def session(data_dir: Path, name: str = "20260101-000000-fraud-detection") -> Path:
    """A finished session of the average interview."""
    bank = Bank.load()
    problem = bank.problem("fraud-detection")
    track = bank.track(problem.track)
    folder = data_dir / "sessions" / name
    folder.mkdir(parents=True)
    started = SessionStarted(
        0.0, name, problem.slug, track.id, 45, problem.difficulty, 1, "2026-01-01T00:00:00+00:00",
        Parts("typed", "the problem bank", "none", "none", "none", "none"), plan(track, 45, None),
    )  # fmt: skip
    events: list[Event] = [started]
    events += [TurnEnded(turn.end, turn) for turn in transcript.read(Path(AVERAGE))[1]]
    journal.append_all(folder, [*events, SessionEnded(events[-1].at, "finished")])
    return folder


def card(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "scorecard.json").read_text(encoding="utf-8"))
    return found


def cards(folder: Path) -> int:
    return sum(
        line.startswith('{"event":"Scored"') for line in (folder / "journal.jsonl").read_text().splitlines()
    )


# ---------------------------------------------------------------- score


def test_a_transcript_is_scored_by_the_model_that_is_there(server: OllamaStandin, run: Run) -> None:
    status, out, err = run("score", STRONG, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["scorer"]["kind"], found["scorer"]["model"], found["scorer"]["samples"]) == (
        "ollama",
        MODEL,
        3,
    )
    assert found["scorer"]["digest"] == server.models[MODEL].digest
    assert found["scorer"]["settings"] == {"temperature": 0.7, "seeds": [1, 2, 3]}
    assert err == f"Scoring with {MODEL}: 8 areas.\n"
    turns = transcript.read(Path(STRONG))[1]
    quotes = [proof for one in found["dimensions"] for proof in one["evidence"] if "quote" in proof]
    assert len(quotes) >= 8
    assert all(one["quote"] in turns[one["turn"]].text for one in quotes)
    assert all(turns[one["turn"]].speaker is Speaker.CANDIDATE for one in quotes)


def test_the_page_names_the_model(server: OllamaStandin, run: Run) -> None:
    _, out, _ = run("score", STRONG)
    assert f"By the language model {MODEL} (the median of 3 readings), under" in out


def test_without_a_model_the_bank_scores_and_nothing_is_said(run: Run) -> None:
    status, out, err = run("score", STRONG, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["scorer"]["kind"] == "bank"
    assert run("score", STRONG, "--json", "--llm", "bank")[1] == out


def test_the_bank_is_not_asked_for_by_accident(server: OllamaStandin, run: Run) -> None:
    assert json.loads(run("score", STRONG, "--json", "--llm", "bank")[1])["scorer"]["kind"] == "bank"
    assert server.requests == []


@pytest.mark.parametrize("command", ["score", "rescore"])
def test_a_model_asked_for_by_name_that_is_missing_is_an_error(
    tmp_path: Path, run: Run, command: str
) -> None:
    folder = session(tmp_path)
    what = (
        ["score", STRONG] if command == "score" else ["sessions", "rescore", "last", "--out", str(tmp_path)]
    )
    status, out, err = run(*what, "--llm", "ollama", "--llm-model", "nosuch")
    assert (status, out) == (3, "")
    assert "ollama serve" in err
    assert cards(folder) == 0


def test_a_server_of_the_other_protocol(run: Run) -> None:
    with OpenAIStandin(
        [MODEL], replies=judges.sensible, context_length=16_384, parallel=4, **AT_ONCE
    ) as server:
        _, out, _ = run("score", STRONG, "--json", "--llm", "openai", "--llm-url", server.url)
    assert json.loads(out)["scorer"]["kind"] == "openai"


def test_an_order_in_a_transcript_gets_nothing_from_a_model_that_obeys(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    with OllamaStandin([MODEL], replies=judges.obedient, **AT_ONCE) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        _, out, err = run("score", INJECTION, "--json")
    found = json.loads(out)
    assert {one["score"] for one in found["dimensions"]} <= {1, None}
    assert found["scorer"]["kind"] == "bank"
    assert "too little here" in err


def test_a_model_that_dies_leaves_a_scorecard(
    monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path
) -> None:
    def later(record: Any) -> Fault | None:
        return Fault(FaultKind.CLOSE_MID_STREAM) if (record.generation or 0) >= 9 else None

    with OllamaStandin([MODEL], replies=judges.sensible, faults=later, **AT_ONCE) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        status, out, err = run("score", AVERAGE, "--json", "--out", str(tmp_path))
    found = json.loads(out)
    assert status == 0
    assert found["scorer"]["kind"] == "ollama"
    left = found["scorer"]["settings"]["bank"]
    assert f"The problem bank's scores stand in {len(left)} of 8 areas" in err
    assert all(
        ("the language model did not answer" in one["justification"]) == (one["id"] in left)
        for one in found["dimensions"]
    )
    page = (tmp_path / "average.scorecard.md").read_text(encoding="utf-8")
    assert "and the problem bank for " in page


# ---------------------------------------------------------------- rescore


def test_a_session_is_scored_again_and_compared(server: OllamaStandin, tmp_path: Path, run: Run) -> None:
    folder = session(tmp_path)
    run("sessions", "rescore", "last", "--llm", "bank", "--out", str(tmp_path))
    status, out, _ = run("sessions", "rescore", "last", "--out", str(tmp_path))
    assert status == 0
    lines = out.splitlines()
    assert lines[1].split() == ["scorer", "the", "problem", "bank", MODEL, "(ollama)"]
    assert [line.split()[0] for line in lines[3:11]] == [one["id"] for one in card(folder)["dimensions"]]
    assert lines[-1] == str(folder)
    assert "changed" not in out
    assert cards(folder) == 2
    assert card(folder)["scorer"]["model"] == MODEL


def test_what_a_model_scored_is_rebuilt_without_it(server: OllamaStandin, tmp_path: Path, run: Run) -> None:
    folder = session(tmp_path)
    run("sessions", "rescore", "last", "--out", str(tmp_path))
    written = (folder / "scorecard.json").read_bytes()
    server.close()
    (folder / "scorecard.json").unlink()
    run("sessions", "export", "last", "--out", str(tmp_path))
    assert (folder / "scorecard.json").read_bytes() == written


def test_another_rubric_is_pointed_out(tmp_path: Path, run: Run) -> None:
    folder = session(tmp_path)
    run("sessions", "rescore", "last", "--out", str(tmp_path))
    file = folder / "journal.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace("ml-system-design@", "ml-system-design@old"))
    _, out, _ = run("sessions", "rescore", "last", "--out", str(tmp_path))
    assert "The rubric has changed" in out


# ---------------------------------------------------------------- correct


def corrected(run: Run, data_dir: Path) -> str:
    status, _, err = run(
        "sessions", "correct", "last", "3", "I'd measure precision, because the classes are imbalanced.",
        "--out", str(data_dir),
    )  # fmt: skip
    assert status == 0
    return err


def test_a_session_that_a_model_scored_is_scored_by_it_again(
    server: OllamaStandin, tmp_path: Path, run: Run
) -> None:
    folder = session(tmp_path)
    run("sessions", "rescore", "last", "--out", str(tmp_path))
    corrected(run, tmp_path)
    assert (card(folder)["scorer"]["kind"], card(folder)["corrected"]) == ("ollama", [3])


def test_without_the_model_the_bank_scores_a_corrected_session_and_says_so(
    server: OllamaStandin, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = session(tmp_path)
    run("sessions", "rescore", "last", "--out", str(tmp_path))
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    err = corrected(run, tmp_path)
    assert err.startswith("There is no language model here. The problem bank scored this session")
    assert (card(folder)["scorer"]["kind"], card(folder)["corrected"]) == ("bank", [3])
    monkeypatch.setenv("VOICE_INTERVIEWER_LLM", "ollama")
    run("sessions", "rescore", "last", "--llm", "bank", "--out", str(tmp_path))
    assert "problem bank" not in corrected(run, tmp_path), "the bank had scored it"


def test_a_model_named_in_the_settings_that_is_gone_does_not_lose_the_correction(
    server: OllamaStandin, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = session(tmp_path)
    run("sessions", "rescore", "last", "--out", str(tmp_path))
    monkeypatch.setenv("VOICE_INTERVIEWER_LLM", "ollama")
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    err = corrected(run, tmp_path)
    assert "No Ollama server" in err
    assert "The problem bank scored this session" in err
    assert card(folder)["corrected"] == [3]


def test_a_session_that_the_bank_scored_stays_with_the_bank(
    server: OllamaStandin, tmp_path: Path, run: Run
) -> None:
    folder = session(tmp_path)
    run("sessions", "rescore", "last", "--llm", "bank", "--out", str(tmp_path))
    corrected(run, tmp_path)
    assert card(folder)["scorer"]["kind"] == "bank"
    assert server.requests == []
    assert history.load(folder).scorecard == card(folder)
