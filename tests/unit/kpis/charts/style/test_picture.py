"""The picture of a trend: every figure in one run, no run over a gap or a break, and every way of drawing it joins the same figures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from data.model.period import Break, Period
from kpis.charts.interactive import trend
from kpis.charts.interactive.frame import cut
from kpis.charts.style import picture
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.picture import TrendPicture, breaks_within, day_of, picture_of
from kpis.charts.svg import marks, page_trend, panel, slide_trend
from kpis.exports.slides.native_chart import trend_of
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing
from tests.factories.months import month
from tests.factories.standings import row, standing, year

FROM = 2019
WORDS = panel.ChartCaption("Finding", "Measure", "Source")
STATES = st.sampled_from(["figure", "figure", "figure", "suppressed", "blank", "absent"])
LINES = st.lists(STATES, min_size=2, max_size=30).filter(lambda states: states.count("figure") > 1)
BREAKS = st.lists(st.integers(0, 30), max_size=2)
Pair = tuple[date, date]


def at(n: int) -> Period:
    return month(FROM + n // 12, n % 12 + 1)


def months(catalogue: Catalogue, states: Sequence[str], breaks: Sequence[int] = (), target: Sequence[str] = ()) -> Standing:
    """Own months of S5, and the target's: each a figure, a reason why there is none, or no entry at all."""
    given_to = [("own", n, state) for n, state in enumerate(states)] + [("target", n, state) for n, state in enumerate(target)]
    rows: list[dict[str, Any]] = []
    for series, n, state in given_to:
        if state != "absent":
            reason = {} if state == "figure" else {"missing": state}
            rows.append(row("S5", 50.0 + n % 7 if state == "figure" else None, at(n), series, **reason))
    marks_of = tuple(Break(("S5",), at(n).first or date.min, "a new method", "test") for n in sorted(set(breaks)))
    return standing(catalogue, rows, breaks=marks_of)


def joined(drawn: TrendPicture) -> list[Pair]:
    return [(day_of(a), day_of(b)) for run in drawn.own.runs for a, b in itertools.pairwise(run)]


def index(value: Value) -> int:
    assert value.period.first is not None
    return (value.period.first.year - FROM) * 12 + value.period.first.month - 1


@given(states=LINES, breaks=BREAKS, target=st.lists(STATES, max_size=20))
def test_every_figure_is_in_one_run_in_order_and_every_cut_has_its_reason(
    catalogue: Catalogue, states: list[str], breaks: list[int], target: list[str]
) -> None:
    drawn = picture_of(months(catalogue, states, breaks, target), "Bury")
    for line in drawn.lines:
        entries = states if line.own else target
        assert [index(v) for run in line.runs for v in run] == [n for n, state in enumerate(entries) if state == "figure"]
        for a, b in itertools.pairwise(line.figures):
            whole = any(a in run and b in run for run in line.runs)
            gap, broken = index(b) > index(a) + 1, any(index(a) < n <= index(b) for n in breaks)
            assert whole == (not gap and not broken)
    assert [line.role for line in drawn.lines] == [FigureRole.TARGET, FigureRole.OWN][-len(drawn.lines) :]


@given(states=LINES)
def test_the_last_figure_is_ringed_exactly_where_a_newer_one_is_withheld(catalogue: Catalogue, states: list[str]) -> None:
    drawn = picture_of(months(catalogue, states))
    newest = next(state for state in reversed(states) if state not in ("absent", "blank"))
    assert drawn.ring is (None if newest == "figure" else drawn.own.last)


@settings(max_examples=25)
@given(states=LINES, breaks=BREAKS)
def test_every_way_of_drawing_joins_the_same_figures(catalogue: Catalogue, states: list[str], breaks: list[int]) -> None:
    one = months(catalogue, states, breaks)
    wanted = joined(picture_of(one, "Bury"))
    native = trend_of(one, "Bury")
    (values,) = (line.values for line in native.lines)
    beside = [(day_of(a), day_of(b)) for a, b in itertools.pairwise(values) if a and b]
    assert (beside if native.joined else []) == wanted
    own = trend.trend(LIGHT, one, "Bury", WORDS).data[-1]
    points = list(zip(own.x, own.y, strict=True))
    assert [(a[0], b[0]) for a, b in itertools.pairwise(points) if a[1] is not None and b[1] is not None] == wanted
    for svg in (marks.glance(LIGHT, one), panel.picture(LIGHT, one), slide_trend.picture(LIGHT, one), page_trend.svg_trend(one, "B", "")):
        lines = re.findall(rf"<path d='M([^']+)' fill='none' stroke='{LIGHT.roles[FigureRole.OWN].colour}'", svg)
        assert sum(path.count("L") for path in lines) == len(wanted)


