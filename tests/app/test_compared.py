"""The view "Compared" on a KPI's page: Bury's shares, the illustrative borough, and an authority of DfE's files with its funnel."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.screens import html, opened, text


def test_a_count_with_its_share_has_an_interval_and_says_what_it_is_not_compared_with(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", home, monkeypatch, kpi="E7", view="Compared")
    assert not at.exception
    assert "58 of 1,433 (all suspensions: at least 1,433, worked out from the count and its share)" in text(at)
    assert "4.0% of all suspensions (95% interval 3.1% to 5.2%)." in text(at)
    assert "○ England: not compared. No share was given for England in the same period." in text(at)
    (chart,) = at.get("plotly_chart")
    assert "95% interval" in chart.proto.spec
    assert html(at).count("<h1") == 1


def test_pupils_on_roll_make_the_borough_comparable_and_no_denominator_says_so(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="S3", view="Compared")
    assert not at.exception
    assert "15.1% (95% interval 14.7% to 15.5%)" in text(at)
    assert "▲ Higher than Alderland (14.5%)." in text(at)
    assert "Increasing over the latest five years." in text(at)
    beside = text(opened("kpi", borough, monkeypatch, kpi="S3"))
    assert "How sure 15.1% (95% interval 14.7% to 15.5%). Higher than Alderland, the region and the neighbours." in beside
    none = opened("kpi", borough, monkeypatch, kpi="S5", view="Compared")
    assert "Not compared. No denominator was given for Aug 2026." in text(none)
    assert "Give columns headed ‘Numerator’ and ‘Denominator’" in text(none)
    (plain,) = none.get("plotly_chart")
    assert plain.proto.alt == (
        "Side by side; without an interval there is no verdict. Westmere 74.3%; Neighbours 54.9%, Region 57.5%, Alderland 53.0%"
    )
    assert not any(word in plain.proto.spec for word in ("Better", "Worse", "95%"))
    assert "How sure 74.3%" not in text(none)


def test_an_authority_of_dfes_files_has_its_verdicts_and_its_funnel(england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", england, monkeypatch, area="Bury", kpi="S5", view="Compared")
    assert not at.exception
    told = text(at)
    assert "293 of 296: 99.0% (95% interval 97.1% to 99.7%)." in told
    assert "▲ Better than England (45.9%). ▲ Better than the region (49.6%)." in told
    assert "No recent trend. 3 years have an interval since the break of Jan 2022; it needs five in a row." in told
    assert "Bury lies above the funnel’s 99.8% limits" in told
    assert "In the best fifth of 153 authorities by figure, 2024." in told
    whisker, funnel = at.get("plotly_chart")
    assert "Better than England, the region and the neighbours" in whisker.proto.spec
    assert "every authority by its size, 2024" in funnel.proto.spec


@pytest.mark.parametrize("area", ["England", "North West", "Camden", "Northamptonshire"])
def test_a_place_with_fewer_comparators_is_drawn_all_the_same(area: str, england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kpi in ("S5", "E1", "E7"):
        at = opened("kpi", england, monkeypatch, area=area, kpi=kpi, view="Compared")
        assert not at.exception
        assert "How sure, and beside whom" in text(at)


def test_a_measure_that_answers_no_kpi_has_its_gap_on_its_own_page(england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", england, monkeypatch, area="Bury", measure="KS1P_EHCP")
    assert not at.exception
    assert "Gap in Bury, 2024/25: 67.0 percentage points (EHC plan 21.0%, no identified SEN 88.0%)." in text(at)
    assert "England’s gap: 68.0 percentage points, no wider or narrower than the year before." in text(at)
    assert any("percentage points; lower is better" in chart.proto.spec for chart in at.get("plotly_chart"))
