"""A partnership's own figures joined with published ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.model.observation import Missing
from data.model.period import Period
from kpis.figures.figure import Members, PublishedSeries, Value
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from tests.factories.standings import OWN, row, year


def published(period: Period, value: float | None, *, area: str = OWN, missing: Missing = Missing.NOT_AVAILABLE) -> Value:
    return Value(
        value=value, missing=None if value is not None else missing, period=period, raw=str(value), file="lait.parquet", sheet="",
        cell="row 1", load=2, received=date(2026, 4, 1), basis="", area=area, status="as reported", origin="published", data_source="LAIT",
        notice="",
    )  # fmt: skip


def series(catalogue: Catalogue, values: dict[int, float | None], *, near: str = "", alone: bool = False) -> PublishedSeries:
    feed = replace(next(f for f in catalogue.feeds if f.kpi == "S5"), near=near)
    own = tuple(published(year(n), v) for n, v in values.items())
    among = tuple(replace(published(year(n), 50.0, area=f"SN-{OWN}"), members=Members(9, 10, "May 2025", ("Kent",))) for n in values)
    england = tuple(published(year(n), 46.0, area="E92000001") for n in values)
    return PublishedSeries(feed=feed, own=own, neighbours=among, region=(), england=england, latest=year(max(values)), alone=alone)


def joined(catalogue: Catalogue, local: dict[int, float | None], found: PublishedSeries, *more: dict[str, object]) -> Standing:
    rows = [row("S5", value, year(n)) for n, value in local.items()] + list(more)
    standings = kpi_standing.standings(pd.DataFrame(rows, dtype=object), catalogue.indicators, {}, published={"S5": found}, place=OWN)
    return next(s for s in standings if s.indicator.code == "S5")
