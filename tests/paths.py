"""Where test data lies, and the mark for tests that need the shared reference folder beside the checkout."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared reference folder is not beside the checkout"
)
