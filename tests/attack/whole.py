"""Everything drawn at random in one run: changed files, addresses and typed messages: ``python -m tests.attack.whole``, 20,000 of each.

Prints what became of them; the exit code is 1 where a figure was wrong, anything was raised, a page was lost, a withheld figure told, a
tag or script let through, a file took more than 3 seconds or a page more than 3, or a process grew by more than 300 MB.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tempfile import TemporaryDirectory

from tests.attack.drawing_tasks import SOON, addresses, messages, summed
from tests.attack.report import counted
from tests.attack.run import classes

GROWS, BATCH = 300, 250  # MB a process may grow by, drawings a task


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=20_000)
    options.add_argument("--addresses", type=int, default=10_000)
    options.add_argument("--messages", type=int, default=10_000)
    given = options.parse_args()
    faults: list[str] = []
    if given.files:
        counts = counted(max(1, given.files // len(list(classes()))), "")
        slow = sum(one.slow for one in counts)
        wrong = sum(len(one.faults) for one in counts)
        print(f"Files: {sum(one.copies for one in counts):,} drawn, {wrong} wrong or raised, {slow} over 3 s.", flush=True)
        faults += [fault for one in counts for fault in one.faults] + [f"{slow} files took more than 3 s"] * bool(slow)
    for name, task, wanted in (("Addresses", addresses, given.addresses), ("Messages", messages, given.messages)):
        if not wanted:
            continue
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            tasks = [pool.submit(task, at, min(BATCH, wanted - at), folder) for at in range(0, wanted, BATCH)]
            done = [one.result() for one in tasks]
        told, grew = summed([tally for tally, _ in done]), max(grew for _, grew in done)
        print(f"{name}: {told.drawn:,} drawn, {told.kept:,} kept, {told.refused:,} refused, slowest {told.slowest:.1f} s, {told.slow} over "
              f"{SOON:g} s, a process grew by {grew:.0f} MB, {len(told.faults)} faults.", flush=True)  # fmt: skip
        faults += told.faults + [f"{told.slow} pages took more than {SOON:g} s"] * bool(told.slow)
        faults += [f"a process grew by {grew:.0f} MB"] * (grew > GROWS)
    print(f"Faults: {len(faults)}")
    print("\n".join(faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
