"""When has the candidate finished? A pure state machine on sample time.

    SILENT --voice--> SPEAKING --silence 0.25 s--> PAUSED --silence, by the words so far--> SILENT, turn decided
                         ^                            |
                         +----------- voice ----------+

The first, short silence makes an end *possible*, so that recognition can begin; the second decides: 0.7 s, or as long
as nobody who is only thinking falls silent, where the words so far are those of an unfinished sentence. Nothing here
knows of clocks or devices: it takes one speech probability per 32 ms frame, and how the words before a pause end.
"""

from dataclasses import dataclass
from enum import Enum, auto
from math import ceil
from typing import TypeAlias

from voice_interviewer.speech.ending import Ending
from voice_interviewer.speech.frame import FRAME_SAMPLES, in_samples


@dataclass(frozen=True, slots=True)
class Policy:
    """Every constant of the decision, in one table."""

    on: float = 0.5
    """Probability from which a frame counts as voice: Silero's own recommendation."""
    off: float = 0.35
    """Probability below which a voiced stretch counts as silent: 0.15 under `on`, so that weak syllables do not
    flicker."""
    onset: int = in_samples(0.096)
    """Voice this long has started: a click or a cough's first burst is shorter than three frames."""
    possible_end: int = in_samples(0.25)
    """Silence after which an end is possible: longer than the gap inside any plosive."""
    decided_end: int = in_samples(0.7)
    """Silence that ends the turn: above 90 % of the pauses inside sentences, yet still a conversation."""
    unfinished: int = in_samples(8.2)
    """The same after an unfinished clause or a filler: pauses of up to 8 s are to be left alone (conversation.md)."""
    handed_over: int = in_samples(0.3)
    """The same where the candidate asked back or said that this was it: just over the possible end."""
    words_by: int = in_samples(1.2)
    """Silence after which words that are expected are waited for no longer. Whisper base.en takes about 0.5 s from the
    possible end on two cores, and an answer cannot be replied to before it has them."""

    @classmethod
    def by_rough_words(cls) -> "Policy":
        """For a recogniser whose last word is often a guess: PocketSphinx hears "the" and "and" in breath and noise,
        and eight seconds after every one of those would be a long interview."""
        return cls(unfinished=in_samples(2.0))

    def silence(self, ending: Ending) -> int:
        """The silence that ends a turn whose words end so."""
        match ending:
            case Ending.UNFINISHED:
                return self.unfinished
            case Ending.HANDED_OVER:
                return self.handed_over
            case _:
                return self.decided_end


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """A new turn began at sample `start`."""

    start: int


@dataclass(frozen=True, slots=True)
class VoicePaused:
    """A possible end: the voice stopped at sample `speech_end`, noticed at `at`."""

    speech_end: int
    at: int


@dataclass(frozen=True, slots=True)
class VoiceResumed:
    """It was not the end: the same turn goes on from sample `at`."""

    at: int


@dataclass(frozen=True, slots=True)
class TurnDecided:
    """The turn is over: it ended at sample `speech_end`, decided at `decided`, and why. The decision counts from when
    the silence was long enough, even where it waited for words that came late: so it is the same with instant parts."""

    speech_end: int
    decided: int
    reason: str


Signal: TypeAlias = VoiceStarted | VoicePaused | VoiceResumed | TurnDecided


_AFTER = {
    Ending.PLAIN: "",
    Ending.UNFINISHED: " after an unfinished sentence",
    Ending.HANDED_OVER: " after handing over",
}


class _State(Enum):
    SILENT = auto()
    SPEAKING = auto()
    PAUSED = auto()


class Endpointer:
    """Feed it every frame in order; it says what that means for the turn."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._held = False
        self.reset()

    def reset(self) -> None:
        """Forget the turn in progress; holding stays as it is."""
        self._state = _State.SILENT
        self._voiced = False
        self._onset: int | None = None
        self._speech_end = 0
        self._ending = Ending.PLAIN
        self._expecting = False

    def hold(self) -> None:
        """Never decide by silence until `release`: the candidate is thinking, or turns end by key."""
        self._held = True

    def release(self) -> None:
        self._held = False

    def expect_words(self) -> None:
        """At a possible end: the words so far are being recognised, and `weigh` will be told how they end."""
        self._expecting = self._state is _State.PAUSED

    def weigh(self, ending: Ending) -> None:
        """How the words before the pause that is on end."""
        if self._state is _State.PAUSED:
            self._ending, self._expecting = ending, False

    def feed(self, probability: float, frame_start: int) -> tuple[Signal, ...]:
        """Take the speech probability of the 32 ms frame that begins at sample `frame_start`."""
        end = frame_start + FRAME_SAMPLES
        self._voiced = probability >= (self._policy.off if self._voiced else self._policy.on)
        if self._voiced:
            return self._voice(frame_start, end)
        self._onset = None
        if self._state is _State.SILENT:
            return ()
        silence = end - self._speech_end
        signals: tuple[Signal, ...] = ()
        if self._state is _State.SPEAKING and silence >= self._policy.possible_end:
            self._state = _State.PAUSED
            signals = (VoicePaused(self._speech_end, end),)
        if self._state is _State.PAUSED and not self._held and self._is_over(silence):
            return (*signals, self._decide(*self._verdict()))
        return signals

    def _is_over(self, silence: int) -> bool:
        if self._expecting and silence < self._policy.words_by:
            return False
        return silence >= self._policy.silence(self._ending)

    def _verdict(self) -> tuple[int, str]:
        """When the silence was long enough, in whole frames, and why that was enough."""
        frames = ceil(self._policy.silence(self._ending) / FRAME_SAMPLES)
        silence = frames * FRAME_SAMPLES
        return self._speech_end + silence, f"{silence / 16_000:.2f} s of silence{_AFTER[self._ending]}"

    def hand_over(self, at: int, reason: str = "handed over by key") -> tuple[Signal, ...]:
        """The candidate ended the turn explicitly at sample `at`."""
        if self._state is _State.SILENT:
            return ()
        signals: tuple[Signal, ...] = ()
        if self._state is _State.SPEAKING:
            signals = (VoicePaused(self._speech_end, max(at, self._speech_end)),)
        return (*signals, self._decide(max(at, self._speech_end), reason))

    def _voice(self, start: int, end: int) -> tuple[Signal, ...]:
        if self._onset is None:
            self._onset = start
        if self._state is _State.SPEAKING:
            self._speech_end = end
            return ()
        if end - self._onset < self._policy.onset:
            return ()
        resumed = self._state is _State.PAUSED
        self._ending, self._expecting = Ending.PLAIN, False
        self._state = _State.SPEAKING
        self._speech_end = end
        return (VoiceResumed(self._onset),) if resumed else (VoiceStarted(self._onset),)

    def _decide(self, at: int, reason: str) -> TurnDecided:
        decided = TurnDecided(self._speech_end, at, reason)
        self.reset()
        return decided
