"""Addresses and typed messages drawn at random, hostile ones among them, against a home in which figures are withheld.

What must hold of every one: the page is drawn, no withheld figure stands on it or in what it hands out, nothing given becomes a tag or
a script, and every figure shown of a KPI is one that its file gives. Of a message: it is kept as it was typed or refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from streamlit.testing.v1 import AppTest

from data.model.finding import Refused
from data.records.evidence_file import neutral
from data.records.journal import Journal
from data.records.record_schemas import KINDS, Choice, Day, Fields, ListOf, Number, Text, WholeNumber
from tests.conftest import BURY
from tests.factories.screens import LOST, PAGES
from tests.factories.withheld_figures import FIRST, told

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![b](http://127.0.0.1:9/x)",
    "[a](javascript:alert(1))",
    "' or 1=1 --",
    "'; drop table observation; --",
    "../../etc/passwd",
    "..\\..\\windows",
    "%00",
    "\x00",
    "A" * 7000,
    "\u202egnp.exe",
    "9999-12-31",
    "0000-00-00",
    "-1",
    "1e309",
    "NaN",
    "None",
    "[]",
    "{}",
    "${7*7}",
    "{{7*7}}",
    "://",
    "//evil.example/x",
    "file:///etc/passwd",
    "\U0001f600",
    "٣",
    "",
    " ",
    "\t\n",
    ":red[x]",
    "$x^2$",
    "board/2024-04-01",
    "S12/2023",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "&lt;script&gt;",
    "%3Cscript%3E",
    "a" * 300,
    "\u0301" * 200,
    "S12&kpi=E9",
    "#",
    "?",
)
KNOWN: dict[str, tuple[str, ...]] = {
    "area": ("Bury", "bury", "Bolton", "E08000002"),
    "kpi": ("S12", "E9", "S5", "s12", "E7", "Z9", "L1"),
    "as_at": ("2024-01-20", "2024-02-01", "2024-04-01", "1999-01-01", "2030-01-01"),
    "since": ("2024-02-01", "2024-03-20"),
    "section": ("S", "E", "P", "L", "X"),
    "priority": ("1", "6", "99"),
    "load": ("1", "2", "3", "0"),
    "slide": ("headline", "kpi-S12", "index"),
    "view": ("Chart", "Over time", "Is it real?", "Compared", "Targets", "Table", "Actions", "About", "risk"),
    "measure": ("S12", "none"),
    "meeting": ("board/2024-04-01", "none"),
    "action": ("1.1.1",),
    "small": ("hide", "round", "none"),
    "words": ("appeals", "7431"),
    "neighbours": ("2024", "at-date"),
    "basis": ("x",),
    "kind": ("All cells", "observation"),
    "cell": ("E4",),
    "sheet": ("first",),
    "file": ("first.csv",),
    "build": ("000001-00000000",),
    "shown": ("all",),
    "about": ("x",),
    "lines": ("1",),
    "unknown": ("1",),
}
KEYS = {
    "commentary": "S12/2023", "target": "S5/2026-09-01", "process": "S12", "judgement": "2018-07-26/3", "person": "AB",
    "action_edit": "1.1.1", "meeting": "board/2024-04-01", "settings": "partnership",
}  # fmt: skip
SUFFIXES = ("pdf", "png", "csv", "txt", "xlsx", "html", "svg", "exe", "")
GIVEN = {float(one.replace(",", "")) for one in re.findall(r"\d+(?:\.\d+)?", FIRST)}


@dataclass
class Tally:
    """What became of addresses or messages, the faults in words, and the slowest in seconds."""

    drawn: int = 0
    kept: int = 0
    refused: int = 0
    slowest: float = 0.0
    slow: int = 0
    faults: list[str] = field(default_factory=list)


class _Tags(HTMLParser):
    """What a text holds that could run or call outside: tags, handlers, addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.bad: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "base", "form"):
            self.bad.add(tag)
        self.bad |= {name for name, _ in attrs if name.startswith("on")}
        self.bad |= {
            f"{name} {value}"
            for name, value in attrs
            if name in ("src", "href") and re.match(r"\s*(javascript|data(?!:image/)|file):", value or "", re.I)
        }
        self.bad |= {f"{name} {value}" for name, value in attrs if name == "src" and re.match(r"\s*(https?:)?//", value or "", re.I)}


def address(rng: Random) -> tuple[str, dict[str, str]]:
    """A page and up to five parts of an address: known ones, changed ones, hostile ones."""
    page = rng.choice(PAGES)
    ids: dict[str, str] = {}
    for key in rng.sample(sorted(KNOWN), rng.randint(0, 5)):
        known = rng.choice(KNOWN[key])
        ids[key] = rng.choice((known, known, rng.choice(HOSTILE), f"{known}{rng.choice(HOSTILE)}"))
    return page, ids


