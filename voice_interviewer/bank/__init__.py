"""The problem bank: `problems/` and the user's own folder of the same form, as Problem and Track values.

`problems/README.md` documents the files. A mistake is reported with its file, its line and what to do about it; one in
a user's file never hides the rest of the bank.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from voice_interviewer.bank.checks import Complaint, problem_complaints, track_complaints
from voice_interviewer.bank.schema import DEFAULT_TRACK, problem_from, track_from
from voice_interviewer.bank.yamlfile import Document, Mistake, Unreadable, read, refusal
from voice_interviewer.errors import UnknownName, near_matches
from voice_interviewer.resources import data_folder
from voice_interviewer.values import Difficulty, Problem, Track

__all__ = ["DEFAULT_TRACK", "Bank", "Mistake", "check", "load_problem", "load_track"]

_T = TypeVar("_T")


@dataclass(frozen=True)
class Bank:
    """Every problem and track there is, by name. `mistakes` are those of the user's own files, which are left out."""

    problems: tuple[Problem, ...]
    tracks: tuple[Track, ...]
    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def load(cls, user_folder: Path | None = None) -> "Bank":
        """The bank that ships with the program, extended by `user_folder` (which need not exist); a file of the user's
        replaces one of the same name. Raises ProblemFileError for a mistake in a shipped file."""
        shipped = data_folder("problems")
        tracks = {path.stem: load_track(path) for path in _track_files(shipped)}
        problems = {_slug(path): load_problem(path, tracks) for path in _problem_files(shipped)}
        mistakes: list[Mistake] = []
        if user_folder is not None and user_folder.is_dir():
            tracks |= dict(_sound(map(_read_track, _track_files(user_folder)), mistakes))
            problems |= dict(
                _sound((_read_problem(path, tracks) for path in _problem_files(user_folder)), mistakes)
            )
        return cls(
            tuple(problems[slug] for slug in sorted(problems)), tuple(tracks.values()), tuple(mistakes)
        )

    def problem(self, slug: str) -> Problem:
        """Raises UnknownName with near matches."""
        for problem in self.problems:
            if problem.slug == slug:
                return problem
        remedy = "`voice-interviewer problems list` shows all of them."
        raise UnknownName("problem", slug, [problem.slug for problem in self.problems], remedy)

    def track(self, name: str) -> Track:
        """Raises UnknownName with near matches."""
        for track in self.tracks:
            if track.id == name:
                return track
        known = [track.id for track in self.tracks]
        raise UnknownName("track", name, known, f"Tracks: {', '.join(known)}.")

    def by_difficulty(self, difficulty: Difficulty) -> tuple[Problem, ...]:
        """The problems of one difficulty, possibly none."""
        return tuple(problem for problem in self.problems if problem.difficulty is difficulty)

    @property
    def difficulties(self) -> frozenset[Difficulty]:
        """Those with at least one problem."""
        return frozenset(problem.difficulty for problem in self.problems)


def load_problem(path: Path, tracks: Mapping[str, Track]) -> Problem:
    """One problem file; its slug is the file's name. Raises ProblemFileError at its first mistake."""
    return _raised(_read_problem(path, tracks))


def load_track(path: Path) -> Track:
    """One track file; its id is the file's name. Raises ProblemFileError at its first mistake."""
    return _raised(_read_track(path))


def check(path: Path, user_folder: Path | None = None) -> tuple[Mistake, ...]:
    """Every mistake of a problem or track file, or of a folder of them laid out like the bank, in order of lines.

    A file counts as a track when its folder is called `tracks`. Problems may name the tracks that ship, those of
    `user_folder`, and those beside them.
    """
    folder = path if path.is_dir() else path.parent
    tracks: dict[str, Track] = {}
    for place in (data_folder("problems"), user_folder, folder):
        if place is not None and place.is_dir():
            tracks |= dict(_sound(map(_read_track, _track_files(place)), []))
    if not path.is_dir():
        return (_read_track(path) if folder.name == _TRACKS else _read_problem(path, tracks)).mistakes
    mistakes: list[Mistake] = []
    for track_file in _track_files(path):
        mistakes += _read_track(track_file).mistakes
    for problem_file in _problem_files(path):
        mistakes += _read_problem(problem_file, tracks).mistakes
    return tuple(mistakes)


# ---------------------------------------------------------------- files


_TRACKS = "tracks"
_FOLDER_FILE = "problem.yaml"
"""What a problem's file is called where it has a folder of its own; the folder then names the problem."""


def _track_files(folder: Path) -> list[Path]:
    return sorted((folder / _TRACKS).glob("*.yaml"))


def _problem_files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yaml"), *folder.glob(f"*/{_FOLDER_FILE}")])


def _slug(path: Path) -> str:
    return path.parent.name if path.name == _FOLDER_FILE else path.stem


# ---------------------------------------------------------------- reading one file


@dataclass(frozen=True, slots=True)
class _Reading(Generic[_T]):
    """What became of one file: its value where it is sound, else every mistake, in order of lines."""

    path: Path
    value: _T | None
    mistakes: tuple[Mistake, ...]


def _read_problem(path: Path, tracks: Mapping[str, Track]) -> _Reading[Problem]:
    def complaints(problem: Problem) -> Iterator[Complaint]:
        if problem.track not in tracks:
            near = near_matches(problem.track, tracks, limit=1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"Known: {', '.join(tracks)}."
            yield ("track",), (f"There is no track “{problem.track}”.", remedy)
        yield from problem_complaints(problem, tracks.get(problem.track))

    return _read(path, lambda document: problem_from(document, _slug(path)), complaints)


def _read_track(path: Path) -> _Reading[Track]:
    return _read(path, lambda document: track_from(document, path.stem), track_complaints)


def _read(
    path: Path,
    parse: Callable[[Document], tuple[_T | None, list[Mistake]]],
    complaints: Callable[[_T], Iterable[Complaint]],
) -> _Reading[_T]:
    try:
        document = read(path)
    except Unreadable as error:
        return _Reading(path, None, (error.mistake,))
    value, mistakes = parse(document)
    if value is not None:
        mistakes += [document.mistake(at, *fault) for at, fault in complaints(value)]
    mistakes.sort(key=lambda mistake: mistake.line)
    return _Reading(path, None if mistakes else value, tuple(mistakes))


def _sound(readings: Iterable[_Reading[_T]], mistakes: list[Mistake]) -> Iterator[tuple[str, _T]]:
    """The readings that held a value, by name; the mistakes of the others go to `mistakes`."""
    for reading in readings:
        mistakes += reading.mistakes
        if reading.value is not None:
            yield _slug(reading.path), reading.value


def _raised(reading: _Reading[_T]) -> _T:
    if reading.value is None:
        raise refusal(reading.mistakes[0], len(reading.mistakes) - 1)
    return reading.value
