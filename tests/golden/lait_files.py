"""LAIT's own files, read for the golden tests by plain means: one measure as a field, and the May 2025 neighbours."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date
from functools import cache
from io import BytesIO

import duckdb
from openpyxl import load_workbook

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import Missing
from data.model.period import Firmness, Period, PeriodKind
from kpis.benchmark.benchmark import Field
from kpis.figures.figure import Value
from tests.conftest import shared

POLARITY = {"High": Polarity.HIGHER, "Low": Polarity.LOWER}
EDITION = "May 2025"


@cache
def dictionary() -> dict[str, dict[str, str]]:
    with shared("inputs", "lait", "lait_data_dictionary.csv").open(encoding="utf-8") as file:
        return {row["Measure_short"]: row for row in csv.DictReader(file)}


@cache
def neighbours(catalogue_codes: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    """Each authority's ten neighbours by nine-digit code, from ``sn_may_2025.xlsx``: heading in its third row."""
    code_of = dict(catalogue_codes)
    book = load_workbook(BytesIO(shared("inputs", "lait", "sn_may_2025.xlsx").read_bytes()), read_only=True)
    rows = [row for row in book["LA SN Groups"].iter_rows(min_row=4, values_only=True) if row[0]]
    return {code_of[str(int(row[0]))]: tuple(code_of[str(int(row[n]))] for n in range(5, 25, 2)) for row in rows}


def members(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    return neighbours(tuple((area.code3, area.code) for area in catalogue.areas.values()))


def indicator_of(short: str) -> Indicator:
    about = dictionary()[short]
    axis, years = about["y_axis_name"], about["Year_Type"]
    unit = Unit.PERCENT if axis.startswith("%") else Unit.COUNT if axis.startswith("Total") else Unit.SCORE
    return Indicator(
        code=short, section="", printed=short, title=about["Measure"], short=about["Measure"], unit=unit, noun="",
        decimals=int(about["dps"]) if about["dps"].isdigit() else 1, polarity=POLARITY.get(about["Polarity"], Polarity.NEUTRAL),
        numerator="", denominator="", data_source="DfE LAIT", owner="", frequency="yearly",
        period_basis="january census" if years == "Annual - January" else "", definition=about["Description"], caveats="", changed="",
        plausible=(float("-inf"), float("inf")), rules=0.0, share_of="points",
    )  # fmt: skip


def field_of(short: str, catalogue: Catalogue) -> Field:
    """A LAIT measure as a field, straight from the parquet file."""
    path = shared("inputs", "lait", "bds_long_0.parquet")
    rows = duckdb.execute('select * from read_parquet(?) where "Short Desc" = ?', [str(path), short]).fetch_df()
    code_of = {area.code3: area.code for area in catalogue.areas.values()}
    kind = dictionary()[short]["Year_Type"]
    found: dict[str, list[Value]] = defaultdict(list)
    for row in rows.to_dict("records"):
        raw, code = row["Values"], code_of[str(int(row["LA Number"]))]
        number = None if raw == "-" else float(raw)
        found[code].append(Value(
            value=number, missing=None if number is not None else Missing.NOT_AVAILABLE, period=period_of(row["Years"], kind), raw=raw,
            file=path.name, sheet="", cell="", load=1, received=date(2026, 4, 1), basis="", area=code, status=Firmness.AS_REPORTED,
            origin="published", data_source="DfE LAIT",
        ))  # fmt: skip
    ordered = {code: tuple(sorted(values, key=lambda v: str(v.period.last))) for code, values in found.items()}
    return Field(indicator_of(short), ordered, quartiles=dictionary()[short]["No_Quartile"] != "N")


def period_of(label: str, kind: str) -> Period:
    """LAIT's year as dates: a bare academic year is the one it ends; 2015/16 and 2015-16 are as they say."""
    year = int(label[:4])
    if re.fullmatch(r"\d{4}/\d\d", label):
        return Period(label, PeriodKind.ACADEMIC_YEAR, date(year, 9, 1), date(year + 1, 8, 31))
    shapes: dict[str, tuple[PeriodKind, date, date]] = {
        "Calendar Year": (PeriodKind.CALENDAR_YEAR, date(year, 1, 1), date(year, 12, 31)),
        "Academic Year": (PeriodKind.ACADEMIC_YEAR, date(year - 1, 9, 1), date(year, 8, 31)),
        "Financial Year": (PeriodKind.FINANCIAL_YEAR, date(year - 1, 4, 1), date(year, 3, 31)),
        "Annual - January": (PeriodKind.MONTH, date(year, 1, 1), date(year, 1, 31)),
    }
    return Period(label, *shapes[kind])
