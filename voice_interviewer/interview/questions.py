"""What an answer asks of the interviewer, and small answers that are none: yes, no, "I'm not sure", "okay"."""

import re
from typing import Final

from voice_interviewer.interview.words import plain, sentence_spans, split

_LEAD: Final = r"^(?:(?:so|and|but|okay|ok|um|uh|well|then|first|also|sorry|right|alright|now|just|or|maybe|before that|one more thing),? )*"
_AUX: Final = r"(?:is|are|was|were|do|does|did|can|could|should|would|will|may|has|have|am|'s|'re)"
_ASKS: Final = re.compile(
    _LEAD + r"(?:"
    rf"(?:what|which|who|whom|whose|when|where|why)(?: (?:kind|kinds|sort|type|types) of \w+)?(?:\s\w+){{0,2}}?\s?{_AUX} (?!i would|i'd|we would|we'd|i want|we want|we need|i need|i do)"
    rf"|how (?:much|many|long|fast|often|big|large|quickly|late|old|soon|far|fresh|strict)\b"
    rf"|how {_AUX} (?:you|the|it|that|this|they|users|labels|people|customers|we (?:measure|define|know))\b"
    r"|what about\b|any (?:constraints?|limits?|requirements?|idea|preference|budget)\b"
    rf"|{_AUX} (?:we|i|you|it|there|this|that|these|those|the|they|users?|all|our|any|latency|labels?)\b(?! is\b)"
    r"|(?:(?:can|could|would|will) you (?:clarify|tell|explain|say|describe|give me|share|remind))\b"
    r"|(?:i'd|i would) (?:like|love|want) to (?:know|ask|clarify|understand|hear)\b|i want to (?:know|ask|clarify|understand)\b"
    r"|i (?:have|had|'ve got) (?:a|one|another|some|two|a few|a couple of) (?:clarifying )?questions?\b|my (?:first |next )?question is\b"
    r"|may i ask\b|i(?:'m| am| was) wondering\b|tell me (?:about|more|what|how)\b|please clarify\b|i assume .* (?:right|correct)$"
    r")"
)
_CHECK: Final = re.compile(
    r"^(?:does (?:that|this|it) (?:make sense|sound (?:right|good|ok|okay|reasonable)|answer (?:your|the) question|work|help)"
    r"|(?:is|was) (?:that|this) (?:ok|okay|fine|clear|enough|good|what you)|sounds? good|make sense|you know(?: what i mean)?|right|okay|ok|yeah|no|correct"
    r"|shall i (?:go on|continue)|should i (?:go on|continue|keep going))\b"
)
_RHETORICAL: Final = re.compile(r"\bwhy (?:do|would|should) (?:i|we) (?:say|do|want|think) (?:that|this|so)")
_GIVE_IT_AWAY: Final = re.compile(
    r"\b(?:(?:tell|give|show|say) (?:me|us)?\s?(?:just )?(?:the |your |a )?(?:full |whole |right |correct |best |complete |model |ideal )*"
    r"(?:answer|solution|architecture|design)s?"
    r"|what(?:'s| is| would be) (?:the|your) (?:right |correct |best |full |ideal |model |whole )*(?:answer|solution)"
    r"|what would you (?:do|say|use|answer|pick|choose|build)|how would you (?:do|solve|design|answer|build|approach) (?:it|this|that)"
    r"|(?:just )?(?:tell|give) me what (?:to say|you want|you are looking for|you're looking for))\b"
)
_ABUSE: Final = re.compile(
    r"\b(?:stupid|idiot|idiotic|moron|useless|dumb|garbage|rubbish|bullshit|shit|fuck\w*|crap|shut up|pathetic|ridiculous"
    r"|waste of (?:my )?time|i hate (?:you|this)|screw you|piss off|you suck|this sucks|terrible interviewer|get lost)\b"
)
_NOT_ABUSE: Final = re.compile(r"\b(?:garbage in|garbage collect\w*|rubbish in)\b")
_UNSURE: Final = re.compile(
    r"^(?:(?:um|uh|hmm|well|so|honestly|sorry|oh|okay|actually|yeah|no) )*"
    r"(?:i(?:'m| am) (?:really |honestly |just )?(?:not (?:really |so |too |quite |entirely )?sure|stuck|lost|blanking|drawing a blank|confused)"
    r"|i (?:really |honestly )?(?:don't|do not|dont|didn't) (?:really )?(?:know|remember|have (?:an idea|any idea|an answer|anything))|no (?:idea|clue)"
    r"|(?:not sure|i can't think of|i have no idea|i haven't (?:thought|done|worked)|i give up|no clue|beats me|pass)\b)"
)
_YES: Final = re.compile(
    r"^(?:(?:um|uh|well|oh|okay|ok|hmm|so) )*(?:yes|yeah|yep|yup|sure|please|ok|okay|alright|all right|fine|certainly"
    r"|of course|absolutely|definitely|go (?:on|ahead)|why not|a hint|that would|it would|i(?:'d| would) (?:like|love|appreciate)"
    r"|i think so|i guess|maybe|thanks|thank you|great|good idea|that helps|that might|let's do)\b"
)
_NO: Final = re.compile(
    r"^(?:(?:um|uh|well|oh|okay|ok|hmm|so) )*(?:no|nope|nah|not (?:yet|now|really|needed|necessary|for now|right now)|i(?:'m| am) (?:fine|good|ok|okay)"
    r"|no thanks|no thank you|don't|i(?:'ll| will) (?:manage|try|think)|let me (?:think|try)|nothing|none|that(?:'s| is) (?:all|it|everything)"
    r"|all good|i don't)\b"
)
_BACKCHANNEL: Final = frozenset(
    "yes|yeah|yep|yup|no|nope|okay|ok|sure|right|alright|all right|thanks|thank you|thank you very much|great|cool|fine|good"
    "|got it|i see|sounds good|that sounds good|makes sense|that makes sense|understood|hello|hi|hey|hello there|good morning|good afternoon"
    "|i am ready|i'm ready|hello i am ready|hello i'm ready|hi i am ready|ready|mm|mhm|mm hmm|uh huh|hmm|hm|um|uh|ah|oh|okay great|okay sure"
    "|okay thanks|okay thank you|okay got it|yes please|sure thing|perfect|of course|fair enough|good question|interesting|let me see|let's see"
    "|okay so|so|well|one second|nice to meet you|hello nice to meet you|same here|you too".split("|")
)
_INTERRUPTING: Final = re.compile(
    r"^(?:sorry|excuse me|wait|hey|hold on|um|uh|okay|stop)?,?\s?(?:sorry )?(?:can|could|may) i (?:just )?(?:interrupt|jump in|stop you|cut in|say something|finish|add something)\b"
)
LONGEST_UNSURE: Final = 14
"""Words; a longer answer that opens with "I'm not sure" goes on to say something."""
QUESTION_TAIL: Final = 14
"""Words that may follow a question that still waits for its answer."""
SHORT_UNPUNCTUATED: Final = 16


