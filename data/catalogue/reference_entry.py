"""Reading one entry of a reference file, key by key; every complaint names the file and the entry."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


KINDS = {
    str: "text in quotes", int: "a whole number", (int, float): "a number", bool: "true or false", list: "a list, written [ ]",
    dict: "a table of keys",
}  # fmt: skip


class CatalogueFault(Exception):
    """The catalogue cannot be used. The message names file, entry and fault."""


class ReferenceEntry:
    """One table of a file, read key by key; every complaint names the file and the entry."""

    def __init__(self, file: str, name: str, keys: Mapping[str, Any]) -> None:
        self.file, self.name, self.keys, self._read = file, name, keys, set[str]()

    def fault(self, what: str) -> CatalogueFault:
        return CatalogueFault(f"{self.file}: {self.name}: {what}")

    def get(self, key: str, kind: type[T] | tuple[type[T], ...], default: T | None = None) -> T:
        self._read.add(key)
        found = self.keys.get(key, default)
        if found is None:
            raise self.fault(f"{key} is missing")
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            raise self.fault(f"{key} = {found!r} is of the wrong kind: it must be {KINDS[kind]}")
        return found

    def text(self, key: str, default: str | None = None) -> str:
        found = self.get(key, str, default).strip()
        if not found and default is None:
            raise self.fault(f"{key} is empty")
        return found

    def number(self, key: str, default: float | None = None) -> float:
        found = float(self.get(key, (int, float), default))
        if not isfinite(found):
            raise self.fault(f"{key} = {found!r} is not a number")
        return found

    def inside(self, key: str) -> ReferenceEntry | None:
        """The table under ``key``, to be read key by key itself; None where there is none."""
        return ReferenceEntry(self.file, f"{self.name}, {key}", self.get(key, dict)) if key in self.keys else None

    def entries(self, key: str, label: str) -> list[ReferenceEntry]:
        """The tables written [[key]] inside this one, each called by what it holds under ``label``; none where there is no such key."""
        found = self.get(key, list, [])
        if not all(isinstance(table, dict) for table in found):
            raise self.fault(f"{key} must be written [[{key}]]")
        return [ReferenceEntry(self.file, f"{self.name}, {key} {table.get(label, n)}", table) for n, table in enumerate(found, 1)]

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        found = self.get(key, list, None if default is None else list(default))
        if not all(isinstance(item, str) for item in found):
            raise self.fault(f"{key} holds something that is not text")
        return tuple(found)

    def day(self, key: str) -> date | None:
        """A TOML date, or an ISO date from a CSV cell; None where it is absent or empty."""
        self._read.add(key)
        found = self.keys.get(key)
        if found in (None, ""):
            return None
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        try:
            return date.fromisoformat(str(found))
        except ValueError:
            raise self.fault(f"{key} = {str(found)!r} is not a date") from None

    def one_of(self, key: str, convert: Callable[[str], T]) -> T:
        found = self.text(key)
        try:
            return convert(found)
        except ValueError:
            raise self.fault(f"{key} = {found!r} is not one of the known words") from None

    def nothing_else(self) -> None:
        if extra := sorted(set(self.keys) - self._read):
            meant = get_close_matches(extra[0], self._read, 1)
            raise self.fault(f"unknown key {extra[0]}" + (f"; is {meant[0]} meant?" if meant else ""))


def toml(path: Path, file: str = "") -> dict[str, Any]:
    """The keys of a file, which a fault calls ``file``, or by its last name."""
    file = file or path.name
    try:
        return tomllib.loads(_text(path, file))
    except OSError as why:
        raise CatalogueFault(f"{file}: cannot be opened: {why}") from why
    except tomllib.TOMLDecodeError as why:
        raise CatalogueFault(f"{file}: not valid TOML: {why}") from why


def _text(path: Path, file: str) -> str:
    """What a person saved; the mark that Excel and Notepad put before UTF-8 is no part of it."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as why:
        how = "In Notepad choose Save as and the encoding UTF-8, in Excel the file type CSV UTF-8"
        raise CatalogueFault(f"{file}: is not saved as UTF-8. {how}") from why


def tables(folder: Path, file: str, key: str, label: str) -> list[ReferenceEntry]:
    found = toml(folder / file).get(key, [])
    if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
        raise CatalogueFault(f"{file}: {key}: must be written [[{key}]]")
    return [ReferenceEntry(file, str(table.get(label, f"{key} {n}")), table) for n, table in enumerate(found, 1)]


def rows(folder: Path, file: str, columns: tuple[str, ...]) -> list[ReferenceEntry]:
    try:
        text = _text(folder / file, file)
    except OSError as why:
        raise CatalogueFault(f"{file}: cannot be read: {why}") from why
    reader = csv.DictReader(StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != columns:
        raise CatalogueFault(f"{file}: line 1: the columns must be {', '.join(columns)}")
    entries = []
    for row in reader:
        entry = ReferenceEntry(file, f"line {reader.line_num}", row)
        if None in row or None in row.values():
            raise entry.fault(f"must have {len(columns)} fields")
        entries.append(entry)
    return entries
