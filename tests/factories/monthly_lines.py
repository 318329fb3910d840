"""Standings with a line of months, as process control judges them."""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import Any

from data.model.indicator import Polarity
from data.model.observation import FigureRole, Missing
from data.model.period import Break, Period, PeriodKind
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import Value
from kpis.signals.signals import Signal, signal
from kpis.standing.kpi_standing import Standing
from kpis.stats.spc import NHSR
from tests.conftest import shared

Figures = list[float | None]
STEADY: Figures = [10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13]
WORDS = ChartCaption("Finding", "Subtitle", "Source")


def month(n: int) -> Period:
    """The nth month from January 2019."""
    year, at = 2019 + n // 12, n % 12 + 1
    return Period(f"{year}-{at:02}", PeriodKind.MONTH, date(year, at, 1), date(year, at, monthrange(year, at)[1]))


def value(period: Period, figure: float | None) -> Value:
    missing = None if figure is not None else Missing.SUPPRESSED
    return Value(
        value=figure, missing=missing, period=period, raw="", file="f.xlsx", sheet="Scorecard", cell="D9", load=1,
        received=date(2026, 1, 1), basis="", area="E1", status="as reported", origin="local", data_source="",
    )  # fmt: skip


def line(plain: Standing, figures: Figures, target: float | None = None, polarity: Polarity = Polarity.HIGHER, **more: Any) -> Standing:
    """A standing with these monthly figures from January 2019 on."""
    points = tuple(value(month(n), figure) for n, figure in enumerate(figures))
    targets = tuple(value(p.period, target) for p in points) if target is not None else ()
    indicator = replace(plain.indicator, polarity=polarity)
    return replace(plain, indicator=indicator, points=points, own=points[-1], others={FigureRole.TARGET: targets}, **more)


def carried(name: str, plain: Standing, words: str = "New method") -> tuple[dict[str, Any], Signal]:
    """A vector of the reference package and its line as the screen's bridge judges it; ``words`` are those of each break."""
    cases = json.loads(shared("reference", "spc_vectors.json").read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["id"] == name)
    asked = case["input"]
    at = {day: n for n, day in enumerate(asked["dates"])}
    breaks = tuple(Break(("S5",), month(at[day]).first or date.min, words, "") for day in asked.get("rebase") or [] if day in at)
    way = {"increase": Polarity.HIGHER, "decrease": Polarity.LOWER, "neutral": Polarity.NEUTRAL}[asked["improvement_direction"]]
    return case, signal(line(plain, asked["values"], asked.get("target"), way, breaks=breaks), NHSR)
