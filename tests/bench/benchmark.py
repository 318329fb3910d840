"""Speed of every Benchmark view, warm, on all of DfE's LAIT. ``python -m tests.bench.benchmark [--home HOME] [--json FILE]``.

Exit 1 where a median rerun takes over 60 ms or sends over 100 kB. Needs a quiet pair of cores and DfE's files, or a home that holds them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

import cli
from tests.bench.visitor import ROOT, Visitor, serving
from tests.conftest import PUBLISHED, SHARED

VIEWS = ("ranked", "time", "spread", "regions", "side")
MEASURES = ("kpi=S5", "measure=TotPermEx", "measure=SEN_CASES_JAN", "measure=SEN_TotSENSuP")
LIMIT_MS, LIMIT_BYTES = 60, 100_000


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
    parser.add_argument("--home", type=Path, help="a home that holds the releases already")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        if options.home is None:
            cli.main(["load", *(str(SHARED / "inputs" / part) for part in PUBLISHED), "--home", str(home), "--json"])
        result = measure(home, options.rounds, Path(folder) / "log.txt")
    for name, one in result.items():
        print(f"{name:<36}{one['rerun_ms']:>8} ms{one['bytes']:>9} bytes, first {one['first_ms']} ms")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    over = [name for name, one in result.items() if one["rerun_ms"] > LIMIT_MS or one["bytes"] > LIMIT_BYTES]
    for name in over:
        print(f"over its limit: {name}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
