"""Speed of every Benchmark view on all of DfE's LAIT, warm, and of the first look at a measure.

``python -m tests.bench.benchmark [--times N] [--json FILE]``. Exit 1 where a median rerun takes over 60 ms or sends over 100 kB; with
``--times`` also where the same with N times the figures (made-up schools beside the authorities) takes over 1.5 times as long, warm or,
at worst, at the first look at a measure. Needs a quiet pair of cores and DfE's files.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import duckdb

import cli
from data.store.release_schema import HELD, quoted
from tests.bench.visitor import ROOT, Visitor, serving
from tests.conftest import SHARED

VIEWS = ("ranked", "time", "spread", "regions", "side")
MEASURES = ("kpi=S5", "measure=TotPermEx", "measure=SEN_CASES_JAN", "measure=SEN_TotSENSuP")
LIMIT_MS, LIMIT_BYTES, LIMIT_TIMES = 60, 100_000, 1.5
# Each figure of an authority again for made-up schools, in the order that a loader writes them.
_SCHOOLS = """
create table more as select * from figure union all
select measure, 'S' || n || '-' || area, 'school', label, kind, first, last, value, missing, raw, status, file, cell
from figure, range(1, {times}) t(n) order by measure, level, area, last
"""


def many(home: Path, grown: Path, times: int) -> None:
    """A copy of a home in which every release holds ``times`` the figures."""
    shutil.copytree(home, grown)
    for path in (grown / "build").glob("release-*.duckdb"):
        with duckdb.connect(str(path)) as db:
            db.execute("set memory_limit = '4GB'")
            db.execute(_SCHOOLS.format(times=times))
            db.execute("drop view figure")  # LAIT's; a loader's order is kept in the table that takes its place
            db.execute("alter table more rename to figure")
        with duckdb.connect(":memory:") as db:
            db.execute(f"attach '{quoted(path)}' as r")
            db.execute("delete from r.held")
            db.execute(HELD)


def measure(home: Path, rounds: int, log: Path) -> dict[str, dict[str, float]]:
    """Median milliseconds and most bytes of ``rounds`` reruns of each measure's views, and the first visit's milliseconds."""
    found = {}
    with serving(ROOT / "app.py", log, {"SEND_HOME": str(home)}) as (address, _, _):
        for which in MEASURES:
            for view in VIEWS:
                with Visitor(address, "benchmark", f"area=Bury&{which}&view={view}") as visitor:
                    first, _, _ = visitor.run()
                    runs = [visitor.run() for _ in range(rounds)]
                found[f"{which} {view}"] = {
                    "rerun_ms": round(statistics.median(seconds for seconds, _, _ in runs) * 1000, 1),
                    "bytes": max(size for _, size, _ in runs), "first_ms": round(first * 1000, 1),
                }  # fmt: skip
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--times", type=int, default=0, help="also with so many times the figures")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    grown: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        cli.main(["load", str(SHARED / "inputs" / "lait"), "--home", str(home), "--json"])
        result = measure(home, options.rounds, Path(folder) / "log.txt")
        if options.times:
            many(home, Path(folder) / "grown", options.times)
            grown = measure(Path(folder) / "grown", options.rounds, Path(folder) / "grown.txt")
    for name, one in result.items():
        print(f"{name:<36}{one['rerun_ms']:>8} ms{one['bytes']:>9} bytes, first {one['first_ms']} ms")
    unseen = {name: one["first_ms"] for name, one in result.items() if name.endswith(VIEWS[0])}  # the first look at each measure
    print(f"a measure not yet seen: half within {statistics.median(unseen.values())} ms, the worst {max(unseen.values())} ms")
    slower: dict[str, float] = {}
    if grown:
        slower["rerun_ms"] = statistics.median(grown[n]["rerun_ms"] / result[n]["rerun_ms"] for n in grown)
        slower["first_ms"] = max(grown[n]["first_ms"] / first for n, first in unseen.items())
    for kind, ratio in slower.items():
        print(f"with {options.times} times the figures, {kind}: {ratio:.2f} times (limit {LIMIT_TIMES})")
    if options.json:
        options.json.write_text(json.dumps({"views": result, "slower": slower}, indent=1), encoding="utf-8")
    over = [f"{kind} with {options.times} times the figures" for kind, ratio in slower.items() if ratio > LIMIT_TIMES]
    over += [name for name, one in result.items() if one["rerun_ms"] > LIMIT_MS or one["bytes"] > LIMIT_BYTES]
    for name in over:
        print(f"over its limit: {name}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
