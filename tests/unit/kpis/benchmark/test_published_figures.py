"""A KPI's published figures: one source a period for everybody, sums and shares worked exactly, absences named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.model.observation import Missing
from data.model.period import PeriodKind
from data.model.publication import Feed, FeedSource
from kpis.benchmark.comparator_group import ComparatorGroup
from kpis.benchmark.published_figures import feed_field, measure_field, series_of, usual
from tests.factories.standings import year

BURY, KENT, ENGLAND = "E08000002", "E10000016", "E92000001"
SUMMED = catalogue_of.read().indicators["S2"]
Rows = dict[tuple[str, str], list[Mapping[str, Any]]]


def figure(measure: str, area: str, number: int, value: float | None, **more: Any) -> dict[str, Any]:
    """One row of a release, as the store gives it."""
    kind = more.pop("kind", PeriodKind.CALENDAR_YEAR)
    period = year(number, kind)
    plain = {"level": "authority", "status": "as reported", "file": "made.csv", "load": 1, "received": date(2026, 4, 1), "publication": "a"}
    empty = dict.fromkeys(("sheet", "basis", "notice", "period_doubt"), "")
    return {
        **plain, **empty, "measure": measure, "area": area, "period": period.label, "period_kind": kind.value, "first": period.first,
        "last": period.last, "value": value, "missing": None if value is not None else "not available",
        "raw": f"{value:g}" if value else "-", "cell": f"row {number}", "data_source": "Made", "origin": "published", **more,
    }  # fmt: skip


def by_measure(*rows: dict[str, Any]) -> Rows:
    found: Rows = {}
    for row in rows:
        found.setdefault((row["publication"], row["measure"]), []).append(row)
    return found


def feed(*sources: FeedSource, january: bool = False, near: str = "") -> Feed:
    return Feed(kpi="S5", basis="usual", title="New plans in time", near=near, january=january, unit=None, decimals=None, sources=sources)


def one(publication: str, measure: str) -> FeedSource:
    return FeedSource(publication, "measure", (measure,))


def test_a_period_is_of_the_first_source_that_anybody_has_and_of_no_other(catalogue: Catalogue) -> None:
    rows = by_measure(
        figure("fine", BURY, 2023, 74.1, publication="a"), figure("fine", KENT, 2023, None, publication="a"),
        figure("rough", BURY, 2023, 74.0, publication="b"), figure("rough", KENT, 2023, 18.0, publication="b"),
        figure("rough", BURY, 2022, 51.0, publication="b"), figure("rough", KENT, 2022, 60.0, publication="b"),
    )  # fmt: skip
    field = feed_field(catalogue.indicators["S5"], feed(one("a", "fine"), one("b", "rough")), rows, rows)
    assert [(v.value, v.period.label) for v in field.values[BURY]] == [(51.0, "2022"), (74.1, "2023")]
    assert [(v.value, v.missing) for v in field.values[KENT]] == [(60.0, None), (None, Missing.NOT_AVAILABLE)]


def test_a_share_is_unrounded_and_its_parts_are_told(catalogue: Catalogue) -> None:
    rows = by_measure(figure("in", BURY, 2016, 86.0), figure("all", BURY, 2016, 86.0), figure("in", ENGLAND, 2016, 20045.0),
                      figure("all", ENGLAND, 2016, 36019.0), figure("in", KENT, 2016, 0.0), figure("all", KENT, 2016, 0.0))  # fmt: skip
    field = feed_field(catalogue.indicators["S5"], feed(FeedSource("a", "share", ("in", "all"), (), "worked here")), rows, rows)
    assert field.values[BURY][0].value == 100.0
    assert field.values[ENGLAND][0].value == pytest.approx(55.651184)  # DfE's SEN2 main items, England 2016
    assert (field.values[ENGLAND][0].raw, field.values[ENGLAND][0].basis) == ("20045 of 36019", "worked here")
    assert (field.values[KENT][0].value, field.values[KENT][0].missing) == (None, Missing.NOT_APPLICABLE)


def test_a_sum_with_a_part_missing_is_missing(catalogue: Catalogue) -> None:
    rows = by_measure(figure("x", BURY, 2024, 11.6), figure("y", BURY, 2024, 2.8), figure("x", KENT, 2024, 11.6),
                      figure("y", KENT, 2024, None, missing="suppressed"))  # fmt: skip
    field = feed_field(catalogue.indicators["S2"], feed(FeedSource("a", "sum", ("x", "y"))), rows, rows)
    assert field.values[BURY][0].value == 14.4
    assert (field.values[KENT][0].value, field.values[KENT][0].missing) == (None, Missing.SUPPRESSED)


@given(st.lists(st.integers(min_value=-9999, max_value=9999), min_size=2, max_size=2))
def test_a_sum_of_figures_to_one_decimal_has_one_decimal(parts: list[int]) -> None:
    rows = by_measure(figure("x", BURY, 2024, parts[0] / 10), figure("y", BURY, 2024, parts[1] / 10))
    field = feed_field(SUMMED, feed(FeedSource("a", "sum", ("x", "y"))), rows, rows)
    assert field.values[BURY][0].value == sum(parts) / 10


def test_a_census_year_is_dated_to_the_january_in_it(catalogue: Catalogue) -> None:
    academic = figure("x", BURY, 2025, 6.4, kind=PeriodKind.ACADEMIC_YEAR)
    rows = by_measure(academic)
    (value,) = feed_field(catalogue.indicators["S4"], feed(one("a", "x"), january=True), rows, rows).values[BURY]
    assert (value.period.kind, value.period.first, value.period.last) == (PeriodKind.MONTH, date(2025, 1, 1), date(2025, 1, 31))
    assert value.period.label == "2024/25"


def test_of_two_figures_for_one_period_the_firmer_is_used() -> None:
    rows = [figure("x", BURY, 2018, 1.0, status="final"), figure("x", BURY, 2018, 2.0, status="revised"),
            figure("x", KENT, 2018, 3.0, status="provisional"), figure("x", KENT, 2018, 4.0, status="revised")]  # fmt: skip
    measure = {"id": "x", "title": "X", "unit": "%", "decimals": 1, "polarity": "higher", "quartiles": True, "description": "",
               "method": "", "owner": "", "year_type": ""}  # fmt: skip
    field = measure_field(measure, rows)
    assert [field.values[area][0].value for area in (BURY, KENT)] == [1.0, 4.0]


def test_an_area_without_a_row_is_absent_in_the_newest_period_and_its_neighbours_are_not(catalogue: Catalogue) -> None:
    rows = by_measure(figure("x", BURY, 2023, 70.0), figure("x", KENT, 2024, 18.0), figure("x", ENGLAND, 2024, 45.9, level="country"))
    usual_feed = feed(one("a", "x"))
    field = feed_field(catalogue.indicators["S5"], usual_feed, rows, rows)
    among = ComparatorGroup("May 2025", ((date(2025, 5, 1), "May 2025", (KENT, "E06000009")),))
    found = series_of(field, usual_feed, catalogue.areas[BURY], catalogue.areas, among)
    assert [(v.value, v.missing, v.period.label) for v in found.own] == [(70.0, None, "2023"), (None, Missing.NOT_AVAILABLE, "2024")]
    newest = found.neighbours[-1]
    assert (newest.value, newest.origin) == (18.0, "computed")
    assert newest.members is not None and (newest.members.used, newest.members.of, newest.members.missing) == (1, 2, ("Blackpool",))
    assert (found.england[-1].value, found.latest.label if found.latest else None) == (45.9, "2024")


def test_a_kpi_has_its_first_feed_unless_another_is_asked_for(catalogue: Catalogue) -> None:
    assert usual(catalogue.feeds)["S5"].basis == "including exceptions"
    assert usual(catalogue.feeds, "excluding exceptions")["S5"].basis == "excluding exceptions"
    assert usual(catalogue.feeds)["P7"].unit == "%"
    assert usual(catalogue.feeds, "appeal rate")["S12"].basis == "appeal rate"


def test_every_kpi_that_dfe_publishes_is_mapped(catalogue: Catalogue) -> None:
    assert set(usual(catalogue.feeds)) == {
        "S2", "S3", "S4", "S5", "S6", "S7", "S9", "S10", "S11", "S12", "S13", *(f"E{n}" for n in range(1, 11)), "P1", "P2", "P3", "P7",
    }  # fmt: skip
