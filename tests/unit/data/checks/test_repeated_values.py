"""Copied totals, constant columns, figures that never move, printed parts, part years: a breach and a near miss each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.catalogue.catalogue import Catalogue
from data.checks.part_and_whole import numerators, shares
from data.checks.repeated_values import constant_column, same_across, same_total, unmoved
from data.checks.signs import signs
from data.checks.year_to_date import beside_whole_years, looks_so_far
from data.model.finding import Severity
from data.model.indicator import Unit
from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Period, PeriodKind

FIGURE, SHARE, TOP, BOTTOM = CellPart.FIGURE, CellPart.SHARE, CellPart.NUMERATOR, CellPart.DENOMINATOR


def month(number: int, first_year: int = 2023) -> Period:
    """The month so many months after January of the first year."""
    year, at = divmod(number, 12)
    first = date(first_year + year, at + 1, 1)
    return Period(f"{first:%b-%y}", PeriodKind.MONTH, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def seen(
    code: str,
    value: float | None,
    series: FigureRole = FigureRole.OWN,
    *,
    at: int | Period = 0,
    cell: str = "D9",
    measure: CellPart = FIGURE,
    raw: str = "",
) -> Observation:
    period = month(at) if isinstance(at, int) else at
    area, missing = ("E08000002" if series is FigureRole.OWN else series.name), None if value is not None else Missing.BLANK
    return Observation(
        indicator=code, reporter="E08000002", area=area, series=series, measure=measure, period=period, value=value, missing=missing,
        raw=raw or str(value), file="a.xlsx", sheet="Sheet", cell=cell,
    )  # fmt: skip


def shared_counts(*printed: tuple[str, str]) -> list[Observation]:
    found = []
    for code, raw in printed:
        count, percent = raw.rstrip("%)").split(" (")
        found += [seen(code, float(count), raw=raw, cell=code), seen(code, float(percent), raw=raw, cell=code, measure=SHARE)]
    return found


def test_shares_of_one_whole_name_the_whole(catalogue: Catalogue) -> None:
    """Bury SEND written statement of action, October 2017, E7 to E10."""
    rows = shared_counts(("E7", "58 (4.0%)"), ("E8", "603 (41.1%)"), ("E9", "2 (2.4%)"), ("E10", "22 (26.2%)"))
    suspensions, exclusions = shares(rows, catalogue)
    assert "58 (4.0%) and 603 (41.1%) are shares of one total of about 1,467, not rates." in suspensions.what
    assert "2 (2.4%) and 22 (26.2%) are shares of one total of about 84, not rates." in exclusions.what
    assert {suspensions.severity, exclusions.severity} == {Severity.NOTE}


@pytest.mark.parametrize(("other", "check"), [("603 (41.1%)", "share"), ("603 (42.6%)", "share whole"), ("603 (14.1%)", "share whole")])
def test_shares_that_imply_different_wholes_are_a_check(other: str, check: str, catalogue: Catalogue) -> None:
    (found,) = shares(shared_counts(("E7", "58 (4.0%)"), ("E8", other)), catalogue)
    assert found.check == check
    assert (found.severity is Severity.CHECK) == (check == "share whole")


def test_a_share_of_nothing_implies_nothing(catalogue: Catalogue) -> None:
    (found,) = shares(shared_counts(("E7", "0 (0.0%)")), catalogue)
    assert (found.check, "about" in found.what) == ("share", False)
    (wrong,) = shares(shared_counts(("E7", "0 (4.0%)"), ("E8", "603 (41.1%)")), catalogue)
    assert wrong.check == "share whole"


@pytest.mark.parametrize(
    ("code", "printed", "said"),
    [
        ("S5", ("78.9%", 56, 71), None),
        ("S5", ("79%", 56, 71), None),
        ("S5", ("78.8%", 56, 71), "56 of 71 is 78.87%, but the figure says 78.8%."),
        ("S5", ("78.9%", 71, 56), "The numerator, 71, is larger than the denominator, 56."),
        ("S5", ("0%", 0, 0), "The denominator is 0"),
        ("S6", ("1428", 1428, 29639), None),
        ("S6", ("1428", 1482, 29639), "The count says 1,428, but its numerator 1,482."),
        ("E7", ("58", 58, 12), None),  # a count of incidents may be above the number of pupils
    ],
)
def test_a_figure_is_what_its_parts_make_it(code: str, printed: tuple[str, int, int], said: str | None, catalogue: Catalogue) -> None:
    raw, top, bottom = printed
    parts = ((FIGURE, float(raw.rstrip("%")), raw), (TOP, float(top), str(top)), (BOTTOM, float(bottom), str(bottom)))
    rows = [seen(code, value, measure=measure, raw=text, cell=measure.name) for measure, value, text in parts]
    found = list(numerators(rows, catalogue))
    assert len(found) == (said is not None)
    assert all(said in f.what for f in found if said)


def test_without_both_parts_nothing_is_worked(catalogue: Catalogue) -> None:
    assert list(numerators([seen("S5", 78.9), seen("S5", 56.0, measure=TOP), seen("S5", None, measure=BOTTOM)], catalogue)) == []


def test_a_rate_below_zero_is_called_a_rate(catalogue: Catalogue) -> None:
    rates = catalogue.with_own([replace(catalogue.indicators["E7"], unit=Unit.RATE)])
    (found,) = signs([seen("E7", -1.5)], rates)
    assert "which a rate cannot be" in found.what


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((0.35, -0.35), ["D1"]),
        ((0.36, -0.35), []),
        ((-0.45, -0.85, 0.74, -0.7), ["D2"]),
        ((-0.45, -0.85, 0.15, -0.7), []),  # so near to zero a sign may turn
        ((-0.45, 0.85, 0.74, -0.7), []),
    ],
)
def test_a_score_of_the_other_sign_than_its_own_line(values: tuple[float, ...], told: list[str], catalogue: Catalogue) -> None:
    rows = [seen("E5", value, at=12 * n, cell=f"D{n}") for n, value in enumerate(values)]
    assert [f.where.rpartition("!")[2] for f in signs(rows, catalogue)] == told


@pytest.mark.parametrize(("england", "told"), [(0.38, 1), (-0.38, 0), (0.1, 0)])
def test_a_comparators_lost_minus_shows_against_its_row(england: float, told: int, catalogue: Catalogue) -> None:
    """Bury, October 2017, E5: neighbours -0.49; England's 0.38 lost its minus in the scan. DfE: Bury -0.35."""
    rows = [seen("E5", -0.35), seen("E5", -0.49, FigureRole.NEIGHBOURS, cell="E9"), seen("E5", england, FigureRole.ENGLAND, cell="F9")]
    assert [f.where for f in signs(rows, catalogue)] == ["a.xlsx!Sheet!F9"] * told


