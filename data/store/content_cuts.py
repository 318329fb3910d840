"""What is read in the place of what is taken away for good: a figure, a file, or a name, cut out of what the ledger holds.

A figure or a file leaves its places (KPI, area, period) with the words that it was removed, by whom and when; its numbers, printed
texts, comments and every finding about it go. Hashes of files that held it go too: they would let a guess be confirmed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from data.model.finding import Severity
from data.model.loaded_file import CellKind, RemarkKind
from data.model.observation import WITHHELD, CellPart, FigureRole, Missing
from data.model.period import Firmness, PeriodKind
from data.model.plan import ActionStatus
from data.model.record import AgreedRating, MeetingKind, Rhythm, RiskTrend
from data.model.target_kind import TargetKind
from data.store.ledger import LedgerChange

NAME = "[name removed]"
HASH = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
PLAIN_LABEL = re.compile(r"[A-Z]?[a-z]{0,9} ?[0-9/–-]{2,9}")  # a period's label that says nothing else, such as 2016/17 or Autumn 2016
TELLING = 3  # digits from which a number is taken for the figure wherever the same file prints it
FIELD = re.compile(r"[a-z0-9_]+")  # the name of a field, which nobody typed
OUR_WORDS = frozenset(
    str(one)
    for kind in (
        *(ActionStatus, AgreedRating, CellKind, CellPart, FigureRole, Firmness, MeetingKind, Missing, PeriodKind, RemarkKind, Rhythm),
        *(RiskTrend, Severity, TargetKind),
    )
    for one in kind
)  # what a field is one of, which a person's name may be too
OF_A_FIGURE = ("indicator", "reporter", "area", "series", "measure", "period", "period_kind", "first", "last", "status", "origin")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RemovalNote:
    """Who takes something away, and when (UTC, no zone)."""

    who: str
    at: datetime

    @property
    def words(self) -> str:
        """What stands in the place of what was removed."""
        return f"removed on {self.at.day} {self.at:%B %Y} by {self.who}"


@dataclass(slots=True, kw_only=True)
class FigureCut:
    """One figure of an area: its KPI and period, as its label is printed, of ``loads`` or of all where none are named.

    Once it looked, ``found`` are the loads that give it, ``raw`` the files that hold it by their names in raw/, ``values`` its numbers.
    """

    code: str
    area: str
    period: str
    loads: frozenset[int]
    note: RemovalNote
    found: set[int] = field(default_factory=set)
    raw: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    values: set[float] = field(default_factory=set)
    _days: set[tuple[Any, ...]] = field(default_factory=set)

    def look(self, changes: Iterable[LedgerChange]) -> None:
        """Learns from everything in the ledger where the figure stands."""
        given = {change.body["load"]: change.body for change in changes if change.kind == "load"}
        rows = {load: _dicts(body).get("observation", []) for load, body in given.items()}
        self._days = {_days(row) for held in rows.values() for row in held if self._whose(row) and self._labelled(row)}
        for load, held in rows.items():
            if self.loads and load not in self.loads:
                continue
            if cells := {_place(row) for row in held if self._is(row) and row["missing"] != Missing.REMOVED}:
                self.found.add(load)
                self.raw.update(kept_files(given[load]))
                for row in held:
                    self.values |= _numbers_of(row) if _place(row) in cells else set()
        self.found |= {load for load, body in given.items() if self.raw & set(kept_files(body))}  # the same file, read again
        self.hashes = {digest for load in self.found for digest in hashes_of(given[load])}

    def instead(self, changes: Sequence[LedgerChange]) -> list[LedgerChange | None]:
        """The loads that give it without it, and what is said of it in others; None for all else."""
        return [
            _unhashed(one, self.hashes) if one.kind != "load" else None if one.body["row"]["publication"] else self._without(one)
            for one in changes
        ]

    def beside(self, withdrawn: frozenset[int]) -> list[LedgerChange]:
        """Nothing: a load stays in use without one of its figures."""
        return []

    def says(self, text: str) -> bool:
        """Whether words are of the figure: they name its KPI and print one of its numbers."""
        return _named(self.code, text) and _prints(text, self.values)

    def _whose(self, row: Row) -> bool:
        return row["indicator"] == self.code and row["series"] == FigureRole.OWN and self.area in (row["area"], row["reporter"])

    def _labelled(self, row: Row) -> bool:
        return str(row["period"]).casefold() == self.period.casefold()

    def _is(self, row: Row) -> bool:
        return self._whose(row) and (_days(row) in self._days if row["first"] else self._labelled(row))

    def _without(self, change: LedgerChange) -> LedgerChange | None:
        body, mine = change.body, change.body["load"] in self.found
        tables, row = _dicts(body), dict(change.body["row"])
        remarks = [one for one in tables.get("remark", []) if mine and self._remarked(one)]
        findings = [one for one in tables.get("finding", []) if self._found_of(one, row["area"], mine=mine)]
        if not mine and not findings:
            return None
        cells = {_place(one) for one in tables.get("observation", []) if mine and self._is(one)} | {_place(one) for one in remarks}
        for one in tables.get("observation", []):
            if _place(one) in cells:
                given = one["value"] is not None
                row |= {"observations": row["observations"] - given, "missing": row["missing"] + given}
                one |= {"value": None, "missing": _reason(one), "raw": self.note.words}
        for one in tables.get("cell", []):
            if mine and (_place(one) in cells or _prints(one["text"], self.values, TELLING)):
                one |= {"text": "", "kind": str(CellKind.MISSING), "read_as": self.note.words}
        tables |= {"remark": [one for one in tables["remark"] if one not in remarks]} if remarks else {}
        for one in findings:
            one |= {"place": "", "what": f"What was found about {self.code} was {self.note.words}.", "hint": ""}
        made = _with(body, row, tables)
        return replace(change, body=_hashless(made) if mine else made)

    def _remarked(self, row: Row) -> bool:
        return row["indicator"] == self.code and (row["kind"] == RemarkKind.COMMENT or _prints(row["text"], self.values))

    def _found_of(self, row: Row, area: str, *, mine: bool) -> bool:
        said = f"{row['place']} {row['what']} {row['hint']}"
        about = area == self.area and (row["indicator"] == self.code or _named(self.code, said))
        return about or (mine and _prints(said, self.values, TELLING))


@dataclass(slots=True, kw_only=True)
class FileCut:
    """One file received: every load that was read from it. Once it looked, ``found`` are those loads, ``raw`` and ``published`` the files
    that hold it, and ``names`` what it was called."""

    load: int
    note: RemovalNote
    found: set[int] = field(default_factory=set)
    raw: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    withhold: set[int] = field(default_factory=set)  # of those loads: which withhold a figure, and so those given before it

    def look(self, changes: Iterable[LedgerChange]) -> None:
        """Learns from everything in the ledger which loads are of the same file."""
        given = {change.body["load"]: change.body for change in changes if change.kind == "load"}
        if (asked := given.get(self.load)) is None or not kept_files(asked):
            return
        self.found = {self.load} | {load for load, body in given.items() if set(kept_files(asked)) & set(kept_files(body))}
        self.raw = {name for load in self.found for name in kept_files(given[load])}
        self.hashes = {digest for load in self.found for digest in hashes_of(given[load])}
        self.withhold = {load for load in self.found for row in _dicts(given[load]).get("observation", []) if row["missing"] in WITHHELD}
        self.names = {str(given[load]["row"]["file"]) for load in self.found}

    def instead(self, changes: Sequence[LedgerChange]) -> list[LedgerChange | None]:
        """Its loads as places without numbers, what is said of them in others, and none of the answers given for it."""
        return [self._without(change) for change in changes]

    def beside(self, withdrawn: frozenset[int]) -> list[LedgerChange]:
        """Its loads taken out of use, so that from today on the figures before them stand; but for one that withholds a figure, which must
        go on withholding what was given before."""
        why = self.note.words
        return [
            LedgerChange("decision", self.note.who, self.note.at, {"load": load, "action": "withdraw", "why": why})
            for load in sorted(self.found - withdrawn - self.withhold)
        ]

    def _without(self, change: LedgerChange) -> LedgerChange | None:
        body = change.body
        if change.kind == "answers" and body["file"] in self.names:
            return replace(change, body={**body, "file": "", "body": None})
        if change.kind != "load":
            return _unhashed(change, self.hashes)
        if body["load"] not in self.found:
            return self._unsaid(change)
        tables = _dicts(body)
        dated = [one for one in tables.get("observation", []) if one["first"]]
        bare = [self._bare(one) for one in dated]
        row = body["row"] | {
            "file": self.note.words, "notice": "", "edition": "", "database": "",
            "title": self.note.words if body["row"]["publication"] else "",
            "cells": dict.fromkeys(body["row"]["cells"], 0), "observations": 0, "missing": len(bare),
        }  # fmt: skip
        held = {"observation": bare} if bare else {}
        made = _with(body, row, held, only=True)
        return replace(change, body=_hashless({**made, "answers": None, "published": {}}))

    def _bare(self, row: Row) -> Row:
        kept = {name: row[name] if name in OF_A_FIGURE else "" for name in row}
        kept["period"] = row["period"] if PLAIN_LABEL.fullmatch(row["period"]) else f"{row['first']} to {row['last']}"
        return kept | {"value": None, "missing": _reason(row), "raw": self.note.words}

    def _unsaid(self, change: LedgerChange) -> LedgerChange | None:
        """Another load without the findings that tell what this file gave."""
        tables = _dicts(change.body)
        said = [one for one in tables.get("finding", []) if self._names_it(f"{one['place']} {one['what']} {one['hint']}")]
        for one in said:
            one |= {"place": "", "what": f"What was found beside another file was {self.note.words}.", "hint": ""}
        return replace(change, body=_with(change.body, change.body["row"], tables)) if said else None

    def _names_it(self, text: str) -> bool:
        return any(_named(f"load {load}", text) for load in self.found) or any(name in text for name in self.names)


@dataclass(slots=True, kw_only=True)
class NameCut:
    """A person's name, wherever it stands in words: another stands in its place. ``raw`` are the files received that hold it, known once
    ``holds`` was asked of each."""

    name: str
    note: RemovalNote
    holds: Callable[[str], bool]
    found: set[int] = field(default_factory=set)
    raw: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)

    def look(self, changes: Iterable[LedgerChange]) -> None:
        """Learns from everything in the ledger which loads hold the name, in what was read or in the file itself. Published releases,
        which anybody can have, are left alone."""
        for change in changes:
            if change.kind == "load" and not change.body["row"]["publication"]:
                kept = kept_files(change.body)
                if any(map(self.holds, kept)) or self.cut(change.body) != change.body:
                    self.found.add(change.body["load"])
                    self.raw.update(kept)
                    self.hashes |= hashes_of(change.body)

    def instead(self, changes: Sequence[LedgerChange]) -> list[LedgerChange | None]:
        """Whatever holds the name without it; None for all else."""
        return [self._without(change) for change in changes]

    def beside(self, withdrawn: frozenset[int]) -> list[LedgerChange]:
        """Nothing."""
        return []

    def cut(self, value: Any) -> Any:
        """Plain values with the name taken out of every text in them."""
        if isinstance(value, str):
            return value if value in OUR_WORDS else _pattern(self.name).sub(NAME, value)
        if isinstance(value, Mapping):
            return {key if FIELD.fullmatch(key) else self.cut(key): self.cut(one) for key, one in value.items()}
        return [self.cut(one) for one in value] if isinstance(value, list | tuple) else value

    def _without(self, change: LedgerChange) -> LedgerChange | None:
        if change.kind == "load" and change.body["row"]["publication"]:
            who = self.cut(change.who)
            return replace(change, who=who) if who != change.who else None
        body = self.cut(change.body)
        if change.kind == "load" and self.raw & set(kept_files(change.body)):
            body = _hashless(body)
        made = replace(change, who=self.cut(change.who), body=body)
        made = _unhashed(made, self.hashes) or made if change.kind != "load" else made
        return made if made != change else None


def kept_files(body: Mapping[str, Any]) -> list[str]:
    """The names in raw/ of the files that a load was read from."""
    return [name for name in str(body["row"].get("kept_as") or "").split(", ") if name]


def hashes_of(body: Mapping[str, Any]) -> set[str]:
    """Every SHA-256 that a load names, of whatever file."""
    return set(HASH.findall(json.dumps({name: one for name, one in body.items() if name != "tables"}, default=str)))


def numbers_in(text: str) -> set[float]:
    """Every number that a text prints, without its sign."""
    return {float(one.replace(",", "")) for one in NUMBER.findall(text)}


def name_in(name: str, text: str) -> bool:
    """Whether a text holds a name as words of its own, whatever their case and the spaces between them."""
    return _pattern(name).search(text) is not None


def _pattern(name: str) -> re.Pattern[str]:
    words = r"[\s\xa0]+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _prints(text: str, values: set[float], least: int = 1) -> bool:
    """Whether a text prints one of the values in at least as many digits: just so, or rounded where it is long enough to be that figure
    and no other."""
    for printed in NUMBER.findall(text):
        digits, number = sum(map(str.isdigit, printed)), float(printed.replace(",", ""))
        slack = 0.5000001 * 10.0 ** -len(printed.partition(".")[2]) if digits >= TELLING else 0.0
        if digits >= least and any(abs(number - value) <= slack for value in values):
            return True
    return False


def _reason(row: Row) -> str:
    """Why a removed figure has no number: what withheld it goes on withholding those given before it."""
    return str(row["missing"]) if row["missing"] in WITHHELD else str(Missing.REMOVED)


def _numbers_of(row: Row) -> set[float]:
    return numbers_in(row["raw"]) | ({abs(float(row["value"]))} if row["value"] is not None else set())


def _unhashed(change: LedgerChange, hashes: set[str]) -> LedgerChange | None:
    """A change that names a file's hash, such as of an original kept apart, without it; None where it names none of them."""

    def bare(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: bare(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [bare(one) for one in value]
        return HASH.sub(lambda found: "" if found[0] in hashes else found[0], value) if isinstance(value, str) else value

    return replace(change, body=bare(change.body)) if hashes & hashes_of(change.body) else None


def _hashless(body: dict[str, Any]) -> dict[str, Any]:
    """A load that names neither its files nor any hash of them."""

    def bare(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: bare(one) for key, one in value.items()}
        return "" if isinstance(value, str) and HASH.search(value) else value

    made = {name: one if name == "tables" else bare(one) for name, one in body.items()}
    return {**made, "row": made["row"] | {"sha256": "", "kept_as": ""}}


def _named(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _days(row: Row) -> tuple[Any, ...]:
    return row["period_kind"], row["first"], row["last"]


def _place(row: Row) -> tuple[str, str]:
    return row["sheet"], row["cell"]


def _dicts(body: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The tables of a load, a row as its values by their columns' names."""
    return {name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]] for name, table in body["tables"].items()}


def _with(body: Mapping[str, Any], row: Row, tables: Mapping[str, list[Row]], *, only: bool = False) -> dict[str, Any]:
    """A load's body with another row and other rows of its tables; with ``only`` no other table."""
    names = tables if only else body["tables"]
    made = {
        name: {"columns": body["tables"][name]["columns"], "rows": [list(one.values()) for one in tables[name]]} for name in names
    }  # fmt: skip
    return {**body, "row": dict(row), "tables": made}
