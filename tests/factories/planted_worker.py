"""A reading worker whose readers break as a file's name says, to see what becomes of it: ``ValueError.csv``, ``killed.csv``, ``hog.csv``.

Any other file is read as it is. It also says what the process cost so far.
"""

from __future__ import annotations

import builtins
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.model.loaded_file import Loaded
from data.model.publication import Release
from loaders import reading_worker, registry
from loaders.box.serving import Progress
from loaders.lait.lait_source import SOURCE as LAIT
from loaders.scorecard.scorecard_source import SOURCE as SCORECARD
from loaders.source.given_file import GivenFile
from loaders.source.source import ReadRequest
from loaders.spreadsheet.sheet import GridCell, Sheet

KILLED, HOG, ENDLESS, SORTED = "killed", "hog", "endless", "killed when it is sorted out"


def broken(name: str) -> None:
    """Breaks as a name says, if it says so."""
    if name in (KILLED, SORTED):
        os.close(tempfile.mkstemp()[0])
        os._exit(9)
    if name == HOG:
        kept = []
        while True:
            kept.append(bytearray(5_000_000))
    while name == ENDLESS:
        pass
    error = getattr(builtins, name, None)
    if isinstance(error, type) and issubclass(error, Exception):
        raise error("planted, and said to nobody")


def _read(file: GivenFile, request: ReadRequest) -> Loaded:
    for sheet in file.sheets:
        for cell in sheet.cells.values():
            _cell(file.name, sheet, cell)
    return SCORECARD.read(file, request)


def _cell(name: str, sheet: Sheet, cell: GridCell) -> None:
    if sheet.name and cell.ref == "B2":
        broken(Path(name).stem)


def _opened(file: GivenFile, catalogue: Catalogue) -> bool:
    if file.name.startswith("opening "):
        broken(Path(file.name).stem.removeprefix("opening "))
    return True


def _release(paths: Sequence[Path], catalogue: Catalogue, into: Path, *, progress: Progress) -> Release:
    into.write_bytes(b"half")
    (into.parent / "unpacked").mkdir()
    broken(paths[0].stem)
    raise AssertionError


def _recognised(path: Path) -> bool:
    if path.stem == SORTED:
        broken(SORTED)
    return path.suffix == ".parquet"


def cost(progress: Progress) -> int:
    """The most memory that this process ever held, in bytes. Linux counts in ``getrusage`` what its parent held when it was started."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _plant() -> None:
    planted = replace(LAIT, recognises=_recognised, read=_release, groups=lambda mine, left: [(path,) for path in mine])
    registry.SOURCES = (planted, replace(SCORECARD, recognises=_opened, read=_read))
    registry._RELEASES, registry._SINGLE = (planted,), (registry.SOURCES[1],)


if __name__ == "__main__":
    if "--as-it-is" not in os.environ.get("PLANTED", ""):
        _plant()
    reading_worker.main(cost)
