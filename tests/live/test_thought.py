"""What a language model does between its replies, on virtual time: it adds to the interview and never delays it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from functools import cache

import pytest

from tests.live.scene import BANK, Act, Scene, play
from voice_interviewer.assessment import scorecard
from voice_interviewer.assessment.bank_scorer import DimensionScore
from voice_interviewer.errors import ContextOverflow, LanguageModelError, SessionError
from voice_interviewer.events import AnswerUnderstood, Event, NoticeGiven, SessionEnded, TurnTraced
from voice_interviewer.interview.prompts import SUMMED_UP
from voice_interviewer.interview.reading import AGAIN
from voice_interviewer.live.signals import CommandPressed
from voice_interviewer.ports import ChatOptions, Chunk, ModelInfo, Usage
from voice_interviewer.testing import MemoryLog
from voice_interviewer.values import Command, Message, Speaker

GOAL = "the goal is to lose less money because fraud is expensive for the shop"
PLAIN = (
    "whether it really was a thief comes out a month or two afterwards because people complain to their bank "
    "only when they see the bill"
)
"""What comes late here no pattern of the bank hears."""
WORDS = "comes out a month or two afterwards because people complain to their bank"
QUESTIONS = (
    "And how would you notice in time that it had gone wrong?",
    "Which of those would you build in the first week?",
    "Where would that hurt the people who pay?",
    "Who would you ask before you began?",
    "What would you leave for later?",
    "How sure are you of that?",
)


class Server:
    """A model on a server that takes one request at a time, as Ollama does: what is asked of it between replies would
    be in a reply's way. Keeps when each request came, and how it ended.

    `read` makes the reply to a reading; `slow` is how long that takes, in seconds.
    """

    name, kind = "llama3.2:3b", "ollama"

    def __init__(
        self, read: Callable[[Sequence[Message]], str | Exception] | None, slow: float = 0.5
    ) -> None:
        self.read = read
        self.slow = slow
        self.replies = iter(QUESTIONS * 20)
        self.asked: list[tuple[str, float, Sequence[Message]]] = []
        self.cancelled: list[str] = []
        self.letters_a_token = 4.0
        self.note: str | Exception = "The goal is to lose less money."
        self._free = asyncio.Lock()

    async def check(self) -> ModelInfo:
        raise NotImplementedError

    async def aclose(self) -> None: ...

    def of(self, kind: str) -> list[Sequence[Message]]:
        return [asked for one, _, asked in self.asked if one == kind]

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        kind, delay, text = self._answer(messages, options)
        self.asked.append((kind, asyncio.get_running_loop().time(), tuple(messages)))
        tokens = round(sum(len(message.content) for message in messages) / self.letters_a_token)
        try:
            async with self._free:
                await asyncio.sleep(delay)
                if isinstance(text, Exception):
                    raise text
                yield Chunk(text)
                yield Chunk("", Usage(prompt_tokens=tokens))
        except asyncio.CancelledError:
            self.cancelled.append(kind)
            raise

    def _answer(
        self, messages: Sequence[Message], options: ChatOptions
    ) -> tuple[str, float, str | Exception]:
        if options.schema is not None:
            return "reading", self.slow, self.read(messages) if self.read is not None else ""
        if "note to yourself" in messages[-1].content:
            return "note", self.slow, self.note
        if options.max_tokens == 1:
            return "warming", 0.0, "x"
        return "reply", 0.15, next(self.replies)


def finds(title: str, how: str, words: str) -> Callable[[Sequence[Message]], str]:
    """A reading that claims the point of this title, by the number it has in the list."""

    def read(messages: Sequence[Message]) -> str:
        lines = messages[-1].content.splitlines()
        number = next((int(line.split(".")[0]) for line in lines if line.endswith(f". {title}")), 0)
        return json.dumps({"covered": [{"point": number, "how": how, "words": words}]})

    return read


PROBLEM = BANK.problem("fraud-detection")
LATE = next(ground for ground in PROBLEM.ground if ground.id == "label-delay")


def answering(*, silence: float = 8.0, count: int = 2) -> Act:
    """A candidate who lets `silence` seconds pass after every reply, by which time a usual reading is over."""

    async def act(scene: Scene) -> None:
        for number in range(1, count + 1):
            await scene.replied(number)
            await asyncio.sleep(silence)
            await scene.say(3.0)
        await scene.replied(count + 1)
        await asyncio.sleep(silence)

    return act


def understood(scene: Scene) -> list[AnswerUnderstood]:
    return [event for event in scene.of(AnswerUnderstood) if event.by != "bank"]


def response_times(scene: Scene) -> list[float]:
    return [event.trace.response for event in scene.of(TurnTraced)]


# ---------------------------------------------------------------- reading answers


def test_the_model_adds_ground_the_patterns_missed_and_the_scorecard_has_it() -> None:
    def scored(server: Server) -> tuple[Scene, dict[str, DimensionScore]]:
        async def act(scene: Scene) -> None:
            await scene.replied(1)
            scene.conductor.emit(CommandPressed(Command.SKIP))  # to data, where it belongs
            await answering(count=3)(scene)

        scene = play(act, [GOAL, PLAIN, PLAIN], model=server)
        card = scorecard.score(PROBLEM, BANK.track(PROBLEM.track), scene.conductor.session, "x", rough=False)
        return scene, {one.id: one for one in card.dimensions}

    scene, with_model = scored(Server(finds(LATE.title, "reason", WORDS)))
    other, without = scored(Server(finds(LATE.title, "reason", "nobody said this")))
    (event,) = understood(scene)
    assert event.by == "llama3.2:3b"
    assert scene.conductor.session.turns[event.turn].text == PLAIN
    assert scene.conductor.session.covered["label-delay"].reasoned
    assert understood(other) == []
    assert "label-delay" not in other.conductor.session.covered
    quotes = [getattr(proof, "quote", "") for proof in with_model["data"].evidence]
    assert any(WORDS in quote for quote in quotes)
    assert not any(WORDS in getattr(proof, "quote", "") for proof in without["data"].evidence)


def test_reading_begins_after_the_first_sound_and_never_while_a_reply_is_drafted() -> None:
    server = Server(finds(LATE.title, "reason", WORDS))
    scene = play(answering(), [GOAL, PLAIN], model=server)
    starts = [turn.start for turn in scene.turns(Speaker.INTERVIEWER)]
    readings = [at for kind, at, _ in server.asked if kind == "reading"]
    assert len(readings) == 2
    for at, start in zip(readings, starts[1:], strict=True):
        assert start < at < start + 5
    assert server.cancelled == []


RIGHT = finds(LATE.title, "reason", WORDS)
READINGS: Mapping[str, Callable[[], Server]] = {
    "right": lambda: Server(RIGHT),
    "garbage": lambda: Server(lambda _: "I could not possibly say {"),
    "empty": lambda: Server(lambda _: ""),
    "breaks": lambda: Server(lambda _: LanguageModelError("It broke.", "Look.")),
    "slow": lambda: Server(RIGHT, slow=500.0),
}
THREE = [GOAL, PLAIN, GOAL]


@cache
def unread(silence: float) -> Scene:
    """The same interview with a model that only words the replies."""
    return play(answering(silence=silence, count=3), THREE, model=Server(None), thinking=False)


@pytest.mark.parametrize("silence", [0.5, 8.0])
@pytest.mark.parametrize("name", list(READINGS))
def test_no_reply_is_a_moment_later_for_it(name: str, silence: float) -> None:
    server = READINGS[name]()
    scene = play(answering(silence=silence, count=3), THREE, model=server)
    assert server.of("reading")
    assert response_times(scene) == response_times(unread(silence))
    assert len(response_times(scene)) == 3
    assert said(scene) == said(unread(silence))
    assert scene.of(NoticeGiven) == []


def said(scene: Scene) -> list[str]:
    return [turn.text for turn in scene.turns(Speaker.INTERVIEWER)]


@pytest.mark.parametrize("name", ["garbage", "empty", "breaks", "slow"])
def test_a_reading_that_fails_changes_nothing(name: str) -> None:
    scene = play(answering(), [GOAL, PLAIN], model=READINGS[name]())
    assert understood(scene) == []
    assert scene.of(SessionEnded)[0].reason == "ended by the user"


def test_what_is_no_json_is_asked_for_once_more_and_only_once() -> None:
    server = Server(lambda _: "Let me think.")
    scene = play(answering(count=1), [PLAIN], model=server)
    first, second = server.of("reading")
    assert second[: len(first)] == first
    assert [message.content for message in second[len(first) :]] == ["Let me think.", AGAIN]
    assert understood(scene) == []

    right = finds(LATE.title, "reason", WORDS)
    mending = Server(lambda asked: right(asked[:-2]) if asked[-1].content == AGAIN else "Let me think.")
    assert len(understood(play(answering(count=1), [PLAIN], model=mending))) == 1


def test_a_reading_in_the_way_of_a_reply_is_let_go_and_made_up_for() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say(3.0)
        await scene.replied(2)
        await asyncio.sleep(1.0)
        await scene.say(3.0)
        server.slow = 0.1
        await scene.replied(3)
        await asyncio.sleep(8.0)

    server = Server(finds(LATE.title, "reason", WORDS), slow=60.0)
    scene = play(act, [PLAIN, GOAL], model=server)
    assert server.cancelled == ["reading"]
    assert "do the candidate's last 2 answers cover?" in server.of("reading")[1][-1].content
    (event,) = understood(scene)
    assert scene.conductor.session.turns[event.turn].text == PLAIN


def test_a_reply_in_the_banks_own_words_is_made_way_for_too() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say(3.0)
        await scene.replied(2)
        await asyncio.sleep(2.0)
        scene.conductor.emit(CommandPressed(Command.TIME_LEFT))
        await asyncio.sleep(0.05)
        assert server.cancelled == ["reading"]
        server.slow = 0.1
        await scene.replied(3)
        await asyncio.sleep(2.0)

    server = Server(RIGHT, slow=60.0)
    scene = play(act, [PLAIN], model=server)
    assert len(understood(scene)) == 1


def test_a_disk_that_refuses_what_was_read_ends_the_interview_as_any_other() -> None:
    class Full(MemoryLog):
        def append(self, event: Event) -> None:
            if isinstance(event, AnswerUnderstood) and event.by != "bank":
                raise SessionError("The disk is full.", "Free some space.")
            super().append(event)

    with pytest.raises(SessionError, match="The disk is full"):
        play(answering(count=1), [PLAIN], model=Server(RIGHT), log=Full())


def test_the_end_of_the_interview_ends_the_reading() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied(1)
        await scene.say(3.0)
        await scene.replied(2)
        await asyncio.sleep(2.0)

    server = Server(finds(LATE.title, "reason", WORDS), slow=60.0)
    scene = play(act, [PLAIN], model=server)
    assert server.cancelled == ["reading"]
    assert isinstance(scene.log.events[-1], SessionEnded)
    assert understood(scene) == []


def test_a_server_that_does_not_let_go_holds_a_reply_up_for_a_moment_only() -> None:
    class Stubborn(Server):
        async def chat(
            self, messages: Sequence[Message], options: ChatOptions
        ) -> AsyncGenerator[Chunk, None]:
            if options.schema is None:
                async for chunk in super().chat(messages, options):
                    yield chunk
                return
            try:
                await asyncio.sleep(1000)
            finally:
                await asyncio.sleep(30)
            yield Chunk("")

    answers = [GOAL, PLAIN]
    usual = play(answering(), answers, model=Server(None), thinking=False)
    held = play(answering(), answers, model=Stubborn(None))
    late = [one - other for one, other in zip(response_times(held), response_times(usual), strict=True)]
    assert max(late) <= 0.2


# ---------------------------------------------------------------- a long conversation

LONG = " ".join([PLAIN, "and then we look at what the shop sold and to whom and when and where it went"] * 3)


def test_a_conversation_that_fills_the_context_is_summed_up_between_turns_and_told_once() -> None:
    server = Server(None)
    server.note = "Whether it was a thief comes out a month later, when people complain to their bank."
    scene = play(
        answering(count=9),
        [LONG] * 9,
        model=server,
        context=2600,
        minutes=60,
    )
    notices = [event.text for event in scene.of(NoticeGiven)]
    assert len(notices) == 1
    assert "summary of the beginning" in notices[0]
    assert server.of("note")
    replies = server.of("reply")
    short = [asked for asked in replies if asked[1].content.startswith(SUMMED_UP)]
    assert short
    assert server.note in short[0][1].content
    tokens = [sum(len(one.content) for one in asked) / server.letters_a_token for asked in replies]
    assert max(tokens) + 220 <= 2600
    assert {asked[0] for asked in replies} == {replies[0][0]}, "the beginning stays as it is"
    assert len(server.of("warming")) == len(server.of("note")), "the server reads the shorter one ahead"


@pytest.mark.parametrize("note", ["", "They would use Kubernetes.", LanguageModelError("It broke.", "Look.")])
def test_where_the_model_cannot_sum_up_the_bank_does(note: str | Exception) -> None:
    server = Server(finds(LATE.title, "reason", WORDS))
    server.note = note
    scene = play(
        answering(count=9),
        [GOAL, *[LONG] * 8],
        model=server,
        context=2600,
        minutes=60,
    )
    short = [asked for asked in server.of("reply") if asked[1].content.startswith(SUMMED_UP)]
    assert short
    assert "they said: “" in short[0][1].content
    assert "kubernetes" not in short[0][1].content.lower()
    assert len(scene.of(NoticeGiven)) == 1


def test_a_candidate_who_leaves_no_time_is_summed_up_by_the_bank_before_it_overflows() -> None:
    server = Server(None, slow=60.0)
    play(
        answering(silence=0.1, count=9),
        [LONG] * 9,
        model=server,
        context=2600,
        minutes=60,
    )
    tokens = [sum(len(one.content) for one in asked) / server.letters_a_token for asked in server.of("reply")]
    assert max(tokens) + 220 <= 2600
    assert any(asked[1].content.startswith(SUMMED_UP) for asked in server.of("reply"))


def test_a_server_that_refuses_a_long_conversation_gets_a_shorter_one_the_next_time() -> None:
    class Refusing(Server):
        limit = 6_000

        async def chat(
            self, messages: Sequence[Message], options: ChatOptions
        ) -> AsyncGenerator[Chunk, None]:
            if sum(len(message.content) for message in messages) > self.limit:
                self.asked.append(("refused", 0.0, tuple(messages)))
                raise ContextOverflow("It no longer fits.", "Use another.")
            async for chunk in super().chat(messages, options):
                yield chunk

    server = Refusing(None)
    scene = play(answering(count=8), [LONG] * 8, model=server, minutes=60)
    assert server.of("refused")
    last = server.of("reply")[-1]
    assert last[1].content.startswith(SUMMED_UP)
    assert any("summary of the beginning" in event.text for event in scene.of(NoticeGiven))
