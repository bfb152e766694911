"""The set-up of the environment: what it decides, what it says, and that it leaves alone what is not its own."""

import ast
import contextlib
import multiprocessing
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import _environment
import _portaudio
import _process
from _environment import DEV, PRACTICE, TEST, SetupFailed
from tests.paths import ROOT

SCRIPTS = ROOT / "scripts"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


@pytest.fixture
def made(checkout: Path) -> Path:
    """An environment as `venv` leaves it, without anything installed."""
    folder = checkout / "venv"
    python = _environment.interpreter(folder)
    python.parent.mkdir(parents=True)
    python.touch()
    (folder / "pyvenv.cfg").touch()
    return folder


def write_stamp(folder: Path, extra: str, root: Path) -> None:
    _environment.stamp(folder, extra).write_text(
        _environment.fingerprint(folder, extra, root), encoding="ascii"
    )


# ---- old Pythons -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["bench", "check", "practice", "test", *(p.name for p in SCRIPTS.glob("_*.py"))]
)
def test_what_an_old_python_reads_first_keeps_to_its_syntax(name: str) -> None:
    ast.parse((SCRIPTS / name).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_is_told_of_a_newer_one_that_is_there() -> None:
    with pytest.raises(SetupFailed) as refused:
        _environment.refuse_old_python(
            (3, 9), "scripts/practice", lambda name: name in {"python3.12", "python3.11"}
        )
    assert str(refused.value) == (
        "voice_interviewer needs Python 3.11 or newer; this is Python 3.9. "
        "This machine has one: python3.12 scripts/practice"
    )


def test_an_old_python_alone_is_told_to_get_a_newer_one() -> None:
    with pytest.raises(SetupFailed, match="Install a newer one"):
        _environment.refuse_old_python((3, 10), "scripts/practice", lambda _name: False)


@pytest.mark.parametrize("version", [(3, 11), (3, 13), (3, 20), (4, 0)])
def test_a_python_new_enough_passes(version: tuple[int, int]) -> None:
    _environment.refuse_old_python(version, "scripts/practice", lambda _name: False)


# ---- the stamp -------------------------------------------------------------------------------------------------


def test_the_environment_lies_in_the_checkout_unless_named() -> None:
    assert _environment.environment_folder({}) == ROOT / ".venv"
    named = _environment.environment_folder({"VOICE_INTERVIEWER_VENV": "elsewhere"})
    assert named == Path.cwd() / "elsewhere"


def test_without_a_stamp_nothing_is_ready(made: Path, checkout: Path) -> None:
    assert not _environment.is_ready(made, PRACTICE, checkout)


@pytest.mark.parametrize(
    ("installed", "wanted", "ready"),
    [
        (PRACTICE, PRACTICE, True),
        (PRACTICE, TEST, False),
        (TEST, PRACTICE, True),
        (TEST, DEV, False),
        (DEV, TEST, True),
        (DEV, PRACTICE, True),
    ],
)
def test_a_larger_extra_serves_a_smaller_one(
    made: Path, checkout: Path, installed: str, wanted: str, ready: bool
) -> None:
    write_stamp(made, installed, checkout)
    assert _environment.is_ready(made, wanted, checkout) is ready


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_asks_for_a_new_set_up(made: Path, checkout: Path, name: str) -> None:
    write_stamp(made, PRACTICE, checkout)
    (checkout / name).write_text("changed", encoding="utf-8")
    assert not _environment.is_ready(made, PRACTICE, checkout)


def test_a_moved_checkout_asks_for_a_new_set_up(made: Path, checkout: Path) -> None:
    write_stamp(made, PRACTICE, checkout)
    shutil.copytree(checkout, checkout / "moved", ignore=shutil.ignore_patterns("venv"))
    assert not _environment.is_ready(made, PRACTICE, checkout / "moved")


def test_a_stamp_that_is_not_text_does_not_fit(made: Path, checkout: Path) -> None:
    _environment.stamp(made, PRACTICE).write_bytes(b"\xff\x00")
    assert not _environment.is_ready(made, PRACTICE, checkout)


@pytest.mark.parametrize("lost", ["interpreter", "pyvenv.cfg"])
def test_an_environment_that_lost_what_makes_it_one_is_not_ready(
    made: Path, checkout: Path, lost: str
) -> None:
    write_stamp(made, PRACTICE, checkout)
    (_environment.interpreter(made) if lost == "interpreter" else made / lost).unlink()
    assert not _environment.is_ready(made, PRACTICE, checkout)


def test_the_interpreter_lies_where_each_system_puts_it(tmp_path: Path) -> None:
    assert _environment.interpreter(tmp_path, windows=True) == tmp_path / "Scripts" / "python.exe"
    assert _environment.interpreter(tmp_path, windows=False) == tmp_path / "bin" / "python"


# ---- what may be emptied ---------------------------------------------------------------------------------------


def test_a_new_or_empty_folder_may_be_filled(tmp_path: Path) -> None:
    assert _environment.is_ours(tmp_path / "new")
    assert _environment.is_ours(tmp_path)


def test_a_folder_with_someones_files_may_not(made: Path) -> None:
    assert not _environment.is_ours(made)


@pytest.mark.parametrize("sign", [_environment.MARKER, "voice-interviewer-test.stamp"])
def test_a_folder_that_a_set_up_began_in_may(made: Path, sign: str) -> None:
    (made / sign).touch()
    assert _environment.is_ours(made)


# ---- an interrupted pip ----------------------------------------------------------------------------------------


@pytest.fixture
def site_packages(tmp_path: Path) -> Path:
    info = tmp_path / "soxr-1.0.dist-info"
    info.mkdir()
    (tmp_path / "soxr.py").touch()
    (info / "RECORD").write_text(
        "soxr.py,sha256=x,1\n__pycache__/soxr.pyc,,\nsoxr-1.0.dist-info/RECORD,,\n", encoding="utf-8"
    )
    return tmp_path


def test_whole_packages_are_not_damaged(site_packages: Path) -> None:
    assert _environment.damaged_package(site_packages) is None


@pytest.mark.parametrize("lost", ["soxr.py", "soxr-1.0.dist-info/RECORD"])
def test_a_package_with_a_part_missing_is_named(site_packages: Path, lost: str) -> None:
    (site_packages / lost).unlink()
    assert _environment.damaged_package(site_packages) == "soxr-1.0.dist-info"


def test_a_package_that_pip_had_set_aside_is_named(site_packages: Path) -> None:
    (site_packages / "~umpy-2.0.dist-info").mkdir()
    assert _environment.damaged_package(site_packages) == "~umpy-2.0.dist-info"


# ---- what pip says, in a line ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "  Downloading onnxruntime-1.32.0-cp311-manylinux.whl (16.5 MB)",
            "  fetching onnxruntime (16 MB) …",
        ),
        ("  Downloading https://host/a/numpy-2.4.6-cp311.whl (20.0 MB)", "  fetching numpy (20 MB) …"),
        ("  Downloading click-8.5.1-py3-none-any.whl (0.1 MB)", None),
        ("  Downloading click-8.5.1-py3-none-any.whl (108 kB)", None),
        ("Installing collected packages: a, b, c", "  installing 3 packages …"),
        ("Collecting numpy", None),
    ],
)
def test_pip_progress_is_a_few_short_lines(line: str, shown: str | None) -> None:
    assert _environment.pip_progress(line) == shown


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("[Errno -3] Temporary failure in name resolution", "The package index cannot be reached."),
        ("NewConnectionError: [Errno 111] Connection refused", "The package index cannot be reached."),
        ("SSLError CERTIFICATE_VERIFY_FAILED Max retries exceeded", "certificate is not trusted"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "error: subprocess-exited-with-error",
            "pip could not install the packages. pip's last lines are above",
        ),
    ],
)
def test_a_failed_pip_becomes_one_sentence_and_a_remedy(output: str, sentence: str) -> None:
    failure = str(_environment.pip_failure(output, Path("setup.log"), (3, 11)))
    assert sentence in failure
    assert len(failure.splitlines()) == 1


