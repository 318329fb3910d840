"""A KPI's figures of one way of counting: two ways are never put in one line, nor is one compared with the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.model.counting_basis import counted_of
from data.model.indicator import Indicator
from data.model.observation import CellPart, FigureRole
from kpis.figures.figure import PublishedSeries, Value

Parts = Mapping[tuple[str, str], Sequence[Value]]
_OWN = (FigureRole.OWN.value, CellPart.FIGURE.value)


def of_one_basis(parts: Parts) -> tuple[str, dict[tuple[str, str], list[Value]]]:
    """(how it is counted, empty for the usual way; the figures that are counted so): the usual way where the partnership has a number
    of it, else the way of its newest number."""
    ways = {counted_of(v.basis) for values in parts.values() for v in values}
    if ways <= {""}:
        return "", {key: list(values) for key, values in parts.items()}
    own = [(v.received, v.load, counted_of(v.basis)) for v in parts.get(_OWN, ()) if v.value is not None]
    chosen = "" if not own or any(way == "" for *_, way in own) else max(own)[2]
    return chosen, {key: [v for v in values if counted_of(v.basis) == chosen] for key, values in parts.items()}


def counted_otherwise(indicator: Indicator, published: PublishedSeries | None, counted: str) -> tuple[Indicator, PublishedSeries | None]:
    """The KPI by a name that says how it is counted, and DfE's series of another way as one that is only near it."""
    if not counted:
        return indicator, published
    named = replace(indicator, title=f"{indicator.title}, {counted}", short=f"{indicator.short}, {counted}")
    if published is None or published.feed.basis == counted or published.feed.near:
        return named, published
    near = f"DfE’s figures are counted {published.feed.basis}, the partnership’s {counted}."
    return named, replace(published, feed=replace(published.feed, near=near))
