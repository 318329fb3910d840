"""What tests of the rules share as fixtures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Polarity
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus, Rating


@pytest.fixture(scope="session")
def plain(catalogue: Catalogue) -> Standing:
    """A KPI of which more is better, without figures."""
    indicator = replace(catalogue.indicators["S5"], period_basis="calendar year", polarity=Polarity.HIGHER)
    return Standing(
        indicator=indicator, priorities=(), own=None, target=None, comparators={}, change=None, rating=Rating(RagStatus.NO_DATA, ""),
        points=(),
    )  # fmt: skip