@pytest.mark.parametrize(
    ("codes", "values", "severities"),
    [
        (("S9", "S10"), (1428.0, 1428.0), [Severity.CHECK]),
        (("S9", "S10"), (142.0, 142.0), [Severity.NOTE]),
        (("S9", "S10"), (14.0, 14.0), []),
        (("S9", "S5"), (142.0, 142.0), []),
        (("S9", "S10"), (142.0, 143.0), []),
        (("S3", "S4"), (100.0, 100.0), []),
    ],
)
def test_one_figure_for_two_kpis(
    codes: tuple[str, str], values: tuple[float, float], severities: list[Severity], catalogue: Catalogue
) -> None:
    rows = [seen(code, value, cell=code) for code, value in zip(codes, values, strict=True)]
    assert [f.severity for f in same_total(rows, catalogue)] == severities


def test_two_kpis_alike_in_two_periods_are_told_once_as_a_check(catalogue: Catalogue) -> None:
    rows = [seen(code, value, at=n, cell=f"{code}{n}") for code in ("S3", "S2") for n, value in enumerate((12.4, 12.8))]
    (found,) = same_total(rows, catalogue)
    assert (found.severity, found.where) == (Severity.CHECK, "a.xlsx!Sheet!S21")
    assert "S3 and S2 hold the very same figure, 12.8% (Feb-23), and 1 more alike." in found.what


@pytest.mark.parametrize(
    ("code", "printed", "told"),
    [
        ("S6", (1428.0, None, 1428.0), 1),
        ("S6", (1428.0, None, 1429.0), 0),
        ("S6", (12.0, None, 12.0), 0),
        ("S2", (14.4, 14.4, 14.4), 1),
        ("S2", (14.4, None, 14.4), 0),  # one percentage may equal England's
        ("S2", (14.4, 14.4, 14.5), 0),
        ("S5", (100.0, 100.0, 100.0), 0),
    ],
)
def test_one_figure_across_a_row(code: str, printed: tuple[float, float | None, float], told: int, catalogue: Catalogue) -> None:
    own, neighbours, england = printed
    rows = [seen(code, own), seen(code, england, FigureRole.ENGLAND, cell="F9")]
    rows += [seen(code, neighbours, FigureRole.NEIGHBOURS, cell="E9")] if neighbours is not None else []
    assert len(list(same_across(rows, catalogue))) == told


