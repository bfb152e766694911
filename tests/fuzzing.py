"""Damaged input for everything that is read from outside: whatever comes, it is taken or refused in a sentence.

The suite tries some of each (`tests/test_fuzz.py`); `scripts/bench fuzz` tries many.
"""

import asyncio
import io
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import soundfile as sf
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.paths import DATA, ROOT
from tests.test_journal import STARTED, TURN
from voice_interviewer import history, journal
from voice_interviewer import settings as settings_module
from voice_interviewer.assessment import scoring_prompts
from voice_interviewer.bank import check
from voice_interviewer.engines.ollama import OllamaModel
from voice_interviewer.engines.wavefile import inspect, read_audio
from voice_interviewer.errors import UsageError, VoiceInterviewerError
from voice_interviewer.events import MoveChosen, PhaseEntered, SessionEnded, TurnEnded
from voice_interviewer.interview import reading
from voice_interviewer.journal import encode
from voice_interviewer.ports import ChatOptions
from voice_interviewer.rehearsal import script
from voice_interviewer.reports import transcript
from voice_interviewer.values import Message, Reply, Role, Say

Run = Callable[[bytes, Path], object]

NASTY: Final = (
    b"null", b"-1", b"1e999", b"NaN", b"[]", b"{}", b'""', b"\xff\xfe", b"9" * 400, b"true", b'"\\ud800"', b"\x00",
    b"[" * 3000, b"!!python/object/apply:os.system", b"&a *a", b"../../etc/passwd", b"\x1b[2J", b"2026-99-99",
    b"0x1f", b"\r\n", b"inf", b"'", b'"', b"#", b": ", b"- ",
)  # fmt: skip
"""What readers of numbers, text, dates and structure trip over."""


@dataclass
class Tally:
    """What became of the inputs."""

    taken: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Target:
    """`seeds` are good inputs; `run` takes a damaged one and an empty folder, and may raise a VoiceInterviewerError and
    nothing else. `share` is how many of a thousand inputs it gets: less where each costs much."""

    seeds: Sequence[bytes]
    run: Run
    share: int
    tally: Tally = field(default_factory=Tally)

    def try_out(self, data: bytes, folder: Path) -> None:
        try:
            self.run(data, folder)
        except VoiceInterviewerError as error:
            self.tally.refused += 1
            refusal = error.message
        else:
            self.tally.taken += 1
            return
        assert refusal.strip(), "refused without a word"
        assert "Traceback" not in refusal

    def fuzz(self, folder: Path, count: int, seed: int) -> None:
        """Try `count` inputs. Raises what escaped, with the smallest input that Hypothesis found for it."""

        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )
        @given(damaged(self.seeds))
        def one(data: bytes) -> None:
            self.try_out(data, folder)

        seeded(one, seed)()


def seeded(test: Callable[[], None], value: int) -> Callable[[], None]:
    from hypothesis import seed  # noqa: PLC0415 - its name is our argument's

    return seed(value)(test)


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A good input with one to four wounds; now and then no input at all like it."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=200))
    data = draw(st.sampled_from(list(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        wound = draw(st.sampled_from(("flip", "cut", "nasty", "lost", "again", "scalar")))
        length = draw(st.integers(1, 40))
        if wound == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << draw(st.integers(0, 7)))]) + data[at + 1 :]
        elif wound == "cut":
            data = data[:at]
        elif wound == "nasty":
            data = data[:at] + draw(st.sampled_from(NASTY)) + data[at:]
        elif wound == "lost":
            data = data[:at] + data[at + length :]
        elif wound == "again":
            data = data[:at] + data[at : at + length] + data[at:]
        else:
            data = _scalar(data, at, draw(st.sampled_from(NASTY)))
    return data


def _scalar(data: bytes, at: int, value: bytes) -> bytes:
    """The value after the next colon or equals sign becomes another."""
    marks = [found for mark in (b": ", b":", b"= ") if (found := data.find(mark, at)) >= 0]
    if not marks:
        return data + value
    start = min(marks) + 1
    ends = [found for mark in (b",", b"\n", b"}") if (found := data.find(mark, start)) >= 0]
    return data[:start] + b" " + value + data[min(ends, default=len(data)) :]


# ---- what is read ----------------------------------------------------------------------------------------------------


