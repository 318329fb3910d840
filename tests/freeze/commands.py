"""What the command line prints: every command that only reads, in JSON and in words, and what it says to a wrong question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.freeze.homes import AREA, DAYS, MADE_UP, Homes
from tests.freeze.pages import KPIS

Texts = dict[str, str]
READING = ("show", "thread", "plan", "meetings", "risks", "exceptions", "judgements")
SERIES = ("S1", "S5", "S10", "E1", "E7", "P3", "L1")
PUBLISHED = ("SEN_EHC_All_20wks", "SEN_CASES_JAN", "SEN_TotSENSuP", "TotPermEx")
NAMES = (
    "load", "loads", "withdraw", "reinstate", "show", "series", "plan", "thread", "pack", "report", "backlog", "judgements", "exceptions",
    "meetings", "risks", "backup", "verify", "restore", "spc", "interval",
)  # fmt: skip


def commands(homes: Homes) -> Texts:
    """Every reading command on every home of the samples."""
    asked = _Asked(homes)
    _of_area(asked, "bury", homes.bury, AREA, KPIS)
    _of_area(asked, "westmere", homes.westmere, MADE_UP, SERIES)
    for day in DAYS:
        _of_area(asked, f"westmere {day}", homes.westmere, MADE_UP, ("S5", "E1"), "--as-at", day)
    for key in ("board/2026-09-17", "board/2021-09-16", "visit/2026-10-13"):
        asked.record(f"westmere meeting {key}", homes.westmere, "meetings", "--area", MADE_UP, "--meeting", key)
    for name, home in (("made", homes.made), ("both", homes.both)):
        _of_area(asked, name, home, AREA, ("S3", "S5"))
        _published(asked, name, home)
    _backlogs(asked, homes)
    _by_hand(asked, homes)
    _wrong(asked, homes)
    for name in NAMES:
        asked.plain(f"help {name}", name, "--help")
    asked.plain("help", "--help")
    return asked.texts


def inputs_commands(homes: Homes) -> Texts:
    """The same on DfE's own files, and the answers to the reference series that stand beside them."""
    asked = _Asked(homes)
    for name, home in (("england", homes.england), ("england beside bury", homes.england_bury)):
        _of_area(asked, name, home, AREA, ("S3", "S4", "S5", "E9", "E10", "P1"))
        _published(asked, name, home)
    for area in ("Oldham", "Camden", "Kent", "Cumbria", "Dorset"):
        asked.both(f"england {area}", homes.england, "show", "--area", area, "--code", "S3", "S4", "S5", "E10")
    _references(asked, homes)
    return asked.texts


class _Asked:
    """What was asked, and what was said, by name."""

    def __init__(self, homes: Homes) -> None:
        self._homes = homes
        self.texts: Texts = {}

    def plain(self, name: str, *arguments: Any) -> None:
        """One command as it is."""
        safe = "".join(letter if letter not in '<>:"/\\|?*' else "_" for letter in name)
        self.texts[f"{safe}.txt"] = self._homes.run(*arguments)

    def record(self, name: str, home: Path, *arguments: Any) -> None:
        """One command in JSON."""
        self.plain(f"{name}, JSON", *arguments, "--home", home, "--json")

    def both(self, name: str, home: Path, *arguments: Any) -> None:
        """One command in JSON and in words."""
        self.record(name, home, *arguments)
        self.plain(f"{name}, words", *arguments, "--home", home)


def _of_area(asked: _Asked, name: str, home: Path, area: str, codes: tuple[str, ...], *more: str) -> None:
    for what in READING:
        ask = asked.record if more and what in ("meetings", "judgements") else asked.both
        ask(f"{name} {what}", home, what, "--area", area, *more)
    for code in codes:
        asked.record(f"{name} series {code}", home, "series", code, *more)
    asked.both(f"{name} series S5 of some areas", home, "series", "S5", "--areas", area, "353", "England", *more)
    if not more:
        asked.both(f"{name} loads", home, "loads")


