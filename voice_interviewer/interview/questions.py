"""What an answer asks of the interviewer: which of its sentences are questions that still wait for an answer."""

import re
from typing import Final

from voice_interviewer.interview.words import any_of, plain, sentence_spans, split

_LEAD: Final = re.compile(
    r"(?:(?:so|and|but|okay|ok|um|uh|well|then|first|also|sorry|right|alright|now|just|or|maybe|before that),? )*"
)
_AUX: Final = "(?:is|are|was|were|do|does|did|can|could|should|would|will|may|has|have|am|'s|'re)"
_OWN: Final = r"(?:i|we|i'd|we'd|matters?|happens|counts|helps|works)\b"
""" "What I would do is …" and "what matters is …" begin statements."""
_ABOUT: Final = "(?:we|i|you|the|it|they|there|this|that|these|those|users?|people|labels?)"
_SORT: Final = "(?:kinds?|sorts?|types?)"
_ASKS: Final = re.compile(
    any_of(rf"""
        (?:what|which|who|whose|when|where|why) {_AUX}\b
        (?:what|which|whose)(?: {_SORT} of)?(?: (?!{_OWN})\w+){{1,2}}? {_AUX} {_ABOUT}\b
        (?:what|where|who|when)'s
        how (?:much|many|long|fast|often|big|large|quickly|late|old|soon|far|fresh|strict)\b
        how {_AUX} (?:you|the|it|that|this|they|users|labels|people|customers|we measure|we define|we know)\b
        what about\b
        any (?:constraints?|limits?|requirements?|idea|preference|budget)\b
        {_AUX} (?:{_ABOUT}|all|our|any|latency)\b
        (?:can|could|would|will) you (?:clarify|tell|explain|say|describe|give me|share|remind)\b
        (?:i'd|i would) (?:like|love|want) to (?:know|ask|clarify|understand|hear)\b
        i want to (?:know|ask|clarify|understand)\b
        i (?:have|had|'ve got) (?:a|one|another|some|two|a few|a couple of) (?:clarifying )?questions?\b
        my (?:first |next )?question is\b
        may i ask\b
        i(?:'m| am| was) wondering\b
        tell me (?:about|more|what|how)\b
        please clarify\b
        i assume .* (?:right|correct)$
        """)
)
_CHECK: Final = re.compile(
    any_of(r"""
        does (?:that|this|it) (?:make sense|sound|answer (?:your|the) question|work|help)
        (?:is|was) (?:that|this) (?:ok|okay|fine|clear|enough|good|what you)
        sounds? good
        make sense
        you know(?: what i mean)?
        (?:right|okay|ok|yeah|no|correct)\W*$
        (?:shall|should) i (?:go on|continue|keep going|move on)
        """)
)
_RHETORICAL: Final = re.compile(
    r"\bwhy (?:do|would|should) (?:i|we) (?:say|do|want|think|need) (?:that|this|so)"
)
_GOOD: Final = "(?:full |whole |right |correct |best |complete |model |ideal )*"
_GIVE_IT_AWAY: Final = re.compile(
    r"\b"
    + any_of(rf"""
        (?:tell|give|show) (?:me |us )?(?:just )?(?:the |your |an? )?{_GOOD}(?:answer|solution|architecture|design)s?\b
        what(?:'s| is| would be) (?:the|your) {_GOOD}(?:answer|solution)\b
        what would you (?:do|say|use|answer|pick|choose|build)\b
        how would you (?:do|solve|design|answer|build|approach) (?:it|this|that)\b
        (?:tell|give) me what (?:to say|you want|you are looking for|you're looking for)\b
        """)
)
LONGEST_CHECK: Final = 9
QUESTION_TAIL: Final = 14
"""Words that may follow a question that still waits for its answer; after more, it was rhetoric."""
SHORT_UNMARKED: Final = 18
"""Words of the longest sentence that counts as a question without a question mark."""


def asked(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences that ask the interviewer something and still wait for an answer; empty for none.

    A question the speaker goes on to answer is rhetoric. Checks ("does that make sense?") hand over and ask nothing.
    """
    lowered = plain(text)
    found: list[tuple[int, int]] = []
    after = 0
    for start, end in reversed(sentence_spans(lowered)):
        if after > QUESTION_TAIL:
            break
        sentence = lowered[start:end].strip()
        if is_check(sentence):
            continue
        if _is_question(sentence):
            found.append((start, end))
        else:
            after += len(split(sentence))
    return tuple(reversed(found))


def is_check(sentence: str) -> bool:
    """Whether a sentence, in lower case, only asks if one was followed."""
    said = _LEAD.sub("", sentence.strip(), count=1)
    return _CHECK.match(said) is not None and len(split(said)) <= LONGEST_CHECK


def gives_up_the_answer(text: str) -> bool:
    """Whether the candidate wants to be told the solution."""
    return _GIVE_IT_AWAY.search(plain(text)) is not None


def _is_question(sentence: str) -> bool:
    if _RHETORICAL.search(sentence):
        return False
    if sentence.endswith("?"):
        return True
    words = split(sentence)
    said = _LEAD.sub("", " ".join(words), count=1)
    return len(words) <= SHORT_UNMARKED and _ASKS.match(said) is not None
