"""The nouns of the program: frozen, slotted, with no behaviour beyond keeping themselves true.

Times are seconds on the recording's clock (its sample 0 is time 0) unless a name says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from voice_interviewer.speech.frame import SAMPLE_RATE, Samples

# ---------------------------------------------------------------- what was said


class Speaker(StrEnum):
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word with its times, and the recogniser's confidence in [0, 1] where it gives one."""

    w: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Candidate audio between two silences: 16 kHz mono, `start` in samples from the recording's sample 0."""

    samples: Samples
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.samples)

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recogniser made of an utterance. `text` is empty when it heard no speech; `confidence` in [0, 1]."""

    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SpokenAudio:
    """One synthesised sentence: mono float32 `samples` at `rate` Hz."""

    samples: Samples
    rate: int
    sentence: str

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation.

    `text` is what counts: for an interviewer who was interrupted, only what was heard; for a corrected candidate
    turn, the corrected words, while `heard` keeps what the recogniser made of it.
    """

    speaker: Speaker
    text: str
    start: float
    end: float
    phase: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    hint_level: int | None = None
    interrupted: bool = False
    typed: bool = False
    heard: str | None = None


# ---------------------------------------------------------------- the problem bank


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer to a clarifying question. `phrases` are ways of asking, in the pattern language of `Ground`."""

    id: str
    phrases: tuple[str, ...]
    say: str


@dataclass(frozen=True, slots=True)
class HintText:
    """Level 1 a direction, 2 a structure, 3 the key components, 4 the full architecture."""

    level: int
    say: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Something a good answer covers.

    `phrases`: each is a pattern of words; every word must occur, by stem, near one another in the answer, in any
    order; `a|b` accepts either. `anchor` is the rubric level it belongs to (3 expected of a good candidate, 5 of an
    excellent one). `ask` are interviewer questions that bring it up without giving it away. `sounds_like` is how a
    candidate at that level would put it, for the scorecard.
    """

    id: str
    phase: str
    dimension: str
    anchor: Literal[3, 5]
    title: str
    phrases: tuple[str, ...]
    ask: tuple[str, ...] = ()
    sounds_like: str = ""


@dataclass(frozen=True, slots=True)
class WrongTurn:
    """A common mistake: how it is said, what the interviewer asks back, and why it is wrong (for the scorecard)."""

    id: str
    dimension: str
    phrases: tuple[str, ...]
    ask: str
    why: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """A changed requirement, injected in `serving` or when the candidate asks for more."""

    id: str
    say: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the problem for the recogniser: how it is misheard, and its ARPABET phones where it is one word."""

    term: str
    misheard: tuple[str, ...] = ()
    phones: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One interview problem, as `problems/README.md` documents the file it comes from."""

    slug: str
    track: str
    title: str
    difficulty: Difficulty
    summary: str
    question: str
    short_question: str
    facts: tuple[Fact, ...]
    hints: tuple[HintText, ...]
    ground: tuple[Ground, ...]
    wrong_turns: tuple[WrongTurn, ...]
    constraints: tuple[Constraint, ...]
    glossary: tuple[Term, ...]


# ---------------------------------------------------------------- the track: persona, phases, rubric


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the interview. `minutes_60` and `minutes_45` are the plan's columns; `opening` its first question,
    in variants; `dimensions` what it is there to assess."""

    slug: str
    title: str
    minutes_60: float
    minutes_45: float
    dimensions: tuple[str, ...]
    opening: tuple[str, ...]
    handover: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One dimension of the rubric, with its anchors 1, 3 and 5."""

    id: str
    title: str
    anchors: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Rubric:
    """Equal weights, integers 1 to 5. `id` is `<track>@<hash of the anchors>`."""

    id: str
    criteria: tuple[Criterion, ...]


class ProbeWhen(StrEnum):
    """What makes a probe due."""

    RAISED = "raised"
    """The candidate said one of its phrases."""
    MISSING = "missing"
    """Its `ground` has not come up by the fraction `after` of the interview."""
    PREMATURE = "premature"
    """The candidate talks about modelling (its phrases) before its `ground` has come up."""
    NUMBER = "number"
    """The candidate gave a number of their own."""
    CONTRADICTION = "contradiction"
    """The candidate contradicted an earlier claim."""


@dataclass(frozen=True, slots=True)
class ProbeRule:
    """A follow-up question, asked at most once. `ask` holds variants."""

    id: str
    when: ProbeWhen
    dimension: str
    ask: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    after: float = 0.5


