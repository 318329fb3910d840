"""The illustrative borough through the ordinary loader: every printed figure stands in the store, read again here by openpyxl alone."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data.model.observation import FigureRole
from data.store.store import Store
from kpis.charts.interactive.comparison_bars import bars
from kpis.charts.interactive.trend import trend
from kpis.charts.style.palette import LIGHT
from kpis.charts.svg.panel import ChartCaption, sheet
from kpis.exports.tidy import standing_export
from kpis.standing.kpi_standing import Standing
from tests.conftest import ILLUSTRATIVE as FOLDER
from tests.factories.area_views import view_of

MARK = "Illustrative data: not a real area"
AREA = "X06000001"
MISPRINTED = "2023-05 SEND scorecard.xlsx"


@pytest.fixture(scope="module")
def store(borough: Path) -> Store:
    """The whole sample in a home of its own."""
    return Store(borough)


def standings(store: Store, as_at: date | None = None) -> dict[str, Standing]:
    return {s.indicator.code: s for s in view_of(store.home, AREA, as_at).standings}


def printed(path: Path, code: str) -> tuple[object, str]:
    """(value, number format) of a KPI's own figure on the sheet Scorecard, found by its column's heading."""
    sheet = load_workbook(path)["Scorecard"]
    column = next(c.column for row in sheet.iter_rows(max_row=6) for c in row if c.value in ("Actual", "Latest"))
    row = next(c.row for (c,) in sheet.iter_rows(min_col=1, max_col=1) if c.value == code)
    cell = sheet.cell(row, column)
    return cell.value, cell.number_format


def number(value: object, number_format: str) -> float | None:
    if isinstance(value, int | float):
        return round(value * 100, 6) if "%" in number_format else float(value)
    found = re.match(r"-?[\d,]+(?:\.\d+)?", str(value))
    return float(found[0].replace(",", "")) if found else None


def test_every_workbook_loads_with_no_cell_refused_and_no_question(store: Store) -> None:
    loads = store.loads(store.current())
    lines = (FOLDER / "received.csv").read_text(encoding="utf-8").splitlines()
    received = {row["file"]: row["received"] for row in csv.DictReader(lines)}
    assert {row.file: str(row.received) for row in loads.itertuples()} == received
    assert len(loads) == 105 and set(loads["notice"]) == {MARK}
    refused = sum('"refused": 0' not in cells for cells in loads["cells"])
    assert refused == 0


def test_each_months_timeliness_is_what_its_sheet_prints(store: Store) -> None:
    own = {p.file: p for p in standings(store)["S5"].points}
    files = sorted(path for path in (FOLDER / "workbooks").glob("*scorecard.xlsx"))
    assert len(files) == 96
    for path in files[::4]:  # every fourth month: two are in each style of the eight years
        if path.name != MISPRINTED:
            assert own[path.name].value == pytest.approx(number(*printed(path, "S5"))), path.name


@pytest.mark.parametrize("code", ["S2", "S6", "S12", "E3", "E7", "P1", "P9", "L1"])
def test_the_newest_figure_of_each_kind_of_kpi_is_the_newest_sheets(code: str, store: Store) -> None:
    path = FOLDER / "workbooks" / "2026-08 SEND scorecard.xlsx"
    assert standings(store)[code].value == pytest.approx(number(*printed(path, code)))


def test_the_known_misprint_is_set_right_and_says_so(store: Store) -> None:
    point = next(p for p in standings(store)["S5"].points if p.file == MISPRINTED)
    assert (point.raw, point.value) == ("4520.0%", 45.2)
    assert "corrected to 45.2%" in point.basis
    found = store.findings(store.current(), AREA)
    assert list(found[found["check_name"] == "correction"]["file"]) == [MISPRINTED]


def test_collapse_and_recovery_targets_and_reasons_are_there(store: Store) -> None:
    found = standings(store)
    timely = [p.value for p in found["S5"].points if p.value is not None]
    assert min(timely) < 25
    assert max(timely) > 85
    assert timely[-1] > 70
    assert len({t.value for t in found["S5"].others[FigureRole.TARGET]}) >= 6
    assert {p.missing for p in found["E9"].points if p.value is None} >= {"suppressed"}
    assert any(p.firmness == "revised" for p in found["E3"].points)
    assert found["S5"].comparator(FigureRole.ENGLAND) is not None and found["S5"].nation == "Alderland"
    assert found["S5"].printed


def test_any_past_day_shows_what_was_received_by_then(store: Store) -> None:
    then = standings(store, date(2022, 3, 31))
    assert then["S5"].own is not None and then["S5"].own.received <= date(2022, 3, 31)
    assert then["S5"].own.period.last == date(2022, 2, 28)
    assert len(store.meetings(store.current(), AREA)) == 61
    assert standings(store, date(2018, 1, 1))["S5"].own is None


def test_ten_neighbours_stand_by_name_and_in_no_ones_own_figures(store: Store) -> None:
    rows = store.in_force(store.current(), reporter=AREA, indicator="S4")
    others = rows[rows["series"] == "another area"]
    assert len(set(others["area"])) == 10 and AREA not in set(others["area"])
    assert set(rows[rows["series"] == "own"]["area"]) == {AREA}


def test_no_export_or_picture_of_it_is_without_its_mark(store: Store) -> None:
    found = standings(store)
    assert {s.notice for s in found.values()} == {MARK}
    words = ChartCaption("A title", "A subtitle", "A source", found["S5"].notice)
    assert MARK in standing_export.series_csv(found["S5"], found["S5"].notice, "").decode()
    assert MARK in standing_export.standings_csv(list(found.values()), "Westmere", MARK, "").decode()
    assert MARK in sheet(list(found.values()), words)
    assert MARK in str(trend(LIGHT, found["S5"], "Westmere", words).to_json())
    assert MARK in str(bars(LIGHT, found["S2"], "Westmere", words).to_json())
    assert standing_export.standing_record(found["S5"])["notice"] == MARK
