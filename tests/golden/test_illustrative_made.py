"""The illustrative borough as committed: what its maker makes, no real place, and figures that keep to its story.

The workbooks are read cell by cell, without the maker's own modules, except where the maker itself is run.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
import zipfile
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.places import AREA_COLUMNS
from data.model.indicator import Unit
from data.text import plain
from tests.conftest import ROOT

FOLDER = ROOT / "data" / "samples" / "illustrative"
WORKBOOKS = FOLDER / "workbooks"
NOTICE = "Illustrative data: not a real area"
MADE = ("workbooks", "reference", "received.csv")


class Printed(NamedTuple):
    """One KPI's row: where it stands, and its cells by heading as (content, number format)."""

    file: str
    sheet: str
    cells: dict[str, tuple[Any, str]]

    def text(self, heading: str) -> str:
        return str(self.cells[heading][0] or "")

    def period(self) -> str:
        """The period as read, without (prov) or (Rev)."""
        content, form = self.cells["Period"]
        if isinstance(content, datetime):
            return content.strftime("%b-%y" if "d" not in form else "%d-%b-%y")
        return str(content).split(" (")[0]

    def number(self, heading: str, unit: Unit) -> Decimal | None:
        """The number in a cell, a percentage in per cent; None where there is none."""
        content, form = self.cells[heading]
        if isinstance(content, int | float):
            return Decimal(repr(content)) * (100 if "%" in form else 1)
        text = str(content or "").split(" (")[0].rstrip("%†*").replace(",", "")
        try:
            return Decimal(text) if unit is not Unit.PERCENT or "%" in str(content) else None
        except ArithmeticError:
            return None


def _rows(path: Path) -> list[Printed]:
    rows = []
    for sheet in openpyxl.load_workbook(BytesIO(path.read_bytes())).worksheets:
        headings: list[str] = []
        for cells in sheet.iter_rows():
            if cells[0].value == "Ref":
                headings = [{"Latest": "Actual"}.get(str(c.value), str(c.value)) for c in cells]
            elif headings and cells[0].value is not None:
                pairs = zip(headings, cells, strict=True)
                rows.append(Printed(path.name, sheet.title, {h: (c.value, c.number_format) for h, c in pairs}))
    return rows


@pytest.fixture(scope="module")
def scorecards() -> dict[str, list[Printed]]:
    return {path.name: _rows(path) for path in sorted(WORKBOOKS.glob("* SEND scorecard.xlsx"))}


@pytest.fixture(scope="module")
def neighbours() -> dict[tuple[str, str], list[Decimal]]:
    """The ten areas' figures by KPI and period."""
    found: dict[tuple[str, str], list[Decimal]] = {}
    for path in sorted(WORKBOOKS.glob("* neighbours.xlsx")):
        for row in _rows(path):
            number = row.number("Value", Unit.COUNT)
            assert number is not None
            found.setdefault((row.text("Ref"), row.period()), []).append(number)
    return found


def _parts(content: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return [(part.filename, part.date_time, parts.read(part)) for part in parts.infolist()]


def test_making_it_again_gives_what_is_committed(tmp_path: Path) -> None:
    """Byte for byte; where another zlib packs the same parts otherwise, part for part."""
    script = "import sys; from pathlib import Path; from data.samples.illustrative.make_illustrative import make; make(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", script, tmp_path], cwd=ROOT, check=True)
    made = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    held = {p.relative_to(FOLDER).as_posix(): p for p in FOLDER.rglob("*") if p.is_file() and p.relative_to(FOLDER).parts[0] in MADE}
    assert set(made) == set(held)
    other = [name for name, content in made.items() if content != held[name].read_bytes()]
    assert [name for name in other if not name.endswith(".xlsx") or _parts(made[name]) != _parts(held[name].read_bytes())] == []


def test_no_name_or_code_is_a_real_areas(catalogue: Catalogue) -> None:
    with (FOLDER / "reference" / "areas.csv").open(encoding="utf-8", newline="") as lines:
        made = list(csv.DictReader(lines))
    assert tuple(made[0]) == AREA_COLUMNS
    assert [one["level"] for one in made] == ["authority"] * 11 + ["region", "country"]
    real = [plain(name) for area in catalogue.areas.values() for name in (area.name, *area.aliases)]
    for one in made:
        for name in (one["name"], *filter(None, one["aliases"].split(";"))):
            assert [r for r in real if f" {r} " in f" {plain(name)} " or f" {plain(name)} " in f" {r} "] == []
        assert catalogue.area(one["code9"]) is None
        assert catalogue.area(one["code3"]) is None


