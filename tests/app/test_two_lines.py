"""The KPI page's comparison where the partnership's own line leads: newest comparators with their period, and DfE's block of its own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from kpis.standing.kpi_standing import Standing
from pages.widgets import components
from tests.factories.months import month
from tests.factories.published_standings import joined, series
from tests.factories.standings import row

YEARS: dict[int, float | None] = {2022: 41.0, 2023: 40.0, 2024: 38.6}


def rows(one: Standing) -> list[list[str]]:
    cells: list[list[str]] = []
    for found in re.findall(r"<tr.*?</tr>", str(components.comparisons(one)), re.DOTALL):
        parts: list[Any] = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found, re.DOTALL)
        cells.append([" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts])
    return cells


@pytest.fixture
def months(catalogue: Catalogue) -> Standing:
    return joined(catalogue, {}, series(catalogue, YEARS), *(row("S5", 50.0 + n, month(2026, n)) for n in range(6, 11)))


def test_newest_comparators_stand_with_their_period_and_no_difference(months: Standing) -> None:
    assert ["Neighbours, 2024", "50.0%", "–"] in rows(months)
    assert ["England, 2024", "46.0%", "–"] in rows(months)


def test_dfes_line_has_a_block_of_its_own_with_its_own_differences(months: Standing) -> None:
    found = rows(months)
    at = found.index(["DfE’s own line, 2024", "Figure", "Difference"])
    assert found[at + 1 :] == [["DfE", "38.6%", "–"], ["Neighbours", "50.0%", "−11.4 pts"], ["England", "46.0%", "−7.4 pts"]]


def test_a_period_for_which_the_two_sources_differ_says_so(catalogue: Catalogue) -> None:
    one = joined(catalogue, {2024: 49.0}, series(catalogue, YEARS))
    assert any("DfE’s own line, 2024: the partnership’s figure differs from DfE’s" in " ".join(line) for line in rows(one))
    same = joined(catalogue, {2024: 38.6}, series(catalogue, YEARS))
    assert not any("differs" in " ".join(line) for line in rows(same))


def test_a_near_measure_is_named_by_its_own_title_and_says_how_it_differs(catalogue: Catalogue) -> None:
    near = series(catalogue, YEARS, near="Counts plans made in any time.")
    one = joined(catalogue, {}, near, *(row("S5", 7.0 + n, month(2026, n)) for n in range(6, 11)))
    told = str(components.comparisons(one))
    assert near.feed.title in told
    assert "Counts plans made in any time." in told
    assert not any("2024" in line[0] and line[0].startswith("England") for line in rows(one))
