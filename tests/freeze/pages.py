"""Every page and view of each home as text, with the charts that stand there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.freeze import product, shelf
from tests.freeze.homes import AREA, DAYS, MADE_UP, Homes
from tests.freeze.screens import Screen, Shared

PAGES = (
    "overview", "section", "kpi", "moved", "signals", "meetings", "present", "priority", "plan", "thread", "exceptions", "risks",
    "evidence", "benchmark", "explore", "peers", "load", "sources", "settings", "about", "accessibility",
)  # fmt: skip
ENGLAND = ("benchmark", "explore", "peers")
KPIS = (*(f"S{n}" for n in range(1, 14)), *(f"E{n}" for n in range(1, 11)), *(f"P{n}" for n in range(1, 11)), "L1", "L2")
KPI_VIEWS = ("Chart", "Over time", "Is it real?", "Compared", "Targets", "Table", "Actions", "About")
BENCHMARK_VIEWS = ("ranked", "time", "spread", "regions", "side")
ABOUT_VIEWS = ("Catalogue", "Methods", "Glossary", "Licences", "First steps")
SLIDES = ("headline", "priority-1", "priority-2", "priority-3", "priority-4", "priority-5", "priority-6", "voice", "risks", "agree",
          "measures", "index")  # fmt: skip
MEASURES = ({"kpi": "S5"}, {"measure": "TotPermEx"}, {"measure": "SEN_TotSENSuP"}, {"measure": "SEN_CASES_JAN"})
Address = tuple[str, dict[str, str]]
Texts = dict[str, str]
OPEN = "open"  # marks an address that is drawn with its folds opened


def pages(homes: Homes) -> Texts:
    """The pages of the samples."""
    drawn = Drawn(homes)
    drawn.all("empty", homes.empty, [(page, {}) for page in PAGES])
    drawn.all("bury", homes.bury, [*_every(AREA), *_views(AREA), *_kpis(AREA, ("Chart", "Table"))])
    drawn.all("westmere", homes.westmere, [*_every(MADE_UP), *_views(MADE_UP), *_kpis(MADE_UP, KPI_VIEWS)])
    for day in DAYS:
        past: list[Address] = [*_every(MADE_UP), *_kpis(MADE_UP, ("Chart", "Over time", "Is it real?"), ("S5", "E1"))]
        drawn.all(f"westmere-{day}", homes.westmere, [(page, ids | {"as_at": day}) for page, ids in past])
    drawn.all("made", homes.made, [*_every(AREA), *_benchmark(AREA), *_kpis(AREA, KPI_VIEWS, ("S3", "S5"))])
    drawn.all("both", homes.both, [*_every(AREA), *_kpis(AREA, KPI_VIEWS, ("S3", "S5"))])
    drawn.opened("westmere", homes.westmere, [*_every(MADE_UP), *_kpis(MADE_UP, KPI_VIEWS, ("S5",)), *_looks(MADE_UP)])
    drawn.opened("both", homes.both, _every(AREA))
    drawn.opened("made", homes.made, [(page, {"area": AREA}) for page in ENGLAND])
    _uploads(drawn, homes)
    return drawn.texts()


def inputs_pages(homes: Homes) -> Texts:
    """The pages over DfE's own files."""
    drawn = Drawn(homes)
    drawn.all("england", homes.england, [*_every(AREA), *_benchmark(AREA), *_kpis(AREA, ("Chart", "Compared", "Table"))])
    drawn.all("england-bury", homes.england_bury, [*_every(AREA), *_kpis(AREA, KPI_VIEWS, ("S4", "S5", "E10"))])
    return drawn.texts()


class Drawn:
    """Pages drawn one after another, and what they share."""

    def __init__(self, homes: Homes) -> None:
        self._homes, self._shared = homes, Shared()
        self._texts: Texts = {}

    def all(self, group: str, home: Path, addresses: list[Address], then: Any = None) -> None:
        """Draws each address of a home once; ``then`` is what is pressed before it is looked at."""
        for page, ids in addresses:
            name = f"{group}/{_name(page, ids)}{' opened' if then else ''}"
            screen = Screen(self._homes.page(home, page, ids, then), self._shared)
            self._texts[f"{name}.txt"] = screen.text(self._homes.masks)
            for at, chart in enumerate(screen.charts, 1):
                self._texts[f"{name}.chart {at}.txt"] = self._homes.masks.text(chart)

    def opened(self, group: str, home: Path, addresses: list[Address]) -> None:
        """The same with every fold open."""
        self.all(group, home, addresses, product.unfolded)

    def texts(self) -> Texts:
        """Everything drawn, and what was shared."""
        shared = {f"shared/{name}": self._homes.masks.text(body) for name, body in self._shared.texts().items()}
        return self._texts | shared


