"""Tenfold and hundredfold jumps, through time and along a row: a breach and a near miss each; and none in drawn steady series."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.checks.decimal_slips import jumps, off_scale
from data.model.finding import Finding
from data.model.observation import CellPart, FigureRole, Observation
from data.model.period import Period, PeriodKind

CATALOGUE = catalogue_of.read()


def year(first: int) -> Period:
    return Period(str(first), PeriodKind.CALENDAR_YEAR, date(first, 1, 1), date(first, 12, 31))


def line(code: str, *values: float, series: FigureRole = FigureRole.OWN, first: int = 2016) -> list[Observation]:
    return [seen(code, value, series, year(first + n), f"{series.name}{n}") for n, value in enumerate(values)]


def seen(code: str, value: float, series: FigureRole = FigureRole.OWN, period: Period | None = None, cell: str = "") -> Observation:
    when = period or year(2020)
    return Observation(
        indicator=code, reporter="E08000002", area="E08000002" if series is FigureRole.OWN else series.name, series=series,
        measure=CellPart.FIGURE, period=when, value=value, missing=None, raw=str(value), file="a.xlsx", sheet="Sheet",
        cell=cell or series.name,
    )  # fmt: skip


def row(code: str, own: float, neighbours: float | None, england: float | None) -> list[Observation]:
    every = ((FigureRole.OWN, own), (FigureRole.NEIGHBOURS, neighbours), (FigureRole.ENGLAND, england))
    return [seen(code, value, series) for series, value in every if value is not None]


def places(found: list[Finding]) -> list[str]:
    return [finding.where.rpartition("!")[2] for finding in found]


@pytest.mark.parametrize(
    ("code", "values", "told"),
    [
        ("S10", (610.0, 675.0, 56.0), ["OWN2"]),
        ("S10", (610.0, 675.0, 560.0), []),
        ("S10", (610.0, 6750.0, 560.0), ["OWN1"]),
        ("S10", (610.0, 56.0), ["OWN1"]),  # of two alone the later is told
        ("S11", (12.0, 120.0, 13.0), []),  # a count under 20 proves nothing
        ("S11", (22.0, 220.0, 21.0), ["OWN1"]),
        ("S5", (51.0, 74.1, 7.4, 70.0), ["OWN2"]),
        ("S5", (100.0, 100.0, 78.9, 27.2, 34.2), []),  # Bury, 2017 to 2021: a real fall
        ("S5", (45.2, 4520.0), ["OWN1"]),
        ("P3", (0.4, 4.0), []),  # one small earlier percentage proves nothing
        ("P3", (0.4, 0.4, 4.0), ["OWN2"]),  # two do
        ("P3", (0.05, 0.05, 0.5), []),  # both under 1
        ("S10", (0.0, 50.0, 500.0), []),  # beside a zero nothing is a multiple
        ("S7", (2.0, 601.0, 610.0, 61.0), []),  # a KPI that ended ran down to nothing
        ("S9", (120.0, 11900.0, 12800.0), ["OWN0"]),
    ],
)
def test_a_figure_off_by_ten_from_its_own_line(code: str, values: tuple[float, ...], told: list[str], catalogue: Catalogue) -> None:
    assert places(list(jumps(line(code, *values), catalogue))) == told


def test_a_change_of_method_is_no_jump(catalogue: Catalogue) -> None:
    """DfE SEN2: EHC plans began in September 2014, so 2014 holds a third of a year; the catalogue has the break."""
    assert list(jumps(line("S9", 119.0, 3293.0, 4549.0, 5326.0, first=2014), catalogue)) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((15.8, 14.4, 14.4), []),
        ((158.0, 14.4, 14.4), ["OWN"]),
        ((1.58, 14.4, 14.4), ["OWN"]),
        ((3.6, 3.3, 30.8), ["ENGLAND"]),
        ((3.6, 33.0, 3.1), ["NEIGHBOURS"]),
        ((36.0, None, 3.4), ["OWN"]),
        ((36.0, 3.4, None), []),  # neighbours alone are not enough
        ((0.2, 2.0, 2.1), ["OWN"]),
        ((0.02, 0.2, 0.21), []),
    ],
)
def test_a_figure_off_by_ten_from_its_row(values: tuple[float, float | None, float | None], told: list[str], catalogue: Catalogue) -> None:
    found = list(jumps(row("S2", *values), catalogue))
    assert places(found) == told
    assert all("decimal point" in f.hint and f.indicator == "S2" for f in found)


def test_counts_are_not_set_against_totals(catalogue: Catalogue) -> None:
    assert list(jumps(row("S1", 29639.0, 296390.0, 8669080.0), catalogue)) == []


def test_a_score_is_never_a_jump(catalogue: Catalogue) -> None:
    assert list(jumps(row("E6", 1.03, 10.3, 10.3), catalogue)) == []


def test_what_fits_its_own_line_is_left_alone_and_what_fits_its_row_too(catalogue: Catalogue) -> None:
    low = [*line("S5", 5.0, 5.2, 5.1), seen("S5", 55.0, FigureRole.ENGLAND, year(2018))]
    assert places(list(jumps(low, catalogue))) == ["ENGLAND"]  # one of the two is wrong, and the area's own line bears itself out
    recovered = [*line("S5", 5.0, 5.2, 52.0), seen("S5", 55.0, FigureRole.ENGLAND, year(2018))]
    assert list(jumps(recovered, catalogue)) == []


def test_a_comparator_is_judged_by_its_own_line_too(catalogue: Catalogue) -> None:
    """DfE's prototype dashboard gives England 498,800 appeals for 2017; the Ministry of Justice registered 4,988."""
    appeals = line("S12", 3126.0, 3863.0, 498800.0, 6023.0, 7385.0, series=FigureRole.ENGLAND, first=2015)
    (found,) = jumps(appeals, catalogue)
    assert (found.where, found.check) == ("a.xlsx!Sheet!ENGLAND2", "jump")
    assert found.what.startswith("498,800 is about 100 times its own other figures: 3,126 (2015), 3,863 (2016)")
    assert "the figure is 4,988." in found.hint


