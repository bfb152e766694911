"""Another kind of interview (persona, phases, rubric) is made of files alone."""

from tests.interview.simulate import Interview
from tests.paths import DATA
from voice_interviewer.bank import DEFAULT_TRACK, Bank, check
from voice_interviewer.interview.interviewer import Brief

FOLDER = DATA / "bank"
BANK = Bank.load(FOLDER)


def test_the_files_are_sound_and_join_the_bank() -> None:
    assert check(FOLDER) == ()
    assert BANK.mistakes == ()
    assert {track.id for track in BANK.tracks} == {DEFAULT_TRACK, "data-pipelines"}
    assert BANK.problem("late-orders").track == "data-pipelines"


def test_an_interview_of_it_runs_from_greeting_to_goodbye() -> None:
    brief = Brief(BANK.problem("late-orders"), BANK.track("data-pipelines"), seed=1)
    said = iter(["The analysts need the table by six, because the stock is ordered from it."])
    interview = Interview(brief, minutes=10).run(lambda session: next(said, None))
    replies = list(interview.replies())
    assert replies[0].startswith("Good morning.")
    assert "Thank you and goodbye." in replies[-1]
    assert interview.visited == ["scope", "design"]
    assert "readers" in interview.session.covered
