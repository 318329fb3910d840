"""What chance, intervals and sentences cost on a page of every KPI. ``python -m tests.bench.all_kpis [--rounds N] [--json FILE]``.

The page is worked from its build and drawn, all caches empty, for the illustrative borough's eight years: bare, and with each KPI judged by
statistical process control, its interval and verdicts, and its sentence. Exit 1 where that takes over twice the bare page.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from time import process_time
from unittest.mock import patch

from kpis.charts.style.palette import LIGHT
from kpis.signals import significance
from kpis.signals.signals import signal
from pages.queries import area_view, session
from pages.widgets import components
from tests.conftest import make_borough
from tests.factories.area_views import view_key

AREA, LIMIT = "X06000001", 2.0


def drawn(home: str, *, whole: bool) -> float:
    """Seconds of one core to work the area's standings and draw the table of all KPIs; ``whole`` adds what this bench is about."""
    now = session.build_of(home)
    sections = session.catalogue_of(home, now).sections
    start = process_time()
    held = area_view.held_of.__wrapped__(view_key(home, AREA))
    if whole:
        for s in held.standings:
            signal(s)
            significance.confidence(s.own, s.indicator)
            significance.verdicts(s)
        components.kpi_table(LIGHT, held, sections)
    else:
        with patch.object(components, "hint", lambda _: ""):
            components.kpi_table(LIGHT, held, sections)
    return process_time() - start


def measured(rounds: int) -> dict[str, float]:
    """Medians in milliseconds, in turns, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        home = str(make_borough(Path(folder) / "home"))
        drawn(home, whole=True)
        taken = [(drawn(home, whole=False), drawn(home, whole=True)) for _ in range(rounds)]
    bare, whole = (statistics.median(one) * 1000 for one in zip(*taken, strict=True))
    return {"bare_ms": round(bare, 1), "whole_ms": round(whole, 1), "ratio": round(whole / bare, 2)}


def main() -> int:
    """Prints both and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measured(options.rounds)
    print(f"every KPI: {found['bare_ms']} ms bare, {found['whole_ms']} ms with chance, intervals and sentences, ratio {found['ratio']}")
    if options.json:
        options.json.write_text(json.dumps(found), encoding="utf-8")
    return int(found["ratio"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
