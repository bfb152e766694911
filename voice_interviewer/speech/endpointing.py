"""When has the candidate finished? A pure state machine on sample time.

    SILENT --voice--> SPEAKING --silence 0.2 s--> PAUSED --silence, by the evidence--> SILENT, turn decided
                         ^                           |
                         +---------- voice ----------+

The first, short silence makes an end *possible*, so that recognition can begin; the second decides. How long that one
is follows from the evidence: how the words so far end, how finished they sound, what was asked, and how long this
candidate pauses. Nothing here knows of clocks or devices: it takes one speech probability per 32 ms frame, and the
evidence as it comes.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from math import ceil
from typing import TypeAlias

import numpy as np

from voice_interviewer.speech.ending import Ending
from voice_interviewer.speech.frame import FRAME_SAMPLES, in_samples, seconds


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a pause. `completeness`: a turn model's probability that the turn is complete. `check`: the
    interviewer asked for a yes or no. `habit`: seconds this candidate pauses inside answers, on average. `patience`:
    what the waits are stretched by, for somebody who was cut off."""

    ending: Ending = Ending.PLAIN
    completeness: float | None = None
    check: bool = False
    habit: float = 0.0
    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class Policy:
    """Every constant of the decision, in one table: what tells a voice in samples, the waits in seconds."""

    on: float = 0.5
    """Probability from which a frame counts as voice: Silero's own recommendation."""
    off: float = 0.35
    """Probability below which a voiced stretch counts as silent: 0.15 under `on`, so that weak syllables do not
    flicker."""
    onset: int = in_samples(0.096)
    """Voice this long has started: a click or a cough's first burst is shorter than three frames."""
    possible_end: int = in_samples(0.2)
    """Silence after which an end is possible: longer than the gap inside any plosive, and soon enough for recognition
    and a first sentence to be made in the rest of the wait."""
    decided_end: float = 0.7
    """Seconds of silence that end a turn where no turn model tells how it sounds: above 90 % of the pauses inside
    sentences, yet still a conversation."""
    by_sound: tuple[tuple[float, float], ...] = ((0.0, 1.38), (0.5, 1.2), (0.9, 0.9), (1.0, 0.7))
    """The same where one does: its probability that the turn is complete, and the seconds; straight lines between.
    Chosen on the tuning half of tests/data/turns: the slow end keeps 95 % of replies within 1.5 s, the quick end cuts
    into 2 % of the pauses of up to 1 s after complete sentences (conversation.md)."""
    check: float = 0.5
    """The same after a question for a yes or no."""
    newest: float = 0.2
    """Weight of the latest of a candidate's own pauses in their exponential average."""
    longest_own: float = 3.0
    """Seconds; a longer pause was a thought, and says nothing about how this candidate speaks."""
    over_habit: float = 1.3
    """The wait is at least so many times the candidate's average pause..."""
    most_by_habit: float = 1.2
    """...but never more than these seconds on account of it."""
    cut_off: float = 1.4
    """What every wait is stretched by once a candidate says they were not finished, for the rest of the session..."""
    most_patient: float = 2.0
    """...and by how much at most, however often."""
    unfinished: float = 8.2
    """The same after an unfinished clause or a filler: pauses of up to 8 s are to be left alone (conversation.md)."""
    handed_over: float = 0.3
    """The same where the candidate asked back or said that this was it: just over the possible end."""
    words_by: float = 1.2
    """Silence after which words that are expected are waited for no longer. Whisper base.en takes about 0.5 s from the
    possible end on two cores, and an answer cannot be replied to before it has them."""

    @classmethod
    def by_rough_words(cls) -> "Policy":
        """For a recogniser whose last word is often a guess: PocketSphinx hears "the" and "and" in breath and noise,
        and eight seconds after every one of those would be a long interview; and a question where there was none."""
        return cls(unfinished=2.0, handed_over=0.5)

    def silence(self, evidence: Evidence) -> int:
        """The silence, in samples, that ends a turn of which this is known."""
        match evidence.ending:
            case Ending.UNFINISHED:
                wait = self.unfinished
            case Ending.HANDED_OVER:
                wait = self.handed_over
            case _:
                wait = self._complete(evidence)
        return in_samples(wait)

    def _complete(self, evidence: Evidence) -> float:
        """Seconds after words that could be all."""
        if evidence.check:
            return self.check * evidence.patience
        sounds = evidence.completeness
        wait = self.decided_end if sounds is None else _between(self.by_sound, sounds)
        habit = min(evidence.habit * self.over_habit, self.most_by_habit)
        return max(wait, habit) * evidence.patience


