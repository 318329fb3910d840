"""A small home of every landed form of the store, as the code of its time left it; README.md says how each was made."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in HERE.glob("schema-*.zip")))


def unpacked(name: str, folder: Path) -> tuple[Path, dict[str, Any]]:
    """(the home, below a folder; what the code that made it said of it)."""
    with zipfile.ZipFile(HERE / f"{name}.zip") as file:
        file.extractall(folder)
    return folder / "home", json.loads((folder / "expected.json").read_text(encoding="utf-8"))
