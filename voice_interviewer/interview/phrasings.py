"""How each command is said: tables of phrasings over lower-case words without punctuation and contractions.

`AT_THE_END` are phrasings that mean the command wherever an utterance ends with them; `ALONE` those that are too short
to tell unless they are all that is said; `TAKES_BACK` opens an utterance; `PHRASES` are what a misheard utterance is
compared with. Slips that recognisers make again and again ("give me a hand") stand among the phrasings.
"""

from typing import Final

from voice_interviewer.interview.words import any_of
from voice_interviewer.values import Command

_ASK: Final = "(?:can|could|may|might|would|will|shall|should) (?:i|we|you|me) (?:please |just |maybe )*"
_WISH: Final = (
    "(?:i (?:would |will |do )?(?:like|love|want|need|prefer|appreciate)|i think i (?:need|want)|i could use)"
)
_LET: Final = f"(?:{_ASK}|let us |let me |we can |i want to |i would like to |i would rather |please )"
_WHILE: Final = (
    r"(?: for)?(?: just)? (?:a|one|two|a few|a couple of|another) "
    r"(?:\w+ )?(?:seconds?|secs?|minutes?|moments?|bit)"
)
_A_HINT: Final = (
    "(?:(?:a|an|another|one|one more|the|the next|the first|some|any|more|my|your) )?"
    "(?:(?:small|little|quick|bigger|stronger|second|third|fourth|next|tiny|more) )*"
    "(?:hints?|hince|clues?|pointers?|nudge)"
)
_TOPIC: Final = r"(?:how to (?:start|begin|go on|approach (?:it|this|that))|(?:the |my |your )?\w+(?: \w+)?)"
"""What a hint may be wanted about: "the data", "feature freshness"."""
_HEARD_AS_HINT: Final = "(?:a|another) (?:hand|hit|hind|tint|hinge|hen|hunt|in)"
_PROBLEM: Final = (
    "(?:the|this|that|your) (?:(?:whole|full|entire|original|initial|first) (?:problem|task|question|thing)"
    "|(?:problem|task|scenario|exercise|assignment))(?: statement| description)?"
)
_QUESTION: Final = (
    "(?: (?:that|this|it|you|the question|your question|the last question|this question|that question"
    f"|{_PROBLEM}|the last (?:part|bit|one|thing)|what you said))"
)
_PIECE: Final = (
    "(?: (?:this|that|it|ahead|this one|that one|on this|on that|on this one"
    "|(?:this|that|the|to the next|the next|current|the current) (?:question|one|part|phase|section|topic|bit|step)))"
)
_NEXT: Final = (
    "(?: to (?:the )?(?:next|another|a different|a new)"
    "(?: (?:question|problem|part|phase|section|topic|one|step))?| to something else| from (?:this|here)| now)"
)
_PART: Final = (
    "(?: to (?:the )?(?:data|features?|data and features|modell?ing|models?|serving|deployment|monitoring"
    "|experiments?))"
)
_A_LITTLE: Final = "(?:a |bit |little |lot |slightly |much |somewhat )*"
_THING: Final = "(?: (?:problem|question|one|interview|version|topic|task|thing|this|it|that|something))"
_EASIER: Final = "(?:easier|easy|simpler|less (?:hard|difficult)|not so hard)"
_HARDER: Final = "(?:harder|tougher|more (?:difficult|challenging|advanced)|a challenge)"
_IN_FAVOUR: Final = (
    "(?: (?:this|it|that|things|the (?:problem|question|interview)|me|us|to|something|an?|one|another))*"
)
_CHANGE: Final = "(?:have|get|try|do|make|give|switch|pick|choose|move|go|take|change)"
_TOO: Final = "(?:way |a bit |a little |much )?too"
_REMAINING: Final = "(?: still| have| got| left| remaining)"
_BREAK: Final = "a (?:short |quick )?break"
_MUST: Final = "(?:let me |i (?:want|need|would like|have) to )(?:just )?"
_GO_ON: Final = (
    "(?:resume|continue|unpause|un pause|carry on|keep going|start again|go on"
    "|(?:pick up|continue) where we (?:left off|stopped))"
)
_SENSE: Final = (
    "(?:make|makes|made) sense|sound (?:right|good|ok|okay|reasonable|fine)|answer (?:your|the) question"
)
_MAIN_THING: Final = "(?:answer|design|approach|plan|proposal|take|solution|final answer)"


def _level(comparative: str) -> str:
    return any_of(rf"""
        {_LET}{_CHANGE}{_IN_FAVOUR} {_A_LITTLE}{comparative}{_THING}?
        make{_IN_FAVOUR} {_A_LITTLE}{comparative}{_THING}?
        (?:give|show) me (?:an? |something |another )?{comparative}{_THING}?
        {_WISH}(?: to (?:have|try|get|do|switch to))?(?: an?| something| another)? {_A_LITTLE}{comparative}{_THING}?
        """)


