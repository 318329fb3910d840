"""LAIT's data dictionary: one measure a short name, with what a bare year of it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from data.catalogue.lait_format import LaitRules, Row, YearRule
from data.model.finding import Finding, Refused, Severity
from data.model.indicator import Polarity, Unit
from data.model.publication import PublishedMeasure
from data.text import plain
from loaders.lait.lait_files import SOURCE, records
from loaders.spreadsheet.sheet import UNTOUCHED

SHORT_NAME = "Measure_short"
COLUMNS = (
    "Topic", "Measure", "Chart_title", SHORT_NAME, "Polarity", "y_axis_name", "Table_status", "Description", "Last Update", "Next Update",
    "Data Owner (DO) /Supplier and Contact Details", "Methodology", "Hyperlink(s)", "dps", "Year_Type", "No_Quartile",
)  # fmt: skip
_POLARITIES = {"high": Polarity.HIGHER, "low": Polarity.LOWER}
_MUST_AGREE = ("Polarity", "dps", "Year_Type", "No_Quartile", "Table_status")
_SERIALS = range(36_526, 73_051)  # 1 January 2000 to 1 January 2100, as Excel numbers days
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class LaitDictionary:
    """Measures by short name in the dictionary's order, the rule for each one's years, and the newest update before its next one."""

    measures: dict[str, PublishedMeasure]
    years: dict[str, YearRule | None]
    newest: date | None
    findings: tuple[Finding, ...] = field(default=())


def read_dictionary(path: Path, rules: LaitRules) -> LaitDictionary:
    """The dictionary of one release. A short name that stands under two topics is one measure of both.

    Raises:
        Refused: damaged, or the column of short names or of year types is missing.
    """
    rows = _rows(path)
    findings: list[Finding] = []
    measures: dict[str, PublishedMeasure] = {}
    years: dict[str, YearRule | None] = {}
    dates: list[date] = []
    for name, same in _by_name(rows).items():
        first = same[0][1]
        where = f"{path.name}!{name}!row {same[0][0]}"
        for column in _MUST_AGREE:
            if len(told := sorted({row[column] for _, row in same})) > 1:
                what = f"Stands twice with another {column}: {' and '.join(f'‘{t}’' for t in told)}."
                hint = f"The first is used. Ask DfE which of them holds for {name}."
                findings.append(Finding(Severity.NOTE, where, what, hint, "dictionary"))
        updated = [day for _, row in same if (day := as_day(row["Last Update"]))]
        due = [day for _, row in same if (day := as_day(row["Next Update"]))]
        if updated and due and max(updated) > max(due):
            what = f"The last update, {_readable(max(updated))}, is after the next one, {_readable(max(due))}."
            findings.append(Finding(Severity.NOTE, where, what, "Check the date with DfE, if it matters.", "dictionary"))
        else:
            dates += updated
        if rules.unit_of(first) is None:
            what = f"Nothing says what it is counted in: ‘{first['y_axis_name']}’."
            findings.append(Finding(Severity.CHECK, where, what, "Shown as a score. Add a rule to lait.toml.", "unit"))
        measures[name] = _measure(name, [row for _, row in same], rules)
        years[name] = rules.years_of(first, max(updated, default=None))
        if years[name] is None:
            what = f"Its Year_Type, ‘{first['Year_Type']}’, is not known, so its periods have no dates."
            findings.append(Finding(Severity.CHECK, where, what, "Add the Year_Type to lait.toml.", "year"))
    return LaitDictionary(measures, years, max(dates, default=None), tuple(findings))


def unknown_measure(name: str) -> PublishedMeasure:
    """A measure of which only the short name is known."""
    words = "The data dictionary says nothing about this measure."
    return PublishedMeasure(
        id=name, title=name, topic="", unit=Unit.SCORE, decimals=1, polarity=Polarity.NEUTRAL, quartiles=False, description=words,
        method="", owner="", link="", updated="", next_update="", year_type="",
    )  # fmt: skip


def as_day(text: str) -> date | None:
    """A date written as ISO text or as Excel's number of days, else None."""
    words = text.strip()
    if words.isascii() and words.isdigit() and int(words) in _SERIALS:
        return _EPOCH + timedelta(days=int(words))
    try:
        return datetime.fromisoformat(words).date() if "-" in words else None
    except ValueError:
        return None


def _rows(path: Path) -> list[tuple[int, Row]]:
    """Each record with a short name and its number, counting the headings as 1; a missing column is empty throughout."""
    headings, *rest = records(path) or [[]]
    places = {plain(heading): n for n, heading in enumerate(headings)}
    for column in (SHORT_NAME, "Year_Type", "Polarity"):
        if plain(column) not in places:
            raise Refused(f"{path.name} has no column {column}, so it is no data dictionary of LAIT. It comes from {SOURCE}. {UNTOUCHED}")
    at = {column: places.get(plain(column)) for column in COLUMNS}
    found: list[tuple[int, Row]] = []
    for n, record in enumerate(rest, 2):
        row = {column: record[p].strip() if p is not None and p < len(record) else "" for column, p in at.items()}
        if row[SHORT_NAME]:
            found.append((n, row))
    return found


def _by_name(rows: Iterable[tuple[int, Row]]) -> dict[str, list[tuple[int, Row]]]:
    found: dict[str, list[tuple[int, Row]]] = {}
    for n, row in rows:
        found.setdefault(row[SHORT_NAME], []).append((n, row))
    return found


def _measure(name: str, rows: list[Row], rules: LaitRules) -> PublishedMeasure:
    first, unit = rows[0], rules.unit_of(rows[0])
    newest = max(rows, key=lambda row: as_day(row["Last Update"]) or date.min)
    counted = f"Measured in: {first['y_axis_name']}{f' ({unit.says})' if unit and unit.says else ''}." if first["y_axis_name"] else ""
    gone = rules.discontinued_words if any(rules.is_discontinued(row) for row in rows) else ""
    title = " ".join((first["Measure"] or first["Chart_title"] or name).split())
    return PublishedMeasure(
        id=name, title=f"{title} ({unit.says})" if unit and unit.says else title,
        topic=" / ".join(dict.fromkeys(row["Topic"] for row in rows if row["Topic"])), unit=unit.unit if unit else Unit.SCORE,
        decimals=int(first["dps"]) if first["dps"].isascii() and first["dps"].isdigit() else 0 if unit and unit.unit is Unit.COUNT else 1,
        polarity=_POLARITIES.get(first["Polarity"].casefold(), Polarity.NEUTRAL), quartiles=first["No_Quartile"].casefold() != "n",
        description="\n".join(filter(None, (first["Description"], counted, gone))), method=first["Methodology"],
        owner=first["Data Owner (DO) /Supplier and Contact Details"], link=first["Hyperlink(s)"], updated=_told(newest["Last Update"]),
        next_update=_told(newest["Next Update"]), year_type=first["Year_Type"],
    )  # fmt: skip


def _told(text: str) -> str:
    """A date in words, or the dictionary's own text."""
    return _readable(day) if (day := as_day(text)) else text


def _readable(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
