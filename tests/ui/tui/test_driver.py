"""An outlet to a terminal that stalls, goes, and takes output again."""

import io
import threading
import time

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from voice_interviewer.ui.tui.driver import BACKLOG, Outlet, patient


class Console(io.StringIO):
    """Takes output while `open` is set; `gone`: refuses it."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()
        self.gone = False

    def write(self, text: str) -> int:
        self.open.wait()
        if self.gone:
            raise OSError(5, "Input/output error")
        return super().write(text)

    def fileno(self) -> int:
        return 7

    def isatty(self) -> bool:
        return True


def never() -> None:
    pytest.fail("nothing was dropped")


def test_what_is_written_arrives_in_order() -> None:
    console = Console()
    outlet = Outlet(console, never)
    for number in range(50):
        assert outlet.write(f"{number} ") == len(f"{number} ")
        if number % 10 == 0:
            outlet.flush()
    outlet.flush()
    assert console.getvalue() == "".join(f"{number} " for number in range(50))
    assert outlet.fileno() == 7
    assert outlet.isatty()


def test_a_stalled_terminal_holds_nobody_up_and_is_drawn_anew_when_it_goes_on() -> None:
    console, redrawn = Console(), threading.Event()
    outlet = Outlet(console, redrawn.set)
    console.open.clear()
    began = time.monotonic()
    for number in range(10 * BACKLOG):
        outlet.write(f"{number} ")
    assert time.monotonic() - began < 1.0  # it would be for ever
    assert not redrawn.is_set()
    console.open.set()
    assert redrawn.wait(10)
    outlet.write("anew")
    outlet.flush()
    written = console.getvalue().split()
    assert written[0] == "0"
    assert written[-1] == "anew"
    assert len(written) <= BACKLOG + 3


def test_a_terminal_that_is_gone_is_written_to_no_more() -> None:
    console = Console()
    console.gone = True
    outlet = Outlet(console, never)
    outlet.write("one")
    outlet.flush()
    outlet.write("two")
    outlet.flush()
    assert console.getvalue() == ""


def test_a_driver_that_draws_on_nothing_is_left_as_it_is() -> None:
    assert issubclass(patient(HeadlessDriver, never), HeadlessDriver)