def _uploads(drawn: Drawn, homes: Homes) -> None:
    """Files given to the page that loads them: looked at, asked about, refused, published; and the two boxes above every page."""
    asking = {name: shelf.timeless(content) for name, content in product.asking_workbooks().items()}
    bury, plan = product.BURY.read_bytes(), product.BURY_PLAN.read_bytes()
    given = {
        "a scorecard": {"bury.xlsx": bury}, "one that asks": {"devon.xlsx": asking["devon.xlsx"]},
        "another": {"kent.xlsx": asking["kent.xlsx"]},
        "a plan": {"plan.xlsx": plan}, "no workbook": {"bad.xlsx": b"MZ"},
        "three": {"bury.xlsx": bury, "bad.xlsx": b"MZ", "plan.xlsx": plan},
    }  # fmt: skip
    for name, contents in given.items():
        drawn.all(f"upload {name}", homes.empty, [("load", {})], _given(contents, ""))
    drawn.all("upload again", homes.bury, [("load", {})], _given({"bury.xlsx": bury}, ""))
    drawn.all("upload and publish", homes.work / "published", [("load", {})], _given({"bury.xlsx": bury}, "publish"))
    for box in ("find_open", "views_open"):
        drawn.all(box, homes.westmere, [("overview", {"area": MADE_UP})], lambda at, box=box: at.button(key=box).click().run())


def _given(contents: dict[str, bytes], press: str) -> Any:
    """What gives files to a page and then presses a button."""

    def then(at: Any) -> Any:
        at.file_uploader[0].set_value([(name, content, "application/octet-stream") for name, content in contents.items()]).run()
        return at.button(key=press).click().run() if press else at

    return then


def _every(area: str) -> list[Address]:
    return [(page, {"area": area}) for page in PAGES]


def _kpis(area: str, views: tuple[str, ...], codes: tuple[str, ...] = KPIS) -> list[Address]:
    return [("kpi", {"area": area, "kpi": code, "view": view}) for code in codes for view in views]


def _views(area: str) -> Iterator[Address]:
    """The views, tabs and things of pages that their addresses name."""
    for section in ("S", "E", "P", "L"):
        yield "section", {"area": area, "section": section}
        yield "section", {"area": area, "section": section, "shown": "Table"}
    for number in ("1", "2", "3", "4", "5", "6"):
        yield "priority", {"area": area, "priority": number}
    for slide in SLIDES:
        yield "present", {"area": area, "slide": slide}
    for view in ABOUT_VIEWS:
        yield "about", {"about": view}
    for view in ("dependency", "you_said"):
        yield "risks", {"area": area, "view": view}
    yield "plan", {"area": area, "part": "people"}
    yield "plan", {"area": area, "find": "training"}
    yield "meetings", {"area": area, "view": "recommendations"}
    yield "moved", {"area": area, "since": "2017-01-01"}
    yield "moved", {"area": area, "since": "2025-06-30"}
    yield "sources", {"area": area, "load": "1", "sheet": "Scorecard", "cell": "D10"}
    yield from _looks(area)
    for ids in ({"kpi": "S99"}, {"view": "pie"}, {"area": "Atlantis"}, {"as_at": "2999-01-01"}):
        yield "kpi", {"area": area, "kpi": "S5"} | ids


def _looks(area: str) -> list[Address]:
    """Single things of the registers, by the keys that the illustrative borough gives them."""
    return [
        ("risks", {"area": area, "risk": "R1"}), ("risks", {"area": area, "view": "dependency", "dependency": "D1"}),
        ("plan", {"area": area, "action": "1.1"}), ("plan", {"area": area, "action": "3.2"}),
        ("exceptions", {"area": area, "kpi": "S5"}), ("meetings", {"area": area, "meeting": "board/2026-09-17"}),
        ("present", {"area": area, "meeting": "board/2026-09-17", "slide": "index"}),
        ("evidence", {"area": area, "find": "audit"}),
    ]  # fmt: skip


def _benchmark(area: str) -> Iterator[Address]:
    """The views of the pages of published figures."""
    for which in MEASURES:
        for view in BENCHMARK_VIEWS:
            yield "benchmark", {"area": area, "view": view} | which
    yield "benchmark", {"area": area, "kpi": "S5", "period": "2023-12-31"}
    yield "benchmark", {"area": area, "kpi": "S5", "as_at": "2026-06-01"}
    yield "benchmark", {"area": area, "kpi": "S5", "view": "side", "with": "E10000016,E92000001"}
    yield "benchmark", {"area": "Kent", "kpi": "S5"}
    yield "peers", {"area": area, "kpi": "S5"}
    yield "peers", {"area": area, "measure": "TotPermEx"}
    yield "explore", {"area": area, "find": "plans"}


def _name(page: str, ids: dict[str, str]) -> str:
    """An address as the name of a frozen file."""
    said = " ".join(f"{key}={value}" for key, value in ids.items() if key not in ("area", "as_at") or value in ("Atlantis", "Kent"))
    said = " ".join(filter(None, (page, said, f"as_at={ids['as_at']}" if "as_at" in ids else "")))
    return "".join(letter if letter not in '<>:"/\\|?*' else "_" for letter in said)
