"""What the candidate can say to steer the interview, recognised in speech: tolerant of slips, precise about meaning.

A command is a whole utterance, or the last thing said in a longer one ("… and that's my answer", "… could I get a
hint?"); in mid-answer the same words are content ("we need to think about hints of fraud"). Each command is a small
table of phrasings over words without punctuation and contractions, since recognised speech has neither reliably. A
whole utterance that is nothing else may differ from a known phrase by what a recogniser mishears.
"""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from voice_interviewer.interview.words import any_of, split, vocabulary
from voice_interviewer.values import Command

_EXPANDED: Final = {
    "i'm": "i am",
    "im": "i am",
    "i'd": "i would",
    "i'll": "i will",
    "i've": "i have",
    "that's": "that is",
    "thats": "that is",
    "that'd": "that would",
    "that'll": "that will",
    "let's": "let us",
    "lets": "let us",
    "it's": "it is",
    "what's": "what is",
    "whats": "what is",
    "how's": "how is",
    "you're": "you are",
    "we're": "we are",
    "didn't": "did not",
    "didnt": "did not",
    "don't": "do not",
    "dont": "do not",
    "couldn't": "could not",
    "can't": "can not",
    "cannot": "can not",
    "wasn't": "was not",
    "wasnt": "was not",
    "haven't": "have not",
    "hadn't": "had not",
    "isn't": "is not",
}
_POLITE: Final = vocabulary(
    "um umm uh uhh er erm ah hmm hm mm okay ok well so oh sorry please actually hey alright right yeah yes now and but "
    "then thanks maybe perhaps just anyway also"
)
"""Words around a command that change nothing about it."""

_ASK: Final = "(?:can|could|may|might|would|will|shall|should) (?:i|we|you|me) (?:please |just |maybe )*"
_WISH: Final = (
    "(?:i (?:would |will |do )?(?:like|love|want|need|prefer|appreciate)|i think i (?:need|want)|i could use)"
)
_LET: Final = f"(?:{_ASK}|let us |let me |we can |i want to |i would like to |i would rather |please )"
_WHILE: Final = "(?: for)?(?: just)? (?:a|one|two|a few|a couple of|another) (?:\\w+ )?(?:seconds?|sec|secs|minutes?|moments?|bit|while)"
_A_HINT: Final = (
    "(?:(?:a|an|another|one|one more|the|the next|the first|some|any|more|my|your) )?"
    "(?:(?:small|little|quick|bigger|stronger|second|third|fourth|next|tiny|more) )*"
    "(?:hints?|hince|clues?|pointers?|nudge)"
)
_HEARD_AS_HINT: Final = "(?:a|another) (?:hand|hit|hind|tint|hinge|hen|hunt|in)"
_QUESTION: Final = (
    "(?: (?:that|this|it|you|the question|your question|the last question|this question|that question|the problem"
    "|the last (?:part|bit|one|thing)|what you said))"
)
_PIECE: Final = (
    "(?: (?:this|that|it|ahead|this one|that one|on this|on that|on this one"
    "|(?:this|that|the|to the next|the next|current|the current) (?:question|one|part|phase|section|topic|bit|step)))"
)
_NEXT: Final = (
    "(?: to (?:the )?(?:next|another|a different|a new)(?: (?:question|problem|part|phase|section|topic|one|step|thing))?"
    "| to something else| from (?:this|here|that)| now)"
)
_PART: Final = "(?: to (?:the )?(?:data|features?|data and features|modell?ing|models?|serving|deployment|monitoring|experiments?))"
_A_LITTLE: Final = "(?:a |bit |little |lot |slightly |much |somewhat )*"
_THING: Final = "(?: (?:problem|question|one|interview|version|topic|task|thing|this|it|that|something))"
_EASIER: Final = "(?:easier|easy|simpler|less (?:hard|difficult)|not so hard)"
_HARDER: Final = "(?:harder|tougher|more (?:difficult|challenging|advanced)|a challenge)"
_IN_FAVOUR: Final = (
    "(?: (?:this|it|that|things|the (?:problem|question|interview)|me|us|to|something|an?|one|another))*"
)
_SENSE: Final = (
    "(?:make|makes|made) sense|sound (?:right|good|ok|okay|reasonable|fine)|answer (?:your|the) question"
)
_MAIN_THING: Final = "(?:answer|design|approach|plan|proposal|take|solution|final answer)"


