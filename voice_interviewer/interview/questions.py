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
_NO_SUBJECT: Final = (
    "(?:a|an|also|always|as|at|been|best|better|by|done|easy|even|for|from|hard|good|in|important|just|less|made|more"
    "|fine|ok|okay|enough|rare|cheap|slow|fast|stale|late|old|fresh|small|big|large|high|low|clear|true|ready|due|equal"
    "|similar|different|same|noisy|wrong|right|biased|risky|expensive"
    "|most|much|never|no|not|now|of|often|on|one|only|other|pretty|quite|really|so|some|still|then|too|usually|very"
    r"|what|where|why|with|\w+ed|\w+ly|\w+ing (?:the|a|an|by|with|for|to|on))\b"
)
""" "Is also needed" and "are joined by time" are pieces of a statement."""
_SORT: Final = "(?:kinds?|sorts?|types?)"
_ASKS: Final = re.compile(
    any_of(rf"""
        (?:what|who|whose|when|where|why) {_AUX}\b
        which {_AUX}\b(?! {_NO_SUBJECT}| (?:because|how|when)\b)
        (?:what|which|whose)(?: {_SORT} of)?(?: (?!{_OWN})\w+){{1,2}}? {_AUX} {_ABOUT}\b
        (?:what|where|who|when)'s
        how (?:much|many|long|fast|often|big|large|quickly|late|old|soon|far|fresh|strict)\b
        how {_AUX} (?:you|the|it|that|this|they|users|labels|people|customers|we measure|we define|we know)\b
        (?:what|how) about\b
        any (?:constraints?|limits?|requirements?|idea|preference|budget)\b
        {_AUX} (?:{_ABOUT}|all(?! \w+ed\b)|our|any|latency)\b
        (?:can|could|would|will) you (?:clarify|tell|explain|say|describe|give me|share|remind)\b
        (?:i'd|i would) (?:like|love|want) to (?:know|ask|clarify|understand|hear)\b
        i want to (?:know|ask|clarify|understand)\b
        i (?:have|had|'ve got) (?:a|one|another|some|two|a few|a couple of) (?:clarifying )?questions?\b
        my (?:first |next )?question is\b
        may i ask\b
        i(?:'m| am| was)? wonder(?:ing)?\b
        tell me (?:about|more|what|how)\b
        please clarify\b
        i assume .* (?:right|correct)$
        """)
)
_BRIEFLY: Final = re.compile(
    any_of(rf"""
        what counts as\b
        any (?!.*\b(?:would|could|can|will|is|of|that|which)\b)(?:\w+ ){{0,3}}\w+$
        how do (?:we|you) (?:get|know|handle|find|measure|define|learn|collect|store|label)\b
        (?:what|which) (?!{_OWN}|means\b)\w+ (?:is|are|do|does|did|can|counts?) \w+
        how (?!(?:i|we|you|it|they|that|this|the|to)\b)\w+ (?:is|are|was|must|should|does|do)\b
        how (?:do|does|is|are) (?!(?:i|we)\b)\w+
        (?:what|which) (?!{_OWN}|means\b)\w+$
        (?:what|which) {_SORT} of \w+(?: \w+)?$
        what (?:if|happens if|happens when) (?:\w+ ){{1,3}}\w+$
        (?:is|are|does) (?:the |our |your )?(?!{_NO_SUBJECT})\w+ \w+
        do (?:\w+ )?\w{{3,}}s \w+
        """)
)
""" "Any labels", "which countries", "do prices change": short enough, these can only be questions."""
_MAYBE: Final = "(?:(?:also|just|now|first|maybe|quickly|already|even) )?"
_GO_ON: Final = (
    "(?:go|start|begin|continue|keep|move|talk|speak|draw|sketch|describe|dive|jump|elaborate|explain|say|add|walk"
    "|stop|finish)"
)
_ABOUT_THE_ANSWER: Final = re.compile(
    any_of(rf"""
        (?:(?:can|could|may|should|shall) i|do you want me to|would you like me to) {_MAYBE}{_GO_ON}\b
        (?:(?:should|shall|can|may|do) (?:i|we) (?:\w+ )?)?(?:focus|concentrate|go deeper|move on)\b
        (?:should|shall|can|may) i (?:\w+ )?spend (?:\w+ ){{0,2}}time\b
        (?:am|was) i\b
        (?:did|have) i (?:\w+ )?(?:do|did|done)\b
        how (?:am|was|did) i\b
        how are you\b
        any (?:feedback|questions?|comments?|thoughts?) (?:on|about|so far|for me)\b
        what (?:else )?(?:should|can|could) i (?:do|say|cover|talk|add|start|begin)\b
        what (?:else )?(?:do|would) you (?:want|like) (?:me|to (?:hear|see|know|talk|discuss))\b
        (?:have|did) i {_MAYBE}(?:cover|miss|answer|sa(?:y|id)|forg|mention|talk|address|explain|go|skip)\w*
        do (?:i|we) (?:still )?have (?:the |any |enough |more )?time(?: to| for| left|$)
        (?:is|was) there (?:anything|something|more) (?:else )?(?:i|you)\b
        do you (?:agree|think|follow|want (?:me|more|to hear|to see))\b
        would you (?:like|agree|prefer) (?:me|more|that|a|if|to (?:hear|see|know|talk))\b
        what (?:do|did|would) you think\b
        are you (?:happy|following|with me|ok|okay|still|there)\b
        can you (?:hear|see|follow)\b
        (?:is|was|would|will) (?:that|this|it)(?: be| sound| seem)?(?: \w+)? enough\b
        (?:is|was|would|will) (?:that|this|it)(?: be| sound| seem)? too\b
        """)
)
""" "Should I go into the labels now?" names a thing of the problem and asks about the answer itself."""
_CHECK: Final = re.compile(
    any_of(r"""
        does (?:that|this|it) (?:make sense|sound|answer (?:your|the) question|work|help)
        (?:is|was) (?:that|this) (?:ok|okay|fine|clear|enough|good|what you)
        sounds? good
        make sense
        you know(?: what i mean)?
        (?:right|okay|ok|yeah|no|correct)\W*$
        (?:shall|should) i (?:go on|continue|keep going|move on)\W*$
        """)
)
_RHETORICAL: Final = re.compile(
    r"\bwhy (?:do|would|should) (?:i|we) (?:say|do|want|think|need) (?:that|this|so)"
)
_TELLS: Final = re.compile(r"\w+ \w+ .*\b(?:matters|counts|decides|depends)(?: \w+)?$")
""" "How often labels come in matters" states something, however it begins."""
_PROPOSES: Final = re.compile(
    r"(?:i think |i guess |maybe |then )*(?:i|we)(?:'d| would|'ll| will|'m going to| could| can)\b|let's\b|let us\b"
)
_LEARNING: Final = r"(?:ml|ai|(?:machine|deep) learning|(?:an? )?(?:\w+ )?models?|neural \w+)"
_WEIGHS: Final = re.compile(
    any_of(rf"""
        \b(?:do|should|would) (?:we|i|you) (?:\w+ )?need {_LEARNING}\b(?: at all| here| for (?:this|that))?(?:$| or\b)
        \bis {_LEARNING} (?:\w+ )?(?:needed|necessary|overkill|justified)\b
        \b(?:is|are|would|will) (?:\w+ ){{1,4}}(?:enough|sufficient) or (?:do|should|would|is|are) \w+
        """)
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
BRIEF: Final = 6
"""Words of the longest sentence that the loosest forms make a question."""
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


def proposes(sentence: str) -> bool:
    """Whether a question puts forward what it asks about: "I would cache that, is that all right?"."""
    said = _LEAD.sub("", " ".join(split(sentence)), count=1)
    return _PROPOSES.match(said) is not None


def about_the_answer(sentence: str) -> bool:
    """Whether a question is about how the candidate goes on or is doing, whatever it names: no fact answers it."""
    said = _LEAD.sub("", " ".join(split(sentence)), count=1)
    return _ABOUT_THE_ANSWER.match(said) is not None


def weighs_the_design(sentence: str) -> bool:
    """Whether a question is the candidate's own to settle: "are rules enough, or do we need ML?"."""
    return _WEIGHS.search(" ".join(split(sentence))) is not None


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
    if said.startswith(("how", "what", "which")) and _TELLS.search(said):
        return False
    if len(said.split()) <= BRIEF and _BRIEFLY.match(said):
        return True
    return len(words) <= SHORT_UNMARKED and _ASKS.match(said) is not None
