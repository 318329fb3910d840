"""DfE's files from a folder to a published build, beside bare readers of the same files: ``python -m tests.bench.published``.

LAIT against a bare ``create table as`` of its parquet, to disk, plus openpyxl reading the neighbour list; the EHC plans release
against a bare ``read_csv`` of its twelve files into tables. Each round runs both, one after the other, in processes of their own;
the ratio is of the medians. Also the peak memory of each load, and the seconds of a deck of every KPI. Exit 1 over a limit.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb
from openpyxl import load_workbook

import cli
from data.store.store import ReceivedRelease
from loaders import sort_out
from tests.conftest import SHARED, writer

LAIT = SHARED / "inputs" / "lait"
EHC = SHARED / "inputs" / "ees" / "education-health-and-care-plans_2025.zip"
LIMITS = {"lait": 3.0, "ehc": 3.0}
MOST_MB = 1500
DECK_SECONDS = 10.0
NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def ours(what: str, folder: Path) -> float:
    """Seconds from the files to a published build in an empty home; the catalogue is read beforehand, as an app has it."""
    home = writer(folder / "home")
    words = home.reader.catalogue("")
    began = perf_counter()
    (files,) = sort_out([LAIT if what == "lait" else EHC]).releases
    with home.workspace() as beside:
        release = files.read(words, beside / "release.duckdb")
        home.load(releases=[ReceivedRelease(release, files.paths, date(2026, 5, 1))], at=NOW)
    return perf_counter() - began


def bare(what: str, folder: Path) -> float:
    """Seconds of DuckDB and openpyxl alone; the zip's files are unpacked beforehand."""
    if what == "ehc":
        with zipfile.ZipFile(EHC) as parts:
            names = [name for name in parts.namelist() if name.startswith("data/") and name.endswith(".csv")]
            for name in names:
                parts.extract(name, folder)
        assert len(names) == 12
    began = perf_counter()
    with duckdb.connect(str(folder / "bare.duckdb")) as db:
        if what == "lait":
            db.execute(f"create table figures as select * from read_parquet('{LAIT / 'bds_long_0.parquet'}')")
        else:
            for n, name in enumerate(names):
                db.execute(f"create table t{n} as select * from read_csv('{folder / name}', all_varchar=true, header=true)")
    if what == "lait":
        for sheet in load_workbook(LAIT / "sn_may_2025.xlsx", read_only=True, data_only=True):
            assert sum(1 for _ in sheet.iter_rows(values_only=True)) > 150
    return perf_counter() - began


def deck() -> float:
    """Seconds of ``cli.py pack`` for an area of DfE's files: every KPI as slides."""
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        with redirect_stdout(StringIO()):
            assert cli.main(["load", str(LAIT), str(EHC), "--home", home]) == 0
            began = perf_counter()
            out = str(Path(folder) / "pack.pptx")
            assert cli.main(["pack", "--format", "pptx", "--out", out, "--area", "Oldham", "--home", home]) == 0
            return perf_counter() - began


def _alone(what: str, which: str) -> dict[str, float]:
    """One run in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.published", "--one", what, which], capture_output=True, text=True, encoding="utf-8", check=True
    )
    found: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        what, which = options.one
        with tempfile.TemporaryDirectory() as folder:
            seconds = (ours if which == "ours" else bare)(what, Path(folder))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1024)
        print(json.dumps({"seconds": seconds, "peak_mb": most}))
        return 0
    result, over = {}, []
    for what, limit in LIMITS.items():
        rounds = [(_alone(what, "bare"), _alone(what, "ours")) for _ in range(options.rounds)]
        plain, own = (median(pair[n]["seconds"] for pair in rounds) for n in (0, 1))
        peak = max(pair[1]["peak_mb"] for pair in rounds)
        result[what] = {
            "ours_s": round(own, 2),
            "bare_s": round(plain, 2),
            "ratio": round(own / plain, 2),
            "limit": limit,
            "peak_mb": round(peak),
        }
        print(f"{what}: {own:.2f} s against {plain:.2f} s bare, {own / plain:.2f} times (limit {limit}); peak {peak:.0f} MB")
        over += [what] if own / plain > limit or peak > MOST_MB else []
    slides = round(deck(), 2)
    result["deck"] = {"ours_s": slides, "limit": DECK_SECONDS}
    print(f"deck of every KPI: {slides} s (limit {DECK_SECONDS:.0f} s)")
    over += ["deck"] if slides > DECK_SECONDS else []
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