def census(catalogue: Catalogue, october: str) -> Standing:
    """S3, a January census, with an entry for an October between two Januaries that has no figure."""
    rows = [row("S3", 12.5, month(2015, 1)), row("S3", None, month(2015, 10), missing=october), row("S3", 13.0, month(2016, 1))]
    return standing(catalogue, rows, code="S3")


@pytest.mark.parametrize(("october", "whole"), [("blank", True), ("suppressed", False), ("unreadable", False)])
def test_a_withheld_october_is_a_gap_in_a_census_and_a_blank_one_is_not_on_every_picture(
    catalogue: Catalogue, october: str, whole: bool
) -> None:
    """A table of months leaves all but January blank for a census; a figure that is withheld says that there is one."""
    one = census(catalogue, october)
    assert len(joined(picture_of(one))) == whole
    assert trend_of(one, "Bury").joined == whole
    assert (None not in trend.trend(LIGHT, one, "Bury", WORDS).data[-1].y) == whole
    for svg in (marks.glance(LIGHT, one), panel.picture(LIGHT, one), slide_trend.picture(LIGHT, one), page_trend.svg_trend(one, "B", "")):
        assert (f"fill='none' stroke='{LIGHT.roles[FigureRole.OWN].colour}'" in svg) == whole


def test_a_page_without_script_rings_a_figure_that_is_not_the_newest_and_says_so(catalogue: Catalogue) -> None:
    """A filled mark named Bury 80.0% would read as the newest figure."""
    rows = [row("S5", 70.0, year(2014)), row("S5", 80.0, year(2015)), row("S5", None, year(2016), missing="suppressed")]
    ended, withheld = (page_trend.svg_trend(standing(catalogue, some), "Bury", "says") for some in (rows[:2], rows))
    hollow = f"r='4.25' fill='{LIGHT.page}' stroke='{LIGHT.roles[FigureRole.OWN].colour}'"
    assert (hollow in ended, hollow in withheld) == (False, True)
    assert "Bury 80.0%" in ended
    assert "Last given 80.0%" in withheld
    assert "Bury" not in withheld


def test_roles_choose_the_lines_and_a_count_has_no_comparators(catalogue: Catalogue) -> None:
    def both(code: str) -> Standing:
        return standing(catalogue, [row(code, 50.0 + n, year(2014 + n), x) for n in range(3) for x in ("own", "england", "region")], code)

    every = [line.name for line in picture_of(both("S5"), "Bury").lines]
    assert every == ["England", "Region", "Bury"]
    assert [line.role for line in picture_of(both("S5"), roles=picture.AT_A_GLANCE).lines] == [FigureRole.ENGLAND, FigureRole.OWN]
    assert [line.role for line in picture_of(both("S1")).lines] == [FigureRole.OWN]


def test_a_break_lies_within_only_between_two_days_drawn() -> None:
    days = [date(2014, 12, 31), date(2015, 12, 31), date(2017, 12, 31)]
    first, between, on, past = (Break(("S5",), day, "x", "t") for day in (days[0], date(2016, 5, 1), days[2], date(2018, 1, 1)))
    assert breaks_within([first, between, on, past], days) == [(between, days[1], days[2]), (on, days[1], days[2])]
    assert breaks_within([between], []) == []


def test_runs_are_parted_by_a_row_without_a_figure() -> None:
    assert cut([[(1, 5.0, "a"), (2, 6.0, "b")], [(4, 7.0, "c")]], "") == [[1, 2, 2, 4], [5.0, 6.0, None, 7.0], ["a", "b", "", "c"]]
    assert cut([]) == [[], []]
