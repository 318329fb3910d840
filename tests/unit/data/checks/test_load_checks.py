"""Each check fires on its breach and holds its peace without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.catalogue import Catalogue
from data.checks import load_checks
from data.checks.part_and_whole import shares
from data.checks.signs import signs
from data.model.finding import Severity
from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Period, PeriodKind

THEN = Period("Jan-17", PeriodKind.MONTH, date(2017, 1, 1), date(2017, 1, 31))


def seen(code: str, value: float | None, series: FigureRole = FigureRole.OWN, *, cell: str = "D9", area: str = "E08000002") -> Observation:
    missing = None if value is not None else Missing.BLANK
    return Observation(
        indicator=code, reporter="E08000002", area=area, series=series, measure=CellPart.FIGURE, period=THEN, value=value, missing=missing,
        raw=str(value), file="a.xlsx", sheet="Sheet", cell=cell,
    )  # fmt: skip


def test_an_observation_never_holds_both_a_value_and_a_reason_nor_neither() -> None:
    one = seen("S5", 1.0)
    with pytest.raises(ValueError, match=r"a\.xlsx!Sheet!D9"):
        replace(one, missing=Missing.BLANK)
    with pytest.raises(ValueError, match="never both or neither"):
        replace(one, value=None)


def test_parts_that_do_not_add_up_are_found_with_what_would(catalogue: Catalogue) -> None:
    """Bury WSOA scorecard, October 2017, Appendix A: target 929, transferred 676, left 523; 929 less 676 is 253."""
    rows = [seen("S7", 929.0, FigureRole.TARGET), seen("S7", 676.0), seen("S8", 0.0, FigureRole.TARGET), seen("S8", 523.0, cell="D13")]
    (finding,) = load_checks.sums(rows, catalogue)
    assert "Does not add up as printed: S7 + S8 is 676 + 523 = 1,199, but the target says 929." in finding.what
    assert "S8 would be 253" in finding.hint
    assert (finding.where, finding.check, finding.indicator) == ("a.xlsx!Sheet!D13, D9", "sum", "S8")


def test_parts_that_add_up_are_not_found(catalogue: Catalogue) -> None:
    rows = [seen("S7", 929.0, FigureRole.TARGET), seen("S7", 676.0), seen("S8", 253.0)]
    assert list(load_checks.sums(rows, catalogue)) == []


@pytest.mark.parametrize(("whole", "found"), [(15.8, 0), (15.9, 0), (15.95, 0), (15.65, 0), (15.96, 1), (16.8, 1), (15.0, 1)])
def test_shares_may_differ_by_their_rounding_and_no_more(whole: float, found: int, catalogue: Catalogue) -> None:
    """Bury, January 2017: SEN support 12.4, EHC plans 3.4, together 15.8. The tolerance, 0.15, is inclusive."""
    rows = [seen("S2", whole), seen("S3", 12.4), seen("S4", 3.4)]
    assert len(list(load_checks.sums(rows, catalogue))) == found


def test_a_missing_part_is_not_a_wrong_sum(catalogue: Catalogue) -> None:
    assert list(load_checks.sums([seen("S2", 99.0), seen("S3", None), seen("S4", 3.4)], catalogue)) == []


def test_parts_of_different_places_are_not_added(catalogue: Catalogue) -> None:
    """On Bury's scorecard S2's comparator is the North West and those of S3 and S4 are neighbours."""
    rows = [seen("S2", 14.4, FigureRole.REGION, area="E12000002"), seen("S3", 10.2, FigureRole.NEIGHBOURS, area="SN-E08000002")]
    rows.append(seen("S4", 2.85, FigureRole.NEIGHBOURS, area="SN-E08000002"))
    assert list(load_checks.sums(rows, catalogue)) == []


@pytest.mark.parametrize(("code", "value", "found"), [("S5", 100.0, 0), ("S5", 0.0, 0), ("S5", 100.1, 1), ("E6", -2.6, 1), ("S1", 29.6, 1)])
def test_a_figure_outside_its_plausible_range_is_found(code: str, value: float, found: int, catalogue: Catalogue) -> None:
    assert len(list(load_checks.plausible_range([seen(code, value)], catalogue))) == found


def test_a_regions_total_may_lie_outside_one_areas_range_but_its_percentage_may_not(catalogue: Catalogue) -> None:
    total = seen("S1", 8669080.0, FigureRole.ENGLAND, area="E92000001")
    assert list(load_checks.plausible_range([total], catalogue)) == []
    assert len(list(load_checks.plausible_range([seen("S5", 556.5, FigureRole.ENGLAND)], catalogue))) == 1


@pytest.mark.parametrize(("code", "value", "found"), [("S6", -1.0, 1), ("S5", -1.0, 1), ("S6", 0.0, 0), ("E6", -0.68, 0)])
def test_a_count_or_percentage_below_zero_is_found(code: str, value: float, found: int, catalogue: Catalogue) -> None:
    assert len(list(signs([seen(code, value)], catalogue))) == found


@pytest.mark.parametrize(("own", "found"), [(0.68, 1), (-0.68, 0), (0.0, 0)])
def test_a_lost_minus_shows_against_every_comparator(own: float, found: int, catalogue: Catalogue) -> None:
    """Bury WSOA scorecard, October 2017, Appendix A, E6: neighbours -1.14, England -1.03."""
    rows = [seen("E6", own), seen("E6", -1.14, FigureRole.NEIGHBOURS), seen("E6", -1.03, FigureRole.ENGLAND)]
    assert len(list(signs(rows, catalogue))) == found


def test_a_score_between_comparators_of_both_signs_is_not_found(catalogue: Catalogue) -> None:
    rows = [seen("E6", 0.2), seen("E6", -0.1, FigureRole.NEIGHBOURS), seen("E6", 0.1, FigureRole.ENGLAND)]
    assert list(signs(rows, catalogue)) == []


@pytest.mark.parametrize(("code", "value", "found"), [("S6", 14.5, 1), ("S6", 14.0, 0), ("S5", 14.5, 0)])
def test_a_count_that_is_not_whole_is_found(code: str, value: float, found: int, catalogue: Catalogue) -> None:
    assert len(list(load_checks.whole_counts([seen(code, value)], catalogue))) == found


def test_a_share_is_noted_and_a_figure_is_not(catalogue: Catalogue) -> None:
    share = replace(seen("E7", 4.0), measure=CellPart.SHARE)
    (finding,) = shares([seen("E7", 58.0), share], catalogue)
    assert finding.severity is Severity.NOTE
    assert "share of all suspensions" in finding.what


def test_kpis_without_a_figure_are_counted_and_named(catalogue: Catalogue) -> None:
    (finding,) = load_checks.no_figure([seen("S12", 0.0), seen("S13", None), seen("P1", None)], catalogue)
    assert "2 KPIs hold no figure: S13, P1." in finding.what
    assert list(load_checks.no_figure([seen("S12", 0.0)], catalogue)) == []


def test_a_kpi_with_a_figure_in_one_of_two_periods_does_hold_a_figure(catalogue: Catalogue) -> None:
    before = replace(seen("S5", 90.0), period=Period("Jan-16", PeriodKind.MONTH, date(2016, 1, 1), date(2016, 1, 31)))
    assert list(load_checks.no_figure([before, seen("S5", None)], catalogue)) == []


def test_one_kpi_blank_in_two_periods_is_one_kpi(catalogue: Catalogue) -> None:
    before = replace(seen("S13", None), period=Period("Jan-16", PeriodKind.MONTH, date(2016, 1, 1), date(2016, 1, 31)))
    (finding,) = load_checks.no_figure([before, seen("S13", None), seen("P1", None)], catalogue)
    assert finding.what == "2 KPIs hold no figure: S13, P1."


def test_all_checks_run_on_a_load(catalogue: Catalogue) -> None:
    rows = [seen("S6", -1.5), seen("S13", None), seen("E7", 58.0), replace(seen("E7", 4.0), measure=CellPart.SHARE)]
    rows += [seen("S2", 20.0), seen("S3", 12.4), seen("S4", 3.4)]
    assert {f.check for f in load_checks.check_load(rows, catalogue)} == {"sum", "range", "sign", "whole", "share", "no figure"}
    assert all(f.where and f.what and f.hint for f in load_checks.check_load(rows, catalogue))
