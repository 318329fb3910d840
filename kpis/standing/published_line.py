"""DfE's line of a KPI beside the partnership's own, and where the two give one period of one measure another figure. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpis import formats
from kpis.figures.figure import Value, at
from kpis.standing.kpi_standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedLine:
    """The second line of a KPI: ``standing`` is DfE's line by itself, in DfE's title and unit, ``newest`` its newest figure, which may be
    an absence. ``same`` is its figure of the own period, None where there is none or the two are not one measure; ``near`` says how they
    differ. ``apart`` is set where they are not one measure in one unit, so that they share neither an axis nor a difference."""

    standing: Standing
    newest: Value
    same: Value | None
    near: str
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesDiffer:
    """One period for which the partnership and DfE give the same measure another figure, as printed."""

    standing: Standing
    own: Value
    published: Value


def published_line(standing: Standing) -> PublishedLine | None:
    """DfE's line where the partnership's own leads; None where DfE's leads itself or has no figure of this place."""
    second = standing.second
    if second is None or second.own is None or standing.own is None or standing.published is None:
        return None
    feed = standing.published.feed
    apart = bool(feed.near) or feed.unit is not None
    same = None if apart else at(second.points, standing.own.period)
    return PublishedLine(standing=second, newest=second.own, same=same, near=feed.near, apart=apart)


def differing(standings: Sequence[Standing]) -> list[SourcesDiffer]:
    """Every period for which both sources give a figure of one measure and the two print differently, in the order of the KPIs."""
    found = []
    for one in standings:
        line = published_line(one)
        if line is None or line.apart:
            continue
        for own in one.points:
            other = at(line.standing.points, own.period)
            if own.value is None or other is None or other.value is None:
                continue
            if formats.figure(own.value, one.indicator) != formats.figure(other.value, one.indicator):
                found.append(SourcesDiffer(standing=one, own=own, published=other))
    return found


def differs(standing: Standing) -> bool:
    """Whether DfE gives the own figure's period another figure, as printed."""
    line = published_line(standing)
    if line is None or line.same is None or line.same.value is None or standing.value is None:
        return False
    return formats.figure(line.same.value, standing.indicator) != formats.figure(standing.value, standing.indicator)
