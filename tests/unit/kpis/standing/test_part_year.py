"""A figure for the year so far never meets a whole year's: not joined to one, and marked wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Unit
from data.model.observation import FigureRole
from data.model.period import Period, PeriodKind
from kpis.benchmark import published_text
from kpis.exports.report.highlight import figure_words
from kpis.exports.tidy import standing_export
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing, part_year
from kpis.standing.kpi_standing import Standing
from pages.widgets import components
from tests.factories.standings import OWN, row, standing, year

SO_FAR = Period("YTD Mar 2024", PeriodKind.YEAR_TO_DATE, date(2024, 1, 1), date(2024, 3, 31))
FULL = [row("S5", 49.1, year(2024), series) for series in ("england", "region", "statistical neighbours")]


def so_far(catalogue: Catalogue, value: float | None = 40.0) -> Standing:
    return standing(catalogue, [row("S5", value, SO_FAR), *FULL])


def test_a_whole_years_benchmark_is_never_joined_to_part_of_a_year(catalogue: Catalogue) -> None:
    """Not even one whose label or end is the same: kind and both dates must agree."""
    rolling = Period("YTD Dec 2024", PeriodKind.YEAR_TO_DATE, date(2024, 1, 1), date(2024, 12, 31))
    for period in (SO_FAR, rolling):
        found = standing(catalogue, [row("S5", 40.0, period), *FULL])
        assert found.comparators == {}
        assert [found.gap(series) for series in (FigureRole.ENGLAND, FigureRole.REGION, FigureRole.NEIGHBOURS)] == [None] * 3
        assert kpi_standing.of_one_kind(found).others[FigureRole.ENGLAND] == ()  # nor drawn on one chart


@pytest.mark.parametrize("code", ["S5", "S10", "E7"])
def test_it_is_marked_on_row_panel_page_sentence_record_and_report(catalogue: Catalogue, code: str) -> None:
    found = standing(catalogue, [row(code, 40.0, SO_FAR), row(code, 49.1, year(2024), "england")], code)
    assert part_year.mark(found) == part_year.APART
    for shown in (components.share(found), components.hero(found), sentence(found), figure_words(found)):
        assert part_year.APART in shown
    assert standing_export.standing_record(found)["part_of_year"] == part_year.APART
    assert part_year.APART in standing_export.standings_csv([found], "Bury", "", "").decode("utf-8-sig")


def test_without_a_whole_year_to_mistake_it_for_it_is_still_part_of_one(catalogue: Catalogue) -> None:
    assert part_year.mark(standing(catalogue, [row("S5", 40.0, SO_FAR)])) == part_year.PART
    assert part_year.mark(so_far(catalogue, None)) == ""
    for period in (year(2024), year(2024, PeriodKind.MONTH)):
        found = standing(catalogue, [row("S5", 40.0, period), *FULL])
        assert part_year.mark(found) == ""
        assert standing_export.standing_record(found)["part_of_year"] is None


def test_comparators_printed_for_the_same_months_are_asked_about(catalogue: Catalogue) -> None:
    found = standing(catalogue, [row("S5", 40.0, SO_FAR), row("S5", 49.1, SO_FAR, "england")])
    assert part_year.mark(found) == part_year.PRINTED_BESIDE
    assert part_year.PRINTED_BESIDE in sentence(found)


def test_the_published_figure_beside_it_is_said_to_be_a_whole_year(catalogue: Catalogue) -> None:
    found = so_far(catalogue)
    assert found.own is not None
    published = replace(found.others[FigureRole.ENGLAND][0], origin="published", data_source="SEN2")
    told = published_text.beside(replace(found, alongside=(published,), also=(published,)))
    assert told == ["DfE publishes (SEN2) 49.1% for 2024: a whole year, so not compared with the part of a year shown."]


def test_a_rate_for_part_of_a_year_is_not_rated_against_the_years_target(catalogue: Catalogue) -> None:
    """Suspensions per 100 pupils add up over a year, as counts do; a percentage does not, and keeps the year's target."""
    rate = {**catalogue.indicators, "E7": replace(catalogue.indicators["E7"], unit=Unit.RATE)}
    rows = [row("E7", 4.0, SO_FAR), row("E7", 12.0, year(2024), "target")]
    found = next(s for s in kpi_standing.standings(pd.DataFrame(rows, dtype=object), rate, {}, place=OWN) if s.indicator.code == "E7")
    assert found.target is None
    assert found.rating.why == "The target of 12 is for 2024, and a rate for part of it is not rated against it."
    percent = standing(catalogue, [row("S5", 40.0, SO_FAR), row("S5", 60.0, year(2024), "target")])
    assert percent.target is not None and percent.target.value == 60.0