def _level(comparative: str) -> str:
    return any_of(rf"""
        {_LET}(?:have|get|try|do|make|give|switch|pick|choose|move|go|take|change){_IN_FAVOUR} {_A_LITTLE}{comparative}{_THING}?
        make{_IN_FAVOUR} {_A_LITTLE}{comparative}{_THING}?
        (?:give|show) me (?:an? |something |another )?{comparative}{_THING}?
        {_WISH}(?: to (?:have|try|get|do|switch to))?(?: an?| something| another)? {_A_LITTLE}{comparative}{_THING}?
        """)


_AT_THE_END: Final = {
    Command.HINT: any_of(rf"""
        {_ASK}(?:have|get|give me|give us|take|use|ask for|offer me|offer|see|hear) (?:{_A_HINT}|{_HEARD_AS_HINT})
        (?:give|offer|show|drop|get) (?:me|us) (?:{_A_HINT}|{_HEARD_AS_HINT})
        {_WISH}(?: to (?:have|get|use|take|see|hear|ask for))? (?:{_A_HINT}|{_HEARD_AS_HINT})
        (?:is there|are there|do you have|have you got|what is|i will take) {_A_HINT}
        {_A_HINT} (?:would|might|could) (?:help|be (?:nice|great|good|useful|helpful|fine|appreciated))
        (?:can|could|would|will) you (?:please )?help (?:me|us)(?: out)?(?: with (?:this|that))?
        {_WISH} (?:some |a bit of |a little )?help
        """)
    + "(?: on (?:this|that|it)| for (?:this|that|it)| here| about (?:this|that|it)| with (?:this|that|it))?",
    Command.REPEAT: any_of(rf"""
        (?:{_ASK})?repeat(?:{_QUESTION}|yourself)?(?: again| once more| one more time| for me)?
        (?:{_ASK})?(?:say|ask|read|tell me|give me){_QUESTION} (?:again|once more|one more time)
        i (?:did|could) not (?:quite |really )?(?:hear|catch|get){_QUESTION}(?: properly| clearly)?
        what (?:was|is) (?:the|your|that) (?:last )?question(?: again)?
        what did you (?:say|ask)(?: again)?
        """),
    Command.REPHRASE: any_of(rf"""
        (?:{_ASK})?(?:rephrase|reword|clarify|simplify|paraphrase){_QUESTION}?(?: for me)?
        {_ASK}(?:put|phrase|say|ask|explain){_QUESTION} (?:differently|in (?:a|an)?(?:other|nother| different) (?:words?|way))
        {_ASK}(?:put|phrase|say|ask|explain){_QUESTION} (?:a different|another) way
        i (?:do|did) not (?:quite |really )?(?:understand|follow){_QUESTION}
        i (?:do not|am not sure i) (?:quite |really )?understand{_QUESTION}
        i (?:do not know|am not sure) what you (?:mean|are asking|want)
        """),
    Command.SLOWER: any_of(rf"""
        (?:{_ASK})?(?:speak|talk|go|say that|say it) {_A_LITTLE}(?:more )?(?:slower|slowly)
        (?:{_ASK})?slow (?:it )?down(?: {_A_LITTLE})?
        you are (?:talking|speaking|going) (?:way |a bit |a little )?too (?:fast|quick|quickly)
        """),
    Command.EASIER: any_of(rf"""
        {_level(_EASIER)}
        (?:this|that|it)(?: problem| question)? is (?:way |a bit |a little |much )?too (?:hard|difficult|tough)(?: for me)?
        (?:{_LET})?(?:lower|reduce|turn down|bring down) the difficulty
        """),
    Command.HARDER: any_of(rf"""
        {_level(_HARDER)}
        (?:this|that|it)(?: problem| question)? is (?:way |a bit |a little |much )?too easy(?: for me)?
        (?:{_LET})?(?:raise|increase|turn up) the difficulty
        """),
    Command.TIME_LEFT: any_of(rf"""
        how much (?:more )?time (?:do (?:we|i)|have (?:we|i)|is there|is|remains|are we)(?: still| have| got| left| remaining)*
        how many minutes (?:do (?:we|i)|have (?:we|i)|are there|are|is)(?: still| have| got| left| remaining)*
        how long (?:do (?:we|i)|have (?:we|i))(?: still| have| got)* left
        how (?:are we|am i) (?:doing )?(?:on|for|with) time
        how is (?:the|our|my) time
        are we (?:ok|okay|good|fine) (?:on|for|with) time
        {_ASK}(?:tell me|check|know) (?:the time|how much time (?:we|i) have(?: left)?|how much time is left)
        """),
    Command.WRAP_UP: any_of(rf"""
        {_LET}(?:w?rap|rapped|wrapped)(?: (?:this|it|things))? up(?: now| here| the interview)?
        {_LET}(?:finish|end|stop|conclude|close|quit)(?: (?:this|it|up))?(?: (?:here|now|the interview|for today))+
        (?:end|finish|stop|quit) the interview(?: here| now)?
        i (?:have to|need to|must) (?:go|leave|stop)(?: here| now)?
        let us call it a day
        """),
    Command.SKIP: any_of(rf"""
        {_LET}(?:skip|skipped|pass){_PIECE}?
        skip{_PIECE}
        (?:{_LET}|i am ready to |ready to )(?:move|go|get|carry|jump) (?:on|ahead|forward|along)(?:{_NEXT}|{_PART})?
        move on{_NEXT}?
        {_LET}(?:go|get|move|skip|jump){_NEXT}
        (?:the )?next (?:question|topic|phase|part|section|problem)
        """),
    Command.PAUSE: any_of(rf"""
        {_LET}(?:pause|paws|have a break|take a (?:short |quick )?break)(?: (?:here|now|the interview|this))*(?:{_WHILE})?
        pause (?:the interview|this|here|it)(?:{_WHILE})?
        {_WISH} (?:to pause|to take a (?:short |quick )?break|a (?:short |quick )?break)(?:{_WHILE})?
        """),
    Command.DONE: any_of(rf"""
        (?:that|this|it) (?:is|was|would be|will be) (?:my|the)(?: final| full| complete| whole)? {_MAIN_THING}
        (?:that|this) (?:is|would be|will be) (?:about |pretty much |basically |really )?(?:it|all|everything)
        that is (?:about |pretty much )?(?:all|everything) (?:i have|i had|i got|i can think of|from me|for now)
        i (?:am|think i am) (?:done|finished)
        (?:over|back) to you
        i will (?:stop|leave it|end) (?:there|here|at that)
        that (?:sums it up|covers it)
        (?:does|do|is) (?:that|this|it) (?:{_SENSE})(?: to you| so far)?
        """)
    + "(?: for (?:now|this|that)(?: question| part)?| on (?:this|that)| from (?:me|my side)| with (?:this|that|my answer))?",
    Command.THINK: any_of(rf"""
        (?:let me|i (?:want|need|would like|have) to) (?:just )?(?:think|have a think|reflect)(?: (?:it|this|that) (?:through|over))?
        (?:let me|i (?:want|need|would like|have) to) (?:just )?think (?:about|on|through) (?:\w+ ){{0,2}}?(?!we|i)\w+
        let me (?:see|consider (?:this|that|it)|gather my thoughts|collect my thoughts)
        (?:give|allow) me{_WHILE}
        (?:give|allow) me (?:some|a little|a bit of|more) (?:more )?(?:time|thought)
        {_WISH}(?: to take)?{_WHILE}
        {_WISH} (?:some|a little|a bit of|more) (?:more )?(?:time|thought)
        (?:can|could|may) i (?:have|take|get)(?:{_WHILE}| some time| more time)
        (?:hold|hang) on(?:{_WHILE})?
        (?:wait|just|bear with me){_WHILE}
        (?:hold on|hang on|wait|hmm) (?:let me|i need to|i have to) think
        i am (?:still )?thinking
        """)
    + rf"(?:{_WHILE})?(?: to think)?(?: about (?:it|this|that))?(?:{_WHILE})?",
}
"""How each command is said when it is the last thing said, or the only one."""

