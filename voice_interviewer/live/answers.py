"""From what is heard and typed to what the interviewer can take up."""

from collections import deque
from collections.abc import Iterable

from voice_interviewer.live.signals import AnswerHeard, LineTyped, Signal
from voice_interviewer.live.trace import together
from voice_interviewer.speech.ending import is_backchannel


class Answers:
    """Keeps an answer back while the candidate is going on with it: the ear may still be recognising its beginning
    when they speak again."""

    def __init__(self) -> None:
        self.partial = ""
        """The words of the current answer so far."""
        self._begun = 0
        self._going_on: AnswerHeard | None = None

    def began(self, number: int) -> None:
        """The candidate's voice, in the `number`th answer that the ear hears."""
        self._begun = number

    def heard(self, answer: AnswerHeard, speaking: bool, over_reply: bool = False) -> AnswerHeard | None:
        """The answer that is complete now (without words: a cough); None while its next part is being spoken, and
        where it only says, over the interviewer's reply, that somebody listens."""
        self.partial = ""
        if over_reply and is_backchannel(answer.transcript.text):
            return None
        earlier, self._going_on = self._going_on, None
        if earlier is not None:
            answer = together(earlier, answer) if answer.transcript.text else earlier
        if speaking and self._begun > answer.answer:
            self._going_on = answer if answer.transcript.text else None
            return None
        return answer

    def left(self) -> AnswerHeard | None:
        """What was kept back, now that no more of it will come."""
        self.partial = ""
        left, self._going_on = self._going_on, None
        return left


class SetAside:
    """Signals that need the reply in hand to be over, in their order."""

    def __init__(self) -> None:
        self._signals: deque[Signal] = deque()

    def put(self, signal: Signal) -> None:
        """An answer behind one that waits already is the rest of that one."""
        earlier = self._signals[-1] if self._signals else None
        if isinstance(earlier, AnswerHeard) and isinstance(signal, AnswerHeard):
            self._signals[-1] = together(earlier, signal)
        else:
            self._signals.append(signal)

    @property
    def next(self) -> Signal | None:
        return self._signals[0] if self._signals else None

    def take(self) -> Signal:
        return self._signals.popleft()

    def typed(self, later: Iterable[Signal]) -> list[str]:
        """The typed lines among these signals and those that came after them."""
        return [signal.text for signal in (*self._signals, *later) if isinstance(signal, LineTyped)]
