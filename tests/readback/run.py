"""Draws states, loads and renders each, and judges what was read back: ``python -m tests.readback.run --states 300``.

A state holds up to eight KPIs, so 300 states are some 1,900 KPIs on their day, each on nine surfaces and more. Exit 1 where anything is
wrong.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.readback.judging import BATCH, Judged, states
from tests.readback.oracle import PHRASES


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--states", type=int, default=300)
    options.add_argument("--first", type=int, default=0)
    given = options.parse_args()
    total = Judged()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        tasks = [
            pool.submit(states, at, min(BATCH, given.first + given.states - at))
            for at in range(given.first, given.first + given.states, BATCH)
        ]
        for task in tasks:
            total.add(task.result())
    never = [one for one in PHRASES if one not in total.phrases]
    print(f"{given.states} states, {total.kpis:,} KPIs on their day, {total.surfaces:,} surfaces, {total.verdicts:,} verdicts read back.")
    print(f"Phrases met: {len(total.phrases)} of {len(PHRASES)}. Never met: {', '.join(never) or 'none'}.")
    print(f"Faults: {len(total.faults)}")
    print("\n".join(total.faults[:60]))
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
