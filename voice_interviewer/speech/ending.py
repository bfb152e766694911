"""Whether the words so far sound finished: what a listener goes by when somebody falls silent."""

import re
from enum import Enum, auto
from typing import Final


class Ending(Enum):
    """How the words before a pause end."""

    PLAIN = auto()
    """A complete clause, as far as words tell, or no words at all."""
    UNFINISHED = auto()
    """In the middle of a clause, or on a filler: more is to come."""
    HANDED_OVER = auto()
    """With a question to the listener, or by saying that this was it."""


_WORDS = (
    "a an the my our your their its every another very and or but nor so because cause if when while until unless "
    "although though whereas whether since than as which who whose where to of for from with without into onto "
    "between among per by at in on about against like via plus versus is are was were be been being am has have had "
    "having will would can could should must might may shall i we you they he she it's that's there's i'm we're i'd "
    "we'd i'll we'll they'd i've we've you'd let's gonna wanna namely including except"
)
_DANGLING: Final = frozenset(_WORDS.split())
"""Words that hardly any clause ends on: one who stops on such a word has not come to an end. What can end one ("do
that", "a bit more", "not") is left out: eight seconds of silence after a finished answer are worse than a wait cut
short after a rare word."""
_CLOSES: Final = re.compile(
    r"\b(?:(?:what|which|who|where|how|that|things?|something|everything|anything|nothing)(?: [\w']+){1,5} "
    r"(?:on|in|at|for|with|to|from|about|of|by|is|are|was|were|has|have|had|like|can|could|will|would|should)"
    r"|(?:think|hope|guess|know|even|or) so|as (?:i|we|you|they) (?:would|could|can|have)"
    r"|(?:yes|no|if|and|than) (?:i|we|you|it|they) (?:am|is|are|was|were|can|could|would|will|have|had|must|should)"
    r"|(?:move|carry|hold|go) on"
    r"|(?:work|works|rely|depends?|based?|focus|agree|decide|build|go|goes|come|comes|log|plug|kick) (?:on|in)"
    r"|(?:deal|start|begin|live|work) with|(?:care|worry|think|talk|know) about|(?:look|wait|ask|pay|account) for"
    r"|and so on|a while|since then|every time)$"
)
"""Complete endings on such words all the same: "that is what we train on"."""
_FILLERS: Final = re.compile(
    r"\b(?:u+[hm]+|e+r+m*|h+m+|a+h+|you know|i mean|kind of|sort of|let's see|let me see|how (?:do|should|can) i "
    r"(?:say|put) (?:this|that|it)|for (?:example|instance)|and then|such as|in terms of|what else"
    r"|or (?:maybe|rather))$"
)
_HANDS_OVER: Final = re.compile(
    r"\b(?:(?:does|did) that (?:make sense|answer (?:it|that|your question|the question))"
    r"|is (?:that|this) (?:okay|ok|alright|all right|enough|what you (?:meant|wanted|had in mind))"
    r"|what do you think|(?:shall|should) i (?:go on|continue|carry on|go into (?:that|it|detail|more detail))"
    r"|do you want me to (?:go on|continue|go deeper)|would you like (?:more|me to go on)"
    r"|(?:that's|that is|this is|that was) (?:my answer|all i have|what i have|it from me|it for now)"
    r"|i(?:'m| am) (?:done|finished)|over to you)$"
)

_BACKCHANNEL: Final = re.compile(
    r"(?:m+|m+[\s-]?h+m+|mhm|uh[\s-]?huh|u+h|h+m+|right|okay|ok|yeah|yep|i see|got it|sure|all right|alright|ah|oh"
    r"|good|great|makes sense|of course)"
)
_CHECKS: Final = re.compile(
    r"\b(?:would you like|do you want|shall (?:i|we)|should (?:i|we) (?:go|move|carry)|are you (?:ready|happy|done)"
    r"|ready|would (?:a|another) hint|is that (?:right|all|it|everything)|does that (?:help|make sense))\b[^?]*\?$"
)
"""Questions for a yes or no."""


def ending(text: str) -> Ending:
    """How `text`, the words of one stretch of speech in order, ends. Of punctuation only a question mark tells:
    recognisers put a full stop behind any pause, or none anywhere."""
    words = re.sub(r"[^\w' ]+", " ", text.lower().replace("\u2019", "'")).split()
    if not words:
        return Ending.PLAIN
    said = " ".join(words[-8:])
    if _HANDS_OVER.search(said):
        return Ending.HANDED_OVER
    if text.rstrip().endswith("?"):
        return Ending.PLAIN
    if _FILLERS.search(said) or (words[-1] in _DANGLING and not _CLOSES.search(said)):
        return Ending.UNFINISHED
    return Ending.PLAIN


def is_check(said: str) -> bool:
    """Whether what the interviewer said ends with a question for a yes or no, and not with one that only begins like
    one ("can you walk me through it?")."""
    last = re.split(r"(?<=[.!?])\s+", said.strip().lower())[-1]
    return last.endswith("?") and _CHECKS.search(last) is not None


def is_backchannel(text: str) -> bool:
    """Whether a few words only tell that somebody listens ("mm-hm", "right, okay"), and ask for no turn."""
    said = [part.strip() for part in re.split(r"[.,!?]+", text.lower()) if part.strip()]
    words = " ".join(said).split()
    return bool(said) and any(all(map(_BACKCHANNEL.fullmatch, pieces)) for pieces in (said, words))