def _between(points: tuple[tuple[float, float], ...], at: float) -> float:
    """The value at `at` on the straight lines through `points`, in ascending order."""
    return float(np.interp(at, [point[0] for point in points], [point[1] for point in points]))


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
        self._known = Evidence()
        """What holds for every pause: what was asked, this candidate's habit, and the patience owed."""
        self.reset()

    def reset(self) -> None:
        """Forget the turn in progress; holding stays as it is."""
        self._state = _State.SILENT
        self._voiced = False
        self._onset: int | None = None
        self._speech_end = 0
        self._evidence = self._known
        self._expecting = False

    def hold(self) -> None:
        """Never decide by silence until `release`: the candidate is thinking, or turns end by key."""
        self._held = True

    def release(self) -> None:
        self._held = False

    def asked(self, check: bool) -> None:
        """What the next answer is to: a question for a yes or no, or an open one."""
        self._known = replace(self._known, check=check)

    def was_cut_off(self) -> None:
        """The candidate was not finished when the turn was taken from them: be more patient from now on."""
        patience = min(self._known.patience * self._policy.cut_off, self._policy.most_patient)
        self._known = replace(self._known, patience=patience)

    def expect_words(self) -> None:
        """At a possible end: the words so far are being recognised, and `weigh` will be told how they end."""
        self._expecting = self._state is _State.PAUSED

    def weigh(self, ending: Ending) -> None:
        """How the words before the pause that is on end."""
        if self._state is _State.PAUSED:
            self._evidence, self._expecting = replace(self._evidence, ending=ending), False

    def weigh_sound(self, completeness: float) -> None:
        """How finished the turn sounds up to the pause that is on: a probability."""
        if self._state is _State.PAUSED:
            self._evidence = replace(self._evidence, completeness=completeness)

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
        if self._expecting and silence < in_samples(self._policy.words_by):
            return False
        return silence >= self._policy.silence(self._evidence)

    def _verdict(self) -> tuple[int, str]:
        """When the silence was long enough, in whole frames, and why that was enough."""
        evidence = self._evidence
        frames = ceil(self._policy.silence(evidence) / FRAME_SAMPLES)
        silence = frames * FRAME_SAMPLES
        sounds = f", turn model {evidence.completeness:.2f}" if evidence.completeness is not None else ""
        reason = f"{seconds(silence):.2f} s of silence{_AFTER[evidence.ending]}{sounds}"
        return self._speech_end + silence, reason

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
        if resumed:
            self._learn(seconds(self._onset - self._speech_end))
        self._evidence, self._expecting = self._known, False
        self._state = _State.SPEAKING
        self._speech_end = end
        return (VoiceResumed(self._onset),) if resumed else (VoiceStarted(self._onset),)

    def _learn(self, pause: float) -> None:
        """One of the candidate's own pauses, in seconds."""
        habit, policy = self._known.habit, self._policy
        if pause <= policy.longest_own:
            self._known = replace(self._known, habit=habit + policy.newest * (pause - habit))

    def _decide(self, at: int, reason: str) -> TurnDecided:
        decided = TurnDecided(self._speech_end, at, reason)
        self.reset()
        return decided
