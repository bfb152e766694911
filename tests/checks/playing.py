"""Whole interviews, played on virtual time with the real decisions and the real writer of replies."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache

from tests.checks.brains import BRAINS, Scripted
from tests.checks.candidates import CANDIDATES
from tests.interview.simulate import RESPONSE, Interview
from voice_interviewer.bank import DEFAULT_TRACK, Bank
from voice_interviewer.events import Event, PhaseEntered, SessionStarted
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.session import Session
from voice_interviewer.live.memory import Memory
from voice_interviewer.live.replies import Drafting, ReplyWriter
from voice_interviewer.live.thought import Thought
from voice_interviewer.live.timeline import Timeline
from voice_interviewer.ports import LanguageModel
from voice_interviewer.testing import LoopClock, virtual_time
from voice_interviewer.values import Move, Reply, Turn

BANK = Bank.load()
BANK_ALONE = "bank"
SEEDS = 3
TALKATIVE = ("strong", "average", "in one breath", "rambling")


@dataclass(frozen=True, slots=True)
class Case:
    """One interview to be played: who comes, who words the replies, on what, for how long."""

    candidate: str
    brain: str
    problem: str
    seed: int = 1
    minutes: float = 20.0

    def __str__(self) -> str:
        return f"{self.candidate} / {self.brain} / {self.problem} / {self.minutes:g} min / seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One decision: what just happened, how the interview stood, the move, and what was heard of it.

    `seconds` passed before the first word. `spoken` is "" for a move without words.
    """

    cause: Event
    before: Session
    move: Move
    spoken: str = ""
    seconds: float = 0.0
    drafting: Drafting = field(default_factory=Drafting)

    @property
    def text(self) -> str:
        """What the candidate said to bring this about; "" for a silence or the beginning."""
        turns = self.before.turns
        is_answer = (
            not isinstance(self.cause, SessionStarted) and turns and len(turns) - 1 in self.before.answers
        )
        return turns[-1].text if is_answer else ""

    @property
    def asks(self) -> bool:
        return self.move.reply is not None and self.move.reply.question is not None


@dataclass(frozen=True)
class Played:
    """An interview that was played to its end."""

    case: Case
    brief: Brief
    exchanges: tuple[Exchange, ...]
    session: Session
    events: tuple[Event, ...]

    @cached_property
    def replies(self) -> tuple[Exchange, ...]:
        return tuple(one for one in self.exchanges if one.spoken)

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.session.turns

    def with_exchange(self, number: int, **changes: object) -> "Played":
        """The same interview but for one exchange: for planting what a check must find."""
        exchanges = list(self.exchanges)
        exchanges[number] = replace(exchanges[number], **changes)  # type: ignore[arg-type]
        return replace(self, exchanges=tuple(exchanges))


class Voiced(Interview):
    """An interview whose replies a language model may word."""

    def __init__(
        self, brief: Brief, minutes: float, model: LanguageModel | None, runner: asyncio.Runner
    ) -> None:
        super().__init__(brief, minutes)
        self.exchanges: list[Exchange] = []
        self._model = model
        self._runner = runner

    def perform(self, move: Move) -> Move:
        number = len(self.exchanges)
        cause = next(event for event in reversed(self.events) if not isinstance(event, PhaseEntered))
        self.exchanges.append(Exchange(cause, self.session, move))
        done = super().perform(move)
        heard = self._heard.pop(number, None)
        if heard is not None:
            seconds, spoken, drafting = heard
            self.exchanges[number] = replace(
                self.exchanges[number], spoken=spoken, seconds=seconds, drafting=drafting
            )
        return done

    @cached_property
    def _heard(self) -> dict[int, tuple[float, str, Drafting]]:
        return {}

    def heard(self, move: Move, reply: Reply) -> tuple[float, str]:
        drafting = Drafting()
        seconds, spoken = self._runner.run(self._worded(move, reply, drafting))
        self._heard[len(self.exchanges) - 1] = (seconds, spoken, drafting)
        return RESPONSE + seconds, spoken

    async def _worded(self, move: Move, reply: Reply, drafting: Drafting) -> tuple[float, str]:
        loop = asyncio.get_running_loop()
        timeline = Timeline(LoopClock())
        thought = Thought(self._model, Memory(None), timeline) if self._model is not None else None
        writer = ReplyWriter(thought, timeline)
        began, first = loop.time(), 0.0
        pieces: list[str] = []
        async for piece in writer.pieces(self.brief, self.session, move, reply, drafting):
            first = first if pieces else loop.time() - began
            pieces.append(piece)
        return first, " ".join(pieces)


@cache
def brief_for(problem: str, seed: int) -> Brief:
    """Reading a problem's patterns takes longer than playing an interview."""
    return Brief(BANK.problem(problem), BANK.track(DEFAULT_TRACK), seed, None, BANK.difficulties)


def play(case: Case) -> Played:
    """Play an interview to its end. Raises AssertionError where it has none."""
    brief = brief_for(case.problem, case.seed)
    model = Scripted(BRAINS[case.brain], brief) if case.brain != BANK_ALONE else None
    with virtual_time() as runner:
        return play_with(case, brief, model, runner)


def play_with(case: Case, brief: Brief, model: LanguageModel | None, runner: asyncio.Runner) -> Played:
    interview = Voiced(brief, case.minutes, model, runner)
    interview.run(CANDIDATES[case.candidate](brief))
    return Played(case, brief, tuple(interview.exchanges), interview.session, tuple(interview.events))


played = lru_cache(maxsize=None)(play)


def matrix(minutes: float = 20.0) -> Iterable[Case]:
    """Every candidate with every brain on every problem."""
    for candidate in CANDIDATES:
        for brain in (BANK_ALONE, *BRAINS):
            for number, problem in enumerate(BANK.problems):
                yield Case(candidate, brain, problem.slug, _seed(number), minutes)


def slice_of_it() -> Iterable[Case]:
    """What the test suite plays: every candidate with the bank on three problems, and with a third of the brains, each
    on another problem; and longer interviews with who has much to say. Who says little is asked much, so that twelve
    minutes of it are enough."""
    slugs = [problem.slug for problem in BANK.problems]
    for row, candidate in enumerate(CANDIDATES):
        for turn in range(3):
            yield Case(candidate, BANK_ALONE, slugs[(row + 4 * turn) % len(slugs)], _seed(row + turn))
        minutes = 20.0 if candidate in TALKATIVE else 12.0
        for column, brain in enumerate(BRAINS):
            if (row + column) % 3 == 0:
                problem = slugs[(row + 5 * column) % len(slugs)]
                yield Case(candidate, brain, problem, _seed(row + column), minutes)
    for row, candidate in enumerate(TALKATIVE):
        yield Case(candidate, BANK_ALONE, slugs[3 * row], _seed(row), 45)
        yield Case(candidate, "behaves", slugs[3 * row + 1], _seed(row), 45)


def _seed(number: int) -> int:
    return 1 + number % SEEDS
