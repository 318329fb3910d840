"""Standings from a hand-made frame: gaps in the KPI's unit, change from the adjoining period only."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Polarity
from data.model.observation import FigureRole, Missing
from data.model.period import Break, Period, PeriodKind
from kpis.figures.periods import adjoins
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing
from tests.factories.standings import NOT_STATED, OWN, row, standing, year


def test_there_is_one_standing_a_kpi_in_the_catalogues_order_and_silence_is_not_given(catalogue: Catalogue) -> None:
    found = kpi_standing.standings(pd.DataFrame([row("S5", 100.0, year(2016))], dtype=object), catalogue.indicators, {}, place=OWN)
    assert [s.indicator.code for s in found] == list(catalogue.indicators)
    silent = next(s for s in found if s.indicator.code == "S13")
    assert (silent.own, silent.value, silent.missing, silent.change) == (None, None, Missing.NOT_GIVEN, None)
    assert silent.rating.status == "no data"


def test_an_empty_frame_gives_a_silent_standing_a_kpi(catalogue: Catalogue) -> None:
    found = kpi_standing.standings(pd.DataFrame(), catalogue.indicators, {}, place=OWN)
    assert [s.value for s in found] == [None] * len(catalogue.indicators)


def test_the_frame_is_not_changed(catalogue: Catalogue) -> None:
    frame = pd.DataFrame([row("S5", 100.0, year(2016))], dtype=object)
    before = frame.copy(deep=True)
    kpi_standing.standings(frame, catalogue.indicators, {}, place=OWN)
    pd.testing.assert_frame_equal(frame, before)


def test_a_gap_is_in_the_kpis_own_unit(catalogue: Catalogue) -> None:
    """Bury WSOA scorecard, October 2017, Appendix A, S5: 100%, neighbours 78.18%, England 55.65%; the target is ours."""
    rows = [row("S5", 100.0, year(2016)), row("S5", 78.18, year(2016), "statistical neighbours")]
    rows += [row("S5", 55.65, year(2016), "england"), row("S5", 90.0, year(2016), "target")]
    one = standing(catalogue, rows)
    assert one.gap(FigureRole.NEIGHBOURS) == pytest.approx(21.82)
    assert one.gap(FigureRole.ENGLAND) == pytest.approx(44.35)
    assert one.gap(FigureRole.TARGET) == 10.0
    assert one.gap(FigureRole.REGION) is None
    assert one.priorities == (6,)
    assert one.rating.status == "green"
    assert sentence(one) == (
        f"{one.indicator.short}: on target, chance not tested. 100.0% in 2016; green, 10.0 points above target (90.0%); "
        "above neighbours (78.2%) and England (55.7%); meets the legal standard (100.0%)"
    )


def test_a_count_is_set_against_its_target_but_not_against_a_larger_places_total(catalogue: Catalogue) -> None:
    rows = [row("S8", 523.0, year(2016)), row("S8", 9000.0, year(2016), "england"), row("S8", 500.0, year(2016), "target")]
    one = standing(catalogue, rows, "S8")
    assert one.gap(FigureRole.ENGLAND) is None
    assert one.gap(FigureRole.TARGET) == 23.0
    assert one.comparator(FigureRole.ENGLAND) == 9000.0


@pytest.mark.parametrize(("own", "other", "gap"), [(None, 1.0, None), (1.0, None, None), (0.0, 0.0, 0.0), (5.0, 7.0, -2.0)])
def test_a_gap_needs_both_figures(own: float | None, other: float | None, gap: float | None) -> None:
    assert kpi_standing.gap(own, other) == gap


def test_a_comparator_of_another_period_is_not_set_beside_the_figure(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S5", 100.0, year(2016)), row("S5", 58.0, year(2015), "england")])
    assert one.comparator(FigureRole.ENGLAND) is None
    assert [v.value for v in one.others[FigureRole.ENGLAND]] == [58.0]


def test_unstated_periods_go_together_only_under_one_label(catalogue: Catalogue) -> None:
    other = Period("Some term", PeriodKind.NOT_STATED, None, None)
    rows = [row("S5", 100.0, NOT_STATED), row("S5", 60.0, NOT_STATED, "england"), row("S5", 50.0, other, "region")]
    one = standing(catalogue, rows)
    assert (one.comparator(FigureRole.ENGLAND), one.comparator(FigureRole.REGION), one.change) == (60.0, None, None)


def test_change_is_from_the_year_before(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S5", 100.0, year(2016)), row("S5", 90.5, year(2015)), row("S5", 10.0, year(2014))])
    assert one.change is not None
    assert (one.change.value, one.change.before.period, one.change.word) == (9.5, year(2015), "better")
    assert [p.value for p in one.points] == [10.0, 90.5, 100.0]


def test_a_year_left_out_gives_no_change(catalogue: Catalogue) -> None:
    assert standing(catalogue, [row("S5", 100.0, year(2016)), row("S5", 90.0, year(2014))]).change is None


def test_a_blank_year_between_gives_no_change_across_it(catalogue: Catalogue) -> None:
    rows = [row("S5", 100.0, year(2016)), row("S5", None, year(2015)), row("S5", 90.0, year(2014))]
    assert standing(catalogue, rows).change is None


def test_the_latest_figure_unreadable_has_no_change_and_keeps_its_reason(catalogue: Catalogue) -> None:
    rows = [row("S5", None, year(2016), missing="illegible"), row("S5", 90.0, year(2015))]
    one = standing(catalogue, rows)
    assert (one.value, one.missing, one.change) == (None, Missing.ILLEGIBLE, None)


def test_a_blank_latest_column_falls_back_on_the_figure_before(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S5", None, year(2016)), row("S5", 90.0, year(2015))])
    assert (one.value, one.own and one.own.period) == (90.0, year(2015))


def test_a_january_census_adjoins_the_next_january(catalogue: Catalogue) -> None:
    rows = [row("S2", 15.8, year(2017, PeriodKind.MONTH)), row("S2", 15.0, year(2016, PeriodKind.MONTH))]
    one = standing(catalogue, rows, "S2")
    assert one.change is not None
    assert one.change.value == pytest.approx(0.8)
    assert one.change.word == "higher"


def test_a_month_a_year_before_is_not_adjoining_for_a_monthly_kpi(catalogue: Catalogue) -> None:
    rows = [row("L1", 300.0, year(2017, PeriodKind.MONTH)), row("L1", 200.0, year(2016, PeriodKind.MONTH))]
    assert standing(catalogue, rows, "L1").change is None


def test_a_january_does_not_adjoin_one_two_years_on(catalogue: Catalogue) -> None:
    rows = [row("S2", 15.8, year(2018, PeriodKind.MONTH)), row("S2", 15.0, year(2016, PeriodKind.MONTH))]
    assert standing(catalogue, rows, "S2").change is None


def test_periods_of_two_kinds_never_adjoin() -> None:
    academic = Period("2014/15", PeriodKind.ACADEMIC_YEAR, date(2015, 1, 1), date(2015, 12, 31))
    assert adjoins(year(2015), year(2016), "calendar year")
    assert not adjoins(academic, year(2016), "calendar year")


@pytest.mark.parametrize(
    ("first", "crossed"),
    [(date(2016, 1, 1), True), (date(2015, 6, 1), True), (date(2015, 1, 1), False), (date(2017, 1, 1), False)],
)
def test_no_change_is_worked_across_a_break(catalogue: Catalogue, first: date, crossed: bool) -> None:
    """A break's first day is the first of the new figures: 2015 does not compare with 2016 where one starts in between."""
    broken = (Break(("S5",), first, "a new method", "test"),)
    rows = [row("S5", 100.0, year(2016)), row("S5", 90.0, year(2015))]
    one = standing(catalogue, rows, breaks=broken)
    assert (one.change is None) is crossed
    assert one.breaks == broken


