"""With all parts present nothing reaches the network: sockets to other machines are refused, and none is tried."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import DATA, ROOT
from tests.scenarios.running import environment, run
from tests.scenarios.test_rehearsed import INTO, script
from tests.standins.ollama import OllamaStandin

GUARD = '''
import ipaddress, os, socket, sys

def watched(event, arguments):
    """An audit hook: Python's own word on every connection and every name that is looked up."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost"):
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    with open(os.environ["VIOLATIONS"], "a") as file:
        file.write(f"{event} {host} {sys.argv}\\n")
    raise OSError("this machine is offline")

sys.addaudithook(watched)
'''


def guarded(folder: Path) -> dict[str, str]:
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    path = os.pathsep.join([str(folder / "guard"), str(ROOT)])
    return {"PYTHONPATH": path, "VIOLATIONS": str(folder / "violations")}


@pytest.mark.slow
@pytest.mark.timeout(170)
def test_an_interview_with_all_parts_reaches_no_other_machine(tmp_path: Path) -> None:
    path = script(tmp_path, "39-the-business-goal-is.wav", minutes=1.0, when=INTO)
    with OllamaStandin() as server:
        ran = run(
            tmp_path,
            ["rehearse", str(path), "--headphones", "--stt", "whisper", "--stt-model", str(DATA / "whisper-toy"),
             "--tts", "espeak", "--llm", "ollama", "--llm-url", server.url, "--seed", "1", "--out", str(tmp_path)],
            extra=guarded(tmp_path),
        )  # fmt: skip
    assert ran.status == 0, ran.err
    assert ran.json("latency.json")["turns"]
    assert not (tmp_path / "violations").exists(), (tmp_path / "violations").read_text()


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import httpx; httpx.get('http://192.0.2.1/', timeout=1)",
    ],
)
def test_the_guard_would_notice(tmp_path: Path, attempt: str) -> None:
    env = environment(tmp_path, guarded(tmp_path))
    done = subprocess.run([sys.executable, "-c", attempt], env=env, capture_output=True, check=False)
    assert done.returncode != 0
    assert (tmp_path / "violations").exists()
