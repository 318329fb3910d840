"""Standings of two days, and what became of one KPI's figure between them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.model.period import Break
from kpis.standing import kpi_standing
from kpis.standing.changes import ChangeSince, since
from kpis.standing.kpi_standing import Standing
from tests.factories.standings import OWN

Rows = list[dict[str, Any]]


def all_of(catalogue: Catalogue, rows: Rows, breaks: tuple[Break, ...] = ()) -> list[Standing]:
    return kpi_standing.standings(pd.DataFrame(rows, dtype=object), catalogue.indicators, {}, breaks, place=OWN)


def one(catalogue: Catalogue, then: Rows, now: Rows, code: str = "S5", breaks: tuple[Break, ...] = ()) -> ChangeSince:
    rows = since(all_of(catalogue, then, breaks), all_of(catalogue, now, breaks))
    assert [r.now.indicator.code for r in rows] == list(catalogue.indicators)
    return next(r for r in rows if r.now.indicator.code == code)
