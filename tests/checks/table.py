"""The table of checks: each is one sentence about the interviewer, and a function that looks for it in an interview."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tests.checks.playing import Played

Looks: TypeAlias = Iterator[str | None]
"""One entry for every place in the interview where the sentence could have been broken: None where it holds, else
what was found instead."""


@dataclass(frozen=True, slots=True)
class Check:
    """`name` is the function's, `sentence` what must hold."""

    name: str
    sentence: str
    look: Callable[[Played], Looks]

    def faults(self, played: Played) -> list[str]:
        return [fault for fault in self.look(played) if fault is not None]

    def applies(self, played: Played) -> bool:
        return next(self.look(played), "nothing to look at") != "nothing to look at"


CHECKS: dict[str, Check] = {}


def check(sentence: str) -> Callable[[Callable[[Played], Looks]], Callable[[Played], Looks]]:
    """Enter a function into the table."""

    def enter(look: Callable[[Played], Looks]) -> Callable[[Played], Looks]:
        name = look.__name__.replace("_", " ")
        assert name not in CHECKS, name
        CHECKS[name] = Check(name, sentence, look)
        return look

    return enter