_ALONE: Final = {
    Command.HINT: rf"{_A_HINT}|help(?: me)?(?: out)?|any {_A_HINT}",
    Command.REPEAT: r"(?:come |say )?again|pardon(?: me)?|i beg your pardon|(?:one|once) more(?: time)?|what|what was that"
    r"|(?:say|ask) that once more|repeat|i did not (?:hear|catch|get)(?: \w+)?",
    Command.REPHRASE: r"(?:what|how) do you mean(?: by (?:that|this))?|in other words|meaning",
    Command.SLOWER: rf"{_A_LITTLE}(?:slower|more slowly|slow down)|(?:too|not so) fast|that was too fast",
    Command.EASIER: rf"(?:an? |something )?{_A_LITTLE}(?:easier|simpler){_THING}?|too (?:hard|difficult)",
    Command.HARDER: rf"(?:an? |something )?{_A_LITTLE}(?:harder|tougher|more difficult){_THING}?|too easy",
    Command.TIME_LEFT: r"(?:a )?time check|time left|what time is it|how long do (?:we|i) have|how much time",
    Command.WRAP_UP: r"(?:w?rap|wrapped|rapped) (?:it )?up|(?:finish|end|stop)(?: it)? (?:here|now)|that is enough(?: for today)?"
    r"|let us (?:finish|stop|end)(?: it)?",
    Command.SKIP: r"skip|pass|next|move (?:on|along|ahead)|moving on|(?:the )?next one|go on to the next(?: \w+)?",
    Command.PAUSE: rf"pause|paws|pause{_WHILE}|(?:a )?(?:short |quick )?break",
    Command.RESUME: r"(?:(?:let us|we can|can we|could we|you can|i am ready to|ready to|you may) )?"
    r"(?:resume|continue|unpause|un pause|carry on|keep going|start again|go on|pick up where we (?:left off|stopped))"
    r"(?: the interview| where we (?:left off|stopped))?|(?:i am )?back(?: again)?",
    Command.DONE: r"(?:all )?(?:done|finished)|your turn|go ahead|that is it|that is all|(?:make|makes) sense to you"
    r"|(?:the )?end of (?:my )?answer|no that is (?:it|all)",
    Command.THINK: rf"wait|stop|hold it|(?:just )?(?:one|a) (?:second|moment|minute|sec)|thinking|bear with me|wait{_WHILE}",
}
"""Said alone these are commands; at the end of an answer they are too short to tell."""