@pytest.mark.parametrize(("values", "told"), [((7, 7, 7, 7), 1), ((7, 7, 7), 0), ((7, 7, 7, 8), 0), ((0, 0, 0, 0, 0), 1)])
def test_a_column_of_one_number(values: tuple[float, ...], told: int, catalogue: Catalogue) -> None:
    rows = [seen(f"S{n + 6}", float(value), cell=f"D{n}") for n, value in enumerate(values)]
    rows.append(seen("S6", 1.0, cell="E1", at=1))
    assert [f.severity for f in constant_column(rows, catalogue)] == [Severity.CHECK] * told


def test_a_column_of_two_kpis_or_of_targets_is_less(catalogue: Catalogue) -> None:
    two = [seen(code, 7.0, cell=f"D{n}", at=n) for n, code in enumerate(("S6", "S9") * 3)]
    assert list(constant_column(two, catalogue)) == []
    targets = [seen(f"S{n + 6}", 7.0, FigureRole.TARGET, cell=f"C{n}") for n in range(4)]
    assert [f.severity for f in constant_column(targets, catalogue)] == [Severity.NOTE]


@pytest.mark.parametrize(
    ("code", "values", "told"),
    [
        ("S10", [50, *[78] * 6], 1),
        ("S10", [50, *[78] * 5], 0),
        ("S10", [*[78] * 6, 79], 0),
        ("S10", [2] * 8, 0),
        ("S5", [100] * 8, 0),
        ("S5", [51.2] * 6, 1),
        ("S12", [0] * 8, 0),
    ],
)
def test_a_figure_that_does_not_move(code: str, values: list[float], told: int, catalogue: Catalogue) -> None:
    found = list(unmoved([seen(code, float(v), at=n, cell=f"D{n}") for n, v in enumerate(values)], catalogue))
    assert len(found) == told
    if found and len(values) > 6:
        assert found[0].what == "78 has not moved since Feb-23: the last 6 figures are the same."
        assert found[0].severity is Severity.NOTE


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({8: 20.0, 10: 30.0, 15: 60.0, 18: 80.0, 20: 4.0}, "school year"),  # Sep, Nov, Apr, Jul; then Sep
        ({3: 20.0, 8: 30.0, 14: 60.0, 15: 4.0, 20: 33.0}, "financial year"),
        ({0: 20.0, 5: 30.0, 11: 60.0, 12: 4.0, 17: 33.0}, "calendar year"),
        ({8: 20.0, 10: 30.0, 15: 29.0, 18: 80.0, 20: 4.0}, ""),  # not rising
        ({8: 20.0, 10: 30.0, 15: 60.0, 18: 80.0, 20: 41.0}, ""),  # falls by less than half
        ({8: 20.0, 10: 30.0, 20: 4.0}, ""),  # two figures are not a year
        ({8: 20.0, 10: 30.0, 15: 60.0, 18: 80.0}, ""),  # no new year
        ({8: 2.0, 10: 3.0, 15: 4.0, 18: 9.0, 20: 1.0}, ""),  # tiny counts
    ],
)
def test_a_count_for_the_year_so_far_shows_by_its_shape(values: dict[int, float], name: str, catalogue: Catalogue) -> None:
    found = list(looks_so_far([seen("E7", value, at=n, cell=f"D{n}") for n, value in values.items()], catalogue))
    assert [name in f.what for f in found] == ([True] if name else [])


def test_a_year_to_date_figure_beside_a_whole_year(catalogue: Catalogue) -> None:
    so_far = Period("YTD Nov-24", PeriodKind.YEAR_TO_DATE, date(2024, 9, 1), date(2024, 11, 30))
    year = Period("2022/23", PeriodKind.ACADEMIC_YEAR, date(2022, 9, 1), date(2023, 8, 31))
    rows = [seen("E7", 58.0, at=so_far), seen("E7", 1860.0, FigureRole.ENGLAND, at=year)]
    (found,) = beside_whole_years(rows, catalogue)
    assert found.what == "58 (YTD Nov-24) is for the year so far, but 1,860 (England, 2022/23) is for a whole year."
    same = [rows[0], seen("E7", 900.0, FigureRole.ENGLAND, at=so_far)]
    assert list(beside_whole_years(same, catalogue)) == []
    assert list(beside_whole_years([seen("E7", 58.0, at=year), rows[1]], catalogue)) == []
