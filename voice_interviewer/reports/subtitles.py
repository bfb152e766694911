"""SubRip subtitles of a session, to read along with its recording."""

import re
from collections.abc import Iterator, Sequence

from voice_interviewer.speech.plaintext import plain
from voice_interviewer.values import Speaker, Turn

CUE_CHARACTERS = 84
"""Two lines of 42 characters: what subtitlers let a viewer read at once."""
READ_CHARACTERS = 20.0
"""Characters a second that an adult reads without hurry; subtitlers' guides say 17 to 20."""
LEAST_CHARACTERS = 20
"""What the shortest cue counts as: a second, below which a cue is a flicker."""
_NAMES = {Speaker.INTERVIEWER: "Interviewer", Speaker.CANDIDATE: "You"}


def to_srt(turns: Sequence[Turn]) -> str:
    """The conversation as SubRip text: a turn's sentences share its time by their length in characters, none
    of them for less than can be read."""
    cues: list[str] = []
    for turn in turns:
        for start, end, text in _cues(turn):
            name = f"{_NAMES[turn.speaker]}{' (corrected)' if turn.heard is not None else ''}"
            cues.append(f"{len(cues) + 1}\n{_stamp(start)} --> {_stamp(end)}\n{name}: {text}\n")
    return "\n".join(cues)


def _cues(turn: Turn) -> Iterator[tuple[float, float, str]]:
    """A turn that took less time than reading it, as typed ones and shown replies do, stands as long as that takes."""
    pieces = _pieces(plain(turn.text))
    weights = [max(len(piece), LEAST_CHARACTERS) for piece in pieces]
    lasting = max(turn.end - turn.start, sum(weights) / READ_CHARACTERS)
    at = turn.start
    for piece, weight in zip(pieces, weights, strict=True):
        end = at + lasting * weight / sum(weights)
        yield at, end, piece
        at = end


def _pieces(text: str) -> list[str]:
    """`text` cut at sentence ends, then between words, into pieces a viewer can read at once."""
    pieces: list[str] = []
    for sentence in re.findall(r".+?(?:[.!?]+(?=\s|$)|$)", text):
        piece = ""
        for word in sentence.split():
            if piece and len(piece) + 1 + len(word) > CUE_CHARACTERS:
                pieces.append(piece)
                piece = word
            else:
                piece = f"{piece} {word}".strip()
        pieces.append(piece)
    # An arrow or a line of digits would be read as a cue's own frame.
    return [piece.replace("-->", "→") for piece in pieces if piece]


def _stamp(seconds: float) -> str:
    milliseconds = round(max(0.0, seconds) * 1000)
    rest, millisecond = divmod(milliseconds, 1000)
    minutes, second = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02},{millisecond:03}"
