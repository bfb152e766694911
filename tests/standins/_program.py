"""A stand-in as a program: for trying things by hand, and for benchmarks."""

import argparse
import itertools
import time
from collections.abc import Callable
from contextlib import suppress

from tests.standins._core import Timing
from tests.standins._http import HttpStandin, RequestRecord


def run_program(make: Callable[..., HttpStandin], *, prog: str, port: int, default_model: str) -> None:
    """Serve until Ctrl-C, printing the address and then a line for each request."""
    default = Timing()
    parser = argparse.ArgumentParser(prog=prog)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=port, help="0: any free one (default %(default)s)")
    parser.add_argument("--model", action="append", dest="models", help="may be given more than once")
    parser.add_argument("--first-token-s", type=float, default=default.first_token_s)
    parser.add_argument("--tokens-per-s", type=float, default=default.tokens_per_s, help="0: no waiting")
    parser.add_argument("--prompt-tokens-per-s", type=float, default=default.prompt_tokens_per_s)
    parser.add_argument("--load-s", type=float, default=default.load_s)
    options = vars(parser.parse_args())
    _serve(make(options.pop("models") or [default_model], **options))


def _serve(server: HttpStandin) -> None:
    with suppress(KeyboardInterrupt), server:
        print(f"{type(server).__name__} at {server.url}", flush=True)
        for index in itertools.count():
            while not (len(server.requests) > index and server.requests[index].ended_at):
                time.sleep(0.05)
            print(_summary(server.requests[index]), flush=True)


def _summary(record: RequestRecord) -> str:
    took_s = (record.ended_at or record.received_at) - record.received_at
    words = f"{record.method} {record.path} {record.status} in {took_s:.3f} s"
    if record.first_token_at:
        words += f", first token after {record.first_token_at - record.received_at:.3f} s"
    if record.prompt_tokens:
        words += f", prompt {record.prompt_tokens} ({record.cached_tokens} cached), said {record.tokens_sent}"
    return words + (", the client left early" if record.disconnected else "")
