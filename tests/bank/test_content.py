"""The shipped bank: every file in order, every line fit to be heard."""

import time

import pytest

from voice_interviewer.bank import Bank, check
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.interview.understanding import understand
from voice_interviewer.resources import data_folder
from voice_interviewer.speech.pronunciation import speakable
from voice_interviewer.values import Difficulty, Problem

BANK = Bank.load()
PROBLEMS = BANK.problems
FILES = sorted(data_folder("problems").rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_file_is_in_order(path) -> None:  # type: ignore[no-untyped-def]
    assert check(path) == ()


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.slug)
def test_a_problem_is_filled_with_care(problem: Problem) -> None:
    assert len(problem.facts) >= 18
    assert [hint.level for hint in problem.hints] == [1, 2, 3, 4]
    assert len(problem.ground) >= 12
    assert len(problem.wrong_turns) >= 5
    assert len(problem.constraints) >= 5
    assert len(problem.glossary) >= 10


def test_the_three_given_problems_are_there_at_their_difficulty() -> None:
    levels = {problem.slug: problem.difficulty for problem in PROBLEMS}
    assert levels["fraud-detection"] is Difficulty.HARD
    assert levels["model-serving-platform"] is Difficulty.HARD
    assert levels["recommendation"] is Difficulty.MEDIUM


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.slug)
def test_every_spoken_line_of_a_problem_can_be_spoken(problem: Problem) -> None:
    lines = [problem.question, problem.short_question, *(fact.say for fact in problem.facts)]
    lines += [hint.say for hint in problem.hints] + [line for ground in problem.ground for line in ground.ask]
    for line in lines:
        assert speakable(line)
        assert not set(line) & set("*#`_{}[]<>|")


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.slug)
def test_what_a_good_answer_sounds_like_is_understood_as_that_ground(problem: Problem) -> None:
    brief = Brief(problem, BANK.track(problem.track), 0)
    session = session_from_turns((), problem.slug, brief.track, 45)
    missed = []
    for ground in brief.grounds.values():
        found = {finding.id for finding in understand(brief, session, ground.sounds_like).findings}
        if ground.id not in found:
            missed.append(ground.id)
    assert missed == []


def test_the_bank_loads_fast() -> None:
    times = []
    for _ in range(3):
        started = time.perf_counter()
        Bank.load()
        times.append(time.perf_counter() - started)
    assert min(times) < 2.0
