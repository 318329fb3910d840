"""LAIT as a source: its figures, dictionary and areas make one release, which neighbour workbooks given with them join."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.model.publication import NEIGHBOURS, Release
from loaders.lait.lait import read_lait
from loaders.lait.lait_files import part_of_lait
from loaders.lait.neighbours import is_neighbours, read_neighbours
from loaders.source.source import ReleaseSource
from loaders.spreadsheet.spreadsheet import Progress


def _recognises(path: Path) -> bool:
    return bool(part_of_lait(path)) or is_neighbours(path)


def _groups(mine: Sequence[Path], _left: Sequence[Path]) -> list[tuple[Path, ...]]:
    """All files as one release where any is a part of LAIT itself; else each neighbour workbook is a release by itself."""
    parts = [path for path in mine if part_of_lait(path)]
    lists = [path for path in mine if path not in parts]
    return [(*parts, *lists)] if parts else [(path,) for path in lists]


def _read(paths: Sequence[Path], catalogue: Catalogue, into: Path, *, progress: Progress) -> Release:
    if any(part_of_lait(path) for path in paths):
        return read_lait(paths, catalogue, into, progress=progress)
    (path,) = paths
    found = read_neighbours(path, catalogue)
    pairs = sum(len(codes) for codes in found.of.values())
    return Release(
        publication=f"{NEIGHBOURS}:{found.edition}", title="Statistical neighbours", edition=found.edition, files=(path.name,),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(), database=None, counts={"rows": len(found.of), "figures": pairs, "missing": 0},
        lists=(found,),
    )  # fmt: skip


SOURCE = ReleaseSource("DfE’s local authority interactive tool, and its lists of neighbours", _recognises, _groups, _read)
