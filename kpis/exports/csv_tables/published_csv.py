"""Lists of published measures as CSV: what was found, who does better, what a release changed. Figures unrounded, dates ISO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from data.model.area import Area
from data.model.indicator import Polarity
from data.model.observation import FigureRole
from kpis.benchmark.benchmark import Benchmark, Field
from kpis.benchmark.peers import Peer
from kpis.benchmark.revisions import Revision
from kpis.exports.tidy.standing_export import to_csv

FOUND = (
    "measure", "title", "topic", "release", "period", "unit", "polarity", "area", "value", "missing", "statistical_neighbours",
    "neighbours_basis", "region", "england", "rank", "tied", "of", "description", "method", "source", "link", "updated", "next_update",
    "year_type", "notice", "licence",
)  # fmt: skip
PEERS = (
    "measure", "title", "area", "authority", "period", "value", "area_value", "difference", "better", "change", "changed_from",
    "once_period", "once_value", "earlier", "source", "notice", "licence",
)  # fmt: skip
CHANGED = (
    "measure", "title", "area", "period", "first", "last", "was", "was_missing", "was_source", "now", "now_missing", "now_source",
    "difference", "was_received", "now_received", "licence",
)  # fmt: skip

NO_COUNT = "a count, set beside nobody's"


def found_csv(
    rows: Sequence[Mapping[Any, Any]], found: Mapping[tuple[str, str], Benchmark], area: str, marks: tuple[str, str],
    titles: Mapping[str, str],
) -> bytes:  # fmt: skip
    """One row a measure with the area's newest figure among all authorities; ``marks`` are notice and licence."""
    lines = []
    for row in rows:
        b = found.get((row["publication"], row["id"]))
        figures: tuple[Any, ...] = ("", *(None,) * 9)
        if b is not None:
            missing = b.missing.value if b.value is None and b.missing else ""
            figures = (
                b.period.label,
                b.value,
                missing,
                b.comparator(FigureRole.NEIGHBOURS),
                b.basis if b.like_for_like else NO_COUNT,
                b.comparator(FigureRole.REGION),
                b.comparator(FigureRole.ENGLAND),
                b.rank,
                b.tied if b.rank else None,
                b.of,
            )
        lines.append((
            row["id"], row["title"], row["topic"], titles.get(row["publication"], row["publication"]), figures[0], row["unit"],
            row["polarity"], area, *figures[1:], row["description"], row["method"], row["owner"], row["link"], row["updated"],
            row["next_update"],
            row["year_type"], *marks,
        ))  # fmt: skip
    return to_csv(FOUND, lines)


def peers_csv(found: Iterable[Peer], field: Field, area: Area, areas: Mapping[str, Area], marks: tuple[str, str]) -> bytes:
    """One row an authority; ``earlier`` is each of its figures with a number, period by period."""
    indicator, judged = field.indicator, field.indicator.polarity is not Polarity.NEUTRAL
    lines = []
    for one in found:
        own = field.number(area.code, one.now.period)
        earlier = "; ".join(f"{v.period.label} {v.value!r}" for v in one.values if v.value is not None)
        lines.append((
            indicator.code, indicator.title, area.name, areas[one.code].name, one.now.period.label, one.now.value, own, one.lead,
            "yes" if judged else "not judged", one.moved.value if one.moved else None, one.moved.before.period.label if one.moved else "",
            one.once.period.label if one.once else "", one.once.value if one.once else None, earlier, one.now.source, *marks,
        ))  # fmt: skip
    return to_csv(PEERS, lines)


def changed_csv(found: Iterable[Revision], area: str, received: tuple[date, date], licence: str) -> bytes:
    """One row a figure that a release gives otherwise; ``received`` are the days on which the two releases were."""
    days = tuple(day.isoformat() for day in received)
    return to_csv(CHANGED, [
        (r.indicator.code, r.indicator.title, area, r.period.label, _iso(r.period.first), _iso(r.period.last), r.was[0],
         r.was[1].value if r.was[1] else "", r.was_source, r.now[0], r.now[1].value if r.now[1] else "", r.source, r.by, *days, licence)
        for r in found
    ])  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
