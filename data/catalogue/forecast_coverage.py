"""How often ranges of where a yearly figure is heading held what DfE then published, counted per KPI and years ahead."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

COUNTS = Path(__file__).parents[1] / "reference" / "course.csv"


@lru_cache(maxsize=1)
def read_held() -> Mapping[tuple[str, int], float]:
    """The share of published figures that the range held, by KPI and years ahead. Counted from DfE's LAIT, release of April 2026
    (Open Government Licence v3.0), by tests/golden/test_course.py."""
    rows = csv.DictReader(COUNTS.read_text(encoding="utf-8").splitlines())
    return {(row["kpi"], int(row["years"])): int(row["held"]) / int(row["of"]) for row in rows}
