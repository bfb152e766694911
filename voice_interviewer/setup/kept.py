"""Small tables kept beside the models, as JSON: what was found once and need not be found again."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


def read(path: Path) -> dict[str, Any]:
    """Empty where there is no such file, or it is damaged: then nothing is known."""
    with suppress(OSError, ValueError):
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            return content
    return {}


def write(path: Path, table: Mapping[str, Any]) -> None:
    """Whole or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(path)
