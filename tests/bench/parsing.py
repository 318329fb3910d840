"""How long workbooks take to read, beside openpyxl merely reading their cells: ``python -m tests.bench.parsing [--json FILE]``.

Best of five in seconds of each workbook, ours and openpyxl in turns. Exit 1 when the whole sample takes more than 3 times as long.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import perf_counter

from openpyxl import load_workbook

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from loaders import Refused, read_file
from loaders.spreadsheet import spreadsheet
from tests.conftest import SAMPLE

ILLUSTRATIVE = SAMPLE.parent / "illustrative"
LIMIT = 3.0
SOME = 24


def opened(content: bytes) -> None:
    """openpyxl alone: the workbook loaded, and every row's values taken."""
    for sheet in load_workbook(BytesIO(content), data_only=True).worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def read(name: str, content: bytes, catalogue: Catalogue) -> None:
    """The whole reading; a file that is refused is timed as far as it was read."""
    try:
        read_file(name, content, catalogue)
    except Refused as refused:
        print(refused, file=sys.stderr)


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = perf_counter()
    work()
    return perf_counter() - start


def measured(path: Path, catalogue: Catalogue, rounds: int) -> dict[str, float]:
    """Best times in seconds, taken in turns so that a busy moment falls on all alike, and the ratios to openpyxl's."""
    content = path.read_bytes()
    taken = [
        (
            timed(lambda: opened(content)),
            timed(lambda: spreadsheet.open_workbook(path.name, content)),
            timed(lambda: read(path.name, content, catalogue)),
        )
        for _ in range(rounds)
    ]
    openpyxl, cells, whole = (min(times) for times in zip(*taken, strict=True))
    figures = {"openpyxl": openpyxl, "cells": cells, "read_file": whole, "cells_ratio": cells / openpyxl, "ratio": whole / openpyxl}
    return {name: round(figure, 4) for name, figure in figures.items()}


def sample(folder: Path, size: int) -> list[Path]:
    """So many workbooks of a folder, evenly spread over its names, which begin with their year; all of them where there are no more."""
    found = sorted([*folder.glob("*.xlsx"), *folder.glob("workbooks/*.xlsx")])
    return found if len(found) <= size else [found[n * len(found) // size] for n in range(size)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ILLUSTRATIVE)
    parser.add_argument("--files", type=int, default=SOME, help="how many of them, spread evenly")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    catalogue = catalogue_of.read(overlay=options.folder / "reference")
    files = {path.name: measured(path, catalogue, options.rounds) for path in sample(options.folder, options.files)}
    total = {name: round(sum(file[name] for file in files.values()), 3) for name in ("openpyxl", "cells", "read_file")}
    ratio = round(total["read_file"] / total["openpyxl"], 2)
    for name, file in files.items():
        print(f"{name:<32}{file['openpyxl'] * 1000:>8.1f} ms{file['read_file'] * 1000:>8.1f} ms{file['ratio']:>7.2f}")
    middle = statistics.median(file["ratio"] for file in files.values())
    print(f"{len(files)} workbooks: openpyxl {total['openpyxl']} s, read_file {total['read_file']} s, ratio {ratio}, median {middle:.2f}")
    if options.json:
        options.json.write_text(json.dumps({"ratio": ratio, "median": middle, "total": total, "files": files}, indent=1), encoding="utf-8")
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