def test_a_hiccup_of_the_network_is_not_taken_for_the_reason() -> None:
    output = "Connection refused\n" + "Collecting something\n" * 50 + "error: no compiler\n"
    assert "could not install" in str(_environment.pip_failure(output, Path("setup.log"), (3, 11)))


def test_a_python_newer_than_those_tested_is_named_as_a_likely_reason() -> None:
    failure = str(_environment.pip_failure("error: no compiler", Path("setup.log"), (3, 15)))
    assert "This is Python 3.15; the program is tested on 3.11 to 3.13" in failure


def test_the_systems_own_python_wants_python3_venv(tmp_path: Path) -> None:
    system = tmp_path / "python3"
    system.touch()
    assert _environment.venv_package(str(system), str(system)) == "python3-venv"
    versioned = "python{}.{}-venv".format(*sys.version_info[:2])
    assert _environment.venv_package(sys.executable, str(system)) == versioned


# ---- setting up, with stand-ins for venv and pip ---------------------------------------------------------------


Step = Callable[[list[str]], tuple[int, str]]


class Workshop:
    """A checkout whose `venv` and `pip` are stand-ins: `pip` answers with the next of `answers`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "venv"
        self.steps: list[str] = []
        self.answers: list[tuple[int, str] | BaseException] = []

    def follow(
        self, command: list[str], lock: int, log: Path, *, cwd: Path, shorten: Callable[[str], str | None]
    ) -> tuple[int, str]:
        if command[2] == "venv":
            self.steps.append("venv")
            python = _environment.interpreter(self.folder)
            python.parent.mkdir()
            python.touch()
            (self.folder / "pyvenv.cfg").touch()
            return 0, ""
        self.steps.append(command[-1].removeprefix("--editable="))
        answer = self.answers.pop(0) if self.answers else (0, "")
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def workshop(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    shop = Workshop(checkout)
    monkeypatch.setenv("VOICE_INTERVIEWER_VENV", str(shop.folder))
    monkeypatch.setattr(_environment, "ROOT", checkout)
    for function in (_environment.is_ready, _environment.fingerprint):
        monkeypatch.setattr(function, "__defaults__", (checkout,))
    monkeypatch.setattr(_environment, "follow", shop.follow)
    monkeypatch.setattr(_environment, "runs", lambda _python, _code: True)
    monkeypatch.setattr(_environment, "offer_portaudio", lambda _execute, _say: None)
    return shop


def test_the_second_run_does_nothing(workshop: Workshop) -> None:
    python = _environment.interpreter(workshop.folder)
    assert [_environment.prepare(TEST), _environment.prepare(TEST), _environment.prepare(PRACTICE)] == [
        python
    ] * 3
    assert workshop.steps == ["venv", ".[test]"]


def test_a_larger_extra_is_added_to_the_same_environment(workshop: Workshop) -> None:
    _environment.prepare(PRACTICE)
    _environment.prepare(DEV)
    assert workshop.steps == ["venv", ".", ".[dev]"]


def test_what_was_installed_from_other_files_does_not_come_back_with_them(workshop: Workshop) -> None:
    constraints = workshop.root / "constraints.txt"
    before = constraints.read_text(encoding="utf-8")
    _environment.prepare(TEST)
    constraints.write_text("newer", encoding="utf-8")
    _environment.prepare(PRACTICE)
    constraints.write_text(before, encoding="utf-8")
    _environment.prepare(TEST)
    assert workshop.steps == ["venv", ".[test]", ".", ".[test]"]


def test_an_interrupted_set_up_is_taken_up_again(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.answers = [KeyboardInterrupt()]
    assert _environment.prepare(PRACTICE) == 130
    assert "Run the same command again" in capsys.readouterr().err
    assert _environment.prepare(PRACTICE) == _environment.interpreter(workshop.folder)
    assert workshop.steps == ["venv", ".", "."]
    assert not (workshop.folder / _environment.MARKER).exists()


def test_an_interrupted_set_up_that_left_a_torn_package_begins_anew(workshop: Workshop) -> None:
    workshop.answers = [KeyboardInterrupt()]
    _environment.prepare(PRACTICE)
    library = "Lib" if sys.platform == "win32" else "lib/python{}.{}".format(*sys.version_info[:2])
    (workshop.folder / library / "site-packages" / "numpy-2.4.6.dist-info").mkdir(parents=True)
    _environment.prepare(PRACTICE)
    assert workshop.steps == ["venv", ".", "venv", "."]


def test_a_failed_pip_ends_with_its_sentence_and_no_stamp(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.answers = [(1, "Temporary failure in name resolution")]
    assert _environment.prepare(PRACTICE) == 1
    assert "The package index cannot be reached." in capsys.readouterr().err
    assert not _environment.stamp(workshop.folder, PRACTICE).exists()


def test_a_folder_of_someone_elses_is_left_alone(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.folder.mkdir()
    (workshop.folder / "thesis.tex").touch()
    assert _environment.prepare(PRACTICE) == 1
    assert "is left as it is" in capsys.readouterr().err
    assert [path.name for path in workshop.folder.iterdir()] == ["thesis.tex"]


def test_a_python_without_ensurepip_names_the_package_to_install(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else name)
    assert _environment.prepare(PRACTICE) == 1
    assert f"sudo apt install {_environment.venv_package()}" in capsys.readouterr().err
    assert not workshop.folder.exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = workshop.root / "file"
    blocked.touch()
    monkeypatch.setenv("VOICE_INTERVIEWER_VENV", str(blocked / "venv"))
    assert _environment.prepare(PRACTICE) == 1
    assert "Set VOICE_INTERVIEWER_VENV to a new folder" in capsys.readouterr().err


# ---- one at a time ---------------------------------------------------------------------------------------------


def hold(file: Path, seconds: float) -> None:
    """What another process does: hold the lock, then end without giving it back."""
    with _process.only_one(file):
        file.with_suffix(".held").touch()
        time.sleep(seconds)


@contextlib.contextmanager
def other_process(file: Path, seconds: float) -> Iterator[multiprocessing.process.BaseProcess]:
    process = multiprocessing.get_context("spawn").Process(target=hold, args=(file, seconds))
    process.start()
    while not file.with_suffix(".held").exists():
        assert process.is_alive()
        time.sleep(0.01)
    yield process
    process.kill()
    process.join()


def test_a_second_run_waits_for_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with other_process(tmp_path / "x.lock", 0.3) as first, _process.only_one(tmp_path / "x.lock", pause=0.02):
        first.join(5)
        assert first.exitcode == 0
    assert "Another run is making the environment" in capsys.readouterr().err


def test_a_run_that_was_killed_leaves_no_lock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with other_process(tmp_path / "x.lock", 60) as first:
        first.kill()
        first.join()
    with _process.only_one(tmp_path / "x.lock"):
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows hands no file descriptors on")
def test_a_step_logs_all_it_prints_and_shows_a_little(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    with _process.only_one(tmp_path / "x.lock") as lock:
        status, output = _process.follow(
            [sys.executable, "-c", "print('one'); print('two'); raise SystemExit(3)"],
            lock,
            log,
            cwd=tmp_path,
            shorten=lambda line: "shown" if "two" in line else None,
        )
    assert (status, output, log.read_text(encoding="utf-8")) == (3, "one\ntwo\n", "one\ntwo\n")
    assert capsys.readouterr().err == "shown\n"


def test_variables_that_lead_to_another_python_are_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/elsewhere")
    monkeypatch.setenv("KEPT", "yes")
    environ = _process.clean_environ()
    assert "PYTHONHOME" not in environ
    assert environ["KEPT"] == "yes"


# ---- PortAudio -------------------------------------------------------------------------------------------------

APT = ["apt-get", "install", "-y", "libportaudio2"]


class Shell:
    """Answers commands with the given statuses, in order, and remembers them and what was said."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.commands: list[list[str]] = []
        self.said: list[str] = []

    def execute(self, command: list[str]) -> int:
        self.commands.append(command)
        return self.statuses.pop(0)

    def install(self, command: list[str] | None, *, root: bool = False, sudo: bool = False) -> None:
        _portaudio.install(command, self.execute, self.said.append, root=root, sudo=sudo)


