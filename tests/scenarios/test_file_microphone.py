"""A sound file as the microphone: heard to its end, told of where it is cut short, and then the interview is over."""

from pathlib import Path

from tests.paths import DATA
from tests.scenarios.running import run


def test_the_interview_ends_when_the_file_does_and_its_last_answer_was_taken(tmp_path: Path) -> None:
    whole = (DATA / "audio" / "39-the-business-goal-is.wav").read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[:90_000])
    ran = run(
        tmp_path,
        ["practice", "fraud-detection", "--stt-model", str(DATA / "whisper-toy"), "--mic", "cut.wav",
         "--speaker", "none", "--llm", "bank", "--no-recording", "--out", str(tmp_path / "data")],
    )  # fmt: skip
    assert (ran.status, ran.err) == (0, "")
    assert "Note: cut.wav is cut short: it promises 2.9 s and holds 2.8 s." in ran.out
    assert "You: the business goal" in ran.out
    kinds = [event["event"] for event in ran.events]
    assert ran.moments("SessionEnded")[0]["reason"] == "end of input"
    said = [event["turn"]["speaker"] for event in ran.moments("TurnEnded")]
    assert said == ["interviewer", "candidate", "interviewer", "interviewer"], "a reply, and a goodbye"
    assert kinds[-1] == "Scored"
    assert not (ran.folder / "recording.flac").exists()
    assert "report.html" in ran.out
