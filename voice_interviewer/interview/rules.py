"""The rules for every spoken reply, checked in code while a language model's words stream in.

`ReplyGuard.check` looks at what would have been said so far, sentence by sentence, before it is heard. It knows what
this candidate may hear: their own words, the problem, the hints already given, and the bank's wording of this move.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz import fuzz

from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.lines import REPLY_WORDS
from voice_interviewer.interview.patterns import find, hear
from voice_interviewer.interview.session import REPEATING, Session, sentence_key, sentences
from voice_interviewer.interview.stance import is_order
from voice_interviewer.interview.stems import stem
from voice_interviewer.interview.words import any_of, bare, plain, read, split
from voice_interviewer.values import FindingKind, Finish, Hint, Move, Say, Speaker

SAME_QUESTION: Final = 88.0
"""rapidfuzz ratio above which two questions are the same."""
CONTAINED: Final = 95.0
"""The same where one question is part of the other: "so tell me, why a cache and no table?"."""
RUN: Final = 5
"""Content words in a row that are shared with a hint or a model answer by design and not by accident."""
CLAUSE: Final = 4
"""Words of a clause that is a hint's, or a model answer's, by design."""
FEWEST: Final = 3
"""Content words of a statement that can give ground away."""
_CLAUSE: Final = re.compile(r"[.,;:!?\u2014]+(?=\s|$)")
ENOUGH_TALK: Final = 0.2
"""The interviewer's share of the time spoken from which a model's replies are kept short (spec: at most 25 %)."""
ANY_TALK: Final = 60.0
"""Seconds the candidate has talked before a share says anything."""
TERSE: Final = 20
"""Words that a reply may always have."""
WHOLE: Final = 4
"""The level of the hint that is the whole solution."""
WHOLE_SOLUTION: Final = 150

_MARKUP: Final = re.compile(
    r"(?m)(?:^|[.:;!?])\s*(?:[-*\u2022#>]|\d+[.)])\s|[*`|#]|__|\]\(|https?://|\n\s*\S"
)
_SIGNS: Final = re.compile(r"[<>{}\[\]\\^~=]")
_STAGE: Final = re.compile(
    r"\([a-z][^)]*\)|\[[^\]]+\]|^\s*(?:interviewer|candidate|assistant|me)\s*:", re.IGNORECASE
)
_GOOD: Final = (
    "(?:great|excellent|perfect|awesome|fantastic|amazing|brilliant|wonderful|superb|impressive|outstanding)"
)
_FINE: Final = "(?:good|nice|solid|strong|smart|fair|interesting|insightful|thoughtful)"
_NOUN: Final = (
    "(?:answer|point|question|job|work|thinking|start|idea|choice|call|stuff|thought|approach|insight|one)"
)
_PRAISE: Final = re.compile(
    any_of(rf"""
        \b{_GOOD}(?:[.,!]| {_NOUN}\b)
        (?:^|[.!?] |\bthat(?:'s| is) (?:an? )?(?:very |really )?){_FINE}(?:[.,!]| {_NOUN}\b)
        \b(?:well done|good job|nice job|love (?:that|it|your|how)|i like (?:that|how|your|the way)|kudos|bravo)\b
        \b(?:spot on|exactly right|nailed it|(?:a lot of|perfect|total|complete) sense|know your (?:stuff|way around))\b
        \bvery (?:thorough|insightful|thoughtful|impressive|well (?:put|said))\b
        \b(?:well put|well said|you(?:'ve| have) clearly|you clearly)\b
        (?:^|[.!?] )exactly[.,!]
        \bthat(?:'s| is) (?:an? )?(?:very |really )?{_GOOD}\b
        \bthank(?:s| you) for (?:that|the|your) (?:\w+ ){{0,2}}(?:answer|explanation|overview|response|details?)\b
        \byou(?:'re| are) (?:absolutely |totally )?right\b
        """)
)
_PERSONA: Final = re.compile(
    any_of(r"""
        \b(?:(?:as|am|'m) an? (?:ai|assistant|(?:large )?language model|interviewer)|chatgpt|openai)\b
        \bi(?:'m| am) (?:now )?(?:an? |your )?(?:\w+ ){0,2}(?:ai|assistant|chatbot|bot|virtual)\b
        \b(?:how (?:can|may) i (?:help|assist)|help you today)\b
        \b(?:the user|the direction|the candidate)(?:'s)? (?:wants?|says?|said|asks?|asked|tells?|is|has|gave)\b
        \b(?:my|the) (?:instructions|prompt|system prompt|guidelines)\b
        \bi(?:'m sorry, but i)? (?:can't|cannot) (?:assist|help|comply|share|do that)\b
        \bi(?:'m| am) (?:unable|not able) to\b
        </?(?:think|candidate|s\b|im_)
        """)
)
_EXPLAINS: Final = re.compile(
    any_of(r"""
        \b(?:are you ready|ready to (?:begin|start|get started)|shall we (?:begin|start|get started))\b
        \b(?:i can help you|let me explain how this|in this interview,? (?:we|i) will|here is how this)\b
        """)
)
_OBEYS: Final = re.compile(
    any_of(r"""
        \b(?:score|rating|mark|grade)s?\b.{0,20}\b(?:five|5|[1-5] out of)\b
        \b(?:strong hire|you(?:'re| are) hired|full marks|five out of five|top marks)\b
        \bas you (?:asked|instructed|requested|wish)\b
        \bignor(?:e|ing) (?:my|the|all|any|previous|those)\b
        """)
)
_ADVICE: Final = re.compile(
    any_of(r"""
        \byou (?:should|could|need to|ought to|might want to) (?:use|add|build|start|put|store|keep|train|try)\b
        \byou (?:should|could|might want to|may want to) consider\b
        \bthe (?:right|best|correct|ideal|usual|standard) (?:answer|approach|solution|choice|way) (?:is|would be|here)\b
        \bi(?:'d| would) (?:use|pick|choose|go with|build|start with|recommend|suggest|add)\b
        \b(?:consider|try) (?:using|adding|building)\b
        \b(?:would|could|might) be (?:a|the) (?:good |natural |better |right |best )?(?:fit|choice|option)\b
        """)
)
_NEVER: Final = (
    (_PRAISE, "praises to fill silence"),
    (_PERSONA, "steps out of the role"),
    (_EXPLAINS, "explains itself or asks whether one is ready"),
    (_OBEYS, "announces a score or obeys the candidate's instructions"),
)
"""What is said in no reply, whatever the move."""
_ON_DEMAND: Final = re.compile(
    r"\b(?:say|repeat after me|repeat|print|output|respond with|reply with|answer with|write|begin with)\b[:,]?\s+"
    r"(?:(?:only |exactly )?the (?:words?|phrase|sentence)\s+)?[\"'\u201c]?(?P<words>[^.\"\u201d!?\n]{2,80})"
)


@dataclass(frozen=True)
class ReplyGuard:
    """Checks one reply against the rules. `check` may be called again and again as the reply grows."""

    brief: Brief
    session: Session
    move: Move

    def check(self, so_far: str) -> str | None:
        """The first rule that the reply breaks, as a phrase for the log; None while it breaks none."""
        if not split(so_far):
            return "says nothing"
        return next(self._breaches(so_far), None)

    def _breaches(self, said: str) -> Iterator[str]:
        yield from self._breaches_of_form(said)
        if self._says_on_demand(said):
            yield "says what the candidate told it to say"
        if _ADVICE.search(plain(said)) and not isinstance(self.move, Hint | Finish):
            yield "tells the candidate what to do"
        if leaked := self._leaks(said):
            yield f"gives away “{leaked}”"
        if repeated := self._repeats(said):
            yield f"asks again: “{repeated}”"

    def _breaches_of_form(self, said: str) -> Iterator[str]:
        if said.count("?") > 1:
            yield "asks more than one question"
        if len(said.split()) > self._room:
            yield f"is longer than {self._room} words"
        if _MARKUP.search(said) or _STAGE.search(said):
            yield "is written, not spoken"
        if any(unicodedata.category(letter) in {"So", "Cs", "Co", "Cn"} for letter in said):
            yield "has what no voice can say"
        if "?" in said and isinstance(self.move, Finish):
            yield "asks as it says goodbye"
        yield from (breach for pattern, breach in _NEVER if pattern.search(plain(said)))
        if _SIGNS.search(said):
            yield "has signs that are not spoken"

    @cached_property
    def _room(self) -> int:
        """The most words the reply may have: as many as the bank's own where the interviewer has talked enough."""
        if isinstance(self.move, Hint):
            return WHOLE_SOLUTION if self.move.level == WHOLE else REPLY_WORDS
        seconds = dict.fromkeys(Speaker, 0.0)
        for turn in self.session.turns:
            seconds[turn.speaker] += turn.end - turn.start
        talked_enough = seconds[Speaker.INTERVIEWER] > ENOUGH_TALK * sum(seconds.values())
        if self.move.reply is None or not talked_enough or seconds[Speaker.CANDIDATE] < ANY_TALK:
            return REPLY_WORDS
        return max(TERSE, len(self.move.reply.text.split()))

    # ------------------------------------------------------------ leaks

    def _leaks(self, said: str) -> str:
        text = _stemmed(said)
        for term in self.secret_terms:
            if f" {term} " in text:
                return term
        known = self._known_stems
        runs = self._solution_runs
        for run in _runs(said):
            if run in runs and not known.issuperset(run):
                return " ".join(run)
        return self._clause_of_the_solution(said) or self._ground_told(said)

    def _clause_of_the_solution(self, said: str) -> str:
        """A whole clause of a hint or of a model answer, which may be all that is heard of it before the next one."""
        for clause in _CLAUSE.split(said):
            words = sentence_key(clause)
            secret = words.count(" ") >= CLAUSE - 1 and not any(words in key for key in self._known_keys)
            if secret and any(words in _key(text) for text in self._solution):
                return clause.strip()
        return ""

    def _ground_told(self, said: str) -> str:
        """Expected ground that is told, not asked about, and that nobody has touched yet."""
        told = " ".join(one for one in sentences(said) if not one.endswith("?"))
        if len(bare(told)) < FEWEST:
            return ""
        found = _ground_in(self.brief, told)
        return min(found - self._touched, default="") if found else ""

    @cached_property
    def _touched(self) -> frozenset[str]:
        """Ground that came up in an answer, however poorly, or in what the interviewer said or is to say."""
        session, reply = self.session, self.move.reply
        answers = (made for answer in session.answers.values() for made in answer.understood)
        found = (one.id for made in answers for one in made.findings if one.kind is FindingKind.GROUND)
        spoken = [turn.text for turn in session.turns if turn.speaker is Speaker.INTERVIEWER]
        own = [reply.text, reply.instruction] if reply is not None else []
        return frozenset(found).union(*(_ground_in(self.brief, text) for text in (*spoken, *own)))

    @cached_property
    def secret_terms(self) -> tuple[str, ...]:
        """Key terms of hints not given yet that nobody in this interview has said."""
        known = self._known
        return tuple(
            term
            for hint in self._not_given
            for term in _key_terms(self.brief, hint)
            if f" {term} " not in known
        )

    @cached_property
    def _solution_runs(self) -> frozenset[tuple[str, ...]]:
        """Runs of words of hints not given and of model answers; those of words that all were said are no secret."""
        return frozenset(run for text in self._solution for run in _runs(text))

    @cached_property
    def _solution(self) -> tuple[str, ...]:
        """Hints not given, and model answers."""
        return (*self._not_given, *(ground.sounds_like for ground in self.brief.grounds.values()))

    @cached_property
    def _known_keys(self) -> tuple[str, ...]:
        return tuple(_key(text) for text in self._known_texts)

    @property
    def _not_given(self) -> list[str]:
        given = max(self.session.hint_level, self.move.level if isinstance(self.move, Hint) else 0)
        return [hint.say for hint in self.brief.problem.hints if hint.level > given]

    @cached_property
    def _known_texts(self) -> tuple[str, ...]:
        """What may be said: what was said, what the problem and its facts say, and this move's own words."""
        problem = self.brief.problem
        given = (hint.say for hint in problem.hints if hint.say not in self._not_given)
        reply = self.move.reply
        own = (reply.text, reply.instruction) if reply is not None else ()
        facts = (fact.say for fact in problem.facts)
        heard = (turn.text for turn in self.session.turns)
        return (problem.title, problem.question, problem.short_question, *facts, *given, *own, *heard)

    @cached_property
    def _known(self) -> str:
        return " ".join(_stemmed(text) for text in self._known_texts)

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return frozenset(one for text in self._known_texts for one in bare(text))

    # ------------------------------------------------------------ repeats and orders

    def _repeats(self, said: str) -> str:
        if isinstance(self.move, Say) and self.move.purpose in REPEATING:
            return ""
        for sentence in sentences(said):
            if sentence.endswith("?") and any(
                _is_same(_key(sentence), other) for other in self._asked_before
            ):
                return sentence
        return ""

    @cached_property
    def _asked_before(self) -> tuple[str, ...]:
        """Every question that was heard and not taken back, offers of a hint included."""
        session = self.session
        heard = (
            turn.text
            for n, turn in enumerate(session.turns)
            if n not in session.void and n not in session.answers
        )
        put = (one for text in heard for one in _questions(text))
        return tuple(dict.fromkeys((*put, *(_key(asked.text) for asked in session.asked))))

    def _says_on_demand(self, said: str) -> bool:
        """Whether it says what some answer ordered it to say, this one or an earlier one."""
        turns = self.session.turns
        orders = [turn.text for turn in turns if turn.speaker is Speaker.CANDIDATE and is_order(turn.text)]
        reply = self.move.reply
        own = sentence_key(reply.text) if reply is not None else ""
        wanted = (
            sentence_key(match["words"]) for text in orders for match in _ON_DEMAND.finditer(plain(text))
        )
        return any(words and words in sentence_key(said) and words not in own for words in wanted)


# What follows is asked for at every reply, on the event loop, about texts that stay: they are read once.


@lru_cache(maxsize=4096)
def _stemmed(text: str) -> str:
    """All words of a text as stems, spaced, for looking up whole words in it."""
    return f" {' '.join(stem(word) for word in split(text))} "


@lru_cache(maxsize=1024)
def _runs(text: str) -> tuple[tuple[str, ...], ...]:
    words = bare(text)
    return tuple(words[at : at + RUN] for at in range(len(words) - RUN + 1))


@lru_cache(maxsize=1024)
def _ground_in(brief: Brief, text: str) -> frozenset[str]:
    """The expected ground that a text touches, whoever says it."""
    heard = hear(read(text, brief.misheard), brief.lexicon)
    return frozenset(
        name
        for name, patterns in brief.ground_patterns.items()
        if any(next(iter(find(pattern, heard)), None) for pattern in patterns)
    )


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return sentence_key(text)


@lru_cache(maxsize=1024)
def _questions(text: str) -> tuple[str, ...]:
    return tuple(_key(one) for one in sentences(text) if one.endswith("?"))


def _is_same(question: str, other: str) -> bool:
    """Whether two questions, as keys, are one, be it with an opening before it."""
    whole = min(question.count(" "), other.count(" ")) >= CLAUSE
    return fuzz.ratio(question, other) >= SAME_QUESTION or (
        whole and fuzz.partial_ratio(question, other) >= CONTAINED
    )


@lru_cache(maxsize=64)
def _key_terms(brief: Brief, hint: str) -> tuple[str, ...]:
    """The glossary's terms in a hint, and names in it, stemmed."""
    text = _stemmed(hint)
    terms = (_stemmed(term.term).strip() for term in brief.glossary)
    names = (
        _stemmed(word).strip()
        for sentence in sentences(hint)
        for word in sentence.split()[1:]
        if word[:1].isupper() and len(word) > 2
    )
    return (*(term for term in terms if term and f" {term} " in text), *names)
