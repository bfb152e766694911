"""Checks of every single reply, whoever worded it. What is looked for is written down here anew, not taken from the
rules that the program checks its own replies by: a hole in those must show."""

import re
import unicodedata
from itertools import pairwise

from rapidfuzz import fuzz

from tests.checks.playing import Exchange, Played
from tests.checks.table import Looks, check
from voice_interviewer.interview.session import REPEATING
from voice_interviewer.speech.pronunciation import speakable
from voice_interviewer.values import Hint, Say

LONGEST = 60
LONGEST_SOLUTION = 150
SAME = 93.0
"""rapidfuzz ratio of two questions' words from which they are one question."""
WHOLE = 5
"""Words of a question that is recognised within another one."""
CONTAINED = 97.0

_QUESTION = re.compile("[?\uff1f]")
_MARKUP = re.compile(
    r"[*_#`|<>{}\[\]]|https?://|(?:^|[.:?!]\s)(?:[-\u2022]|\d+[.)])\s|\([a-z ]+\)|^\w+:\s", re.IGNORECASE
)
_WELL = (
    "(?:really |very |so )*(?:great|excellent|fantastic|brilliant|awesome|amazing|perfect|wonderful|impressive"
    "|insightful|thoughtful|thorough|good|nice|solid|strong|clever|smart)"
)
_PRAISE = re.compile(
    rf"^{_WELL}[,.!]|[.!] {_WELL}[,.!] |\b{_WELL}(?: and {_WELL})? (?:answer|point|thinking|job|approach|idea|work)\b"
    rf"|\bthat(?:'s| is| was) (?:an? )?{_WELL}\b|\b(?:well done|spot on|nailed|exactly right|know your stuff"
    r"|a lot of sense|love (?:how|that|it|your)|thanks for that|thank you for that)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:ai|language model|assistant|chatbot|instructions|prompt|help you today|are you ready|shall we begin"
    r"|i can help|let me explain how)\b",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"\byour score\b|\bfull marks\b|\bout of five\b|\bstrong hire\b|\bhired\b|\bi give you f", re.IGNORECASE
)
_THOUGHT = re.compile(
    r"<|think(?:ing)?>|\bthe (?:user|direction|candidate) (?:wants|says|said|asks)\b|\bfifty words\b"
    r"|\blet me (?:think|draft)\b|\bi should\b",
    re.IGNORECASE,
)
_ALREADY_SAID = frozenset({"Once more.", "Okay."})


def words_of(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def questions_of(text: str) -> list[str]:
    return [words_of(found) for found in re.findall(r"[^.?!]+\?", text)]


def repeats_on_request(exchange: Exchange) -> bool:
    return isinstance(exchange.move, Say) and exchange.move.purpose in REPEATING


@check("asks at most one question in a reply")
def one_question(played: Played) -> Looks:
    for one in played.replies:
        yield one.spoken if len(_QUESTION.findall(one.spoken)) > 1 else None


@check("says at most 60 words in a reply, but for the whole solution as a hint")
def sixty_words(played: Played) -> Looks:
    for one in played.replies:
        whole = isinstance(one.move, Hint) and one.move.level == 4
        count = len(one.spoken.split())
        yield f"{count} words" if count > (LONGEST_SOLUTION if whole else LONGEST) else None


@check("speaks: no markup, list, link, stage direction or speaker's name")
def no_markup(played: Played) -> Looks:
    for one in played.replies:
        yield one.spoken if _MARKUP.search(one.spoken) else None


@check("says only what a voice can say")
def sayable(played: Played) -> Looks:
    for one in played.replies:
        odd = [
            letter for letter in one.spoken if unicodedata.category(letter)[0] in "CS" and letter not in "$%+"
        ]
        yield one.spoken if odd or not re.search("[a-z]", speakable(one.spoken)) else None


@check("never thinks aloud")
def no_thoughts(played: Played) -> Looks:
    for one in played.replies:
        yield one.spoken if _THOUGHT.search(one.spoken) else None


@check("never praises")
def no_praise(played: Played) -> Looks:
    said = words_of(" ".join(turn.text for turn in played.turns))
    for one in played.replies:
        found = _PRAISE.search(_without_greeting(one))
        yield one.spoken if found and said else None


def _without_greeting(one: Exchange) -> str:
    """A greeting may say that it is good to meet somebody."""
    return "" if isinstance(one.move, Say) and one.move.purpose == "greeting" else one.spoken


@check("stays in the role: explains nothing about itself and never asks whether one is ready")
def in_role(played: Played) -> Looks:
    given = words_of(f"{played.brief.problem.question} {[fact.say for fact in played.brief.problem.facts]}")
    for one in played.replies:
        found = _ROLE.search(one.spoken)
        own = found is not None and (found[0].lower() in given or isinstance(one.move, Hint))
        yield one.spoken if found and not own else None


@check("announces no score")
def no_score(played: Played) -> Looks:
    for one in played.replies:
        yield one.spoken if _SCORE.search(one.spoken) else None


@check("finishes its sentences")
def whole_sentences(played: Played) -> Looks:
    for one in played.replies:
        broken = re.search(
            r"[,;:\u2014-]\s*$|[,;:]\s+(?:What|How|Which|Why|Where|Who|When|Now)\b", one.spoken
        )
        whole = re.search(r"[.?!\u2026][\"'\u201d)]*$", one.spoken)
        yield one.spoken if broken or not whole else None


@check("asks no question twice unless asked to")
def no_repeated_question(played: Played) -> Looks:
    before: list[str] = []
    for one in played.replies:
        if repeats_on_request(one):
            continue
        for question in questions_of(one.spoken):
            again = next((old for old in before if fuzz.ratio(old, question) >= SAME), None)
            yield f"“{question}” after “{again}”" if again is not None else None
            before.append(question)


@check("asks no question again that was put in other words before")
def no_question_put_again(played: Played) -> Looks:
    """Such as "so tell me, what does that cost?" and later "what does that cost?"."""
    before: list[str] = []
    for one in played.replies:
        if repeats_on_request(one):
            continue
        for question in questions_of(one.spoken):
            if len(question.split()) >= WHOLE:
                again = next((old for old in before if fuzz.partial_ratio(old, question) >= CONTAINED), None)
                yield f"“{question}” after “{again}”" if again is not None else None
                before.append(question)


@check("never says the same thing twice running")
def no_echo_of_itself(played: Played) -> Looks:
    for before, one in pairwise(played.replies):
        if not repeats_on_request(one):
            yield one.spoken if words_of(before.spoken) == words_of(one.spoken) else None


@check("nods seldom, and never with the same word twice running")
def seldom_nods(played: Played) -> Looks:
    nods = played.brief.track.lines["acknowledgement"]
    nodded = [next((nod for nod in nods if one.spoken.startswith(f"{nod} ")), "") for one in played.replies]
    if len(nodded) >= 10:
        share = sum(map(bool, nodded)) / len(nodded)
        yield f"{share:.0%} of the replies begin with one" if share > 0.5 else None
    for before, after in pairwise(nodded):
        if after:
            yield f"“{after}” twice running" if before == after else None
