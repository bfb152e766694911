"""The waits that the conductor keeps, in seconds."""

from typing import Final

QUIET: Final = 30.0
"""Seconds a candidate may think after a question before one quiet offer (conversation.md)."""
ANNOUNCED: Final = 60.0
"""Seconds after announced thinking before one short offer; also between later looks at a silent candidate."""
BARGE_IN: Final = 0.3
"""Seconds of voice over the interviewer that count as meant: less is a cough or a key click."""
LOOK_AGAIN: Final = 0.1
"""Seconds until the next look where the voice had a gap just then: a word's own pauses are this short."""
QUIET_WAIT: Final = 0.5
"""Seconds a ready reply waits for a voice to stop or to count as one: never longer than it takes to tell."""
ECHO_TAIL: Final = 0.25
"""Seconds an open room goes on sounding after the interviewer stopped."""
REFRESH: Final = 0.1
"""Seconds between two pictures of the state."""