def test_a_break_of_another_kpi_breaks_nothing(catalogue: Catalogue) -> None:
    broken = (Break(("S6",), date(2016, 1, 1), "a new method", "test"),)
    rows = [row("S5", 100.0, year(2016)), row("S5", 90.0, year(2015))]
    assert standing(catalogue, rows, breaks=broken).change is not None


def test_attainment_8_of_2017_is_not_set_against_2016(catalogue: Catalogue) -> None:
    """The points scale changed in 2017 (DfE, Key stage 4 performance), as shared_breaks.toml says."""
    kind = PeriodKind.ACADEMIC_YEAR
    rows = [row("E3", 31.9, year(2017, kind)), row("E3", 38.1, year(2016, kind))]
    assert standing(catalogue, rows, "E3", catalogue.breaks).change is None


@pytest.mark.parametrize(
    ("change", "polarity", "word"),
    [
        (1.0, Polarity.HIGHER, "better"),
        (-1.0, Polarity.HIGHER, "worse"),
        (1.0, Polarity.LOWER, "worse"),
        (-1.0, Polarity.LOWER, "better"),
        (1.0, Polarity.NEUTRAL, "higher"),
        (-1.0, Polarity.NEUTRAL, "lower"),
        (0.0, Polarity.HIGHER, "same"),
        (0.0, Polarity.NEUTRAL, "same"),
    ],
)
def test_a_move_is_named_by_polarity(change: float, polarity: Polarity, word: str) -> None:
    assert kpi_standing.direction(change, polarity) == word


def test_a_share_stands_beside_its_figure_and_never_for_it(catalogue: Catalogue) -> None:
    """Bury WSOA scorecard, October 2017, Appendix A, E7: 58 (4.0%)."""
    then = year(2017, PeriodKind.ACADEMIC_YEAR)
    one = standing(catalogue, [row("E7", 58.0, then), row("E7", 4.0, then, measure="share")], "E7")
    assert one.own is not None
    assert (one.value, one.own.share) == (58.0, 4.0)
    assert len(one.points) == 1


def test_a_standing_carries_the_notice_of_every_load_behind_it_once(catalogue: Catalogue) -> None:
    rows = [row("S5", 95.0, year(2016)), row("S5", 90.0, year(2015), notice="Historic")]
    rows += [row("S5", 55.65, year(2016), "england", notice="Historic"), row("S5", 90.0, year(2016), "target", notice="Draft")]
    assert set(standing(catalogue, rows).notice.split(" · ")) == {"Historic", "Draft"}
    assert standing(catalogue, rows[:1]).notice == ""


def test_a_yearly_target_of_a_count_is_told_beside_a_month(catalogue: Catalogue) -> None:
    month = Period("Mar 2024", PeriodKind.MONTH, date(2024, 3, 1), date(2024, 3, 31))
    s = standing(catalogue, [row("S12", 3.0, month), row("S12", 40.0, year(2024), "target")], "S12")
    assert (s.target, s.rating.status) == (None, "not rated")
    assert s.rating.why == "The target of 40 is for 2024, and a count for part of it is not rated against it."
    s = standing(catalogue, [row("S12", 3.0, month), row("S12", 40.0, year(2022), "target")], "S12")
    assert s.rating.why == "The target of 40 is for 2022, not for this period."
