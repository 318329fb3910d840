"""What a changed copy must load to, told from the unchanged file and from the copy's own cells; nothing of the loader's inside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Unit
from data.model.loaded_file import CellKind, Loaded
from data.model.observation import Missing, Observation
from loaders import Refused, read_file
from tests.attack.book import Book, shown

Key = tuple[str, ...]
Said = tuple[float | None, str, str]
EXACT, REFUSED, TOLD, WRONG, EXCEPTION = "exact", "refused", "told", "wrong", "exception"


@dataclass(frozen=True)
class Base:
    """One file of a sample, unchanged: its cells and what it loads to."""

    sample: str
    book: Book
    content: bytes
    catalogue: Catalogue
    loaded: Loaded

    @property
    def figures(self) -> dict[Key, Said]:
        return figures(self.loaded)


@dataclass
class Copy:
    """A changed copy: its bytes, its cells if it has any, and what it must load to (None: whatever holds of every file)."""

    name: str
    content: bytes
    book: Book | None = None
    expected: dict[Key, Said] | None = None
    refuse: bool = False
    loose: bool = False
    what: str = ""
    area: str | None = None
    base: Base | None = None
    stood: dict[Key, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What became of one copy."""

    kind: str
    what: str = ""
    faults: list[str] = field(default_factory=list)


def key(o: Observation) -> Key:
    """What a figure is of: KPI, series, area, measure and period."""
    p = o.period
    return (o.indicator, o.reporter, o.series, o.area, o.measure, p.kind, *((str(p.first), str(p.last)) if p.first else ("", p.label)))


def said(o: Observation) -> Said:
    return o.value, str(o.missing or ""), str(o.status)


def figures(loaded: Loaded) -> dict[Key, Said]:
    """Every figure or reason; the blanks of the layout are no figures."""
    return {key(o): said(o) for o in loaded.observations if o.raw or o.missing is not Missing.BLANK}


def judge(copy: Copy, catalogue: Catalogue) -> Outcome:
    """Loads a copy and compares it with what it must be."""
    try:
        loaded = read_file(copy.name, copy.content, catalogue, area=copy.area)
    except Refused as why:
        return Outcome(REFUSED, str(why), [] if str(why).strip() else ["refused without a word"])
    except Exception as why:  # the very thing looked for: anything but Refused
        return Outcome(EXCEPTION, f"{type(why).__name__}: {why}")
    faults = [f"{name}: {fault}" for name, rule in RULES.items() for fault in rule(copy, loaded, catalogue)]
    if copy.refuse:
        faults.append("was loaded, where it must be refused")
    told: list[str] = []
    if copy.expected is not None:
        wrong, told = compared(copy, loaded)
        faults += wrong
    return Outcome(WRONG if faults else TOLD if told else EXACT, "; ".join(told[:3]), faults)


def compared(copy: Copy, loaded: Loaded) -> tuple[list[str], list[str]]:
    """(faults, figures left out aloud) of a copy against what it must load to."""
    expected, got = copy.expected or {}, figures(loaded)
    refused = {(c.sheet, c.cell) for c in loaded.cells if c.kind is CellKind.REFUSED}
    by_key = {key(o): o for o in loaded.observations}
    stood = {key(o): f"{o.sheet}!{o.cell}" for o in copy.base.loaded.observations} if copy.base else copy.stood
    cells = copy.book.places() if copy.book else {}
    faults, told = [], []
    for at, value in got.items():
        o = by_key[at]
        cell = cells.get((o.sheet, o.cell))
        if o.missing is Missing.UNREADABLE and (o.sheet, o.cell) in refused and expected.get(at) != value:
            told.append(f"{at} cannot be read")
        elif at in expected and expected[at] != value:
            faults.append(f"{at}: {value} instead of {expected[at]} ({o.source})")
        elif at not in expected and copy.loose and o.period.first is None and any(f.check == "period" for f in loaded.findings):
            told.append(f"{at} has lost its period")
        elif at not in expected:
            faults.append(f"{at}: {value} from nowhere ({o.source}, ‘{o.raw}’)")
        elif cell and cell.tag and at in stood and cell.tag != stood[at] and not copy.loose:
            faults.append(f"{at}: taken from {cell.tag}, which is not {stood[at]}")
    places = {cell.tag: place for place, cell in cells.items() if cell.tag}
    kinds = {(c.sheet, c.cell): c.kind for c in loaded.cells}
    for at in expected.keys() - got.keys():
        place = places.get(stood.get(at, ""))
        unread = place is not None and place not in kinds and any(f.check == "sheet" for f in loaded.findings)
        undated = copy.loose and any(at[:5] == other[:5] and not other[6] for other in got)
        aloud = place is None or kinds.get(place) is CellKind.REFUSED or unread or undated
        (told if aloud and (place or stood.get(at) or undated) else faults).append(f"{at}: {expected[at]} is lost ({place})")
    return faults, told