AT_THE_END: Final = {
    Command.HINT: any_of(rf"""
        {_ASK}(?:have|get|give me|give us|take|use|ask for|offer me|offer|see|hear) (?:{_A_HINT}|{_HEARD_AS_HINT})
        (?:give|offer|show|drop|get) (?:me|us) (?:{_A_HINT}|{_HEARD_AS_HINT})
        {_WISH}(?: to (?:have|get|use|take|see|hear|ask for))? (?:{_A_HINT}|{_HEARD_AS_HINT})
        (?:is there|are there|do you have|have you got|what is|i will take) {_A_HINT}
        {_A_HINT} (?:would|might|could) (?:help|be (?:nice|great|good|useful|helpful|fine|appreciated))
        (?:can|could|would|will) you (?:please )?help (?:me|us)(?: out)?(?: with (?:this|that))?
        {_WISH} (?:some |a bit of |a little )?help
        """)
    + rf"(?: here| (?:on|for|about|with|regarding) (?:this|that|it|{_TOPIC}))?",
    Command.REPEAT: any_of(rf"""
        (?:{_ASK})?repeat(?:{_QUESTION}|yourself)?(?: again| once more| one more time| for me)?
        (?:{_ASK})?(?:say|ask|read|tell me|give me){_QUESTION} (?:again|once more|one more time)
        i (?:did|could) not (?:quite |really )?(?:hear|catch|get){_QUESTION}(?: properly| clearly)?
        what (?:was|is) (?:the|your|that) (?:last )?question(?: again)?
        what (?:was|is) {_PROBLEM} again
        what was {_PROBLEM}
        (?:{_ASK})?remind me (?:of|about){_QUESTION}(?: again)?
        (?:{_ASK})?remind me what (?:the question|{_PROBLEM}) (?:was|is)(?: again)?
        (?:{_ASK})?(?:go over|run through|read out){_QUESTION}(?: again| once more)?
        what did you (?:say|ask)(?: again)?
        """),
    Command.REPHRASE: any_of(rf"""
        (?:{_ASK})?(?:rephrase|reword|clarify|simplify|paraphrase){_QUESTION}?(?: for me)?
        {_ASK}(?:put|phrase|say|ask|explain){_QUESTION} (?:differently|in other words)
        {_ASK}(?:put|phrase|say|ask|explain){_QUESTION} (?:in )?(?:a different|another) way
        (?:can|could|would|will) you (?:please |just |maybe )*explain{_QUESTION}?(?: again| once more| a bit| more)*
        explain{_QUESTION} (?:again|once more)
        i (?:do|did) not (?:quite |really )?(?:understand|follow){_QUESTION}
        i (?:do not|am not sure i) (?:quite |really )?understand{_QUESTION}
        i (?:do not know|am not sure) what you (?:mean|are asking|want)
        """),
    Command.SLOWER: any_of(rf"""
        (?:{_ASK})?(?:speak|talk|go|say that|say it) {_A_LITTLE}(?:more )?(?:slower|slowly)
        (?:{_ASK})?slow (?:it )?down(?: a (?:bit|little))?
        you are (?:talking|speaking|going) (?:way |a bit |a little )?too (?:fast|quick|quickly)
        """),
    Command.EASIER: any_of(rf"""
        {_level(_EASIER)}
        (?:this|that|it)(?: problem| question)? is {_TOO} (?:hard|difficult|tough)(?: for me)?
        (?:{_LET})?(?:lower|reduce|turn down|bring down) the difficulty
        """),
    Command.HARDER: any_of(rf"""
        {_level(_HARDER)}
        (?:this|that|it)(?: problem| question)? is {_TOO} easy(?: for me)?
        (?:{_LET})?(?:raise|increase|turn up) the difficulty
        """),
    Command.TIME_LEFT: any_of(rf"""
        how much (?:more )?time (?:do (?:we|i)|have (?:we|i)|is there|is|remains|are we){_REMAINING}*
        how many minutes (?:do (?:we|i)|have (?:we|i)|are there|are|is){_REMAINING}*
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
        (?:we|i) should (?:end|finish|stop|quit) (?:the interview|here|now|for today)
        i (?:am|think i am) (?:done|finished) (?:with|for) (?:(?:the|this) (?:interview|session)|today)
        that is (?:all|it|enough) for today
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
        {_LET}(?:pause|paws|have {_BREAK}|take {_BREAK})(?: (?:here|now|the interview|this))*(?:{_WHILE})?
        pause (?:the interview|this|here|it)(?:{_WHILE})?
        {_WISH} (?:to pause|to take {_BREAK}|{_BREAK})(?:{_WHILE})?
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
    + "(?: for (?:now|this|that)(?: question| part)?| on (?:this|that)| from (?:me|my side)"
    + r"| with (?:this|that)(?: question| part| one)?)?",
    Command.THINK: any_of(rf"""
        {_MUST}(?:think|have a think|reflect)(?: (?:it|this|that) (?:through|over))?
        {_MUST}think (?:about|on|through) (?:\w+ ){{0,2}}?(?!we|i)\w+
        let me (?:see|consider (?:this|that|it)|gather my thoughts|collect my thoughts)
        (?:give|allow) me{_WHILE}
        (?:give|allow) me (?:some|a little|a bit of|more) (?:more )?(?:time|thought)
        {_WISH}(?: to take)?{_WHILE}
        {_WISH} (?:some|a little|a bit of|more) (?:more )?(?:time|thought)
        (?:can|could|may) i (?:have|take|get)(?:{_WHILE}| some time| more time)
        let me take{_WHILE}
        (?:can|could|may) i (?:just )?think(?: about (?:it|this|that))?
        (?:hold|hang) on(?:{_WHILE})?
        (?:wait|just|bear with me){_WHILE}
        (?:hold on|hang on|wait|hmm) (?:let me|i need to|i have to) think
        i am (?:still )?thinking
        """)
    + rf"(?:{_WHILE})?(?: to think)?(?: about (?:it|this|that))?(?:{_WHILE})?",
}
"""How each command is said when it is the last thing said, or the only one."""

ALONE: Final = {
    Command.HINT: rf"(?:any )?{_A_HINT}|help(?: me)?(?: out)?",
    Command.REPEAT: any_of("""
        (?:come |say )?again
        pardon(?: me)?
        i beg your pardon
        (?:say |ask )?(?:that )?(?:one more time|once more)
        what
        what was that
        repeat
        i did not (?:hear|catch|get)(?: it)?
        """),
    Command.REPHRASE: "(?:what|how) do you mean(?: by (?:that|this))?|in other words",
    Command.SLOWER: rf"{_A_LITTLE}(?:slower|more slowly|slow down)|(?:that was )?(?:too|not so) fast",
    Command.EASIER: rf"(?:an? |something )?{_A_LITTLE}(?:easier|simpler){_THING}?|too (?:hard|difficult)",
    Command.HARDER: rf"(?:an? |something )?{_A_LITTLE}(?:harder|tougher|more difficult){_THING}?|too easy",
    Command.TIME_LEFT: "(?:a )?time check|time left|what time is it|how long do (?:we|i) have|how much time",
    Command.WRAP_UP: any_of("""
        (?:w?rap|wrapped|rapped) (?:it )?up
        (?:let us )?(?:finish|end|stop)(?: it)? (?:here|now)
        (?:let us|(?:i think )?we can|(?:can|could|shall) we) (?:finish|stop|end|quit)(?: it| this)?
        i (?:want|would like) to (?:finish|stop|end|quit)(?: it| this)?
        (?:finish|quit|exit)(?: it| this| now)?
        (?:that is )?enough(?: for today)?
        """),
    Command.SKIP: "skip|pass|next|move (?:on|along|ahead)|moving on|(?:the )?next one",
    Command.PAUSE: rf"(?:pause|paws)(?:{_WHILE})?|(?:a )?(?:short |quick )?break",
    Command.RESUME: rf"(?:{_LET}|i am ready to |ready to )?{_GO_ON}(?: the interview)?|(?:i am )?back(?: again)?",
    Command.DONE: any_of("""
        (?:all )?(?:done|finished)
        your turn
        go ahead
        that is it
        (?:make|makes) sense to you
        (?:the )?end of (?:my )?answer
        no that is (?:it|all|everything)
        """),
    Command.THINK: rf"wait(?:{_WHILE})?|stop(?: (?:talking|speaking))?|hold it|bear with me"
    r"|(?:just )?(?:one|a) (?:second|moment|minute)",
}
"""Said alone these are commands; at the end of an answer they are too short to tell."""

TAKES_BACK: Final = r"(?:(?:no|wait|stop|hold on|sorry|hey|oh|but|excuse me) )*" + any_of(r"""
        i (?:was|am|have|had) not (?:quite |yet |actually |even )*(?:finished|done|finish|complete|through)\b
        let me finish\b
        i (?:was|am) still (?:talking|speaking|going|answering)\b
        i was (?:in the middle of|about to (?:say|finish))\b
        i (?:had|have) more to say\b
        you (?:just )?(?:cut me off|interrupted me|jumped in|cut in)\b
        (?:can (?:i|we|you) )?take (?:that|it) back\b
        """)
"""At the start of an utterance; what follows is the rest of the answer."""

PHRASES: Final = (
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