def _published(asked: _Asked, name: str, home: Path) -> None:
    asked.both(f"{name} measures", home, "show", "--area", AREA, "--code", *PUBLISHED)
    for one in PUBLISHED:
        asked.plain(f"{name} series {one}, JSON", "series", one, "--areas", AREA, "--home", home, "--json")
    for basis in ("excluding exceptions", "no such basis"):
        asked.plain(f"{name} {basis}, JSON", "show", "--area", AREA, "--code", "S5", "--basis", basis, "--home", home, "--json")
    for among in ("at-date", "1999", "May 2025"):
        asked.plain(f"{name} among {among}, JSON", "show", "--area", AREA, "--code", "S5", "--neighbours", among, "--home", home, "--json")


def _backlogs(asked: _Asked, homes: Homes) -> None:
    for at, more in enumerate(((), ("--due", "40", "--issued", "52"), ("--due", "60", "--issued", "52"), ("--keep", "30"),
                               ("--keep", "101"), ("--months", "0"), ("--as-at", DAYS[2], "--months", "24")), 1):  # fmt: skip
        asked.both(f"backlog {at}", homes.westmere, "backlog", "--open", "120", "--area", MADE_UP, *more)
    asked.both("backlog of bury", homes.bury, "backlog", "--open", "120")
    asked.both("backlog of nothing", homes.empty, "backlog", "--open", "60", "--due", "24", "--issued", "30")


def _by_hand(asked: _Asked, homes: Homes) -> None:
    days = [f"20{20 + n // 12}-{n % 12 + 1:02}-01" for n in range(24)]
    rising = [20 + n % 5 + (12 if n > 15 else 0) for n in range(24)]
    series = [
        {"dates": days, "values": rising}, {"dates": days, "values": rising, "target": 30, "improvement_direction": "decrease"},
        {"dates": days, "values": [None if n % 7 == 3 else n for n in rising], "rebase": days[16], "fix_after_n_points": 12},
        {"dates": days, "values": rising, "ghosts": [days[3], days[4]], "screen_outliers": False}, {"dates": days, "values": [7] * 24},
        {"dates": days[:3], "values": [1, 2, 3]}, {"dates": days, "values": ["x"] * 24}, {"dates": 7}, {"dates": ["soon"], "values": [1]},
    ]  # fmt: skip
    rows = [{"numerator": 40 + 3 * n, "denominator": 90 + 10 * n} for n in range(9)]
    intervals = [
        {"kind": "proportions", "input": {"x": 43, "n": 90}}, {"kind": "proportions", "input": {"x": 0, "n": 12, "confidence": 0.998}},
        {"kind": "rates", "input": {"x": 17, "n": 1200, "multiplier": 10000}}, {"kind": "rates", "input": {"x": 1}},
        {"kind": "means", "input": {"values": [3, 4, 5.5, None, 7]}}, {"kind": "means", "input": {"values": 3}},
        {"kind": "funnels", "input": {"statistic": "proportion", "rows": rows}},
        {"kind": "funnels", "input": {"statistic": "rate", "rows": rows, "multiplier": 1000}},
        {"kind": "recent_trend", "input": {"rows": rows}}, {"kind": "guess", "input": {}}, 7,
    ]  # fmt: skip
    for what, each in (("spc", series), ("interval", intervals)):
        for at, one in enumerate(each, 1):
            path = homes.folder("by-hand") / f"{what}.json"
            path.write_text(json.dumps(one), encoding="utf-8")
            asked.plain(f"{what} {at}", what, path)
            if what == "spc":
                asked.plain(f"{what} {at} of the other preset", what, path, "--preset", "mdc")
        path.write_text("{", encoding="utf-8")
        asked.plain(f"{what} of no JSON", what, path)


def _references(asked: _Asked, homes: Homes) -> None:
    """The reference series and intervals that stand beside the inputs, where they do."""
    if homes.inputs is None:
        return
    place = homes.inputs.parent / "reference"
    if not (place / "spc_vectors.json").is_file():
        return
    cases = json.loads((place / "spc_vectors.json").read_text(encoding="utf-8"))["cases"]
    others = json.loads((place / "benchmark_vectors.json").read_text(encoding="utf-8"))
    given = [{"kind": kind, "input": one["input"]} for kind, ones in others.items() if isinstance(ones, list) for one in ones]
    for what, each in (("spc", [one["input"] for one in cases]), ("interval", given)):
        path = homes.folder("by-hand") / f"{what}.json"
        path.write_text(json.dumps(each), encoding="utf-8")
        asked.plain(f"{what} of the reference", what, path)