def asked(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences that ask the interviewer something and still wait for an answer; empty for none.

    A question the speaker goes on to answer is rhetoric. Checks ("does that make sense?") hand over and ask nothing.
    """
    lowered = plain(text).rstrip()
    spans = sentence_spans(lowered)
    found: list[tuple[int, int]] = []
    after = 0
    for start, end in reversed(spans):
        sentence = lowered[start:end].strip()
        if _is_question(sentence):
            if after <= QUESTION_TAIL:
                found.append((start, end))
        elif not is_check(sentence):
            after += len(split(sentence))
    return tuple(reversed(found))


def is_check(sentence: str) -> bool:
    """Whether a sentence only asks if one was followed."""
    return _CHECK.match(re.sub(_LEAD, "", sentence.strip())) is not None and len(split(sentence)) <= 9


def gives_up_the_answer(text: str) -> bool:
    """Whether the candidate wants to be told the solution."""
    return _GIVE_IT_AWAY.search(plain(text)) is not None


def is_abuse(text: str) -> bool:
    """Whether a short answer insults rather than answers."""
    lowered = _NOT_ABUSE.sub("", plain(text))
    return _ABUSE.search(lowered) is not None and len(split(text)) <= 20


def is_unsure(text: str) -> bool:
    """Whether the answer amounts to "I don't know"."""
    said = _said(text)
    return _UNSURE.match(said) is not None and len(said.split()) <= LONGEST_UNSURE


def is_yes(text: str) -> bool:
    said = _said(text)
    return _YES.match(said) is not None and not is_no(text) and len(said.split()) <= 8


def is_no(text: str) -> bool:
    said = _said(text)
    return _NO.match(said) is not None and len(said.split()) <= 8


def is_backchannel(text: str) -> bool:
    """Whether the candidate only signals to be there: "okay", "sounds good", "hello, I am ready"."""
    return _said(text) in _BACKCHANNEL


def is_interrupting(text: str) -> bool:
    """Whether the candidate asks to be let in: "sorry, can I interrupt"."""
    return _INTERRUPTING.match(_said(text)) is not None and len(_said(text).split()) <= 8


def _said(text: str) -> str:
    return " ".join(split(text))


def _is_question(sentence: str) -> bool:
    if is_check(sentence) or _RHETORICAL.search(sentence):
        return False
    if sentence.endswith("?"):
        return True
    said = _said(sentence)
    return _ASKS.match(said) is not None and len(said.split()) <= SHORT_UNPUNCTUATED