def test_every_workbook_is_named_received_and_marked_as_illustrative() -> None:
    with (FOLDER / "received.csv").open(encoding="utf-8", newline="") as lines:
        received = {row["file"]: date.fromisoformat(row["received"]) for row in csv.DictReader(lines)}
    paths = sorted(WORKBOOKS.iterdir())
    assert sorted(received) == [path.name for path in paths]
    assert len(paths) == 96 + 8 + 1
    assert max(received.values()) <= date(2026, 9, 30)
    for path in paths:
        sheet = openpyxl.load_workbook(BytesIO(path.read_bytes())).worksheets[0]
        assert [row[0] for row in sheet.iter_rows(max_row=2, max_col=1, values_only=True)][1] == NOTICE
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 1_500_000


def test_every_file_has_a_row_for_every_kpi(scorecards: dict[str, list[Printed]], catalogue: Catalogue) -> None:
    assert len(scorecards) == 96
    for rows in scorecards.values():
        assert [row.text("Ref") for row in rows if row.sheet == "Scorecard"] == list(catalogue.indicators)


def test_plans_in_20_weeks_collapse_and_recover(scorecards: dict[str, list[Printed]]) -> None:
    series = {file[:7]: row.number("Actual", Unit.PERCENT) for file, rows in scorecards.items() for row in rows if row.text("Ref") == "S5"}
    held = {month: value for month, value in series.items() if value is not None and value <= 100}
    assert len(held) == 95  # the misprint is the one left out
    assert (min(held, key=lambda m: held[m]), max(held, key=lambda m: held[m])) == ("2022-02", "2018-11")
    assert held["2022-02"] == Decimal("21.7")
    assert held["2026-08"] == Decimal("74.3")
    assert all(value > 80 for month, value in held.items() if month < "2020")


def test_neighbours_average_is_the_mean_of_the_ten(
    scorecards: dict[str, list[Printed]], neighbours: dict[tuple[str, str], list[Decimal]], catalogue: Catalogue
) -> None:
    compared = set()
    for row in (row for rows in scorecards.values() for row in rows):
        indicator, key = catalogue.indicators[row.text("Ref")], (row.text("Ref"), row.period())
        printed = row.number("SN", indicator.unit)
        if key in neighbours and printed is not None:
            step = Decimal(1).scaleb(-indicator.decimals)
            assert len(neighbours[key]) == 10
            mean = sum(neighbours[key], Decimal(0)) / 10
            assert printed.quantize(step) == mean.quantize(step, ROUND_HALF_UP), (row.file, key)
            compared.add(key)
    assert {code for code, _ in compared} == {"S2", "S3", "S4", "E1", "E2", "E3", "E4", "P3"}
    assert len(compared) > 50


def test_a_period_has_one_target_and_one_figure_of_each_other_area(scorecards: dict[str, list[Printed]]) -> None:
    seen: dict[tuple[str, str, str], tuple[str, Decimal]] = {}
    for row in (row for rows in scorecards.values() for row in rows):
        for heading in ("Target", "SN", "North Vale", "Alderland"):
            unit = Unit.PERCENT if "%" in row.text(heading) else Unit.COUNT
            if (number := row.number(heading, unit)) is not None:
                file, before = seen.setdefault((row.text("Ref"), row.period(), heading), (row.file, number))
                assert before == number, (file, row.file, heading)


def test_figures_lie_in_the_range_expected_but_for_the_known_misprint(scorecards: dict[str, list[Printed]], catalogue: Catalogue) -> None:
    outside = []
    for row in (row for rows in scorecards.values() for row in rows):
        indicator = catalogue.indicators[row.text("Ref")]
        number = row.number("Actual", indicator.unit)
        if number is not None and not indicator.plausible[0] <= number <= indicator.plausible[1]:
            outside.append((indicator.code, row.file, row.period(), number))
    (known,) = tomllib.loads((FOLDER / "reference" / "corrections.toml").read_text(encoding="utf-8"))["correction"]
    printed = Decimal(known["printed"].rstrip("%"))
    assert outside == [(known["indicator"], known["source"], known["period"], printed)]
    assert printed == Decimal(repr(known["value"])) * 100


def test_the_plan_links_known_kpis_and_leaves_one_priority_without(catalogue: Catalogue) -> None:
    plan = tomllib.loads((FOLDER / "reference" / "plans" / "westmere.toml").read_text(encoding="utf-8"))
    linked = [set(one["indicators"]) for one in plan["priority"]]
    assert [len(codes) == 0 for codes in linked].count(True) == 1
    assert len(linked) == 6
    assert set().union(*linked) == set(catalogue.indicators)
    assert plan["dated"].year == 2021
