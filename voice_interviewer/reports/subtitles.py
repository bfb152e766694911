"""SubRip subtitles of a session, to read along with its recording."""

import re
from collections.abc import Iterator, Sequence

from voice_interviewer.speech.plaintext import plain
from voice_interviewer.values import Speaker, Turn

CUE_CHARACTERS = 84
"""Two lines of 42 characters: what subtitlers let a viewer read at once."""
_NAMES = {Speaker.INTERVIEWER: "Interviewer", Speaker.CANDIDATE: "You"}


def to_srt(turns: Sequence[Turn]) -> str:
    """The conversation as SubRip text: a turn's sentences share its time by their length in characters."""
    cues: list[str] = []
    for turn in turns:
        for start, end, text in _cues(turn):
            cues.append(
                f"{len(cues) + 1}\n{_stamp(start)} --> {_stamp(end)}\n{_NAMES[turn.speaker]}: {text}\n"
            )
    return "\n".join(cues)


def _cues(turn: Turn) -> Iterator[tuple[float, float, str]]:
    pieces = _pieces(plain(turn.text))
    per_character = (turn.end - turn.start) / max(1, sum(map(len, pieces)))
    at = turn.start
    for piece in pieces:
        end = at + len(piece) * per_character
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