_TAKES_BACK: Final = re.compile(
    r"(?:(?:no|wait|stop|hold on|sorry|hey|oh|but|excuse me) )*"
    + any_of(r"""
        i (?:was|am|have|had) not (?:quite |yet |actually |even )*(?:finished|done|finish|complete|through)\b
        let me finish\b
        i (?:was|am) still (?:talking|speaking|going|answering)\b
        i was (?:in the middle of|about to (?:say|finish))\b
        i (?:had|have) more to say\b
        you (?:just )?(?:cut me off|interrupted me|jumped in|cut in)\b
        (?:can (?:i|we|you) )?take (?:that|it) back\b
        """)
)
"""At the start of an utterance; what follows is the rest of the answer."""

_NOT_AFTER: Final = vocabulary(
    "when once after until till before if whether not never to unless while that which who whom how what where because "
    "since should must won't wouldn't don't can't into onto of the a an this these those"
)
"""A phrase that one of these leads in is part of a sentence."""
_OWN_GUARDS: Final = {Command.DONE: frozenset({"once", "when", "until", "if", "after", "not", "never"})}
LONGEST_TAIL: Final = 16
"""Words at the end of an utterance in which a command is looked for."""
LONGEST_SLIP: Final = 10
ALIKE: Final = 88.0
"""rapidfuzz ratio above which an utterance is a known phrase, misheard."""
WORD_ALIKE: Final = 60.0
"""Every word of it must be this like one of the phrase's, so that "data" never passes for "time"."""