def _sums(copy: Copy, loaded: Loaded, catalogue: Catalogue) -> list[str]:
    """Every non-empty cell of a read sheet ends as exactly one thing."""
    counts = loaded.counts()
    if sum(counts[kind.value] for kind in CellKind) != counts["non_empty"]:
        return [f"kinds do not sum: {counts}"]
    if len({(c.sheet, c.cell) for c in loaded.cells}) != len(loaded.cells):
        return ["a cell counted twice"]
    if copy.book is None:
        return []
    there = {place for place, cell in copy.book.places().items() if shown(cell)}
    sheets = {c.sheet for c in loaded.cells}
    missed = {place for place in there if place[0] in sheets} ^ {(c.sheet, c.cell) for c in loaded.cells}
    return [f"cells lost or made up: {sorted(missed)[:5]}"] if missed else []


def _told(copy: Copy, loaded: Loaded, catalogue: Catalogue) -> list[str]:
    """Every refused cell has a finding at its place or its row, or was left out by an answer."""
    named: Counter[tuple[str, str]] = Counter()
    for finding in loaded.findings:
        _, sheet, places = [*finding.where.split("!", 2), "", ""][:3]
        for place in places.split(", "):
            where, _, at = place.rpartition("!")
            named[where or sheet, at] += 1
    rows = {(sheet, at.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for sheet, at in named}
    columns = {(sheet, at.rstrip("0123456789")) for sheet, at in named}
    return [
        f"{c.sheet}!{c.cell} ‘{c.text}’ was refused without a finding"
        for c in loaded.cells
        if c.kind is CellKind.REFUSED and "as answered" not in c.read_as
        and (c.sheet, c.cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) not in rows and (c.sheet, c.cell.rstrip("0123456789")) not in columns
    ]  # fmt: skip


def _raw(copy: Copy, loaded: Loaded, catalogue: Catalogue) -> list[str]:
    """Every observation holds a value or a reason, and its printed text is the text of its cell in the file."""
    faults = [f"{o.source} holds both or neither" for o in loaded.observations if (o.value is None) == (o.missing is None)]
    if copy.book is None:
        return faults
    places = copy.book.places()
    for o in loaded.observations:
        cell = places.get((o.sheet, o.cell))
        printed = shown(cell) if cell else ""
        if printed != o.raw:
            faults.append(f"{o.source} is said to hold ‘{o.raw}’, but holds ‘{printed}’")
    return faults


def _number(copy: Copy, loaded: Loaded, catalogue: Catalogue) -> list[str]:
    """A value is the number its cell prints, read back by a few plain rules; a corrected one says so."""
    faults = []
    for o in loaded.observations:
        if o.value is None or o.origin != "local":
            continue
        numbers = set(printed_numbers(o.raw))
        if not any(abs(float(n) - o.value) <= max(0.005, 0.0005 * abs(o.value), _rounding(o.raw)) for n in numbers):
            faults.append(f"{o.source} prints ‘{o.raw}’ and was read as {o.value}")
        if "%" in o.raw and o.measure == "figure" and catalogue.indicators[o.indicator].unit is not Unit.PERCENT and "(" not in o.raw:
            faults.append(f"{o.source} prints a percentage, ‘{o.raw}’, where none belongs, and was read")
    return faults


def printed_numbers(text: str) -> list[Decimal]:
    """Every number a printed text can mean."""
    text = text.replace("\u2212", "-").replace(",", "")
    found = [Decimal(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]
    if text.startswith("(") and found:
        found.append(-found[0])
    times = {"k": 1000, "thousand": 1000, "m": 10**6, "million": 10**6}
    more = re.match(r"-?[\d.]+\s?(k|thousand|m|million)\b", text, re.IGNORECASE)
    return [*found, *([found[0] * times[more[1].casefold()]] if more and found else [])]


def _rounding(text: str) -> float:
    """Half of the last decimal printed."""
    _, _, decimals = text.partition("%")[0].partition(".")
    return 0.5 * 10.0 ** -len(re.match(r"\d*", decimals)[0])  # type: ignore[index]


RULES: dict[str, Callable[[Copy, Loaded, Catalogue], list[str]]] = {"sum": _sums, "told": _told, "raw": _raw, "number": _number}


def base(sample: str, path: Path, catalogue: Catalogue, reader: Callable[[str, bytes], Any]) -> Base:
    content = path.read_bytes()
    return Base(sample, reader(path.name, content), content, catalogue, read_file(path.name, content, catalogue))
