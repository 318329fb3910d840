"""What the checks say of real, cited figures: the misprints they must find, and the published series they must leave alone.

Devon: 'SEND accelerated progress plan' KPI tables (devon.gov.uk). Bury: SEND written statement of action, October 2017, Appendix A.
DfE's series: ../shared/reference/kpi_published.csv, from the Local Authority Interactive Tool and 'Explore education statistics'.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.catalogue import Catalogue
from data.checks.decimal_slips import jumps
from data.checks.load_checks import check_load
from data.checks.year_to_date import looks_so_far
from data.model.finding import Finding, Severity
from data.model.indicator import Unit
from data.model.loaded_file import Loaded
from data.model.observation import CellPart, FigureRole, Observation
from data.model.period import Period, PeriodKind
from loaders import read_file
from tests.conftest import BURY, SAMPLE, shared

TIMES = (10.0, 100.0, 0.1, 0.01)
PUBLISHED = {
    "Bury": FigureRole.OWN,
    "England": FigureRole.ENGLAND,
    "North West": FigureRole.REGION,
    "SN average (April 2021 list)": FigureRole.NEIGHBOURS,
}


@pytest.fixture(scope="module")
def loaded(bury: bytes, catalogue: Catalogue) -> Loaded:
    return read_file(SAMPLE.name, bury, catalogue)


def seen(code: str, value: float, period: Period, series: FigureRole = FigureRole.OWN, cell: str = "B2") -> Observation:
    area = "E10000008" if series is FigureRole.OWN else series.name
    return Observation(
        indicator=code, reporter="E10000008", area=area, series=series, measure=CellPart.FIGURE, period=period, value=value, missing=None,
        raw=str(value), file="pack.xlsx", sheet="KPIs", cell=cell,
    )  # fmt: skip


def month(label: str, first: date) -> Period:
    return Period(label, PeriodKind.MONTH, first, first.replace(day=28))


def rates(catalogue: Catalogue, code: str = "E7") -> Catalogue:
    """The catalogue with a KPI as the rate per 100 pupils that Devon prints."""
    return catalogue.with_own([replace(catalogue.indicators[code], unit=Unit.RATE, decimals=2, plausible=(0.0, 300.0))])


def test_devons_suspension_rate_is_for_the_year_so_far(catalogue: Catalogue) -> None:
    """Devon, suspensions: 14.48 (Nov 23), 37.16 (Mar 24), 54.05 (Jul 24), 3.7 (Nov 24), beside a full-year 18.59."""
    printed = ((14.48, "Nov 23", (2023, 11)), (37.16, "Mar 24", (2024, 3)), (54.05, "Jul 24", (2024, 7)), (3.7, "Nov 24", (2024, 11)))
    rows = [seen("E7", value, month(label, date(*when, 1)), cell=f"{'BCDE'[n]}2") for n, (value, label, when) in enumerate(printed)]
    (found,) = looks_so_far(rows, rates(catalogue))
    assert (found.where, found.severity) == ("pack.xlsx!KPIs!E2", Severity.CHECK)
    assert "rises through the school year" in found.what
    assert "14.48 (Nov 23), 37.16 (Mar 24), 54.05 (Jul 24), 3.7 (Nov 24)" in found.what
    assert list(jumps(rows, rates(catalogue))) == []  # the fall in November is no slipped point


def test_devons_national_percentage_is_ten_times_too_high(catalogue: Catalogue) -> None:
    """Devon prints 30.8% (national SEN2 2022) where about 3% must be meant, beside its own 3.6 and neighbours' 3.3."""
    year = Period("2022", PeriodKind.CALENDAR_YEAR, date(2022, 1, 1), date(2022, 12, 31))
    three = ((FigureRole.OWN, 3.6, "B2"), (FigureRole.NEIGHBOURS, 3.3, "C2"), (FigureRole.ENGLAND, 30.8, "D2"))
    (found,) = jumps([seen("P3", value, year, series, cell) for series, value, cell in three], catalogue)
    assert found.where == "pack.xlsx!KPIs!D2"
    assert found.what == "30.8% is about 10 times what stands beside it: 3.6% (own), 3.3% (neighbours)."
    assert "3.08%" in found.hint


