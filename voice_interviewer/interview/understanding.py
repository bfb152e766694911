"""What the interviewer makes of an answer, without a language model: every finding carries the words it rests on.

An answer is read once into content words (`words`), the bank's patterns are looked up in it (`patterns`), and each
match is judged: is it meant or rejected (`stance`), is there a reason or a link to this problem (`reasons`), or is it
only the interviewer's own words come back? Tries to instruct the interviewer are not part of the answer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.claims import Clash, clash
from voice_interviewer.interview.commands import detect
from voice_interviewer.interview.numbers import numbers
from voice_interviewer.interview.patterns import Heard, Match, Pattern, find, hear
from voice_interviewer.interview.questions import about_the_answer, asked, proposes, weighs_the_design
from voice_interviewer.interview.reasons import Grounds, reasoned
from voice_interviewer.interview.session import Session
from voice_interviewer.interview.stance import Scope, is_criticised, orders, rejected, scopes
from voice_interviewer.interview.words import Token, Words, any_of, bare, plain, read
from voice_interviewer.values import Finding, FindingKind, Speaker, Understanding

RECENT: Final = 6
"""Interviewer turns, besides hints and the opening, whose words count as an echo when they come back."""
NEW_WORDS: Final = 2
"""Content words of one's own that an echo has at most."""
CLOSE: Final = 6
"""Content words within which a wrong turn must be said."""
FACTS_AT_ONCE: Final = 2
"""Clarifying questions answered in one reply."""
BRIEF_CONTENT: Final = 3
"""Content words up to which a question that names a fact asks for it."""
_OF_ERRORS: Final = frozenset(
    bare("false negative positive negatives positives mistake mistakes error errors wrong missed")
)
_COST: Final = frozenset(bare("cost price expensive money"))
_JOINS: Final = re.compile(r"\b(?:and|also|plus|or|then)\b|,")
_COMMITS: Final = re.compile(
    r"\b"
    + any_of(r"""
        (?:i|we)(?:'d| would| will|'ll)? (?:\w+ )?(?:pick|choose|go with|go for|start with|prefer|settle on|opt for)\b
        (?:i|we)(?:'d| would|'ll| will) (?:\w+ )?use\b
        (?:let's|let us) (?:go with|use|pick|start with)\b
        my (?:choice|pick|decision|recommendation) (?:is|would be)\b
        i(?:'m| am) going with\b
        """)
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """An answer with all that matches are judged by."""

    words: Words
    heard: Heard
    rejecting: Sequence[Scope]
    not_answers: frozenset[int]
    questions: Sequence[tuple[int, int]]
    interviewer: frozenset[str]
    grounds: Grounds


def understand(brief: Brief, session: Session, text: str) -> Understanding:
    """What one answer contained. `session` may already hold the answer as its last turn. Takes a few milliseconds."""
    reading = _read(brief, session, text)
    findings = (
        *_grounds(brief, reading),
        *_wrong_turns(brief, reading),
        *_probes(brief, reading),
        *_facts(brief, text, reading.questions),
        *_numbers(brief, session, reading),
        *_contradiction(session, text),
    )
    return Understanding(
        findings=findings,
        command=detect(text),
        question=bool(reading.questions),
        word_count=reading.words.count,
        commitment=_COMMITS.search(plain(text)) is not None,
    )


def contradiction(session: Session, text: str) -> Clash | None:
    """The claim of this answer that clashes with an earlier one, and the one it clashes with. What was said before a
    requirement changed does not count: adapting is no contradiction."""
    changed = max((asked.turn for asked in session.asked if asked.kind == "constrain"), default=-1)
    turns = session.turns[:-1] if session.turns and session.turns[-1].text == text else session.turns
    earlier = (turn.text for turn in turns[changed + 1 :] if turn.speaker is Speaker.CANDIDATE)
    return clash(earlier, text)


# ---------------------------------------------------------------- reading


def _read(brief: Brief, session: Session, text: str) -> _Reading:
    words = read(text, brief.misheard)
    figures = tuple((number.start, number.end) for number in numbers(text))
    return _Reading(
        words=words,
        heard=hear(words, brief.lexicon),
        rejecting=scopes(text),
        not_answers=orders(words),
        questions=asked(text),
        interviewer=interviewer_stems(session),
        grounds=Grounds(brief.own_stems, figures),
    )


def interviewer_stems(session: Session) -> frozenset[str]:
    """The content words of what the interviewer said lately, at the start, and in hints."""
    spoken = [turn for turn in session.turns if turn.speaker is Speaker.INTERVIEWER]
    heard = [*spoken[:2], *(turn for turn in spoken if turn.hint_level), *spoken[-RECENT:]]
    return frozenset(stem for turn in heard for stem in bare(turn.text))


# ---------------------------------------------------------------- findings


def _grounds(brief: Brief, reading: _Reading) -> Iterator[Finding]:
    first_phase = brief.track.phases[0].slug
    for name, patterns in brief.ground_patterns.items():
        asking_counts = brief.grounds[name].phase == first_phase
        found = (
            _finding(FindingKind.GROUND, name, match, reading, asking_counts)
            for match in _matches(patterns, reading)
            if not _is_echo(match, reading)
        )
        best = _best(found)
        if best is not None:
            yield best


def _best(found: Iterable[Finding]) -> Finding | None:
    """Meant before rejected, with a reason before bare; the first that is both ends the search."""
    best: Finding | None = None
    for finding in found:
        if finding.reasoned and not finding.negated:
            return finding
        if best is None or (not finding.negated, finding.reasoned) > (not best.negated, best.reasoned):
            best = finding
    return best


def _wrong_turns(brief: Brief, reading: _Reading) -> Iterator[Finding]:
    """Said close together, meant, and not only named to find fault with it: accusing wrongly is worse than missing."""
    for name, patterns in brief.wrong_turn_patterns.items():
        for match in _matches(patterns, reading):
            finding = _finding(FindingKind.WRONG_TURN, name, match, reading)
            close = (
                match.last.place - match.first.place < CLOSE and match.first.sentence == match.last.sentence
            )
            if close and not finding.negated and not is_criticised(_sentence(match, reading)):
                yield finding
                break


def _sentence(match: Match, reading: _Reading) -> str:
    first, last = reading.words.sentences[match.first.sentence]
    return reading.words.text[reading.words.tokens[first].start : reading.words.tokens[last].end]


def _probes(brief: Brief, reading: _Reading) -> Iterator[Finding]:
    """What was proposed; to ask whether there is a cache proposes none."""
    for name, patterns in brief.probe_patterns.items():
        found = (
            _finding(FindingKind.PROBE, name, match, reading)
            for match in _matches(patterns, reading)
            if not _only_asked(match, reading)
        )
        best = _best(found)
        if best is not None:
            yield best


def _facts(brief: Brief, text: str, questions: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """The facts asked for: the most specific patterns first, no word of the question used twice."""
    asked_for: dict[str, str] = {}
    for start, end in questions:
        question = text[start:end]
        if about_the_answer(question) or weighs_the_design(question):
            continue
        for name in _asked_for(brief, question):
            asked_for.setdefault(name, question.strip())
    for name, words in list(asked_for.items())[:FACTS_AT_ONCE]:
        yield Finding(FindingKind.FACT_QUESTION, name, words)


def _asked_for(brief: Brief, question: str) -> list[str]:
    """The facts of one question; a part of it that no pattern knows may still name one ("the goal, and what data")."""
    names = _named(brief.fact_patterns, _heard(brief, question))
    if not names:
        return _by_name(brief.fact_names, _heard(brief, question))
    before = 0
    for part in _JOINS.split(plain(question)):
        heard = _heard(brief, part)
        before += len(heard.words.content)
        if not _named(brief.fact_patterns, heard):
            for name in _by_name(brief.fact_names, heard):
                names.setdefault(name, before - 1)
    return sorted(names, key=lambda name: names[name])


def _heard(brief: Brief, text: str) -> Heard:
    return hear(read(text, brief.misheard), brief.lexicon)


def _named(facts: Mapping[str, tuple[Pattern, ...]], heard: Heard) -> dict[str, int]:
    """The facts whose patterns a question holds, with the content word each begins at. A single word beside a longer
    match ("how many users today") only goes with it, unless an "and" sets it apart."""
    found: dict[str, int] = {}
    used: set[int] = set()
    of_errors = not _OF_ERRORS.isdisjoint(heard.words.at)
    for size, name, match in sorted(_fact_matches(facts, heard), key=lambda one: -one[0]):
        places = {token.place for token in match.tokens}
        if size == 1 and of_errors and match.first.stem in _COST:
            continue  # "the cost of a false negative" is not what the machines cost
        if name in found or used & places or (size == 1 and used and not _apart(match.first, used, heard)):
            continue
        used |= places
        found[name] = match.first.place
    return found


def _apart(token: Token, used: Iterable[int], heard: Heard) -> bool:
    """Whether a joining word or a comma stands between this word and the nearest of those used."""
    words = heard.words
    other = words.content[min(used, key=lambda place: abs(place - token.place))]
    first, last = sorted((token, other), key=lambda one: one.start)
    return _JOINS.search(plain(words.text), first.end, last.start) is not None


def _by_name(names: Mapping[str, Pattern], heard: Heard) -> list[str]:
    """The fact that a brief question simply names: "and the labels?"."""
    if len(heard.words.content) > BRIEF_CONTENT:
        return []
    named = [(pattern.size, name) for name, pattern in names.items() if find(pattern, heard)]
    if not _OF_ERRORS.isdisjoint(heard.words.at):
        named = [one for one in named if _COST.isdisjoint(names[one[1]].stems)]
    return [max(named, key=lambda one: one[0])[1]] if named else []


def _fact_matches(facts: Mapping[str, tuple[Pattern, ...]], heard: Heard) -> Iterator[tuple[int, str, Match]]:
    for name, patterns in facts.items():
        for pattern in patterns:
            for match in find(pattern, heard):
                yield len(match.tokens), name, match


def _numbers(brief: Brief, session: Session, reading: _Reading) -> Iterator[Finding]:
    """Figures of the candidate's own: neither the problem's, nor the interviewer's, nor said before, with the unit or
    without ("a hundred" of the hundred milliseconds)."""
    found = [one for one in numbers(reading.words.text) if not _asked_within(one.start, reading)]
    if not found:
        return
    before = (number for turn in session.turns[:-1] for number in numbers(turn.text))
    known = brief.own_numbers.union(*((number.value, number.figure) for number in before))
    for number in found:
        if known.isdisjoint((number.value, number.figure)):
            yield Finding(FindingKind.NUMBER, number.quantity, number.words)


def _contradiction(session: Session, text: str) -> Iterator[Finding]:
    clashing = contradiction(session, text)
    if clashing is not None:
        yield Finding(FindingKind.CONTRADICTION, clashing.now.topic, clashing.now.words)


# ---------------------------------------------------------------- judging a match


def _matches(patterns: Iterable[Pattern], reading: _Reading) -> Iterator[Match]:
    for pattern in patterns:
        for match in find(pattern, reading.heard):
            if not any(token.sentence in reading.not_answers for token in match.tokens):
                yield match


def _finding(
    kind: FindingKind, name: str, match: Match, reading: _Reading, asking_counts: bool = False
) -> Finding:
    """Asking about the goal, the scale or the limits is how that ground is covered, and its own reason."""
    asking = asking_counts and _asked_within(match.first.start, reading)
    return Finding(
        kind=kind,
        id=name,
        words=reading.words.verbatim(match.first, match.last),
        reasoned=asking or reasoned(reading.words, match.tokens, reading.grounds),
        negated=rejected(match.tokens, reading.rejecting),
        core=reading.words.text[match.first.start : match.last.end],
    )


def _asked_within(place: int, reading: _Reading) -> bool:
    return any(start <= place < end for start, end in reading.questions)


def _only_asked(match: Match, reading: _Reading) -> bool:
    """Whether a match stands in a question that proposes nothing."""
    return any(
        start <= match.first.start < end and not proposes(reading.words.text[start:end])
        for start, end in reading.questions
    )


def _is_echo(match: Match, reading: _Reading) -> bool:
    return is_echo(match.tokens, reading.words, reading.interviewer)


def is_echo(tokens: Sequence[Token], words: Words, interviewer: frozenset[str]) -> bool:
    """Whether these words, and what stands around them, are what the interviewer just said."""
    if not all(token.stem in interviewer for token in tokens):
        return False
    sentences = {token.sentence for token in tokens}
    around = (token for token in words.content if token.sentence in sentences)
    return sum(token.stem not in interviewer for token in around) <= NEW_WORDS
