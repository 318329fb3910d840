"""Counts, by class, what becomes of thousands of changed copies of both samples: ``python -m tests.attack.report``."""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.attack.oracle import EXACT, EXCEPTION, REFUSED, TOLD, WRONG
from tests.attack.run import GROUPS, Count, classes, run

HEADS = ("class", "copies", "as meant", "left out aloud", "refused", "wrong", "exceptions")
KINDS = (EXACT, TOLD, REFUSED, WRONG, EXCEPTION)
BATCH_SHARE = 30


def counted(copies: int, only: str) -> list[Count]:
    """Every class over every sample it is for, on two processes."""
    wanted = [(group, name, sample) for group, name, sample in classes() if only in (group, name, "")]
    with ProcessPoolExecutor(2) as pool:
        each = [pool.submit(run, group, name, sample, copies if group != "batch" else max(1, copies // BATCH_SHARE))
                for group, name, sample in wanted]  # fmt: skip
        return [future.result() for future in each]


def table(counts: list[Count]) -> list[dict[str, object]]:
    """A row a class, the samples together, and a last row of all."""
    rows: list[dict[str, object]] = []
    for group, names in GROUPS.items():
        for name in names:
            same = [c for c in counts if (c.group, c.name) == (group, name)]
            if same:
                rows.append(_row(f"{group}: {name}", same))
    return [*rows, _row("all", counts)]


def _row(name: str, counts: list[Count]) -> dict[str, object]:
    sums = [sum(c.kinds[kind] for c in counts) for kind in KINDS]
    return dict(zip(HEADS, (name, sum(c.copies for c in counts), *sums), strict=True))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--copies", type=int, default=300, help="copies of each class and sample")
    options.add_argument("--only", default="", help="one group or one class")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    counts = counted(given.copies, given.only)
    rows = table(counts)
    faults = [fault for count in counts for fault in count.faults]
    if given.json:
        print(json.dumps({"rows": rows, "faults": faults}, ensure_ascii=False, indent=1))
    else:
        for row in ({head: head for head in HEADS}, *rows):
            print(f"{row['class']!s:<44}" + "".join(f"{row[head]!s:>{len(head) + 2}}" for head in HEADS[1:]))
        print("\n".join(faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