def test_burys_shares_name_the_wholes_they_are_of(loaded: Loaded) -> None:
    """58 (4.0%) and 603 (41.1%): about 1,467 suspensions. 2 (2.4%) and 22 (26.2%): 84 permanent exclusions."""
    notes = [f for f in loaded.findings if f.check == "share"]
    assert [f.where.rpartition("!")[2] for f in notes] == ["D28, D29", "D30, D31"]
    assert all(f.severity is Severity.NOTE for f in notes)
    assert "one total of about 1,467, not rates" in notes[0].what
    assert "one total of about 84, not rates" in notes[1].what


def test_burys_page_has_the_findings_it_had_and_no_other(loaded: Loaded) -> None:
    """Six checks: two tags under ENG, S8's sum, three known doubts. Of the ten notes, the two on shares now name the whole."""
    told = Counter((f.severity.value, f.check) for f in loaded.findings)
    assert told == {
        ("check", "comparator tag"): 2, ("check", "sum"): 1, ("check", "known doubt"): 3, ("note", "shared heading"): 1,
        ("note", "period"): 2, ("note", "share"): 2, ("note", "no figure"): 1, ("note", "heading"): 4,
    }  # fmt: skip


def test_a_slipped_point_on_burys_page_is_found(loaded: Loaded, catalogue: Catalogue) -> None:
    """Percentages and points with comparators beside them: all 96 harms are found, each by one finding at its cell."""
    rows = list(loaded.observations)
    beside = [
        n for n, o in enumerate(rows)
        if o.indicator in ("S2", "S3", "S4", "S5", "E1", "E2", "E3", "E4") and o.measure is CellPart.FIGURE and o.value
    ]  # fmt: skip
    caught = told_elsewhere = 0
    for n in beside:
        for times in TIMES:
            places = [f.where for f in jumps(harmed(rows, n, times), catalogue)]
            caught += places == [rows[n].source]
            told_elsewhere += bool(places) and places != [rows[n].source]
    assert (caught, told_elsewhere, len(beside) * len(TIMES)) == (96, 0, 96)


def harmed(rows: list[Observation], at: int, times: float) -> list[Observation]:
    wrong = float(f"{(rows[at].value or 0.0) * times:.10g}")
    return [*rows[:at], replace(rows[at], value=wrong), *rows[at + 1 :]]


def published(catalogue: Catalogue) -> list[tuple[list[Observation], Catalogue]]:
    """Each published measure as a pack of its own, counted in its own unit."""
    with shared("reference", "kpi_measures.csv").open(encoding="utf-8", newline="") as lines:
        units = {(m["code"], m["measure"]): m["unit"] for m in csv.DictReader(lines)}
    packs: dict[tuple[str, str], list[Observation]] = {}
    with shared("reference", "kpi_published.csv").open(encoding="utf-8", newline="") as lines:
        for n, row in enumerate(csv.DictReader(lines)):
            if row["area"] in PUBLISHED and row["value"]:
                series, pack = PUBLISHED[row["area"]], packs.setdefault((row["code"], row["measure"]), [])
                one = seen(row["code"], float(row["value"]), year(row["period"]), series, f"A{n}")
                pack.append(replace(one, reporter=BURY, raw=row["value"]))
    return [
        (rows, catalogue.with_own([replace(catalogue.indicators[code], unit=unit_of(code, units[code, measure]))]))
        for (code, measure), rows in packs.items()
    ]  # fmt: skip


