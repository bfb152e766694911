"""The interviewer's own report card: a program that judges candidates is judged in every session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from voice_interviewer.assessment import questions
from voice_interviewer.assessment.delivery import interviewer_share, word_count
from voice_interviewer.assessment.ground import Listen, Terrain
from voice_interviewer.assessment.questions import sentences, words
from voice_interviewer.values import Command, Problem, Speaker, Track, Turn

SAME_QUESTION: Final = 92.0
"""Similarity of two questions, of 100 (rapidfuzz's ratio of their folded words), from which they are one: a changed
article or name keeps them together, a changed subject does not."""
REPEAT_WORDS: Final = 4
"""Shorter questions ("Why that one?") may well be asked twice."""
OPENING: Final = 2
"""Replies in which the problem is put: the greeting, and after the warm-up."""
_ASKED_AGAIN = frozenset({Command.REPEAT, Command.REPHRASE, Command.RESUME, Command.SLOWER})


@dataclass(frozen=True, slots=True)
class Conduct:
    """`talk_share` in [0, 1]; `repeats`, questions asked again unasked; `leaks`, replies that gave a part of the
    solution away without a hint."""

    talk_share: float
    repeats: int
    questions_per_reply: float
    words_per_reply: int
    leaks: int


def review(
    turns: Sequence[Turn], problem: Problem, track: Track, terrain: Terrain, listen: Listen
) -> Conduct:
    """How the interviewer did, from the turns alone."""
    replies = [turn for turn in turns if turn.speaker is Speaker.INTERVIEWER]
    asked = sum(turn.text.count("?") for turn in replies)
    return Conduct(
        talk_share=interviewer_share(turns),
        repeats=_repeats(turns, track, listen),
        questions_per_reply=round(asked / len(replies), 2) if replies else 0.0,
        words_per_reply=round(sum(word_count(turn.text) for turn in replies) / len(replies))
        if replies
        else 0,
        leaks=_leaks(turns, problem, track, terrain, listen),
    )


def _repeats(turns: Sequence[Turn], track: Track, listen: Listen) -> int:
    """Questions asked before. One that was wanted again, or whose first asking was cut off, is none."""
    service = questions.service(track)
    earlier: list[str] = []
    repeats = 0
    wanted = cut = False
    for turn in turns:
        if turn.speaker is Speaker.CANDIDATE:
            wanted = listen(turn.text).command in _ASKED_AGAIN
            continue
        asked = [words(one) for one in sentences(turn.text) if "?" in one]
        for question in asked:
            if question in service or len(question.split()) < REPEAT_WORDS:
                continue
            known = any(fuzz.ratio(question, one) >= SAME_QUESTION for one in earlier)
            repeats += known and not wanted and not cut
            earlier.append(question)
        wanted, cut = False, turn.interrupted
    return repeats


def _leaks(turns: Sequence[Turn], problem: Problem, track: Track, terrain: Terrain, listen: Listen) -> int:
    """Replies that state ground the candidate has not touched: not in a question, a hint, the problem's own words or
    an answer to what the candidate asked."""
    allowed = questions.service(track) | {
        words(one) for line in _given(problem, track) for one in sentences(line)
    }
    touched: set[str] = set()
    leaks = 0
    answering = False
    replies = [number for number, turn in enumerate(turns) if turn.speaker is Speaker.INTERVIEWER]
    opening = frozenset(replies[:OPENING])
    for number, turn in enumerate(turns):
        found = terrain.touched(listen(turn.text))
        if turn.speaker is Speaker.CANDIDATE:
            touched |= found
            answering = "?" in turn.text or listen(turn.text).question
        elif turn.hint_level is not None or answering or number in opening:
            touched |= found
            answering = False
        else:
            told = " ".join(
                one for one in sentences(turn.text) if "?" not in one and words(one) not in allowed
            )
            hint = turn.interrupted and _begins_a_hint(turn.text, problem)
            leaks += bool(terrain.touched(listen(told)) - touched) and not hint
            touched |= found
    return leaks


def _begins_a_hint(text: str, problem: Problem) -> bool:
    """Whether a reply is the beginning of a hint, cut off before it counted as one."""
    return any(words(hint.say).startswith(words(text)) for hint in problem.hints)


def _given(problem: Problem, track: Track) -> Iterator[str]:
    """What the interviewer may say at any time: the problem, its facts and constraints, questions and hand-overs."""
    yield from (problem.question, problem.short_question)
    yield from (fact.say for fact in problem.facts)
    yield from (constraint.say for constraint in problem.constraints)
    yield from (mistake.ask for mistake in problem.wrong_turns)
    for ground in (*problem.ground, *track.ground):
        yield from ground.ask
    for probe in track.probes:
        yield from probe.ask
    for phase in track.phases:
        yield from (*phase.opening, *phase.handover)


def to_dict(conduct: Conduct) -> Mapping[str, float | int]:
    """The `interviewer` part of `scorecard.json`."""
    return {
        "talk_share": conduct.talk_share,
        "repeats": conduct.repeats,
        "questions_per_reply": conduct.questions_per_reply,
        "words_per_reply": conduct.words_per_reply,
        "leaks": conduct.leaks,
    }
