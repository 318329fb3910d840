"""How fast series are judged. ``python -m tests.bench.spc [--json FILE]``.

Exit 1 where judging 10,000 monthly series of 120 points takes over 2 seconds of one core by either preset.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import date
from pathlib import Path
from time import process_time

from kpis.stats.spc import PRESETS, SpcSeries, judge

SERIES, POINTS, LIMIT_S = 10_000, 120, 2.0


def measured(count: int = SERIES) -> dict[str, float]:
    """Seconds of one core by preset, for series of noise about a level, a tenth of them with a step."""
    chance = random.Random(7)
    days = [date(2015 + n // 12, n % 12 + 1, 1) for n in range(POINTS)]
    made = [
        SpcSeries(days, [chance.gauss(70 + 15 * (k % 10 == 0 and n > 60), 5) for n in range(POINTS)], target=80.0) for k in range(count)
    ]  # fmt: skip
    found = {}
    for name, preset in PRESETS.items():
        start = process_time()
        for one in made:
            judge(one, preset, on_screen=True)
        found[name] = round(process_time() - start, 2)
    return found


def main() -> int:
    """Prints the seconds by preset."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measured()
    for name, seconds in found.items():
        print(f"{name}: {SERIES:,} series of {POINTS} points in {seconds} s")
    if options.json:
        options.json.write_text(json.dumps(found), encoding="utf-8")
    return int(max(found.values()) > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
