"""`kill -9` at any moment loses nothing that was finished. `scripts/bench crash` does this hundreds of times."""

from pathlib import Path

import pytest

from tests.crash import Kind, crash

pytestmark = [pytest.mark.slow, pytest.mark.timeout(170)]


@pytest.mark.parametrize(("kind", "seed"), [("typed", 1), ("typed", 2), ("spoken", 5)])
def test_an_interview_killed_at_any_moment_is_whole_listed_rebuilt_and_goes_on(
    tmp_path: Path, kind: Kind, seed: int
) -> None:
    assert crash(tmp_path, kind, seed).wrong == ()
