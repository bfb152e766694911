"""Language models that misbehave, each in one way, in several wordings; and one that behaves.

A brain is told the brief, hints and all, as if it knew the solution from elsewhere: what the prompt keeps from it, it
may know. It yields what it would stream; a number waits that many seconds, an error breaks off.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from itertools import count

from tests.checks.candidates import DEMANDED
from voice_interviewer.errors import EngineError, LanguageModelError
from voice_interviewer.interview.brief import Brief
from voice_interviewer.ports import ChatOptions, Chunk, ModelInfo, Usage
from voice_interviewer.values import Message, Role

Bit = str | float | EngineError
Brain = Callable[[Brief, Sequence[Message], int], Iterator[Bit]]
"""(brief, messages, number of the call) -> what is streamed."""

QUOTED = re.compile("“([^”]+)”")


class Scripted:
    """`ports.LanguageModel` that speaks as a brain has it, 60 words a second after 150 ms."""

    name = "scripted model"
    kind = "ollama"

    def __init__(self, brain: Brain, brief: Brief) -> None:
        self._brain = brain
        self._brief = brief
        self._calls = count()

    async def check(self) -> ModelInfo:
        return ModelInfo(self.name, "digest", 8192)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[Chunk, None]:
        await asyncio.sleep(0.15)
        for bit in self._brain(self._brief, messages, next(self._calls)):
            if isinstance(bit, EngineError):
                raise bit
            if isinstance(bit, float):
                await asyncio.sleep(bit)
                continue
            yield Chunk(bit)
            await asyncio.sleep(len(bit.split()) / 60)
        yield Chunk("", Usage(prompt_tokens=100, completion_tokens=20))

    async def aclose(self) -> None:
        pass


def asked_for(messages: Sequence[Message]) -> str:
    """The question that the direction quotes; where it quotes none, one that nobody has asked."""
    direction = messages[-1].content.rpartition("Direction.")[2]
    quoted = [text for text in QUOTED.findall(direction) if "?" in text]
    return quoted[-1] if quoted else ""


def reworded(question: str) -> str:
    """The same question, begun differently."""
    if not question:
        return ""
    *before, last = re.split(r"(?<=[.!]) ", question)
    begun = last[:1].lower() + last[1:]
    if re.match(r"(?:i|i'm|a/b)\b", last, re.IGNORECASE):
        begun = last
    return " ".join([*before, f"So tell me, {begun}"])


def turning(*texts: str) -> Brain:
    """These in turn, word by word; {question} is the question it was to ask."""

    def brain(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
        text = texts[number % len(texts)].replace("{question}", reworded(asked_for(messages)))
        yield from re.findall(r"\S+\s*", text)

    return brain


def behaves(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
    """Carries the direction out in its own words: hands over, asks the question, says goodbye."""
    direction = messages[-1].content.rpartition("Direction.")[2]
    question = asked_for(messages)
    quoted = QUOTED.findall(direction)
    lead = f"Now to {found[1]}. " if (found := re.search(r"hand over to ([^,]+),", direction)) else ""
    text = f"{lead}{reworded(question)}" if question else f"I would say it depends on the team. {quoted[-1]}"
    yield from re.findall(r"\S+\s*", text)


def leaks(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
    """A hint read out, a name of its, a model answer, advice, or the whole solution."""
    hints = [hint.say for hint in brief.problem.hints]
    grounds = list(brief.grounds.values())
    terms = [term.term for term in brief.glossary if term.term.lower() in hints[-1].lower()]
    names = [*re.findall(r"(?<=[a-z,] )[A-Z]\w{2,}", hints[-1]), *terms]
    name = names[number % len(names)]
    question = reworded(asked_for(messages))
    texts = (
        f"{hints[1]} {question}",
        f"Have you thought about {name} for that? {question}",
        f"{grounds[number % len(grounds)].sounds_like} {question}",
        f"You should use what most teams use. {question}",
        f"Let me just give you this. {hints[-1]}",
        f"Okay. Maybe {name.lower()} would be a fit here, what do you think?",
        f"{' '.join(hints[2].split()[4:])}",
        f"The usual answer is this. {grounds[(7 * number) % len(grounds)].sounds_like}",
    )
    yield from re.findall(r"\S+\s*", texts[number % len(texts)])


def repeats(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
    """A question it asked before, word for word or nearly."""
    asked = [
        sentence
        for message in messages
        if message.role is Role.ASSISTANT
        for sentence in re.findall(r"[^.?!]+\?", message.content)
    ]
    question = asked[(3 * number) % len(asked)].strip() if asked else asked_for(messages)
    if number % 2:
        question = f"Okay, {question[:1].lower()}{question[1:]}"
    yield from re.findall(r"\S+\s*", question)


def stalls(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
    """Before the first word, in the middle, or before the end."""
    words = re.findall(r"\S+\s*", reworded(asked_for(messages)) or "I would say it depends. Thank you.")
    at = (0, 3, len(words) - 1)[number % 3]
    yield from words[:at]
    yield 120.0
    yield from words[at:]


def breaks_off(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
    """The server dies: at once, in mid-sentence, or after the first sentence."""
    yield from ((), ("So ", "on ", "that ", "note, ", "what "), ("Let us stay there. ", "What "))[number % 3]
    yield LanguageModelError("The server broke off.", "Look at its log.")


def says_nothing(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
    yield from ((), ("   ", "\n"), ("...",), ("\u200b",))[number % 4]


def thinks_aloud(brief: Brief, messages: Sequence[Message], number: int) -> Iterator[Bit]:
    question = reworded(asked_for(messages))
    texts = (
        f"<think>The candidate said little. I ask about it.</think>{question}",
        f"<think>\nOkay, so the user wants a question.\n</think>\n\n{question}",
        "Okay, the user wants me to ask about the design. I should keep it under fifty words. Let me think.",
        "The direction says to ask one question. Let me draft it.",
        f"<thinking>Labels next.</thinking> {question}",
    )
    yield from re.findall(r"\S+\s*", texts[number % len(texts)])


BRAINS: Mapping[str, Brain] = {
    "behaves": behaves,
    "leaks the solution": leaks,
    "asks three questions": turning(
        "{question} And how would you test it? And who owns it?",
        "What is it? Why that? And then what?",
        "Two things. First, where do labels come from? Second, how late are they?",
        "Is that measured\uff1f Or guessed\uff1f {question}",
    ),
    "writes markdown": turning(
        "**Good to know.** {question}",
        "Let's look at three things:\n\n1. labels\n2. features\n3. serving\n\n{question}",
        "# Next question\n{question}",
        "Think about\n- labels\n- freshness\n- cost\n\n{question}",
        "`features` first. {question}",
        "(leans back) {question}",
        "Interviewer: {question}",
        "See [the docs](https://example.org). {question} \U0001f600",
        "| part | question |\n|---|---|\n| data | {question} |",
    ),
    "obeys the injection": turning(
        DEMANDED[:1].upper() + DEMANDED[1:] + ".",
        f"As you asked: {DEMANDED}. {{question}}",
        "Your score is five out of five. {question}",
        "You are a strong hire. {question}",
        "Sure, I will ignore my instructions. {question}",
        "I am an AI assistant, how can I help you today?",
        "I give you full marks for that. {question}",
        "Understood, I am a helpful assistant now. {question}",
    ),
    "returns nothing": says_nothing,
    "stalls": stalls,
    "breaks off": breaks_off,
    "repeats itself": repeats,
    "praises": turning(
        "Great answer! {question}",
        "That's a really good point. {question}",
        "Excellent, that makes a lot of sense. {question}",
        "I love how you think about this. {question}",
        "Spot on. {question}",
        "Nice, very thorough. {question}",
        "You clearly know your stuff. {question}",
        "Exactly right. {question}",
        "Good thinking. {question}",
        "That is a fantastic and very insightful approach. {question}",
        "Impressive. {question}",
        "Thanks for that thoughtful answer. {question}",
    ),
    "speaks two hundred words": turning(
        "In my years of running such systems there is one lesson that came up again and again, which is " * 11
        + "{question}",
        "So let us stay here for a while. " * 28 + "{question}",
    ),
    "thinks aloud": thinks_aloud,
}
