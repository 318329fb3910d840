"""The gap on a KPI's page over the whole of LAIT, against England's published figures by group.

From DfE's 'Key stage 2 attainment' and 'Key stage 4 performance', as kpis.md of the reference notes lists them: expected standard in
reading, writing and maths, SEN support 16 21 24 25 - - 21 24 26 29 and no identified SEN 62 71 74 75 - - 69 70 72 74 (2016 to 2025).
"""

from __future__ import annotations

from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from kpis.benchmark.published_reader import Readings
from kpis.benchmark.sen_gap import gaps

SUPPORT = {2016: 16, 2017: 21, 2018: 24, 2019: 25, 2022: 21, 2023: 24, 2024: 26, 2025: 29}
NO_SEN = {2016: 62, 2017: 71, 2018: 74, 2019: 75, 2022: 69, 2023: 70, 2024: 72, 2025: 74}


def test_englands_gap_is_the_one_that_its_published_figures_give(england: Path, catalogue: Catalogue) -> None:
    store = Store(england)
    reading = Readings(store, store.current(), catalogue, None)
    field, other = reading.fields(["E1"])["E1"][1], reading.measure(catalogue.gaps["E1"].other, "lait")
    assert other is not None
    pair = (field.values["E92000001"], other.values["E92000001"])
    found = {row.period.last.year: row for row in gaps(pair, pair, field.indicator) if row.period.last and row.gap is not None}
    assert {year: row.gap for year, row in found.items()} == {year: NO_SEN[year] - SUPPORT[year] for year in NO_SEN}
    assert {year: row.england for year, row in found.items()} == {year: row.gap for year, row in found.items()}
