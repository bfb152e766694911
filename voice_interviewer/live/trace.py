"""What became of each reply: its turn, and what its stages took (what `latency.json` and the screen read)."""

from dataclasses import replace

from voice_interviewer.interview.session import is_given
from voice_interviewer.live.hearing import join
from voice_interviewer.live.mouth import Spoken
from voice_interviewer.live.replies import Drafting
from voice_interviewer.live.signals import AnswerHeard
from voice_interviewer.values import Advance, Hint, Move, Speaker, Turn, TurnTrace


def trace(
    turn: int, heard: AnswerHeard, spoken: Spoken, drafting: Drafting, drafts_dropped: int = 0
) -> TurnTrace:
    """The trace of interviewer turn `turn`, the reply to `heard`, before which `drafts_dropped` others were made that
    nobody heard.

    Response time, wait and processing delay are conversation.md's: speech end to first audible sample; the silence
    the turn-taking policy chose to wait; the first less the second.
    """
    first = spoken.first_sample
    response = first - heard.speech_end if first is not None else None
    waited = heard.decided_end - heard.speech_end
    usage = drafting.usage
    return TurnTrace(
        turn=turn,
        speech_end=heard.speech_end,
        possible_end=heard.possible_end,
        decided_end=heard.decided_end,
        recognised=heard.recognised,
        first_token=drafting.first_token,
        first_sentence=spoken.first_sentence,
        first_audio=spoken.first_audio,
        first_sample=first,
        response=response,
        waited=waited,
        processing=response - waited if response is not None else None,
        reason=heard.reason,
        drafts_dropped=drafts_dropped,
        prompt_tokens=usage.prompt_tokens if usage else None,
        cached_tokens=usage.cached_tokens if usage else None,
        prompt_seconds=usage.prompt_seconds if usage else None,
    )


def turn_of(move: Move, spoken: Spoken, phase: str) -> Turn:
    """The interviewer's turn: only what was heard; a hint that was hardly heard was none. A hand-over belongs to the
    phase it opens."""
    return Turn(
        speaker=Speaker.INTERVIEWER,
        text=spoken.heard,
        start=spoken.start,
        end=spoken.end,
        phase=move.phase if isinstance(move, Advance) else phase,
        hint_level=move.level if isinstance(move, Hint) and is_given(move.reply.text, spoken.heard) else None,
        interrupted=spoken.interrupted,
    )


def answer_of(heard: AnswerHeard, phase: str) -> Turn:
    """The candidate's turn as it was heard. A turn ends where its speech did."""
    return Turn(
        speaker=Speaker.CANDIDATE,
        text=heard.transcript.text,
        start=heard.start,
        end=heard.speech_end,
        phase=phase,
        words=heard.transcript.words,
        confidence=heard.transcript.confidence,
    )


def typed(text: str, phase: str, now: float) -> Turn:
    """A typed line counts from when it is taken up."""
    return Turn(Speaker.CANDIDATE, text.strip(), now, now, phase, typed=True)


def together(first: AnswerHeard, more: AnswerHeard) -> AnswerHeard:
    """An answer that went on while its beginning was being recognised."""
    return replace(more, start=first.start, transcript=join((first.transcript, more.transcript)))
