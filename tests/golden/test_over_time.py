"""Totals of percentages against DfE's own: what pools twelve parts into a year pools a region's twelve authorities into its region."""

from __future__ import annotations

import csv
from io import TextIOWrapper
from zipfile import ZipFile

import pytest

from data.catalogue.catalogue import Catalogue
from kpis import formats
from kpis.years.years import over_time
from tests.conftest import shared
from tests.factories.months import month
from tests.factories.standings import row, standing

REGION = "North East"  # twelve authorities, as a year has twelve months


def timeliness(year: str) -> list[dict[str, str]]:
    """DfE, Education, health and care plans 2025: timeliness_20_week.csv, every plan issued, of the region and its authorities."""
    with (
        ZipFile(shared("inputs", "ees", "education-health-and-care-plans_2025.zip")) as held,
        held.open("data/timeliness_20_week.csv") as file,
    ):
        rows = [one for one in csv.DictReader(TextIOWrapper(file, "utf-8-sig")) if one["time_period"] == year]
    return [one for one in rows if one["region_name"] == REGION and one["breakdown"] == "All EHC plans issued"]


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_a_total_of_twelve_parts_is_the_percentage_that_dfe_publishes_and_their_mean_is_not(catalogue: Catalogue, year: str) -> None:
    found = timeliness(year)
    (region,) = [one for one in found if one["geographic_level"] == "Regional"]
    parts = [one for one in found if one["geographic_level"] == "Local authority"]
    assert len(parts) == 12
    rows = []
    for of, one in enumerate(parts, 1):
        top, bottom = float(one["plans_issued_within_20_weeks"]), float(one["plans_issued_den"])
        rows += [row("S5", 100 * top / bottom, month(2024, of)), row("S5", top, month(2024, of), measure="numerator"),
                 row("S5", bottom, month(2024, of), measure="denominator")]  # fmt: skip
    total = over_time(standing(catalogue, rows), catalogue.year_rules).rolling.now
    assert total is not None and total.value is not None
    published = float(region["pc_plans_issued_within_20_weeks"])
    assert formats.number(total.value, 1) == formats.number(published, 1)
    mean = sum(float(one["pc_plans_issued_within_20_weeks"]) for one in parts) / 12
    assert abs(mean - published) > 1


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_counts_of_twelve_parts_add_up_to_the_region(catalogue: Catalogue, year: str) -> None:
    found = timeliness(year)
    (region,) = [one for one in found if one["geographic_level"] == "Regional"]
    parts = [float(one["plans_issued_den"]) for one in found if one["geographic_level"] == "Local authority"]
    rows = [row("S9", value, month(2024, of)) for of, value in enumerate(parts, 1)]
    total = over_time(standing(catalogue, rows, "S9"), catalogue.year_rules).rolling.now
    assert total is not None and total.value == float(region["plans_issued_den"])