def _wrong(asked: _Asked, homes: Homes) -> None:
    """What is said to a question that cannot be answered, in words and in JSON."""
    out = homes.folder("wrong")
    bury, westmere = homes.bury, homes.westmere
    questions: list[tuple[Path, tuple[Any, ...]]] = [
        (bury, ("show", "--area", "Atlantis")), (bury, ("show", "--code", "S99")), (bury, ("show", "--neighbours", "1999")),
        (bury, ("show", "--area", "Camden")), (bury, ("series", "S99")), (bury, ("series", "S5", "--areas", "Atlantis")),
        (bury, ("show", "--as-at", "2017-10-26")), (bury, ("plan", "--as-at", "2017-10-26")), (bury, ("plan", "--area", "Oldham")),
        (bury, ("meetings", "--meeting", "board/1999-01-01")), (bury, ("exceptions", "--area", "Atlantis")),
        (bury, ("withdraw", "1", "--why", " ")), (bury, ("withdraw", "99", "--why", "Wrong")), (bury, ("reinstate", "1")),
        (bury, ("pack", "--format", "pptx", "--out", out / "a.docx")),
        (bury, ("pack", "--format", "pptx", "--out", out / "a.pptx", "--code", "S99")),
        (bury, ("pack", "--format", "pptx", "--out", out / "a.pptx", "--priority", "9")),
        (bury, ("pack", "--format", "docx", "--out", out / "a.docx", "--template", out / "t.pptx")),
        (bury, ("pack", "--format", "pptx", "--out", out / "a.pptx", "--template", out / "none.pptx")),
        (bury, ("pack", "--format", "xlsx", "--out", out / "a.xlsx", "--as-at", "2010-01-01")),
        (bury, ("pack", "--format", "pptx", "--out", out / "a.pptx", "--meeting", "board/1999-01-01")),
        (bury, ("report", "highlight", "--out", out / "a.html")),
        (bury, ("report", "highlight", "--out", out / "a.pdf", "--priority", "1")),
        (bury, ("report", "highlight", "--out", out / "a.html", "--priority", "9")),
        (bury, ("report", "exceptions", "--out", out / "a.html", "--priority", "1")),
        (bury, ("load", out / "gone.xlsx")), (bury, ("load", out)), (bury, ("load", out / "gone.xlsx", "--received", "2999-01-01")),
        (bury, ("load", out / "gone.xlsx", "--area", "Atlantis")), (bury, ("load", out / "gone.xlsx", "--map", out / "gone.toml")),
        (bury, ("backup", bury / "raw" / "b.zip")), (bury, ("verify", out / "gone.zip")), (bury, ("restore", out / "gone.zip")),
        (homes.empty, ("backup", out / "b.zip")), (homes.empty, ("show",)), (homes.empty, ("series", "S5")), (homes.empty, ("plan",)),
        (homes.empty, ("loads",)), (homes.empty, ("thread",)), (homes.empty, ("meetings",)), (homes.empty, ("risks",)),
        (homes.empty, ("exceptions",)), (homes.empty, ("judgements",)), (homes.empty, ("withdraw", "1", "--why", "Wrong")),
        (homes.empty, ("pack", "--format", "pptx", "--out", out / "a.pptx")),
        (homes.empty, ("report", "exceptions", "--out", out / "a.html")),
        (homes.empty, ("backlog", "--open", "60")), (westmere, ("backlog", "--open", "-3", "--due", "1", "--issued", "2")),
        (westmere, ("pack", "--format", "pptx", "--out", out / "a.pptx", "--priority", "77")), (homes.made, ("show",)),
        (homes.made, ("exceptions",)), (bury, ("nothing",)), (bury, ("show", "--as-at", "soon")), (bury, ()),
    ]  # fmt: skip
    for at, (home, words) in enumerate(questions, 1):
        said = " ".join(str(word) if not isinstance(word, Path) else word.name for word in words)
        asked.both(f"wrong {at:02} {said}"[:100], home, *words) if words else asked.plain(f"wrong {at:02} no command")
