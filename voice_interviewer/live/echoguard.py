"""What happens between ear and mouth around every reply: neither talks into the other."""

import asyncio

from voice_interviewer.live import waits
from voice_interviewer.live.ear import Ear
from voice_interviewer.live.echo import EchoPath


class EchoGuard:
    """Lets a voice that begins in this very moment go first. In an open room the interviewer's voice reaches the
    microphone: until the echo canceller can be trusted with it, nobody listens while it sounds."""

    def __init__(self, ear: Ear | None, open_room: bool, echo: EchoPath | None = None) -> None:
        self._ear = ear
        self._open_room = open_room
        self._echo = echo
        self._sounding = False
        self._listen_again: asyncio.TimerHandle | None = None
        if echo is not None:
            echo.changed = self._changed

    async def before_sound(self) -> None:
        """Just before a reply begins to sound: it takes 0.1 s to tell a voice from a click."""
        if self._ear is None:
            return
        await self._ear.until_quiet(waits.QUIET_WAIT)
        if self._open_room:
            self._cancel()
            self._sounding = True
            self._ear.set_deaf(self._echo is None or not self._echo.trusted)

    def after_sound(self) -> None:
        """The reply is over; the room goes on sounding for a moment."""
        if self._ear is not None and self._open_room:
            self._cancel()
            loop = asyncio.get_running_loop()
            self._listen_again = loop.call_later(waits.ECHO_TAIL, self._silent, self._ear)

    def _silent(self, ear: Ear) -> None:
        self._sounding = False
        ear.set_deaf(False)

    def _changed(self, trusted: bool) -> None:
        if self._ear is not None and self._sounding:
            self._ear.set_deaf(not trusted)

    def _cancel(self) -> None:
        if self._listen_again is not None:
            self._listen_again.cancel()
