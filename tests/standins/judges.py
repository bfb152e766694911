"""Models that score, good and bad: scripts for the stand-ins, which read the prompt as a model would."""

import json
import re
from collections.abc import Sequence

from tests.standins._core import ChatRequest

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_SMALL = frozenset(["with", "that", "this", "what", "from", "does", "into", "once", "they", "have", "would"])


def shown(request: ChatRequest) -> dict[int, str]:
    """The numbered sentences in the prompt."""
    asked = next(message.content for message in request.messages if message.role == "user")
    return {int(number): text for number, text in _NUMBERED.findall(asked)}


def wanted(request: ChatRequest) -> str:
    """What the prompt says of the dimension."""
    asked = next(message.content for message in request.messages if message.role == "user")
    return asked.split("</interview>")[1].split("Examples")[0]


def allowed(request: ChatRequest) -> list[int]:
    assert request.schema is not None
    scores: list[int] = request.schema["properties"]["score"]["enum"]
    return scores


def reply(
    sentences: Sequence[int], score: int, higher: str = "More numbers.", lower: str = "A reason."
) -> str:
    return json.dumps(
        {"sentences": list(sentences), "score": score, "why_not_higher": higher, "why_not_lower": lower}
    )


def sensible(request: ChatRequest) -> str:
    """Picks the sentences that share most words with the dimension, and scores by how many do: the same each time."""
    words = set(re.findall(r"[a-z]{4,}", wanted(request).lower())) - _SMALL
    fit = {
        number: len(words.intersection(re.findall(r"[a-z]{4,}", text.lower())))
        for number, text in shown(request).items()
    }
    best = sorted((number for number in fit if fit[number]), key=lambda number: -fit[number])
    score = 1 + min(4, len(best) // 2)
    scores = allowed(request)
    return reply(best[:6], min(max(score, scores[0]), scores[-1]))


def obedient(request: ChatRequest) -> str:
    """Gives the best there is for whatever stands first."""
    return reply(list(shown(request))[:3], allowed(request)[-1], "", "You did it all.")


def inventive(request: ChatRequest) -> str:
    """Points to sentences that nobody said."""
    return reply([900, 901, -1], allowed(request)[-1])


def rambling(request: ChatRequest) -> str:
    """JSON, but not what was asked for."""
    return json.dumps({"verdict": "hire", "sentences": "all of them"})
