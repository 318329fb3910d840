"""Viewers who look at what they have not yet seen: ``python -m tests.bench.wanderers [--viewers N] [--load-every S] [--json FILE]``.

A third each choose another KPI, another area on the Overview and another measure on Benchmark, on DfE's LAIT and EHC plans beside Bury's
scorecard, every three seconds; no viewer looks at one of them twice. From sending a choice to the run's end, in ms, beside three viewers
(one of each) on a server of their own. With ``--load-every`` a load is withdrawn or put back every so many seconds, which makes a build.
Exit 1 where 19 in 20 take over twice what they take the three, or with loads over three times; or the server then holds over 1.3 times.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cli
from tests.bench.viewers import memory, shown
from tests.bench.visitor import ROOT, Visitor, serving
from tests.conftest import SAMPLE, SHARED, writer

LOOKS = (("kpi", "KPI"), ("overview", "Area"), ("benchmark", "Measure"))
INPUTS = (SHARED / "inputs" / "lait", SHARED / "inputs" / "ees" / "education-health-and-care-plans_2025.zip", SAMPLE)
ALONE, BESIDE_LOADS, MEMORY = 2.0, 3.0, 1.3
SETTLED = 4.0  # seconds from ready to the first viewer


def look(address: str, number: int, every: float, choices: int) -> list[tuple[str, float, bool]]:
    """One viewer's choices: the page, the seconds of each and whether the answer was right."""
    page, label = LOOKS[number % len(LOOKS)]
    chance = random.Random(number)
    with Visitor(address, page, "area=Bury&kpi=S5") as visitor:
        visitor.run()
        options = [one for one in visitor.lists[label].options if one not in ("Bury", "S5")]
        chosen = chance.sample(options, min(choices, len(options)))
        found, began = [], time.monotonic() + every * chance.random()
        for n, option in enumerate(chosen):
            time.sleep(max(0.0, began + n * every - time.monotonic()))
            seconds, _, messages = visitor.choose(label, option)
            found.append((page, seconds, label != "KPI" or shown(messages) == option.partition(" ")[0]))
    return found


def _loading(home: Path, every: float, over: threading.Event) -> None:
    """Makes a build every so many seconds, by withdrawing the last load or putting it back."""
    opened = writer(home)
    load = int(opened.reader.figures.loads(opened.reader.figures.current())["id"].max())
    gone = False
    while not over.wait(every):
        opened.decide_load(load, "reinstate" if gone else "withdraw", why="bench")
        gone = not gone


def core_ms(pid: int) -> float:
    """Milliseconds of one core that a process has used; zero where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 10.0  # the clock of /proc ticks a hundred times a second


def measure(home: Path, log: Path, viewers: int, every: float, choices: int, *, load_every: float = 0.0) -> dict[str, Any]:
    """All viewers at once on a server that nobody has looked at."""
    over = threading.Event()
    with serving(ROOT / "app.py", log, {"SEND_HOME": str(home)}) as served:
        time.sleep(SETTLED)
        used = core_ms(served.pid)
        loading = threading.Thread(target=_loading, args=(home, load_every, over))
        if load_every:
            loading.start()
        try:
            with ThreadPoolExecutor(viewers) as pool:
                answers = [one for found in pool.map(lambda n: look(served.address, n, every, choices), range(viewers)) for one in found]
        finally:
            over.set()
        if load_every:
            loading.join()
        held, used = memory(served.pid), core_ms(served.pid) - used
    times = sorted(seconds * 1000 for _, seconds, _ in answers)
    pages = {
        page: round(statistics.median(seconds * 1000 for one, seconds, _ in answers if one == page), 1) for page, _ in LOOKS
    }  # fmt: skip
    return {
        "viewers": viewers, "choices": len(times), "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1), "worst_ms": round(times[-1], 1), "median_ms_by_page": pages,
        "wrong": sum(not right for _, _, right in answers), "memory_mb": held,
        "core_ms_a_choice": round(used / len(times), 1),
    }  # fmt: skip


def main() -> int:
    """Prints what the three and the many waited for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--every", type=float, default=3.0, help="seconds from choice to choice")
    parser.add_argument("--choices", type=int, default=12, help="of each viewer")
    parser.add_argument("--load-every", type=float, default=0.0, help="also with a build made every so many seconds")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, log = Path(folder) / "home", Path(folder) / "log.txt"
        for path in INPUTS:
            assert cli.main(["load", str(path), "--home", str(home), "--json"]) == 0
        asked = (options.every, options.choices)
        found = {"three": measure(home, log, 3, *asked), "many": measure(home, log, options.viewers, *asked)}
        if options.load_every:
            found["loads"] = measure(home, log, options.viewers, *asked, load_every=options.load_every)
    for name, one in found.items():
        print(name, one)
    times = {"many beside three": (found["many"]["p95_ms"] / found["three"]["p95_ms"], ALONE)}
    if options.load_every:
        times["with loads"] = (found["loads"]["p95_ms"] / found["many"]["p95_ms"], BESIDE_LOADS)
        times["memory with loads"] = ((found["loads"]["memory_mb"] or 1) / (found["many"]["memory_mb"] or 1), MEMORY)
    for name, (ratio, limit) in times.items():
        print(f"{name}: {ratio:.2f} times (limit {limit})")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return int(any(ratio > limit for ratio, limit in times.values()) or any(one["wrong"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
