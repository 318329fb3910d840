"""Numerators and denominators: from columns of the figure's own load, from another KPI, from a count printed with its share."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import cli
from data.catalogue.catalogue import Catalogue
from data.model.period import PeriodKind
from kpis.figures.figure import FigureCounts, Value, value_of
from kpis.figures.numerators import shared
from kpis.standing.kpi_standing import Standing
from tests.conftest import sheet_bytes
from tests.factories.standings import row, standing, year


def parts(top: float | None, whole: float | None, code: str = "S5", load: int = 1) -> list[dict[str, object]]:
    given = (("numerator", top), ("denominator", whole))
    return [row(code, n, year(2024), measure=name, load=load) for name, n in given if n is not None]


def counts(catalogue: Catalogue, value: float, raw: str, more: list[dict[str, object]], code: str = "S5") -> FigureCounts | None:
    found: Standing = standing(catalogue, [row(code, value, year(2024), raw=raw), *more], code)
    return found.own.counts if found.own else None


def printed(count: float, share: float, raw: str) -> Value:
    return replace(value_of(row("E7", count, year(2024), raw=raw)), share=share)


def test_the_columns_of_its_own_load_are_taken_and_those_of_another_are_not(catalogue: Catalogue) -> None:
    found = counts(catalogue, 74.1, "74.1%", parts(20, 27))
    assert found is not None
    assert (found.top, found.whole, found.fault) == (20, 27, "")
    assert counts(catalogue, 74.1, "74.1%", parts(20, 27, load=2)) is None
    assert counts(catalogue, 74.1, "74.1%", []) is None


def test_columns_that_do_not_give_the_figure_are_a_fault_and_half_a_printed_unit_is_none(catalogue: Catalogue) -> None:
    assert counts(catalogue, 74.0, "74%", parts(20, 27)).fault == ""  # type: ignore[union-attr]
    found = counts(catalogue, 74.0, "74.0%", parts(20, 27))
    assert found is not None
    assert found.fault == "20 of 27 does not give 74.0%."
    assert "not above nought" in counts(catalogue, 74.0, "74.0%", parts(0, 0)).fault  # type: ignore[union-attr]


def test_a_denominator_alone_gives_the_numerator_where_a_whole_number_fits(catalogue: Catalogue) -> None:
    """26 plans cannot be 74.3% in time: 19 of them are 73.1%, 20 are 76.9%."""
    found = counts(catalogue, 73.1, "73.1%", parts(None, 26))
    assert found is not None
    assert (math.floor(found.top + 0.5), found.whole, found.fault) == (19, 26, "")
    assert "No whole number out of 26 gives 74.3%" in counts(catalogue, 74.3, "74.3%", parts(None, 26)).fault  # type: ignore[union-attr]
    assert counts(catalogue, 74.3, "74.3%", parts(20, None)) is None


def test_the_pupils_on_roll_of_the_same_january_are_the_whole_of_the_shares_of_pupils(catalogue: Catalogue) -> None:
    """Bury, January 2017: 15.8% of 29,639 pupils; another January's roll is no denominator."""
    january = year(2017, PeriodKind.MONTH)
    figures = [row("S2", 15.8, january, raw="15.80%"), row("S1", 29639, january)]
    found = standing(catalogue, figures, "S2")
    assert found.own is not None
    assert found.own.counts is not None
    assert found.own.counts.whole == 29639
    late = standing(catalogue, [figures[0], row("S1", 29639, year(2016, PeriodKind.MONTH))], "S2")
    assert late.own is not None
    assert late.own.counts is None


@pytest.mark.parametrize(("count", "share", "least"), [(58, 4.0, 1433), (603, 41.1, 1466), (2, 2.4, 82), (22, 26.2, 84)])
def test_burys_counts_with_their_shares_give_the_smallest_whole(count: float, share: float, least: float) -> None:
    """Of E10's 22 (26.2%) only 84 permanent exclusions are possible, as the sample's own reading says."""
    found = shared(printed(count, share, f"{count} ({share}%)"), "all")
    assert found is not None
    assert (found.top, found.whole, found.fault) == (count, least, "")


def test_nothing_is_worked_out_of_nought() -> None:
    assert shared(printed(0, 0.0, "0 (0.0%)"), "all") is None
    assert shared(printed(3, 0.0, "3 (0.0%)"), "all") is None


def half_up(count: int, whole: int) -> Decimal:
    return (Decimal(100 * count) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


@given(st.integers(1, 300), st.integers(1, 4000))
def test_the_smallest_whole_prints_the_same_share_and_one_fewer_does_not(count: int, whole: int) -> None:
    assume(count <= whole)
    share = half_up(count, whole)
    assume(share > 0)
    found = shared(printed(count, float(share), f"{count} ({share}%)"), "all")
    assert found is not None
    assert found.whole <= whole
    assert half_up(count, int(found.whole)) == share
    assert found.whole == count or half_up(count, int(found.whole) - 1) != share


def test_a_scorecards_own_columns_reach_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the form of the template: 20 of 27 plans beside England's 49.2%; and 40 of 100 that is printed as 30.0%."""
    sheet = [
        ["KPI ref", "KPI name", "Period", "Figure for", "Value", "Numerator", "Denominator"],
        ["S5", "New EHC plans issued within 20 weeks", "2022", "Own", "74.1%", 20, 27],
        ["S5", "New EHC plans issued within 20 weeks", "2022", "England", "49.2%", None, None],
        ["E1", "KS2 expected standard, SEN support", "2022/23", "Own", "30.0%", 40, 100],
    ]
    path, home = tmp_path / "scorecard.xlsx", tmp_path / "home"
    path.write_bytes(sheet_bytes(sheet))
    assert cli.main(["load", str(path), "--home", str(home), "--area", "Bury", "--received", "2026-01-05"]) == 0
    capsys.readouterr()
    assert cli.main(["show", "--home", str(home), "--area", "Bury", "--json"]) == 0
    found = {one["code"]: one for one in json.loads(capsys.readouterr().out)["kpis"]}
    sure = found["S5"]["confidence"]
    assert (sure["numerator"], sure["denominator"], sure["method"], sure["level"]) == (20, 27, "Wilson", 95)
    assert (sure["lower"], sure["upper"]) == (pytest.approx(55.321428685446925), pytest.approx(86.82962543809282))
    assert found["S5"]["compared"]["england"]["words"] == "Better than England (49.2%)."
    assert found["E1"]["confidence"]["reason"] == "40 of 100 does not give 30.0%."
    assert found["E1"]["compared"]["england"]["verdict"] is None
