"""What ``make_home`` left in a folder, packed beside this file: python -m tests.kept_homes.keep FOLDER NAME."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.freeze import shelf
from tests.kept_homes import HERE


def keep(folder: Path, name: str) -> Path:
    """Packs the home with the build in force only, and what is expected of it."""
    home, path = folder / "home", HERE / f"{name}.zip"
    if path.exists():
        raise FileExistsError(f"{path.name} is there already, and must stay as the old code made it.")
    current = (home / "build" / "current").read_text(encoding="utf-8").strip()
    older = {one for one in (home / "build").glob("[0-9]*.duckdb") if one.stem != current}
    files = sorted(one for one in home.rglob("*") if one.is_file() and one.suffix != ".lock" and one not in older)
    shelf.pack(path, [(one.relative_to(folder).as_posix(), one.read_bytes()) for one in (folder / "expected.json", *files)])
    return path


if __name__ == "__main__":
    made = keep(Path(sys.argv[1]), sys.argv[2])
    print(f"{made.name}: {made.stat().st_size:,} bytes")