@pytest.mark.parametrize("tool", ["apt-get", "dnf", "zypper", "pacman", "apk"])
def test_each_package_manager_has_its_command(tool: str) -> None:
    command = _portaudio.portaudio_command(lambda name: f"/usr/bin/{name}" if name == tool else None)
    assert command is not None
    assert command[0] == tool
    assert "portaudio" in command[-1]


def test_root_installs_portaudio_at_once() -> None:
    shell = Shell(0)
    shell.install(APT, root=True)
    assert shell.commands == [APT]


def test_sudo_is_used_where_a_terminal_can_ask_for_the_password() -> None:
    shell = Shell(0)
    shell.install(APT, sudo=True)
    assert shell.commands == [["sudo", *APT]]


def test_a_fresh_machine_fetches_its_package_lists_first() -> None:
    shell = Shell(100, 0, 0)
    shell.install(APT, root=True)
    assert shell.commands == [APT, ["apt-get", "update"], APT]
    assert len(shell.said) == 1


def test_without_rights_the_exact_command_is_named() -> None:
    shell = Shell()
    shell.install(APT)
    assert shell.commands == []
    assert shell.said[0].endswith("To install it: sudo apt-get install -y libportaudio2")


@pytest.mark.parametrize(("command", "statuses"), [(APT, (100, 100)), (["dnf", "install"], (1,)), (None, ())])
def test_a_missing_portaudio_is_never_fatal(command: list[str] | None, statuses: tuple[int, ...]) -> None:
    shell = Shell(*statuses)
    shell.install(command, root=True)
    assert shell.said[-1].endswith("Until it is there, answers are typed.")


def test_nothing_is_offered_where_portaudio_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: "libportaudio.so.2")
    shell = Shell()
    _portaudio.offer_portaudio(shell.execute, shell.said.append)
    assert (shell.commands, shell.said) == ([], [])


# ---- the programs ----------------------------------------------------------------------------------------------


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPTS / "bench", *arguments], capture_output=True, encoding="utf-8", check=False
    )


def test_an_unknown_benchmark_is_refused_with_a_sentence() -> None:
    refused = bench("no-such-thing")
    assert refused.returncode == 2
    assert refused.stderr.startswith("There is no")


def test_bench_alone_lists_what_there_is() -> None:
    listed = bench()
    assert listed.returncode == 0
    names = {line.split()[0] for line in listed.stdout.splitlines()}
    assert names == {path.stem for path in (SCRIPTS / "benchmarks").glob("[!_]*.py")}


def test_an_unknown_check_is_refused_before_anything_is_made() -> None:
    refused = subprocess.run(
        [sys.executable, SCRIPTS / "check", "spelling"], capture_output=True, encoding="utf-8", check=False
    )
    assert refused.returncode == 2
    assert "there is no check called spelling" in refused.stderr
