"""Standings and the words of a pack, as the command line works them out, for the tests that read packs back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from kpis.exports.document.provenance import PackWords, about
from kpis.standing.kpi_standing import Standing
from tests.conftest import reader
from tests.factories.area_views import view_of

TODAY = date(2026, 10, 1)


def packed(home: Path, as_at: date | None = None, *, today: date = TODAY) -> tuple[list[Standing], PackWords, Catalogue]:
    """Everything of the one area of a home."""
    found = reader(home)
    build = found.figures.current()
    catalogue, view = found.catalogue(build), view_of(home, found.figures.areas(build)["area"][0], as_at, today)
    words = about(view.standings, view.area.name, as_at=as_at, today=today, build=build, sections=catalogue.sections)
    return list(view.standings), words, catalogue
