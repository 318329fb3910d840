"""A store as it would be with one more file: what an area's view of it is worked from before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.model.finding import Finding
from kpis.figures.stored_rows import JoinedRows, NamedRows, StoredRows, records
from kpis.standing.area_view import AreaFigures

FINDING = ("load", "severity", "check_name", "indicator", "place", "what", "hint")


@dataclass(frozen=True, slots=True)
class FiguresToBe:
    """``source`` with ``rows`` in place of one partnership's figures in force today, and the findings of the file that gives them.

    ``load`` is the number that the file would have. Only today can be asked for.
    """

    source: AreaFigures
    rows: StoredRows
    found: tuple[Mapping[Any, Any], ...]

    def in_force(
        self, build: str, *, reporter: str | None = None, indicator: str | None = None, as_at: date | None = None, place: str | None = None
    ) -> StoredRows:
        """The partnership's figures as they would be; ``reporter`` and ``place`` are those the rows are of."""
        if as_at is not None:
            raise ValueError("a file that is not kept is in force on no past day")
        if indicator is None:
            return self.rows
        return NamedRows(list(self.rows), [row for row in records(self.rows) if row["indicator"] == indicator])

    def links(self, build: str, area: str, as_at: date | None = None) -> StoredRows:
        return self.source.links(build, area, as_at) if build else JoinedRows(())

    def remarks(self, build: str, area: str, as_at: date | None = None) -> StoredRows:
        return self.source.remarks(build, area, as_at) if build else JoinedRows(())

    def findings(self, build: str, area: str | None = None) -> StoredRows:
        held = list(records(self.source.findings(build, area))) if build else []
        return NamedRows(FINDING, [*held, *self.found])


def finding_rows(load: int, findings: Iterable[Finding]) -> tuple[Mapping[Any, Any], ...]:
    """The findings of a file as a store gives them."""
    return tuple(
        {"load": load, "severity": f.severity.value, "check_name": f.check, "indicator": f.indicator, "place": f.where, "what": f.what,
         "hint": f.hint}
        for f in findings
    )  # fmt: skip