_PHRASES: Final = (
    (Command.HINT, "can i have a hint"),
    (Command.HINT, "could i get a hint"),
    (Command.HINT, "give me a hint"),
    (Command.HINT, "i would like another hint"),
    (Command.REPEAT, "could you repeat the question"),
    (Command.REPEAT, "can you repeat that"),
    (Command.REPEAT, "say that again"),
    (Command.REPHRASE, "could you rephrase the question"),
    (Command.SLOWER, "could you speak more slowly"),
    (Command.EASIER, "i would like an easier problem"),
    (Command.HARDER, "i would like a harder problem"),
    (Command.TIME_LEFT, "how much time do we have left"),
    (Command.WRAP_UP, "let us wrap up"),
    (Command.SKIP, "let us move on"),
    (Command.SKIP, "can we skip this question"),
    (Command.PAUSE, "can we pause the interview"),
    (Command.DONE, "that is my answer"),
    (Command.DONE, "that is all i have"),
    (Command.DONE, "does that make sense"),
    (Command.THINK, "let me think about that"),
    (Command.THINK, "give me a moment to think"),
    (Command.THINK, "hold on let me think"),
    (Command.TAKE_BACK, "i was not finished"),
)
_ENDINGS: Final = {command: re.compile(rf"(?:^| )(?P<said>{said})$") for command, said in _AT_THE_END.items()}
_WHOLES: Final = {command: re.compile(said) for command, said in _ALONE.items()}


@lru_cache(maxsize=256)
def detect(text: str) -> Command | None:
    """The command a candidate gave, spoken alone or as the last thing in an answer; None for content."""
    words = _normal(text)
    said = " ".join(words)
    if not words:
        return None
    if _TAKES_BACK.match(said):
        return Command.TAKE_BACK
    for command, whole in _WHOLES.items():
        if whole.fullmatch(said):
            return command
    return _ending(words) or _misheard(said)


def _normal(text: str) -> list[str]:
    """Words without contractions, and without the politeness around them."""
    words = " ".join(_EXPANDED.get(word, word) for word in split(text)).split()
    while words and words[-1] in _POLITE:
        words.pop()
    first = next((index for index, word in enumerate(words) if word not in _POLITE), len(words))
    return words[first:]


def _ending(words: list[str]) -> Command | None:
    tail = words[-LONGEST_TAIL:]
    said = " ".join(tail)
    for command, pattern in _ENDINGS.items():
        match = pattern.search(said)
        if match is None:
            continue
        before = said[: match.start("said")].split() or words[: -LONGEST_TAIL or None][-1:]
        guards = _OWN_GUARDS.get(command, _NOT_AFTER)
        if not before or before[-1] not in guards:
            return command
    return None


def _misheard(said: str) -> Command | None:
    """The phrase that a whole utterance is, but for a recogniser's slip."""
    words = said.split()
    if not 2 < len(words) <= LONGEST_SLIP:
        return None
    score, command, phrase = max((fuzz.ratio(said, phrase), command, phrase) for command, phrase in _PHRASES)
    known = phrase.split()
    alike = all(max(fuzz.ratio(word, other) for other in known) >= WORD_ALIKE for word in words)
    return command if score >= ALIKE and alike else None
