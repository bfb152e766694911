"""How the candidate spoke: a page of its own that never moves the technical score.

Only spoken turns count; a session without any has no delivery. The formulas:

- *speaking time* of a turn: its length, less the pauses inside it of `PAUSE` or more;
- *words per minute*: words of the spoken turns, fillers left out, over their speaking time;
- *fillers per minute*: fillers in context over the same speaking time. Recognisers drop fillers, Whisper most of
  them, so this is the least there were;
- *pause*: a gap of `PAUSE` or more between two timed words of one turn, so never the silence after a question;
- *talk share*: the candidate's turn time over both speakers' turn time;
- *response time*: from the end of a candidate's turn to the start of the interviewer's next one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from voice_interviewer.assessment.quotes import SOUNDS
from voice_interviewer.values import Speaker, Turn

PAUSE = 1.5
"""Seconds (spec/interview.md)."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc-][^\W_]+)*")
_FILLERS = (
    # "you know" that takes no object: not "you know that", "do you know", "as you know".
    re.compile(
        r"(?<!do )(?<!did )(?<!as )(?<!if )(?<!that )"
        r"\byou know\b(?!\s+(?:that|what|how|why|the|it|which|where|when|who|if|whether|a|your|about)\b)"
    ),
    # "I mean" that restarts a sentence: not "what I mean is".
    re.compile(r"(?<!what )(?<!which )(?<!that )(?<!if )\bi mean\b(?!\s+(?:by|is|that)\b)"),
    # "sort of" and "kind of" that only soften: not "what kind of", "this sort of".
    re.compile(
        r"(?<!what )(?<!which )(?<!some )(?<!this )(?<!that )(?<!any )(?<!the )(?<!each )(?<!every )(?<!other )"
        r"(?<!\ba )(?<!one )(?<!same )\b(?:sort|kind) of\b"
    ),
    # "like" between commas, or doubled.
    re.compile(r"(?<=,) like(?=,)|\blike,? like\b"),
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of `PAUSE` or more inside turn `turn`, in seconds on the recording's clock."""

    turn: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """`longest_turn` in seconds; `response_times` in seconds, one for each reply to a spoken turn."""

    words_per_minute: int
    fillers_per_minute: float
    longest_turn: float
    talk_share: float
    pauses: tuple[Pause, ...]
    response_times: tuple[float, ...]


def measure(turns: Sequence[Turn]) -> Delivery | None:
    """The delivery of the candidate's spoken turns; None where every turn was typed, or none has a length."""
    spoken = [
        (number, turn)
        for number, turn in enumerate(turns)
        if turn.speaker is Speaker.CANDIDATE and not turn.typed and turn.end > turn.start
    ]
    pauses = tuple(pause for number, turn in spoken for pause in _pauses(number, turn))
    length = sum(turn.end - turn.start for _, turn in spoken)
    minutes = (length - sum(pause.end - pause.start for pause in pauses)) / 60
    if minutes <= 0:
        return None
    words = sum(word_count(turn.text) for _, turn in spoken)
    fillers = sum(filler_count(turn.text) for _, turn in spoken)
    return Delivery(
        words_per_minute=round(words / minutes),
        fillers_per_minute=round(fillers / minutes, 1),
        longest_turn=round(max(turn.end - turn.start for _, turn in spoken), 1),
        talk_share=_share(turns, length),
        pauses=pauses,
        response_times=tuple(_response_times(turns)),
    )


def interviewer_share(turns: Sequence[Turn]) -> float:
    """The interviewer's share of the conversation in [0, 1]: of speaking time, or of words where answers were typed,
    replies were only shown, or turns have no length. 0 where nobody spoke."""
    measure_of = _time if all(_timed(turn) for turn in turns) else _words
    interviewer = measure_of(turns, Speaker.INTERVIEWER)
    candidate = measure_of(turns, Speaker.CANDIDATE)
    total = interviewer + candidate
    return round(interviewer / total, 2) if total else 0.0


def _share(turns: Sequence[Turn], length: float) -> float:
    """The candidate's share, with `length` seconds of speech; by words where the interviewer's were only shown."""
    interviewer = [turn for turn in turns if turn.speaker is Speaker.INTERVIEWER]
    if not all(map(_timed, interviewer)):
        return round(1 - interviewer_share(turns), 2)
    return round(length / (length + _time(turns, Speaker.INTERVIEWER)), 2)


def word_count(text: str) -> int:
    """Words, fillers' sounds left out; a hyphenated compound is one."""
    return sum(1 for word in _WORD.findall(text.casefold()) if word not in SOUNDS)


def filler_count(text: str) -> int:
    """Hesitation sounds, and "you know", "I mean", "sort of", "kind of" and "like" where they carry no meaning."""
    return len(filler_spans(re.sub(r"\s+", " ", text.casefold())))


def filler_spans(text: str) -> list[tuple[int, int]]:
    """Where they are in a text: the first letter of each, and the one after the last, in order."""
    small = text.lower() if len(text.lower()) == len(text) else text
    sounds = [found.span() for found in _WORD.finditer(small) if found[0] in SOUNDS]
    return sorted(sounds + [found.span() for filler in _FILLERS for found in filler.finditer(small)])


def _pauses(number: int, turn: Turn) -> Iterable[Pause]:
    for word, following in pairwise(turn.words):
        if following.start - word.end >= PAUSE:
            yield Pause(number, round(word.end, 2), round(following.start, 2))


def _response_times(turns: Sequence[Turn]) -> Iterable[float]:
    for turn, following in pairwise(turns):
        answered = turn.speaker is Speaker.CANDIDATE and following.speaker is Speaker.INTERVIEWER
        if answered and not turn.typed and following.start >= turn.end:
            yield round(following.start - turn.end, 2)


def _timed(turn: Turn) -> bool:
    """Whether a turn's length says how long it was spoken: a typed one's does not, nor that of words on a screen."""
    return not turn.typed and (turn.end > turn.start or not turn.text)


def _time(turns: Sequence[Turn], speaker: Speaker) -> float:
    return sum(turn.end - turn.start for turn in turns if turn.speaker is speaker)


def _words(turns: Sequence[Turn], speaker: Speaker) -> float:
    return float(sum(word_count(turn.text) for turn in turns if turn.speaker is speaker))
