"""Twenty viewers of the illustrative borough, each choosing another KPI every two seconds: ``python -m tests.bench.viewers [--json FILE]``.

From sending a choice to the run's end, in ms: half, 19 in 20, and the slowest; and the server's memory. Each answer must be of the KPI
that was asked for. Exit 1 when 19 in 20 take longer than 120 ms, or any answer is of another KPI.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.pages import BOROUGH, fill
from tests.bench.visitor import ROOT, Visitor, serving

LIMIT_MS = 120.0
WARMING = 2  # choices of each viewer before any counts


def shown(messages: list[ForwardMsg]) -> str:
    """The code of the KPI that a run drew, by its heading."""
    for message in messages:
        found = re.search(r"<h1>(\S+) ", message.delta.new_element.html.body)
        if found:
            return found[1]
    return ""


def view(address: str, number: int, every: float, choices: int) -> list[tuple[float, bool]]:
    """One viewer's choices: the seconds of each and whether the answer was right."""
    chance = random.Random(number)
    found: list[tuple[float, bool]] = []
    with Visitor(address, "kpi", f"{BOROUGH}&kpi=S5") as visitor:
        visitor.run()
        options = list(visitor.lists["KPI"].options)
        before = "S5"
        began = time.monotonic() + every * chance.random()
        for n in range(choices + WARMING):
            time.sleep(max(0.0, began + n * every - time.monotonic()))
            option = chance.choice([one for one in options if one.partition(" ")[0] != before])
            before = option.partition(" ")[0]
            seconds, _, messages = visitor.choose("KPI", option)
            if n >= WARMING:
                found.append((seconds, shown(messages) == before))
    return found


def memory(pid: int) -> float | None:
    """The memory a process holds, in MB; None where the system does not tell."""
    try:
        held = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return None
    return round(int(held[1]) / 1024, 1) if held else None


def measure(viewers: int, every: float, choices: int, home: Path, log: Path) -> dict[str, Any]:
    """All viewers at once, after one of them has looked at every KPI."""
    with serving(ROOT / "app.py", log, {"SEND_HOME": str(home)}) as served:
        with Visitor(served.address, "kpi", f"{BOROUGH}&kpi=S5") as first:
            first.run()
            for option in list(first.lists["KPI"].options):
                first.choose("KPI", option)
        before = memory(served.pid)
        with ThreadPoolExecutor(viewers) as pool:
            answers = [one for found in pool.map(lambda n: view(served.address, n, every, choices), range(viewers)) for one in found]
        times = sorted(seconds * 1000 for seconds, _ in answers)
        return {
            "viewers": viewers, "every_s": every, "choices": len(times), "p50_ms": round(statistics.median(times), 1),
            "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1), "max_ms": round(times[-1], 1),
            "wrong": sum(not right for _, right in answers), "memory_mb": memory(served.pid), "memory_before_mb": before,
        }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=20)
    parser.add_argument("--every", type=float, default=2.0, help="seconds from choice to choice")
    parser.add_argument("--choices", type=int, default=18, help="of each viewer")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "home")
        result = measure(options.viewers, options.every, options.choices, Path(folder) / "home", Path(folder) / "viewers.log")
    print(f"{result['viewers']} viewers, {result['choices']} choices: p50 {result['p50_ms']} ms, p95 {result['p95_ms']} ms, "
          f"slowest {result['max_ms']} ms, {result['wrong']} wrong; the server holds {result['memory_mb']} MB, "
          f"{result['memory_before_mb']} MB before they came")  # fmt: skip
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return 1 if result["wrong"] or result["p95_ms"] > LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
