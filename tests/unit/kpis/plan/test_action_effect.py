"""Figures either side of the dates of actions, on drawn series with breaks and gaps; and the picture with those dates on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.period import Break, Period, PeriodKind
from data.model.plan import ActionStatus
from kpis.charts.interactive.action_dates import bent as drawn
from kpis.charts.interactive.action_dates import shortened
from kpis.charts.style.palette import LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.plan import action_effect
from kpis.plan.action_effect import COMPLETED, DUE, Marker
from kpis.standing.kpi_standing import Standing
from tests.factories.plans import action
from tests.factories.standings import row, standing, year

FIGURES = {2015: 50.0, 2016: 60.0, 2017: None, 2018: 80.0}
BREAK = (Break(("S5",), date(2018, 1, 1), "Counted anew", "DfE"),)
WORDS = ChartCaption("Title", "Subtitle", "Source")


def series(catalogue: Catalogue, breaks: tuple[Break, ...] = ()) -> Standing:
    return standing(catalogue, [row("S5", value, year(n)) for n, value in FIGURES.items()], breaks=breaks)


def said(s: Standing, day: date) -> str:
    (one,) = action_effect.beside(s, [Marker(day, DUE, ("1.1",))])
    return action_effect.sentence(s, one)


def test_a_figure_either_side_is_named_with_its_period_and_one_whose_period_holds_the_day_is_on_neither(catalogue: Catalogue) -> None:
    s = series(catalogue)
    assert said(s, date(2016, 6, 30)) == "50.0% in 2015 before, 80.0% in 2018 after"
    assert said(s, date(2016, 12, 31)) == "60.0% in 2016 before, 80.0% in 2018 after"
    assert said(s, date(2017, 6, 30)) == "60.0% in 2016 before, 80.0% in 2018 after"


def test_where_no_figure_is_it_is_said(catalogue: Catalogue) -> None:
    s = series(catalogue)
    assert said(s, date(2018, 6, 30)) == "60.0% in 2016 before, no figure after it yet"
    assert said(s, date(2014, 6, 30)) == "no figure from before it, 50.0% in 2015 after"


def test_a_break_between_is_said_and_one_elsewhere_is_not(catalogue: Catalogue) -> None:
    s = series(catalogue, BREAK)
    assert said(s, date(2016, 12, 31)).endswith("80.0% in 2018 after; the series breaks between them, so they do not compare")
    assert said(s, date(2015, 12, 31)) == "50.0% in 2015 before, 60.0% in 2016 after"
    (one,) = found = action_effect.beside(s, [Marker(date(2016, 12, 31), DUE, ("1.1",))])
    assert one.apart
    assert (
        action_effect.headline(s, [action("1.1", "S5")], found) == "1 action cites S5; no date of it has figures on both sides that compare"
    )


def test_years_to_date_compare_only_for_the_same_months(catalogue: Catalogue) -> None:
    def so_far(of: int, last: int) -> Period:
        return Period("YTD", PeriodKind.YEAR_TO_DATE, date(of, 1, 1), date(of, last, 31))

    parts = standing(catalogue, [row("S5", 90.0, so_far(2016, 12)), row("S5", 10.0, so_far(2017, 1))])
    assert said(parts, date(2016, 12, 31)).endswith("; they are for different parts of a year, so they do not compare")
    same = standing(catalogue, [row("S5", 40.0, so_far(2016, 3)), row("S5", 50.0, so_far(2017, 3))])
    assert "do not compare" not in said(same, date(2016, 12, 31))


def test_the_headline_counts_the_actions_that_can_be_told(catalogue: Catalogue) -> None:
    s, actions = series(catalogue), [action("1.1", "S5", due=date(2016, 12, 31)), action("1.2", "S5", due=date(2019, 1, 1))]
    found = action_effect.beside(s, action_effect.markers(actions, {}))
    assert action_effect.headline(s, actions, found) == "2 actions cite S5; 1 of them has figures on both sides of a date"
    assert action_effect.headline(s, [], ()) == "No action of the plan cites S5"
    assert action_effect.headline(s, [action("1.1", "S5", due=None)], ()) == "1 action cites S5; it has no date"


def test_days_are_joined_and_due_is_told_from_completed() -> None:
    day = date(2018, 3, 31)
    actions = [action("1.1", "S5"), action("1.2", "S5", status=ActionStatus.COMPLETE), action("1.3", "S5", due=None)]
    assert action_effect.markers(actions, {"1.2": day, "9.9": day}) == (Marker(day, DUE, ("1.1", "1.2")), Marker(day, COMPLETED, ("1.2",)))
    assert action_effect.citing([*actions, action("2.1", offered=("S5",))], "S5") == tuple(actions)


@given(st.dates(date(2010, 1, 1), date(2022, 1, 1)))
def test_before_has_ended_and_after_has_not_begun(catalogue: Catalogue, day: date) -> None:
    (one,) = action_effect.beside(series(catalogue), [Marker(day, DUE, ("1.1",))])
    assert one.before is None or (one.before.value is not None and one.before.period.last <= day)  # type: ignore[operator]
    assert one.after is None or (one.after.value is not None and one.after.period.first > day)  # type: ignore[operator]


def test_the_picture_has_an_upright_line_a_marker_told_apart_in_words_and_in_dashes(catalogue: Catalogue) -> None:
    marks = [
        Marker(date(2016, 5, 1), DUE, ("1.1", "1.2")),
        Marker(date(2016, 6, 1), COMPLETED, ("1.1",)),
        Marker(date(2021, 1, 1), DUE, ("9",)),
    ]
    figure = drawn(LIGHT, series(catalogue, BREAK), "Bury", WORDS, marks)
    lines = {shape.x0: shape.line.dash for shape in figure.layout.shapes if shape.x0 == shape.x1}
    assert [lines[one.day] for one in marks] == ["dot", "dash", "dot"]
    labels = {note.text: note for note in figure.layout.annotations}
    assert labels["Due 1.1, 1.2"].yshift != labels["Recorded complete 1.1"].yshift
    assert labels["Due 9"].xanchor == "right"
    assert figure.layout.xaxis.range[1] > date(2021, 1, 1)
    assert "Counted anew" in labels


def test_many_codes_of_one_day_are_counted() -> None:
    assert shortened(Marker(date(2018, 3, 31), DUE, tuple("123456"))) == "Due 1, 2, 3, 4 and 2 more"


def test_a_figure_that_does_not_compare_over_time_is_said_so(catalogue: Catalogue) -> None:
    s = series(catalogue)
    s = replace(s, indicator=replace(s.indicator, over_time=False))
    assert said(s, date(2016, 12, 31)).endswith("do not compare over time")
