"""How long a workbook takes to read, beside openpyxl merely opening it: ``python -m tests.bench.parsing [folder]``.

Prints JSON: per workbook the best of five in seconds of both, and how many times longer the reading takes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import perf_counter

from openpyxl import load_workbook

from data import catalogue as catalogue_of
from data.catalogue import Catalogue
from loaders import Refused, grid, read_file
from tests.conftest import SAMPLE

ROUNDS = 5


def opened(content: bytes) -> None:
    """openpyxl alone: the workbook loaded, and each cell's value looked at."""
    for sheet in load_workbook(BytesIO(content), data_only=True).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                _ = cell.value


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


def measured(path: Path, catalogue: Catalogue) -> dict[str, float]:
    """Best times in seconds, taken in turns so that a busy moment falls on all alike, and the ratios to openpyxl's."""
    content = path.read_bytes()
    rounds = [
        (
            timed(lambda: opened(content)),
            timed(lambda: grid.open_workbook(path.name, content)),
            timed(lambda: read(path.name, content, catalogue)),
        )
        for _ in range(ROUNDS)
    ]
    openpyxl, cells, whole = (min(times) for times in zip(*rounds, strict=True))
    figures = {"openpyxl": openpyxl, "cells": cells, "read_file": whole, "cells_ratio": cells / openpyxl, "ratio": whole / openpyxl}
    return {name: round(figure, 4) for name, figure in figures.items()}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE.parent
    catalogue = catalogue_of.read()
    print(json.dumps({path.name: measured(path, catalogue) for path in sorted(folder.glob("*.xlsx"))}, indent=2))


if __name__ == "__main__":
    main()
