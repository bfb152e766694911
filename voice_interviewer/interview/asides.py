"""Small things a candidate says that are no answers: yes, no, "I'm not sure", "okay", "may I interrupt", abuse."""

import re
from typing import Final

from voice_interviewer.interview.words import any_of, plain, split

_OPENING: Final = r"(?:(?:um|uh|hmm|well|so|honestly|sorry|oh|okay|ok|actually) )*"
_UNSURE: Final = re.compile(
    _OPENING
    + r"(?:yeah |no )?"
    + any_of(r"""
        i(?:'m| am) (?:really |honestly |just )?(?:not (?:really |so |too |quite |entirely )?sure|stuck|lost|confused)\b
        i(?:'m| am) (?:just )?(?:blanking|drawing a blank)\b
        i (?:really |honestly )?(?:don't|do not|dont|didn't) (?:really )?(?:know|remember)\b
        i (?:really |honestly )?(?:don't|do not|dont|didn't) (?:really )?have (?:an|any) (?:idea|answer)\b
        i (?:have )?no (?:idea|clue)\b
        no (?:idea|clue)\b
        not sure\b
        i can't think of\b
        i haven't (?:thought|done|worked)\b
        i give up\b
        beats me\b
        """)
)
_YES: Final = re.compile(
    _OPENING
    + any_of(r"""
        (?:yes|yeah|yep|yup|sure|please|okay|ok|alright|all right|fine|certainly|absolutely|definitely|great|maybe)\b
        (?:of course|go on|go ahead|why not|a hint|good idea|i think so|i guess|thanks|thank you|let's do)\b
        (?:that would|it would|that helps|that might|that'd)\b
        (?:i'd|i would) (?:like|love|appreciate)\b
        """)
)
_NO: Final = re.compile(
    _OPENING
    + any_of(r"""
        (?:no|nope|nah|nothing|none|don't|i don't|all good)\b
        not (?:yet|now|really|needed|necessary|for now|right now)\b
        i(?:'m| am) (?:fine|good|ok|okay)\b
        i(?:'ll| will) (?:manage|try|think)\b
        let me (?:think|try)\b
        that(?:'s| is) (?:all|it|everything)\b
        """)
)
_BACKCHANNEL: Final = re.compile(
    _OPENING
    + any_of(r"""
        (?:yes|yeah|yep|yup|no|nope|okay|ok|sure|right|alright|all right|great|cool|fine|good|perfect|of course|ready)
        (?:yes please|sure thing|fair enough|good question|interesting|got it|i see|understood|same here|you too)
        (?:thanks|thank you)(?: very much| so much| a lot)?
        (?:that )?(?:sounds good|makes sense|works)
        (?:hello|hi|hey|good morning|good afternoon|good evening)(?: there)?(?: (?:nice|good|pleased) to meet you)?
        (?:hello |hi |hey |yes )?i(?:'m| am) ready
        nice to meet you
        (?:mm|mhm|mm hmm|uh huh|hmm|hm|um|uh|ah|oh|so|well)
        let(?: me|'s) see
        """)
    + r"(?: thanks| thank you| great| sure| got it)?"
)
_GREETING: Final = re.compile(
    _OPENING + r"(?:hello|hi|hey|good (?:morning|afternoon|evening)|nice to meet you)\b"
)
_THROUGH: Final = re.compile(
    _OPENING
    + any_of(r"""
        (?:no|nope) (?:more |further |other )?questions?\b
        (?:no |nope )?(?:i (?:have|have got|'ve got|got)|i've|there are) no (?:more |further |other )?questions?\b
        (?:no |nope )?i (?:don't|do not) (?:think i )?have (?:any )?(?:more |further |other )?questions?\b
        (?:no |nope )?nothing (?:else|more|further)(?: from (?:me|my side)| to (?:ask|add))?(?: thanks| thank you)*$
        (?:no |nope )?nothing (?:from (?:me|my side)|to (?:ask|add))\b
        """)
)
_INTERRUPTING: Final = re.compile(
    r"(?:(?:sorry|excuse me|wait|hey|hold on|stop) )*(?:can|could|may) i (?:just )?"
    r"(?:interrupt|jump in|stop you|cut in|say something|finish|add something)\b"
)
_ABUSE: Final = re.compile(
    r"\b"
    + any_of(r"""
        (?:stupid|idiot|idiotic|moron|useless|dumb|garbage|rubbish|bullshit|shit|fuck\w*|crap|pathetic|ridiculous)\b
        (?:shut up|waste of (?:my )?time|i hate (?:you|this)|screw you|piss off|you suck|this sucks|get lost)\b
        (?:terrible|worst|awful) interviewer\b
        """)
)
_NOT_ABUSE: Final = re.compile(
    r"\b(?:garbage in|garbage out|garbage collect\w*|rubbish in|useless (?:features?|data))\b"
)
LONGEST_UNSURE: Final = 14
"""Words; a longer answer that opens with "I'm not sure" goes on to say something."""
LONGEST_ASIDE: Final = 8
LONGEST_ABUSE: Final = 20


def is_abuse(text: str) -> bool:
    """Whether a short answer insults rather than answers."""
    return _ABUSE.search(_NOT_ABUSE.sub("", plain(text))) is not None and len(split(text)) <= LONGEST_ABUSE


def is_unsure(text: str) -> bool:
    """Whether the answer amounts to "I don't know"."""
    words = split(text)
    return _UNSURE.match(" ".join(words)) is not None and len(words) <= LONGEST_UNSURE


def is_yes(text: str) -> bool:
    words = split(text)
    return _YES.match(" ".join(words)) is not None and not is_no(text) and len(words) <= LONGEST_ASIDE


def is_no(text: str) -> bool:
    words = split(text)
    return _NO.match(" ".join(words)) is not None and len(words) <= LONGEST_ASIDE


def is_backchannel(text: str) -> bool:
    """Whether the candidate only signals to be there: "okay", "sounds good", "hello, I am ready"."""
    return _BACKCHANNEL.fullmatch(" ".join(split(text))) is not None


def is_greeting(text: str) -> bool:
    """Whether a sign of being there is a greeting."""
    return is_backchannel(text) and _GREETING.match(" ".join(split(text))) is not None


def is_through(text: str) -> bool:
    """Whether the candidate has nothing to ask and nothing to add: "no more questions, thanks"."""
    words = split(text)
    return _THROUGH.match(" ".join(words)) is not None and len(words) <= LONGEST_ASIDE


def is_interrupting(text: str) -> bool:
    """Whether the candidate asks to be let in: "sorry, can I interrupt"."""
    words = split(text)
    return _INTERRUPTING.match(" ".join(words)) is not None and len(words) <= LONGEST_ASIDE
