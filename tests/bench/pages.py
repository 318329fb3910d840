"""Speed of every page as ratios to a bare page with the same elements, in one run. ``python -m tests.bench.pages [--json FILE]``.

Of the sample area, and (named "full") of the illustrative borough with its eight years. Exit 1 when one is over its limit: a median
rerun 2x, start to ready 1.25x, 60 kB a rerun for the sample's Overview and KPI.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import cli
import loaders
from data.home.illustrative import load_samples
from tests.bench.parsing import ILLUSTRATIVE
from tests.bench.visitor import ROOT, Visitor, serving
from tests.conftest import writer

BURY, BOROUGH = "area=Bury", "area=Westmere"
PAGES = {
    "overview": ("", BURY), "section": ("section", f"{BURY}&section=S"), "priority": ("priority", f"{BURY}&priority=6"),
    "moved": ("moved", f"{BURY}&since=2017-01-01"), "kpi": ("kpi", f"{BURY}&kpi=S5"), "load": ("load", BURY),
    "sources": ("sources", f"{BURY}&load=1"), "about": ("about", BURY), "accessibility": ("accessibility", BURY),
    "full overview": ("", BOROUGH), "full section S": ("section", f"{BOROUGH}&section=S"),
    "full section E": ("section", f"{BOROUGH}&section=E"), "full priority": ("priority", BOROUGH), "full moved": ("moved", BOROUGH),
    "full signals": ("signals", BOROUGH), "full real": ("kpi", f"{BOROUGH}&kpi=S5&view=Is+it+real%3F"),
    "full over time": ("kpi", f"{BOROUGH}&kpi=S10&view=Over+time"),
    "full present": ("present", f"{BOROUGH}&slide=headline"), "full present priority": ("present", f"{BOROUGH}&slide=priority-3"),
    "full kpi": ("kpi", f"{BOROUGH}&kpi=S5"), "full sources": ("sources", BOROUGH),
}  # fmt: skip
LIMIT_RERUN, LIMIT_START, LIMIT_BYTES = 2.0, 1.25, 60_000


def recorded(messages: list[ForwardMsg]) -> Iterator[tuple[str, Any]]:
    """The elements of a run in order, each with the content that its plain call needs."""
    for message in messages:
        if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
            continue
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        found = getattr(element, kind)
        if kind in ("html", "markdown"):
            yield kind, found.body
        elif kind == "plotly_chart":
            yield kind, json.loads(found.spec)
        elif kind in ("selectbox", "multiselect"):
            yield kind, {"label": found.label, "options": list(found.options)}
        elif kind == "button_group":
            yield kind, [option.content for option in found.options]
        elif kind == "bidi_component":
            yield kind, json.loads(found.json) if found.json else None
        elif kind == "dataframe":
            yield kind, {f"c{n}": ["text"] * 221 for n in range(6)}
        elif kind in ("download_button", "button", "file_uploader", "date_input", "text_input", "text_area", "number_input"):
            yield kind, found.label
        elif kind != "empty":
            raise ValueError(f"no plain call is known for {kind}")


def fill(home: Path) -> None:
    """Loads the sample area into a home and the illustrative borough into the folder of its own within."""
    cli.main(["load", str(ROOT / "data" / "samples" / "bury_2017.xlsx"), "--home", str(home), "--json"])
    load_samples(writer(home / "illustrative"), ILLUSTRATIVE, loaders)


def measure(rounds: int, folder: Path, only: str) -> dict[str, Any]:
    """Medians of ``rounds`` reruns a page, ours and bare in turns, and the quickest of five starts each."""
    home = folder / "home"
    fill(home)
    ours_env, bare_script = {"SEND_HOME": str(home)}, Path(__file__).parent / "bare.py"
    pages: dict[str, Any] = {}
    with serving(ROOT / "app.py", folder / "ours.log", ours_env) as (address, _, _):
        for name, (page, query) in PAGES.items():
            if only not in name:
                continue
            elements = folder / f"{name}.json"
            with Visitor(address, page, query) as ours:
                first, _, _ = ours.run()
                elements.write_text(json.dumps(list(recorded(ours.run()[2]))), encoding="utf-8")
                with (
                    serving(bare_script, folder / "bare.log", {"BARE_ELEMENTS": str(elements)}) as (bare_address, _, _),
                    Visitor(bare_address, "") as bare,
                ):
                    bare.run()
                    runs = [(ours.run(), bare.run()) for _ in range(rounds)]
            mine, plain = (statistics.median(run[side][0] for run in runs) * 1000 for side in (0, 1))
            pages[name] = {
                "rerun_ms": round(mine, 1), "bare_ms": round(plain, 1), "ratio": round(mine / plain, 2),
                "first_visit_ms": round(first * 1000, 1),
                "bytes": runs[-1][0][1], "bare_bytes": runs[-1][1][1],
            }  # fmt: skip
    starts: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(5):
        for name, script in (("ours", ROOT / "app.py"), ("bare", bare_script)):
            env = ours_env | {"BARE_ELEMENTS": str(elements)}
            with serving(script, folder / "start.log", env) as (_, seconds, _):
                starts[name].append(seconds)
    begin = {name: round(min(seconds), 2) for name, seconds in starts.items()}
    return {"pages": pages, "start_s": begin, "start_ratio": round(begin["ours"] / begin["bare"], 2)}


def over(result: dict[str, Any]) -> list[str]:
    """What is over its limit, in words."""
    found = [f"{name}: {p['ratio']}x the bare page" for name, p in result["pages"].items() if p["ratio"] > LIMIT_RERUN]
    sizes = {name: p["bytes"] for name, p in result["pages"].items() if name in ("overview", "kpi")}
    found += [f"{name}: {size} bytes" for name, size in sizes.items() if size > LIMIT_BYTES]
    if result["start_ratio"] > LIMIT_START:
        found.append(f"start: {result['start_ratio']}x")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", default="", help="pages whose name holds these letters, such as full")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options.rounds, Path(folder), options.only)
    print(f"{'page':<16}{'rerun ms':>10}{'bare ms':>10}{'ratio':>8}{'first ms':>10}{'bytes':>9}{'bare':>9}")
    for name, p in result["pages"].items():
        line = f"{p['rerun_ms']:>10}{p['bare_ms']:>10}{p['ratio']:>8}{p['first_visit_ms']:>10}{p['bytes']:>9}{p['bare_bytes']:>9}"
        print(f"{name:<16}{line}")
    print(f"start to ready: {result['start_s']['ours']} s, bare {result['start_s']['bare']} s, ratio {result['start_ratio']}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    else:
        print(json.dumps(result))
    for words in (found := over(result)):
        print(f"over its limit: {words}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
