"""What a release of published figures says otherwise than the one before it: how many figures, and by how much. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.model.indicator import Indicator
from data.model.observation import Missing
from data.model.period import Period, PeriodKind
from kpis.standing.kpi_standing import gap


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One figure of two releases. ``by`` is now less was, None where one of them has no number."""

    indicator: Indicator
    area: str
    period: Period
    was: tuple[float | None, Missing | None]
    now: tuple[float | None, Missing | None]
    source: str
    was_source: str

    @property
    def by(self) -> float | None:
        return gap(self.now[0], self.was[0])

    @property
    def size(self) -> float:
        """How far it moved as a share of the larger of the two, so that measures of every unit can stand in one order: 0 to 2."""
        if self.by is None or self.was[0] is None or self.now[0] is None:
            return 0.0
        return abs(self.by) / (max(abs(self.was[0]), abs(self.now[0])) or 1.0)


def revisions(rows: Iterable[Mapping[Any, Any]], indicators: Mapping[str, Indicator]) -> tuple[Revision, ...]:
    """Rows of the store's ``revised`` as revisions, the furthest moved for its size first; those without two numbers last."""
    found = [
        Revision(
            indicator=indicators[row["measure"]], area=row["area"],
            period=Period(row["period"], PeriodKind(row["period_kind"]), row["first"], row["last"]),
            was=(row["was"], _reason(row["was_missing"])), now=(row["now"], _reason(row["now_missing"])),
            source=f"{row['file']}!{row['cell']}", was_source=f"{row['was_file']}!{row['was_cell']}",
        )
        for row in rows if row["measure"] in indicators
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.by is None, -one.size, one.indicator.code, one.period.last or one.period.label)))


def _reason(printed: str | None) -> Missing | None:
    return Missing(printed) if printed is not None else None
