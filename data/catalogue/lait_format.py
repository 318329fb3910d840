"""How LAIT is read, from ``lait.toml``: what a year means, what a measure is counted in, what stands in place of a figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from data.catalogue.reference_entry import ReferenceEntry, tables, toml
from data.model.indicator import Unit
from data.model.observation import Missing
from data.model.period import Firmness, PeriodKind

FILE = "lait.toml"
REFERENCE = Path(__file__).parents[1] / "reference"
KINDS = (
    PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.CALENDAR_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR,
    PeriodKind.ROLLING_YEAR,
)  # fmt: skip
Row = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class YearRule:
    """What a bare year N means: a period of ``kind`` that ends on ``ends``, a month and a day, of year N + ``later``."""

    kind: PeriodKind
    ends: tuple[int, int]
    later: int = 0


@dataclass(frozen=True, slots=True)
class UnitRule:
    """Measures whose dictionary column matches are counted in ``unit``; ``says`` names what it cannot say, such as pounds."""

    column: str
    pattern: re.Pattern[str]
    unit: Unit
    says: str


@dataclass(frozen=True, slots=True)
class YearException:
    """Measures whose bare year means something else than their Year_Type says, in releases since they were ``updated_from``."""

    column: str
    pattern: re.Pattern[str]
    year_type: str
    updated_from: date | None
    rule: YearRule


@dataclass(frozen=True, slots=True, kw_only=True)
class LaitRules:
    """All of ``lait.toml``. Patterns are looked for without regard to case."""

    years: dict[str, YearRule]
    exceptions: tuple[YearException, ...]
    units: tuple[UnitRule, ...]
    discontinued: re.Pattern[str]
    discontinued_in: tuple[str, ...]
    discontinued_words: str
    markers: dict[str, Missing]
    suffixes: dict[str, Firmness]

    def years_of(self, row: Row, updated: date | None) -> YearRule | None:
        """What a bare year of this measure means, or None where its Year_Type is unknown; ``updated`` is its last update, if dated."""
        year_type = row.get("Year_Type", "").strip().casefold()
        for exception in self.exceptions:
            newer = exception.updated_from is None or updated is None or updated >= exception.updated_from
            if newer and exception.year_type in ("", year_type) and exception.pattern.search(row.get(exception.column, "")):
                return exception.rule
        return self.years.get(year_type)

    def unit_of(self, row: Row) -> UnitRule | None:
        """The first rule for units that fits this measure."""
        return next((rule for rule in self.units if rule.pattern.search(row.get(rule.column, ""))), None)

    def is_discontinued(self, row: Row) -> bool:
        return any(self.discontinued.search(row.get(column, "")) for column in self.discontinued_in)


@lru_cache(maxsize=4)
def read(folder: Path = REFERENCE) -> LaitRules:
    """The rules, whole and checked.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    years: dict[str, YearRule] = {}
    for entry in tables(folder, FILE, "years", "printed"):
        name = entry.text("printed").casefold()
        if name in years:
            raise entry.fault("stands twice")
        years[name] = _year_rule(entry)
    exceptions = []
    for entry in tables(folder, FILE, "exception", "pattern"):
        column, pattern, year_type = entry.text("column"), _pattern(entry, "pattern"), entry.text("year_type", "").casefold()
        exceptions.append(YearException(column, pattern, year_type, entry.day("updated_from"), _year_rule(entry)))
    units = []
    for entry in tables(folder, FILE, "unit", "pattern"):
        units.append(UnitRule(entry.text("column"), _pattern(entry, "pattern"), entry.one_of("unit", Unit), entry.text("says", "")))
        entry.text("reason")
        entry.nothing_else()
    whole = ReferenceEntry(FILE, "file", toml(folder / FILE))
    gone = ReferenceEntry(FILE, "discontinued", whole.get("discontinued", dict))
    return LaitRules(
        years=years, exceptions=tuple(exceptions), units=tuple(units), discontinued=_pattern(gone, "pattern"),
        discontinued_in=gone.texts("columns"), discontinued_words=gone.text("words"), markers=_meanings(whole, "markers", Missing),
        suffixes=_meanings(whole, "suffixes", Firmness),
    )  # fmt: skip


def _year_rule(entry: ReferenceEntry) -> YearRule:
    kind = entry.one_of("kind", PeriodKind)
    if kind not in KINDS:
        raise entry.fault(f"kind {kind.value!r} cannot be told from a year")
    ends = entry.get("ends", list)
    if len(ends) != 2 or not all(isinstance(n, int) for n in ends) or not (1 <= ends[0] <= 12 and 1 <= ends[1] <= 31):
        raise entry.fault("ends must be a month and a day")
    rule = YearRule(kind, (ends[0], ends[1]), entry.get("later", int, 0))
    entry.text("reason")
    entry.nothing_else()
    return rule


def _pattern(entry: ReferenceEntry, key: str) -> re.Pattern[str]:
    try:
        return re.compile(entry.text(key), re.IGNORECASE)
    except re.error as why:
        raise entry.fault(f"{key} is not a pattern: {why}") from None


def _meanings(whole: ReferenceEntry, key: str, kind: Callable[[str], T]) -> dict[str, T]:
    table: dict[str, object] = whole.get(key, dict)
    entry, found = ReferenceEntry(FILE, key, table), dict[str, T]()
    for meaning in table:
        try:
            means = kind(meaning)
        except ValueError:
            raise entry.fault(f"{meaning!r} is not one of the known words") from None
        for word in entry.texts(meaning):
            if word.casefold() in found:
                raise entry.fault(f"{word!r} is given twice")
            found[word.casefold()] = means
    return found
