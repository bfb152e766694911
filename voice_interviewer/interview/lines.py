"""Which of the bank's spoken variants is said: chosen by the seed, the unsaid first, never a question twice.

Three interviews on one problem should not sound alike, and the same seed should give the same interview. The order of
variants is shuffled by the seed; what was said already comes last, the longest ago first.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Final

from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.numbers import in_words
from voice_interviewer.interview.session import Session, sentence_key, sentences

REPLY_WORDS: Final = 60
"""The longest reply (spec: about 60 words); a level-4 hint alone may be longer."""
_FALLBACKS: Final[Mapping[str, str]] = {
    # what a track without these lines says; `problems check` asks for all of them
    "greeting": "Hello, good to meet you.",
    "farewell": "Thank you, that is our time.",
    "hint_none_left": "There are no hints left.",
    "time_left": "We have about {minutes} left.",
    "pause": "Paused. Say resume to go on.",
    "take_back": "Sorry, go on.",
    "easier_later": "All right, I will keep it simpler.",
    "harder_later": "All right, I will push harder.",
    "easier_switch": "Let's take an easier problem.",
    "harder_switch": "Let's take a harder problem.",
    "slower": "I will slow down.",
    "not_caught": "Sorry, I did not catch that.",
    "greeting_back": "Hello.",
    "listening": "I am listening.",
    "take_up": "Of course. Go back to {phase} and say what you would add.",
    "go_deeper": "That is your call, and there is time to go deeper.",
    "go_on": "That is your call. By the clock I would move on.",
    "your_focus": "That is your call.",
    "verdict": "Your scorecard will tell you.",
    "team_reply": "It differs from team to team.",
    "your_call": "That is your call. Tell me what you assume.",
}


def variants(brief: Brief, key: str) -> tuple[str, ...]:
    """The track's lines for a purpose, in this interview's order; empty where it has none."""
    return ordered(brief, key, brief.track.lines.get(key, ()))


def ordered(brief: Brief, name: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Texts in the order the seed gives them."""
    return tuple(Random(f"{brief.seed}/{name}").sample(texts, len(texts)))


def pick(brief: Brief, session: Session, key: str, **slots: str) -> str:
    """The next line for a purpose with its slots filled: an unsaid one, or the one said longest ago."""
    filled = [fill(text, slots) for text in variants(brief, key)]
    return min(
        filled, key=lambda text: last_said(session, text), default=fill(_FALLBACKS.get(key, ""), slots)
    )


def fresh(brief: Brief, session: Session, name: str, texts: Sequence[str], **slots: str) -> str | None:
    """The first of these texts, in the seed's order, that was not said before; None when all were."""
    filled = (fill(text, slots) for text in ordered(brief, name, texts))
    return next((text for text in filled if is_unsaid(session, text)), None)


def fill(text: str, slots: Mapping[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text[:1].upper() + text[1:]


def last_said(session: Session, text: str) -> int:
    """The turn in which all of a text was last said; -1 for never."""
    return min((session.said.get(sentence_key(one), -1) for one in sentences(text)), default=-1)


def is_unsaid(session: Session, text: str) -> bool:
    """Whether no question of the text was put before; a text without one, whether it was not said before."""
    asked = [one for one in sentences(text) if one.endswith("?")] or sentences(text)
    return not any(sentence_key(one) in session.said for one in asked)


def joined(core: str, leads: Iterable[str] = ()) -> str:
    """`core` with what may go before it, as far as one reply has room and asks one question only."""
    text = core
    for lead in reversed([one for one in leads if one]):
        whole = f"{lead} {text}"
        if len(whole.split()) <= REPLY_WORDS and whole.count("?") <= max(1, core.count("?")):
            text = whole
    return text


def spoken_minutes(seconds: float) -> str:
    """Time left as people say it: "twelve minutes", "a minute"."""
    minutes = max(0, round(seconds / 60))
    if minutes == 0:
        return "half a minute" if seconds > 0 else "no time"
    return "a minute" if minutes == 1 else f"{in_words(minutes)} minutes"
