"""DfE's line beside the partnership's own: another line, never its past, named, and where the two differ."""

from __future__ import annotations

from datetime import date

from data.catalogue.catalogue import Catalogue
from data.model.period import Period, PeriodKind
from kpis.narrative.kpi_sentence import sentence
from kpis.standing.published_line import differing, differs, published_line
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict_text import headline
from tests.factories.published_standings import joined, series
from tests.factories.standings import row, year

MONTH = Period("Mar 2025", PeriodKind.MONTH, date(2025, 3, 1), date(2025, 3, 31))


def test_loading_dfes_newer_figure_takes_no_rating_away(catalogue: Catalogue) -> None:
    """truth.md W2: DfE's newer, only near series took the KPI's row, and two red KPIs were gone."""
    target = row("S5", 90.0, year(2023), "target")
    alone = joined(catalogue, {2023: 70.0}, series(catalogue, {2022: 60.0}), target)
    for near in ("", "Counts every age."):
        both = joined(catalogue, {2023: 70.0}, series(catalogue, {2023: 60.0, 2024: 83.0}, near=near), target)
        assert (both.value, both.rating) == (alone.value, alone.rating)
        assert both.rating.status is RagStatus.RED
        line = published_line(both)
        assert line is not None and (line.newest.value, line.newest.period.label, line.near) == (83.0, "2024", near)
        assert line.same is None or not near


def test_loading_ones_own_month_keeps_the_published_line_and_its_comparators(catalogue: Catalogue) -> None:
    """reqs.md A2: five local months turned nine years of DfE's trend, and every benchmark, into dashes."""
    one = joined(catalogue, {}, series(catalogue, {2023: 74.0, 2024: 83.0}), row("S5", 50.0, MONTH))
    line = published_line(one)
    assert line is not None and [p.value for p in line.standing.points] == [74.0, 83.0]
    assert line.standing.change is not None and line.standing.change.value == 9.0
    assert "newest neighbours 50.0% and England 46.0% (2024); " in sentence(one)
    assert sentence(one).endswith("; DfE gives 83.0% for 2024")
    assert one.gap is not None and all(one.gap(x) is None for x in one.newest_comparators)


def test_where_both_give_a_period_and_differ_it_is_said_and_listed(catalogue: Catalogue) -> None:
    """reqs.md A7: a local 49% was the headline, DfE's own 25.4% for that year stood in a side line."""
    one = joined(catalogue, {2023: 49.0, 2022: 40.0}, series(catalogue, {2022: 40.0, 2023: 25.4}))
    assert differs(one)
    assert [(d.own.value, d.published.value, d.own.period.label) for d in differing([one])] == [(49.0, 25.4, "2023")]
    assert "DfE gives 25.4% for the same period" in sentence(one)
    assert headline([one]).endswith("1 KPI differs from DfE’s figure for the same period")
    alike = joined(catalogue, {2023: 25.41}, series(catalogue, {2023: 25.4}))
    assert not differs(alike) and differing([alike]) == []  # they print alike


def test_another_measure_of_the_same_period_is_no_difference(catalogue: Catalogue) -> None:
    one = joined(catalogue, {2023: 7.0}, series(catalogue, {2023: 84.6}, near="Any destination."))
    assert not differs(one) and differing([one]) == []
