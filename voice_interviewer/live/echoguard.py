"""What happens between ear and mouth around every reply: neither talks into the other."""

import asyncio

from voice_interviewer.live import waits
from voice_interviewer.live.ear import Ear


class EchoGuard:
    """Lets a voice that begins in this very moment go first, and in an open room stops listening while the interviewer
    speaks, since there its voice reaches the microphone."""

    def __init__(self, ear: Ear | None, open_room: bool) -> None:
        self._ear = ear
        self._open_room = open_room
        self._listen_again: asyncio.TimerHandle | None = None

    async def before_sound(self) -> None:
        """Just before a reply begins to sound: it takes 0.1 s to tell a voice from a click."""
        if self._ear is None:
            return
        await self._ear.until_quiet(waits.QUIET_WAIT)
        if self._open_room:
            self._cancel()
            self._ear.set_deaf(True)

    def after_sound(self) -> None:
        """The reply is over; the room goes on sounding for a moment."""
        if self._ear is not None and self._open_room:
            self._cancel()
            loop = asyncio.get_running_loop()
            self._listen_again = loop.call_later(waits.ECHO_TAIL, self._ear.set_deaf, False)

    def _cancel(self) -> None:
        if self._listen_again is not None:
            self._listen_again.cancel()