def _file(data: bytes, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _problem(data: bytes, folder: Path) -> None:
    for mistake in check(_file(data, folder, "fraud-detection.yaml")):
        raise UsageError(mistake.message, mistake.remedy)


def _settings(data: bytes, folder: Path) -> None:
    settings_module.load({}, {}, _file(data, folder, "settings.toml"))


def _transcript(data: bytes, folder: Path) -> None:
    transcript.read(_file(data, folder, "transcript.json"))


def _journal(data: bytes, folder: Path) -> None:
    """Read, told, and every file made of it."""
    past = history.load(_file(data, folder, journal.FILE_NAME).parent)
    history.export(past, to=folder / "exported")


def _sound(data: bytes, folder: Path) -> None:
    path = _file(data, folder, "answer.wav")
    inspect(path)
    read_audio(path)


def _script(data: bytes, folder: Path) -> None:
    script.load(_file(data, folder, "script.toml"))


def _judge(data: bytes, _: Path) -> None:
    scoring_prompts.read(data.decode("utf-8", errors="replace"))


def _director(data: bytes, _: Path) -> None:
    reading.claims(data.decode("utf-8", errors="replace"))


class OllamaWire:
    """A server that answers every request with the bytes it is told, in pieces of any size."""

    def __init__(self) -> None:
        self.body = b""
        self.piece = 1
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked = b""
        try:
            while b"\r\n\r\n" not in asked:
                if not (more := connection.recv(65536)):
                    return
                asked += more
            length = int(asked.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            while len(asked.split(b"\r\n\r\n", 1)[1]) < length:
                asked += connection.recv(65536)
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
            )
            for at in range(0, len(self.body), self.piece):
                connection.sendall(self.body[at : at + self.piece])
        except OSError:
            pass  # the client has heard enough

    def close(self) -> None:
        self._server.close()

    def run(self, data: bytes, _: Path) -> None:
        """The stream in pieces whose size is the first byte's."""
        self.piece, self.body = 1 + (data[0] if data else 0), data
        asyncio.run(self._chat())

    async def _chat(self) -> None:
        model = OllamaModel(self.url, "m")
        try:
            async for _ in model.chat([Message(Role.USER, "hello")], ChatOptions()):
                pass
        finally:
            await model.aclose()


# ---- good inputs -----------------------------------------------------------------------------------------------------


def _good_journal() -> bytes:
    events = (
        STARTED,
        PhaseEntered(0.0, "requirements"),
        MoveChosen(0.1, Say(Reply("What is the goal?"), "ask", "the beginning")),
        TurnEnded(4.0, TURN),
        SessionEnded(9.0, "finished"),
    )
    return "".join(f"{encode(event)}\n" for event in events).encode()


def _good_sound() -> bytes:
    file = io.BytesIO()
    sf.write(file, np.zeros(800, np.float32), 16_000, format="WAV")
    return file.getvalue()


_CHUNK: Final = {
    "model": "m",
    "created_at": "2026-01-01T00:00:00Z",
    "message": {"role": "assistant", "content": "Hi"},
}
_STREAM: Final = "\n".join(
    json.dumps(_CHUNK | end)
    for end in ({"done": False}, {"done": True, "prompt_eval_count": 5, "eval_count": 2})
)
_CLAIMS: Final = '{"points": [{"id": "scale", "turn": 1, "words": "ten thousand a second"}]}'
_JUDGED: Final = (
    '{"sentences": [1, 2], "why_not_higher": "No costs.", "why_not_lower": "A goal.", "score": 3}'
)
_SCRIPT: Final = b"""problem = "fraud-detection"
minutes = 6
[room]
echo_db = -12
echo_delay_ms = 80
noise_db = "none"
[[say]]
text = "I would start with the goal."
words = "i would start with the goal"
after = "previous"
delay = 1.0
"""
_SETTINGS: Final = (
    b'minutes = 30\nstt = "typed"\nno-recording = true\nseed = 3\nmic = "~/a.wav"\nllm-url = "http://h:1"\n'
)


@contextmanager
def targets() -> Iterator[dict[str, Target]]:
    """Every reader by name."""
    wire = OllamaWire()
    problem = (ROOT / "problems" / "fraud-detection.yaml").read_bytes()
    own = sorted((DATA / "problems").glob("*.yaml"))
    talk = next((DATA.parent / "transcripts" / "tuning").glob("*.json")).read_bytes()
    demo = (ROOT / "problems" / "demo" / "demo.toml").read_bytes()
    try:
        yield {
            "problem files": Target([problem, *(path.read_bytes() for path in own[:3])], _problem, 15),
            "settings": Target([_SETTINGS], _settings, 200),
            "transcripts": Target([talk], _transcript, 150),
            "journals": Target([_good_journal()], _journal, 40),
            "sound files": Target([_good_sound()], _sound, 150),
            "rehearsal scripts": Target([demo, _SCRIPT], _script, 100),
            "scorer's replies": Target([_JUDGED.encode()], _judge, 165),
            "director's replies": Target([_CLAIMS.encode()], _director, 165),
            "Ollama streams": Target([b"\x00" + _STREAM.encode(), _STREAM.encode()], wire.run, 15),
        }
    finally:
        wire.close()
