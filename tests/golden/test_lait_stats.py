"""Every row of DfE's own statistics of LAIT measures, worked again from LAIT's files, to a millionth.

The reference holds what LAIT's program gave for ten measures and seven authorities: value, neighbours' mean on the May 2025 list,
region, England, change, rank, band and quartiles.
"""

from __future__ import annotations

import csv

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Polarity
from data.text import plain
from kpis.benchmark.benchmark import Benchmark, Field, benchmark
from tests.conftest import SHARED, shared
from tests.golden.lait_files import EDITION, POLARITY, field_of, members

STATS = SHARED / "reference" / "lait_stats.csv"
ROWS = list(csv.DictReader(STATS.read_text(encoding="utf-8").splitlines())) if STATS.is_file() else []
FIELDS: dict[str, Field] = {}


def bench(row: dict[str, str], catalogue: Catalogue) -> Benchmark:
    short, area = row["short"], catalogue.area(row["la"])
    assert area is not None
    if short not in FIELDS:
        FIELDS[short] = field_of(short, catalogue)
    return benchmark(FIELDS[short], area, catalogue.areas, members=members(catalogue)[area.code], edition=EDITION)


def close(found: float | None, printed: str) -> bool:
    if printed in ("", "-"):
        return found is None
    return found is not None and abs(found - float(printed)) <= 1e-6


def test_all_seventy_rows_are_there() -> None:
    shared(truths=70)
    assert len(ROWS) == 70


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['short']}-{row['la']}")
def test_a_row_of_the_reference_is_worked_again(row: dict[str, str], catalogue: Catalogue) -> None:
    b = bench(row, catalogue)
    assert b.indicator.polarity is POLARITY.get(row["polarity"], Polarity.NEUTRAL)
    assert (b.period.label, str(b.of)) == (row["latest"], row["n_la"])
    assert close(b.value, row["value"])
    assert close(b.neighbours.value, row["sn_avg"])
    assert b.region_area is not None
    assert plain(row["region"]) in {plain(name) for name in (b.region_area.name, *b.region_area.aliases)}
    assert close(b.region.value if b.region else None, row["region_value"])
    assert close(b.england.value if b.england else None, row["england"])
    assert close(b.change.value if b.change else None, row["change"])
    assert close(b.rank, row["rank"])
    assert b.band == row["band"].strip("-")
    if b.indicator.unit == "count":
        assert b.quantiles is None  # a count follows the size of a place: no quarter is one of merit
        return
    assert b.quantiles is not None
    assert all(close(q, row[name]) for q, name in zip(b.quantiles, ("q0", "q25", "q50", "q75", "q100"), strict=True))