@dataclass(frozen=True, slots=True)
class Resource:
    title: str
    author: str
    why: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A kind of interview: who asks, in which phases, judged by what. Made of files alone.

    `lines` maps a purpose (greeting, hint_offer, thinking, farewell …) to spoken variants; `{name}` slots are filled
    by code. `ground` is expected in every problem of the track; a problem's ground of the same id replaces it.
    """

    id: str
    title: str
    persona: str
    phases: tuple[Phase, ...]
    rubric: Rubric
    ground: tuple[Ground, ...]
    probes: tuple[ProbeRule, ...]
    lines: Mapping[str, tuple[str, ...]]
    resources: tuple[Resource, ...]
    warm_up: tuple[str, ...] = ()
    areas: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """`--focus` names other than phase slugs: dimension id to phase slug, or "all"."""
    glossary: tuple[Term, ...] = ()


# ---------------------------------------------------------------- moves: what the interviewer decides to do
# `kind` names a move in the journal, so that it is read back as what it was.


class Command(StrEnum):
    """What the candidate can say, or press, to steer the interview."""

    HINT = "hint"
    REPEAT = "repeat"
    REPHRASE = "rephrase"
    SLOWER = "slower"
    EASIER = "easier"
    HARDER = "harder"
    SKIP = "skip"
    THINK = "think"
    DONE = "done"
    TIME_LEFT = "time left"
    PAUSE = "pause"
    RESUME = "resume"
    TAKE_BACK = "take back"
    WRAP_UP = "wrap up"


@dataclass(frozen=True, slots=True)
class Question:
    """What a reply asks: `topic` is a ground id, a probe id, a phase slug or "" for a free follow-up. Open design
    questions deserve more patience than a check."""

    topic: str
    dimension: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What a speaking move says: `text` are the bank's own words, `instruction` tells a language model what to say in
    its place ("" where the bank's words must stand, such as a hint's or an answer to a command)."""

    text: str
    instruction: str = ""
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Speak: greet, ask, answer a clarifying question, redirect, confirm. `purpose` is a key of the track's lines."""

    reply: Reply
    purpose: str
    reason: str
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Probe:
    reply: Reply
    probe: str
    reason: str
    kind: Literal["probe"] = "probe"


@dataclass(frozen=True, slots=True)
class Hint:
    reply: Reply
    level: int
    phase: str
    reason: str
    kind: Literal["hint"] = "hint"


@dataclass(frozen=True, slots=True)
class Constrain:
    """Inject a changed requirement."""

    reply: Reply
    constraint: str
    reason: str
    kind: Literal["constrain"] = "constrain"


@dataclass(frozen=True, slots=True)
class Advance:
    """Hand over to the next phase and open it."""

    reply: Reply
    phase: str
    reason: str
    kind: Literal["advance"] = "advance"


@dataclass(frozen=True, slots=True)
class Wait:
    """Say nothing; the candidate keeps the floor. With a reply, say it quietly first ("take your time")."""

    reason: str
    thinking: bool = False
    paused: bool = False
    reply: Reply | None = None
    kind: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class SwitchProblem:
    """Close this session and start a new one on a problem of `difficulty`."""

    reply: Reply
    difficulty: Difficulty
    reason: str
    kind: Literal["switch problem"] = "switch problem"


@dataclass(frozen=True, slots=True)
class Finish:
    reply: Reply
    reason: str
    kind: Literal["finish"] = "finish"


Move: TypeAlias = Say | Probe | Hint | Constrain | Advance | Wait | SwitchProblem | Finish


# ---------------------------------------------------------------- what an answer contained


class FindingKind(StrEnum):
    GROUND = "ground"
    WRONG_TURN = "wrong turn"
    PROBE = "probe"
    FACT_QUESTION = "fact question"
    NUMBER = "number"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in an answer, with the words it rests on (verbatim, from the answer).

    `reasoned`: said with a reason or a link to this problem, not as a bare term. `negated`: rejected ("I wouldn't
    bother with a holdout").
    """

    kind: FindingKind
    id: str
    words: str
    reasoned: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the interviewer made of one answer."""

    findings: tuple[Finding, ...] = ()
    command: Command | None = None
    question: bool = False
    """It ended in a question to the interviewer."""
    word_count: int = 0
    commitment: bool = False
    """It committed to a choice ("I'd pick …")."""


# ---------------------------------------------------------------- talking to a language model


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


# ---------------------------------------------------------------- timing and results


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """Stage times of one reply (seconds on the recording's clock), as `latency.json` has them; None: did not happen."""

    turn: int
    speech_end: float | None = None
    possible_end: float | None = None
    decided_end: float | None = None
    recognised: float | None = None
    first_token: float | None = None
    first_sentence: float | None = None
    first_audio: float | None = None
    first_sample: float | None = None
    response: float | None = None
    waited: float | None = None
    processing: float | None = None
    reason: str = ""
    drafts_dropped: int = 0
    prompt_tokens: int | None = None
    cached_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts in use, named for people: "whisper base.en (CPU)", "bank" …"""

    stt: str
    llm: str
    tts: str
    vad: str
    microphone: str
    loudspeaker: str


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """Seconds planned for each phase of this interview, in order."""

    phase: str
    seconds: float
