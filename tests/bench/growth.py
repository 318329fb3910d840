"""What the store's published reads take as figures grow: ``python -m tests.bench.growth [--times 1 12 120] [--json FILE]``.

On DfE's LAIT (0.8 million figures) and copies with so many times the figures, in milliseconds of one core, the rounds interleaved. With
120 times there are 100 million figures, which want 10 GB of disk and some minutes. Exit 1 where a read takes over three times what it
takes on DfE's own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import cli
from kpis.benchmark.published_reader import Readings
from tests.bench.benchmark import MEASURES, many
from tests.conftest import BURY, SHARED, reader

LIMIT = 3.0
ONE = next(one.partition("=")[2] for one in MEASURES if one.startswith("measure="))


def reads(home: Path) -> dict[str, Callable[[], object]]:
    """The reads of a home by name."""
    opened = reader(home)
    store, build = opened.figures, opened.figures.current()
    known = opened.catalogue(build)
    reading = Readings(store, build, known)
    among = reading.circle(BURY)
    return {
        "the list of measures": lambda: store.measures(build),
        "one measure's row": lambda: store.measures(build, ids=[ONE]),
        "one measure over all areas": lambda: reading.measure(ONE),
        "one area's series": lambda: reading.series(known.areas[BURY], among),
        "every KPI over all areas": reading.every_field,
    }


def measured(homes: dict[int, Path], rounds: int) -> dict[str, dict[int, float]]:
    """Median milliseconds by read and by how many times the figures."""
    asked = {times: reads(home) for times, home in homes.items()}
    taken: dict[str, dict[int, list[float]]] = {}
    for n in range(rounds + 1):
        for times, found in asked.items():
            for name, read in found.items():
                began = process_time()
                read()
                if n:  # the first opens the files
                    taken.setdefault(name, {}).setdefault(times, []).append((process_time() - began) * 1000)
    return {name: {times: round(statistics.median(found), 1) for times, found in by.items()} for name, by in taken.items()}


def main() -> int:
    """Prints each read and how it grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 12])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "1"
        assert cli.main(["load", str(SHARED / "inputs" / "lait"), "--home", str(home), "--json"]) == 0
        homes = {1: home}
        for times in options.times:
            if times > 1:
                homes[times] = Path(folder) / str(times)
                many(home, homes[times], times)
        found = measured(homes, options.rounds)
    ratios = {name: max(by.values()) / by[1] for name, by in found.items()}
    for name, by in found.items():
        print(f"{name:<28}{'  '.join(f'{times} times {ms} ms' for times, ms in by.items())}  ratio {ratios[name]:.2f} (limit {LIMIT})")
    if options.json:
        options.json.write_text(json.dumps({"ms": found, "ratios": ratios}, indent=1), encoding="utf-8")
    return int(any(ratio > LIMIT for ratio in ratios.values()))


if __name__ == "__main__":
    sys.exit(main())
