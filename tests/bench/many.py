"""Eight years of monthly workbooks from an empty home to a published build: ``python -m tests.bench.many [--json FILE]``.

Seconds of the quickest round and of each of its parts, the process's peak memory, the size of the build. Exit 1 when the checks
beside earlier files take longer than the reading.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

import loaders
from data.home.illustrative import load_samples
from data.home.intake import Intake
from data.store.store import Store
from tests.bench.parsing import ILLUSTRATIVE
from tests.conftest import writer

MONTHS = 96
_MONTHLY = re.compile(r"\d{4}-\d{2} ")
NOW = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)


def monthly(folder: Path, made: Path, months: int) -> None:
    """Makes a sample folder of another's newest monthly workbooks alone, by their names, with its reference and the days received."""
    (made / "reference").symlink_to(folder / "reference")
    (made / "workbooks").symlink_to(folder / "workbooks")
    head, *lines = (folder / "received.csv").read_text(encoding="utf-8").splitlines()
    kept = sorted(filter(_MONTHLY.match, lines))[-months:]
    (made / "received.csv").write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")


def once(folder: Path) -> dict[str, float]:
    """One fresh home: seconds in all, of reading, of the checks beside earlier files, of publishing; build in kB; files."""
    parts = dict.fromkeys(("read", "beside", "publish"), 0.0)

    def timed(part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*args: Any, **kwargs: Any) -> Any:
            began = perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                parts[part] += perf_counter() - began

        return run

    files = 0

    def progress(_done: int, of: int) -> None:
        nonlocal files
        files = of

    with (
        tempfile.TemporaryDirectory() as home,
        patch.object(Intake, "_compared", timed("beside", Intake._compared)),
        patch.object(Intake, "take", timed("read", Intake.take)),
        patch.object(Store, "publish_loads", timed("publish", Store.publish_loads)),
    ):
        store, began = Store(Path(home)), perf_counter()
        load_samples(writer(store.home), folder, loaders, progress=progress, at=NOW)
        total = perf_counter() - began
        size = (store.builds / f"{store.current()}.duckdb").stat().st_size
    parts["read"] -= parts["beside"]  # a file is set beside the others as it is taken in
    return {"total": total, **parts, "build_kb": size / 1000, "files": files}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    before = _peak()
    with tempfile.TemporaryDirectory() as folder:
        monthly(ILLUSTRATIVE, Path(folder), MONTHS)
        rounds = [once(Path(folder)) for _ in range(options.rounds)]
    best = {name: round(value, 2) for name, value in min(rounds, key=lambda one: one["total"]).items()}
    result = best | {"beside_to_read": round(best["beside"] / best["read"], 2), "peak_mb": _peak(), "peak_before_mb": before}
    print(f"{best['files']:.0f} workbooks in {best['total']} s: reading {best['read']} s, beside earlier files {best['beside']} s, "
          f"publishing {best['publish']} s")  # fmt: skip
    print(f"peak memory {result['peak_mb']} MB, of which {before} MB before the first file; build {best['build_kb']:,.0f} kB")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return 1 if best["beside"] > best["read"] else 0


def _peak() -> float:
    """The most memory this process ever held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1e6 if sys.platform == "darwin" else 1024), 1)


if __name__ == "__main__":
    sys.exit(main())