def year(text: str) -> Period:
    first = int(text[:4])
    if len(text) == 6:
        return Period(text, PeriodKind.ACADEMIC_YEAR, date(first, 9, 1), date(first + 1, 8, 31))
    return Period(text, PeriodKind.CALENDAR_YEAR, date(first, 1, 1), date(first, 12, 31))


def unit_of(code: str, words: str) -> Unit:
    if code in ("E3", "E4", "E5", "E6"):
        return Unit.POINTS if code in ("E3", "E4") else Unit.SCORE
    return Unit.PERCENT if "%" in words else Unit.RATE if "rate" in words.casefold() else Unit.COUNT


def test_no_published_series_is_called_a_jump_a_part_year_or_a_wrong_sign(catalogue: Catalogue) -> None:
    """1,450 published figures of 28 KPIs, 2006 to 2025: none is called so."""
    packs = published(catalogue)
    assert sum(len(rows) for rows, _ in packs) == 1450
    found: list[Finding] = [f for rows, known in packs for f in check_load(rows, known)]
    assert [f.what for f in found if f.check in ("jump", "sign", "year so far", "share whole", "parts")] == []


def test_most_slipped_points_in_published_series_are_found_where_they_are(catalogue: Catalogue) -> None:
    """Each figure times 10, 100, 0.1 and 0.01: nine in ten give one finding, at that figure; none gives one elsewhere.

    Left out is what the check leaves out: scores, counts that stay under 20, figures that stay under 1.
    """
    one = elsewhere = every = 0
    for rows, known in published(catalogue):
        unit = known.indicators[rows[0].indicator].unit
        for at, times in ((at, times) for at in range(len(rows)) for times in TIMES):
            right = rows[at].value or 0.0
            if right > 0 and judged(right, right * times, unit):
                places = [f.where for f in jumps(harmed(rows, at, times), known)]
                every, one, elsewhere = every + 1, one + (places == [rows[at].source]), elsewhere + (places not in ([], [rows[at].source]))
    assert elsewhere == 0
    assert (one, every) == (4610, 4942)


def judged(right: float, wrong: float, unit: Unit) -> bool:
    if unit is Unit.COUNT:
        return min(right, wrong) >= 20
    return unit is not Unit.SCORE and max(right, wrong) >= 1


def test_few_published_figures_of_single_authorities_are_called_a_jump(catalogue: Catalogue) -> None:
    """DfE SEN2, 2014 to 2022: new plans (S9), requests (S10) and 20 weeks (S5, beside England) of every authority; 13 of 3,714 are told."""
    with shared("inputs", "ees", "sen2_mi.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    england = {row["time_period"]: row for row in rows if row["geographic_level"] == "National"}
    packs: dict[tuple[str, str], list[Observation]] = {}
    for n, row in enumerate(r for r in rows if r["geographic_level"] == "Local authority"):
        for code in ("S5", "S9", "S10"):
            value, national = of_sen2(row, code), of_sen2(england[row["time_period"]], code)
            pack = packs.setdefault((row["la_name"], code), [])
            if value is not None:
                pack.append(seen(code, value, year(row["time_period"]), cell=f"A{n}"))
            if code == "S5" and national is not None:
                pack.append(seen(code, national, year(row["time_period"]), FigureRole.ENGLAND, f"B{n}"))
    own = sum(o.series is FigureRole.OWN for pack in packs.values() for o in pack)
    found = [f for pack in packs.values() for f in jumps(pack, catalogue)]
    assert (len(found), own) == (13, 3714)


def of_sen2(row: dict[str, str], code: str) -> float | None:
    def number(name: str) -> float | None:
        text = row[name].strip()
        return float(text) if text.replace(".", "", 1).isdigit() else None

    if code != "S5":
        return number({"S9": "new_all_ehc", "S10": "inreq_ehc"}[code])
    within, every = number("inc_exc_20week_ehc"), number("tot_inc_exc_ehc")
    return round(100 * within / every, 1) if within is not None and every else None
