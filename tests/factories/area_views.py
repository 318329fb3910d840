"""The view of an area of a home, as pages keep it and as nobody keeps it, for the tests that read standings back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.model.actor import Actor
from data.model.audience import Audience
from data.records.kpi_records import everything
from kpis.standing import area_view as views
from kpis.standing.area_view import USUAL, Against, AreaView
from kpis.standing.kpi_records import kept
from pages.queries import session
from pages.queries.area_view import ViewKey
from tests.conftest import reader

TESTER = Actor("tester")
TODAY = date(2026, 10, 1)


def view_key(home: str | Path, area: str, as_at: date | None = None, against: Against = USUAL, *, build: str = "") -> ViewKey:
    """The key of an area's view in a home's newest build, or in another one."""
    now = build or session.build_of(str(home))
    return ViewKey(actor=TESTER, audience=Audience.ROOM, home=str(home), build=now, area=area, as_at=as_at, against=against)


def view_of(home: Path, area: str, as_at: date | None = None, today: date = TODAY) -> AreaView:
    """The view of the area's own files and typed records, with no published series."""
    found = reader(home)
    build = found.figures.current()
    return views.area_view(
        found.figures, found.catalogue(build), build, actor=found.actor, audience=Audience.ROOM, place=area, as_at=as_at, today=today,
        published={}, kept=kept(everything(found.records, area, as_at)),
    )  # fmt: skip