def test_what_is_held_counts_as_neighbour_and_is_never_told(catalogue: Catalogue) -> None:
    before, now = line("S10", 610.0, 675.0), line("S10", 56.0, first=2018)
    assert places(list(off_scale(now, before, catalogue))) == ["OWN0"]
    assert list(off_scale(line("S10", 560.0, first=2018), [*before, *line("S10", 61.0, first=2015)], catalogue)) == []


def test_a_figure_given_anew_replaces_the_held_one(catalogue: Catalogue) -> None:
    held = line("S10", 610.0, 6750.0, 560.0)
    assert list(off_scale(line("S10", 675.0, first=2017), held, catalogue)) == []


STEADY = st.lists(st.integers(70, 100), min_size=3, max_size=12)


@given(STEADY)
def test_a_steady_series_has_no_jump(values: list[int]) -> None:
    assert list(jumps(line("S10", *map(float, values)), CATALOGUE)) == []


@given(STEADY, st.data(), st.sampled_from([10.0, 100.0, 0.1, 0.01]))
def test_one_harmed_figure_of_a_steady_series_is_found_and_no_other(values: list[int], data: st.DataObject, times: float) -> None:
    rows = line("S10", *(v * 100.0 for v in values), first=2000)
    at = data.draw(st.integers(0, len(rows) - 1))
    rows[at] = replace(rows[at], value=round((rows[at].value or 0) * times, 4))
    assert places(list(jumps(rows, CATALOGUE))) == [f"OWN{at}"]


@given(st.floats(5, 90), st.floats(0.8, 1.25), st.floats(0.8, 1.25), st.sampled_from([10.0, 100.0, 0.1, 0.01]))
def test_one_harmed_figure_of_a_row_is_found_and_no_other(own: float, other: float, third: float, times: float) -> None:
    rows = row("S5", round(own, 1), round(own * other, 1), round(own * third, 1))
    assert list(jumps(rows, CATALOGUE)) == []
    for o in rows:
        harmed = [replace(x, value=round((x.value or 0) * times, 4)) if x is o else x for x in rows]
        assert places(list(jumps(harmed, CATALOGUE))) == [o.cell]