def look(count: int, seed: str, opened: Callable[[str, dict[str, str]], AppTest], taken: list[bytes | str], *, soon: float) -> Tally:
    """Opens that many addresses and looks each page through; ``opened`` opens one, ``taken`` fills with what its buttons hand out."""
    tally = Tally()
    for n in range(count):
        page, ids = address(Random(f"{seed} {n}"))
        taken.clear()
        began = perf_counter()
        at = opened(page, ids)
        took = perf_counter() - began
        tally.drawn += 1
        tally.slowest, tally.slow = max(tally.slowest, took), tally.slow + (took > soon)
        tally.faults += [f"{seed} {n}, {page} {ids}: {fault}" for fault in _faults(at, taken)]
    return tally


def _faults(at: AppTest, taken: list[bytes | str]) -> Iterator[str]:
    if at.exception:
        yield f"raised {at.exception}"
    pieces = [element.proto.body for element in at.get("html")]
    page = "\n".join(piece for piece in pieces if not piece.startswith("<style"))
    if LOST in page or "Traceback" in page:
        yield "the page was not drawn"
    if bad := _Tags(page).bad:
        yield f"holds {sorted(bad)}"
    whole = "\n".join(str(node.proto) for node in at._tree if getattr(node, "proto", None) is not None)
    if found := told(whole):
        yield f"tells what is withheld: {found}"
    for one in taken:
        if found := told(one):
            yield f"hands out what is withheld: {found}"
    for value in re.findall(r"<td class='n big'>([^<]*)</td>", page):
        shown = unescape(value).strip().rstrip("%").replace(",", "")
        if re.fullmatch(r"\d+(\.\d+)?", shown) and "Suppressed" not in page and float(shown) not in GIVEN:
            yield f"shows {value}, which no file gives"


def message(rng: Random, rule: Any) -> Any:
    """A value for one field of typed words: often of its form, often not."""
    if rng.random() < 0.04:
        return rng.choice((rng.choice(HOSTILE), None, 7, -1.5, True, [], {}, ["x"], {"a": "b"}, 10**30))
    match rule:
        case Text():
            return rng.choice(
                (
                    "Two sentences. Plainly said.",
                    rng.choice(HOSTILE),
                    f"Before {rng.choice(HOSTILE)} after",
                    "x" * rng.randint(0, rule.most + 2),
                )
            )
        case Day():
            return rng.choice(("2024-02-01", "2024-02-30", "01/02/2024", "9999-12-31", "2026-09-01"))
        case WholeNumber():
            return rng.randint(rule.low - 1, rule.high + 1)
        case Number():
            return rng.choice((0, 1.5, 95, -3, float("nan"), float("inf")))
        case Choice():
            return rng.choice((*rule.words, "none of these"))
        case ListOf():
            return [message(rng, rule.of) for _ in range(rng.randint(0, 3))]
        case Fields():
            return {name: message(rng, one) for name, one in rule.rules.items() if rng.random() < 0.7} | (
                {"strange": 1} if rng.random() < 0.05 else {}
            )
    return rng.choice(HOSTILE)


def say(count: int, seed: str, home: Path) -> Tally:
    """Types that many messages into a journal, and offers as many files as evidence: kept as typed, or refused in words."""
    tally, journal = Tally(), Journal(home)
    for n in range(count):
        rng = Random(f"{seed} {n}")
        kind = rng.choice([one for one, rules in KINDS.items() if rules.fields is not None])
        key = rng.choice(
            ("S12/2023", "S12", "board/2024-04-01", "2018-07-26/3", "AB", f"E{n}", "partnership", "S5/2026-09-01", rng.choice(HOSTILE))
        )
        body = message(rng, KINDS[kind].fields)
        began = perf_counter()
        try:
            seen = journal.latest(kind, BURY).get(key) if isinstance(key, str) else None
            kept = journal.append(kind, BURY, key, body, who="Clerk", recorded_at=datetime.now(UTC), seen=seen.id if seen else None)
            back = journal.latest(kind, BURY)[key]
            if back.body != kept.body or {name: value for name, value in (kept.body or {}).items() if name in (body or {})} != (body or {}):
                tally.faults.append(f"{seed} {n}: {kind} {key!r} was kept as something else")
            tally.kept += 1
        except Refused as why:
            tally.refused += 1
            if not str(why).strip() or "Traceback" in str(why):
                tally.faults.append(f"{seed} {n}: refused without a word")
        except Exception as why:
            tally.faults.append(f"{seed} {n}: {kind} {key!r} {str(body)[:80]} raised {type(why).__name__}: {why}")
        try:
            name, _ = neutral(
                f"{rng.choice(HOSTILE)}.{rng.choice(('pdf', 'png', 'csv', 'txt', 'xlsx', 'html', 'svg', 'exe', ''))}",
                rng.randbytes(rng.randint(0, 400)),
            )
            if any(one in name for one in "/\\\x00<>\n") or not name:
                tally.faults.append(f"{seed} {n}: a file is kept as {name!r}")
        except Refused:
            pass
        except Exception as why:
            tally.faults.append(f"{seed} {n}: an evidence file raised {type(why).__name__}: {why}")
        tally.drawn += 1
        tally.slowest = max(tally.slowest, perf_counter() - began)
    if damage := journal.damage():
        tally.faults.append(f"{seed}: the journal is damaged: {damage}")
    return tally
