"""How often the range of kpis/forecast/forecast.py held what DfE then published: counted again from LAIT's own file.

Every authority's unbroken run of yearly figures is cut at every year; the figures up to the cut give a range for one, two and three
years later, and the figure that DfE published for that year lies in it or does not. data/reference/course.csv holds the counts.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace

import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.forecast_coverage import COUNTS, read_held
from kpis.charts.style.picture import line_rule
from kpis.forecast.forecast import AHEAD, LEAST, TRUSTED, project
from tests.conftest import shared
from tests.golden.lait_files import field_of

ROWS = list(csv.DictReader(COUNTS.read_text(encoding="utf-8").splitlines()))
MEASURES = {row["kpi"]: row["measure"] for row in ROWS}


@pytest.mark.parametrize("kpi", MEASURES)
def test_the_counts_of_a_kpi_are_counted_again(kpi: str, catalogue: Catalogue) -> None:
    shared()
    found = counted(kpi, MEASURES[kpi], catalogue)
    printed = {int(row["years"]): (int(row["held"]), int(row["of"])) for row in ROWS if row["kpi"] == kpi}
    assert found == printed


def counted(kpi: str, measure: str, catalogue: Catalogue) -> dict[int, tuple[int, int]]:
    """(held, of) by years ahead, over every authority; where fewer than 100 outcomes can be counted the years are left out."""
    breaks = tuple(one for one in catalogue.breaks if kpi in one.indicators)
    field = replace(field_of(measure, catalogue), breaks=breaks)
    held: Counter[int] = Counter()
    of: Counter[int] = Counter()
    for code, values in field.values.items():
        if catalogue.areas[code].level.key != "authority":
            continue
        for run in line_rule(field.indicator, field.breaks, values, field.adjoins).runs(values):
            numbers = [value.value for value in run if value.value is not None]
            for cut in range(LEAST, len(numbers)):
                for years in range(1, min(AHEAD, len(numbers) - cut) + 1):
                    found = project(numbers[:cut], years)
                    assert found is not None
                    of[years] += 1
                    held[years] += found.low <= numbers[cut + years - 1] <= found.high
    return {years: (held[years], of[years]) for years in sorted(of) if of[years] >= 100}


def test_some_kpis_are_trusted_and_some_are_not() -> None:
    shares = read_held()
    assert shares["S5", 1] >= TRUSTED
    assert shares["S4", 3] < TRUSTED
    assert all(0 <= share <= 1 for share in shares.values())
