"""A typed interview, from the first line to the files."""

import json
import shutil
from pathlib import Path

import pytest

from tests.scenarios.running import PHASES, Ran, run

ANSWERS = """\
The goal is to lose less money to fraud without blocking good customers, because a blocked customer costs us too.
What is the latency budget?
can we skip this question
Labels come from chargebacks, so they are weeks late, and fraud is rare, so the classes are imbalanced.
give me a hint
let's move on
I would start with logistic regression as a baseline, then boosted trees, because the features are tabular.
let's move on
It has to be scored on request, because a nightly job would miss a card stolen this morning.
let's move on
I would run an A/B test split by card and compare net loss, and watch the distribution of scores every hour.
let's move on
With more time I would work on the label delay, since everything rests on it.
No, thank you.
"""
BASE = ["practice", "fraud-detection", "--stt", "typed", "--speaker", "none", "--llm", "bank", "--seed", "3"]


@pytest.fixture(scope="module")
def interview(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("home")
    return run(home, [*BASE, "--minutes", "20", "--out", str(home / "data")], ANSWERS)


def test_it_ends_well_and_names_its_folder_last(interview: Ran) -> None:
    assert interview.status == 0, interview.err
    assert interview.folder.is_dir()
    assert interview.folder.parent.name == "sessions"


def test_it_goes_through_every_phase(interview: Ran) -> None:
    assert [event["phase"] for event in interview.moments("PhaseEntered")] == PHASES


def test_the_folder_holds_what_the_contract_names(interview: Ran) -> None:
    names = {path.name for path in interview.folder.iterdir()}
    assert {
        "journal.jsonl",
        "transcript.json",
        "transcript.md",
        "scorecard.json",
        "scorecard.md",
        "report.html",
        "latency.json",
    } <= names


def test_the_transcript_holds_both_sides_in_order(interview: Ran) -> None:
    transcript = interview.json("transcript.json")
    assert (transcript["schema"], transcript["problem"], transcript["minutes"]) == (1, "fraud-detection", 20)
    said = [turn["text"] for turn in transcript["turns"] if turn["speaker"] == "candidate"]
    assert said == ANSWERS.splitlines()[: len(said)]
    assert len(said) >= 12
    starts = [turn["start"] for turn in transcript["turns"]]
    assert starts == sorted(starts)


def test_the_clarifying_question_is_answered_from_the_fact_sheet(interview: Ran) -> None:
    turns = interview.json("transcript.json")["turns"]
    asked = next(i for i, turn in enumerate(turns) if turn["text"] == "What is the latency budget?")
    assert "hundred milliseconds" in turns[asked + 1]["text"]


def test_no_reply_asks_twice_or_says_the_same_again(interview: Ran) -> None:
    replies = [
        turn["text"]
        for turn in interview.json("transcript.json")["turns"]
        if turn["speaker"] == "interviewer"
    ]
    assert all(reply.count("?") <= 1 for reply in replies), [
        reply for reply in replies if reply.count("?") > 1
    ]
    assert len(set(replies)) == len(replies)


def test_the_hint_is_in_the_ledger(interview: Ran) -> None:
    assert interview.json("scorecard.json")["hints"] == [{"level": 1, "phase": "data-and-features"}]


def test_the_scorecard_has_every_dimension_and_true_quotes(interview: Ran) -> None:
    card = interview.json("scorecard.json")
    assert len(card["dimensions"]) == 8
    assert card["scorer"]["kind"] == "bank"
    assert card["delivery"] is None
    turns = interview.json("transcript.json")["turns"]
    quotes = [(e["turn"], e["quote"]) for d in card["dimensions"] for e in d["evidence"] if "quote" in e]
    assert quotes
    for turn, quote in quotes:
        assert turns[turn]["speaker"] == "candidate"
        assert quote.split()[0].lower() in turns[turn]["text"].lower()


def test_every_file_is_rebuilt_from_the_journal(interview: Ran) -> None:
    before = {
        path.name: path.read_bytes()
        for path in interview.folder.glob("*.*")
        if path.suffix in (".json", ".md")
    }
    for name in before:
        (interview.folder / name).unlink()
    data = interview.folder.parent.parent
    again = run(data, ["sessions", "export", "last", "--format", "json,md", "--out", str(data)])
    assert again.status == 0, again.err
    assert {name: (interview.folder / name).read_bytes() for name in before} == before


def test_the_same_answers_and_seed_give_the_same_interview(interview: Ran, tmp_path: Path) -> None:
    again = run(tmp_path, [*BASE, "--minutes", "20", "--out", str(tmp_path)], ANSWERS)
    first, second = (
        [turn["text"] for turn in each.json("transcript.json")["turns"]] for each in (interview, again)
    )
    assert first == second


def test_a_transcript_can_be_scored_on_its_own(interview: Ran, tmp_path: Path) -> None:
    done = run(tmp_path, ["score", "--json", str(interview.folder / "transcript.json")])
    assert done.status == 0, done.err
    assert len(json.loads(done.out)["dimensions"]) == 8


def test_a_correction_is_kept_beside_what_was_heard_and_scored(interview: Ran, tmp_path: Path) -> None:
    data = tmp_path / "data"  # a copy: tests share the interview, in whatever order they run
    shutil.copytree(interview.folder.parent.parent, data)
    folder = data / "sessions" / interview.folder.name
    done = run(data, ["sessions", "correct", "last", "1", "The goal is to grow revenue.", "--out", str(data)])
    assert done.status == 0, done.err
    turn = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))["turns"][1]
    assert turn["text"] == "The goal is to grow revenue."
    assert turn["heard"].startswith("The goal is to lose less")


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["practice", "fraud-detektion", "--stt", "typed"], 2, "fraud-detection"),
        (["practice", "fraud-detection", "--minutes", "3"], 2, "5 to 120"),
        (["practice", "fraud-detection", "--stt", "wisper"], 2, "whisper"),
        (["practice", "fraud-detection", "--stt", "whisper", "--mic", "nothing.wav"], 2, "nothing.wav"),
        (
            ["practice", "fraud-detection", "--stt", "typed", "--tts", "piper", "--speaker", "x.wav"],
            3,
            "models pull",
        ),
        (
            [
                "practice",
                "fraud-detection",
                "--stt",
                "typed",
                "--speaker",
                "none",
                "--llm",
                "ollama",
                "--llm-url",
                "http://127.0.0.1:9",
            ],
            3,
            "ollama serve",
        ),
        (["rehearse", "nowhere.toml"], 2, "nowhere.toml"),
        (["score", "nowhere.json"], 2, "nowhere.json"),
        (["sessions", "show", "last"], 2, "There is no session yet"),
        (["problems", "check", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["practise"], 2, "practise"),
    ],
)
def test_a_mistake_is_one_sentence_and_a_remedy(
    tmp_path: Path, arguments: list[str], status: int, sentence: str
) -> None:
    done = run(tmp_path, [*arguments, *(["--out", str(tmp_path)] if arguments[0] == "practice" else [])])
    assert done.status == status, done.err
    assert sentence in done.err
    assert "Traceback" not in done.err
    assert done.err.count("\n") <= 2
