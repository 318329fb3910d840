"""DfE's published files: which of the files given belong together, and what a release of them holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.model.finding import Refused
from data.model.publication import NEIGHBOURS, Release
from loaders.ees.ees import is_ees, read_ees
from loaders.lait.lait import read_lait
from loaders.lait.lait_files import part_of_lait
from loaders.lait.neighbours import is_neighbours, read_neighbours

Progress = Callable[[float, str], None]
META = ".meta.csv"


@dataclass(frozen=True)
class SortedFiles:
    """Files sorted by what they are: groups of published files that make one release each, and all other files."""

    publications: tuple[tuple[Path, ...], ...]
    others: tuple[Path, ...]


def sort_out(paths: Sequence[Path]) -> SortedFiles:
    """Sorts files, and the files of folders, by their contents. LAIT's files make one release; a neighbour workbook joins them."""
    given = [file for path in paths for file in _within(path)]
    files = [file for file in given if file.is_file()]
    lait = [f for f in files if part_of_lait(f)]
    lists = [f for f in files if f not in lait and is_neighbours(f)]
    metas = {f for f in files if f.name.lower().endswith(META)}
    rest = [f for f in files if f not in lait and f not in lists]
    published = [f for f in rest if f not in metas and is_ees(f)]
    groups: list[tuple[Path, ...]] = [(*lait, *lists)] if lait else [(f,) for f in lists]
    for file in published:
        meta = [m for m in metas if m.name.lower() == file.name.lower().removesuffix(".csv") + META]
        groups.append((file, *meta))
    used = {f for group in groups for f in group}
    return SortedFiles(tuple(groups), tuple(f for f in given if f not in used and f not in metas))


def _within(path: Path) -> list[Path]:
    """The files of a folder, but those hidden; a folder without any, and whatever is not there, is handed on to be refused by name."""
    files = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith(".")) if path.is_dir() else []
    return files or [path]


def read_publication(paths: Sequence[Path], catalogue: Catalogue, into: Path, *, progress: Progress = lambda share, words: None) -> Release:
    """What one release holds; its figures are written to ``into``.

    Raises:
        Refused: with what is wrong and what to do; nothing was kept.
    """
    if any(part_of_lait(path) for path in paths):
        return read_lait(paths, catalogue, into, progress=progress)
    if len(paths) == 1 and is_neighbours(paths[0]):
        return _neighbours(paths[0], catalogue)
    if is_ees(paths[0]):
        return read_ees(paths[0], catalogue, into, progress=progress)
    raise Refused(f"{paths[0].name} is none of DfE’s published files. Nothing was changed.")


def _neighbours(path: Path, catalogue: Catalogue) -> Release:
    found = read_neighbours(path, catalogue)
    pairs = sum(len(codes) for codes in found.of.values())
    return Release(
        f"{NEIGHBOURS}:{found.edition}", "Statistical neighbours", found.edition, (path.name,),
        hashlib.sha256(path.read_bytes()).hexdigest(), None, {"rows": len(found.of), "figures": pairs, "missing": 0}, lists=(found,),
    )  # fmt: skip
