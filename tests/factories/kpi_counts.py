"""How many KPIs there are: in the catalogue, and on Bury's printed scorecard. Nothing types the number in."""

from __future__ import annotations

from data.catalogue import catalogue as catalogue_of
from loaders import read_file
from tests.conftest import SAMPLE

CATALOGUE = catalogue_of.read()
KPIS = len(CATALOGUE.indicators)


def on_burys_scorecard() -> int:
    """KPIs that the sample workbook has a row for."""
    return len({one.indicator for one in read_file(SAMPLE.name, SAMPLE.read_bytes(), CATALOGUE).observations})
